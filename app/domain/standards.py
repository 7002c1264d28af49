"""An apprenticeship standard: the published criteria that evidence is mapped to."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property

from app.domain.canonical import plain, sha256_of
from app.domain.errors import RuleBroken


class CriterionKind(StrEnum):
    """The four kinds of criterion, in the order in which people read them."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    BEHAVIOUR = "behaviour"
    DUTY = "duty"


class Verification(StrEnum):
    """Whether a rule was read in its published source, or is only believed."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


KIND_LETTERS: Mapping[CriterionKind, str] = {
    CriterionKind.KNOWLEDGE: "K",
    CriterionKind.SKILL: "S",
    CriterionKind.BEHAVIOUR: "B",
    CriterionKind.DUTY: "D",
}
KIND_NAMES: Mapping[CriterionKind, str] = {
    CriterionKind.KNOWLEDGE: "Knowledge",
    CriterionKind.SKILL: "Skills",
    CriterionKind.BEHAVIOUR: "Behaviours",
    CriterionKind.DUTY: "Duties",
}
"""The criteria of a kind together, as a heading."""

KINDS_BY_LETTER: Mapping[str, CriterionKind] = {
    letter: kind for kind, letter in KIND_LETTERS.items()
}
_READING_ORDER = {letter: place for place, letter in enumerate(KIND_LETTERS.values())}
_CODE = re.compile(r"([KSBD])([1-9][0-9]{0,3})", re.ASCII)


def code_order(code: str) -> tuple[int, int]:
    """A sort key that puts K2 before K10, and K before S before B before D.

    ValueError where the code is not one of those letters and a number.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"“{code}” is not the code of a criterion.")
    return _READING_ORDER[match[1]], int(match[2])


@dataclass(frozen=True)
class Criterion:
    """One published statement: a piece of knowledge, a skill, a behaviour or a duty."""

    code: str
    kind: CriterionKind
    text: str


@dataclass(frozen=True)
class PracticeArea:
    """A field of work in which people look for evidence; the key is what is stored."""

    key: str
    name: str


@dataclass(frozen=True)
class Standard:
    """One version of a standard. Once loaded, nothing in it changes.

    `duty_map` holds only the duties whose published row has been recorded.
    """

    reference: str
    version: str
    title: str
    level: int
    lars_code: int | None
    summary: str
    typical_job_titles: tuple[str, ...]
    keywords: tuple[str, ...]
    typical_duration_months: int
    criteria: tuple[Criterion, ...]
    duty_map: Mapping[str, tuple[str, ...]]
    practice_areas: tuple[PracticeArea, ...]
    options: tuple[str, ...]
    source: str
    source_date: date

    @property
    def name(self) -> str:
        """Reference and version as people write them, such as “ST0244 1.1”."""
        return f"{self.reference} {self.version}"

    @cached_property
    def _by_code(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    def has(self, code: str) -> bool:
        return code in self._by_code

    def criterion(self, code: str) -> Criterion:
        """KeyError where this standard has no such code."""
        return self._by_code[code]

    def of_kind(self, kind: CriterionKind) -> tuple[Criterion, ...]:
        """The criteria of one kind, in the order of their numbers."""
        return tuple(criterion for criterion in self.criteria if criterion.kind is kind)

    @cached_property
    def sha256(self) -> str:
        """The hash of every word of it, by which decisions name the standard they were made on."""
        return sha256_of(plain(asdict(self)))

    def practice_area(self, key: str) -> PracticeArea | None:
        return next((area for area in self.practice_areas if area.key == key), None)


def check_unchanged(loaded: Standard, given: Standard) -> None:
    """Once loaded, a version keeps its every word: RuleBroken names the first difference."""
    for criterion in given.criteria:
        if not loaded.has(criterion.code):
            raise _changed(loaded, criterion.code, "nothing", _quoted(criterion.text))
        before = loaded.criterion(criterion.code).text
        if before != criterion.text:
            raise _changed(loaded, criterion.code, _quoted(before), _quoted(criterion.text))
    for criterion in loaded.criteria:
        if not given.has(criterion.code):
            raise _changed(loaded, criterion.code, _quoted(criterion.text), "nothing")
    for field in fields(Standard):
        before, after = getattr(loaded, field.name), getattr(given, field.name)
        if before != after:
            name = field.name.replace("_", " ")
            raise _changed(loaded, f"The {name}", _quoted(before), _quoted(after))


def _quoted(value: object) -> str:
    return f"“{value}”"


def _changed(loaded: Standard, what: str, before: str, after: str) -> RuleBroken:
    return RuleBroken(
        f"{loaded.name} is already loaded, and a loaded version never changes. {what} is {before}"
        f" there and {after} in the file. Give the changed wording a version of its own."
    )
