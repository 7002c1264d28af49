"""What the pages of an assessment show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.assessments import (
    CONFIRM_STATEMENT,
    RELEASE_STATEMENT,
    STATE_NAMES,
    AssessmentAct,
    may_happen,
)
from app.domain.errors import FieldError
from app.domain.grading import GRADE_NAMES
from app.domain.people import Person
from app.domain.plans import AttemptKind, Grade, Method
from app.queries.assessments import Assessment, next_step_for
from app.queries.attempts import Attempt, Progress
from app.queries.people import Colleague
from app.reports.result import UNCHECKED_PLAN, is_unverified
from app.web.filters import day, moment
from app.web.forms.assessments import TypedCheck
from app.web.rendering import Page

KIND_NAMES = {
    AttemptKind.FIRST: "First attempt",
    AttemptKind.RESIT: "Resit",
    AttemptKind.RETAKE: "Retake",
}


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """``next_step`` says what waits for the person who looks; empty where nothing does."""

    name: str
    href: str
    state: str
    about: str
    next_step: str


@dataclass(frozen=True, kw_only=True)
class AssessmentsPage(Page):
    template = "assessments/list.html"
    lines: tuple[AssessmentLine, ...]
    next_page: str
    may_add_people: bool


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


@dataclass(frozen=True, kw_only=True)
class AssessmentPage(Page):
    """What may be done is empty or False where it is not this person's, or not yet."""

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
    chosen: str
    may_allocate: bool
    may_confirm: bool
    may_release: bool
    confirm_statement: str = CONFIRM_STATEMENT
    release_statement: str = RELEASE_STATEMENT


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and refused, given back."""

    checks: Mapping[str, TypedCheck] = field(default_factory=dict)
    assessor: str = ""
    errors: tuple[FieldError, ...] = ()


def assessment_line(found: Assessment, person: Person) -> AssessmentLine:
    assessor = found.independent_assessor
    about = f"{found.standard_title}. {found.provider}."
    return AssessmentLine(
        name=found.apprentice,
        href=f"/assessments/{found.id}",
        state=STATE_NAMES[found.state],
        about=f"{about} {assessor} assesses." if assessor else about,
        next_step=next_step_for(found, person),
    )


def assessment_page(
    found: Assessment,
    progress: Progress,
    person: Person,
    colleagues: tuple[Colleague, ...],
    *,
    typed: Typed,
) -> AssessmentPage:
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
        methods=tuple(_method(found, progress, each) for each in progress.plan.methods),
        overall=GRADE_NAMES[overall.grade] if overall else "",
        working=overall.working if overall else (),
        results=_results(progress),
        colleagues=(
            {"value": "", "text": "Choose somebody"},
            *({"value": each.email, "text": each.name} for each in colleagues),
        ),
        chosen=typed.assessor,
        may_allocate=standing.administrator and may_happen(AssessmentAct.ALLOCATE, found.state),
        may_confirm=not standing.assessor
        and person.id not in progress.graders
        and may_happen(AssessmentAct.CONFIRM, found.state),
        may_release=standing.administrator and may_happen(AssessmentAct.RELEASE, found.state),
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


def _method(found: Assessment, progress: Progress, method: Method) -> MethodLine:
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
    return MethodLine(
        id=method.id,
        name=method.name,
        state=state,
        attempts=tuple(attempt_in_words(each) for each in attempts),
        href=f"/assessments/{found.id}/methods/{method.id}"
        if may_grade and method.is_marked and not settled
        else "",
        may_try_again=failed
        and found.standing.administrator
        and (may_happen(AssessmentAct.TRY_AGAIN, found.state) or progress.tries_again),
        unverified=method.status.value == "unverified",
    )


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
