"""Issues the gateway report of each passage, once a checkpoint covers its entry."""

from collections.abc import Callable
from datetime import datetime

from app.actions.issued import issue
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.issued import IssuedKind
from app.domain.report_proofs import ReportProof
from app.queries.checkpoints import keys_of
from app.queries.commands import whoever_runs_the_command
from app.queries.record import proof_of
from app.queries.reports_due import ReportDue, reports_due
from app.reports.readiness import readiness_report
from app.reports.readiness_pdf import as_pdf, pdf_name


def issue_due_reports(
    database: Database, storage: Storage, *, clock: Callable[[], datetime]
) -> int:
    """How many were issued. Sign the due checkpoints first: an entry waits for its own."""
    with database.read() as session:
        due = reports_due(session)
    return sum(_issue(database, storage, each, clock) for each in due)


def _issue(
    database: Database, storage: Storage, due: ReportDue, clock: Callable[[], datetime]
) -> bool:
    with database.snapshot() as session:
        proof = proof_of(session, due.log, due.sequence)
        if proof is None:
            return False
        keys = tuple(key.public for key in keys_of(session))
        whoever = whoever_runs_the_command(session, due.apprenticeship_id)
        report = readiness_report(session, whoever, due.apprenticeship_id, now=due.passed_at)
    issue(
        database,
        storage,
        as_pdf(report, ReportProof(due.snapshot, proof, keys)),
        kind=IssuedKind.READINESS,
        name=pdf_name(report),
        apprenticeship_id=due.apprenticeship_id,
        provider_id=due.provider_id,
        about_id=due.passage_id,
        now=clock(),
    )
    return True
