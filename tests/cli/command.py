"""The real command, run as people run it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

GATEPOST = Path(sys.executable).with_name("gatepost")
PATIENCE = 300
"""Seconds: a busy machine plays the demonstration slowly."""


@dataclass(frozen=True)
class Ran:
    """What came of one run."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one sentence of a command that was refused; fails where it was anything else."""
        assert (self.code, self.out) == (1, ""), self
        assert self.err.endswith(".\n"), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        return self.err.strip()


@dataclass(frozen=True)
class Command:
    """``gatepost`` in ``folder``, with nothing of this machine's settings but ``settings``."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if "GATEPOST_" not in name}
        return {**ours, "COLUMNS": "120", **self.settings}

    def __call__(self, *arguments: str) -> Ran:
        done = subprocess.run(
            [GATEPOST, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Goes on until it is told to stop; it leads a group, so that none of its own is left."""
        return subprocess.Popen(
            [GATEPOST, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def having(self, **settings: str) -> "Command":
        """The same with these settings, named without their prefix."""
        named = {f"GATEPOST_{name}": value for name, value in settings.items()}
        return Command(self.folder, {**self.settings, **named})
