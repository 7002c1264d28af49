"""The thread that runs the jobs, in the one server that holds the lease."""

import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.actions.arrivals import remove_old_arrivals
from app.actions.contents import sweep_contents
from app.actions.job_lease import give_lease_back, take_lease
from app.actions.job_problems import note_job_done, note_job_failed
from app.actions.packs import remove_old_packs
from app.actions.tidying import remove_what_is_over
from app.actions.unfinished_tidying import remove_what_nobody_can_send
from app.actions.uploads import remove_old_uploads
from app.adapters.db import Database
from app.adapters.mail import mail_server
from app.adapters.storage import open_storage
from app.domain.errors import GatepostError
from app.domain.jobs import Job
from app.jobs.arrivals import work_on_arrivals
from app.jobs.daily_mail import prepare_daily_mail
from app.jobs.mail import send_due_mail
from app.jobs.packs import make_due_packs
from app.jobs.previews import make_due_previews
from app.jobs.record import Check, check_waits, run_waiting_check, sign_due_checkpoints
from app.jobs.reports import issue_due_reports
from app.jobs.results import issue_due_results
from app.queries.job_problems import job_problems
from app.settings import Settings

EVERY_SECONDS = 5.0
TIDY_EVERY = timedelta(minutes=15)
CHECK_ENDS_WITHIN = 3.0
"""Seconds that a check gets to notice that the server ends."""

_log = structlog.get_logger("gatepost.jobs")


def run_jobs(
    database: Database,
    settings: Settings,
    stop: threading.Event,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    every: float = EVERY_SECONDS,
    check: Check | None = None,
) -> None:
    """Until ``stop`` is set. A fault is logged and shown to administrators, and tried again.

    ``check`` is made each night, and when somebody asks that the record be checked. It runs in a
    thread of its own, so that mail need not wait for it.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    server = mail_server(settings.smtp_url, settings.public_url) if settings.smtp_url else None
    storage = open_storage(settings.storage_url)
    tidied_at: datetime | None = None
    checking: threading.Thread | None = None

    def may_work() -> bool:
        return not stop.is_set() and take_lease(database, holder, now=clock())

    def prepare_mail() -> None:
        prepare_daily_mail(database, settings.public_url, clock=clock, may_go_on=may_work)

    def send_mail() -> None:
        if server is not None:
            send_due_mail(database, server, clock=clock, may_go_on=may_work)

    def tidy() -> None:
        nonlocal tidied_at
        now = clock()
        if tidied_at is None or now - tidied_at >= TIDY_EVERY:
            remove_what_is_over(database, now=now)
            remove_what_nobody_can_send(database, now=now)
            sweep_contents(database, storage, now=now)
            remove_old_packs(database, storage, now=now)
            remove_old_arrivals(database, storage, now=now)
            remove_old_uploads(database, storage, now=now)
            tidied_at = now

    def begin_check() -> None:
        nonlocal checking
        idle = checking is None or not checking.is_alive()
        if check is not None and idle and check_waits(database, now=clock()):
            checking = threading.Thread(
                target=_check, args=(database, check, stop, clock), daemon=True
            )
            checking.start()

    work: dict[Job, Callable[[], object]] = {
        Job.DAILY_MAIL: prepare_mail,
        Job.MAIL: send_mail,
        Job.TIDYING: tidy,
        Job.CHECKPOINTS: lambda: sign_due_checkpoints(database, settings, now=clock()),
        Job.CHECK: begin_check,
        Job.REPORTS: lambda: issue_due_reports(database, storage, clock=clock),
        Job.RESULTS: lambda: issue_due_results(database, storage, clock=clock),
        Job.ARRIVALS: lambda: work_on_arrivals(
            database, storage, settings, clock=clock, may_go_on=may_work
        ),
        Job.PACKS: lambda: make_due_packs(
            database, storage, settings, clock=clock, may_go_on=may_work
        ),
        Job.PREVIEWS: lambda: make_due_previews(database, storage, clock=clock, may_go_on=may_work),
    }
    while not stop.is_set():
        try:
            if may_work():
                _run_round(database, work, clock, may_work)
        except Exception:  # noqa: BLE001 - nobody watches this thread, and it must not end
            _log.exception("jobs_failed")
        stop.wait(every)
    if checking is not None:
        checking.join(CHECK_ENDS_WITHIN)
    try:
        give_lease_back(database, holder)
    except SQLAlchemyError:
        _log.exception("lease_not_given_back")


def _run_round(
    database: Database,
    work: Mapping[Job, Callable[[], object]],
    clock: Callable[[], datetime],
    may_work: Callable[[], bool],
) -> None:
    """Each job once. One that fails pauses, for longer each time, and holds up no other."""
    with database.read() as session:
        failing = {problem.job: problem for problem in job_problems(session)}
    for job, do in work.items():
        if job in failing and failing[job].due_at > clock():
            continue
        if not may_work():
            return
        try:
            do()
        except GatepostError as refusal:
            fault = type(refusal).__name__
            _log.error("job_refused", job=job.value, fault=fault, why=refusal.sentence)
            note_job_failed(database, job, fault, now=clock())
        except Exception as error:  # noqa: BLE001 - an administrator reads that it failed
            _log.exception("job_failed", job=job.value)
            note_job_failed(database, job, type(error).__name__, now=clock())
        else:
            if job in failing:
                note_job_done(database, job)


def _check(
    database: Database, check: Check, stop: threading.Event, clock: Callable[[], datetime]
) -> None:
    try:
        run_waiting_check(database, check, stop, clock=clock)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("job_failed")
