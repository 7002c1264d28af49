"""The shape of a standard's file: what may be written there, and the value that it becomes.

The JSON Schemas in `standards/schemas/` are generated from these shapes.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.adapters.shapes import Code, Key, Line, Reference, Shape, Text
from app.domain.standards import (
    KINDS_BY_LETTER,
    Criterion,
    CriterionKind,
    PracticeArea,
    Standard,
    code_order,
)


class CriterionShape(Shape):
    code: Code
    """K, S, B or D and a number, each kind from 1 without a gap."""
    text: Text
    """The published wording, character for character."""

    @property
    def kind(self) -> CriterionKind:
        return KINDS_BY_LETTER[self.code[0]]


class PracticeAreaShape(Shape):
    key: Key
    """What is stored with a piece of evidence; never change it."""
    name: Line


class StandardFile(Shape):
    """One version of an apprenticeship standard."""

    document: Literal["standard"]
    reference: Reference
    """The published reference, such as ST0244."""
    version: Reference
    """The published version, in quotes: "1.1"."""
    title: Line
    level: Annotated[int, Field(ge=1, le=8)]
    lars_code: Annotated[int, Field(ge=1, le=999_999)] | None = None
    """The code of the standard in the Learning Aim Reference Service."""
    summary: Text
    typical_job_titles: tuple[Line, ...] = ()
    keywords: tuple[Line, ...] = ()
    typical_duration_months: Annotated[int, Field(ge=1, le=120)]
    source: Line
    """Where the wording was read."""
    source_date: date
    """The day on which it was read."""
    options: tuple[Line, ...] = ()
    """The published options of the occupation, where it has any."""
    practice_areas: tuple[PracticeAreaShape, ...] = ()
    """The fields of work in which people look for evidence; none where that does not apply."""
    criteria: Annotated[tuple[CriterionShape, ...], Field(min_length=1)]
    duty_map: dict[Code, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(default={})
    """For each duty whose published row is known, the KSBs it calls on. Leave out the others."""

    def to_standard(self) -> Standard:
        return Standard(
            reference=self.reference,
            version=self.version,
            title=self.title,
            level=self.level,
            lars_code=self.lars_code,
            summary=self.summary,
            typical_job_titles=self.typical_job_titles,
            keywords=self.keywords,
            typical_duration_months=self.typical_duration_months,
            criteria=tuple(
                Criterion(item.code, item.kind, item.text)
                for item in sorted(self.criteria, key=lambda item: code_order(item.code))
            ),
            duty_map={
                duty: tuple(sorted(codes, key=code_order))
                for duty, codes in sorted(self.duty_map.items(), key=lambda row: code_order(row[0]))
            },
            practice_areas=tuple(PracticeArea(area.key, area.name) for area in self.practice_areas),
            options=self.options,
            source=self.source,
            source_date=self.source_date,
        )
