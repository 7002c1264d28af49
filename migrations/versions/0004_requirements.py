"""What the gateway asks beside the evidence: qualifications, English and maths, hours.

Everything is kept: a qualification is taken out with a reason, and of hours and of what was
settled about English and maths the latest row holds and the earlier ones stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = (
    "apprentice",
    "line_manager",
    "assessor",
    "iqa",
    "administrator",
    "independent_assessor",
)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "qualification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("subject", _one_of("subject", ("mandatory", "english", "maths")), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("awarded_by", sa.String(length=200), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("role", _one_of("role", ROLES), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_out_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_qualification_apprenticeship_id_apprenticeship"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_qualification_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_qualification_checked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_out_by_id"],
            ["person.id"],
            name=op.f("fk_qualification_taken_out_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "sha256"],
            ["stored_file.provider_id", "stored_file.sha256"],
            name=op.f("fk_qualification_provider_id_sha256_stored_file"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
    )
    op.create_index(
        op.f("ix_qualification_apprenticeship_id"), "qualification", ["apprenticeship_id"]
    )
    op.create_table(
        "english_and_maths",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column(
            "age_group", _one_of("age_group", ("aged_16_to_18", "aged_19_or_over")), nullable=True
        ),
        sa.Column("to_achieve", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("role", _one_of("role", ROLES), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_english_and_maths_apprenticeship_id_apprenticeship"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_english_and_maths_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_english_and_maths")),
    )
    op.create_index(
        op.f("ix_english_and_maths_apprenticeship_id"), "english_and_maths", ["apprenticeship_id"]
    )
    op.create_table(
        "off_the_job_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("kind", ("planned", "done")), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("role", _one_of("role", ROLES), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_off_the_job_hours_apprenticeship_id_apprenticeship"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_off_the_job_hours_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_the_job_hours")),
    )
    op.create_index(
        "ix_off_the_job_hours_apprenticeship",
        "off_the_job_hours",
        ["apprenticeship_id", "kind", "at"],
    )


def downgrade() -> None:
    op.drop_table("off_the_job_hours")
    op.drop_table("english_and_maths")
    op.drop_table("qualification")
