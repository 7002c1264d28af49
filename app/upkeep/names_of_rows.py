"""What a recorded row is called in a finding, and whose it is, for people who read no tables."""

from collections.abc import Mapping

from sqlalchemy import Table, select
from sqlmodel import Session

from app.adapters.recording import group_of, key_of
from app.models import metadata

WORDS: Mapping[str, str] = {
    "apprenticeship": "apprenticeship",
    "assessment": "independent assessment",
    "assessment_result": "result of an assessment",
    "comment": "comment",
    "component_check": "check of what was handed over",
    "confirmation": "confirmation by a line manager",
    "criterion": "KSB or duty",
    "criterion_decision": "decision on a KSB",
    "criterion_mark": "grade of a KSB",
    "decision": "decision of an assessor",
    "declaration": "declaration",
    "duty_criterion": "KSB of a duty",
    "english_and_maths": "note on English and maths",
    "evidence": "piece of evidence",
    "evidence_file": "file of a piece of evidence",
    "evidence_mapping": "KSB that a piece of evidence shows",
    "evidence_revision": "submission of a piece of evidence",
    "gateway_passage": "passage through the gateway",
    "imported_declaration": "declaration at another provider",
    "imported_piece": "piece from another provider",
    "issued": "issued document",
    "method_attempt": "attempt at an assessment method",
    "milestone": "milestone",
    "off_the_job_hours": "note of off-the-job hours",
    "organisation": "organisation",
    "person": "person",
    "plan": "assessment plan",
    "planned_end_change": "change of a planned end",
    "portfolio_import": "portfolio from another provider",
    "portfolio_selection": "selection for the portfolio",
    "qualification": "qualification",
    "record_key": "key of the record",
    "review": "progress review",
    "review_action": "action of a progress review",
    "review_answer": "answer to a progress review",
    "role_held": "role",
    "rule_sets": "set of dated rules",
    "snapshot": "snapshot at the gateway",
    "spell": "spell with an employer, a line manager, an assessor or on a break",
    "standard": "standard",
    "stored_file": "stored file",
}

_NAMED = ("organisation", "person")

_TOWARDS = (
    "apprentice_id",
    "apprenticeship_id",
    "evidence_id",
    "review_id",
    "decision_id",
    "assessment_id",
    "attempt_id",
    "person_id",
    "organisation_id",
    "provider_id",
)
"""The columns that lead to the person or organisation that a row belongs to, the nearest first."""


def named(table: Table, key: str) -> str:
    return f"The {WORDS[table.name]} {key}"


def named_with_whose(session: Session, table: Table, key: str) -> str:
    """“The comment 3f… (Amara Okafor)”: a row that is there, and the name that it leads to."""
    whose = _whose(session, table, key)
    return f"{named(table, key)} ({whose})" if whose else named(table, key)


def _whose(session: Session, table: Table, key: str) -> str | None:
    """At most a handful of statements, one for each step towards a name."""
    condition = [
        table.c[name] == value
        for name, value in zip(group_of(table), key_of(table, key), strict=True)
    ]
    while True:
        row = session.execute(select(table).where(*condition)).mappings().first()
        if row is None:
            return None
        if table.name in _NAMED:
            return str(row["name"])
        towards = next((n for n in _TOWARDS if n in table.c and row[n] is not None), None)
        if towards is None:
            return None
        refers = next(iter(table.c[towards].foreign_keys))
        table = metadata.tables[refers.column.table.name]
        condition = [refers.column == row[towards]]
