"""The lease on the jobs: of all servers that run, one holds it, for a minute at a time."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app.adapters.db import Database
from app.models.mail import JobLeaseRow

LASTS = timedelta(minutes=1)
_NAME = "jobs"


def take_lease(database: Database, holder: str, *, now: datetime) -> bool:
    """Whether ``holder`` has the lease now. It takes it where it is free or over.

    A lease that is still good for half its time is only looked at.
    """
    with database.read() as session:
        lease = session.get(JobLeaseRow, _NAME)
        if lease is not None and lease.until > now:
            if lease.holder != holder:
                return False
            if lease.until - now > LASTS / 2:
                return True
    try:
        with database.write() as session:
            lease = session.get(JobLeaseRow, _NAME, with_for_update=True)
            if lease is None:
                session.add(JobLeaseRow(name=_NAME, holder=holder, until=now + LASTS))
            elif lease.holder == holder or lease.until <= now:
                lease.holder = holder
                lease.until = now + LASTS
            else:
                return False
            session.commit()
    except IntegrityError:
        return False
    return True


def give_lease_back(database: Database, holder: str) -> None:
    """So that the next server need not wait for it to run out."""
    with database.write() as session:
        lease = session.get(JobLeaseRow, _NAME, with_for_update=True)
        if lease is not None and lease.holder == holder:
            session.delete(lease)
            session.commit()
