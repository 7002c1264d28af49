"""How many criteria of each kind every apprentice has met, kept beside the decisions.

A cohort of a thousand is sorted by it. Counted from the decisions each time, that took a second
and a half; what was decided before is counted here, once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("knowledge", "skill", "behaviour", "duty")

COUNTED = """
INSERT INTO tally (apprenticeship_id, knowledge, skill, behaviour, duty)
SELECT apprenticeship.id, {counts}
FROM apprenticeship
LEFT JOIN evidence ON evidence.apprenticeship_id = apprenticeship.id
    AND evidence.status = 'signed_off'
    AND (
        EXISTS (
            SELECT 1 FROM portfolio_selection
            WHERE portfolio_selection.evidence_id = evidence.id
        )
        OR NOT EXISTS (
            SELECT 1 FROM portfolio_selection
            WHERE portfolio_selection.apprenticeship_id = apprenticeship.id
        )
    )
LEFT JOIN decision ON decision.evidence_id = evidence.id
    AND decision.revision = evidence.revision
    AND decision.revoked_at IS NULL
LEFT JOIN criterion_decision ON criterion_decision.decision_id = decision.id
    AND criterion_decision.met
LEFT JOIN criterion ON criterion.standard_id = apprenticeship.standard_id
    AND criterion.code = criterion_decision.code
GROUP BY apprenticeship.id
"""


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        *(sa.Column(kind, sa.Integer(), nullable=False) for kind in KINDS),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_tally_apprenticeship_id_apprenticeship"),
        ),
        sa.PrimaryKeyConstraint("apprenticeship_id", name=op.f("pk_tally")),
    )
    counts = ", ".join(
        f"COUNT(DISTINCT CASE WHEN criterion.kind = '{kind}' THEN criterion.code END)"
        for kind in KINDS
    )
    op.execute(COUNTED.format(counts=counts))


def downgrade() -> None:
    op.drop_table("tally")
