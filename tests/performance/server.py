"""The app behind a server in a process of its own, as one worker serves it.

Without the jobs, which would write to thousands of people meanwhile.
"""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from app.main import create_app
from tests.conftest import settings_for
from tests.live import address_of, free_socket

STARTS_WITHIN = 60.0


@contextmanager
def served(database_url: str, data: Path) -> Iterator[str]:
    """Its address, until the end of the block."""
    with closing(free_socket()) as free:
        address = address_of(free)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.performance.server", database_url, str(data), address]
    )
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def connection_to(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)


def _wait_for(address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with closing(connection_to(address)) as connection:
                connection.connect()
                return
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def main() -> None:
    url, data, address = sys.argv[1:]
    settings = settings_for(Path(data), database_url=url, public_url=address)
    uvicorn.run(
        create_app(settings, with_jobs=False),
        host="127.0.0.1",
        port=urlsplit(address).port or 0,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
