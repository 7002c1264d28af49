"""The jobs that fail at present, for the jobs themselves and for administrators."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.jobs import Job
from app.domain.people import Person
from app.domain.permissions import houses_to_administer
from app.models.mail import JobProblemRow


@dataclass(frozen=True, slots=True)
class JobProblem:
    """``fault`` is what the server's log says in full; it names nobody and no place."""

    job: Job
    attempts: int
    since: datetime
    due_at: datetime
    fault: str


def job_problems(session: Session) -> tuple[JobProblem, ...]:
    """One statement. What a newer or older version of Gatepost failed at is not ours to tell."""
    rows = session.execute(
        select(
            col(JobProblemRow.name),
            col(JobProblemRow.attempts),
            col(JobProblemRow.since),
            col(JobProblemRow.due_at),
            col(JobProblemRow.fault),
        ).order_by(col(JobProblemRow.since), col(JobProblemRow.name))
    )
    return tuple(JobProblem(Job(row[0]), *row[1:]) for row in rows if row[0] in set(Job))


def job_problems_for(session: Session, person: Person) -> tuple[JobProblem, ...]:
    """The same for an administrator: the jobs work for every house. NotPermitted for others."""
    houses_to_administer(person)
    return job_problems(session)
