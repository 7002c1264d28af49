"""How many criteria each apprentice has met: kept, since to count a whole cohort takes long."""

import uuid

from sqlmodel import Field, SQLModel


class TallyRow(SQLModel, table=True):
    """Criteria met, kept in step by whatever changes them: see ``count_again``. Nobody's act."""

    __tablename__ = "tally"

    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", primary_key=True)
    knowledge: int = Field(default=0)
    skill: int = Field(default=0)
    behaviour: int = Field(default=0)
    duty: int = Field(default=0)
