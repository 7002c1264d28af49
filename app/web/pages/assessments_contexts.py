"""What the pages of an assessment show."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.assessments import (
    CONFIRM_STATEMENT,
    RELEASE_STATEMENT,
    STATE_NAMES,
    AssessmentAct,
    Withdrawal,
    may_happen,
)
from app.domain.attempts import lateness
from app.domain.conflicts import Tie, conflict_in_words
from app.domain.errors import FieldError
from app.domain.grading import GRADE_NAMES
from app.domain.people import Person
from app.domain.plans import AttemptKind, Grade, Method
from app.queries.assessments import Assessment
from app.queries.attempts import Attempt, Progress
from app.queries.people import Colleague
from app.reports.result import UNCHECKED_PLAN, is_unverified
from app.web.bodies import Form
from app.web.filters import day, moment
from app.web.forms.assessments import TypedCheck
from app.web.rendering import Page
from app.web.saving import Saving

KIND_NAMES = {
    AttemptKind.FIRST: "First attempt",
    AttemptKind.RESIT: "Resit",
    AttemptKind.RETAKE: "Retake",
}


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """``open`` where it can still be accepted or rejected; ``history`` tells of each check."""

    id: str
    text: str
    met: bool
    open: bool
    history: tuple[str, ...]
    typed: TypedCheck

    @property
    def field(self) -> str:
        return f"requirements.{self.id}"


@dataclass(frozen=True, slots=True)
class MethodLine:
    id: str
    name: str
    state: str
    attempts: tuple[str, ...]
    href: str
    may_try_again: bool
    unverified: bool
    late: str
    begun: str


@dataclass(frozen=True, kw_only=True)
class AssessmentPage(Page):
    """What may be done is empty or False where it is not this person's, or not yet.

    ``conflicts`` say of each colleague who is too near to the apprentice why they cannot assess.
    """

    template = "assessments/show.html"
    assessment: Assessment
    here: str
    state: str
    facts: tuple[tuple[str, str], ...]
    doubt: str
    portfolio_href: str
    requirements: tuple[RequirementLine, ...]
    may_check: bool
    methods: tuple[MethodLine, ...]
    overall: str
    working: tuple[str, ...]
    results: tuple[str, ...]
    colleagues: tuple[dict[str, str], ...]
    conflicts: tuple[str, ...]
    chosen: str
    may_allocate: bool
    may_confirm: bool
    may_release: bool
    saving: Saving
    confirm_statement: str = CONFIRM_STATEMENT
    release_statement: str = RELEASE_STATEMENT


@dataclass(frozen=True, kw_only=True)
class WithdrawnPage(Page):
    """All that is left of an assessment whose hand-over was withdrawn."""

    template = "assessments/withdrawn.html"
    withdrawal: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and refused, given back; ``sent`` where it was the form of the checks."""

    checks: Mapping[str, TypedCheck] = field(default_factory=dict)
    assessor: str = ""
    sent: Form | None = None
    errors: tuple[FieldError, ...] = ()


def withdrawn_page(found: Assessment, withdrawal: Withdrawal) -> WithdrawnPage:
    return WithdrawnPage(
        title=found.apprentice, withdrawal=withdrawal.in_words, facts=_facts(found)
    )


def assessment_page(
    found: Assessment,
    progress: Progress,
    person: Person,
    colleagues: tuple[Colleague, ...],
    ties: Mapping[uuid.UUID, frozenset[Tie]],
    *,
    typed: Typed,
    begun: Mapping[str, str],
    saving: Saving,
    today: date,
) -> AssessmentPage:
    """``begun`` says of each method that this person began to grade when that was saved."""
    standing, here = found.standing, f"/assessments/{found.id}"
    overall = progress.overall
    may_check = (standing.administrator or standing.assessor) and may_happen(
        AssessmentAct.CHECK, found.state
    )
    return AssessmentPage(
        title=found.apprentice,
        errors=typed.errors,
        assessment=found,
        here=here,
        state=STATE_NAMES[found.state],
        facts=_facts(found),
        doubt=UNCHECKED_PLAN if is_unverified(progress.plan) else "",
        portfolio_href=f"{here}/portfolio",
        requirements=_requirements(progress, typed, may_check=may_check),
        may_check=may_check and set(progress.asked) != progress.accepted,
        methods=tuple(
            _method(found, progress, each, begun.get(each.id, ""), today)
            for each in progress.plan.methods
        ),
        overall=GRADE_NAMES[overall.grade] if overall else "",
        working=overall.working if overall else (),
        results=_results(progress),
        colleagues=(
            {"value": "", "text": "Choose somebody"},
            *({"value": each.email, "text": each.name} for each in colleagues if not ties[each.id]),
        ),
        conflicts=tuple(
            conflict_in_words(each.name, found.apprentice, ties[each.id])
            for each in colleagues
            if ties[each.id]
        ),
        chosen=typed.assessor,
        may_allocate=standing.administrator and may_happen(AssessmentAct.ALLOCATE, found.state),
        may_confirm=not standing.assessor
        and person.id not in progress.graders
        and may_happen(AssessmentAct.CONFIRM, found.state),
        may_release=standing.administrator and may_happen(AssessmentAct.RELEASE, found.state),
        saving=saving,
    )


