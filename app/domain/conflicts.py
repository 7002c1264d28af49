"""Conflicts of interest: who is too near to an apprentice to assess them independently."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from app.domain.errors import RuleBroken


class Tie(StrEnum):
    """What somebody was to an apprentice, in any spell, past or present."""

    APPRENTICE = "apprentice"
    LINE_MANAGER = "line_manager"
    ASSESSOR = "assessor"
    AUTHOR = "author"
    DECIDED = "decided"
    CONFIRMED = "confirmed"
    COMMENTED = "commented"
    REVIEWED = "reviewed"
    DECLARED = "declared"


_WORDS: Mapping[Tie, str] = {
    Tie.APPRENTICE: "is the apprentice",
    Tie.LINE_MANAGER: "was a line manager of {apprentice}",
    Tie.ASSESSOR: "was an assessor of {apprentice}",
    Tie.AUTHOR: "wrote evidence for {apprentice}",
    Tie.DECIDED: "decided on evidence of {apprentice}",
    Tie.CONFIRMED: "confirmed evidence of {apprentice}",
    Tie.COMMENTED: "commented on evidence of {apprentice}",
    Tie.REVIEWED: "took part in a progress review of {apprentice}",
    Tie.DECLARED: "declared at the gateway of {apprentice}",
}


def conflict_in_words(name: str, apprentice: str, ties: Collection[Tie]) -> str:
    """A sentence that names each tie; empty where there is none."""
    if not ties:
        return ""
    said = [_WORDS[tie].format(apprentice=apprentice) for tie in Tie if tie in ties]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"{name} {listed}, and cannot assess them independently."


def check_no_conflict(name: str, apprentice: str, ties: Collection[Tie]) -> None:
    if sentence := conflict_in_words(name, apprentice, ties):
        raise RuleBroken(sentence)
