"""The house stands as it was designed: rooms in order, files short, names that say something."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT

LONGEST = 300
"""Lines. A longer file hides a second noun."""

SAY_NOTHING = {"utils", "util", "helpers", "common", "services", "core", "manager", "managers"}

APP = sorted(file for file in (ROOT / "app").rglob("*.py") if "node_modules" not in file.parts)
CODE = [*APP, *sorted((ROOT / "migrations").rglob("*.py"))]


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_imports_run_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("file", sorted((ROOT / "app/domain").rglob("*.py")), ids=relative)
def test_a_rule_needs_the_standard_library_alone(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            ours = f"{module}.".startswith("app.domain.")
            assert ours or module.split(".")[0] in sys.stdlib_module_names, module


def test_no_file_hides_a_second_noun() -> None:
    lengths = {relative(file): len(file.read_text().splitlines()) for file in APP}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_every_file_has_a_name_that_says_something() -> None:
    assert [relative(file) for file in CODE if {file.stem, file.parent.name} & SAY_NOTHING] == []


def test_every_file_says_what_it_is() -> None:
    assert [
        relative(file) for file in CODE if not ast.get_docstring(ast.parse(file.read_text()))
    ] == []


def test_every_template_is_used() -> None:
    templates = sorted((ROOT / "templates").rglob("*.*"))
    text = "\n".join(file.read_text() for file in (*templates, *CODE))
    # Typst names a file from where it is asked for, Jinja from the top.
    names = [
        file.name if file.suffix == ".typ" else str(file.relative_to(ROOT / "templates"))
        for file in templates
    ]
    assert [name for name in names if f'"{name}"' not in text] == []


def test_the_locks_name_parts_and_hashes_and_no_address() -> None:
    for lock in ROOT.glob("*.lock"):
        assert "://" not in lock.read_text(), lock.name
    assert '"resolved"' not in (ROOT / "app/web/assets/package-lock.json").read_text()
