"""What the jobs do, and when one that failed is tried again."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from app.domain.messages import next_try


class Job(StrEnum):
    DAILY_MAIL = "daily_mail"
    MAIL = "mail"
    TIDYING = "tidying"
    CHECK = "check"
    CHECKPOINTS = "checkpoints"
    REPORTS = "reports"
    RESULTS = "results"
    ARRIVALS = "arrivals"
    PACKS = "packs"
    PREVIEWS = "previews"


FAILED: Mapping[Job, str] = {
    Job.DAILY_MAIL: "The daily mail could not be prepared",
    Job.MAIL: "Messages could not be sent",
    Job.TIDYING: "What is over could not be removed",
    Job.CHECK: "The record could not be checked",
    Job.CHECKPOINTS: "The record could not be signed",
    Job.REPORTS: "Gateway reports could not be issued",
    Job.RESULTS: "Statements of results could not be issued",
    Job.ARRIVALS: "Portfolios that arrived could not be looked through",
    Job.PACKS: "Hand-over packs could not be made",
    Job.PREVIEWS: "Previews of files could not be made",
}
"""What an administrator reads where a job fails."""

_LONGEST_PAUSE = 3
"""The half hour among the pauses of messages: what was put right need not wait for longer."""


_WILL_NOT_PASS = 3
"""Times that a job fails, within minutes, before anybody is written to about it."""


def is_told_by_mail(job: Job, attempts: int) -> bool:
    """Whether administrators are written to about it, and not only shown it on their home.

    What fails once is often put right by the next try. That there is no mail no mail can tell.
    """
    return attempts >= _WILL_NOT_PASS and job not in (Job.DAILY_MAIL, Job.MAIL)


def next_try_of_job(attempts: int, now: datetime) -> datetime:
    """When a job that failed so many times in a row, one at least, is tried again."""
    return next_try(min(attempts, _LONGEST_PAUSE), now)
