"""The statement of result as a PDF, tagged like the readiness report."""

from datetime import datetime

from app.adapters.pdf import typeset
from app.domain.calendar import day_in_words, moment_in_words, today_in_london
from app.domain.canonical import Json
from app.domain.grading import GRADE_NAMES
from app.domain.plans import Label
from app.domain.report_proofs import ReportProof
from app.reports.readiness_pdf import carried, document_name
from app.reports.result import StatementOfResult


def result_as_pdf(
    statement: StatementOfResult, *, now: datetime, proof: ReportProof | None = None
) -> bytes:
    """With ``proof`` it is the statement that is issued, which carries the proof."""
    content = {**_content(statement), "proof": carried(proof)}
    return typeset("result.typ", content, at=now)


def result_pdf_name(statement: StatementOfResult) -> str:
    """result-amara-okafor-2026-11-03.pdf"""
    return document_name("result", statement.assessment.apprentice, statement.result.released_at)


def _content(statement: StatementOfResult) -> dict[str, Json]:
    assessment, result, plan = statement.assessment, statement.result, statement.plan
    grade = GRADE_NAMES[result.overall]
    released = moment_in_words(result.released_at) if result.released_at else ""
    who, version = assessment.apprentice, assessment.standard_version
    return {
        "title": f"Statement of result for {who}",
        "running": f"Result of {who}, released {released}",
        "answer": f"{grade}.",
        "summary": statement.doubt or "Graded by the published assessment plan of this standard.",
        "facts": [
            ["Apprentice", who],
            ["Unique learner number", statement.uln or "Not recorded"],
            [
                "Standard",
                f"{assessment.standard_title} ({assessment.reference} {version})",
            ],
            ["Training provider", assessment.provider],
            [
                _sentence(plan.labels[Label.ASSESSMENT_ORGANISATION]),
                assessment.organisation,
            ],
            [
                _sentence(plan.labels[Label.INDEPENDENT_ASSESSOR]),
                assessment.independent_assessor or "",
            ],
            ["Confirmed by", result.confirmed_by],
            ["Released by", result.released_by or ""],
            ["Released", released],
        ],
        "methods": [
            {
                "name": method.name,
                "grade": GRADE_NAMES[result.grades[method.id]]
                if method.id in result.grades
                else "Read, not marked",
                "attempts": ", ".join(_attempts(statement, method.id)) or "None",
            }
            for method in plan.methods
        ],
        "working": list(result.working),
        "basis": [
            f"Assessment plan, SHA-256 {plan.sha256}.",
            f"Snapshot of what was handed over, SHA-256 {assessment.snapshot_sha256}.",
            f"Assessment {assessment.id}, result {result.number}.",
        ],
    }


def _attempts(statement: StatementOfResult, method: str) -> list[str]:
    confirmed = statement.result.confirmed_at
    return [
        f"{GRADE_NAMES[each.grade].lower()} on {day_in_words(today_in_london(each.graded_at))}"
        for each in statement.progress.attempts
        if each.method == method and each.grade and each.graded_at and each.graded_at <= confirmed
    ]


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]
