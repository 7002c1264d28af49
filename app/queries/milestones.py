"""The milestones that providers have set."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.domain.pace import Milestone
from app.models.apprenticeships import MilestoneRow

ByProviderAndStandard = Mapping[tuple[uuid.UUID, uuid.UUID], tuple[Milestone, ...]]


def milestones_of(session: Session, provider_ids: Collection[uuid.UUID]) -> ByProviderAndStandard:
    """By (provider, standard), each in order of its months; only what is set is there."""
    rows = session.execute(_MILESTONES, {"provider_ids": [*provider_ids]})
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Milestone]] = defaultdict(list)
    for provider_id, standard_id, month, ksbs in rows:
        found[provider_id, standard_id].append(Milestone(month, ksbs))
    return {key: tuple(milestones) for key, milestones in found.items()}


_MILESTONES = (
    select(
        col(MilestoneRow.provider_id),
        col(MilestoneRow.standard_id),
        col(MilestoneRow.month),
        col(MilestoneRow.ksbs),
    )
    .where(col(MilestoneRow.provider_id).in_(bindparam("provider_ids", expanding=True)))
    .order_by(col(MilestoneRow.month))
)
