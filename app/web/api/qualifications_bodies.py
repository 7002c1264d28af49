"""Qualifications, English and maths and off-the-job hours as the API takes and tells them."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from app.domain.english_and_maths import AgeGroup, Settled
from app.domain.off_the_job import Hours, HoursKind
from app.domain.qualifications import (
    MAX_AWARDED_BY,
    MAX_QUALIFICATION,
    NewQualification,
    Subject,
)
from app.domain.terms import MAX_REASON
from app.queries.off_the_job import HoursThen, hours_now
from app.queries.qualifications import Qualification, Signed
from app.web.api.bodies import In, Listed, Out, Words


class QualificationIn(In):
    """Its certificate is added afterwards."""

    subject: Subject
    name: Words = Field(max_length=MAX_QUALIFICATION)
    awarded_by: Words = Field(max_length=MAX_AWARDED_BY)
    awarded_on: date

    def qualification(self) -> NewQualification:
        return NewQualification(self.subject, self.name, self.awarded_by, self.awarded_on)


class TakeOutIn(In):
    """The reason stays on show."""

    reason: Words = Field(max_length=MAX_REASON)


class SettledIn(In):
    """``to_achieve`` is the employer's choice. What was settled before changes with a reason."""

    age_group: AgeGroup | None = None
    to_achieve: bool | None = None
    reason: str = Field(default="", max_length=MAX_REASON)

    def settled(self) -> Settled:
        return Settled(self.age_group, self.to_achieve)


class HoursIn(In):
    """All hours ``done`` by the end of ``on`` (today, where it is left out), or those planned."""

    kind: HoursKind
    hours: int
    on: date | None = None
    reason: str = Field(default="", max_length=MAX_REASON)


class SignedOut(Out):
    by: str
    at: datetime


class TakenOutOut(SignedOut):
    reason: str


class CertificateOut(Out):
    name: str
    media_type: str
    size: int
    sha256: str
    blocked: bool


class QualificationOut(Out):
    """It counts once its certificate is ``checked``, and no more once it is ``taken_out``."""

    id: uuid.UUID
    subject: Subject
    name: str
    awarded_by: str
    awarded_on: date
    certificate: CertificateOut | None
    recorded: SignedOut
    checked: SignedOut | None
    taken_out: TakenOutOut | None


class QualificationList(Listed[QualificationOut]):
    """Every qualification, those taken out too."""


class SettledOut(Out):
    age_group: AgeGroup | None
    to_achieve: bool | None


class HoursOut(Out):
    hours: int
    on: date


class OffTheJobOut(Out):
    """``done`` by the end of a day, of those ``planned`` for the whole programme."""

    planned: HoursOut | None
    done: HoursOut | None


def qualification_out(found: Qualification) -> QualificationOut:
    certificate = found.certificate
    return QualificationOut(
        id=found.id,
        subject=found.subject,
        name=found.name,
        awarded_by=found.awarded_by,
        awarded_on=found.awarded_on,
        certificate=CertificateOut(
            name=certificate.name,
            media_type=certificate.media_type,
            size=certificate.size,
            sha256=certificate.sha256,
            blocked=certificate.blocked,
        )
        if certificate
        else None,
        recorded=SignedOut(by=found.recorded.by, at=found.recorded.at),
        checked=_signed_out(found.checked),
        taken_out=TakenOutOut(
            by=found.taken_out.by, at=found.taken_out.at, reason=found.taken_out_reason
        )
        if found.taken_out
        else None,
    )


def off_the_job_out(changes: Sequence[HoursThen]) -> OffTheJobOut:
    return OffTheJobOut(
        planned=_hours_out(hours_now(changes, HoursKind.PLANNED)),
        done=_hours_out(hours_now(changes, HoursKind.DONE)),
    )


def _signed_out(signed: Signed | None) -> SignedOut | None:
    return SignedOut(by=signed.by, at=signed.at) if signed else None


def _hours_out(hours: Hours | None) -> HoursOut | None:
    return HoursOut(hours=hours.hours, on=hours.on) if hours else None
