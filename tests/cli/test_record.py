"""Whoever runs an installation checks the record, exchanges its key, and erases what it says."""

import re
import sqlite3
import uuid
from pathlib import Path

import pytest

from tests.cli.conftest import Called
from tests.cli.test_commands import SETUP, person_add


@pytest.fixture
def northgate(called: Called, tmp_path: Path) -> Path:
    """A new installation with a few acts; its database."""
    assert called(*SETUP).code == 0
    assert called(*person_add("assessor", "Northgate")).code == 0
    return tmp_path / "var/gatepost.db"


def log_of(database: Path) -> uuid.UUID:
    """The log of the one provider."""
    with sqlite3.connect(database) as connection:
        (found,) = connection.execute("SELECT id FROM organisation").fetchone()
    return uuid.UUID(found)


def test_a_record_that_is_sound_and_one_that_is_not(called: Called, northgate: Path) -> None:
    assert called("record", "rotate-key").code == 0
    sound = called("verify")
    assert sound.code == 0
    assert re.fullmatch(
        r"Sound: \d+ entries, \d+ rows, 0 files, 1 checkpoint and 0 snapshots are as the record"
        r" says\. Checked in .* second.?\.\n",
        sound.out,
    )
    with sqlite3.connect(northgate) as connection:
        connection.execute("UPDATE person SET name = 'Somebody Else' WHERE name = 'Jo'")
    wanting = called("verify")
    assert wanting.code == 1
    assert re.fullmatch(
        r"The person \S+ \(Somebody Else\) is not as entry \d+ of Northgate left it:"
        r" it was changed without Gatepost\.\n",
        wanting.out,
    )
    assert wanting.err == "Not sound: 1 finding, named above.\n"


@pytest.mark.parametrize(
    ("arguments", "settings", "why"),
    [
        (("verify",), {}, "Run `gatepost migrate` first."),
        (("verify", "nowhere.zip"), {}, "No such file"),
        (("verify", "notes.txt"), {}, "is of no kind that Gatepost makes"),
        (
            ("verify",),
            {"DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/none"},
            "The database cannot be used: ",
        ),
    ],
)
def test_what_could_not_be_checked_is_told_from_what_was_found_wanting(
    called: Called, tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], why: str
) -> None:
    (tmp_path / "notes.txt").write_text("Nothing to check.")
    ran = called(*arguments, **settings)
    assert (ran.code, ran.out) == (2, "")
    assert why in ran.err
    assert ran.err.count("\n") == 1


def test_the_key_is_exchanged(called: Called, northgate: Path) -> None:
    place = northgate.with_name("record.key")
    first = called("record", "rotate-key")
    kept = place.read_bytes()
    second = called("record", "rotate-key")
    assert re.fullmatch(r"127\.0\.0\.1\+[0-9a-f]{8}\+\S+\n", second.out)
    assert first.out != second.out
    assert place.read_bytes() != kept
    assert called("verify").code == 0
    place.write_bytes(kept)
    assert "is not the one in force by the record" in called("verify").out


def test_what_an_entry_says_is_erased_for_good(called: Called, northgate: Path) -> None:
    log = str(log_of(northgate))
    assert called("record", "erase", log, "1").code == 1, "nobody was there to say yes"
    assert "or have a body still" in called("record", "erase", log, "77", "--yes").refusal
    erased = called("record", "erase", log, "1", "--yes")
    assert erased.out == "What it said in 1 is erased, and an entry says so.\n"
    assert "or have a body still" in called("record", "erase", log, "1", "--yes").refusal
    assert called("verify").code == 0
