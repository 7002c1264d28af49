"""Hours off the job and qualifications, with how each came about, as tables for a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime

from app.adapters.sheets import Heading, Sheet
from app.domain.cells import day_cell, moment_day_cell
from app.domain.off_the_job import HoursKind
from app.domain.people import ROLE_NAMES
from app.domain.qualifications import SUBJECT_NAMES
from app.queries.apprenticeships import Apprenticeship
from app.queries.off_the_job import HoursThen
from app.queries.qualifications import Certificate, Qualification

_HOURS = {HoursKind.PLANNED: "Planned", HoursKind.DONE: "Done"}


def hours_sheet(apprenticeship: Apprenticeship, hours: Iterable[HoursThen], now: datetime) -> Sheet:
    """Every total that was recorded, those that were corrected too."""
    return Sheet(
        name="off-the-job",
        title=f"Hours of {apprenticeship.apprentice}",
        headings=(
            Heading("Planned or done", 16),
            Heading("Hours", 8),
            Heading("By the end of", 14),
            Heading("Recorded by", 26),
            Heading("As", 24),
            Heading("Recorded on", 14),
            Heading("Why it changed", 60),
        ),
        rows=(
            (
                _HOURS[each.kind],
                str(each.hours.hours),
                day_cell(each.hours.on) if each.kind is HoursKind.DONE else "",
                each.by,
                ROLE_NAMES[each.role],
                moment_day_cell(each.at),
                each.reason,
            )
            for each in hours
        ),
        made_at=now,
    )


def qualifications_sheet(
    apprenticeship: Apprenticeship, qualifications: Iterable[Qualification], now: datetime
) -> Sheet:
    """Every one, those that were taken out too. The certificates themselves are not in it."""
    return Sheet(
        name="qualifications",
        title=f"Qualifications of {apprenticeship.apprentice}",
        headings=(
            Heading("Recorded for", 26),
            Heading("Qualification", 44),
            Heading("Awarded by", 30),
            Heading("Awarded on", 12),
            Heading("Recorded by", 26),
            Heading("As", 24),
            Heading("Recorded on", 12),
            Heading("Certificate", 30),
            Heading("Checked by", 26),
            Heading("Checked on", 12),
            Heading("Taken out by", 26),
            Heading("Taken out on", 12),
            Heading("Why", 40),
        ),
        rows=(
            (
                SUBJECT_NAMES[each.subject],
                each.name,
                each.awarded_by,
                day_cell(each.awarded_on),
                each.recorded.by,
                ROLE_NAMES[each.role],
                moment_day_cell(each.recorded.at),
                _certificate(each.certificate),
                each.checked.by if each.checked else "",
                moment_day_cell(each.checked.at if each.checked else None),
                each.taken_out.by if each.taken_out else "",
                moment_day_cell(each.taken_out.at if each.taken_out else None),
                each.taken_out_reason,
            )
            for each in qualifications
        ),
        made_at=now,
    )


def _certificate(certificate: Certificate | None) -> str:
    if certificate is None:
        return ""
    return f"{certificate.name}, blocked" if certificate.blocked else certificate.name
