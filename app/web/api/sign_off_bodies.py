"""Confirmations and decisions as the API takes them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.domain import content as limits
from app.domain import sign_off
from app.domain.errors import FieldError, Invalid
from app.domain.sign_off import Decision, Outcome
from app.web.api.bodies import In, Out, Words


class ConfirmationIn(In):
    """``statement`` is what the line manager observed."""

    statement: str = Field(default="", max_length=limits.MAX_STATEMENT)


class CriterionDecisionIn(In):
    """Not met needs feedback; so does a criterion that was not mapped and is added as met."""

    criterion: str = Field(max_length=5)
    met: bool
    feedback: str = Field(default="", max_length=limits.MAX_FEEDBACK)


class SightedIn(In):
    """The original was seen on that day where it is kept."""

    on: date
    where: Words = Field(max_length=sign_off.MAX_WHERE)


class DecisionIn(In):
    """Every mapped criterion is named exactly once. ``version`` is the one that was read."""

    version: int
    outcome: Outcome
    feedback: str = Field(default="", max_length=limits.MAX_FEEDBACK)
    mappings: list[CriterionDecisionIn] = Field(max_length=2 * limits.MAX_MAPPINGS)
    sighted: SightedIn | None = None

    def decision(self) -> Decision:
        """Invalid where it could not be right, whatever the piece."""
        sighted = self.sighted
        decision = Decision(
            self.outcome,
            self.feedback,
            tuple(
                sign_off.CriterionDecision(each.criterion, each.met, each.feedback)
                for each in self.mappings
            ),
            sign_off.Sighting(sighted.on, sighted.where) if sighted else None,
        )
        sign_off.check_decision(decision)
        return decision


class ChosenIn(In):
    """A piece, and the ``version`` of it that was read."""

    id: UUID
    version: int


class AllMetIn(In):
    """Each piece once; ``feedback`` is given on every one of them."""

    evidence: list[ChosenIn] = Field(min_length=1, max_length=sign_off.MAX_AT_ONCE)
    feedback: str = Field(default="", max_length=limits.MAX_FEEDBACK)

    @property
    def chosen(self) -> dict[UUID, int]:
        """Invalid where a piece is named twice."""
        chosen = {each.id: each.version for each in self.evidence}
        if len(chosen) < len(self.evidence):
            raise Invalid(FieldError("evidence", "A piece is named more than once."))
        return chosen


class LeftOut(Out):
    """Nothing was decided on this piece: ``why`` says so in a sentence."""

    id: UUID
    why: str


class AllMetOut(Out):
    """Those that are signed off now, and those that are left as they were."""

    signed_off: list[UUID]
    left: list[LeftOut]


class ReopeningIn(In):
    """The reason stays in the history."""

    reason: Words = Field(max_length=limits.MAX_FEEDBACK)
