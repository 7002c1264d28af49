"""A request that is sent again, because nobody heard the answer, is carried out once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from httpx2 import Response
from sqlalchemy.exc import OperationalError
from sqlmodel import func, select
from starlette.testclient import TestClient

from app.actions import idempotency
from app.actions import submission as submission_actions
from app.actions.evidence import create_evidence
from app.adapters.db import Database
from app.domain.content import Content
from app.domain.evidence import EvidenceStatus
from app.models.accounts import IdempotencyKeyRow
from app.models.events import EventRow
from app.models.evidence import EvidenceRow
from app.queries.idempotency import KeyedRequest
from app.web.api import idempotency as web_idempotency
from tests.api.sent import COMPLETE, of_apprenticeship, of_piece, refused, wrong_fields
from tests.conftest import Clock, SignInAs
from tests.make import Maker

KEY = {"Idempotency-Key": "the first one"}


def pieces_in(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(EvidenceRow)).one()


def events_in(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(EventRow)).one()


def test_sent_again_it_gets_the_first_answer_and_nothing_happens_twice(
    make: Maker, api_for: SignInAs
) -> None:
    amara = api_for(make.cast.amara)
    path = of_apprenticeship(make.cast.amaras)
    first = amara.post(path, json=COMPLETE, headers=KEY)
    amara.patch(of_piece(first.json()["id"]), json={"version": 1, "title": "Changed since"})
    events = events_in(make.database)
    again = amara.post(path, json=COMPLETE, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert (pieces_in(make.database), events_in(make.database)) == (1, events)


def test_every_kind_of_act_can_be_sent_again(make: Maker, api_for: SignInAs) -> None:
    amara, sam, marcus = (
        api_for(person) for person in (make.cast.amara, make.cast.sam, make.cast.marcus)
    )
    piece, draft = make.evidence(), make.evidence()
    met = [{"criterion": code, "met": True} for code in ("K5", "S2")]
    decision = {"version": 3, "outcome": "signed_off", "mappings": met}
    change = {"version": 1, "title": "Other"}
    acts: list[tuple[TestClient, str, str, dict[str, object] | None]] = [
        (amara, "PATCH", of_piece(piece), change),
        (amara, "POST", of_piece(piece, "submit"), None),
        (marcus, "POST", of_piece(piece, "confirm"), None),
        (sam, "POST", of_piece(piece, "decision"), decision),
        (sam, "POST", of_piece(piece, "reopen"), {"reason": "A mistake."}),
        (amara, "POST", of_piece(piece, "reuse"), None),
        (amara, "DELETE", of_piece(draft), None),
    ]
    for number, (client, method, path, body) in enumerate(acts):
        key = {"Idempotency-Key": f"key {number}"}
        first = client.request(method, path, json=body, headers=key)
        assert first.is_success, first.text
        events = events_in(make.database)
        again = client.request(method, path, json=body, headers=key)
        assert (again.status_code, again.content) == (first.status_code, first.content), path
        assert events_in(make.database) == events


def test_the_same_key_with_anything_else_is_refused(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    path = of_apprenticeship(make.cast.amaras)
    made = amara.post(path, json=COMPLETE, headers=KEY).json()
    other_body = amara.post(path, json={"title": "Other"}, headers=KEY)
    other_path = amara.post(of_piece(made["id"], "submit"), headers=KEY)
    for refusal in (other_body, other_path):
        assert "used for another request" in refused(refusal, 409)
    assert pieces_in(make.database) == 1
    assert amara.get(of_piece(made["id"])).json() == made


def test_a_key_is_its_senders_own(make: Maker, api_for: SignInAs) -> None:
    for person, whose in ((make.cast.amara, make.cast.amaras), (make.cast.theo, make.cast.theos)):
        answer = api_for(person).post(of_apprenticeship(whose), json={"title": "Mine"}, headers=KEY)
        assert answer.json()["author"] == person.name
    assert pieces_in(make.database) == 2


def test_a_refusal_is_not_kept_so_it_can_be_tried_again(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    made = amara.post(of_apprenticeship(make.cast.amaras), json={"title": "Notes"}).json()
    assert refused(amara.post(of_piece(made["id"], "submit"), headers=KEY), 422)
    amara.patch(of_piece(made["id"]), json={**COMPLETE, "version": 1})
    submitted = amara.post(of_piece(made["id"], "submit"), headers=KEY)
    assert submitted.json()["status"] == "submitted"


def test_an_act_that_changed_nothing_is_answered_again_all_the_same(
    make: Maker, api_for: SignInAs
) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    first = amara.patch(of_piece(piece), json={"version": 1}, headers=KEY)
    assert first.status_code == 200
    amara.patch(of_piece(piece), json={"version": 1, "title": "Other"})
    again = amara.patch(of_piece(piece), json={"version": 1}, headers=KEY)
    assert (again.status_code, again.content) == (200, first.content)


def test_after_a_day_a_key_is_forgotten(make: Maker, api_for: SignInAs, clock: Clock) -> None:
    amara = api_for(make.cast.amara)
    path = of_apprenticeship(make.cast.amaras)
    first = amara.post(path, json=COMPLETE, headers=KEY)
    clock.now += timedelta(hours=23)
    assert amara.post(path, json=COMPLETE, headers=KEY).content == first.content
    clock.now += timedelta(hours=1)
    amara = api_for(make.cast.amara)
    assert amara.post(path, json=COMPLETE, headers=KEY).json()["id"] != first.json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 201, "caf\xe9", "a\tb"])
@pytest.mark.one_engine
def test_a_key_is_a_line_of_plain_letters(make: Maker, api_for: SignInAs, key: str) -> None:
    refusal = api_for(make.cast.amara).post(
        of_apprenticeship(make.cast.amaras),
        json=COMPLETE,
        headers={b"Idempotency-Key": key.encode("latin-1")},
    )
    assert wrong_fields(refusal) == ["Idempotency-Key"]
    assert pieces_in(make.database) == 0


def test_of_two_that_come_at_once_one_is_carried_out_and_both_hear_of_it(
    make: Maker, api_for: SignInAs
) -> None:
    clients = [api_for(make.cast.amara) for _ in range(4)]
    together = Barrier(len(clients))

    def send(client: TestClient) -> Response:
        together.wait()
        return client.post(of_apprenticeship(make.cast.amaras), json=COMPLETE, headers=KEY)

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(send, clients))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert pieces_in(make.database) == 1


def test_of_two_different_ones_at_once_under_one_key_one_is_carried_out(
    make: Maker, api_for: SignInAs
) -> None:
    clients = [api_for(make.cast.amara) for _ in range(2)]
    together = Barrier(2)

    def send(number: int) -> Response:
        together.wait()
        return clients[number].post(
            of_apprenticeship(make.cast.amaras), json={"title": f"{number}"}, headers=KEY
        )

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(send, range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert pieces_in(make.database) == 1


def test_a_server_that_stops_before_it_answers_does_nothing_twice(
    make: Maker, api_for: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act is done and its key is there; the answer was never kept."""
    amara = api_for(make.cast.amara)
    path = of_apprenticeship(make.cast.amaras)

    def stop(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "keep_answer", stop)
        assert refused(amara.post(path, json=COMPLETE, headers=KEY), 500)
    monkeypatch.setattr(web_idempotency, "_WAIT_SECONDS", 0)
    assert "carried out already" in refused(amara.post(path, json=COMPLETE, headers=KEY), 409)
    assert pieces_in(make.database) == 1


