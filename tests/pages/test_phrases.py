"""Phrases of one's own for feedback, and single keys: nobody else's business."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete, func, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.actions.phrases import count_use, keep_phrase
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.phrases import MAX_PHRASES, AtHand
from app.models.events import EventRow
from app.models.people import PersonRow
from app.models.phrases import KeysOffRow, PhraseRow
from app.queries.phrases import at_hand
from tests.conftest import SignInAs, Statements
from tests.entries import past_the_record
from tests.make import Maker
from tests.pages.forms import fields_of

HERE = "/account/phrases"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def sam(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.sam)


def hand_of(make: Maker, person: Person) -> AtHand:
    with make.database.read() as session:
        return at_hand(session, person)


def names(make: Maker) -> list[str]:
    return [each.name for each in hand_of(make, make.cast.sam).phrases]


def kept(make: Maker, name: str, text: str = "Say what you advised.") -> uuid.UUID:
    return keep_phrase(make.database, name, text, by=make.cast.sam)


def test_phrases_are_added_changed_and_deleted(make: Maker, sam: TestClient) -> None:
    assert "You have no phrases yet." in sam.get(HERE).text
    assert f'href="{HERE}"' in sam.get("/account").text
    sent = sam.post(HERE, data={"name": "advice", "text": "Say what you advised."})
    assert sent.headers["Location"] == HERE
    page = sam.get(HERE).text
    for words in ("“advice” is kept.", "Say what you advised.", "Not used yet"):
        assert words in page
    [phrase] = hand_of(make, make.cast.sam).phrases
    address = f"{HERE}/{phrase.id}"
    form = fields_of(sam.get(address).text, address)
    assert form == {"name": ["advice"], "text": ["Say what you advised."]}
    sam.post(address, data={"name": "why", "text": "Say why."})
    assert [(each.name, each.text) for each in hand_of(make, make.cast.sam).phrases] == [
        ("why", "Say why.")
    ]
    assert sam.post(f"{address}/delete").headers["Location"] == HERE
    assert names(make) == []


def test_what_is_wrong_with_a_phrase_stands_beside_it_and_nothing_typed_is_lost(
    make: Maker, sam: TestClient
) -> None:
    first, second = kept(make, "advice"), kept(make, "why")
    for address in (HERE, f"{HERE}/{second}"):
        refused = sam.post(address, data={"name": "Advice", "text": "My words."})
        assert refused.status_code == 422
        assert refused.text.count("You have a phrase named “Advice” already.") == 2
        assert "My words." in refused.text
    assert sam.post(f"{HERE}/{first}", data={"name": "Advice", "text": "x"}).status_code == 303
    for n in range(MAX_PHRASES - 2):
        kept(make, f"phrase {n}")
    assert "Delete one before you keep another." in sam.get(HERE).text
    refused = sam.post(HERE, data={"name": "one more", "text": "My words."})
    assert refused.status_code == 409
    assert "My words." in refused.text


def test_what_is_used_most_comes_first(make: Maker, sam: TestClient) -> None:
    kept(make, "advice")
    why = kept(make, "why")
    assert names(make) == ["advice", "why"]
    assert sam.post(f"{HERE}/{why}/use").status_code == 204
    assert names(make) == ["why", "advice"]
    assert "Used 1 time" in sam.get(HERE).text


def test_nobody_else_sees_changes_or_uses_a_phrase(make: Maker, client_for: SignInAs) -> None:
    phrase, cast = kept(make, "advice", "Mine alone."), make.cast
    for person in (cast.nadia, cast.ruth, cast.amara, cast.theos_assessor):
        browser = client_for(person)
        assert "Mine alone." not in browser.get(HERE).text
        assert browser.get(f"{HERE}/{phrase}").status_code == 404
        for way in ("", "/delete", "/use"):
            sent = browser.post(f"{HERE}/{phrase}{way}", data={"name": "x", "text": "x"})
            assert sent.status_code == 404
    [same] = hand_of(make, cast.sam).phrases
    assert (same.text, same.uses) == ("Mine alone.", 0)


def test_phrases_and_keys_are_no_acts_and_go_with_their_person(make: Maker) -> None:
    with make.database.read() as session:
        before = session.scalar(select(func.count()).select_from(EventRow))
    stranger = uuid.uuid4()
    with past_the_record(make.database) as session:
        session.add(PersonRow(id=stranger, name="Pat", email="pat@x.example", created_at=make.now))
        session.flush()
        session.add(PhraseRow(id=uuid.uuid4(), person_id=stranger, name="a", text="b"))
        session.add(KeysOffRow(person_id=stranger))
        session.commit()
    count_use(make.database, kept(make, "advice"), by=make.cast.sam)
    with past_the_record(make.database) as session:
        session.execute(delete(PersonRow).where(col(PersonRow.id) == stranger))
        session.commit()
    with make.database.read() as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == before
        assert [each.person_id for each in session.scalars(select(PhraseRow))] == [make.cast.sam.id]
        assert session.scalars(select(KeysOffRow)).all() == []


def test_the_feedback_just_written_is_kept_as_a_phrase_and_put_into_a_reason(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    address = f"/evidence/{piece}/decide"
    form = fields_of(sam.get(address).text, address)
    form |= {"feedback": ["Say why."], "mappings.S2": ["not_met"]}
    form["mappings.S2.feedback"] = ["Half of it."]
    refused = sam.post(address, data={**form, "act": "keep"})
    assert refused.status_code == 422
    assert 'href="#unfinished-phrase-name"' in refused.text
    again = fields_of(refused.text, address)
    assert again["feedback"] == ["Say why."]
    sent = sam.post(address, data={**again, "unfinished.phrase.name": "why", "act": "keep"})
    assert "The feedback is kept among your phrases." in sent.text
    [phrase] = hand_of(make, make.cast.sam).phrases
    assert (phrase.name, phrase.text) == ("why", "Say why.")
    chosen = {"unfinished.phrase.mappings.S2.feedback": str(phrase.id)}
    form = fields_of(sent.text, address)
    sent = sam.post(address, data={**form, **chosen, "act": "insert:mappings.S2.feedback"})
    form = fields_of(sent.text, address)
    assert form["mappings.S2.feedback"] == ["Half of it. Say why."]
    assert form["feedback"] == ["Say why."]
    assert hand_of(make, make.cast.sam).phrases[0].uses == 1
    chosen = {"unfinished.phrase.feedback": str(uuid.uuid4())}
    sent = sam.post(address, data={**form, **chosen, "act": "insert:feedback"})
    assert fields_of(sent.text, address)["feedback"] == ["Say why."]
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_which_phrase_is_chosen_is_not_what_was_typed(make: Maker, sam: TestClient) -> None:
    piece, phrase = make.evidence(EvidenceStatus.SUBMITTED), kept(make, "advice")
    address = f"/evidence/{piece}/decide"
    form = fields_of(sam.get(address).text, address)
    chosen = {"unfinished.phrase.feedback": str(phrase), "unfinished.phrase.name": "x"}
    assert sam.post(address, data={**form, **chosen, "act": "save"}).status_code == 303
    given_back = sam.post(address, data={**form, **chosen, "act": "find"})
    assert 'value="x"' not in given_back.text


def test_hostile_phrases_are_shown_as_text(make: Maker, sam: TestClient) -> None:
    piece, phrase = make.evidence(EvidenceStatus.SUBMITTED), kept(make, SCRIPT, SCRIPT)
    for page in (HERE, f"{HERE}/{phrase}", f"/evidence/{piece}/decide"):
        assert SCRIPT not in sam.get(page).text


def test_single_keys_are_switched_off_and_on_for_oneself(
    make: Maker, sam: TestClient, client_for: SignInAs
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    pages = ("/queue", f"/evidence/{piece}/decide")
    for choice, state in (("off", "off"), ("off", "off"), ("on", "on"), ("on", "on")):
        assert sam.post("/account/keys", data={"keys": choice}).headers["Location"] == (
            "/account/keys"
        )
        for page in pages:
            assert f'data-keys="{state}"' in sam.get(page).text
        assert hand_of(make, make.cast.nadia).keys
    sam.post("/account/keys", data={"keys": "off"})
    assert "You have switched single keys off" in sam.get("/account/keys").text
    assert "You have switched" not in client_for(make.cast.nadia).get("/account/keys").text


def test_phrases_cost_a_page_one_statement_however_many_there_are(
    make: Maker, sam: TestClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam.get(f"/evidence/{piece}/decide")
    counted = []
    for n in range(3):
        with statements() as ran:
            sam.get(f"/evidence/{piece}/decide")
        counted.append(len(ran))
        kept(make, f"phrase {n}")
    assert len(set(counted)) == 1
    with statements() as ran:
        hand_of(make, make.cast.sam)
    assert len(ran) == 1, ran
