"""The stored files, held against their names, which are their hashes."""

import uuid
from collections.abc import Callable, Iterator

from sqlalchemy import CompoundSelect, func, or_, select, union_all
from sqlmodel import Session, col

from app.adapters.storage import Storage, StorageFailed, sha256_of
from app.models.evidence import EvidenceFileRow, StoredFileRow
from app.models.issued import IssuedRow
from app.models.qualifications import QualificationRow


def count_files(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(_stored().subquery())) or 0


def findings_of_files(
    session: Session, storage: Storage, one_more: Callable[[], None]
) -> Iterator[str]:
    """What is wrong with which file, in words; ``one_more`` is called for each."""
    for provider_id, sha256, name in session.execute(_stored()).all():
        one_more()
        if name is None:
            continue  # Nothing holds it: it may have been swept already.
        try:
            if sha256_of(storage.open(provider_id, sha256)) != sha256:
                yield f"The file “{name}” is not what was stored: its content was changed."
        except StorageFailed:
            yield f"The file “{name}” cannot be read: it is missing, or the store is out of reach."


def _stored() -> CompoundSelect[uuid.UUID, str, str]:
    """Each content under the name by which something holds it, and what was issued."""
    of_evidence = select(func.min(col(EvidenceFileRow.name))).where(
        col(EvidenceFileRow.provider_id) == col(StoredFileRow.provider_id),
        col(EvidenceFileRow.sha256) == col(StoredFileRow.sha256),
    )
    of_qualification = select(func.min(col(QualificationRow.file_name))).where(
        col(QualificationRow.provider_id) == col(StoredFileRow.provider_id),
        col(QualificationRow.sha256) == col(StoredFileRow.sha256),
    )
    name = func.coalesce(of_evidence.scalar_subquery(), of_qualification.scalar_subquery())
    return union_all(
        # What was blocked at another provider, before its portfolio moved here, never came.
        select(col(StoredFileRow.provider_id), col(StoredFileRow.sha256), name).where(
            or_(
                col(StoredFileRow.blocked_at).is_(None),
                col(StoredFileRow.blocked_at) != col(StoredFileRow.stored_at),
            )
        ),
        select(col(IssuedRow.provider_id), col(IssuedRow.sha256), col(IssuedRow.name)),
    )
