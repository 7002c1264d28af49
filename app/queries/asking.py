"""Who asks, and when, by name: for statements that are built once and asked many times.

To build a statement takes longer than to run it. What a page of nearly everybody asks for is
therefore built once, with names where each asking has its own values.
"""

import uuid
from datetime import date

from sqlalchemy import BindParameter, Date, Integer, Uuid, bindparam

from app.domain.people import Person, Role

ASKING: BindParameter[uuid.UUID] = bindparam("asking", type_=Uuid())
TODAY: BindParameter[date] = bindparam("today", type_=Date())
WHOSE: BindParameter[uuid.UUID] = bindparam("whose", type_=Uuid())
"""The apprenticeship that is asked about."""
MOST: BindParameter[int] = bindparam("most", type_=Integer())
"""So many rows at most."""
HOUSES: dict[Role, BindParameter[uuid.UUID]] = {
    role: bindparam(f"houses_as_{role}", expanding=True, type_=Uuid())
    for role in (Role.IQA, Role.ADMINISTRATOR)
}
"""The training providers in whose house whoever asks holds the role."""


def asked(person: Person, today: date) -> dict[str, object]:
    """The values of all these names: without them the statement is refused."""
    houses = {each.key: [*person.providers_as(role)] for role, each in HOUSES.items()}
    return {"asking": person.id, "today": today, **houses}
