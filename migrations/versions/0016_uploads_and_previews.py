"""Files on their way, and small pictures of files that are there.

An upload holds what arrived of a file until it is whole: its person's alone. A preview belongs to
a content, and goes with it. Those of the files that are there already are made one after another.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("begun", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_person_id"), "upload", ["person_id"])
    op.create_table(
        "preview",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id", "sha256"],
            ["stored_file.provider_id", "stored_file.sha256"],
            name=op.f("fk_preview_provider_id_stored_file"),
        ),
        sa.PrimaryKeyConstraint("provider_id", "sha256", name=op.f("pk_preview")),
    )
    op.create_index(op.f("ix_preview_due_at"), "preview", ["due_at"])
    op.execute(
        "INSERT INTO preview (provider_id, sha256, media_type, attempts, due_at) "
        "SELECT provider_id, sha256, MIN(media_type), 0, MIN(added_at) FROM evidence_file "
        "WHERE media_type IN "
        "('application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp') "
        "GROUP BY provider_id, sha256"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_preview_due_at"), table_name="preview")
    op.drop_table("preview")
    op.drop_index(op.f("ix_upload_person_id"), table_name="upload")
    op.drop_table("upload")
