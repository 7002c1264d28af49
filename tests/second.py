"""A second installation, empty but for its training provider, which a portfolio moves to."""

import io
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import func, select

from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.imports import import_portfolio
from app.actions.installation import add_provider
from app.adapters.db import Database
from app.adapters.storage import Storage, open_storage
from app.domain.landing import Landing
from app.queries.commands import whoever_runs_the_command
from app.reports.pack import write_pack
from app.reports.portfolio import Portfolio, portfolio
from app.reports.readiness import as_json, readiness_report
from app.upkeep.installation import made_ready
from tests.conftest import settings_for
from tests.make import Maker

URL = "https://second.example"


@dataclass
class House:
    """A second, empty installation with a training provider of its own."""

    database: Database
    storage: Storage
    provider_id: uuid.UUID
    make: Maker

    def take(self, pack: io.BytesIO, landing: Landing | None = None, **more: Any) -> uuid.UUID:
        return import_portfolio(
            self.database,
            self.storage,
            pack,
            landing or Landing("amara@new.example"),
            **{"provider_id": self.provider_id, "by": None, "public_url": URL, **more},
            now=self.make.now,
        )

    def readiness(self, apprenticeship_id: uuid.UUID) -> dict[str, Any]:
        with self.database.read() as session:
            person = whoever_runs_the_command(session, apprenticeship_id)
            report = readiness_report(session, person, apprenticeship_id, now=self.make.now)
        return without_ids(as_json(report))

    def whole(self, apprenticeship_id: uuid.UUID) -> Portfolio:
        with self.database.read() as session:
            return portfolio(session, apprenticeship_id, now=self.make.now)

    def count(self, table: type) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


def without_ids(readiness: Any) -> dict[str, Any]:
    """Evidence by how much of it there is, for each provider calls it by ids of its own."""
    said = json.loads(json.dumps(readiness))
    del said["apprenticeship"]
    for criterion in said["criteria"]:
        criterion["evidence"] = len(criterion["evidence"])
    return dict(said)


@contextmanager
def second_house(make: Maker, folder: Path) -> Iterator[House]:
    settings = settings_for(folder)
    with made_ready(settings, now=make.now) as database:
        new = add_provider(
            database,
            provider="Second Training",
            email="vic@second.example",
            name="Vic Stone",
            public_url=URL,
            now=make.now,
        )
        yield House(database, open_storage(settings.storage_url), new.organisation_id, make)


def pack_of(
    make: Maker, storage: Storage, apprenticeship_id: uuid.UUID | None = None
) -> io.BytesIO:
    signer = signer_for(
        make.database,
        Path(make.database.engine.url.database or "").parent / "keys",
        "northgate",
        now=make.now,
    )
    make_checkpoint(make.database, [signer], make.cast.provider_id, now=make.now)
    with make.database.read() as session:
        whole = portfolio(session, apprenticeship_id or make.cast.amaras, now=make.now)
    whole = whole.counted_by(signer, now=make.now)
    target = io.BytesIO()
    write_pack(whole, storage, target)
    return target
