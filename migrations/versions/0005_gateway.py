"""The gateway: the selected portfolio, snapshots, declarations, and who has passed through.

A declaration keeps its words and the snapshot that it covers; a passage that is taken back
stays, with the reason. Nobody has selected, declared or passed before, so all begins empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
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


def _refers(table: str, column: str, to: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.{key}"], name=op.f(f"fk_{table}_{column}_{to}")
    )


def upgrade() -> None:
    op.create_table(
        "portfolio_selection",
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        _refers("portfolio_selection", "apprenticeship_id", "apprenticeship"),
        _refers("portfolio_selection", "evidence_id", "evidence"),
        sa.PrimaryKeyConstraint(
            "apprenticeship_id", "evidence_id", name=op.f("pk_portfolio_selection")
        ),
    )
    op.create_table(
        "portfolio_before",
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_ids", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _refers("portfolio_before", "apprenticeship_id", "apprenticeship"),
        sa.PrimaryKeyConstraint("apprenticeship_id", name=op.f("pk_portfolio_before")),
    )
    op.create_table(
        "snapshot",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        _refers("snapshot", "apprenticeship_id", "apprenticeship"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_snapshot")),
    )
    op.create_index(op.f("ix_snapshot_apprenticeship_id"), "snapshot", ["apprenticeship_id"])
    op.create_table(
        "declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("statement_sha256", sa.String(length=64), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("permission_to_claim", sa.Boolean(), nullable=False),
        _refers("declaration", "apprenticeship_id", "apprenticeship"),
        _refers("declaration", "by_id", "person"),
        _refers("declaration", "organisation_id", "organisation"),
        _refers("declaration", "snapshot_sha256", "snapshot", "sha256"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint(
            "apprenticeship_id",
            "role",
            "snapshot_sha256",
            "by_id",
            name=op.f("uq_declaration_apprenticeship_id_role_snapshot_sha256_by_id"),
        ),
    )
    op.create_index("ix_declaration_apprenticeship", "declaration", ["apprenticeship_id", "at"])
    op.create_table(
        "gateway_passage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_back_reason", sa.Text(), nullable=True),
        _refers("gateway_passage", "apprenticeship_id", "apprenticeship"),
        _refers("gateway_passage", "snapshot_sha256", "snapshot", "sha256"),
        _refers("gateway_passage", "passed_by_id", "person"),
        _refers("gateway_passage", "taken_back_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_passage")),
    )
    op.create_index(
        op.f("ix_gateway_passage_apprenticeship_id"), "gateway_passage", ["apprenticeship_id"]
    )


def downgrade() -> None:
    for name in (
        "gateway_passage",
        "declaration",
        "snapshot",
        "portfolio_before",
        "portfolio_selection",
    ):
        op.drop_table(name)
