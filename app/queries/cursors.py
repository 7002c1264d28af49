"""Pages of a long list: where the next one begins, as an opaque text in a link."""

import base64
import binascii
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from app.domain.errors import FieldError, Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the items, and the cursor of the next page, or None on the last."""

    items: tuple[T, ...]
    next: str | None = None


def cursor_of(key: str | datetime, row_id: uuid.UUID) -> str:
    """The place in a list sorted by ``key`` and then by id."""
    text = key.isoformat() if isinstance(key, datetime) else key
    return base64.urlsafe_b64encode(f"{row_id.hex}{text}".encode()).decode().rstrip("=")


def text_place(cursor: str) -> tuple[str, uuid.UUID]:
    """What ``cursor_of`` was given; Invalid where a cursor was made up."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        row_id = uuid.UUID(raw[:32])
    except (ValueError, binascii.Error):
        raise _made_up() from None
    if "\0" in raw:
        raise _made_up()
    return raw[32:], row_id


def time_place(cursor: str) -> tuple[datetime, uuid.UUID]:
    text, row_id = text_place(cursor)
    try:
        moment = datetime.fromisoformat(text)
        # Of a time without a zone, nobody can say when it was.
        if moment.tzinfo is None:
            raise _made_up()
        return moment.astimezone(UTC), row_id
    except (ValueError, OverflowError):
        raise _made_up() from None


def _made_up() -> Invalid:
    return Invalid(FieldError("cursor", "This cursor is not one that a list gave."))
