"""The server, started and stopped as a machine does it."""

import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.error import URLError

from tests.cli.command import Command
from tests.live import free_socket

STOPS_WITHIN = 8


def a_free_port() -> int:
    with free_socket() as bound:
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def serving(gatepost: Command, port: int, *arguments: str, says: str = "") -> Iterator[str]:
    """The address, once it answers. It must stop in time, and without a traceback."""
    server = gatepost.start("serve", "--port", str(port), *arguments)
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 90
        while not answers(f"{address}/healthz"):
            assert server.poll() is None, server.communicate()
            assert time.monotonic() < until
            time.sleep(0.2)
        yield address
        told = time.monotonic()
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
        assert time.monotonic() - told < STOPS_WITHIN
        assert "Traceback" not in said
        assert says in said
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310
            return bool(response.read() == b"ok\n")
    except (URLError, OSError):
        return False


def test_it_serves_from_nothing_and_stops_when_told(gatepost: Command) -> None:
    port = a_free_port()
    with serving(gatepost, port):
        assert gatepost("serve", "--port", str(port)).refusal == (
            f"Gatepost cannot listen on 127.0.0.1, port {port}: Address already in use."
            " Choose another port with --port."
        )
        assert gatepost("standards", "list").out.startswith("ST0244 1.1")


def test_several_workers_serve_one_installation_and_say_what_is_wrong_with_its_key(
    gatepost: Command,
) -> None:
    assert gatepost("migrate").code == gatepost("record", "rotate-key").code == 0
    (gatepost.folder / "var/record.key").chmod(0o644)
    warning = "Others than its owner can read"
    with serving(gatepost, a_free_port(), "--workers", "2", says=warning) as address:
        assert all(answers(f"{address}/healthz") for _ in range(20))
