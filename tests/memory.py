"""Temporary files in memory, where the machine has room for them.

Thousands of databases are made and thrown away, and nothing that a test says is about the disk.
Who names a folder by TMPDIR has their temporary files there.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - each test has a folder of its own in it
ENOUGH = 3_000_000_000
"""Bytes. A container may have a folder there and next to no room in it."""


def pytest_configure() -> None:
    """Processes that the tests start have it by their environment."""
    if "TMPDIR" not in os.environ and has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ENOUGH
