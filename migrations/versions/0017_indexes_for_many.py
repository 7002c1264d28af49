"""Indexes for a house of thousands: without them its pages take as long as the house is large.

Who looks after whom today is told by the index alone; people are read in the order of their names
and their roles by person, or of one kind in one house; the apprenticeships of a house by their
status.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_spell_apprenticeship", "spell")
    op.create_index(
        "ix_spell_apprenticeship",
        "spell",
        ["apprenticeship_id", "kind", "starts_on", "ends_on", "person_id"],
    )
    op.drop_index(op.f("ix_apprenticeship_provider_id"), "apprenticeship")
    op.create_index("ix_apprenticeship_provider", "apprenticeship", ["provider_id", "status"])
    op.create_index("ix_person_name", "person", ["name", "id"])
    op.create_index(op.f("ix_role_held_person_id"), "role_held", ["person_id"])
    op.drop_index(op.f("ix_role_held_organisation_id"), "role_held")
    op.create_index("ix_role_held_organisation", "role_held", ["organisation_id", "role"])


def downgrade() -> None:
    op.drop_index("ix_role_held_organisation", "role_held")
    op.create_index(op.f("ix_role_held_organisation_id"), "role_held", ["organisation_id"])
    op.drop_index(op.f("ix_role_held_person_id"), "role_held")
    op.drop_index("ix_person_name", "person")
    op.drop_index("ix_apprenticeship_provider", "apprenticeship")
    op.create_index(op.f("ix_apprenticeship_provider_id"), "apprenticeship", ["provider_id"])
    op.drop_index("ix_spell_apprenticeship", "spell")
    op.create_index("ix_spell_apprenticeship", "spell", ["apprenticeship_id", "kind"])
