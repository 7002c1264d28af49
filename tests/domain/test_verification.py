"""What a check came to, in a sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.verification import BROKE_OFF, Counted, Outcome, in_a_sentence, time_taken

ONE = Counted(entries=1, rows=1, files=1, checkpoints=1)
MANY = Counted(entries=100_691, rows=2, files=0, checkpoints=3)


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (
            Outcome((), ONE),
            "Sound: 1 entry, 1 row, 1 file and 1 checkpoint are as the record says.",
        ),
        (
            Outcome((), replace(ONE, snapshots=2), ("One cannot be worked out again.",)),
            "Sound: 1 entry, 1 row, 1 file, 1 checkpoint and 2 snapshots are as the record says.",
        ),
        (
            Outcome(("A row was changed.",), MANY),
            "Not sound: 1 finding among 100,691 entries, 2 rows, 0 files and 3 checkpoints.",
        ),
        (Outcome((BROKE_OFF,), None), BROKE_OFF),
        (Outcome((), None), "Sound: all entries, rows and files are as the record says."),
    ],
)
def test_the_answer_comes_first_and_what_it_rests_on_after(outcome: Outcome, sentence: str) -> None:
    assert in_a_sentence(outcome) == sentence


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "in less than a second"),
        (1, "in 1 second"),
        (119, "in 119 seconds"),
        (150, "in 2 minutes"),
        (3600, "in 60 minutes"),
    ],
)
def test_the_time_that_a_check_took(seconds: float, words: str) -> None:
    assert time_taken(timedelta(seconds=seconds)) == words