def test_where_the_answer_cannot_be_kept_it_is_given_all_the_same(
    make: Maker, api_for: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(idempotency, "keep_answer", fail)
    answer = api_for(make.cast.amara).post(
        of_apprenticeship(make.cast.amaras), json=COMPLETE, headers=KEY
    )
    assert answer.status_code == 201


def test_a_server_that_stops_before_the_act_is_done_leaves_no_key(
    make: Maker, api_for: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()

    def stop(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(submission_actions, "record_on", stop)
        assert refused(amara.post(of_piece(piece, "submit"), headers=KEY), 500)
    with make.database.read() as session:
        assert session.exec(select(IdempotencyKeyRow)).all() == []
    assert amara.post(of_piece(piece, "submit"), headers=KEY).status_code == 200
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_the_key_is_in_the_actions_own_transaction(make: Maker) -> None:
    request = KeyedRequest(make.cast.amara, "a key", "0" * 64)
    once = idempotency.once(make.database, request, make.now)

    def add(title: str) -> uuid.UUID:
        return create_evidence(
            once, make.cast.amaras, Content(title=title), by=make.cast.amara, now=make.now
        )

    add("One")
    with pytest.raises(idempotency.DoneMeanwhile):
        add("Two")
    assert pieces_in(make.database) == 1
