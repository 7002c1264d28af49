"""The daily mail keeps since when it tells what happened, until everybody has theirs.

A server that was killed in the middle of a mail left others to go by the last working day, and
whoever had not had theirs by then missed what was released in the days before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("daily_mail", sa.Column("since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("daily_mail", "since")
