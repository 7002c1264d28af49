"""Two servers on one database, and the one that works is killed in the middle of its mail.

Time runs twentyfold: the lease and the pause before a second try are three seconds each.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlmodel import select

from app.adapters.db import Database
from app.jobs.runner import run_jobs
from app.models.mail import JobLeaseRow, OutboxRow
from tests.cast import NOW
from tests.conftest import settings_for
from tests.jobs.post import Post, post_office
from tests.make import Maker

TIMES = 20
PATIENCE = 60.0
"""Seconds after which a test gives up; it needs five or six."""


def clock_since(begun: float) -> datetime:
    """The time that both servers and the test believe it is."""
    return NOW + timedelta(seconds=(time.time() - begun) * TIMES)


def serve(url: str, data: Path, port: int, begun: float) -> None:
    """Until it is killed."""
    settings = settings_for(data, database_url=url, smtp_url=f"smtp://127.0.0.1:{port}")
    run_jobs(
        Database(url), settings, threading.Event(), clock=lambda: clock_since(begun), every=0.05
    )


def until(true: Callable[[], bool], servers: list[BaseProcess]) -> None:
    given_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < given_up, "it never came to that"
        assert any(server.is_alive() for server in servers), "no server is left"
        time.sleep(0.005)


def holder_of(database: Database) -> int | None:
    """The process that holds the lease."""
    with database.read() as session:
        lease = session.exec(select(JobLeaseRow)).one_or_none()
    return int(lease.holder.split(":")[1]) if lease else None


def waiting(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(OutboxRow.id).where(OutboxRow.body != "")).all())


def to(post: Post) -> Counter[str]:
    return Counter(message["To"].addresses[0].addr_spec for message in post.came)


def test_the_other_server_goes_on_and_a_double_is_known_by_its_id(
    make: Maker, database_url: str, tmp_path: Path
) -> None:
    """Between the server’s taking it and our noting so a kill costs a double, and never a loss.

    Nobody can do both at once, so that the message keeps its Message-ID: mail programs show
    one of the two.
    """
    database = make.database
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    with post_office() as post:
        post.waits_after = 2
        begun = time.time()
        servers: list[BaseProcess] = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            arguments = (database_url, tmp_path / name, post.port, begun)
            servers.append(processes.Process(target=serve, args=arguments, daemon=True))
            servers[-1].start()
        try:
            until(lambda: len(post.came) == 2, servers)
            killed = holder_of(database)
            assert killed is not None
            assert killed in [server.pid for server in servers]
            os.kill(killed, signal.SIGKILL)
            post.waits_after = None
            until(lambda: len(to(post)) == 6 and waiting(database) == 0, servers)
            assert holder_of(database) in [server.pid for server in servers if server.pid != killed]
        finally:
            for server in servers:
                server.kill()
                server.join()
    first = post.came[0]["To"].addresses[0].addr_spec
    assert to(post)[first] == 1, "it was noted before the kill"
    ids = {message["Message-ID"] for message in post.came}
    assert len(ids) == 6, "a double has the id of the first"
