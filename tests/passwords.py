"""A password that people of the tests have, hashed once for all of them."""

from functools import cache

from app.adapters.db import Database
from app.adapters.passwords import hash_password
from app.domain.people import Person
from app.models.people import PersonRow

PASSWORD = "a lease of nine hundred years"
OTHER_PASSWORD = "a covenant that runs with the land"
HERE = "192.0.2.7"
"""The network address from which the tests sign in."""


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def give_password(database: Database, *people: Person) -> None:
    """These people have chosen ``PASSWORD``."""
    with database.write() as session:
        for person in people:
            session.get_one(PersonRow, person.id).password_hash = _hashed()
        session.commit()
