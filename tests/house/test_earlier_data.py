"""What people did before there was a record is in it after the migration, and verifies."""

import json
import uuid
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import sqlalchemy as sa

from app.actions.record_import import import_state_once
from app.adapters.db import Database
from app.adapters.migrations import configuration, migrate
from app.adapters.storage import open_storage
from app.domain.record import INSTALLATION
from app.models.record import RecordBodyRow
from app.settings import ROOT
from app.upkeep.verify import verify
from app.web.forms.decisions import Answer, read_decision
from app.web.saving import as_form
from tests.cast import NOW

PROVIDER, PERSON = uuid.uuid4(), uuid.uuid4()
ORGANISATION = sa.table(
    "organisation",
    sa.column("id", sa.Uuid()),
    sa.column("kind"),
    sa.column("name"),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
PEOPLE = sa.table(
    "person",
    sa.column("id", sa.Uuid()),
    sa.column("name"),
    sa.column("email"),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
LOGS = sa.table("event_log", sa.column("log", sa.Uuid()), sa.column("length"))
EVENTS = sa.table(
    "event",
    sa.column("log", sa.Uuid()),
    sa.column("sequence"),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Uuid()),
    sa.column("role"),
    sa.column("kind"),
    sa.column("subject_id", sa.Uuid()),
    sa.column("body"),
)


def write_as_before(database: Database) -> None:
    """One provider and its administrator, with what they did in the form of the first revision."""
    with database.connect_to_write() as connection:
        connection.execute(
            ORGANISATION.insert().values(
                id=PROVIDER, kind="provider", name="Northgate Training", created_at=NOW
            )
        )
        connection.execute(
            PEOPLE.insert().values(
                id=PERSON, name="Ruth Ellis", email="ruth@gatepost.example", created_at=NOW
            )
        )
        for log, kinds in (
            (INSTALLATION, ("organisation_added",)),
            (PROVIDER, ("person_added", "role_given", "milestones_set")),
        ):
            connection.execute(LOGS.insert().values(log=log, length=len(kinds)))
            for sequence, kind in enumerate(kinds, 1):
                connection.execute(
                    EVENTS.insert().values(
                        log=log,
                        sequence=sequence,
                        at=NOW,
                        actor_id=PERSON,
                        role="administrator",
                        kind=kind,
                        subject_id=PROVIDER,
                        body=json.dumps({"told": sequence}),
                    )
                )
        connection.commit()


def test_acts_from_before_the_record_enter_it_as_imported(
    database: Database, tmp_path: Path
) -> None:
    from alembic import command

    command.downgrade(configuration(database), "0001")
    write_as_before(database)
    migrate(database)
    import_state_once(database, now=NOW)
    import_state_once(database, now=NOW)

    with database.read() as session:
        bodies = [json.loads(row.body) for row in session.scalars(sa.select(RecordBodyRow))]
    imported = [body for body in bodies if body.get("imported")]
    assert [
        (each["kind"], each["details"]) for each in imported if each["log"] == str(PROVIDER)
    ] == [
        ("person_added", {"told": 1}),
        ("role_given", {"told": 2}),
        ("milestones_set", {"told": 3}),
    ]
    assert sum(body["kind"] == "state_imported" for body in bodies) == 2
    assert verify(database, open_storage(tmp_path.as_uri())).findings == []


def test_what_an_act_said_is_still_there_where_the_migration_is_taken_back(
    database: Database,
) -> None:
    from alembic import command

    command.downgrade(configuration(database), "0001")
    write_as_before(database)
    migrate(database)
    command.downgrade(configuration(database), "0001")
    with database.connect_to_write() as connection:
        said = connection.execute(
            sa.select(EVENTS.c.body).where(EVENTS.c.log == PROVIDER).order_by(EVENTS.c.sequence)
        )
        assert [json.loads(body) for body in said.scalars()] == [
            {"told": 1},
            {"told": 2},
            {"told": 3},
        ]
    migrate(database)


def test_an_unfinished_decision_of_before_fills_its_form_and_goes_back() -> None:
    path = ROOT / "migrations/versions/0013_unfinished.py"
    spec = spec_from_file_location("moved", path)
    assert spec
    assert spec.loader
    moved = module_from_spec(spec)
    spec.loader.exec_module(moved)
    kept = {
        "answers": {
            "K5": {"choice": "not_met", "feedback": "Say why."},
            "K12": {"choice": "", "feedback": "Page 2."},
        },
        "added": ["K12"],
        "feedback": "So far.",
        "sighted_on": ["2", "11", "2026"],
        "sighted_where": "Leeds",
    }
    fields = moved._fields_of(kept)
    typed = read_decision(as_form(fields))
    assert typed.answer("K5") == Answer("not_met", "Say why.")
    assert (typed.added, typed.feedback) == (("K12",), "So far.")
    assert (str(typed.sighted_on.value), typed.sighted_where) == ("2026-11-02", "Leeds")
    assert moved._body_of(fields) == kept
    assert read_decision(as_form(moved._fields_of({"feedback": "So far"}))).feedback == "So far"
