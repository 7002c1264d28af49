"""What the pages of the standards show, in words."""

from dataclasses import dataclass
from datetime import date

from app.domain.people import ROLE_NAMES
from app.domain.plans import (
    Grade,
    GradeTable,
    Method,
    MethodResult,
    Plan,
    Quantifier,
    Reflection,
    SufficiencyRules,
)
from app.domain.rule_sets import RuleSets
from app.domain.standards import KIND_NAMES, Criterion, CriterionKind, Standard, Verification
from app.queries.standards import StandardLine
from app.web.filters import plural
from app.web.pages.standards_rules import Entry, Rules, entry, rules_shown
from app.web.rendering import Page
from app.web.spreadsheets import SaveAs, save_as


@dataclass(frozen=True, kw_only=True)
class StandardsPage(Page):
    template = "standards/list.html"

    standards: tuple[StandardLine, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria of one kind; ``anchor`` names their part of the page."""

    name: str
    anchor: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty; ``calls_on`` is None where its published row has not been recorded."""

    criterion: Criterion
    calls_on: tuple[Criterion, ...] | None


@dataclass(frozen=True, kw_only=True)
class StandardPage(Page):
    template = "standards/show.html"

    name: str
    level: int
    summary: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    source: str
    source_date: date
    groups: tuple[Group, ...]
    duties: tuple[Duty, ...]
    saved_as: SaveAs
    plan_verified: bool
    plan_source: str
    plan_sha256: str
    counted: str
    requirements: tuple[Entry, ...]
    assessment: tuple[Entry, ...]
    rules: tuple[Rules, ...]
    rules_sha256: str


GRADE_NAMES = {
    Grade.FAIL: "fail",
    Grade.PASS: "pass",
    Grade.CREDIT: "credit",
    Grade.MERIT: "merit",
    Grade.DISTINCTION: "distinction",
    Grade.PASS_WITH_EXCELLENCE: "pass with excellence",
    Grade.OUTSTANDING: "outstanding",
    Grade.NO_GRADE_AWARDED: "no grade awarded",
}

REFLECTION = {
    Reflection.FORBIDDEN: "Reflective accounts do not count.",
    Reflection.ALLOWED: "Reflective accounts are allowed.",
    Reflection.REQUIRED: "A reflective account is required.",
}


def standard_page(standard: Standard, plan: Plan, rule_sets: RuleSets) -> StandardPage:
    return StandardPage(
        title=standard.title,
        name=standard.name,
        level=standard.level,
        summary=tuple(part for part in standard.summary.split("\n") if part.strip()),
        facts=_facts(standard),
        source=standard.source,
        source_date=standard.source_date,
        groups=tuple(
            Group(name, kind.value, standard.of_kind(kind))
            for kind, name in KIND_NAMES.items()
            if kind is not CriterionKind.DUTY and standard.of_kind(kind)
        ),
        duties=tuple(_duty(standard, each) for each in standard.of_kind(CriterionKind.DUTY)),
        saved_as=save_as(f"/standards/{standard.reference}/{standard.version}/criteria"),
        plan_verified=plan.status is Verification.VERIFIED,
        plan_source=plan.source or "",
        plan_sha256=plan.sha256,
        counted=_counted(plan),
        requirements=tuple(
            entry(each.text, _weight(each.blocking, ROLE_NAMES[each.who].lower()), each)
            for each in plan.gateway_requirements
        ),
        assessment=(
            entry("Sufficiency", _sufficiency(plan.sufficiency), plan.sufficiency),
            entry("Portfolio", _portfolio(plan), plan.portfolio),
            *(entry(each.name, _method(each), each) for each in plan.methods),
            entry("Overall grade", _grades(plan.grade_table), plan.grade_table),
        ),
        rules=tuple(rules_shown(each) for each in rule_sets.sets),
        rules_sha256=rule_sets.sha256,
    )


def _facts(standard: Standard) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Typical duration", plural(standard.typical_duration_months, "month")),
        ("LARS code", str(standard.lars_code or "")),
        ("Typical job titles", ", ".join(standard.typical_job_titles)),
        ("Practice areas", ", ".join(area.name for area in standard.practice_areas)),
        ("Options", ", ".join(standard.options)),
    )
    return tuple((name, value) for name, value in facts if value)


def _duty(standard: Standard, duty: Criterion) -> Duty:
    codes = standard.duty_map.get(duty.code)
    calls_on = None if codes is None else tuple(standard.criterion(code) for code in codes)
    return Duty(duty, calls_on)


def _weight(blocking: bool, who: str) -> str:
    return (
        f"{who} sees to it. {'Nobody is ready without it.' if blocking else 'It does not block.'}"
    )


def _counted(plan: Plan) -> str:
    kinds = [KIND_NAMES[kind].lower() for kind in plan.required_for_gateway]
    listed = f"{', '.join(kinds[:-1])} and {kinds[-1]}" if len(kinds) > 1 else "".join(kinds)
    pieces = plural(plan.pieces_per_criterion, "piece")
    return f"What counts for the gateway: {listed}, each with at least {pieces} of evidence."


def _sufficiency(rules: SufficiencyRules) -> str:
    sentences = []
    if rules.kinds_per_criterion > 1:
        sentences.append(f"Evidence of {rules.kinds_per_criterion} different kinds for each KSB.")
    if rules.within_months is not None:
        months = plural(rules.within_months, "month")
        sentences.append(f"For each KSB, evidence of work done within {months}.")
    return " ".join(sentences) or "How varied and how recent the evidence must be is not said."


def _portfolio(plan: Plan) -> str:
    rules = plan.portfolio
    sentences = []
    if rules.fewest_pieces is not None:
        sentences.append(f"At least {plural(rules.fewest_pieces, 'piece')}.")
    if rules.most_pieces is not None:
        sentences.append(f"At most {plural(rules.most_pieces, 'piece')}.")
    sentences.append(REFLECTION[rules.reflection])
    if rules.mapping_annex:
        sentences.append("An annex maps each piece to its KSBs, with the page or time.")
    if rules.employer_statement:
        sentences.append("The employer states that the work is the apprentice’s own.")
    return " ".join(sentences)


def _method(method: Method) -> str:
    imported = method.result is MethodResult.IMPORTED
    sentences = [
        "Its result comes from elsewhere." if imported else "It is assessed here.",
        f"Grades: {', '.join(GRADE_NAMES[grade] for grade in method.grades)}.",
        f"KSBs: {', '.join(method.criteria)}."
        if method.criteria
        else "Which KSBs are allocated to it is not known.",
    ]
    return " ".join(sentences)


def _grades(table: GradeTable) -> str:
    rows = [
        f"{'Any' if row.methods is Quantifier.ANY else 'Every'} method at"
        f" {GRADE_NAMES[row.grade]}: {GRADE_NAMES[row.overall]}."
        for row in table.rows
    ]
    return " ".join([*rows, f"Otherwise {GRADE_NAMES[table.otherwise]}."])
