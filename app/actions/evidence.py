"""What apprentices do with a piece that is still theirs to change."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.actions.record import record_on
from app.actions.search_rows import forget_evidence, index_evidence
from app.actions.unfinished import forget_all_about
from app.adapters.db import Database
from app.domain.apprenticeships import SpellKind, check_open_for_work, employer_on
from app.domain.calendar import today_in_london
from app.domain.content import Content, check_content
from app.domain.errors import NotPermitted, Stale
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus, check_can_be_deleted, check_open_to_change
from app.domain.people import Person, Role
from app.domain.permissions import Sight, check_can_write
from app.domain.search import Face
from app.models.evidence import EvidenceFileRow, EvidenceRow, MappingRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for, spells_of
from app.queries.evidence import Piece, check_version, get_evidence_for, lock_evidence
from app.queries.evidence_files import files_of, seen_files
from app.queries.standards import get_standard_by_id


@dataclass(frozen=True, slots=True)
class Change:
    """A locked piece that its apprentice may change: the row, and the piece as it was."""

    row: EvidenceRow
    piece: Piece


def create_evidence(
    database: Database,
    apprenticeship_id: uuid.UUID,
    content: Content,
    *,
    new_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Start a draft. It needs a title; what else is there must fit the standard.

    ``new_id`` is drawn for a form, so that the form sent twice makes one piece: then Stale.
    """
    with database.write() as session:
        apprenticeship = get_apprenticeship_for(
            session, by, apprenticeship_id, today=today_in_london(now)
        )
        check_can_write(apprenticeship.standing)
        check_open_for_work(apprenticeship.status)
        _check(session, apprenticeship, content, now)
        row = _new_row(apprenticeship, new_id, by, now)
        _write(session, apprenticeship, row, content)
        _add(session, row)
        _write_mappings(session, apprenticeship, row.id, content)
        index_evidence(session, Face.LIVE, row.id, apprenticeship.id, content)
        record_on(session, EventKind.EVIDENCE_STARTED, apprenticeship, row, by=by, now=now)
        session.commit()
        return row.id


def edit_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    content: Content,
    *,
    version: int | None,
    by: Person,
    now: datetime,
) -> None:
    """Replace everything but the files. Stale where ``version`` is not the present one.

    Content that is the same already changes nothing.
    """
    with database.write() as session:
        change = load_to_change(session, evidence_id, version=version, by=by, now=now)
        apprenticeship = change.piece.apprenticeship
        _check(session, apprenticeship, content, now)
        if replace(content, files=()) == replace(change.piece.content, files=()):
            return
        _write(session, apprenticeship, change.row, content)
        _write_mappings(session, apprenticeship, evidence_id, content)
        index_evidence(session, Face.LIVE, evidence_id, apprenticeship.id, content)
        touch(change.row, now)
        record_on(session, EventKind.EVIDENCE_CHANGED, apprenticeship, change.row, by=by, now=now)
        session.commit()


def delete_draft(database: Database, evidence_id: uuid.UUID, *, by: Person, now: datetime) -> None:
    """Remove a draft that nobody else ever saw. The files' contents are swept later."""
    with database.write() as session:
        change = load_to_change(session, evidence_id, version=None, by=by, now=now)
        check_can_be_deleted(change.row.status, change.row.revision)
        for table in (MappingRow, EvidenceFileRow):
            _delete_all(session, table, evidence_id)
        forget_evidence(session, evidence_id)
        forget_all_about(session, evidence_id)
        session.delete(change.row)
        record_on(
            session,
            EventKind.EVIDENCE_DELETED,
            change.piece.apprenticeship,
            change.row,
            by=by,
            now=now,
        )
        session.commit()


