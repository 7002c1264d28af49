"""Part of an import: qualifications, English and maths, and off-the-job hours."""

import uuid

from sqlmodel import Session

from app.actions.imported_people import PeopleElsewhere
from app.adapters.portfolio_file import CertificateShape, PortfolioFile
from app.models.evidence import StoredFileRow
from app.models.off_the_job import OffTheJobHoursRow
from app.models.qualifications import EnglishAndMathsRow, QualificationRow


def insert_facts(
    session: Session,
    said: PortfolioFile,
    apprenticeship_id: uuid.UUID,
    provider_id: uuid.UUID,
    people: PeopleElsewhere,
) -> None:
    """A certificate that was blocked there does not come; that it was checked does."""
    for each in said.qualifications:
        file = each.certificate if each.certificate and each.certificate.path else None
        if file:
            _store_row(session, file, provider_id, people)
        session.add(
            QualificationRow(
                id=uuid.uuid4(),
                apprenticeship_id=apprenticeship_id,
                subject=each.subject,
                name=each.name,
                awarded_by=each.awarded_by,
                awarded_on=each.awarded_on,
                by_id=people.id_of(each.by),
                role=each.role,
                at=each.at,
                provider_id=provider_id if file else None,
                sha256=file.sha256 if file else None,
                file_name=file.name if file else None,
                media_type=file.media_type if file else None,
                checked_at=each.checked_at,
                checked_by_id=people.id_of(each.checked_by) if each.checked_by else None,
            )
        )
    if settled := said.english_and_maths:
        session.add(
            EnglishAndMathsRow(
                id=uuid.uuid4(),
                apprenticeship_id=apprenticeship_id,
                age_group=settled.age_group,
                to_achieve=settled.to_achieve,
                reason=settled.reason,
                by_id=people.id_of(settled.by),
                role=settled.role,
                at=settled.at,
            )
        )
    for total in said.hours:
        session.add(
            OffTheJobHoursRow(
                id=uuid.uuid4(),
                apprenticeship_id=apprenticeship_id,
                kind=total.kind,
                hours=total.hours,
                on=total.on,
                reason=total.reason,
                by_id=people.id_of(total.by),
                role=total.role,
                at=total.at,
            )
        )


def _store_row(
    session: Session, file: CertificateShape, provider_id: uuid.UUID, people: PeopleElsewhere
) -> None:
    if session.get(StoredFileRow, (provider_id, file.sha256)) is None:
        session.add(
            StoredFileRow(
                provider_id=provider_id,
                sha256=file.sha256,
                size=file.size,
                stored_at=people.now,
            )
        )
        session.flush()
