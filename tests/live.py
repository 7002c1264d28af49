"""A real server on a port of its own, for browsers and for many connections at once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from fastapi import FastAPI


def free_socket() -> socket.socket:
    """Bound to a port that nobody else can take meanwhile; who connects early waits."""
    return _listening(("127.0.0.1", 0))


def _listening(address: tuple[str, int]) -> socket.socket:
    bound = socket.socket()
    # So that a server can be started again where one was.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(address)
    bound.listen()
    return bound


def address_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


class LiveServer:
    """``app``, served as it is in earnest; it can be stopped and started again where it was."""

    def __init__(self, app: FastAPI, bound: socket.socket) -> None:
        self.app = app
        self.url = address_of(bound)
        self._serve(bound)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._bound.close()

    def start(self) -> None:
        self._serve(_listening(self._address))

    def _serve(self, bound: socket.socket) -> None:
        self._bound, self._address = bound, bound.getsockname()
        self._server = uvicorn.Server(
            uvicorn.Config(
                self.app, log_level="warning", timeout_graceful_shutdown=1, server_header=False
            )
        )
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [bound]}, daemon=True)
        self._thread.start()


@contextmanager
def serving(app: FastAPI, bound: socket.socket) -> Iterator[LiveServer]:
    """``app``, served until the end of the block."""
    server = LiveServer(app, bound)
    try:
        yield server
    finally:
        server.stop()
