"""People and organisations found by a part of their name."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped

from app.domain.people import MAX_EMAIL, MAX_NAME

_LONGER_THAN_ANY = max(MAX_EMAIL, MAX_NAME) + 1


def holds(name: Mapped[str], part: str) -> ColumnElement[bool]:
    """Whether ``part`` is in a name or an address, whatever its capitals.

    What is longer than any of them is in none, and still is when cut: SQLite refuses to look
    for more than 50,000 bytes.
    """
    return name.icontains(part.strip()[:_LONGER_THAN_ANY], autoescape=True)
