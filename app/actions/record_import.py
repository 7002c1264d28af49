"""What was there before there was a record: vouched for as it was found."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import RowMapping, Table, exists, select
from sqlmodel import Session, col

from app.actions.record import record
from app.adapters.db import Database
from app.adapters.recording import group_of, is_recorded, key_text, vouched_columns
from app.domain.events import EventKind
from app.domain.record import INSTALLATION, rows_sha256
from app.models import metadata
from app.models.events import EventRow
from app.models.record import RecordBodyRow

AT_ONCE = 500
"""How many hashes one entry holds at most."""


def import_state(database: Database, *, now: datetime) -> None:
    """Enter every recorded row as it stands, in the installation's log.

    An entry of any other kind that speaks of the same row counts instead of these.
    """
    with database.write() as session:
        for table in filter(is_recorded, metadata.sorted_tables):
            hashes = _hashes(session, table)
            while some := dict(islice(hashes, AT_ONCE)):
                record(
                    session,
                    EventKind.STATE_IMPORTED,
                    log=INSTALLATION,
                    by=None,
                    role=None,
                    subject_id=INSTALLATION,
                    now=now,
                    rows={table.name: some},
                )
        session.commit()


def import_state_once(database: Database, *, now: datetime) -> None:
    """The same, where there are acts from before the record and their state was not entered yet."""
    with database.read() as session:
        older = session.scalar(
            select(
                exists().where(
                    col(RecordBodyRow.sequence) == 1,
                    col(RecordBodyRow.body).contains('"imported":true'),
                )
            )
        )
        done = session.scalar(
            select(
                exists().where(
                    col(EventRow.log) == INSTALLATION,
                    col(EventRow.kind) == EventKind.STATE_IMPORTED,
                )
            )
        )
    if older and not done:
        import_state(database, now=now)


def _hashes(session: Session, table: Table) -> Iterator[tuple[str, str | None]]:
    group = group_of(table)

    def key_of(row: RowMapping) -> tuple[object, ...]:
        return tuple(row[name] for name in group)

    rows = session.execute(
        select(*vouched_columns(table)).order_by(*(table.c[name] for name in group))
    ).mappings()
    for key, some in groupby(rows, key_of):
        yield key_text(key), rows_sha256(dict(row) for row in some)
