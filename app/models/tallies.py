"""What each apprentice has met, and what nobody confirmed: to count a whole cohort takes long."""

import uuid
from datetime import datetime

from sqlmodel import Field, SQLModel

from app.models.base import UtcTime


class TallyRow(SQLModel, table=True):
    """Criteria met, kept in step by whatever changes them: see ``count_again``. Nobody's act."""

    __tablename__ = "tally"

    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", primary_key=True)
    knowledge: int = Field(default=0)
    skill: int = Field(default=0)
    behaviour: int = Field(default=0)
    duty: int = Field(default=0)


class UnconfirmedRow(SQLModel, table=True):
    """Pieces of one apprentice that nobody has confirmed: see ``count_unconfirmed_again``.

    ``organisation_id`` is the employer where the work was done. Where that is not known it is the
    training provider, and whoever manages the apprentice may confirm them. ``since`` is when the
    oldest was submitted. Nobody's act.
    """

    __tablename__ = "unconfirmed"

    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", primary_key=True)
    organisation_id: uuid.UUID = Field(foreign_key="organisation.id", primary_key=True)
    employer_is_known: bool = Field(primary_key=True)
    pieces: int
    since: datetime = Field(sa_type=UtcTime)
