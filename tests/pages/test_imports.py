"""A portfolio that came from another provider says so, wherever it is read."""

import uuid
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.actions.gateway import pass_gateway
from app.actions.imports import import_portfolio
from app.adapters.storage import open_storage
from app.domain.calendar import today_in_london
from app.domain.landing import Landing
from app.queries.gateway import gateway_of
from app.settings import Settings
from tests.conftest import SignInAs
from tests.make import Maker
from tests.ready import Ready
from tests.second import URL, pack_of

pytestmark = pytest.mark.one_engine


@pytest.fixture
def moved(ready: Ready, settings: Settings) -> uuid.UUID:
    """Amara passed the gateway at Northgate, and went on to Theo's provider."""
    make, cast = ready.make, ready.make.cast
    for person in ready.the_three:
        ready.declares(person)
    pass_gateway(make.database, cast.amaras, by=cast.ruth, now=make.now)
    storage = open_storage(settings.storage_url)
    return import_portfolio(
        make.database,
        storage,
        pack_of(make, storage),
        Landing(
            cast.amara.email,
            employer="Brandt’s firm",
            line_managers=(cast.theos_manager.email,),
            assessors=(cast.theos_assessor.email,),
        ),
        provider_id=cast.other_provider_id,
        by=cast.theos_administrator,
        public_url=URL,
        now=make.now,
    )


def read(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_where_it_came_from_is_told_with_what_vouches_for_it(
    moved: uuid.UUID, ready: Ready, client_for: SignInAs
) -> None:
    cast = ready.make.cast
    here = f"/apprenticeships/{moved}"
    for person in (cast.theos_administrator, cast.theos_assessor, cast.amara):
        client = client_for(person)
        assert "begun at Northgate Training and taken in here on 3 November 2026" in read(
            client, here
        )
        page = read(client, f"{here}/import")
        assert "verified against the record of Northgate Training" in page
        assert (
            f'By</dt><dd class="govuk-summary-list__value">{cast.theos_administrator.name}' in page
        )
        assert "SHA-256 of the pack" in page
        for name in ("Amara Okafor, apprentice", "Marcus Lee (at", "Sam Rowe (at"):
            assert name in page, "each declaration is kept"
        assert page.count("declare that") + page.count("I declare") >= 3
    with ready.database.read() as session:
        today = today_in_london(ready.now)
        there = gateway_of(session, cast.theos_assessor, moved, today=today)
    assert there.told == (), "there they count for nothing"


def test_a_decision_made_elsewhere_says_so_on_its_piece(
    moved: uuid.UUID, ready: Ready, client_for: SignInAs
) -> None:
    cast = ready.make.cast
    sam = client_for(cast.sam)
    assert "Made elsewhere" not in sam.get(f"/evidence/{ready.pieces[0]}").text
    there = client_for(cast.theos_assessor)
    items = [*_pieces(there, moved)]
    assert len(items) == 2
    for piece in items:
        page = read(there, f"/evidence/{piece}")
        assert "Made elsewhere, and verified against the record of Northgate Training." in page


def test_strangers_and_those_who_began_here_are_told_nothing(
    moved: uuid.UUID, ready: Ready, make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    assert client_for(cast.sam).get(f"/apprenticeships/{moved}/import").status_code == 404
    own = client_for(cast.sam).get(f"/apprenticeships/{cast.amaras}/import")
    assert own.status_code == 404
    assert "begun here" in own.text


def _pieces(client: TestClient, apprenticeship_id: uuid.UUID) -> set[str]:
    page = client.get(f"/apprenticeships/{apprenticeship_id}/evidence").text
    return {
        part.partition('"')[0]
        for part in page.split('href="/evidence/')[1:]
        if len(part.partition('"')[0]) == 36
    }
