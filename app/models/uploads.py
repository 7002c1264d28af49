"""Files on their way, until they are whole."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, SQLModel

from app.models.base import UtcTime


class UploadRow(SQLModel, table=True):
    """A file of which ``arrived`` of ``size`` bytes are there; whole, it is a file of that id.

    Its ``parts`` are stored in order in a folder of its own. ``begun`` are names of parts of
    which nobody knows whether they were stored: they too are erased with it. ``mark`` is the
    sender's, to know the same file again. Nobody but the ``person_id`` knows of it.
    """

    __tablename__ = "upload"

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    evidence_id: uuid.UUID
    name: str = Field(max_length=200)
    mark: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    arrived: int = Field(default=0, sa_type=BigInteger)
    parts: list[str] = Field(default_factory=list, sa_type=JSON)
    begun: list[str] = Field(default_factory=list, sa_type=JSON)
    expires_at: datetime = Field(sa_type=UtcTime)
