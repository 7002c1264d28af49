"""The readiness report as a PDF, in the order of its page."""

import re
import unicodedata
from datetime import datetime

from app.adapters.pdf import typeset
from app.domain.calendar import day_in_words, moment_in_words, today_in_london
from app.domain.canonical import Json
from app.domain.coverage import STATUS_NAMES, CriterionStatus
from app.domain.permissions import Sight
from app.domain.plans import Label
from app.domain.report_proofs import FILE_NAME, ReportProof
from app.domain.standards import KIND_NAMES, CriterionKind, Verification
from app.queries.readiness import MappedPiece
from app.reports.readiness import CriterionLine, DutyLine, ReadinessReport, RequirementLine

CHECKED_PLAN = "Checked against the published plan"
UNCHECKED_PLAN = "Not checked against the published plan"
WITHHELD = "Not shown"
WHY_WITHHELD = "The page or time of work for an earlier employer is not shown."


def as_pdf(report: ReadinessReport, proof: ReportProof | None = None) -> bytes:
    """The same value as the page and the JSON, for those who keep and sign paper.

    With ``proof`` it is the report of a passage through the gateway, which carries the proof.
    """
    content = _content(report)
    return typeset("readiness.typ", {**content, "proof": carried(proof)}, at=report.as_of)


def pdf_name(report: ReadinessReport) -> str:
    """readiness-amara-okafor-2026-11-03.pdf"""
    return document_name("readiness", report.apprenticeship.apprentice, report.as_of)


def document_name(what: str, apprentice: str, at: datetime | None) -> str:
    """In plain letters: what the document is, whose, and of which day."""
    letters = unicodedata.normalize("NFKD", apprentice).casefold()
    who = re.sub(r"[^\w]+", "-", "".join(c for c in letters if not unicodedata.combining(c)))
    day = f"-{today_in_london(at)}" if at else ""
    return f"{what}-{who.strip('-')}{day}.pdf"


def _content(report: ReadinessReport) -> dict[str, Json]:
    who = report.apprenticeship.apprentice
    moment = moment_in_words(report.as_of)
    annex = [piece for each in report.criteria for piece in each.meets]
    return {
        "title": f"Gateway readiness report for {who}",
        "running": f"Gateway readiness of {who}, {moment}",
        "answer": f"{report.answer}.",
        "summary": report.summary,
        "facts": _facts(report, moment),
        "blockers": [_requirement(report, each) for each in report.blockers],
        "requirements": [_requirement(report, each) for each in report.requirements],
        "uncovered": [
            {"what": asked.text, "note": asked.source or "No source is recorded."}
            for asked in report.readiness.uncovered
        ],
        "key": [{"status": each.value, "word": STATUS_NAMES[each]} for each in CriterionStatus],
        "groups": _groups(report),
        "duties": [_duty(each) for each in report.duties if each.calls_on is not None],
        "annex": [_annex_row(piece) for piece in annex],
        "withheld": WHY_WITHHELD if any(_is_withheld(piece) for piece in annex) else "",
        "basis": _basis(report),
    }


def carried(proof: ReportProof | None) -> Json:
    """The proof as a document shows it, and as it is attached."""
    if proof is None:
        return None
    entry, checkpoint = proof.proof.entry, proof.proof.checkpoint
    return {
        "snapshot": proof.snapshot_sha256,
        "entry": f"Entry {entry.sequence} of {checkpoint.origin}",
        "path": [each.hex() for each in proof.proof.path],
        "checkpoint": proof.proof.note.whole,
        "keys": [key.text for key in proof.keys],
        "name": FILE_NAME,
        "attached": proof.text,
    }


def _facts(report: ReadinessReport, moment: str) -> list[Json]:
    apprenticeship, standard = report.apprenticeship, report.standard
    provider = report.plan.labels[Label.PROVIDER]
    started = day_in_words(apprenticeship.started_on)
    planned_end = day_in_words(apprenticeship.planned_end_on)
    month = f"month {report.month.month} of {report.month.of}"
    checked = report.plan.status is Verification.VERIFIED
    return [
        ["Apprentice", apprenticeship.apprentice],
        [provider[:1].upper() + provider[1:], apprenticeship.provider],
        ["Employer", ", ".join(report.employers) or "None at present"],
        ["Standard", f"{standard.title}, level {standard.level} ({standard.name})"],
        ["Programme", f"{started} to {planned_end}, {month}"],
        ["Assessment plan", CHECKED_PLAN if checked else UNCHECKED_PLAN],
        ["As things stood", _when(report, moment)],
    ]


