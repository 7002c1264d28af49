"""Hand-overs that are withdrawn, and certificates whose readings are noted.

A hand-over that was withdrawn stays, with the reason, and the same passage may be handed over
again: at most one hand-over of a passage goes on. Taking the migration back fails where a
passage was handed over twice, since what people did is not thrown away.

A reading is of a piece of evidence, or of a certificate.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assessment") as table:
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("withdrawn_reason", sa.Text(), nullable=True))
        table.create_foreign_key(
            op.f("fk_assessment_withdrawn_by_id_person"), "person", ["withdrawn_by_id"], ["id"]
        )
        table.drop_constraint(op.f("uq_assessment_passage_id"), type_="unique")
        table.create_index(
            "uq_assessment_passage",
            ["passage_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
    with op.batch_alter_table("reading") as table:
        table.alter_column("evidence_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("qualification_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_reading_qualification_id_qualification"),
            "qualification",
            ["qualification_id"],
            ["id"],
        )
        table.create_index(op.f("ix_reading_qualification_id"), ["qualification_id"])


def downgrade() -> None:
    op.execute("DELETE FROM reading WHERE evidence_id IS NULL")
    with op.batch_alter_table("reading") as table:
        table.drop_index(op.f("ix_reading_qualification_id"))
        table.drop_constraint(op.f("fk_reading_qualification_id_qualification"), type_="foreignkey")
        table.drop_column("qualification_id")
        table.alter_column("evidence_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("assessment") as table:
        table.drop_index("uq_assessment_passage")
        table.create_unique_constraint(op.f("uq_assessment_passage_id"), ["passage_id"])
        table.drop_constraint(op.f("fk_assessment_withdrawn_by_id_person"), type_="foreignkey")
        table.drop_column("withdrawn_reason")
        table.drop_column("withdrawn_by_id")
        table.drop_column("withdrawn_at")
