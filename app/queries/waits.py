"""Who waits for whom, and since when: by apprentice, by assessor, by employer."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.evidence import OPEN_TO_CONFIRMATION, EvidenceStatus
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.people import OrganisationRow, PersonRow
from app.models.sign_off import ConfirmationRow, DecisionRow
from app.queries.apprenticeships import spell_in_force
from app.queries.cohort import looked_after_by
from app.queries.revisions import present_revision

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


def waits_of(
    session: Session, apprenticeship_ids: Collection[uuid.UUID], *, today: date
) -> Mapping[uuid.UUID, Waits]:
    """One statement. The ids are of a cohort that was asked for before."""
    return _waits(session, col(EvidenceRow.apprenticeship_id).in_(apprenticeship_ids), today)


def waits_of_cohort(session: Session, person: Person, *, today: date) -> Mapping[uuid.UUID, Waits]:
    """Of everybody whom the person looks after or watches over. One statement."""
    return _waits(session, looked_after_by(person, today), today)


def assessors_of_cohort(session: Session, person: Person, *, today: date) -> tuple[Holder, ...]:
    """By name. One statement."""
    statement = select(col(PersonRow.id), col(PersonRow.name), col(Spell.apprenticeship_id)).join(
        PersonRow, col(PersonRow.id) == col(Spell.person_id)
    )
    return _holders(session, statement, SpellKind.ASSESSOR, person, today)


def employers_of_cohort(session: Session, person: Person, *, today: date) -> tuple[Holder, ...]:
    """By name. One statement."""
    statement = select(
        col(OrganisationRow.id), col(OrganisationRow.name), col(Spell.apprenticeship_id)
    ).join(OrganisationRow, col(OrganisationRow.id) == col(Spell.organisation_id))
    return _holders(session, statement, SpellKind.EMPLOYER, person, today)


class _For(StrEnum):
    DECISION = "decision"
    CONFIRMATION = "confirmation"
    REVISION = "revision"


def _waits(session: Session, whose: ColumnElement[bool], today: date) -> Mapping[uuid.UUID, Waits]:
    status = col(EvidenceRow.status)
    found: dict[uuid.UUID, dict[str, Wait]] = defaultdict(dict)
    for apprenticeship_id, waits_for, pieces, since in session.execute(
        union_all(
            _waiting(_For.DECISION, whose, status == EvidenceStatus.SUBMITTED),
            _waiting(_For.CONFIRMATION, whose, _can_be_confirmed(today)),
            _waiting(_For.REVISION, whose, status == EvidenceStatus.RETURNED),
        )
    ):
        found[apprenticeship_id][waits_for] = Wait(pieces, since)
    return {
        each: Waits(
            waits.get(_For.DECISION, NO_WAIT),
            waits.get(_For.CONFIRMATION, NO_WAIT),
            waits.get(_For.REVISION, NO_WAIT),
        )
        for each, waits in found.items()
    }


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


def _can_be_confirmed(today: date) -> ColumnElement[bool]:
    """Whether it is not confirmed, and somebody manages the apprentice now where it was done."""
    confirmed = exists().where(
        present_revision(),
        col(ConfirmationRow.evidence_id) == col(EvidenceRow.id),
        col(ConfirmationRow.work_sha256) == col(RevisionRow.work_sha256),
    )
    managed = exists().where(
        spell_in_force(today),
        col(SpellRow.kind) == SpellKind.LINE_MANAGER,
        or_(
            col(EvidenceRow.employer_id).is_(None),
            col(SpellRow.organisation_id) == col(EvidenceRow.employer_id),
        ),
    )
    return and_(col(EvidenceRow.status).in_(OPEN_TO_CONFIRMATION), ~confirmed, managed)


def _holders(
    session: Session,
    statement: Select[uuid.UUID, str, uuid.UUID],
    kind: SpellKind,
    person: Person,
    today: date,
) -> tuple[Holder, ...]:
    rows = session.execute(
        statement.join(
            ApprenticeshipRow, col(ApprenticeshipRow.id) == col(Spell.apprenticeship_id)
        ).where(
            col(Spell.kind) == kind,
            col(Spell.starts_on) <= today,
            or_(col(Spell.ends_on).is_(None), col(Spell.ends_on) > today),
            looked_after_by(person, today),
        )
    )
    names: dict[uuid.UUID, str] = {}
    theirs: dict[uuid.UUID, set[uuid.UUID]] = {}
    for holder_id, name, apprenticeship_id in rows:
        names[holder_id] = name
        theirs.setdefault(holder_id, set()).add(apprenticeship_id)
    found = (Holder(each, name, frozenset(theirs[each])) for each, name in names.items())
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))
