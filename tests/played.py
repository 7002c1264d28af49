"""The demonstration, played once for every test that looks at it."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Command, Ran

AS_PLAYED = "as_played"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Command, Ran]:
    """A demonstration, and what its first run said. Tests that run at once share it."""
    ours = tmp_path_factory.getbasetemp()
    shared = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "demonstration"
    shared.mkdir(exist_ok=True)
    command, said = Command(shared), shared / "said.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            ran = command("demo", "--no-serve", "--json")
            assert ran.code == 0, ran.err
            shutil.copytree(shared / "var/demo", shared / AS_PLAYED)
            said.write_text(ran.out)
    return command, Ran(0, said.read_text(), "")


@pytest.fixture(scope="session")
def as_played(played: tuple[Command, Ran]) -> Path:
    """Its data folder as the first run left it: to be copied, and never written to."""
    return played[0].folder / AS_PLAYED
