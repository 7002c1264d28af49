"""Issues the statement of each released result, once a checkpoint covers its entry."""

from collections.abc import Callable
from datetime import datetime

from app.actions.issued import issue
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.issued import IssuedKind
from app.domain.report_proofs import ReportProof
from app.queries.checkpoints import keys_of
from app.queries.commands import whoever_runs_the_command
from app.queries.passages import snapshot_body
from app.queries.record import proof_of
from app.queries.results_due import ResultDue, results_due
from app.reports.result import statement_of_result
from app.reports.result_pdf import result_as_pdf, result_pdf_name


def issue_due_results(
    database: Database, storage: Storage, *, clock: Callable[[], datetime]
) -> int:
    """How many were issued. Sign the due checkpoints first: an entry waits for its own."""
    with database.read() as session:
        due = results_due(session)
    return sum(_issue(database, storage, each, clock) for each in due)


def _issue(
    database: Database, storage: Storage, due: ResultDue, clock: Callable[[], datetime]
) -> bool:
    now = clock()
    with database.snapshot() as session:
        proof = proof_of(session, due.log, due.sequence)
        if proof is None:
            return False
        keys = tuple(key.public for key in keys_of(session))
        snapshot = snapshot_body(session, due.snapshot_sha256)
        whoever = whoever_runs_the_command(session, due.apprenticeship_id)
        statement = statement_of_result(session, whoever, due.apprenticeship_id, now=now)
    if statement.result.id != due.result_id:
        # Another was released since we asked: the next round issues that one.
        return False
    issue(
        database,
        storage,
        result_as_pdf(statement, now=now, proof=ReportProof(snapshot, proof, keys)),
        kind=IssuedKind.RESULT,
        name=result_pdf_name(statement),
        apprenticeship_id=due.apprenticeship_id,
        provider_id=due.provider_id,
        about_id=due.result_id,
        now=now,
    )
    return True
