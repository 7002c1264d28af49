"""English and maths: the age group at the start, and the employer's choice."""

import uuid
from datetime import datetime

from app.actions.record import record
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.english_and_maths import Settled, settled_errors
from app.domain.errors import check_fields
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.permissions import check_can_settle_english_and_maths
from app.models.apprenticeships import ApprenticeshipRow
from app.models.qualifications import EnglishAndMathsRow
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.qualifications import english_and_maths_of, settled_now


def settle_english_and_maths(
    database: Database,
    apprenticeship_id: uuid.UUID,
    settled: Settled,
    reason: str = "",
    *,
    by: Person,
    now: datetime,
) -> None:
    """What was settled before stays in the history; changing it needs a reason."""
    with database.write() as session:
        found = get_apprenticeship_for(session, by, apprenticeship_id, today=today_in_london(now))
        check_can_settle_english_and_maths(found.standing)
        check_open_for_work(found.status)
        session.get_one(ApprenticeshipRow, apprenticeship_id, with_for_update=True)
        before = settled_now(english_and_maths_of(session, found))
        check_fields(*settled_errors(before, settled, reason))
        row = EnglishAndMathsRow(
            id=uuid.uuid4(),
            apprenticeship_id=apprenticeship_id,
            age_group=settled.age_group,
            to_achieve=settled.to_achieve,
            reason=reason.strip(),
            by_id=by.id,
            role=found.standing.role,
            at=now,
        )
        session.add(row)
        record(
            session,
            EventKind.ENGLISH_AND_MATHS_SETTLED,
            log=found.provider_id,
            by=by,
            role=found.standing.role,
            subject_id=row.id,
            now=now,
            apprenticeship_id=apprenticeship_id,
        )
        session.commit()
