"""Where the server listens, and how people reach it from this machine."""

import socket

from app.domain.errors import RuleBroken

LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  compared with, never listened on unasked


def check_free(host: str, port: int) -> None:
    """RuleBroken where nobody can listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as wanted:
            wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            wanted.bind((host, port))
    except OSError as error:
        raise RuleBroken(
            f"Gatepost cannot listen on {host}, port {port}: {error.strerror}."
            " Choose another port with --port."
        ) from error


def address_of(host: str, port: int) -> str:
    """The address for a browser on this machine."""
    reached = LOOPBACK if host in EVERYWHERE else host
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"
