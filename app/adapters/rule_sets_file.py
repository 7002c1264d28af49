"""The shape of the file of dated rules, in which they are also stored.

A field that is added later needs a default: rules that were stored before must still be read.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.adapters.shapes import Key, Line, Shape
from app.domain.canonical import canonical_json, sha256_of
from app.domain.rule_sets import Period, RuleSet, RuleSets, Unit
from app.domain.standards import Verification


class PeriodShape(Shape):
    """A published length of time. `month_ends` runs to the last day of the nth month after."""

    number: Annotated[int, Field(ge=1, le=1000)]
    unit: Unit
    status: Verification = Verification.UNVERIFIED
    source: Line

    def to_period(self) -> Period:
        return Period(self.number, self.unit, self.status, self.source)


class RuleSetShape(Shape):
    id: Key
    starts_from: date | None = None
    """The first start date that follows these rules; only the first rule set leaves it out."""
    minimum_duration: PeriodShape
    review_interval: PeriodShape


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
                )
                for item, before in zip(self.rule_sets, [*ends, None], strict=True)
            ),
            sha256=sha256,
        )
