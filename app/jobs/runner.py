"""The thread that runs the jobs, in the one server that holds the lease."""

import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.actions.arrivals import remove_old_arrivals
from app.actions.contents import sweep_contents
from app.actions.job_lease import give_lease_back, take_lease
from app.actions.packs import remove_old_packs
from app.actions.tidying import remove_what_is_over
from app.adapters.db import Database
from app.adapters.mail import mail_server
from app.adapters.storage import open_storage
from app.domain.errors import GatepostError
from app.jobs.arrivals import work_on_arrivals
from app.jobs.mail import send_due_mail
from app.jobs.packs import make_due_packs
from app.jobs.record import Check, check_waits, run_waiting_check, sign_due_checkpoints
from app.jobs.reports import issue_due_reports
from app.jobs.results import issue_due_results
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
    """Until ``stop`` is set. A fault is logged, and the next round tries again.

    ``check`` is made each night, and when somebody asks that the record be checked. It runs in a
    thread of its own, so that mail need not wait for it.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    server = mail_server(settings.smtp_url, settings.public_url) if settings.smtp_url else None
    storage = open_storage(settings.storage_url)
    tidied_at: datetime | None = None
    checking: threading.Thread | None = None
    refused = ""

    def may_work() -> bool:
        return not stop.is_set() and take_lease(database, holder, now=clock())

    while not stop.is_set():
        try:
            if may_work():
                if server is not None:
                    send_due_mail(database, server, clock=clock, may_go_on=may_work)
                if tidied_at is None or clock() - tidied_at >= TIDY_EVERY:
                    tidied_at = clock()
                    remove_what_is_over(database, now=tidied_at)
                    sweep_contents(database, storage, now=tidied_at)
                    remove_old_packs(database, storage, now=tidied_at)
                    remove_old_arrivals(database, storage, now=tidied_at)
                try:
                    sign_due_checkpoints(database, settings, now=clock())
                finally:  # A key that is not there keeps nobody from checking.
                    idle = checking is None or not checking.is_alive()
                    if check is not None and idle and check_waits(database, now=clock()):
                        checking = threading.Thread(
                            target=_check, args=(database, check, stop, clock), daemon=True
                        )
                        checking.start()
                issue_due_reports(database, storage, clock=clock)
                issue_due_results(database, storage, clock=clock)
                work_on_arrivals(database, storage, settings, clock=clock, may_go_on=may_work)
                make_due_packs(database, storage, settings, clock=clock, may_go_on=may_work)
            refused = ""
        except GatepostError as error:
            if error.sentence != refused:
                refused = error.sentence
                _log.error("job_refused", why=refused)
        except Exception:  # noqa: BLE001 - nobody watches this thread, and it must not end
            _log.exception("job_failed")
        stop.wait(every)
    if checking is not None:
        checking.join(CHECK_ENDS_WITHIN)
    try:
        give_lease_back(database, holder)
    except SQLAlchemyError:
        _log.exception("lease_not_given_back")


def _check(
    database: Database, check: Check, stop: threading.Event, clock: Callable[[], datetime]
) -> None:
    try:
        run_waiting_check(database, check, stop, clock=clock)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("job_failed")
