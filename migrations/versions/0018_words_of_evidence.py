"""The words of evidence in a table like any other, the same on both engines.

A search reads one apprenticeship's pieces alone. A full-text index finds a word among those of
everybody first, and so takes the longer the more people there are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        "evidence_words",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("face", sa.String(length=40), nullable=False),
        sa.Column("apprenticeship_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("face IN ('live', 'submitted')", name=op.f("ck_evidence_words_face")),
        sa.ForeignKeyConstraint(
            ["apprenticeship_id"],
            ["apprenticeship.id"],
            name=op.f("fk_evidence_words_apprenticeship_id_apprenticeship"),
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_words_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("evidence_id", "face", name=op.f("pk_evidence_words")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _read_again()
    else:
        op.execute(
            "INSERT INTO evidence_words (evidence_id, face, apprenticeship_id, words) "
            "SELECT evidence_id, face, apprenticeship_id, "
            "(SELECT coalesce(string_agg(' ' || lexeme, '' ORDER BY lexeme COLLATE \"C\"), '') "
            "FROM unnest(document)) FROM evidence_search"
        )
    op.create_index(
        "ix_evidence_words_apprenticeship", "evidence_words", ["apprenticeship_id", "face"]
    )
    op.execute("DROP TABLE evidence_search")


def _read_again() -> None:
    """``scope`` is the face with the ids of apprenticeship and piece: livea… livee…."""
    connection = op.get_bind()
    found = connection.exec_driver_sql(
        "SELECT evidence.id, evidence.apprenticeship_id, scope, content FROM evidence_search "
        "JOIN evidence ON evidence.id = evidence_search.evidence_id"
    )
    for rows in found.partitions(AT_ONCE):
        connection.exec_driver_sql(
            "INSERT INTO evidence_words (evidence_id, face, apprenticeship_id, words) "
            "VALUES (?, ?, ?, ?)",
            [
                (
                    piece,
                    "live" if scope.startswith("live") else "submitted",
                    apprenticeship,
                    "".join(f" {word}" for word in sorted({*content.split()})),
                )
                for piece, apprenticeship, scope, content in rows
            ],
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE evidence_search USING fts5("
            "scope, content, evidence_id UNINDEXED, tokenize='unicode61 remove_diacritics 2')"
        )
        op.execute(
            "INSERT INTO evidence_search (scope, content, evidence_id) "
            "SELECT face || 'a' || apprenticeship_id || ' ' || face || 'e' || evidence_id, "
            "ltrim(words), evidence_id FROM evidence_words"
        )
    else:
        op.execute(
            "CREATE TABLE evidence_search (evidence_id uuid NOT NULL, face text NOT NULL, "
            "apprenticeship_id uuid NOT NULL, document tsvector NOT NULL, "
            "CONSTRAINT pk_evidence_search PRIMARY KEY (evidence_id, face))"
        )
        op.execute(
            "INSERT INTO evidence_search (evidence_id, face, apprenticeship_id, document) "
            "SELECT evidence_id, face, apprenticeship_id, to_tsvector('simple', words) "
            "FROM evidence_words"
        )
        op.execute(
            "CREATE INDEX ix_evidence_search_apprenticeship "
            "ON evidence_search (apprenticeship_id, face)"
        )
        op.execute(
            "CREATE INDEX ix_evidence_search_document ON evidence_search USING gin (document)"
        )
    op.drop_table("evidence_words")
