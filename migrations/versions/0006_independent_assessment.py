"""Independent assessment: hand-overs, checks of what was handed over, attempts, grades, results.

Nothing is replaced: a requirement that was rejected and then accepted has two checks, a method
that was tried again two attempts, and each result that was confirmed stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GRADES = (
    "fail",
    "pass",
    "credit",
    "merit",
    "distinction",
    "pass_with_excellence",
    "outstanding",
    "no_grade_awarded",
)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            _one_of("state", ("handed_over", "allocated", "provisional", "confirmed", "released")),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_by_id", sa.Uuid(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("independent_assessor_id", sa.Uuid(), nullable=True),
        sa.Column("allocated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("allocated_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["allocated_by_id"], ["person.id"], name=op.f("fk_assessment_allocated_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_assessment_apprenticeship_id_apprenticeship"),
        ),
        sa.ForeignKeyConstraint(
            ["handed_over_by_id"],
            ["person.id"],
            name=op.f("fk_assessment_handed_over_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["independent_assessor_id"],
            ["person.id"],
            name=op.f("fk_assessment_independent_assessor_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_assessment_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["gateway_passage.id"],
            name=op.f("fk_assessment_passage_id_gateway_passage"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_sha256"],
            ["snapshot.sha256"],
            name=op.f("fk_assessment_snapshot_sha256_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("passage_id", name=op.f("uq_assessment_passage_id")),
    )
    op.create_index(
        op.f("ix_assessment_apprenticeship_id"), "assessment", ["apprenticeship_id"], unique=False
    )
    op.create_index(
        op.f("ix_assessment_independent_assessor_id"),
        "assessment",
        ["independent_assessor_id"],
        unique=False,
    )
    op.create_index(
        "ix_assessment_organisation", "assessment", ["organisation_id", "state"], unique=False
    )
    op.create_table(
        "assessment_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("overall", _one_of("overall", GRADES), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_assessment_result_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["person.id"],
            name=op.f("fk_assessment_result_confirmed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"],
            ["person.id"],
            name=op.f("fk_assessment_result_released_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_result")),
        sa.UniqueConstraint(
            "assessment_id", "number", name=op.f("uq_assessment_result_assessment_id_number")
        ),
    )
    op.create_table(
        "component_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("requirement", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_component_check_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_component_check_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component_check")),
        sa.UniqueConstraint(
            "assessment_id",
            "requirement",
            "number",
            name=op.f("uq_component_check_assessment_id_requirement_number"),
        ),
    )
    op.create_table(
        "method_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", ("first", "resit", "retake")), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("grade", _one_of("grade", GRADES), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("marked_elsewhere", sa.Text(), nullable=False),
        sa.Column("exceptional", sa.Text(), nullable=False),
        sa.Column("graded_by_id", sa.Uuid(), nullable=True),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_method_attempt_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["graded_by_id"], ["person.id"], name=op.f("fk_method_attempt_graded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_method_attempt")),
        sa.UniqueConstraint(
            "assessment_id",
            "method",
            "number",
            name=op.f("uq_method_attempt_assessment_id_method_number"),
        ),
    )
    op.create_table(
        "criterion_mark",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("grade", _one_of("grade", GRADES), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["method_attempt.id"],
            name=op.f("fk_criterion_mark_attempt_id_method_attempt"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", "code", name=op.f("pk_criterion_mark")),
    )


def downgrade() -> None:
    for table in (
        "criterion_mark",
        "method_attempt",
        "component_check",
        "assessment_result",
        "assessment",
    ):
        op.drop_table(table)
