"""What is recorded beside the evidence, as `portfolio.json` says it."""

from app.adapters.portfolio_file import (
    CertificateShape,
    HoursShape,
    QualificationShape,
    SettledShape,
)
from app.adapters.portfolio_parts import NamedShape
from app.queries.facts_to_hand_on import QualificationToHandOn
from app.reports.portfolio import Portfolio


def qualification_shapes(portfolio: Portfolio) -> tuple[QualificationShape, ...]:
    return tuple(
        QualificationShape(
            id=each.row.id,
            subject=each.row.subject,
            name=each.row.name,
            awarded_by=each.row.awarded_by,
            awarded_on=each.row.awarded_on,
            by=NamedShape(id=each.row.by_id, name=each.by),
            role=each.row.role,
            at=each.row.at,
            certificate=_certificate(portfolio, each),
            checked_by=NamedShape(id=each.row.checked_by_id, name=each.checked_by)
            if each.row.checked_by_id and each.checked_by
            else None,
            checked_at=each.row.checked_at,
        )
        for each in portfolio.facts.qualifications
    )


def settled_shape(portfolio: Portfolio) -> SettledShape | None:
    if portfolio.facts.settled is None:
        return None
    row, by = portfolio.facts.settled
    return SettledShape(
        id=row.id,
        age_group=row.age_group,
        to_achieve=row.to_achieve,
        reason=row.reason,
        by=NamedShape(id=row.by_id, name=by),
        role=row.role,
        at=row.at,
    )


def hours_shapes(portfolio: Portfolio) -> tuple[HoursShape, ...]:
    return tuple(
        HoursShape(
            id=row.id,
            kind=row.kind,
            hours=row.hours,
            on=row.on,
            reason=row.reason,
            by=NamedShape(id=row.by_id, name=by),
            role=row.role,
            at=row.at,
        )
        for row, by in portfolio.facts.hours
    )


def _certificate(portfolio: Portfolio, each: QualificationToHandOn) -> CertificateShape | None:
    row = each.row
    if not (row.sha256 and row.file_name and row.media_type and each.size is not None):
        return None
    return CertificateShape(
        name=row.file_name,
        media_type=row.media_type,
        size=each.size,
        sha256=row.sha256,
        path=portfolio.certificates.get(row.id),
    )
