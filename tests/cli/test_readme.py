"""What the README says is so: its commands run, its tables and its diagram are current."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from app.domain.evidence import AFTER, STATUS_NAMES, EvidenceStatus
from app.settings import ROOT, Settings
from tests.cli.command import Command, Ran
from tests.cli.test_serve import a_free_port, serving

README = (ROOT / "README.md").read_text()
BLOCK = re.compile(r"^( *)```console\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
GATEPOST = ".venv/bin/gatepost "


def commands() -> list[str]:
    """Every line that a reader is told to type."""
    lines = [line.strip() for _, block in BLOCK.findall(README) for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [line[2:] for line in lines]


def test_make_knows_every_word_that_the_readme_tells_it() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"\bmake ([a-z]+)", "\n".join(re.findall(r"`make [a-z]+`", README))))
    told |= {line.split()[1] for line in commands() if line.startswith("make ")}
    assert {"demo", "test", "check", "install"} <= told
    assert told <= targets


def test_every_command_runs_in_the_order_of_the_readme(
    gatepost: Command, played: tuple[Command, Ran]
) -> None:
    """But make, which has a test of its own, and pg_dump, which belongs to PostgreSQL."""
    shutil.copytree(ROOT / "standards", gatepost.folder / "standards")
    ran = 0
    for line in commands():
        if line.startswith(("make ", "pg_dump ")):
            continue
        if line.startswith(f"{GATEPOST}serve"):
            serve(gatepost, line)
        elif line.startswith(f"{GATEPOST}pack "):
            pack(gatepost, played, line)
        elif "$APPRENTICESHIP" in line:
            report(played, line)
        elif line.startswith(GATEPOST):
            done = gatepost(*shlex.split(line.removeprefix(GATEPOST)))
            assert done.code == 0, (line, done)
        else:
            copy_the_data(gatepost.folder, line)
        ran += 1
    assert ran >= 10


def serve(gatepost: Command, line: str) -> None:
    """On a port that is free here."""
    told = shlex.split(line.removeprefix(f"{GATEPOST}serve "))
    told[told.index("--port") + 1] = str(port := a_free_port())
    with serving(gatepost, port, *told):
        pass


def report(played: tuple[Command, Ran], line: str) -> None:
    """Of somebody in the demonstration."""
    command, said = played
    chosen = json.loads(said.out)["apprenticeships"][0]["id"]
    told = shlex.split(line.removeprefix(GATEPOST).replace("$APPRENTICESHIP", chosen))
    done = command.having(DATA="var/demo")(*told)
    assert done.code == 0, (line, done)
    if "-o" in told:
        assert (command.folder / told[-1]).read_bytes().startswith(b"%PDF-")
    else:
        assert json.loads(done.out)["apprenticeship"] == chosen


def pack(gatepost: Command, played: tuple[Command, Ran], line: str) -> None:
    """Of somebody in a copy of the demonstration, which others look at as it is."""
    command, said = played
    shutil.copytree(command.folder / "var/demo", gatepost.folder / "elsewhere")
    chosen = json.loads(said.out)["apprenticeships"][0]["id"]
    told = shlex.split(line.removeprefix(GATEPOST).replace("$APPRENTICESHIP", chosen))
    done = gatepost.having(DATA="elsewhere")(*told)
    assert done.code == 0, (line, done)


def copy_the_data(folder: Path, line: str) -> None:
    told = shlex.split(line)
    assert told[0] == "tar", f"nobody knows how to try “{line}”"
    shutil.make_archive(str(folder / "copied"), "gztar", folder, told[-1])
    assert (folder / "copied.tar.gz").stat().st_size > 0


def test_every_setting_is_in_the_table() -> None:
    told = re.findall(r"^\| `GATEPOST_([A-Z_]+)` \|", README, re.MULTILINE)
    assert sorted(told) == sorted(name.upper() for name in Settings.model_fields)


def test_the_diagram_of_statuses_is_the_one_of_the_rules() -> None:
    def mark(status: EvidenceStatus) -> str:
        return STATUS_NAMES[status].replace(" ", "_")

    lines = ["stateDiagram-v2", f"    [*] --> {mark(EvidenceStatus.DRAFT)}"]
    lines += [f"    {mark(a)} --> {mark(b)}: {act}" for (a, act), b in AFTER.items()]
    drawn = "\n".join(["```mermaid", *lines, "```"])
    assert drawn in README, f"draw this:\n{drawn}"


def test_the_map_shows_the_rooms_that_there_are() -> None:
    shown = README[README.index("```\napp/\n") : README.index("tests/         sentences")]
    rooms = {
        folder.name for folder in (ROOT / "app").iterdir() if (folder / "__init__.py").exists()
    }
    assert set(re.findall(r"^  ([a-z]+)/ ", shown, re.MULTILINE)) == rooms


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
