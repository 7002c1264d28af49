"""The milestones by which a provider judges pace."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from app.actions.organisations import lock_house
from app.actions.record import record
from app.adapters.db import Database
from app.domain.errors import check_fields
from app.domain.events import EventKind
from app.domain.pace import Milestone, milestone_errors
from app.domain.people import Person, Role
from app.domain.permissions import check_administers_provider
from app.domain.standards import CriterionKind
from app.models.apprenticeships import MilestoneRow
from app.queries.standards import get_standard_by_id

MAX_MONTHS = 120
"""Part-time programmes go on for longer than is typical of their standard."""


def set_milestones(
    database: Database,
    provider_id: uuid.UUID,
    standard_id: uuid.UUID,
    milestones: Sequence[Milestone],
    *,
    by: Person,
    now: datetime,
) -> None:
    """In place of those there were; none at all means that there is no verdict on pace."""
    with database.write() as session:
        check_administers_provider(by, provider_id)
        lock_house(session, provider_id)
        standard = get_standard_by_id(session, standard_id)
        ksbs = sum(criterion.kind is not CriterionKind.DUTY for criterion in standard.criteria)
        check_fields(*milestone_errors(milestones, months=MAX_MONTHS, ksbs=ksbs))
        earlier = select(MilestoneRow).where(
            col(MilestoneRow.provider_id) == provider_id,
            col(MilestoneRow.standard_id) == standard_id,
        )
        for milestone_row in session.scalars(earlier):
            session.delete(milestone_row)
        session.flush()
        session.add_all(
            MilestoneRow(
                id=uuid.uuid4(),
                provider_id=provider_id,
                standard_id=standard_id,
                month=milestone.month,
                ksbs=milestone.ksbs,
            )
            for milestone in milestones
        )
        record(
            session,
            EventKind.MILESTONES_SET,
            log=provider_id,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=standard_id,
            now=now,
            body={"milestones": [[each.month, each.ksbs] for each in milestones]},
        )
        session.commit()
