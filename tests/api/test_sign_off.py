"""Sign-off through the API: the queue, confirming, deciding, re-opening."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from app.domain.evidence import EvidenceStatus
from tests.api.sent import of_piece, refused, wrong_fields
from tests.conftest import SignInAs, Statements
from tests.make import Maker

AT = "2026-11-03T10:00:00Z"
BOTH_MET: list[dict[str, object]] = [
    {"criterion": "K5", "met": True},
    {"criterion": "S2", "met": True},
]


def sign_off(**changes: object) -> dict[str, Any]:
    return {
        "version": 2,
        "outcome": "signed_off",
        "feedback": "Clear and accurate.",
        "mappings": BOTH_MET,
        **changes,
    }


def test_the_queue_is_what_waits_the_oldest_first(make: Maker, api_for: SignInAs) -> None:
    first, second = (make.evidence(EvidenceStatus.SUBMITTED) for _ in range(2))
    make.evidence(EvidenceStatus.SIGNED_OFF)
    make.evidence()
    queue = api_for(make.cast.sam).get("/api/v1/sign-off/queue").json()
    assert queue["next"] is None
    assert {item["id"] for item in queue["items"]} == {str(first), str(second)}
    assert {item["status"] for item in queue["items"]} == {"submitted"}


def test_a_long_queue_comes_a_page_at_a_time(make: Maker, api_for: SignInAs) -> None:
    made = {str(make.evidence(EvidenceStatus.SUBMITTED)) for _ in range(52)}
    sam = api_for(make.cast.sam)
    first = sam.get("/api/v1/sign-off/queue").json()
    rest = sam.get("/api/v1/sign-off/queue", params={"cursor": first["next"]}).json()
    assert rest["next"] is None
    assert {item["id"] for item in [*first["items"], *rest["items"]]} == made
    assert wrong_fields(sam.get("/api/v1/sign-off/queue?cursor=x")) == ["cursor"]
    assert wrong_fields(sam.get("/api/v1/sign-off/queue?status=x")) == ["status"]


def test_only_assessors_have_a_queue_and_each_their_own(make: Maker, api_for: SignInAs) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    cast = make.cast
    for assessor in (cast.nadia, cast.theos_assessor):
        queue = api_for(assessor).get("/api/v1/sign-off/queue")
        assert queue.json() == {"items": [], "next": None}
    for person in (cast.amara, cast.marcus, cast.priya, cast.ruth):
        assert refused(api_for(person).get("/api/v1/sign-off/queue"), 403)


def test_a_line_manager_confirms_before_sign_off_or_after_it(
    make: Maker, api_for: SignInAs
) -> None:
    marcus = api_for(make.cast.marcus)
    for status in (EvidenceStatus.SUBMITTED, EvidenceStatus.SIGNED_OFF):
        piece = make.evidence(status)
        version = marcus.get(of_piece(piece)).json()["version"]
        answer = marcus.post(of_piece(piece, "confirm"), json={"statement": "I saw it done."})
        assert answer.status_code == 200
        assert answer.json()["confirmed"] == {
            "by": "Marcus Lee",
            "at": AT,
            "statement": "I saw it done.",
        }
        assert (answer.json()["status"], answer.json()["version"]) == (status.value, version)


def test_a_confirmation_needs_no_statement_and_is_given_once(
    make: Maker, api_for: SignInAs
) -> None:
    marcus = api_for(make.cast.marcus)
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    assert marcus.post(of_piece(piece, "confirm")).json()["confirmed"]["statement"] == ""
    assert "confirmed" in refused(marcus.post(of_piece(piece, "confirm"), json={}), 409)


@pytest.mark.one_engine
def test_a_returned_piece_waits_to_be_submitted_before_it_is_confirmed(
    make: Maker, api_for: SignInAs
) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    marcus = api_for(make.cast.marcus)
    assert "once it is submitted" in refused(marcus.post(of_piece(piece, "confirm")), 409)
    too_long = {"statement": "x" * 20_001}
    assert wrong_fields(marcus.post(of_piece(piece, "confirm"), json=too_long)) == ["statement"]


def test_a_confirmation_carries_over_where_only_the_mappings_changed(
    make: Maker, api_for: SignInAs
) -> None:
    amara, sam = api_for(make.cast.amara), api_for(make.cast.sam)
    piece = make.evidence(EvidenceStatus.RETURNED, confirmed=True)
    change = {"version": 3, "mappings": [{"criterion": "K1", "explanation": "It does."}]}
    amara.patch(of_piece(piece), json=change)
    amara.post(of_piece(piece, "submit"))
    assert sam.get(of_piece(piece)).json()["confirmed"]["by"] == "Marcus Lee"
    amara.post(of_piece(piece, "take-back"))
    amara.patch(of_piece(piece), json={"version": 6, "narrative": "Something else."})
    amara.post(of_piece(piece, "submit"))
    assert sam.get(of_piece(piece)).json()["confirmed"] is None


def test_a_sign_off_is_told_per_criterion_and_for_the_piece(make: Maker, api_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    decided = [
        {"criterion": "K5", "met": True},
        {"criterion": "S2", "met": False, "feedback": "Only one option is set out."},
        {"criterion": "B1", "met": True, "feedback": "The note on p. 3 shows it."},
    ]
    answer = api_for(make.cast.sam).post(
        of_piece(piece, "decision"),
        json=sign_off(mappings=decided, sighted={"on": "2026-11-02", "where": "At the firm"}),
    )
    assert answer.status_code == 200
    signed_off = answer.json()
    assert (signed_off["status"], signed_off["version"]) == ("signed_off", 3)
    assert signed_off["signed_off"] == {"by": "Sam Rowe", "at": AT}
    assert signed_off["feedback"] == "Clear and accurate."
    assert [(m["criterion"], m["added"], m["decision"]) for m in signed_off["mappings"]] == [
        ("K5", False, {"met": True, "feedback": "", "by": "Sam Rowe", "at": AT}),
        (
            "S2",
            False,
            {
                "met": False,
                "feedback": "Only one option is set out.",
                "by": "Sam Rowe",
                "at": AT,
            },
        ),
        (
            "B1",
            True,
            {"met": True, "feedback": "The note on p. 3 shows it.", "by": "Sam Rowe", "at": AT},
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"version": None}, ["version"]),
        ({"version": "2"}, ["version"]),
        ({"outcome": "maybe"}, ["outcome"]),
        ({"outcome": "returned", "feedback": " "}, ["feedback"]),
        ({"feedback": "x" * 20_001}, ["feedback"]),
        ({"mappings": []}, ["outcome"]),
        ({"mappings": [{"criterion": "K5", "met": "yes"}]}, ["mappings.0.met"]),
        ({"mappings": [{"criterion": "K5", "met": 1}]}, ["mappings.0.met"]),
        ({"mappings": [*BOTH_MET, BOTH_MET[0]]}, ["mappings"]),
        ({"mappings": BOTH_MET[:1]}, ["mappings.S2"]),
        ({"mappings": [BOTH_MET[0], {"criterion": "S2", "met": False}]}, ["mappings.S2.feedback"]),
        ({"mappings": [*BOTH_MET, {"criterion": "B1", "met": True}]}, ["mappings.B1.feedback"]),
        (
            {"mappings": [*BOTH_MET, {"criterion": "K99", "met": True, "feedback": "x"}]},
            ["mappings"],
        ),
        (
            {"mappings": [*BOTH_MET, {"criterion": "B1", "met": False, "feedback": "x"}]},
            ["mappings.B1"],
        ),
        ({"sighted": {"on": "2026-11-04", "where": "At the firm"}}, ["sighted.on"]),
        ({"sighted": {"on": "2026-11-02", "where": ""}}, ["sighted.where"]),
        ({"sighted": {"on": "2026-11-02"}}, ["sighted.where"]),
        ({"by": "Nadia"}, ["by"]),
    ],
)
@pytest.mark.one_engine
def test_a_decision_that_does_not_say_what_it_must_is_refused(
    make: Maker, api_for: SignInAs, changes: dict[str, object], fields: list[str]
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam = api_for(make.cast.sam)
    refusal = sam.post(of_piece(piece, "decision"), json=sign_off(**changes))
    assert wrong_fields(refusal) == fields
    assert sam.get(of_piece(piece)).json()["status"] == "submitted"


def test_the_second_of_two_assessors_is_told_that_it_was_decided(
    make: Maker, api_for: SignInAs
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam = api_for(make.cast.sam)
    assert sam.post(of_piece(piece, "decision"), json=sign_off()).status_code == 200
    stale = sam.post(of_piece(piece, "decision"), json=sign_off())
    assert "Somebody changed this piece" in refused(stale, 409)
    late = sam.post(of_piece(piece, "decision"), json=sign_off(version=3))
    assert "signed off" in refused(late, 409)


def test_a_body_that_could_never_fit_is_refused_before_anything_is_looked_up(
    make: Maker, api_for: SignInAs
) -> None:
    body = sign_off(outcome="returned", feedback="")
    for person in (make.cast.theo, make.cast.amara):
        refusal = api_for(person).post(of_piece(uuid.uuid4(), "decision"), json=body)
        assert wrong_fields(refusal) == ["feedback"]


def test_a_reopened_piece_is_returned_and_says_why(make: Maker, api_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    sam, amara = api_for(make.cast.sam), api_for(make.cast.amara)
    answer = sam.post(of_piece(piece, "reopen"), json={"reason": "S2 was decided in error."})
    assert answer.status_code == 200
    for reopened in (answer.json(), amara.get(of_piece(piece)).json()):
        assert reopened["status"] == "returned"
        assert reopened["signed_off"] is None
        assert [mapping["decision"] for mapping in reopened["mappings"]] == [None, None]
        assert reopened["feedback"] == "S2 was decided in error."
    again = sam.post(of_piece(piece, "reopen"), json={"reason": "Again."})
    assert "cannot be re-opened" in refused(again, 409)


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": "x" * 20_001}])
@pytest.mark.one_engine
def test_reopening_needs_a_reason(make: Maker, api_for: SignInAs, body: dict[str, object]) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    refusal = api_for(make.cast.sam).post(of_piece(piece, "reopen"), json=body)
    assert wrong_fields(refusal) == ["reason"]


def test_a_decision_and_reading_it_cost_few_statements(
    make: Maker,
    api_for: SignInAs,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED, confirmed=True)
    sam = api_for(make.cast.sam)
    with statements() as ran:
        assert sam.get(of_piece(piece)).status_code == 200
    assert len(ran) <= 8, ran
    with statements() as ran:
        assert sam.post(of_piece(piece, "decision"), json=sign_off()).status_code == 200
    assert len(ran) <= 15, ran


def test_several_pieces_are_signed_off_at_once_and_what_cannot_be_is_left_and_named(
    make: Maker, api_for: SignInAs
) -> None:
    sam = api_for(make.cast.sam)
    first, second, moved = (make.evidence(EvidenceStatus.SUBMITTED) for _ in range(3))
    made_up = uuid.uuid4()
    chosen = [(first, 2), (moved, 1), (second, 2), (made_up, 1)]
    body = {
        "evidence": [{"id": str(each), "version": version} for each, version in chosen],
        "feedback": "Well done.",
    }
    key = {"Idempotency-Key": "this week"}
    answer = sam.post("/api/v1/sign-off/all-met", json=body, headers=key)
    assert answer.status_code == 200
    assert answer.json()["signed_off"] == [str(first), str(second)]
    assert {each["id"]: each["why"] for each in answer.json()["left"]} == {
        str(moved): "Somebody changed this piece since you opened it. Look at it again first.",
        str(made_up): "There is nothing here that you can see.",
    }
    again = sam.post("/api/v1/sign-off/all-met", json=body, headers=key)
    assert again.json() == answer.json()
    signed_off = sam.get(of_piece(first)).json()
    assert (signed_off["status"], signed_off["feedback"]) == ("signed_off", "Well done.")
    assert all(each["decision"]["met"] for each in signed_off["mappings"])
    assert sam.get(of_piece(moved)).json()["status"] == "submitted"


@pytest.mark.one_engine
def test_what_is_signed_off_at_once_is_named_once_and_is_not_too_much(
    make: Maker, api_for: SignInAs
) -> None:
    piece = {"id": str(make.evidence(EvidenceStatus.SUBMITTED)), "version": 2}
    sam = api_for(make.cast.sam)
    for body, field in (
        ({"evidence": []}, "evidence"),
        ({"evidence": [piece, piece]}, "evidence"),
        ({"evidence": [piece] * 51}, "evidence"),
        ({"evidence": [piece], "feedback": "x" * 20_001}, "feedback"),
    ):
        assert wrong_fields(sam.post("/api/v1/sign-off/all-met", json=body)) == [field]
    for person in (make.cast.amara, make.cast.marcus, make.cast.ruth):
        refused(api_for(person).post("/api/v1/sign-off/all-met", json={"evidence": [piece]}), 403)
