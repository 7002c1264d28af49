"""The apprentices whom somebody looks after: how far each has come, and what waits.

However many there are, the number of statements stays the same.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, ScalarSelect, Select, bindparam, func, select
from sqlmodel import Session, col

from app.domain.apprenticeships import (
    OPEN_FOR_WORK,
    ApprenticeshipStatus,
    ProgrammeMonth,
    SpellKind,
    programme_month,
)
from app.domain.calendar import Span
from app.domain.coverage import KSBS, Total, together
from app.domain.pace import Milestone, Pace, pace
from app.domain.people import Person, Role
from app.domain.rule_sets import RuleSets, next_review_due, rule_set_for
from app.domain.standards import CriterionKind
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.reviews import ReviewRow
from app.models.tallies import TallyRow
from app.queries.apprenticeships import (
    Apprentice,
    Apprenticeship,
    apprenticeship_of,
    with_apprenticeship,
)
from app.queries.asking import asked
from app.queries.confirmations import waits_for_confirmation
from app.queries.gateway_homes import waits_to_declare
from app.queries.milestones import milestones_of
from app.queries.reviews import ReviewToAgree, reviews_to_agree
from app.queries.revisions import present_revision
from app.queries.standards import current_rule_sets, get_rule_sets
from app.queries.standing import stands_as
from app.queries.totals import tallied, tallies

_BREAKS = (
    select(col(SpellRow.apprenticeship_id), col(SpellRow.starts_on), col(SpellRow.ends_on))
    .where(
        col(SpellRow.apprenticeship_id).in_(bindparam("apprenticeship_ids", expanding=True)),
        col(SpellRow.kind) == SpellKind.BREAK,
    )
    .order_by(col(SpellRow.starts_on))
)

K = TypeVar("K")
V = TypeVar("V")

AT_WORK = (*OPEN_FOR_WORK, ApprenticeshipStatus.GATEWAY)
"""Those who have finished or left stand in no caseload."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One apprentice of a caseload.

    ``to_confirm`` counts the pieces that wait for the person's confirmation as a line
    manager; ``to_declare`` where their declaration for the gateway is missing. ``pace`` is
    None where the provider has set no milestone that has passed.
    """

    apprenticeship: Apprenticeship
    totals: Mapping[CriterionKind, Total]
    month: ProgrammeMonth
    pace: Pace | None
    last_submitted_at: datetime | None
    to_confirm: int
    to_declare: bool
    to_agree: tuple[ReviewToAgree, ...]
    review_due_on: date
    review_overdue: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """What was read for the whole caseload at once."""

    person: Person
    today: date
    rules: RuleSets
    breaks: Mapping[uuid.UUID, tuple[Span, ...]]
    milestones: Mapping[tuple[uuid.UUID, uuid.UUID], tuple[Milestone, ...]]
    to_agree: Mapping[uuid.UUID, tuple[ReviewToAgree, ...]]


def caseload_of(session: Session, person: Person, role: Role, *, today: date) -> tuple[Charge, ...]:
    """Everybody whom the person looks after in ``role`` today, by name.

    Four statements, once the rules have been read before.
    """
    rows = session.execute(_select_charges(role), asked(person, today)).all()
    if not rows:
        return ()
    ids = [row.apprenticeship_id for row in rows]
    sha256 = rows[0].rule_sets_sha256
    around = _Around(
        person=person,
        today=today,
        rules=get_rule_sets(session, sha256) if sha256 else current_rule_sets(session),
        breaks=_breaks(session, ids),
        milestones=milestones_of(session, {row.apprenticeship_provider_id for row in rows}),
        to_agree=_to_agree(session, person, today),
    )
    totals = tallied(session, rows)
    return tuple(_charge(row, met, around) for row, met in zip(rows, totals, strict=True))


@cache
def _select_charges(role: Role) -> Select[*tuple[Any, ...]]:
    return (
        with_apprenticeship(select())
        .add_columns(
            *tallies(),
            _last_submitted_at().label("last_submitted_at"),
            _last_review_on().label("last_review_on"),
            _to_confirm().label("to_confirm"),
            waits_to_declare(role).label("to_declare"),
        )
        .join(TallyRow, col(TallyRow.apprenticeship_id) == col(ApprenticeshipRow.id), isouter=True)
        .where(stands_as(role), col(ApprenticeshipRow.status).in_(AT_WORK))
        .order_by(col(Apprentice.name), col(ApprenticeshipRow.id))
    )


def _charge(
    row: Row,  # type: ignore[type-arg]
    totals: Mapping[CriterionKind, Total],
    around: _Around,
) -> Charge:
    apprenticeship, today = apprenticeship_of(row, around.person), around.today
    started_on = apprenticeship.started_on
    breaks = around.breaks.get(apprenticeship.id, ())
    month = programme_month(started_on, apprenticeship.planned_end_on, today, breaks)
    milestones = around.milestones.get((apprenticeship.provider_id, apprenticeship.standard_id), ())
    due_on = next_review_due(
        row.last_review_on or started_on, rule_set_for(around.rules, started_on)
    )
    return Charge(
        apprenticeship=apprenticeship,
        totals=totals,
        month=month,
        pace=pace(milestones, month=month.month, met=together(totals, KSBS).met),
        last_submitted_at=row.last_submitted_at,
        to_confirm=row.to_confirm,
        to_declare=row.to_declare,
        to_agree=around.to_agree.get(apprenticeship.id, ()),
        review_due_on=due_on,
        review_overdue=due_on < today and apprenticeship.status in OPEN_FOR_WORK,
    )


def _last_submitted_at() -> ScalarSelect[datetime | None]:
    return (
        select(func.max(col(EvidenceRow.submitted_at)))
        .where(col(EvidenceRow.apprenticeship_id) == col(ApprenticeshipRow.id))
        .scalar_subquery()
    )


def _last_review_on() -> ScalarSelect[date]:
    return (
        select(func.max(col(ReviewRow.held_on)))
        .where(col(ReviewRow.apprenticeship_id) == col(ApprenticeshipRow.id))
        .scalar_subquery()
    )


def _to_confirm() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(EvidenceRow)
        .join(RevisionRow, present_revision())
        .where(
            col(EvidenceRow.apprenticeship_id) == col(ApprenticeshipRow.id),
            waits_for_confirmation(),
        )
        .scalar_subquery()
    )


def _breaks(
    session: Session, apprenticeship_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[Span, ...]]:
    rows = session.execute(_BREAKS, {"apprenticeship_ids": [*apprenticeship_ids]})
    return _grouped((row[0], Span(row[1], row[2])) for row in rows)


def _to_agree(
    session: Session, person: Person, today: date
) -> Mapping[uuid.UUID, tuple[ReviewToAgree, ...]]:
    reviews = reviews_to_agree(session, person, today=today)
    return _grouped((review.apprenticeship_id, review) for review in reviews)


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
