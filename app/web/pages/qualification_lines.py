"""The qualifications of one subject as their page lists them, and what may be done with each."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import day_in_words, today_in_london
from app.domain.people import ROLE_NAMES
from app.domain.permissions import Standing
from app.domain.qualifications import SUBJECT_NAMES, Subject
from app.queries.apprenticeships import Apprenticeship
from app.queries.qualifications import Qualification, Signed
from app.web.filters import file_size

RECORD = {
    Subject.MANDATORY: "Record the qualification",
    Subject.ENGLISH: "Record an English qualification",
    Subject.MATHS: "Record a maths qualification",
}


@dataclass(frozen=True, slots=True)
class QualificationLine:
    """``state`` is a short word; each ``href`` is empty where there is nothing to follow."""

    name: str
    about: str
    state: str
    says: str
    certificate: str
    certificate_href: str
    add_href: str
    check_href: str
    take_out_href: str
    block_href: str


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """The qualifications recorded for one subject, and those that were taken out."""

    anchor: str
    title: str
    none_yet: str
    lines: tuple[QualificationLine, ...]
    taken_out: tuple[str, ...]
    record_href: str
    record: str


def address_of(apprenticeship: Apprenticeship) -> str:
    return f"/apprenticeships/{apprenticeship.id}/qualifications"


def subject_group(
    apprenticeship: Apprenticeship, qualifications: Sequence[Qualification], subject: Subject
) -> SubjectGroup:
    standing = apprenticeship.standing
    is_open = apprenticeship.status in OPEN_FOR_WORK
    records = standing.apprentice or standing.assessor or standing.administrator
    its = [each for each in qualifications if each.subject is subject]
    return SubjectGroup(
        anchor=subject.value,
        title=SUBJECT_NAMES[subject],
        none_yet="Nothing has been recorded yet.",
        lines=tuple(
            _line(each, standing, is_open=is_open) for each in its if each.taken_out is None
        ),
        taken_out=tuple(
            f"{in_a_sentence(each)} Taken out by {_when(each.taken_out)}: {each.taken_out_reason}"
            for each in its
            if each.taken_out is not None
        ),
        record_href=f"{address_of(apprenticeship)}/new?subject={subject}"
        if records and is_open
        else "",
        record=RECORD[subject],
    )


def _line(found: Qualification, standing: Standing, *, is_open: bool) -> QualificationLine:
    here, certificate = f"/qualifications/{found.id}", found.certificate
    records = is_open and (standing.apprentice or standing.assessor or standing.administrator)
    checks = is_open and not standing.apprentice and (standing.assessor or standing.administrator)
    takes_out = records and (not standing.apprentice or found.checked is None)
    may_open = not standing.line_manager or standing.assessor or standing.administrator
    blocks = standing.line_manager or standing.administrator
    blocked = certificate is not None and certificate.blocked
    waits = certificate is not None and found.checked is None and not blocked
    recorded = f"Recorded by {_when(found.recorded)}, {ROLE_NAMES[found.role].lower()}."
    checked = f" Certificate checked by {_when(found.checked)}." if found.checked else ""
    return QualificationLine(
        name=found.name,
        about=f"{found.awarded_by}, {day_in_words(found.awarded_on)}",
        state=_state(found, waits=waits),
        says=recorded + checked,
        certificate=_certificate(found),
        certificate_href=f"{here}/certificate" if certificate and may_open and not blocked else "",
        add_href=f"{here}/certificate/add" if certificate is None and records else "",
        check_href=f"{here}/check" if waits and checks else "",
        take_out_href=f"{here}/take-out" if takes_out else "",
        block_href=f"{here}/certificate/block" if certificate and blocks and not blocked else "",
    )


def _state(found: Qualification, *, waits: bool) -> str:
    if found.checked:
        return "Checked"
    if waits:
        return "To be checked"
    return "Certificate blocked" if found.certificate else "No certificate yet"


def _certificate(found: Qualification) -> str:
    certificate = found.certificate
    if certificate is None:
        return ""
    if certificate.blocked:
        by, why = certificate.blocked_by, certificate.block_reason
        return f"{certificate.name}, blocked by {by}: {why}"
    return f"{certificate.name} ({file_size(certificate.size)})"


def in_a_sentence(found: Qualification) -> str:
    return f"{found.name}, awarded by {found.awarded_by} on {day_in_words(found.awarded_on)}."


def _when(signed: Signed | None) -> str:
    return f"{signed.by} on {day_in_words(today_in_london(signed.at))}" if signed else ""
