"""Issuing a document that others rely on, and saying that it no longer stands."""

import hashlib
import io
import uuid
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.record import record
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.events import EventKind
from app.domain.issued import IssuedKind
from app.models.issued import IssuedRow


def issue(
    database: Database,
    storage: Storage,
    document: bytes,
    *,
    kind: IssuedKind,
    name: str,
    apprenticeship_id: uuid.UUID,
    provider_id: uuid.UUID,
    about_id: uuid.UUID,
    now: datetime,
) -> str:
    """Keep the document and enter its hash in the record; the hash.

    It takes the place of any issued before about the same act. Stored before it is entered:
    what the database names is always there.
    """
    sha256 = hashlib.sha256(document).hexdigest()
    storage.put(provider_id, sha256, io.BytesIO(document))
    with database.write() as session:
        if session.get(IssuedRow, sha256) is not None:
            return sha256
        supersede(session, about_id, kind, now=now)
        session.add(
            IssuedRow(
                sha256=sha256,
                kind=kind,
                apprenticeship_id=apprenticeship_id,
                provider_id=provider_id,
                about_id=about_id,
                name=name,
                size=len(document),
                issued_at=now,
            )
        )
        record(
            session,
            EventKind.REPORT_ISSUED,
            log=provider_id,
            by=None,
            role=None,
            subject_id=about_id,
            now=now,
            apprenticeship_id=apprenticeship_id,
            body={"kind": kind, "sha256": sha256},
        )
        session.commit()
    return sha256


def supersede_all(
    session: Session, apprenticeship_id: uuid.UUID, kind: IssuedKind, *, now: datetime
) -> None:
    """Part of an acting transaction: no document of this kind stands any longer."""
    for row in session.scalars(
        select(IssuedRow).where(
            col(IssuedRow.apprenticeship_id) == apprenticeship_id,
            col(IssuedRow.kind) == kind,
            col(IssuedRow.superseded_at).is_(None),
        )
    ):
        row.superseded_at = now


def supersede(session: Session, about_id: uuid.UUID, kind: IssuedKind, *, now: datetime) -> None:
    """Part of an acting transaction: what was issued about this act no longer stands."""
    for row in session.scalars(
        select(IssuedRow).where(
            col(IssuedRow.about_id) == about_id,
            col(IssuedRow.kind) == kind,
            col(IssuedRow.superseded_at).is_(None),
        )
    ):
        row.superseded_at = now
