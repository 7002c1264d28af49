"""Who waits for whom, and since when: by apprentice, by assessor, by employer."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import EvidenceRow
from app.models.people import OrganisationRow, PersonRow
from app.models.sign_off import DecisionRow
from app.models.tallies import UnconfirmedRow
from app.queries.asking import TODAY, asked
from app.queries.cohort import looked_after
from app.queries.standing import covers_today

Spell = aliased(SpellRow, name="theirs")
"""Beside the spells by which it is asked what the person is to an apprenticeship."""


@dataclass(frozen=True, slots=True)
class Wait:
    """So many pieces wait for the same, the oldest since then; None where there are none."""

    pieces: int
    since: datetime | None

    def __bool__(self) -> bool:
        return self.pieces > 0

    @property
    def place(self) -> tuple[bool, float]:
        """To sort by: the longest wait first, and no wait at the end."""
        return self.since is None, self.since.timestamp() if self.since else 0.0


NO_WAIT = Wait(0, None)


def together(waits: Iterable[Wait]) -> Wait:
    """Several waits for the same as one."""
    every = tuple(waits)
    since = [each.since for each in every if each.since is not None]
    return Wait(sum(each.pieces for each in every), min(since, default=None))


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits among the pieces of one apprentice: for assessor, line manager, themselves."""

    decision: Wait = NO_WAIT
    confirmation: Wait = NO_WAIT
    revision: Wait = NO_WAIT


@dataclass(frozen=True, slots=True)
class Holder:
    """An assessor, or an employer, with those apprentices of the cohort that are theirs now."""

    id: uuid.UUID
    name: str
    apprenticeships: frozenset[uuid.UUID]


def longest_first(
    holders: Iterable[Holder],
    waits: Mapping[uuid.UUID, Waits],
    which: Callable[[Waits], Wait],
) -> list[tuple[Holder, Wait]]:
    """What waits for each in all. Those for whom it has waited longest come first, then by name."""
    found = [
        (holder, together(which(waits.get(each, Waits())) for each in holder.apprenticeships))
        for holder in holders
    ]
    return sorted(found, key=lambda each: (each[1].place, each[0].name.casefold(), each[0].id))


def waits_of(
    session: Session, apprenticeship_ids: Collection[uuid.UUID], *, today: date
) -> Mapping[uuid.UUID, Waits]:
    """One statement. The ids are of a cohort that was asked for before."""
    return _waits(session, _select_waits_among(), {"today": today, "among": [*apprenticeship_ids]})


def waits_of_cohort(session: Session, person: Person, *, today: date) -> Mapping[uuid.UUID, Waits]:
    """Of everybody whom the person looks after or watches over. One statement."""
    return _waits(session, _select_waits_of_cohort(), asked(person, today))


def assessors_of_cohort(session: Session, person: Person, *, today: date) -> tuple[Holder, ...]:
    """By name. One statement."""
    return _holders(session, _select_assessors(), person, today)


def employers_of_cohort(session: Session, person: Person, *, today: date) -> tuple[Holder, ...]:
    """By name. One statement."""
    return _holders(session, _select_employers(), person, today)


class _For(StrEnum):
    DECISION = "decision"
    CONFIRMATION = "confirmation"
    REVISION = "revision"


def _waits(
    session: Session,
    statement: CompoundSelect[*tuple[Any, ...]],
    values: Mapping[str, object],
) -> Mapping[uuid.UUID, Waits]:
    found: dict[uuid.UUID, dict[str, Wait]] = defaultdict(dict)
    for apprenticeship_id, waits_for, pieces, since in session.execute(statement, values):
        found[apprenticeship_id][waits_for] = Wait(pieces, since)
    return {
        each: Waits(
            waits.get(_For.DECISION, NO_WAIT),
            waits.get(_For.CONFIRMATION, NO_WAIT),
            waits.get(_For.REVISION, NO_WAIT),
        )
        for each, waits in found.items()
    }


@cache
def _select_waits_of_cohort() -> CompoundSelect[*tuple[Any, ...]]:
    return _select_waits(looked_after())


@cache
def _select_waits_among() -> CompoundSelect[*tuple[Any, ...]]:
    return _select_waits(col(ApprenticeshipRow.id).in_(bindparam("among", expanding=True)))


