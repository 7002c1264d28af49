"""What is the same for everybody to whom the mail of a day goes: asked once for all of them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.jobs import is_told_by_mail
from app.queries.job_problems import JobProblem, job_problems
from app.queries.results_heard import released_between
from app.queries.verifications import Verification, latest_verification


@dataclass(frozen=True, slots=True)
class Tidings:
    """``released`` are the apprenticeships of which a result was; ``unsound`` is the latest
    check of the record where it found something or broke off; ``failing`` the work that does."""

    released: Collection[uuid.UUID] = ()
    unsound: Verification | None = None
    failing: tuple[JobProblem, ...] = ()


def tidings_of(session: Session, after: datetime, until: datetime) -> Tidings:
    """Results of that time, ``until`` included, and what is wrong now. Three statements."""
    check = latest_verification(session)
    return Tidings(
        released=released_between(session, after, until),
        unsound=check if check is not None and not check.outcome.sound else None,
        failing=tuple(
            each for each in job_problems(session) if is_told_by_mail(each.job, each.attempts)
        ),
    )
