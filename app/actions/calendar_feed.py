"""The secret address at which a calendar program reads somebody's reviews: made and revoked."""

from datetime import datetime

from app.adapters.db import Database
from app.adapters.secrets import digest_of, new_secret
from app.domain.people import Person
from app.models.mail import CalendarFeedRow
from app.models.people import PersonRow


def make_calendar_feed(database: Database, *, by: Person, now: datetime) -> str:
    """The secret in the address, told this once. An address from before is dead at once."""
    secret = new_secret()
    with database.write() as session:
        session.get_one(PersonRow, by.id, with_for_update=True)
        row = session.get(CalendarFeedRow, by.id)
        if row is None:
            row = CalendarFeedRow(person_id=by.id, token_sha256="", created_at=now)
            session.add(row)
        row.token_sha256, row.created_at = digest_of(secret), now
        session.commit()
    return secret


def revoke_calendar_feed(database: Database, *, by: Person) -> None:
    """Dead at once. Where there is none, nothing is left to do."""
    with database.write() as session:
        row = session.get(CalendarFeedRow, by.id, with_for_update=True)
        if row is not None:
            session.delete(row)
            session.commit()
