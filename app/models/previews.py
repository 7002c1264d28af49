"""Small pictures of what people added, so that they need not open each file to know it."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from app.models.base import UtcTime


class PreviewRow(SQLModel, table=True):
    """The preview of a content: there once it has a ``width`` and a ``height`` in pixels.

    ``size`` in bytes. It is made, or tried again, when ``due_at`` has come; None where it is not.
    """

    __tablename__ = "preview"
    __table_args__ = (
        ForeignKeyConstraint(
            ["provider_id", "sha256"], ["stored_file.provider_id", "stored_file.sha256"]
        ),
    )

    provider_id: uuid.UUID = Field(primary_key=True)
    sha256: str = Field(primary_key=True, max_length=64)
    media_type: str = Field(max_length=100)
    attempts: int = Field(default=0)
    due_at: datetime | None = Field(default=None, sa_type=UtcTime, index=True)
    width: int | None = Field(default=None)
    height: int | None = Field(default=None)
    size: int | None = Field(default=None)
