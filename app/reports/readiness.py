"""The gateway readiness report as one value. Its page, JSON and PDF all show this and no more."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from app.domain.apprenticeships import ProgrammeMonth, SpellKind, programme_month
from app.domain.calendar import today_in_london
from app.domain.canonical import Json
from app.domain.coverage import CriterionCoverage, Total, in_a_sentence
from app.domain.gaps import WhatNext, what_next
from app.domain.people import ROLE_NAMES, Person, Role
from app.domain.plans import Label, Plan
from app.domain.readiness import Readiness, Requirement
from app.domain.rule_sets import RuleSet
from app.domain.standards import Criterion, CriterionKind, Standard
from app.queries.apprenticeships import (
    Apprenticeship,
    Spell,
    present,
)
from app.queries.people import colleagues_in_role
from app.queries.readiness import MappedPiece, PieceLine
from app.queries.readiness_facts import Gathered, gather_facts, readiness_in


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A requirement; ``people`` are those who hold now the role that must act, by name."""

    found: Requirement
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion, how far it has come, and the pieces that may be named under it."""

    criterion: Criterion
    coverage: CriterionCoverage
    pieces: tuple[MappedPiece, ...]

    @property
    def meets(self) -> tuple[MappedPiece, ...]:
        """The signed-off pieces that meet it: its rows in the mapping annex."""
        return tuple(piece for piece in self.pieces if piece.met)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty; ``calls_on`` is None where its published row has not been recorded."""

    line: CriterionLine
    calls_on: tuple[CriterionCoverage, ...] | None

    @property
    def total(self) -> Total:
        """How many of the KSBs published for it are met."""
        called = self.calls_on or ()
        return Total(sum(one.is_met for one in called), len(called))


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """``as_of`` is the moment of which all of it speaks; ``rule_sets_sha256`` names the rules.

    Of who has ``passed`` the gateway it is that moment, whenever the report is made.
    """

    apprenticeship: Apprenticeship
    employers: tuple[str, ...]
    standard: Standard
    plan: Plan
    rule_set: RuleSet
    rule_sets_sha256: str
    as_of: datetime
    month: ProgrammeMonth
    readiness: Readiness
    requirements: tuple[RequirementLine, ...]
    criteria: tuple[CriterionLine, ...]
    duties: tuple[DutyLine, ...]
    pieces: tuple[PieceLine, ...]
    passed: bool
    next: WhatNext

    @property
    def blockers(self) -> tuple[RequirementLine, ...]:
        return tuple(r for r in self.requirements if r.found.blocking and not r.found.met)

    @property
    def answer(self) -> str:
        """The first sentence of the report."""
        return answer_in_words(self.readiness, self.plan)

    @property
    def summary(self) -> str:
        """46 of 67 KSBs met, 12 of 21 duties shown. Month 38 of 60."""
        shown = in_a_sentence(self.readiness.totals, self.plan.labels[Label.CRITERIA])
        return f"{shown} Month {self.month.month} of {self.month.of}."

    def role_name(self, role: Role) -> str:
        """The role as this plan calls it, as it stands within a sentence."""
        labels = {
            Role.LINE_MANAGER: self.plan.labels[Label.LINE_MANAGER],
            Role.ASSESSOR: self.plan.labels[Label.ASSESSOR],
        }
        return labels.get(role, ROLE_NAMES[role].lower())

    def who_acts(self, line: RequirementLine) -> str:
        """Who must act, by name where somebody holds the role now."""
        role = self.role_name(line.found.who)
        if not line.people:
            return f"The {role}. Nobody holds this role at present."
        return f"{' or '.join(line.people)}, {role}"


def readiness_report(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, now: datetime
) -> ReadinessReport:
    """Six statements, once standard, plan and rules have been read before; seven after the gateway.

    NotFound where the apprenticeship is not this person's to know of. The numbers are the same
    for everybody; what a person may not see of a piece is left out beneath them.
    """
    today = today_in_london(now)
    gathered = gather_facts(session, person, apprenticeship_id, today=today)
    as_of = gathered.passage.passed_at if gathered.passage else now
    return report_on(session, gathered, readiness_in(gathered), now=as_of)


