"""Packs that arrived from elsewhere, until they are taken in, refused, or over."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Text
from sqlmodel import Field, SQLModel

from app.models.base import UtcTime


class ArrivalRow(SQLModel, table=True):
    """A pack that somebody sent to a training provider, until ``expires_at``.

    Its content is stored in a folder of its own: no other content is ever erased with it.
    ``done`` of ``of`` bytes were looked through. ``found`` says what it holds, once it was
    verified; ``landing`` where it is to land, as it was typed, and ``errors`` what was wrong
    with that. It is being taken in while there is a ``taken_by_id``. A ``refusal`` is a sentence,
    and its content is gone then, as it is once there is an ``apprenticeship_id``.
    """

    __tablename__ = "arrival"

    id: uuid.UUID = Field(primary_key=True)
    provider_id: uuid.UUID = Field(foreign_key="organisation.id", index=True)
    sent_by_id: uuid.UUID = Field(foreign_key="person.id")
    sent_at: datetime = Field(sa_type=UtcTime)
    name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    size: int = Field(sa_type=BigInteger)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    attempts: int = Field(default=0)
    done: int = Field(default=0, sa_type=BigInteger)
    of: int = Field(default=0, sa_type=BigInteger)
    found: dict[str, object] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    landing: dict[str, object] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    taken_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    errors: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    refusal: str | None = Field(default=None, sa_type=Text)
    apprenticeship_id: uuid.UUID | None = Field(default=None, foreign_key="apprenticeship.id")
    expires_at: datetime = Field(sa_type=UtcTime)
