"""The shape of the file of dated rules, in which they are also stored.

A field that is added later needs a default: rules that were stored before must still be read.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.adapters.shapes import Key, Line, Shape
from app.domain.canonical import canonical_json, sha256_of
from app.domain.english_and_maths import Asks, EnglishAndMathsRule
from app.domain.rule_sets import PartTimeRule, Period, RuleSet, RuleSets, Unit
from app.domain.standards import Verification


class PeriodShape(Shape):
    """A published length of time. `month_ends` runs to the last day of the nth month after."""

    number: Annotated[int, Field(ge=1, le=1000)]
    unit: Unit
    status: Verification = Verification.UNVERIFIED
    source: Line

    def to_period(self) -> Period:
        return Period(self.number, self.unit, self.status, self.source)


class PartTimeShape(Shape):
    """Below so many weekly hours the minimum duration is longer in proportion."""

    weekly_hours: Annotated[int, Field(ge=1, le=60)]
    status: Verification = Verification.UNVERIFIED
    source: Line

    def to_rule(self) -> PartTimeRule:
        return PartTimeRule(self.weekly_hours, self.status, self.source)


class EnglishAndMathsShape(Shape):
    """What is asked of each age group, by the apprentice's age on the day of the start."""

    aged_16_to_18: Asks
    aged_19_or_over: Asks
    status: Verification = Verification.UNVERIFIED
    source: Line

    def to_rule(self) -> EnglishAndMathsRule:
        return EnglishAndMathsRule(
            self.aged_16_to_18, self.aged_19_or_over, self.status, self.source
        )


# Taken where a rule set says nothing, as those that were stored before there was a field for it.
USUAL_ENGLISH_AND_MATHS = EnglishAndMathsShape(
    aged_16_to_18=Asks.ACHIEVEMENT,
    aged_19_or_over=Asks.EMPLOYERS_CHOICE,
    source="These rules do not say. The rule for starts from 1 August 2025 is taken.",
)


class RuleSetShape(Shape):
    id: Key
    starts_from: date | None = None
    """The first start date that follows these rules; only the first rule set leaves it out."""
    minimum_duration: PeriodShape
    review_interval: PeriodShape
    part_time: PartTimeShape | None = None
    """Leave out where the minimum duration does not follow the weekly hours."""
    english_and_maths: EnglishAndMathsShape = USUAL_ENGLISH_AND_MATHS


class RuleSetsFile(Shape):
    """Dated rules, earliest first. Each holds until the next one begins."""

    document: Literal["rule_sets"]
    rule_sets: Annotated[tuple[RuleSetShape, ...], Field(min_length=1)]

    @property
    def body(self) -> str:
        """The canonical form in which the rules are stored."""
        return canonical_json(self.model_dump(mode="json")).decode()

    @property
    def sha256(self) -> str:
        return sha256_of(self.model_dump(mode="json"))

    def to_rule_sets(self, sha256: str) -> RuleSets:
        """`sha256` is the one that the rules were stored under, or are about to be."""
        ends = [item.starts_from for item in self.rule_sets[1:]]
        return RuleSets(
            sets=tuple(
                RuleSet(
                    id=item.id,
                    starts_from=item.starts_from,
                    starts_before=before,
                    minimum_duration=item.minimum_duration.to_period(),
                    review_interval=item.review_interval.to_period(),
                    part_time=item.part_time.to_rule() if item.part_time else None,
                    english_and_maths=item.english_and_maths.to_rule(),
                )
                for item, before in zip(self.rule_sets, [*ends, None], strict=True)
            ),
            sha256=sha256,
        )
