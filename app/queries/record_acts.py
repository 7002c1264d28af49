"""The acts in the log of a house, for those who look after it: a part of the log at a time.

A log only grows, so that a part which is full stays as it is, and none is ever too long to read.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import String, and_, func, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.record_access import OWN_AFFAIRS, check_entry_of_house
from app.models.apprenticeships import ApprenticeshipRow
from app.models.events import EventRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.people import OrganisationRow, PersonRow
from app.queries.revisions import present_revision

PART = 10_000
"""Acts in one part."""

Apprentice = aliased(PersonRow, name="apprentice_of_act")
About = aliased(PersonRow, name="person_of_act")


@dataclass(frozen=True, slots=True)
class Part:
    """Acts ``first`` to ``last`` of a log, and when those two happened; ``number`` is from 1.

    None of an act that somebody removed without Gatepost.
    """

    number: int
    first: int
    last: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Act:
    """``by`` is None for a command; ``about`` is the apprentice, or else who it was done to.

    ``role`` and ``kind`` are words: another version of Gatepost may know more of them.
    """

    sequence: int
    at: datetime
    by: str | None
    role: str | None
    kind: str
    about: str | None
    evidence: str | None
    revision: int | None


def parts_of(session: Session, log: uuid.UUID, length: int) -> tuple[Part, ...]:
    """The latest first. One statement, which reads the two ends of each part."""
    ends = [(first, min(first + PART - 1, length)) for first in range(1, length + 1, PART)]
    rows = session.execute(
        select(col(EventRow.sequence), col(EventRow.at)).where(
            col(EventRow.log) == log, col(EventRow.sequence).in_(set(chain.from_iterable(ends)))
        )
    )
    at = {row.sequence: row.at for row in rows}
    parts = (
        Part(number, first, last, at.get(first), at.get(last))
        for number, (first, last) in enumerate(ends, start=1)
    )
    return tuple(parts)[::-1]


def acts_for(session: Session, person: Person, log: uuid.UUID, part: int) -> tuple[Act, ...]:
    """In their order, as ``get_entry_for`` lets this person see each of them. One statement.

    What somebody does with a piece that is a draft is their own affair: it is left out.
    """
    check_entry_of_house(person, log)
    rows = session.execute(
        select(
            col(EventRow.sequence),
            col(EventRow.at),
            col(PersonRow.name),
            type_coerce(col(EventRow.role), String),
            type_coerce(col(EventRow.kind), String),
            func.coalesce(col(Apprentice.name), col(About.name), col(OrganisationRow.name)),
            col(RevisionRow.title),
            col(EventRow.revision),
        )
        .join(PersonRow, col(PersonRow.id) == col(EventRow.actor_id), isouter=True)
        .join(
            ApprenticeshipRow,
            col(ApprenticeshipRow.id) == col(EventRow.apprenticeship_id),
            isouter=True,
        )
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id), isouter=True)
        .join(About, col(About.id) == col(EventRow.subject_id), isouter=True)
        .join(OrganisationRow, col(OrganisationRow.id) == col(EventRow.subject_id), isouter=True)
        .join(EvidenceRow, col(EvidenceRow.id) == col(EventRow.evidence_id), isouter=True)
        .join(RevisionRow, present_revision(), isouter=True)
        .where(
            col(EventRow.log) == log,
            col(EventRow.sequence).between((part - 1) * PART + 1, part * PART),
            or_(
                col(EventRow.evidence_id).is_(None),
                and_(
                    col(EvidenceRow.status) != EvidenceStatus.DRAFT,
                    col(EventRow.kind).not_in(OWN_AFFAIRS),
                ),
            ),
        )
        .order_by(col(EventRow.sequence))
    )
    return tuple(Act(*row) for row in rows)
