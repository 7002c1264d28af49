"""A portfolio of the demonstration leaves it: read offline, verified by itself, taken in elsewhere.

What must be equal at the new provider is what was decided: the criteria that are met and by how
many pieces, and the totals. Drafts never travel, and so no criterion counts any there.
"""

import csv
import io
import json
import shutil
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import sync_playwright

from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.imports import import_portfolio
from app.actions.installation import add_provider
from app.adapters.bag_reader import open_bag
from app.adapters.db import Database
from app.adapters.storage import open_storage
from app.domain.landing import Landing
from app.jobs.packs import covered_portfolio
from app.queries.commands import whoever_runs_the_command
from app.queries.imports import declared_before
from app.reports.pack import write_pack
from app.reports.portfolio import portfolio
from app.reports.readiness import as_json, readiness_report
from app.settings import Settings
from app.upkeep.installation import made_ready
from app.upkeep.verify import verify
from app.upkeep.verify_pack import verify_pack
from tests.browser.chromium import launch_chromium
from tests.cli.command import Command, Ran
from tests.conftest import settings_for

pytestmark = pytest.mark.one_engine

NOW = datetime.now(UTC)


@pytest.fixture
def demonstration(played: tuple[Command, Ran], tmp_path: Path) -> Iterator[tuple[Path, Database]]:
    folder = tmp_path / "demo"
    shutil.copytree(played[0].folder / "var/demo", folder)
    database = Database(f"sqlite:///{folder / 'gatepost.db'}")
    yield folder, database
    database.close()


def pack_of(folder: Path, database: Database, apprentice: str, said: str) -> io.BytesIO:
    found = {
        each["apprentice"]: uuid.UUID(each["id"]) for each in json.loads(said)["apprenticeships"]
    }
    storage = open_storage((folder / "files").as_uri())
    target = io.BytesIO()
    with database.read() as session:
        whole = portfolio(session, found[apprentice], now=NOW)
    signer = signer_for(database, folder, "gatepost.example", now=NOW)
    make_checkpoint(database, [signer], whole.report.apprenticeship.provider_id, now=NOW)
    with database.read() as session:
        whole = portfolio(session, found[apprentice], now=NOW).counted_by(signer, now=NOW)
    write_pack(whole, storage, target)
    return target


@dataclass(frozen=True)
class Second:
    """Another installation, with a training provider of its own."""

    settings: Settings
    database: Database
    provider_id: uuid.UUID

    def take(self, pack: io.BytesIO) -> uuid.UUID:
        return import_portfolio(
            self.database,
            open_storage(self.settings.storage_url),
            pack,
            Landing("moved@second.example"),
            provider_id=self.provider_id,
            by=None,
            public_url=self.settings.public_url,
            now=NOW,
        )

    def declared(self, moved: uuid.UUID) -> list[tuple[str, ...]]:
        with self.database.read() as session:
            return [
                (each.role, each.by, each.organisation, each.statement, each.snapshot_sha256)
                for each in declared_before(session, moved)
            ]


@contextmanager
def installation(folder: Path, provider: str) -> Iterator[Second]:
    settings = settings_for(folder)
    with made_ready(settings, now=NOW) as database:
        house = add_provider(
            database,
            provider=provider,
            email="vic@second.example",
            name="Vic Stone",
            public_url=settings.public_url,
            now=NOW,
        )
        yield Second(settings, database, house.organisation_id)


def decided(readiness: Any) -> tuple[Any, Any, list[Any]]:
    """What the decisions say, by which a portfolio is the same wherever it is read."""
    met = [
        (each["code"], each["status"] == "met", each["signed_off"], each["submitted"])
        for each in readiness["criteria"]
    ]
    return readiness["totals"], readiness["plan_sha256"], met


@pytest.mark.parametrize("apprentice", ["Amara Okafor", "Dana Kowalski"])
def test_the_pack_is_read_offline_verifies_and_lands_with_the_same_readiness(
    demonstration: tuple[Path, Database],
    played: tuple[Command, Ran],
    tmp_path: Path,
    apprentice: str,
) -> None:
    pack = pack_of(*demonstration, apprentice, played[1].out)
    assert verify_pack(pack).findings == []
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "pack")
    [data] = (tmp_path / "pack").glob("*/data")
    said = json.loads((data / "portfolio.json").read_text())
    passed = apprentice == "Dana Kowalski"
    assert bool(said["passage"]) is passed
    if passed:
        _, row = csv.reader(io.StringIO((data / "result.csv").read_text("utf-8-sig")))
        assert row[5] in ("Pass", "Merit", "Distinction")
        assert said["readiness"]["ready"] is True
    read_offline(data / "index.html", apprentice)

    with installation(tmp_path / "second", "Second Training") as second:
        moved = second.take(pack)
        with second.database.read() as session:
            person = whoever_runs_the_command(session, moved)
            report = readiness_report(session, person, moved, now=NOW)
        if passed:
            moves_on(second, moved, said, tmp_path / "third")
    there = json.loads(json.dumps(as_json(report)))
    assert decided(there) == decided(said["readiness"])
    met = {each["id"]: each["met"] for each in said["readiness"]["requirements"]}
    lost = {each["id"] for each in there["requirements"] if met[each["id"]] and not each["met"]}
    # Reviews of somebody who has passed stay behind, and are due anew.
    assert lost <= ({"progress_reviews"} if passed else set())


def moves_on(second: Second, moved: uuid.UUID, said: Any, folder: Path) -> None:
    """What was declared at the first provider is kept and shown at a third one too."""
    first = {each["statement"] for each in said["declarations"]}
    assert len(first) == 3
    whole = covered_portfolio(second.database, second.settings, moved, clock=lambda: NOW)
    pack = io.BytesIO()
    write_pack(whole, open_storage(second.settings.storage_url), pack)
    assert verify_pack(pack).findings == []
    with open_bag(pack) as bag:
        page = unescape(bag.read("index.html", 10_000_000).decode())
        again = json.loads(bag.read("portfolio.json", 10_000_000))
    assert {each["statement"] for each in again["declared_before"]} == first
    assert all(each in page for each in first)
    assert again["declarations"] == []
    with installation(folder, "Third Training") as third:
        landed = third.take(pack)
        assert third.declared(landed) == second.declared(moved)
        assert len(third.declared(landed)) == 3
        storage = open_storage(third.settings.storage_url)
        assert verify(third.database, storage).findings == []


def read_offline(page: Path, apprentice: str) -> None:
    """From the disk, at the width of a phone and of a desk, with no network to ask."""
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for width in (320, 1280):
            context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
            tab = context.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.on("pageerror", lambda error: pytest.fail(str(error)))
            tab.goto(page.as_uri())
            assert tab.get_by_role("heading", level=1).inner_text() == (
                f"The portfolio of {apprentice}"
            )
            widest = tab.evaluate("document.documentElement.scrollWidth")
            assert widest <= width, f"it is {widest} wide on a screen of {width}"
            link = tab.locator(".contents a").first
            title = link.inner_text()
            link.click()
            piece = tab.locator("article:target")
            assert title in piece.get_by_role("heading", level=3).inner_text()
            file = tab.locator("article.piece a[href^='evidence/']").first
            href = file.get_attribute("href") or ""
            assert page.parent.joinpath(*unquote(href).split("/")).is_file()
            context.close()
        browser.close()
    assert {url.partition(":")[0] for url in asked} == {"file"}
