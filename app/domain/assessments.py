"""Independent assessment: from the hand-over of a portfolio to a result that is released.

The portfolio is handed over to an organisation, which allocates the independent assessor. What
they see is the snapshot of the gateway, and nothing besides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.calendar import day_in_words, today_in_london
from app.domain.errors import FieldError, Invalid, NotFound, NotPermitted, RuleBroken
from app.domain.people import Role
from app.domain.plans import Grade

HANDOVER_STATEMENT = (
    "I hand over the portfolio that stood at the gateway. The assessment organisation sees the "
    "pieces, files and requirements of that moment, and nothing else."
)
CONFIRM_STATEMENT = (
    "I took no part in the grading. I have looked at the grades and what they rest on, and I "
    "confirm this result."
)
RELEASE_STATEMENT = (
    "I release this result. The apprentice, their line manager and their training provider see "
    "it from now on."
)

NOT_FINAL = frozenset({Grade.FAIL, Grade.NO_GRADE_AWARDED})
"""After these the apprentice may try again; any other result completes the apprenticeship."""

MAX_REASON = 5_000


class AssessmentState(StrEnum):
    HANDED_OVER = "handed_over"
    ALLOCATED = "allocated"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    RELEASED = "released"


STATE_NAMES: Mapping[AssessmentState, str] = {
    AssessmentState.HANDED_OVER: "Waits for an independent assessor",
    AssessmentState.ALLOCATED: "Being assessed",
    AssessmentState.PROVISIONAL: "Provisional result",
    AssessmentState.CONFIRMED: "Result confirmed",
    AssessmentState.RELEASED: "Result released",
}
WITHDRAWN = "Hand-over withdrawn"
"""What is said in place of the state, once the provider withdrew it."""


class AssessmentAct(StrEnum):
    ALLOCATE = "allocate"
    CHECK = "check"
    PLAN = "plan"
    GRADE = "grade"
    CONFIRM = "confirm"
    RELEASE = "release"
    TRY_AGAIN = "try_again"


_OPEN = {AssessmentState.ALLOCATED, AssessmentState.PROVISIONAL}

MAY_HAPPEN_IN: Mapping[AssessmentAct, frozenset[AssessmentState]] = {
    AssessmentAct.ALLOCATE: frozenset({AssessmentState.HANDED_OVER, *_OPEN}),
    AssessmentAct.CHECK: frozenset({AssessmentState.HANDED_OVER, AssessmentState.ALLOCATED}),
    AssessmentAct.PLAN: frozenset({AssessmentState.ALLOCATED}),
    AssessmentAct.GRADE: frozenset(_OPEN),
    AssessmentAct.CONFIRM: frozenset({AssessmentState.PROVISIONAL}),
    AssessmentAct.RELEASE: frozenset({AssessmentState.CONFIRMED}),
    AssessmentAct.TRY_AGAIN: frozenset({AssessmentState.RELEASED}),
}

_REFUSALS: Mapping[AssessmentAct, str] = {
    AssessmentAct.ALLOCATE: "The result is confirmed: the independent assessor stays.",
    AssessmentAct.CHECK: "The requirements can be checked until the first grades are complete.",
    AssessmentAct.PLAN: "A date can be planned while the portfolio is being assessed.",
    AssessmentAct.GRADE: "Grades can be given once an independent assessor is allocated, and "
    "until the result is confirmed.",
    AssessmentAct.CONFIRM: "There is no provisional result to confirm.",
    AssessmentAct.RELEASE: "There is no confirmed result to release.",
    AssessmentAct.TRY_AGAIN: "Another attempt follows a result that was released.",
}


def may_happen(act: AssessmentAct, state: AssessmentState) -> bool:
    return state in MAY_HAPPEN_IN[act]


def check_may_happen(act: AssessmentAct, state: AssessmentState) -> None:
    if not may_happen(act, state):
        raise RuleBroken(_REFUSALS[act])


@dataclass(frozen=True, slots=True)
class AssessmentStanding:
    """What somebody is to one assessment, in the organisation that it was handed over to.

    ``assessor`` is the one who was allocated, ``colleague`` any other independent assessor.
    """

    administrator: bool = False
    assessor: bool = False
    colleague: bool = False

    def __bool__(self) -> bool:
        return self.administrator or self.assessor or self.colleague

    @property
    def role(self) -> Role:
        """The role in which they act: the nearest to the work."""
        if self.assessor or self.colleague:
            return Role.INDEPENDENT_ASSESSOR
        return Role.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a training provider took a hand-over back: who for it, when, and why."""

    by: str
    provider: str
    at: datetime
    reason: str

    @property
    def in_words(self) -> str:
        day = day_in_words(today_in_london(self.at))
        return f"{self.by} of {self.provider} withdrew this hand-over on {day}: {self.reason}"