def _select_waits(whose: ColumnElement[bool]) -> CompoundSelect[*tuple[Any, ...]]:
    status = col(EvidenceRow.status)
    return union_all(
        _waiting(_For.DECISION, whose, status == EvidenceStatus.SUBMITTED),
        _waiting_for_confirmation(whose),
        _waiting(_For.REVISION, whose, status == EvidenceStatus.RETURNED),
    )


def _waiting(
    what: _For, whose: ColumnElement[bool], waits: ColumnElement[bool]
) -> Select[uuid.UUID, str, int, datetime | None]:
    """Since it was submitted, or for its apprentice since it was returned."""
    returned_at = func.coalesce(col(DecisionRow.revoked_at), col(DecisionRow.at))
    since = returned_at if what is _For.REVISION else col(EvidenceRow.submitted_at)
    statement = (
        select(
            col(EvidenceRow.apprenticeship_id),
            literal(what.value),
            func.count(),
            func.min(since),
        )
        .select_from(EvidenceRow)
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .where(whose, waits)
        .group_by(col(EvidenceRow.apprenticeship_id))
    )
    if what is not _For.REVISION:
        return statement
    return statement.join(
        DecisionRow,
        and_(
            col(DecisionRow.evidence_id) == col(EvidenceRow.id),
            col(DecisionRow.revision) == col(EvidenceRow.revision),
        ),
    )


def _waiting_for_confirmation(
    whose: ColumnElement[bool],
) -> Select[uuid.UUID, str, int, datetime]:
    """What is not confirmed, where somebody manages the apprentice now where it was done."""
    managed = exists().where(
        col(SpellRow.apprenticeship_id) == col(UnconfirmedRow.apprenticeship_id),
        col(SpellRow.kind) == SpellKind.LINE_MANAGER,
        covers_today(),
        or_(
            ~col(UnconfirmedRow.employer_is_known),
            col(SpellRow.organisation_id) == col(UnconfirmedRow.organisation_id),
        ),
    )
    return (
        select(
            col(UnconfirmedRow.apprenticeship_id),
            literal(_For.CONFIRMATION.value),
            func.sum(col(UnconfirmedRow.pieces)),
            func.min(col(UnconfirmedRow.since)),
        )
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(UnconfirmedRow.apprenticeship_id))
        .where(whose, managed)
        .group_by(col(UnconfirmedRow.apprenticeship_id))
    )


@cache
def _select_assessors() -> Select[uuid.UUID, str, uuid.UUID]:
    return _at_present(
        select(col(PersonRow.id), col(PersonRow.name), col(Spell.apprenticeship_id)).join(
            PersonRow, col(PersonRow.id) == col(Spell.person_id)
        ),
        SpellKind.ASSESSOR,
    )


@cache
def _select_employers() -> Select[uuid.UUID, str, uuid.UUID]:
    return _at_present(
        select(
            col(OrganisationRow.id), col(OrganisationRow.name), col(Spell.apprenticeship_id)
        ).join(OrganisationRow, col(OrganisationRow.id) == col(Spell.organisation_id)),
        SpellKind.EMPLOYER,
    )


def _at_present(
    statement: Select[uuid.UUID, str, uuid.UUID], kind: SpellKind
) -> Select[uuid.UUID, str, uuid.UUID]:
    return statement.join(
        ApprenticeshipRow, col(ApprenticeshipRow.id) == col(Spell.apprenticeship_id)
    ).where(
        col(Spell.kind) == kind,
        col(Spell.starts_on) <= TODAY,
        or_(col(Spell.ends_on).is_(None), col(Spell.ends_on) > TODAY),
        looked_after(),
    )


def _holders(
    session: Session,
    statement: Select[uuid.UUID, str, uuid.UUID],
    person: Person,
    today: date,
) -> tuple[Holder, ...]:
    rows = session.execute(statement, asked(person, today))
    names: dict[uuid.UUID, str] = {}
    theirs: dict[uuid.UUID, set[uuid.UUID]] = {}
    for holder_id, name, apprenticeship_id in rows:
        names[holder_id] = name
        theirs.setdefault(holder_id, set()).add(apprenticeship_id)
    found = (Holder(each, name, frozenset(theirs[each])) for each, name in names.items())
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))
