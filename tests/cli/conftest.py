"""A ``gatepost`` command in a folder of each test's own."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from tests.cli.command import Command, Ran

Called = Callable[..., Ran]


@pytest.fixture
def gatepost(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Called:
    """``called("migrate", DATA="mine")``: the same in this process, for tables of cases."""

    def call(*arguments: str, **settings: str) -> Ran:
        for name in [name for name in os.environ if name.startswith("GATEPOST_")]:
            monkeypatch.delenv(name)
        for name, value in settings.items():
            monkeypatch.setenv(f"GATEPOST_{name}", value)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.argv", ["gatepost", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        if isinstance(ended.value.code, str):
            # What Python does with a sentence that a program ends with.
            return Ran(1, capfd.readouterr().out, f"{ended.value.code}\n")
        return Ran(ended.value.code or 0, *capfd.readouterr())

    return call
