"""Qualifications: recorded, shown by a certificate, checked, and taken out where they are wrong."""

import uuid
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from sqlmodel import Session

from app.actions.contents import block_content, content_row, file_of, stored
from app.actions.record import record
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.canonical import Json
from app.domain.content import FileReference
from app.domain.errors import NotFound, Stale, check_fields
from app.domain.events import EventKind
from app.domain.files import check_may_return
from app.domain.people import Person, plain_name
from app.domain.permissions import (
    check_can_block_certificate,
    check_can_check_certificates,
    check_can_record_qualifications,
    check_can_take_out,
)
from app.domain.qualifications import (
    NewQualification,
    check_can_be_checked,
    check_certificate_is_missing,
    check_not_taken_out,
    qualification_errors,
)
from app.domain.terms import reason_error
from app.models.evidence import StoredFileRow
from app.models.qualifications import QualificationRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.qualifications import get_qualification_for


@dataclass(frozen=True, slots=True)
class SentCertificate:
    """A file as it came: ``name`` as its sender wrote it, ``content`` can be rewound."""

    name: str
    content: IO[bytes]


def record_qualification(
    database: Database,
    storage: Storage,
    apprenticeship_id: uuid.UUID,
    new: NewQualification,
    certificate: SentCertificate | None = None,
    *,
    new_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Its id. A certificate that the training provider brings is checked by that.

    ``new_id`` is drawn for a form, so that the form sent twice makes one qualification.
    """
    with database.read() as session:
        apprenticeship = _to_record(session, apprenticeship_id, by, now)
        if new_id is not None and _is_recorded(session, new_id, apprenticeship_id, by):
            return new_id
    check_fields(*qualification_errors(new, today=today_in_london(now)))
    file = file_of(certificate.name, certificate.content) if certificate else None
    keeping = (
        stored(database, storage, apprenticeship.provider_id, file, certificate.content)
        if file and certificate
        else nullcontext()
    )
    qualification_id = new_id or uuid.uuid4()
    with keeping, database.write() as session:
        apprenticeship = _to_record(session, apprenticeship_id, by, now)
        if new_id is not None and _is_recorded(session, new_id, apprenticeship_id, by):
            return new_id
        row = QualificationRow(
            id=qualification_id,
            apprenticeship_id=apprenticeship_id,
            subject=new.subject,
            name=plain_name(new.name),
            awarded_by=plain_name(new.awarded_by),
            awarded_on=new.awarded_on,
            by_id=by.id,
            role=apprenticeship.standing.role,
            at=now,
        )
        if file is not None:
            _attach(session, row, apprenticeship, file, by, now)
        session.add(row)
        _record(session, EventKind.QUALIFICATION_RECORDED, apprenticeship, row, by, now)
        session.commit()
    return qualification_id


def add_certificate(
    database: Database,
    storage: Storage,
    qualification_id: uuid.UUID,
    certificate: SentCertificate,
    *,
    by: Person,
    now: datetime,
) -> None:
    """To a qualification that was recorded before its certificate was at hand."""
    with database.read() as session:
        apprenticeship, _ = _to_show(session, qualification_id, by, now)
    file = file_of(certificate.name, certificate.content)
    provider_id = apprenticeship.provider_id
    with (
        stored(database, storage, provider_id, file, certificate.content),
        database.write() as session,
    ):
        apprenticeship, row = _to_show(session, qualification_id, by, now)
        _attach(session, row, apprenticeship, file, by, now)
        _record(session, EventKind.CERTIFICATE_ADDED, apprenticeship, row, by, now)
        session.commit()


def check_certificate(
    database: Database, qualification_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """Somebody at the training provider has looked at the certificate, and it shows it."""
    with database.write() as session:
        apprenticeship, row = _load(session, qualification_id, by, now)
        check_can_check_certificates(apprenticeship.standing)
        check_open_for_work(apprenticeship.status)
        check_not_taken_out(taken_out=row.taken_out_at is not None)
        content = session.get(StoredFileRow, (row.provider_id, row.sha256)) if row.sha256 else None
        check_can_be_checked(
            there=content is not None,
            checked=row.checked_at is not None,
            blocked=content is not None and content.blocked_at is not None,
        )
        row.checked_at, row.checked_by_id = now, by.id
        _record(session, EventKind.CERTIFICATE_CHECKED, apprenticeship, row, by, now)
        session.commit()


def block_certificate(
    database: Database, qualification_id: uuid.UUID, reason: str, *, by: Person, now: datetime
) -> None:
    """Nobody opens it from now on, wherever its content is in this provider's house.

    Like a file of evidence it can be blocked past the gateway too; what was checked stays checked.
    """
    with database.write() as session:
        apprenticeship, row = _load(session, qualification_id, by, now)
        check_can_block_certificate(apprenticeship.standing)
        _, found = get_qualification_for(session, by, qualification_id, today=today_in_london(now))
        certificate = found.certificate
        if certificate is None:
            raise NotFound("There is no certificate yet.")
        content = session.get_one(
            StoredFileRow,
            (apprenticeship.provider_id, certificate.sha256),
            with_for_update=True,
            populate_existing=True,
        )
        blocked_by = certificate.blocked_by
        block_content(content, certificate.name, reason, blocked_by=blocked_by, by=by, now=now)
        _record(session, EventKind.FILE_BLOCKED, apprenticeship, row, by, now)
        session.commit()


def take_out_qualification(
    database: Database, qualification_id: uuid.UUID, reason: str, *, by: Person, now: datetime
) -> None:
    """It stays in the history with the reason, and counts no more."""
    with database.write() as session:
        apprenticeship, row = _load(session, qualification_id, by, now)
        check_can_take_out(apprenticeship.standing, checked=row.checked_at is not None)
        check_open_for_work(apprenticeship.status)
        check_not_taken_out(taken_out=row.taken_out_at is not None)
        check_fields(reason_error(reason))
        row.taken_out_at, row.taken_out_by_id = now, by.id
        row.taken_out_reason = reason.strip()
        _record(session, EventKind.QUALIFICATION_TAKEN_OUT, apprenticeship, row, by, now)
        session.commit()


def _to_record(
    session: Session, apprenticeship_id: uuid.UUID, by: Person, now: datetime
) -> Apprenticeship:
    found = get_apprenticeship_for(session, by, apprenticeship_id, today=today_in_london(now))
    check_can_record_qualifications(found.standing)
    check_open_for_work(found.status)
    return found


def _is_recorded(
    session: Session, qualification_id: uuid.UUID, apprenticeship_id: uuid.UUID, by: Person
) -> bool:
    row = session.get(QualificationRow, qualification_id)
    if row is None:
        return False
    if row.by_id != by.id or row.apprenticeship_id != apprenticeship_id:
        raise Stale("This form was used before. Load the page again to record another one.")
    return True


def _load(
    session: Session, qualification_id: uuid.UUID, by: Person, now: datetime
) -> tuple[Apprenticeship, QualificationRow]:
    apprenticeship, _ = get_qualification_for(
        session, by, qualification_id, today=today_in_london(now)
    )
    row = session.get_one(
        QualificationRow, qualification_id, with_for_update=True, populate_existing=True
    )
    return apprenticeship, row


def _to_show(
    session: Session, qualification_id: uuid.UUID, by: Person, now: datetime
) -> tuple[Apprenticeship, QualificationRow]:
    apprenticeship, row = _load(session, qualification_id, by, now)
    check_can_record_qualifications(apprenticeship.standing)
    check_open_for_work(apprenticeship.status)
    check_not_taken_out(taken_out=row.taken_out_at is not None)
    check_certificate_is_missing(there=row.sha256 is not None)
    return apprenticeship, row


def _attach(
    session: Session,
    row: QualificationRow,
    apprenticeship: Apprenticeship,
    file: FileReference,
    by: Person,
    now: datetime,
) -> None:
    content = content_row(session, apprenticeship.provider_id, file, now)
    check_may_return(file.name, blocked=content.blocked_at is not None)
    row.provider_id, row.sha256 = apprenticeship.provider_id, file.sha256
    row.file_name, row.media_type = file.name, file.media_type
    if not apprenticeship.standing.apprentice:
        row.checked_at, row.checked_by_id = now, by.id


def _record(
    session: Session,
    kind: EventKind,
    apprenticeship: Apprenticeship,
    row: QualificationRow,
    by: Person,
    now: datetime,
) -> None:
    body: dict[str, Json] = {"subject": row.subject}
    if row.sha256 is not None:
        body["sha256"] = row.sha256
    record(
        session,
        kind,
        log=apprenticeship.provider_id,
        by=by,
        role=apprenticeship.standing.role,
        subject_id=row.id,
        now=now,
        apprenticeship_id=apprenticeship.id,
        body=body,
    )
