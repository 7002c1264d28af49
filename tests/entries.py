"""What the record holds of an act, for tests that look at its very words."""

from sqlmodel import Session, select

from app.adapters.db import Database
from app.models.events import EventRow
from app.models.record import RecordBodyRow


def body_of(database: Database, event: EventRow) -> str:
    """The body of the entry of this event."""
    with database.read() as session:
        return session.exec(
            select(RecordBodyRow.body).where(
                RecordBodyRow.log == event.log, RecordBodyRow.sequence == event.sequence
            )
        ).one()


def past_the_record(database: Database) -> Session:
    """A session of somebody at the database itself, whose changes no entry vouches for."""
    return Session(database.engine)
