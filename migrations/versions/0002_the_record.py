"""The record of acts becomes a Merkle log that nobody can quietly change (RFC 6962).

Every event gets its entry, those from before as imported; what an event said moves from the
event into the body of its entry, so that there is one history and not two. The database
itself refuses to change or remove entries. An event's kind and role lose their CHECK: each
release adds kinds, and a table that only grows is not rebuilt for them. Independent assessors
and assessment organisations join the people.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.domain.record import imported_body, leaf_hash

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES_BEFORE = ("apprentice", "line_manager", "assessor", "iqa", "administrator")
KINDS_BEFORE = ("provider", "employer")
ACTS_BEFORE = (
    "organisation_added",
    "organisation_changed",
    "person_added",
    "person_changed",
    "person_deactivated",
    "person_reactivated",
    "password_changed",
    "role_given",
    "role_ended",
    "standard_loaded",
    "plan_loaded",
    "rule_sets_loaded",
    "apprenticeship_started",
    "apprenticeship_changed",
    "planned_end_changed",
    "status_changed",
    "spell_started",
    "spell_ended",
    "milestones_set",
    "evidence_started",
    "evidence_changed",
    "evidence_deleted",
    "file_added",
    "file_removed",
    "file_blocked",
    "evidence_submitted",
    "evidence_taken_back",
    "evidence_signed_off",
    "evidence_returned",
    "evidence_reopened",
    "evidence_confirmed",
    "comment_made",
    "review_recorded",
    "review_agreed",
    "review_commented",
    "review_action_done",
)
AT_ONCE = 1000

ENTRIES = ("record_entry", "record_erasure", "checkpoint", "event")
"""What is only ever added to. A body may go, after an entry says so."""

event = sa.table(
    "event",
    sa.column("log", sa.Uuid()),
    sa.column("sequence", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Uuid()),
    sa.column("role", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("apprenticeship_id", sa.Uuid()),
    sa.column("evidence_id", sa.Uuid()),
    sa.column("subject_id", sa.Uuid()),
    sa.column("revision", sa.Integer()),
    sa.column("body", sa.Text()),
)
record_entry = sa.table(
    "record_entry",
    sa.column("log", sa.Uuid()),
    sa.column("sequence", sa.Integer()),
    sa.column("leaf_hash", sa.LargeBinary()),
)
record_body = sa.table(
    "record_body",
    sa.column("log", sa.Uuid()),
    sa.column("sequence", sa.Integer()),
    sa.column("body", sa.Text()),
    sa.column("salt", sa.LargeBinary()),
)


def upgrade() -> None:
    _allow("role_held", "role", (*ROLES_BEFORE, "independent_assessor"))
    _allow("organisation", "kind", (*KINDS_BEFORE, "assessment_organisation"))
    _make_tables()
    _import_events()
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint(op.f("ck_event_kind"), type_="check")
        batch.drop_constraint(op.f("ck_event_role"), type_="check")
        batch.drop_column("body")
    _refuse_changes()


def downgrade() -> None:
    _accept_changes()
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("body", sa.Text(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    for row in _all_of(record_body):
        details = json.loads(row.body).get("details", {})
        connection.execute(
            event.update()
            .where(event.c.log == row.log, event.c.sequence == row.sequence)
            .values(body=json.dumps(details, sort_keys=True, separators=(",", ":")))
        )
    connection.execute(event.delete().where(event.c.kind.not_in(ACTS_BEFORE)))
    for name in ("verification", "checkpoint", "record_key", "record_erasure", "record_body"):
        op.drop_table(name)
    op.drop_table("record_entry")
    with op.batch_alter_table("event") as batch:
        batch.alter_column("body", server_default=None)
        batch.create_check_constraint(op.f("ck_event_kind"), _one_of("kind", ACTS_BEFORE))
        batch.create_check_constraint(op.f("ck_event_role"), _one_of("role", ROLES_BEFORE))
    _allow("organisation", "kind", KINDS_BEFORE)
    _allow("role_held", "role", ROLES_BEFORE)


def _one_of(column: str, values: Iterable[str]) -> sa.TextClause:
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return sa.text(f"{column} IN ({listed})")


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    """The column may hold these values from now on, and no others."""
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, _one_of(column, values))


def _make_tables() -> None:
    entry = (["log", "sequence"], ["record_entry.log", "record_entry.sequence"])
    op.create_table(
        "record_entry",
        sa.Column("log", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["log"], ["event_log.log"], name=op.f("fk_record_entry_log_event_log")
        ),
        sa.PrimaryKeyConstraint("log", "sequence", name=op.f("pk_record_entry")),
    )
    op.create_table(
        "record_body",
        sa.Column("log", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(*entry, name=op.f("fk_record_body_log_sequence_record_entry")),
        sa.PrimaryKeyConstraint("log", "sequence", name=op.f("pk_record_body")),
    )
    op.create_table(
        "record_erasure",
        sa.Column("log", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*entry, name=op.f("fk_record_erasure_log_sequence_record_entry")),
        sa.ForeignKeyConstraint(
            ["log", "erased_by"],
            ["record_entry.log", "record_entry.sequence"],
            name=op.f("fk_record_erasure_log_erased_by_record_entry"),
        ),
        sa.PrimaryKeyConstraint("log", "sequence", name=op.f("pk_record_erasure")),
    )
    op.create_table(
        "record_key",
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("public_key", name=op.f("pk_record_key")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("log", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["log"], ["event_log.log"], name=op.f("fk_checkpoint_log_event_log")
        ),
        sa.PrimaryKeyConstraint("log", "size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_verification_asked_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )


def _import_events() -> None:
    connection = op.get_bind()
    entries: list[Mapping[str, object]] = []
    bodies: list[Mapping[str, object]] = []

    def store() -> None:
        if entries:
            connection.execute(record_entry.insert(), entries)
            connection.execute(record_body.insert(), bodies)
        entries.clear()
        bodies.clear()

    for row in _all_of(event):
        body, salt = imported_body(_facts_of(row)), secrets.token_bytes(32)
        key = {"log": row.log, "sequence": row.sequence}
        entries.append({**key, "leaf_hash": leaf_hash(body, salt)})
        bodies.append({**key, "body": body, "salt": salt})
        if len(entries) == AT_ONCE:
            store()
    store()


def _all_of(table: sa.TableClause) -> Iterator[sa.Row]:  # type: ignore[type-arg]
    """Every row in the order of the logs, without holding all of them."""
    connection = op.get_bind()
    place = sa.tuple_(table.c.log, table.c.sequence)
    statement = sa.select(table).order_by(table.c.log, table.c.sequence).limit(AT_ONCE)
    rows = connection.execute(statement).all()
    while rows:
        yield from rows
        last = (rows[-1].log, rows[-1].sequence)
        rows = connection.execute(statement.where(place > sa.tuple_(*last))).all()


def _facts_of(row: sa.Row) -> Mapping[str, object]:  # type: ignore[type-arg]
    at: datetime = row.at
    return {
        "log": row.log,
        "sequence": row.sequence,
        "at": at.replace(tzinfo=UTC) if at.tzinfo is None else at,
        "actor": row.actor_id,
        "role": row.role,
        "kind": row.kind,
        "apprenticeship": row.apprenticeship_id,
        "evidence": row.evidence_id,
        "subject": row.subject_id,
        "revision": row.revision,
        "details": json.loads(row.body),
    }


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in (*ENTRIES, "record_body"):
            key = "size" if table == "checkpoint" else "sequence"
            _refuse_on_sqlite(table, "update", "BEFORE UPDATE")
            _refuse_on_sqlite(
                table,
                "replace",
                "BEFORE INSERT",
                f"EXISTS (SELECT 1 FROM {table} WHERE log = NEW.log AND {key} = NEW.{key})",
            )
        for table in ENTRIES:
            _refuse_on_sqlite(table, "delete", "BEFORE DELETE")
        _refuse_on_sqlite(
            "record_body",
            "delete",
            "BEFORE DELETE",
            "NOT EXISTS (SELECT 1 FROM record_erasure"
            " WHERE log = OLD.log AND sequence = OLD.sequence)",
        )
        return
    op.execute(
        "CREATE FUNCTION record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'The record is only ever added to.'; END $$"
    )
    op.execute(
        "CREATE FUNCTION record_body_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM record_erasure"
        " WHERE log = OLD.log AND sequence = OLD.sequence)"
        " THEN RAISE EXCEPTION 'The record is only ever added to.'; END IF;"
        " RETURN OLD; END $$"
    )
    for table in ENTRIES:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION record_is_kept()"
        )
    op.execute(
        "CREATE TRIGGER record_body_is_kept BEFORE UPDATE ON record_body"
        " FOR EACH ROW EXECUTE FUNCTION record_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER record_body_goes_after_its_entry BEFORE DELETE ON record_body"
        " FOR EACH ROW EXECUTE FUNCTION record_body_is_kept()"
    )
    for table in (*ENTRIES, "record_body"):
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION record_is_kept()"
        )


def _refuse_on_sqlite(table: str, name: str, when: str, condition: str = "1") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} {when} ON {table} WHEN {condition}"
        " BEGIN SELECT RAISE(ABORT, 'The record is only ever added to.'); END"
    )


def _accept_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in (*ENTRIES, "record_body"):
            for name in ("update", "replace", "delete"):
                op.execute(f"DROP TRIGGER {table}_{name}")
        return
    op.execute("DROP FUNCTION record_is_kept() CASCADE")
    op.execute("DROP FUNCTION record_body_is_kept() CASCADE")
