"""From the gateway to an independent assessor: handed over, allocated, and checked on receipt."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.actions.record import record
from app.adapters.db import Database
from app.domain.assessments import (
    HANDOVER_STATEMENT,
    AssessmentAct,
    AssessmentState,
    ComponentCheck,
    check_administers_assessment,
    check_can_check,
    check_components,
    check_may_happen,
    check_not_withdrawn,
    expiry_errors,
)
from app.domain.calendar import today_in_london
from app.domain.canonical import Json, sha256_of
from app.domain.conflicts import check_no_conflict
from app.domain.errors import FieldError, Invalid, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.people import OrganisationKind, Person, Role
from app.domain.permissions import check_can_administer
from app.models.apprenticeships import ApprenticeshipRow
from app.models.assessments import AssessmentRow, ComponentCheckRow
from app.models.people import OrganisationRow
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import (
    Assessment,
    check_version,
    get_assessment_for,
    lock_assessment,
)
from app.queries.attempts import progress_of
from app.queries.conflicts import ties_between
from app.queries.passages import present_passage
from app.queries.people import colleagues_in_role


def hand_over(
    database: Database,
    apprenticeship_id: uuid.UUID,
    organisation_id: uuid.UUID,
    *,
    expires_on: date | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """The portfolio that stood at the gateway goes to an organisation; the assessment's id.

    RuleBroken where the apprentice has not passed, or this passage is with an organisation.
    """
    with database.write() as session:
        today = today_in_london(now)
        apprenticeship = get_apprenticeship_for(session, by, apprenticeship_id, today=today)
        check_can_administer(apprenticeship.standing)
        organisation = session.get(OrganisationRow, organisation_id)
        known = (
            organisation is not None
            and organisation.kind is OrganisationKind.ASSESSMENT_ORGANISATION
        )
        wrong = FieldError("assessment_organisation", "Choose an assessment organisation.")
        check_fields(None if known else wrong, *expiry_errors(expires_on, today=today))
        session.get_one(ApprenticeshipRow, apprenticeship_id, with_for_update=True)
        passage = present_passage(session, apprenticeship_id)
        if passage is None:
            raise RuleBroken(f"{apprenticeship.apprentice} has not passed through the gateway yet.")
        row = AssessmentRow(
            id=uuid.uuid4(),
            apprenticeship_id=apprenticeship_id,
            passage_id=passage.id,
            snapshot_sha256=passage.snapshot_sha256,
            organisation_id=organisation_id,
            state=AssessmentState.HANDED_OVER,
            handed_over_at=now,
            handed_over_by_id=by.id,
            expires_on=expires_on,
        )
        try:
            session.add(row)
            session.flush()
        except IntegrityError as error:
            raise RuleBroken("This portfolio has been handed over already.") from error
        record(
            session,
            EventKind.PORTFOLIO_HANDED_OVER,
            log=apprenticeship.provider_id,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=row.id,
            now=now,
            apprenticeship_id=apprenticeship_id,
            body={
                "organisation": str(organisation_id),
                "snapshot_sha256": passage.snapshot_sha256,
                "expires_on": expires_on.isoformat() if expires_on else None,
            },
            statement=HANDOVER_STATEMENT,
            judged=apprenticeship,
        )
        made = row.id
        session.commit()
    return made


def allocate(
    database: Database,
    assessment_id: uuid.UUID,
    email: str,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """An independent assessor of the organisation, by their address, sees it from now on.

    RuleBroken, with the conflict named, for anybody who ever had to do with this apprentice.
    """
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        check_administers_assessment(assessment.standing)
        check_may_happen(AssessmentAct.ALLOCATE, row.state)
        found = next(
            (
                each
                for each in colleagues_in_role(
                    session, [row.organisation_id], Role.INDEPENDENT_ASSESSOR
                )
                if each.email == email.strip().lower()
            ),
            None,
        )
        if found is None:
            message = "Choose an independent assessor of your organisation."
            raise Invalid(FieldError("independent_assessor", message))
        ties = ties_between(session, found.id, assessment.apprentice_id)
        check_no_conflict(found.name, assessment.apprentice, ties)
        row.independent_assessor_id = found.id
        row.allocated_at, row.allocated_by_id = now, by.id
        if row.state is AssessmentState.HANDED_OVER:
            row.state = AssessmentState.ALLOCATED
        record_assessment(
            session,
            EventKind.ASSESSOR_ALLOCATED,
            row,
            assessment,
            role=Role.ADMINISTRATOR,
            by=by,
            now=now,
            body={"independent_assessor": str(found.id)},
        )
        session.commit()


def check_on_receipt(
    database: Database,
    assessment_id: uuid.UUID,
    checks: Sequence[ComponentCheck],
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Accept or reject requirements of the snapshot. What was accepted is not asked again."""
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        check_can_check(assessment.standing)
        check_may_happen(AssessmentAct.CHECK, row.state)
        progress = progress_of(session, assessment)
        check_components(checks, asked=progress.asked, accepted=progress.accepted)
        numbers = dict.fromkeys(progress.asked, 0)
        for earlier in progress.checks:
            numbers[earlier.requirement] = earlier.number
        session.add_all(
            ComponentCheckRow(
                id=uuid.uuid4(),
                assessment_id=row.id,
                requirement=each.requirement,
                number=numbers[each.requirement] + 1,
                accepted=each.accepted,
                reason=each.reason.strip(),
                by_id=by.id,
                at=now,
            )
            for each in checks
        )
        record_assessment(
            session,
            EventKind.COMPONENTS_CHECKED,
            row,
            assessment,
            by=by,
            now=now,
            body={
                each.requirement: {
                    "accepted": each.accepted,
                    "reason_sha256": sha256_of(each.reason.strip()) if each.reason else None,
                }
                for each in checks
            },
        )
        session.commit()


def load(
    session: Session, assessment_id: uuid.UUID, version: int | None, by: Person, now: datetime
) -> tuple[AssessmentRow, Assessment]:
    """Part of an acting transaction: the assessment locked, as this person may see it.

    Whoever has a conflict of interest sees nothing to act on, whatever their role. RuleBroken
    where the hand-over was withdrawn.
    """
    row = lock_assessment(session, assessment_id)
    session.refresh(row)
    assessment = get_assessment_for(session, by, assessment_id, today=today_in_london(now))
    check_not_withdrawn(assessment.withdrawal)
    check_version(row, version)
    ties = ties_between(session, by.id, assessment.apprentice_id)
    check_no_conflict(by.name, assessment.apprentice, ties)
    return row, assessment


def record_assessment(
    session: Session,
    kind: EventKind,
    row: AssessmentRow,
    assessment: Assessment,
    *,
    by: Person,
    now: datetime,
    role: Role | None = None,
    subject_id: uuid.UUID | None = None,
    body: dict[str, Json] | None = None,
    statement: str | None = None,
) -> None:
    """Part of an acting transaction, the last: the new version, and one act in the record."""
    row.version += 1
    record(
        session,
        kind,
        log=assessment.provider_id,
        by=by,
        role=role or assessment.standing.role,
        subject_id=subject_id or row.id,
        now=now,
        apprenticeship_id=row.apprenticeship_id,
        body={"assessment": str(row.id), "snapshot_sha256": row.snapshot_sha256, **(body or {})},
        statement=statement,
    )
