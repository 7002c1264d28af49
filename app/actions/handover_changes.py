"""What becomes of a hand-over: another last day of access, or its withdrawal."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from app.actions.record import record
from app.adapters.db import Database
from app.domain.assessments import check_can_withdraw, expiry_errors
from app.domain.calendar import today_in_london
from app.domain.canonical import Json, sha256_of
from app.domain.errors import RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.people import Person, Role
from app.domain.permissions import check_can_administer
from app.domain.terms import reason_error
from app.models.assessments import AssessmentRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.assessments import assessment_of_apprenticeship, lock_assessment
from app.queries.attempts import results_of


def change_access(
    database: Database,
    apprenticeship_id: uuid.UUID,
    expires_on: date | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    """The last day on which the organisation can read the portfolio; None sets no such day."""
    with database.write() as session:
        apprenticeship, row = _load(session, apprenticeship_id, by, now)
        check_fields(*expiry_errors(expires_on, today=today_in_london(now)))
        before, row.expires_on = row.expires_on, expires_on
        days: dict[str, Json] = {
            "before": before.isoformat() if before else None,
            "expires_on": expires_on.isoformat() if expires_on else None,
        }
        _record(session, EventKind.ACCESS_CHANGED, apprenticeship, row, by, now, days)
        session.commit()


def withdraw_handover(
    database: Database, apprenticeship_id: uuid.UUID, reason: str, *, by: Person, now: datetime
) -> None:
    """Nobody of the organisation reads the portfolio or grades it from now on; both see why.

    What was checked and graded stays with it. The portfolio can be handed over again, or the
    apprentice taken back. RuleBroken once a result was released.
    """
    with database.write() as session:
        apprenticeship, row = _load(session, apprenticeship_id, by, now)
        released = bool(results_of(session, row.id, released=True))
        check_can_withdraw(released=released)
        check_fields(reason_error(reason))
        row.withdrawn_at, row.withdrawn_by_id = now, by.id
        row.withdrawn_reason = reason.strip()
        said: dict[str, Json] = {"reason_sha256": sha256_of(reason.strip())}
        _record(session, EventKind.HANDOVER_WITHDRAWN, apprenticeship, row, by, now, said)
        session.commit()


def _load(
    session: Session, apprenticeship_id: uuid.UUID, by: Person, now: datetime
) -> tuple[Apprenticeship, AssessmentRow]:
    """The assessment that goes on, locked: a result is released before or after, not meanwhile."""
    apprenticeship = get_apprenticeship_for(
        session, by, apprenticeship_id, today=today_in_london(now)
    )
    check_can_administer(apprenticeship.standing)
    found = assessment_of_apprenticeship(session, apprenticeship_id)
    row = lock_assessment(session, found.id) if found else None
    if row is not None:
        session.refresh(row)
    if row is None or row.withdrawn_at is not None:
        raise RuleBroken("The portfolio is not handed over to anybody now.")
    return apprenticeship, row


def _record(
    session: Session,
    kind: EventKind,
    apprenticeship: Apprenticeship,
    row: AssessmentRow,
    by: Person,
    now: datetime,
    body: dict[str, Json],
) -> None:
    row.version += 1
    record(
        session,
        kind,
        log=apprenticeship.provider_id,
        by=by,
        role=Role.ADMINISTRATOR,
        subject_id=row.id,
        now=now,
        apprenticeship_id=apprenticeship.id,
        body={"organisation": str(row.organisation_id), **body},
        judged=apprenticeship,
    )