def _facts(found: Assessment) -> tuple[tuple[str, str], ...]:
    standard = f"{found.standard_title}, {found.reference} {found.standard_version}"
    return (
        ("Standard", standard),
        ("Training provider", found.provider),
        ("Handed over", moment(found.handed_over_at)),
        ("Can be read until", day(found.expires_on) or "No last day was set"),
        ("Independent assessor", found.independent_assessor or "Not allocated yet"),
    )


def _requirements(
    progress: Progress, typed: Typed, *, may_check: bool
) -> tuple[RequirementLine, ...]:
    texts = {each.id: each.text for each in progress.plan.gateway_requirements}
    return tuple(
        RequirementLine(
            id=each.id,
            text=texts.get(each.id, each.id),
            met=each.met,
            open=may_check and each.id not in progress.accepted,
            history=tuple(
                f"{'Accepted' if check.accepted else 'Rejected'} by {check.by} on "
                f"{day(check.at)}{': ' + check.reason if check.reason else ''}"
                for check in progress.checks
                if check.requirement == each.id
            ),
            typed=typed.checks.get(each.id, TypedCheck()),
        )
        for each in progress.snapshot.requirements
    )


def _method(
    found: Assessment, progress: Progress, method: Method, begun: str, today: date
) -> MethodLine:
    attempts = [each for each in progress.attempts if each.method == method.id]
    last = attempts[-1] if attempts else None
    grade = last.grade if last else None
    if not method.is_marked:
        state = "Read, not marked"
    elif grade is not None:
        state = GRADE_NAMES[grade]
    else:
        state = "Not graded yet"
    rules = progress.plan.attempts
    failed = grade is Grade.FAIL or (grade is not None and not rules.only_failed)
    may_grade = found.standing.assessor and may_happen(AssessmentAct.GRADE, found.state)
    settled = last is not None and progress.is_settled(last)
    to_grade = may_grade and method.is_marked and not settled
    return MethodLine(
        id=method.id,
        name=method.name,
        state=state,
        attempts=tuple(attempt_in_words(each) for each in attempts),
        href=f"/assessments/{found.id}/methods/{method.id}" if to_grade else "",
        may_try_again=failed
        and found.standing.administrator
        and (may_happen(AssessmentAct.TRY_AGAIN, found.state) or progress.tries_again),
        unverified=method.status.value == "unverified",
        late=late_in_words(last, progress, today) if last else "",
        begun=begun if to_grade else "",
    )


def late_in_words(attempt: Attempt, progress: Progress, today: date) -> str:
    """That an attempt which waits for its grade comes after the plan's last day; else empty."""
    if attempt.grade is not None:
        return ""
    on = attempt.planned_on or today
    return lateness(attempt.kind, progress.plan.attempts, due=attempt.due_on, on=on)


def attempt_in_words(attempt: Attempt) -> str:
    said = [KIND_NAMES[attempt.kind]]
    if attempt.planned_on:
        said.append(f"planned for {day(attempt.planned_on)}")
    if attempt.due_on:
        said.append(f"by {day(attempt.due_on)}, as the plan has it")
    if attempt.grade:
        by = f" by {attempt.graded_by}" if attempt.graded_by else ""
        said.append(f"{GRADE_NAMES[attempt.grade].lower()}{by} on {day(attempt.graded_at)}")
    return ", ".join(said)


def _results(progress: Progress) -> tuple[str, ...]:
    return tuple(
        f"Result {each.number}: {GRADE_NAMES[each.overall].lower()}, confirmed by "
        f"{each.confirmed_by} on {day(each.confirmed_at)}"
        + (
            f", released by {each.released_by} on {day(each.released_at)}."
            if each.released_at
            else ", not released yet."
        )
        for each in progress.results
    )
