"""One piece of evidence, as much of it as the person who asks may see."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import programme_year
from app.domain.content import Content, Mapping
from app.domain.errors import NotFound, Stale
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person, Role
from app.domain.permissions import Sight, sight_of
from app.domain.revisions import thaw
from app.domain.standards import code_order
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import (
    EvidenceRow,
    MappingRow,
    RevisionRow,
)
from app.models.people import OrganisationRow, PersonRow
from app.queries.apprenticeships import Apprenticeship, apprenticeship_of, with_apprenticeship
from app.queries.asking import asked
from app.queries.employers import manages_employer_of_piece

Author = aliased(PersonRow, name="author")
Employer = aliased(OrganisationRow, name="employer")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as one person sees it.

    ``content`` is what stands now for the apprentice, and the latest submitted revision for
    everybody else; of an ``OUTLINE`` it holds title and codes only. ``files`` of the content
    are there only where ``with_files`` was called.
    """

    id: uuid.UUID
    apprenticeship: Apprenticeship
    author_id: uuid.UUID
    author: str
    author_role: Role
    status: EvidenceStatus
    version: int
    revision: int
    sight: Sight
    content: Content
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    employer_id: uuid.UUID | None
    employer: str | None
    content_sha256: str | None
    work_sha256: str | None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(mapping.criterion for mapping in self.content.mappings)

    @property
    def programme_year(self) -> int | None:
        """The year of the programme in which the work was done, from 1."""
        day = self.content.happened_on
        return programme_year(self.apprenticeship.started_on, day) if day else None


def get_evidence_for(
    session: Session, person: Person, evidence_id: uuid.UUID, *, today: date
) -> Piece:
    """One statement, and one more for the mappings of a live piece. NotFound where not theirs."""
    for piece in get_pieces_for(session, person, [evidence_id], today=today):
        return piece
    raise NotFound


def get_pieces_for(
    session: Session, person: Person, evidence_ids: Collection[uuid.UUID], *, today: date
) -> tuple[Piece, ...]:
    """Those of these pieces that the person may see, in no order; as many statements as for one."""
    values = {"evidence_ids": [*evidence_ids], **asked(person, today)}
    return pieces_in(session, person, session.execute(_PIECES, values))


def select_pieces() -> Select[*tuple[Any, ...]]:
    """What ``pieces_in`` reads, for whoever asks for more in the same statement.

    Whoever runs it says who has ``asked``, and for which ``evidence_ids``.
    """
    return (
        with_apprenticeship(select(EvidenceRow))
        .add_columns(
            col(Author.name).label("author"),
            col(Employer.name).label("employer"),
            col(RevisionRow.body).label("revision_body"),
            col(RevisionRow.sha256).label("revision_sha256"),
            col(RevisionRow.work_sha256).label("revision_work_sha256"),
            manages_employer_of_piece().label("manages_employer"),
        )
        .join(EvidenceRow, col(EvidenceRow.apprenticeship_id) == col(ApprenticeshipRow.id))
        .join(Author, col(Author.id) == col(EvidenceRow.author_id))
        .join(Employer, col(Employer.id) == col(EvidenceRow.employer_id), isouter=True)
        .join(
            RevisionRow,
            and_(
                col(RevisionRow.evidence_id) == col(EvidenceRow.id),
                col(RevisionRow.number) == col(EvidenceRow.revision),
            ),
            isouter=True,
        )
        .where(col(EvidenceRow.id).in_(bindparam("evidence_ids", expanding=True)))
        .execution_options(populate_existing=True)
    )


_PIECES = select_pieces()


def pieces_in(
    session: Session, person: Person, rows: Iterable[Row[*tuple[Any, ...]]]
) -> tuple[Piece, ...]:
    """Of rows that ``select_pieces`` found, those that the person may see."""
    seen: list[tuple[Row, Apprenticeship, Sight]] = []  # type: ignore[type-arg]
    for row in rows:
        with suppress(NotFound):
            apprenticeship = apprenticeship_of(row, person)
            sight = sight_of(
                apprenticeship.standing,
                row.EvidenceRow.status,
                of_an_earlier_employer=not row.manages_employer,
            )
            seen.append((row, apprenticeship, sight))
    live = [row.EvidenceRow.id for row, _, sight in seen if sight is Sight.LIVE]
    mappings = _mappings_of(session, live) if live else {}
    return tuple(
        _piece(row, apprenticeship, sight, mappings.get(row.EvidenceRow.id, ()))
        for row, apprenticeship, sight in seen
    )


def lock_evidence(session: Session, evidence_id: uuid.UUID) -> EvidenceRow:
    """The row, held until the transaction ends. Ask ``get_evidence_for`` before you use it."""
    row: EvidenceRow | None = session.scalars(
        select(EvidenceRow).where(col(EvidenceRow.id) == evidence_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def check_version(row: EvidenceRow, version: int | None) -> None:
    """Stale where somebody changed the piece since ``version`` was read."""
    if version is not None and row.version != version:
        raise Stale("Somebody changed this piece since you opened it. Look at it again first.")


_MAPPINGS = select(
    col(MappingRow.evidence_id),
    col(MappingRow.code),
    col(MappingRow.explanation),
    col(MappingRow.locator),
).where(col(MappingRow.evidence_id).in_(bindparam("evidence_ids", expanding=True)))


def _mappings_of(
    session: Session, evidence_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[Mapping, ...]]:
    """The mappings as they stand now, in the standard's order."""
    rows = session.execute(_MAPPINGS, {"evidence_ids": [*evidence_ids]})
    found: dict[uuid.UUID, list[Mapping]] = defaultdict(list)
    for evidence_id, *mapping in rows:
        found[evidence_id].append(Mapping(*mapping))
    return {
        each: tuple(sorted(mappings, key=lambda m: code_order(m.criterion)))
        for each, mappings in found.items()
    }


def _piece(
    row: Row,  # type: ignore[type-arg]
    apprenticeship: Apprenticeship,
    sight: Sight,
    mappings: tuple[Mapping, ...],
) -> Piece:
    evidence: EvidenceRow = row.EvidenceRow
    return Piece(
        id=evidence.id,
        apprenticeship=apprenticeship,
        author_id=evidence.author_id,
        author=row.author,
        author_role=evidence.author_role,
        status=evidence.status,
        version=evidence.version,
        revision=evidence.revision,
        sight=sight,
        content=_content(evidence, row.revision_body, sight, mappings),
        created_at=evidence.created_at,
        updated_at=evidence.updated_at,
        submitted_at=evidence.submitted_at,
        employer_id=evidence.employer_id,
        employer=row.employer,
        content_sha256=row.revision_sha256,
        work_sha256=row.revision_work_sha256,
    )


def _content(
    row: EvidenceRow, submitted: str, sight: Sight, mappings: tuple[Mapping, ...]
) -> Content:
    if sight is Sight.SUBMITTED:
        return thaw(submitted)
    if sight is Sight.OUTLINE:
        content = thaw(submitted)
        return Content(
            title=content.title,
            happened_on=content.happened_on,
            mappings=tuple(Mapping(mapping.criterion) for mapping in content.mappings),
        )
    return Content(
        title=row.title,
        kind=row.kind,
        happened_on=row.happened_on,
        happened_to=row.happened_to,
        narrative=row.narrative,
        own_part=row.own_part,
        practice_area=row.practice_area,
        matter=row.matter,
        client_details=row.client_details,
        links=tuple(row.links),
        mappings=mappings,
    )
