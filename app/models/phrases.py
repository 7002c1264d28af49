"""What people have at hand where they give feedback. The record knows nothing of it."""

import uuid

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.phrases import MAX_NAME


class PhraseRow(SQLModel, table=True):
    """Feedback that its person gives often. It goes where they go."""

    __tablename__ = "phrase"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    name: str = Field(max_length=MAX_NAME)
    text: str = Field(sa_type=Text)
    uses: int = Field(default=0)


class KeysOffRow(SQLModel, table=True):
    """Whoever has a row here has switched single-key shortcuts off."""

    __tablename__ = "keys_off"

    person_id: uuid.UUID = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