def report_on(
    session: Session, gathered: Gathered, found: Readiness, *, now: datetime
) -> ReadinessReport:
    """The report, where the facts have been gathered: one statement."""
    today = today_in_london(now)
    apprenticeship, spells, facts = gathered.apprenticeship, gathered.spells, gathered.facts
    people = {
        Role.APPRENTICE: (apprenticeship.apprentice,),
        Role.LINE_MANAGER: _names(present(spells, SpellKind.LINE_MANAGER, today)),
        Role.ASSESSOR: _names(present(spells, SpellKind.ASSESSOR, today)),
        Role.ADMINISTRATOR: tuple(
            colleague.name
            for colleague in colleagues_in_role(
                session, [apprenticeship.provider_id], Role.ADMINISTRATOR
            )
        ),
    }
    employers = present(spells, SpellKind.EMPLOYER, today)
    lines = _criterion_lines(facts.standard, found, gathered.mapped)
    return ReadinessReport(
        apprenticeship=apprenticeship,
        employers=tuple(each.organisation for each in employers if each.organisation),
        standard=facts.standard,
        plan=facts.plan,
        rule_set=facts.rule_set,
        rule_sets_sha256=gathered.rule_sets_sha256,
        as_of=now.astimezone(UTC).replace(microsecond=0),
        month=programme_month(
            apprenticeship.started_on, apprenticeship.planned_end_on, today, facts.breaks
        ),
        readiness=found,
        requirements=tuple(
            RequirementLine(each, people.get(each.who, ())) for each in found.requirements
        ),
        criteria=lines,
        duties=_duty_lines(facts.standard, lines),
        pieces=gathered.pieces,
        passed=gathered.passage is not None,
        next=what_next(
            facts.standard,
            facts.plan.required_for_gateway,
            found.criteria,
            facts.mappings,
            facts.pieces,
        ),
    )


def answer_in_words(found: Readiness, plan: Plan) -> str:
    """Ready for gateway; or not, and how many things stand in the way."""
    gateway, many = plan.labels[Label.GATEWAY], len(found.blockers)
    if found.ready:
        return f"Ready for {gateway}"
    stand = "1 thing stands" if many == 1 else f"{many} things stand"
    return f"Not ready for {gateway}: {stand} in the way"


def as_json(report: ReadinessReport) -> dict[str, Json]:
    """The readiness of the API and the command, in the shape that others rely on."""
    found = report.readiness
    return {
        "apprenticeship": str(report.apprenticeship.id),
        "standard": {"reference": report.standard.reference, "version": report.standard.version},
        "plan_sha256": found.plan_sha256,
        "as_of": report.as_of.isoformat().replace("+00:00", "Z"),
        "ready": found.ready,
        "totals": {
            kind.value: {"met": total.met, "of": total.of} for kind, total in found.totals.items()
        },
        "criteria": [
            {
                "code": each.code,
                "kind": each.kind.value,
                "status": each.status.value,
                "signed_off": each.signed_off,
                "submitted": each.submitted,
                "draft": each.draft,
                "evidence": [str(piece) for piece in each.evidence],
            }
            for each in found.criteria
        ],
        "requirements": requirements_json(found),
    }


def requirements_json(found: Readiness) -> list[dict[str, Json]]:
    return [
        {
            "id": each.id,
            "met": each.met,
            "blocking": each.blocking,
            "why": each.why,
            "who": each.who.value,
            "unverified": each.unverified,
        }
        for each in found.requirements
    ]


def _criterion_lines(
    standard: Standard, found: Readiness, mapped: tuple[MappedPiece, ...]
) -> tuple[CriterionLine, ...]:
    of_criterion: dict[str, list[MappedPiece]] = defaultdict(list)
    for each in mapped:
        if each.piece.sight is not None:
            of_criterion[each.criterion].append(each)
    return tuple(
        CriterionLine(standard.criterion(one.code), one, tuple(of_criterion[one.code]))
        for one in found.criteria
    )


def _duty_lines(standard: Standard, lines: tuple[CriterionLine, ...]) -> tuple[DutyLine, ...]:
    coverage: Mapping[str, CriterionCoverage] = {
        line.criterion.code: line.coverage for line in lines
    }
    return tuple(
        DutyLine(
            line,
            tuple(coverage[code] for code in standard.duty_map[line.criterion.code])
            if line.criterion.code in standard.duty_map
            else None,
        )
        for line in lines
        if line.criterion.kind is CriterionKind.DUTY
    )


def _names(spells: tuple[Spell, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spell.person for spell in spells if spell.person))
