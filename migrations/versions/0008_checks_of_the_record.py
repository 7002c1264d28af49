"""A check of the record keeps when it began and how much it checked; roots over full tiles.

Checks from before are told without counts. The tiles of logs that are there already are filled
by the next checkpoint; until then a proof reads every leaf, as it did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTS = ("entries", "rows", "files", "checkpoints")


def upgrade() -> None:
    op.add_column("verification", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    for name in COUNTS:
        op.add_column("verification", sa.Column(name, sa.Integer(), nullable=True))
    op.create_table(
        "record_tile",
        sa.Column("log", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["log"], ["event_log.log"], name=op.f("fk_record_tile_log_event_log")
        ),
        sa.PrimaryKeyConstraint("log", "index", name=op.f("pk_record_tile")),
    )


def downgrade() -> None:
    op.drop_table("record_tile")
    for name in (*COUNTS, "began_at"):
        op.drop_column("verification", name)
