"""Who asks, and when, by name: for statements that are built once and asked many times.

To build a statement takes longer than to run it. What a page of nearly everybody asks for is
therefore built when its module is read, with names where each asking has its own values.
"""

import uuid
from datetime import date

from sqlalchemy import BindParameter, Date, Uuid, bindparam

from app.domain.people import Person

ASKING: BindParameter[uuid.UUID] = bindparam("asking", type_=Uuid())
TODAY: BindParameter[date] = bindparam("today", type_=Date())

AskingId = uuid.UUID | BindParameter[uuid.UUID]
Day = date | BindParameter[date]


def asked(person: Person, today: date) -> dict[str, object]:
    """The values of ``ASKING`` and ``TODAY``: without them the statement is refused."""
    return {"asking": person.id, "today": today}
