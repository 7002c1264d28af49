"""Standards, their plans and the rule sets. They are shared: anybody signed in may read them.

What never changes under its key is kept beside the database after its first reading.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ScalarSelect
from sqlmodel import Session, col, select

from app.adapters.plan_file import PlanFile
from app.adapters.rule_sets_file import RuleSetsFile
from app.domain.errors import NotFound, RuleBroken
from app.domain.plans import Plan
from app.domain.rule_sets import RuleSets
from app.domain.standards import Criterion, CriterionKind, PracticeArea, Standard, code_order
from app.models.standards import (
    CriterionRow,
    DutyCriterionRow,
    PlanRow,
    RuleSetsRow,
    StandardRow,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard as a line of the list."""

    id: uuid.UUID
    reference: str
    version: str
    title: str
    level: int
    plan_sha256: str


def list_standards(session: Session) -> tuple[StandardLine, ...]:
    """Every standard that is loaded, by title, then version. One statement."""
    rows = session.exec(
        select(StandardRow).order_by(StandardRow.title, StandardRow.reference, StandardRow.version)
    )
    return tuple(
        StandardLine(row.id, row.reference, row.version, row.title, row.level, row.plan_sha256)
        for row in rows
    )


def get_standard(session: Session, reference: str, version: str) -> Standard:
    """At most three statements. NotFound where it has not been loaded."""
    row = session.exec(
        select(StandardRow).where(
            StandardRow.reference == reference, StandardRow.version == version
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"The standard {reference} {version} has not been loaded.")
    return _kept(session, Standard, row.id, lambda: _with_criteria(session, row))


def get_standard_id(session: Session, reference: str, version: str) -> uuid.UUID:
    """One statement. NotFound where it has not been loaded."""
    found = session.exec(
        select(StandardRow.id).where(
            StandardRow.reference == reference, StandardRow.version == version
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"The standard {reference} {version} has not been loaded.")
    return found


def get_standard_by_id(session: Session, standard_id: uuid.UUID) -> Standard:
    """Three statements the first time, none afterwards. NotFound where there is none."""

    def read() -> Standard:
        row = session.get(StandardRow, standard_id)
        if row is None:
            raise NotFound("This standard has not been loaded.")
        return _with_criteria(session, row)

    return _kept(session, Standard, standard_id, read)


def get_plan(session: Session, sha256: str) -> Plan:
    """One statement the first time, none afterwards. NotFound where there is no such plan."""

    def read() -> Plan:
        body = session.exec(select(PlanRow.body).where(PlanRow.sha256 == sha256)).one_or_none()
        if body is None:
            raise NotFound("This assessment plan has not been loaded.")
        return _plan(body, sha256)

    return _kept(session, Plan, sha256, read)


def get_plan_of(session: Session, standard_id: uuid.UUID) -> Plan:
    """The plan in force for a standard; every standard has one. One statement."""
    found = session.exec(
        select(PlanRow.body, PlanRow.sha256)
        .join(StandardRow, col(StandardRow.plan_sha256) == col(PlanRow.sha256))
        .where(StandardRow.id == standard_id)
    ).one_or_none()
    if found is None:
        raise NotFound("This standard has not been loaded.")
    body, sha256 = found
    return _kept(session, Plan, sha256, lambda: _plan(body, sha256))


def current_rule_sets(session: Session) -> RuleSets:
    """The rule sets in force. One statement. RuleBroken where none have been loaded."""
    found = session.exec(
        select(RuleSetsRow.body, RuleSetsRow.sha256)
        .order_by(col(RuleSetsRow.loaded_at).desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise RuleBroken("No rule sets have been loaded. Run “gatepost standards load”.")
    body, sha256 = found
    return _kept(session, RuleSets, sha256, lambda: _rule_sets(body, sha256))


def get_rule_sets(session: Session, sha256: str) -> RuleSets:
    """One statement the first time, none afterwards. NotFound where there are none such."""

    def read() -> RuleSets:
        body = session.exec(
            select(RuleSetsRow.body).where(RuleSetsRow.sha256 == sha256)
        ).one_or_none()
        if body is None:
            raise NotFound("These rule sets have not been loaded.")
        return _rule_sets(body, sha256)

    return _kept(session, RuleSets, sha256, read)


def _kept(session: Session, kind: type[T], key: object, read: Callable[[], T]) -> T:
    """The value of `kind` under `key`, from the database's cache or else read and kept there."""
    cache = session.info.setdefault("cache", {})
    found = cache.get((kind.__name__, key))
    if not isinstance(found, kind):
        found = cache[kind.__name__, key] = read()
    return found


def _plan(body: str, sha256: str) -> Plan:
    return PlanFile.model_validate_json(body).to_plan(sha256)


def _rule_sets(body: str, sha256: str) -> RuleSets:
    return RuleSetsFile.model_validate_json(body).to_rule_sets(sha256)


def _with_criteria(session: Session, row: StandardRow) -> Standard:
    criteria = session.exec(
        select(CriterionRow.code, CriterionRow.kind, CriterionRow.text)
        .where(CriterionRow.standard_id == row.id)
        .order_by(col(CriterionRow.position))
    )
    pairs = session.exec(
        select(DutyCriterionRow.duty_code, DutyCriterionRow.criterion_code).where(
            DutyCriterionRow.standard_id == row.id
        )
    )
    duty_map: dict[str, list[str]] = defaultdict(list)
    for duty, criterion in pairs:
        duty_map[duty].append(criterion)
    return Standard(
        reference=row.reference,
        version=row.version,
        title=row.title,
        level=row.level,
        lars_code=row.lars_code,
        summary=row.summary,
        typical_job_titles=tuple(row.typical_job_titles),
        keywords=tuple(row.keywords),
        typical_duration_months=row.typical_duration_months,
        criteria=tuple(Criterion(code, CriterionKind(kind), text) for code, kind, text in criteria),
        duty_map={
            duty: tuple(sorted(duty_map[duty], key=code_order))
            for duty in sorted(duty_map, key=code_order)
        },
        practice_areas=tuple(
            PracticeArea(area["key"], area["name"]) for area in row.practice_areas
        ),
        options=tuple(row.options),
        source=row.source,
        source_date=row.source_date,
    )


def rule_sets_in_force() -> ScalarSelect[str]:
    """The hash of the rules that were loaded last."""
    return (
        select(RuleSetsRow.sha256)
        .order_by(col(RuleSetsRow.loaded_at).desc())
        .limit(1)
        .scalar_subquery()
    )