def _when(report: ReadinessReport, moment: str) -> str:
    return f"{moment}, on passing {report.plan.labels[Label.GATEWAY]}" if report.passed else moment


def _requirement(report: ReadinessReport, line: RequirementLine) -> dict[str, Json]:
    found = line.found
    return {
        "what": found.text,
        "why": found.why,
        "who": report.who_acts(line),
        "mark": (CriterionStatus.MET if found.met else CriterionStatus.NOT_STARTED).value,
        "state": "Met" if found.met else "Not met",
        "weight": "Must be met" if found.blocking else "Does not block",
        "doubts": list(found.doubts),
    }


def _groups(report: ReadinessReport) -> list[Json]:
    groups: list[Json] = []
    for kind, name in KIND_NAMES.items():
        lines = [each for each in report.criteria if each.criterion.kind is kind]
        if lines:
            total = report.readiness.totals[kind]
            groups.append(
                {
                    "name": name,
                    "met": total.met,
                    "of": total.of,
                    "alt": _in_a_sentence(name, lines),
                    "criteria": [_criterion(each) for each in lines],
                    "note": _unmapped(report) if kind is CriterionKind.DUTY else "",
                }
            )
    return groups


def _in_a_sentence(name: str, lines: list[CriterionLine]) -> str:
    """What the marks of a kind say, for somebody who cannot see them."""
    of_status = []
    for status in reversed(CriterionStatus):
        codes = [each.criterion.code for each in lines if each.coverage.status is status]
        if codes:
            of_status.append(f"{STATUS_NAMES[status]}: {', '.join(codes)}.")
    return f"{name}. {' '.join(of_status)}"


def _criterion(line: CriterionLine) -> dict[str, Json]:
    covered = line.coverage
    counts = (
        (covered.signed_off, "signed off"),
        (covered.submitted, "submitted"),
        (covered.draft, "in draft"),
    )
    return {
        "code": line.criterion.code,
        "text": line.criterion.text,
        "status": covered.status.value,
        "word": STATUS_NAMES[covered.status],
        "pieces": ", ".join(f"{count} {words}" for count, words in counts if count) or "None",
    }


def _duty(line: DutyLine) -> dict[str, Json]:
    calls_on = line.calls_on or ()
    met = [each.code for each in calls_on if each.is_met]
    unmet = [each.code for each in calls_on if not each.is_met]
    called = f"{len(met)} of {len(calls_on)} met."
    called += f" Met: {', '.join(met)}." if met else ""
    called += f" Not met: {', '.join(unmet)}." if unmet else ""
    return {**_criterion(line.line), "called": called}


def _unmapped(report: ReadinessReport) -> str:
    codes = [each.line.criterion.code for each in report.duties if each.calls_on is None]
    if not codes:
        return ""
    return f"The published mapping of {', '.join(codes)} to KSBs has not been recorded."


def _annex_row(row: MappedPiece) -> dict[str, Json]:
    return {
        "code": row.criterion,
        "evidence": row.piece.title,
        "locator": WITHHELD if _is_withheld(row) else row.locator,
        "assessor": row.piece.assessor,
        "on": day_in_words(today_in_london(row.piece.decided_at)) if row.piece.decided_at else "",
    }


def _is_withheld(row: MappedPiece) -> bool:
    return row.piece.sight is Sight.OUTLINE


def _basis(report: ReadinessReport) -> list[Json]:
    met = (
        "A KSB is met where an assessor decided so on a piece of evidence that is signed off now."
        " A piece that was returned or re-opened counts as draft until it is submitted again."
    )
    rules = (
        f"Dated rules “{report.rule_set.id}”, by the day on which the apprenticeship started,"
        f" SHA-256 {report.rule_sets_sha256}."
    )
    return [
        met,
        f"Assessment plan of {report.standard.name}, SHA-256 {report.plan.sha256}.",
        rules,
        f"Apprenticeship {report.apprenticeship.id}.",
    ]
