"""What nobody may do outside of a demonstration: everybody's password at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from app.actions.accounts import set_password
from app.adapters.db import Database
from app.adapters.passwords import hash_password
from app.domain.people import Person
from app.models.people import PersonRow
from app.queries.sessions import find_person_by_id


def draw_passwords(
    database: Database, emails: Iterable[str], password: str, *, now: datetime
) -> tuple[Person, ...]:
    """Those of these addresses who are active sign in by ``password``; who was in is out."""
    hashed = hash_password(password)
    with database.write() as session:
        ids = session.scalars(select(col(PersonRow.id)).where(col(PersonRow.email).in_(emails)))
        found = [find_person_by_id(session, person_id) for person_id in ids.all()]
        people = tuple(person for person in found if person is not None)
        for person in people:
            set_password(session, person, hashed, now)
        session.commit()
    return people