def reuse_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    *,
    new_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """A new draft with the same files and facts; which KSBs it shows is asked afresh.

    ``new_id`` as in ``create_evidence``.
    """
    with database.write() as session:
        today = today_in_london(now)
        source = get_evidence_for(session, by, evidence_id, today=today)
        if source.sight is not Sight.LIVE:
            raise NotPermitted("Only the apprentice can use their own evidence again.")
        apprenticeship = source.apprenticeship
        check_open_for_work(apprenticeship.status)
        row = _new_row(apprenticeship, new_id, by, now)
        content = replace(source.content, mappings=())
        _write(session, apprenticeship, row, content)
        _add(session, row)
        for file in seen_files(source, files_of(session, evidence_id)):
            if not file.blocked:
                session.add(
                    EvidenceFileRow(
                        id=uuid.uuid4(),
                        evidence_id=row.id,
                        provider_id=apprenticeship.provider_id,
                        sha256=file.reference.sha256,
                        name=file.reference.name,
                        media_type=file.reference.media_type,
                        added_at=now,
                    )
                )
        index_evidence(session, Face.LIVE, row.id, apprenticeship.id, content)
        record_on(
            session,
            EventKind.EVIDENCE_STARTED,
            apprenticeship,
            row,
            by=by,
            now=now,
            body={"reused_from": str(evidence_id)},
        )
        session.commit()
        return row.id


def load_to_change(
    session: Session, evidence_id: uuid.UUID, *, version: int | None, by: Person, now: datetime
) -> Change:
    """Lock a piece for its apprentice, who may change it in its present status."""
    row = lock_evidence(session, evidence_id)
    piece = get_evidence_for(session, by, evidence_id, today=today_in_london(now))
    check_can_write(piece.apprenticeship.standing)
    check_version(row, version)
    check_open_for_work(piece.apprenticeship.status)
    check_open_to_change(row.status)
    return Change(row, piece)


def touch(row: EvidenceRow, now: datetime) -> None:
    """The piece itself changed: its version rises by one, once per act."""
    row.version += 1
    row.updated_at = now


def _new_row(
    apprenticeship: Apprenticeship, new_id: uuid.UUID | None, by: Person, now: datetime
) -> EvidenceRow:
    return EvidenceRow(
        id=new_id or uuid.uuid4(),
        apprenticeship_id=apprenticeship.id,
        author_id=by.id,
        author_role=Role.APPRENTICE,
        status=EvidenceStatus.DRAFT,
        title="",
        created_at=now,
        updated_at=now,
    )


def _add(session: Session, row: EvidenceRow) -> None:
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale("This form was sent before.") from error


def _check(
    session: Session, apprenticeship: Apprenticeship, content: Content, now: datetime
) -> None:
    standard = get_standard_by_id(session, apprenticeship.standard_id)
    check_content(
        content,
        criteria={criterion.code for criterion in standard.criteria},
        practice_areas={area.key for area in standard.practice_areas},
        today=today_in_london(now),
    )


def _write(
    session: Session, apprenticeship: Apprenticeship, row: EvidenceRow, content: Content
) -> None:
    moved = content.happened_on != row.happened_on
    row.title = content.title
    row.kind = content.kind
    row.happened_on = content.happened_on
    row.happened_to = content.happened_to
    row.narrative = content.narrative
    row.own_part = content.own_part
    row.practice_area = content.practice_area
    row.matter = content.matter
    row.client_details = content.client_details
    row.links = list(content.links)
    if not moved:
        return
    row.employer_id = None
    if content.happened_on is not None:
        spells = spells_of(session, [apprenticeship.id])[apprenticeship.id]
        row.employer_id = employer_on(
            (
                (spell.span, spell.organisation_id)
                for spell in spells
                if spell.kind is SpellKind.EMPLOYER and spell.organisation_id is not None
            ),
            content.happened_on,
        )


def _write_mappings(
    session: Session, apprenticeship: Apprenticeship, evidence_id: uuid.UUID, content: Content
) -> None:
    _delete_all(session, MappingRow, evidence_id)
    session.add_all(
        MappingRow(
            evidence_id=evidence_id,
            code=mapping.criterion,
            standard_id=apprenticeship.standard_id,
            explanation=mapping.explanation,
            locator=mapping.locator,
        )
        for mapping in content.mappings
    )


def _delete_all(
    session: Session, table: type[MappingRow | EvidenceFileRow], evidence_id: uuid.UUID
) -> None:
    """Row by row, as the record asks, and before others take their place."""
    for row in session.scalars(select(table).where(col(table.evidence_id) == evidence_id)):
        session.delete(row)
    session.flush()
