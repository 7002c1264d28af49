"""Loading standards, assessment plans and rule sets."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.actions.record import INSTALLATION, record
from app.adapters import findings
from app.adapters.db import Database
from app.adapters.plan_file import PlanFile
from app.adapters.rule_sets_file import RuleSetsFile
from app.adapters.standard_file import StandardFile
from app.adapters.standards_files import StandardsFiles
from app.domain.errors import RuleBroken, Stale
from app.domain.events import EventKind
from app.domain.standards import Standard, check_unchanged
from app.models.standards import (
    CriterionRow,
    DutyCriterionRow,
    PlanRow,
    RuleSetsRow,
    StandardRow,
)
from app.queries.standards import get_standard_by_id


class Outcome(StrEnum):
    """What loading did with one thing."""

    LOADED = "loaded"
    REPLACED = "replaced what was in force"
    UNCHANGED = "already loaded"


@dataclass(frozen=True)
class Loaded:
    """One thing from the files, in words, and what was done with it."""

    what: str
    outcome: Outcome


def load_standards(
    database: Database, files: StandardsFiles, *, now: datetime
) -> tuple[Loaded, ...]:
    """All of it or none. Loading the same again changes nothing.

    RuleBroken where a loaded standard would change, or a plan does not fit its standard.
    """
    try:
        with database.write() as session:
            done = tuple(_load(session, files, now))
            session.commit()
    except IntegrityError as error:
        raise Stale("Somebody else is loading the same files now. Try again.") from error
    return done


def _load(session: Session, files: StandardsFiles, now: datetime) -> Iterator[Loaded]:
    new_plans: list[PlanFile] = []
    for standard in files.standards:
        given = next((plan for plan in files.plans if plan.is_for(standard)), None)
        plan = given or _usual_plan(standard)
        done = _load_standard(session, standard, plan, now)
        if done.outcome is Outcome.LOADED:
            new_plans.append(plan)
        yield done
    for plan in files.plans:
        done = _load_plan(session, plan, now)
        yield replace(done, outcome=Outcome.LOADED) if plan in new_plans else done
    if files.rule_sets is not None:
        yield _load_rule_sets(session, files.rule_sets, now)


def _usual_plan(standard: StandardFile) -> PlanFile:
    """What is asked, unverified, until a plan is loaded."""
    return PlanFile(
        document="assessment_plan", reference=standard.reference, version=standard.version
    )


def _load_standard(session: Session, file: StandardFile, plan: PlanFile, now: datetime) -> Loaded:
    """A new standard starts with `plan`; one that is loaded already keeps the plan it has."""
    standard = file.to_standard()
    what = f"{standard.name} {standard.title}, {len(standard.criteria)} criteria"
    row = _standard_row(session, file.reference, file.version)
    if row is not None:
        check_unchanged(get_standard_by_id(session, row.id), standard)
        return Loaded(what, Outcome.UNCHANGED)
    _keep_plan(session, plan, now)
    standard_id = uuid.uuid4()
    _keep_standard(session, standard_id, standard, plan.sha256, now)
    record(
        session,
        EventKind.STANDARD_LOADED,
        log=INSTALLATION,
        by=None,
        role=None,
        subject_id=standard_id,
        now=now,
        body={"plan_sha256": plan.sha256},
    )
    return Loaded(what, Outcome.LOADED)


def _keep_standard(
    session: Session, standard_id: uuid.UUID, standard: Standard, plan_sha256: str, now: datetime
) -> None:
    session.add(
        StandardRow(
            id=standard_id,
            reference=standard.reference,
            version=standard.version,
            title=standard.title,
            level=standard.level,
            lars_code=standard.lars_code,
            summary=standard.summary,
            typical_job_titles=list(standard.typical_job_titles),
            keywords=list(standard.keywords),
            typical_duration_months=standard.typical_duration_months,
            practice_areas=[asdict(area) for area in standard.practice_areas],
            options=list(standard.options),
            source=standard.source,
            source_date=standard.source_date,
            loaded_at=now,
            plan_sha256=plan_sha256,
        )
    )
    session.flush()
    session.add_all(
        CriterionRow(
            standard_id=standard_id,
            code=criterion.code,
            kind=criterion.kind,
            position=position,
            text=criterion.text,
        )
        for position, criterion in enumerate(standard.criteria)
    )
    session.flush()
    session.add_all(
        DutyCriterionRow(standard_id=standard_id, duty_code=duty, criterion_code=code)
        for duty, codes in standard.duty_map.items()
        for code in codes
    )
    session.flush()


def _load_plan(session: Session, plan: PlanFile, now: datetime) -> Loaded:
    """The standard points to the newest plan; earlier ones stay under their own hash."""
    what = f"Assessment plan of {plan.reference} {plan.version}, {plan.status}"
    row = _standard_row(session, plan.reference, plan.version)
    if row is None:
        raise RuleBroken(
            f"This plan is for {plan.reference} {plan.version}, which has not been loaded."
            " Load the standard first, or with it."
        )
    standard = get_standard_by_id(session, row.id)
    for _, sentence in findings.of_allocation(plan, {item.code for item in standard.criteria}):
        raise RuleBroken(f"The plan does not fit its standard. {sentence}")
    if row.plan_sha256 == plan.sha256:
        return Loaded(what, Outcome.UNCHANGED)
    _keep_plan(session, plan, now)
    row.plan_sha256 = plan.sha256
    record(
        session,
        EventKind.PLAN_LOADED,
        log=INSTALLATION,
        by=None,
        role=None,
        subject_id=row.id,
        now=now,
        body={"plan_sha256": plan.sha256},
    )
    return Loaded(what, Outcome.REPLACED)


def _keep_plan(session: Session, plan: PlanFile, now: datetime) -> None:
    if session.get(PlanRow, plan.sha256) is None:
        session.add(
            PlanRow(
                sha256=plan.sha256,
                reference=plan.reference,
                version=plan.version,
                body=plan.body,
                loaded_at=now,
            )
        )
        session.flush()


def _load_rule_sets(session: Session, rule_sets: RuleSetsFile, now: datetime) -> Loaded:
    """The rule sets loaded last are in force; earlier ones stay under their own hash."""
    what = f"{len(rule_sets.rule_sets)} rule sets"
    current = session.exec(
        select(RuleSetsRow).order_by(col(RuleSetsRow.loaded_at).desc()).limit(1)
    ).one_or_none()
    if current is not None and current.sha256 == rule_sets.sha256:
        return Loaded(what, Outcome.UNCHANGED)
    earlier = session.get(RuleSetsRow, rule_sets.sha256)
    if earlier is None:
        session.add(RuleSetsRow(sha256=rule_sets.sha256, body=rule_sets.body, loaded_at=now))
    else:
        earlier.loaded_at = now
    record(
        session,
        EventKind.RULE_SETS_LOADED,
        log=INSTALLATION,
        by=None,
        role=None,
        subject_id=INSTALLATION,
        now=now,
        body={"sha256": rule_sets.sha256},
    )
    return Loaded(what, Outcome.LOADED if current is None else Outcome.REPLACED)


def _standard_row(session: Session, reference: str, version: str) -> StandardRow | None:
    return session.exec(
        select(StandardRow).where(
            StandardRow.reference == reference, StandardRow.version == version
        )
    ).one_or_none()
