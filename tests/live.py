"""A real server on a port of its own, for browsers and for many connections at once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import uvicorn
from fastapi import FastAPI


@dataclass(frozen=True)
class LiveServer:
    url: str
    app: FastAPI


def free_socket() -> socket.socket:
    """Bound to a port that nobody else can take meanwhile; who connects early waits."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen()
    return bound


def address_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def serving(app: FastAPI, bound: socket.socket) -> Iterator[LiveServer]:
    """``app``, served as it is in earnest, until the end of the block."""
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=1, server_header=False
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield LiveServer(address_of(bound), app)
    finally:
        server.should_exit = True
        thread.join()
        bound.close()
