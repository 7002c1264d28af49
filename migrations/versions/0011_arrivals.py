"""Packs that arrive by page or API, and what was declared elsewhere.

An arrival is a pack that an administrator sent: looked through by the jobs before anybody says
that it is to be taken in, and gone with its content once it is refused or over. Declarations
made at another provider are kept word for word with the snapshot that they cover; they count
there. A decision from before a provider kept a record is marked, since its record vouches for
the act and not for the words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLES = (
    "administrator",
    "apprentice",
    "assessor",
    "independent_assessor",
    "iqa",
    "line_manager",
)


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.Column("landing", sa.JSON(), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_arrival_provider_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_arrival_sent_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_arrival_taken_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_arrival_apprenticeship_id_apprenticeship"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_provider_id"), "arrival", ["provider_id"])
    op.create_table(
        "imported_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("permission_to_claim", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            sa.text(f"role IN ({', '.join(repr(role) for role in ROLES)})"),
            name=op.f("ck_imported_declaration_role"),
        ),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["portfolio_import.apprenticeship_id"],
            name=op.f("fk_imported_declaration_apprenticeship_id_portfolio_import"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_imported_declaration_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_declaration")),
    )
    op.create_index(
        op.f("ix_imported_declaration_apprenticeship_id"),
        "imported_declaration",
        ["apprenticeship_id"],
    )
    op.add_column(
        "portfolio_import", sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("portfolio_import", sa.Column("snapshot", sa.Text(), nullable=True))
    op.add_column("imported_piece", sa.Column("decided_before", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("imported_piece") as batch:
        batch.drop_column("decided_before")
    with op.batch_alter_table("portfolio_import") as batch:
        batch.drop_column("snapshot")
        batch.drop_column("passed_at")
    op.drop_index(
        op.f("ix_imported_declaration_apprenticeship_id"), table_name="imported_declaration"
    )
    op.drop_table("imported_declaration")
    op.drop_index(op.f("ix_arrival_provider_id"), table_name="arrival")
    op.drop_table("arrival")
