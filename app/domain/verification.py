"""What a check of the record comes to, and the sentences that tell it."""

from dataclasses import dataclass
from datetime import timedelta

CHECKS_KEPT = timedelta(days=90)
"""A check that found nothing is kept for so long after its end, and the latest for ever."""

BROKE_OFF = "The check broke off before its end: something went wrong that should not have."


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was held against the record; ``snapshots`` were worked out again.

    Checks from before that were worked out none, and have None.
    """

    entries: int
    rows: int
    files: int
    checkpoints: int
    snapshots: int | None = None

    @property
    def in_words(self) -> str:
        """534 entries, 991 rows, 82 files, 3 checkpoints and 2 snapshots."""
        each = [
            counted(self.entries, "entry", "entries"),
            counted(self.rows, "row"),
            counted(self.files, "file"),
            counted(self.checkpoints, "checkpoint"),
        ]
        if self.snapshots is not None:
            each.append(counted(self.snapshots, "snapshot"))
        return f"{', '.join(each[:-1])} and {each[-1]}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``findings`` are sentences; ``counts`` is None where nobody counted.

    ``remarks`` say what cannot be worked out again, and why that is no fault.
    """

    findings: tuple[str, ...]
    counts: Counted | None
    remarks: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.findings

    @property
    def broke_off(self) -> bool:
        return self.findings == (BROKE_OFF,)


def in_a_sentence(outcome: Outcome) -> str:
    """The answer alone: sound, not sound, or that nobody knows."""
    if outcome.broke_off:
        return BROKE_OFF
    looked_at = outcome.counts.in_words if outcome.counts else "all entries, rows and files"
    if outcome.sound:
        return f"Sound: {looked_at} are as the record says."
    return f"Not sound: {counted(len(outcome.findings), 'finding')} among {looked_at}."


def time_taken(took: timedelta) -> str:
    """In 12 seconds; in 3 minutes."""
    seconds = round(took.total_seconds())
    if seconds < 1:
        return "in less than a second"
    if seconds < 120:
        return f"in {counted(seconds, 'second')}"
    return f"in {counted(round(seconds / 60), 'minute')}"


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
