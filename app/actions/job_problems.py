"""What is noted where a job fails, and forgotten once it is done."""

from datetime import datetime

from app.adapters.db import Database
from app.domain.jobs import Job, next_try_of_job
from app.models.mail import JobProblemRow


def note_job_failed(database: Database, job: Job, fault: str, *, now: datetime) -> None:
    """It is tried again after a pause, which grows. ``fault`` is its kind, and no one's text."""
    with database.write() as session:
        row = session.get(JobProblemRow, job.value, with_for_update=True)
        if row is None:
            row = JobProblemRow(
                name=job.value, attempts=0, since=now, last_at=now, due_at=now, fault=fault
            )
            session.add(row)
        row.attempts += 1
        row.last_at, row.due_at = now, next_try_of_job(row.attempts, now)
        row.fault = fault
        session.commit()


def note_job_done(database: Database, job: Job) -> None:
    """It works again."""
    with database.write() as session:
        row = session.get(JobProblemRow, job.value, with_for_update=True)
        if row is not None:
            session.delete(row)
            session.commit()
