"""A check of the record says how many snapshots it worked out again, and what it could not.

Checks from before worked out none, and are told without.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("verification", sa.Column("snapshots", sa.Integer(), nullable=True))
    op.add_column("verification", sa.Column("remarks", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("verification", "remarks")
    op.drop_column("verification", "snapshots")
