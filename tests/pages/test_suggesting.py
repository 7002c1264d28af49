"""While an apprentice writes, KSBs that the text seems to show are offered, and only offered."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from starlette.testclient import TestClient

from tests.conftest import SignInAs, Statements
from tests.make import Maker
from tests.pages.test_evidence_writing import TYPED, pieces

pytestmark = pytest.mark.one_engine

CountStatements = Callable[[], AbstractContextManager[Statements]]
MEANT = (
    "I stayed late every night so that nobody else would have to, and told my boss I was worn out."
)
SHOWN = "At the hearing I spoke for the tenant. The judge asked about the <b>lease</b>."


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def test_ksbs_are_suggested_with_the_words_that_say_so_and_added_by_a_click_alone(
    amara: TestClient, make: Maker
) -> None:
    sent = {**TYPED, "narrative": SHOWN, "intent": "suggest"}
    page = amara.post("/evidence/new", data=sent)
    offered = re.findall(r'value="add:(\w+)"', page.text)
    assert offered
    assert not {"K5", "S2"} & set(offered)
    assert "You wrote “" in page.text
    assert re.findall(r'name="criterion" value="(\w+)"', page.text) == ["K5", "S2"]
    more = amara.post("/evidence/new", data={**sent, "intent": f"add:{offered[0]}"})
    assert offered[0] in re.findall(r'name="criterion" value="(\w+)"', more.text)
    assert f'value="add:{offered[0]}"' not in more.text
    assert "&lt;b&gt;lease&lt;/b&gt;" in more.text
    assert pieces(make) == []


def test_what_the_text_means_suggests_too_and_says_so(amara: TestClient) -> None:
    page = amara.post("/evidence/new", data={"narrative": MEANT, "intent": "suggest"})
    assert 'value="add:S23"' in page.text
    assert "Close in meaning to what you wrote" in page.text


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_words_alone_suggest(amara: TestClient) -> None:
    page = amara.post("/evidence/new", data={"narrative": SHOWN, "intent": "suggest"})
    assert "You wrote “" in page.text
    assert "Close in meaning" not in page.text
    nothing = amara.post("/evidence/new", data={"narrative": MEANT, "intent": "suggest"})
    assert "No words of a KSB were found yet." in nothing.text


def test_while_somebody_types_the_suggestions_come_as_a_part_of_the_page(
    amara: TestClient, client: TestClient, statements: CountStatements
) -> None:
    here = "/standards/ST0244/1.1/suggest"
    sent = {"narrative": SHOWN, "criterion": ["S13"], "form_path": "/evidence/new"}
    amara.post(here, data=sent)
    with statements() as ran:
        part = amara.post(here, data=sent)
    assert len(ran) <= 3, ran
    assert part.text.startswith('<div id="suggested_ksbs"')
    assert 'hx-post="/evidence/new"' in part.text
    assert 'value="add:S13"' not in part.text
    elsewhere = amara.post(here, data={**sent, "form_path": "https://example.com/evidence/new"})
    assert "example.com" not in elsewhere.text
    nothing = amara.post(here, data={"narrative": "", "intent": "suggest"})
    assert "No words of a KSB were found yet." in nothing.text
    assert amara.post("/standards/ZZ/1/suggest", data=sent).status_code == 404
    assert client.post(here, data=sent).status_code == 401