def check_sees_assessment(
    standing: AssessmentStanding,
    state: AssessmentState,
    *,
    expires_on: date | None,
    withdrawn: bool = False,
    today: date,
) -> None:
    """NotFound for whoever has nothing to do there, not yet, or no longer.

    Administrators keep the file. The assessor who was allocated sees it until access expires;
    a colleague from the provisional result on, which one of them has to confirm. That it was
    withdrawn is told to those who had it, and what was handed over to nobody.
    """
    if standing.administrator:
        return
    colleague = (
        standing.colleague
        and not withdrawn
        and state not in (AssessmentState.HANDED_OVER, AssessmentState.ALLOCATED)
    )
    if not (standing.assessor or colleague) or has_expired(expires_on, today):
        raise NotFound


def has_expired(expires_on: date | None, today: date) -> bool:
    """The day itself is the last on which the portfolio can be read."""
    return expires_on is not None and today > expires_on


def check_not_withdrawn(withdrawal: Withdrawal | None) -> None:
    if withdrawal is not None:
        raise RuleBroken(withdrawal.in_words)


def check_can_withdraw(*, released: bool) -> None:
    """A result that people were told of stands on what was handed over."""
    if released:
        raise RuleBroken("A result was released, so the hand-over stays.")


def check_can_be_taken_back(apprentice: str, handed_to: str | None, *, released: bool) -> None:
    """From the gateway back on programme: not while an organisation has the portfolio."""
    if released:
        raise RuleBroken(f"A result was released, so {apprentice} stays through the gateway.")
    if handed_to is not None:
        raise RuleBroken(
            f"The portfolio is handed over to {handed_to}. Withdraw the hand-over first; then "
            f"{apprentice} can be taken back."
        )


def check_can_read(
    *, expires_on: date | None, withdrawal: Withdrawal | None = None, today: date
) -> None:
    check_not_withdrawn(withdrawal)
    if has_expired(expires_on, today):
        raise NotPermitted("Access to this portfolio has expired.")


def check_administers_assessment(standing: AssessmentStanding) -> None:
    if not standing.administrator:
        raise NotPermitted("Only an administrator of the assessment organisation can do that.")


def check_can_check(standing: AssessmentStanding) -> None:
    if not (standing.administrator or standing.assessor):
        raise NotPermitted(
            "The organisation's administrator or the allocated independent assessor checks this."
        )


def check_can_grade(standing: AssessmentStanding) -> None:
    if not standing.assessor:
        raise NotPermitted("Only the independent assessor who was allocated gives grades.")


def check_can_confirm(standing: AssessmentStanding, *, graded: bool) -> None:
    """A second person: neither the one who was allocated nor anybody else who graded."""
    if standing.assessor or graded:
        raise NotPermitted("A second person confirms the result: you gave grades yourself.")


def expiry_errors(expires_on: date | None, *, today: date) -> tuple[FieldError, ...]:
    if expires_on is not None and expires_on < today:
        return (FieldError("expires_on", "The last day of access must not be in the past."),)
    return ()


@dataclass(frozen=True, slots=True)
class ComponentCheck:
    """What was decided on one requirement of the snapshot, the latest attempt being the one."""

    requirement: str
    accepted: bool
    reason: str = ""


def check_components(
    checks: Sequence[ComponentCheck],
    *,
    asked: Collection[str],
    accepted: Collection[str],
) -> None:
    """Invalid where a requirement is unknown, accepted before, named twice or without a reason."""
    errors = []
    named = [each.requirement for each in checks]
    for place, each in enumerate(checks):
        field = f"requirements.{each.requirement}"
        if each.requirement not in asked or named.index(each.requirement) != place:
            errors.append(FieldError(field, "This is not to be checked here, or twice."))
        elif each.requirement in accepted:
            errors.append(FieldError(field, "This was accepted before, and stays so."))
        elif not each.accepted and not each.reason.strip():
            errors.append(FieldError(f"{field}.reason", "Say why you reject it."))
        elif len(each.reason) > MAX_REASON:
            errors.append(
                FieldError(f"{field}.reason", f"Write {MAX_REASON:,} characters at most.")
            )
    if not checks:
        errors.append(FieldError("", "Accept or reject one requirement at least."))
    if errors:
        raise Invalid(*errors)


def check_all_accepted(asked: Collection[str], accepted: Collection[str]) -> None:
    """Nothing is graded before every requirement of the snapshot has been accepted."""
    waiting = len(set(asked) - set(accepted))
    if waiting:
        what = "1 requirement has" if waiting == 1 else f"{waiting} requirements have"
        raise RuleBroken(f"{what} not been accepted yet: check what was handed over first.")


def check_not_settled(*, settled: bool) -> None:
    if settled:
        raise RuleBroken("This grade is part of a confirmed result, and stays as it is.")


def next_step(state: AssessmentState, standing: AssessmentStanding, *, took_part: bool) -> str:
    """What waits for somebody with that standing; empty where nothing does.

    ``took_part``: they are the independent assessor, and so never the second person.
    """
    steps = {
        AssessmentState.HANDED_OVER: "Allocate an independent assessor"
        if standing.administrator
        else "",
        AssessmentState.ALLOCATED: "Check, plan and grade" if standing.assessor else "",
        AssessmentState.PROVISIONAL: "" if took_part else "Confirm the result",
        AssessmentState.CONFIRMED: "Release the result" if standing.administrator else "",
        AssessmentState.RELEASED: "",
    }
    return steps[state]
