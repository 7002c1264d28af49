"""What apprentices do with their portfolio: select its pieces, and undo that."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.record import record
from app.actions.tallies import count_again
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person, Role
from app.domain.permissions import check_can_select
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow
from app.models.gateway import PortfolioBeforeRow, PortfolioSelectionRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for


def select_portfolio(
    database: Database,
    apprenticeship_id: uuid.UUID,
    evidence_ids: Collection[uuid.UUID],
    *,
    by: Person,
    now: datetime,
) -> None:
    """From now on the portfolio holds just these pieces; with none, all that is signed off counts.

    Only what is signed off can be put in; what was in stays in when it is returned, and counts
    again once it is signed off.
    """
    with database.write() as session:
        found, held = _load(session, apprenticeship_id, by, now)
        _change(session, found, held, set(evidence_ids), by, now)
        session.commit()


def undo_selection(
    database: Database, apprenticeship_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """The portfolio holds again what it held before its latest change; so undone twice, redone."""
    with database.write() as session:
        found, held = _load(session, apprenticeship_id, by, now)
        before = session.get(PortfolioBeforeRow, apprenticeship_id)
        if before is None:
            raise RuleBroken("There is nothing to undo.")
        _change(session, found, held, {uuid.UUID(each) for each in before.evidence_ids}, by, now)
        session.commit()


def _load(
    session: Session, apprenticeship_id: uuid.UUID, by: Person, now: datetime
) -> tuple[Apprenticeship, dict[uuid.UUID, PortfolioSelectionRow]]:
    session.get(ApprenticeshipRow, apprenticeship_id, with_for_update=True)
    found = get_apprenticeship_for(session, by, apprenticeship_id, today=today_in_london(now))
    check_can_select(found.standing)
    check_open_for_work(found.status)
    rows = session.scalars(
        select(PortfolioSelectionRow).where(
            col(PortfolioSelectionRow.apprenticeship_id) == apprenticeship_id
        )
    )
    return found, {row.evidence_id: row for row in rows}


def _change(
    session: Session,
    found: Apprenticeship,
    held: dict[uuid.UUID, PortfolioSelectionRow],
    wanted: set[uuid.UUID],
    by: Person,
    now: datetime,
) -> None:
    added, removed = wanted - held.keys(), held.keys() - wanted
    if not added and not removed:
        return
    _check_signed_off(session, found.id, added)
    for each in sorted(removed):
        session.delete(held[each])
    session.add_all(
        PortfolioSelectionRow(apprenticeship_id=found.id, evidence_id=each)
        for each in sorted(added)
    )
    before = session.get(PortfolioBeforeRow, found.id) or PortfolioBeforeRow(
        apprenticeship_id=found.id, evidence_ids=[], changed_at=now
    )
    before.evidence_ids = sorted(str(each) for each in held)
    before.changed_at = now
    session.add(before)
    record(
        session,
        EventKind.PORTFOLIO_SELECTED,
        log=found.provider_id,
        by=by,
        role=Role.APPRENTICE,
        subject_id=found.id,
        apprenticeship_id=found.id,
        now=now,
        body={
            "added": sorted(str(each) for each in added),
            "taken_out": sorted(str(each) for each in removed),
        },
    )
    count_again(session, found.id)


def _check_signed_off(
    session: Session, apprenticeship_id: uuid.UUID, added: Collection[uuid.UUID]
) -> None:
    signed_off = session.scalars(
        select(col(EvidenceRow.id)).where(
            col(EvidenceRow.id).in_(added),
            col(EvidenceRow.apprenticeship_id) == apprenticeship_id,
            col(EvidenceRow.status) == EvidenceStatus.SIGNED_OFF,
        )
    ).all()
    if len(signed_off) < len(added):
        raise RuleBroken("Only pieces of yours that are signed off can go into the portfolio.")
