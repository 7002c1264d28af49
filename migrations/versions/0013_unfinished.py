"""What people type saves itself, whatever the form.

An assessor's unfinished decision is one such form among others: what there is of them moves
over, each as its form's fields. A secret is drawn, from which the keys are made under which
devices keep what could not be saved yet.
"""

import secrets
import uuid
from typing import TypedDict

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


class _Decision(TypedDict, total=False):
    """An unfinished decision as it was kept before; a part that is not there is empty."""

    answers: dict[str, dict[str, str]]
    added: list[str]
    feedback: str
    sighted_on: list[str]
    sighted_where: str


UNFINISHED = sa.table(
    "unfinished",
    sa.column("person_id", sa.Uuid()),
    sa.column("form", sa.String()),
    sa.column("subject_id", sa.Uuid()),
    sa.column("token", sa.Uuid()),
    sa.column("writer", sa.String()),
    sa.column("version", sa.Integer()),
    sa.column("fields", sa.JSON()),
    sa.column("saved_at", sa.DateTime(timezone=True)),
)
DRAFTS = sa.table(
    "decision_draft",
    sa.column("evidence_id", sa.Uuid()),
    sa.column("assessor_id", sa.Uuid()),
    sa.column("revision", sa.Integer()),
    sa.column("body", sa.JSON()),
    sa.column("saved_at", sa.DateTime(timezone=True)),
)
EVIDENCE = sa.table(
    "evidence",
    sa.column("id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("revision", sa.Integer()),
)
SECRET = sa.table(
    "keeping_secret", sa.column("id", sa.Integer()), sa.column("secret", sa.LargeBinary())
)


def upgrade() -> None:
    op.create_table(
        "unfinished",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("writer", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_unfinished_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "form", "subject_id", name=op.f("pk_unfinished")),
    )
    op.create_index(op.f("ix_unfinished_subject_id"), "unfinished", ["subject_id"])
    op.create_table(
        "keeping_secret",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping_secret")),
    )
    connection = op.get_bind()
    connection.execute(SECRET.insert().values(id=1, secret=secrets.token_bytes(32)))
    drafts = sa.select(DRAFTS, EVIDENCE.c.version, EVIDENCE.c.revision.label("present")).join(
        EVIDENCE, EVIDENCE.c.id == DRAFTS.c.evidence_id
    )
    for draft in connection.execute(drafts).all():
        connection.execute(
            UNFINISHED.insert().values(
                person_id=draft.assessor_id,
                form="decision",
                subject_id=draft.evidence_id,
                token=uuid.uuid4(),
                writer="",
                version=draft.version if draft.revision == draft.present else 0,
                fields=_fields_of(draft.body),
                saved_at=draft.saved_at,
            )
        )
    op.drop_table("decision_draft")


def downgrade() -> None:
    op.create_table(
        "decision_draft",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["person.id"], name=op.f("fk_decision_draft_assessor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_decision_draft_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("evidence_id", "assessor_id", name=op.f("pk_decision_draft")),
    )
    connection = op.get_bind()
    decisions = sa.select(UNFINISHED, EVIDENCE.c.version.label("present"), EVIDENCE.c.revision)
    decisions = decisions.join(EVIDENCE, EVIDENCE.c.id == UNFINISHED.c.subject_id)
    for kept in connection.execute(decisions.where(UNFINISHED.c.form == "decision")).all():
        connection.execute(
            DRAFTS.insert().values(
                evidence_id=kept.subject_id,
                assessor_id=kept.person_id,
                revision=kept.revision if kept.version == kept.present else 0,
                body=_body_of(kept.fields),
                saved_at=kept.saved_at,
            )
        )
    op.drop_table("keeping_secret")
    op.drop_index(op.f("ix_unfinished_subject_id"), table_name="unfinished")
    op.drop_table("unfinished")


def _fields_of(kept: _Decision) -> list[list[str]]:
    """An unfinished decision as the fields of its form."""
    added = kept.get("added", [])
    fields = [["feedback", kept.get("feedback", "")]]
    for code, answer in kept.get("answers", {}).items():
        fields += [
            ["added" if code in added else "criterion", code],
            [f"mappings.{code}", answer.get("choice", "")],
            [f"mappings.{code}.feedback", answer.get("feedback", "")],
        ]
    seen = kept.get("sighted_on", ["", "", ""])
    fields += [
        [f"sighted.on-{part}", value]
        for part, value in zip(("day", "month", "year"), seen, strict=True)
    ]
    return [*fields, ["sighted.where", kept.get("sighted_where", "")]]


def _body_of(fields: list[tuple[str, str]]) -> _Decision:
    kept = dict(fields)
    codes = [value for name, value in fields if name in ("criterion", "added")]
    return {
        "answers": {
            code: {
                "choice": kept.get(f"mappings.{code}", ""),
                "feedback": kept.get(f"mappings.{code}.feedback", ""),
            }
            for code in codes
        },
        "added": [value for name, value in fields if name == "added"],
        "feedback": kept.get("feedback", ""),
        "sighted_on": [kept.get(f"sighted.on-{part}", "") for part in ("day", "month", "year")],
        "sighted_where": kept.get("sighted.where", ""),
    }
