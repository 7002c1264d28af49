"""Evidence through the API: written, changed, submitted, taken back, used again, deleted."""

import uuid

import pytest
from sqlmodel import select

from app.domain.evidence import EvidenceStatus
from app.domain.permissions import Sight
from app.models.accounts import ReadingRow
from tests.api.sent import COMPLETE, of_apprenticeship, of_piece, refused, wrong_fields
from tests.conftest import SignInAs
from tests.make import Maker


def test_a_draft_needs_a_title_only(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    answer = amara.post(of_apprenticeship(make.cast.amaras), json={"title": "Notes on a lease"})
    assert answer.status_code == 201
    made = answer.json()
    assert made == {
        "id": made["id"],
        "apprenticeship": str(make.cast.amaras),
        "title": "Notes on a lease",
        "kind": None,
        "happened_on": None,
        "happened_to": None,
        "narrative": "",
        "own_part": "",
        "practice_area": None,
        "matter": "",
        "client_details": None,
        "links": [],
        "author": "Amara Okafor",
        "status": "draft",
        "version": 1,
        "revision": 0,
        "submitted_at": None,
        "mappings": [],
        "files": [],
        "confirmed": None,
        "signed_off": None,
        "feedback": "",
        "content_sha256": None,
    }
    assert amara.get(of_piece(made["id"])).json() == made


def test_everything_that_is_sent_is_kept(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    made = amara.post(of_apprenticeship(make.cast.amaras), json=COMPLETE).json()
    mappings = made.pop("mappings")
    sent = dict(COMPLETE)
    del sent["mappings"]
    assert {name: made[name] for name in sent} == sent
    assert mappings == [
        {
            "criterion": "K5",
            "explanation": "I chose the technique.",
            "locator": "p. 2",
            "decision": None,
            "added": False,
        },
        {
            "criterion": "S2",
            "explanation": "I set out the options.",
            "locator": "",
            "decision": None,
            "added": False,
        },
    ]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "  "}, ["title"]),
        ({"title": None}, ["title"]),
        ({"title": 7}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": "a\u0000b"}, ["title"]),
        ({"narrative": "x" * 100_001}, ["narrative"]),
        ({"own_part": "x" * 5_001}, ["own_part"]),
        ({"matter": "x" * 101}, ["matter"]),
        ({"kind": "poem"}, ["kind"]),
        ({"client_details": "some"}, ["client_details"]),
        ({"practice_area": "astrology"}, ["practice_area"]),
        ({"happened_on": "yesterday"}, ["happened_on"]),
        ({"happened_on": "2026-11-04"}, ["happened_on"]),
        ({"happened_on": None, "happened_to": "2026-06-01"}, ["happened_on"]),
        ({"happened_to": "2026-05-01"}, ["happened_to"]),
        ({"links": ["javascript:alert(1)"]}, ["links"]),
        ({"links": ["https://example.com"] * 21}, ["links"]),
        ({"links": "https://example.com"}, ["links"]),
        ({"mappings": [{"criterion": "K99"}]}, ["mappings"]),
        ({"mappings": [{"criterion": "K1"}, {"criterion": "K1"}]}, ["mappings"]),
        ({"mappings": [{"explanation": "x"}]}, ["mappings.0.criterion"]),
        ({"mappings": [{"criterion": "K1"}] * 101}, ["mappings"]),
        (
            {"mappings": [{"criterion": "K1", "explanation": "x" * 5_001, "locator": "x" * 101}]},
            ["mappings.0.explanation", "mappings.0.locator"],
        ),
        ({"files": []}, ["files"]),
        ({"status": "signed_off", "author": "Sam"}, ["status", "author"]),
    ],
)
@pytest.mark.one_engine
def test_what_does_not_fit_is_named_by_its_field(
    make: Maker, api_for: SignInAs, changes: dict[str, object], fields: list[str]
) -> None:
    amara = api_for(make.cast.amara)
    refusal = amara.post(of_apprenticeship(make.cast.amaras), json={**COMPLETE, **changes})
    assert wrong_fields(refusal) == fields
    assert amara.get(of_apprenticeship(make.cast.amaras)).json()["items"] == []


def test_hostile_text_is_kept_as_text(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    hostile = "<script>alert('1')</script> '; DROP TABLE evidence; -- \u202e😀 ${x} {{x}}"
    body = {**COMPLETE, "title": hostile, "narrative": hostile, "matter": hostile}
    made = amara.post(of_apprenticeship(make.cast.amaras), json=body)
    assert made.json()["narrative"] == hostile
    assert made.headers["Content-Type"] == "application/json"
    assert made.headers["X-Content-Type-Options"] == "nosniff"


def test_a_field_left_out_stays_and_mappings_are_replaced(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    before = amara.get(of_piece(piece)).json()
    changed = amara.patch(
        of_piece(piece),
        json={"version": 1, "matter": "", "practice_area": None, "mappings": [{"criterion": "B1"}]},
    )
    assert changed.status_code == 200
    after = changed.json()
    assert [mapping["criterion"] for mapping in after["mappings"]] == ["B1"]
    assert (after["matter"], after["practice_area"]) == ("", None)
    assert after["version"] == 2
    stayed = set(before) - {"version", "matter", "practice_area", "mappings"}
    assert {name: after[name] for name in stayed} == {name: before[name] for name in stayed}


def test_a_change_of_nothing_is_no_change(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    answer = amara.patch(of_piece(make.evidence()), json={"version": 1})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)


def test_the_second_of_two_changes_of_one_version_is_refused(
    make: Maker, api_for: SignInAs
) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    assert amara.patch(of_piece(piece), json={"version": 1, "title": "One"}).status_code == 200
    refusal = amara.patch(of_piece(piece), json={"version": 1, "title": "Two"})
    assert "Somebody changed this piece" in refused(refusal, 409)
    assert amara.get(of_piece(piece)).json()["title"] == "One"


@pytest.mark.parametrize("body", [{"title": "a"}, {"version": "1"}, {"version": True}])
@pytest.mark.one_engine
def test_a_change_says_of_which_version(
    make: Maker, api_for: SignInAs, body: dict[str, object]
) -> None:
    refusal = api_for(make.cast.amara).patch(of_piece(make.evidence()), json=body)
    assert wrong_fields(refusal) == ["version"]


def test_submitting_names_everything_that_is_missing(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    made = amara.post(of_apprenticeship(make.cast.amaras), json={"title": "Notes"}).json()
    refusal = amara.post(of_piece(made["id"], "submit"))
    assert wrong_fields(refusal) == [
        "kind",
        "happened_on",
        "narrative",
        "client_details",
        "mappings",
    ]
    assert amara.get(of_piece(made["id"])).json() == made


def test_a_submitted_piece_is_a_revision_with_its_hash(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    answer = amara.post(of_piece(piece, "submit"))
    assert answer.status_code == 200
    submitted = answer.json()
    assert (submitted["status"], submitted["revision"], submitted["version"]) == ("submitted", 1, 2)
    assert submitted["submitted_at"] == "2026-11-03T10:00:00Z"
    assert submitted["content_sha256"] == make.seen_by(make.cast.sam, piece).content_sha256


def test_the_same_submit_twice_is_refused(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    amara.post(of_piece(piece, "submit"))
    assert "submitted" in refused(amara.post(of_piece(piece, "submit")), 409)
    assert amara.get(of_piece(piece)).json()["revision"] == 1


def test_a_submitted_piece_is_changed_only_after_it_is_taken_back(
    make: Maker, api_for: SignInAs
) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    change = {"version": 2, "title": "Other"}
    assert "Take it back" in refused(amara.patch(of_piece(piece), json=change), 409)
    assert amara.post(of_piece(piece, "take-back")).json()["status"] == "draft"
    assert amara.patch(of_piece(piece), json={**change, "version": 3}).status_code == 200
    assert refused(amara.post(of_piece(piece, "take-back")), 409)


def test_a_draft_that_nobody_else_ever_saw_is_deleted(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    deleted = amara.delete(of_piece(piece))
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert refused(amara.get(of_piece(piece)), 404)
    assert refused(amara.delete(of_piece(piece)), 404)


def test_a_piece_that_was_submitted_once_is_not_deleted(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    assert "Take it back" in refused(amara.delete(of_piece(piece)), 409)
    amara.post(of_piece(piece, "take-back"))
    assert "history is kept" in refused(amara.delete(of_piece(piece)), 409)


def test_used_again_a_piece_is_a_new_draft(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    answer = amara.post(of_piece(piece, "reuse"))
    assert answer.status_code == 201
    again = answer.json()
    assert again["id"] != str(piece)
    assert (again["status"], again["title"], again["mappings"]) == (
        "draft",
        "Lease review memo",
        [],
    )


def test_a_returned_piece_shows_others_what_was_submitted_and_the_apprentice_what_stands(
    make: Maker, api_for: SignInAs
) -> None:
    amara, sam = api_for(make.cast.amara), api_for(make.cast.sam)
    piece = make.evidence(EvidenceStatus.RETURNED)
    change = {"version": 3, "narrative": "I advised to serve notice."}
    changed = amara.patch(of_piece(piece), json=change).json()
    assert changed["narrative"] == "I advised to serve notice."
    assert changed["feedback"] == "Say what you advised, and why."
    assert [mapping["decision"]["met"] for mapping in changed["mappings"]] == [False, False]
    seen = sam.get(of_piece(piece)).json()
    assert "wrote a memo" in seen["narrative"]
    assert seen["content_sha256"] == changed["content_sha256"]
    amara.post(of_piece(piece, "submit"))
    again = sam.get(of_piece(piece)).json()
    assert again["narrative"] == "I advised to serve notice."
    assert [mapping["decision"] for mapping in again["mappings"]] == [None, None]
    assert again["feedback"] == ""


def test_work_for_an_earlier_employer_is_an_outline_to_the_new_line_manager(
    make: Maker, api_for: SignInAs
) -> None:
    amara, marcus = api_for(make.cast.amara), api_for(make.cast.marcus)
    body = {**COMPLETE, "happened_on": "2024-06-01"}
    piece = amara.post(of_apprenticeship(make.cast.amaras), json=body).json()["id"]
    amara.post(of_piece(piece, "submit"))
    assert make.seen_by(make.cast.marcus, uuid.UUID(piece)).sight is Sight.OUTLINE
    outline = marcus.get(of_piece(piece)).json()
    codes = [mapping.pop("criterion") for mapping in outline["mappings"]]
    assert codes == ["K5", "S2"]
    assert outline == {
        "id": piece,
        "apprenticeship": str(make.cast.amaras),
        "title": "Lease review memo",
        "author": "Amara Okafor",
        "status": "submitted",
        "version": 2,
        "revision": 1,
        **dict.fromkeys(
            (
                "kind",
                "happened_on",
                "happened_to",
                "practice_area",
                "client_details",
                "submitted_at",
                "confirmed",
                "signed_off",
                "content_sha256",
            )
        ),
        **dict.fromkeys(("narrative", "own_part", "matter", "feedback"), ""),
        "links": [],
        "files": [],
        "mappings": [
            {"explanation": "", "locator": "", "decision": None, "added": False},
            {"explanation": "", "locator": "", "decision": None, "added": False},
        ],
    }
    assert marcus.get(of_apprenticeship(make.cast.amaras)).json()["items"][0]["narrative"] == ""
    assert refused(marcus.post(of_piece(piece, "confirm")), 403)


@pytest.mark.parametrize(
    "made_up", ["1", "K5", "%00", "..", "a" * 3000, "00000000-0000-4000-8000-00000000000b"]
)
@pytest.mark.one_engine
def test_an_id_of_nothing_is_not_found(make: Maker, api_for: SignInAs, made_up: str) -> None:
    amara = api_for(make.cast.amara)
    assert refused(amara.get(f"/api/v1/evidence/{made_up}"), 404)
    assert refused(amara.post(f"/api/v1/evidence/{made_up}/submit"), 404)
    assert refused(amara.get(f"/api/v1/apprenticeships/{made_up}/evidence"), 404)


def test_each_check_comes_before_the_next(make: Maker, api_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    stranger, sam, amara = (
        api_for(person) for person in (make.cast.theo, make.cast.sam, make.cast.amara)
    )
    too_large = {"version": 0, "narrative": "x" * 1_000_001}
    wrong = {"version": 0, "title": "x" * 201}
    stale = {"version": 0, "title": "x"}
    nobody = {"Authorization": "Bearer none"}
    assert refused(amara.patch(of_piece(piece), json=too_large, headers=nobody), 401)
    assert refused(stranger.patch(of_piece(piece), json=too_large), 413)
    assert refused(stranger.patch(of_piece(piece), json=wrong), 422)
    assert refused(stranger.patch(of_piece("made-up"), json=wrong), 422)
    assert refused(stranger.patch(of_piece(piece), json=stale), 404)
    assert refused(sam.patch(of_piece(piece), json=stale), 403)
    assert refused(amara.patch(of_piece(piece), json=stale), 409)


@pytest.mark.one_engine
def test_reading_somebody_elses_evidence_is_noted(make: Maker, api_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    api_for(make.cast.amara).get(of_piece(piece))
    api_for(make.cast.sam).get(of_piece(piece))
    api_for(make.cast.ruth).get(of_apprenticeship(make.cast.amaras))
    with make.database.read() as session:
        readings = session.exec(select(ReadingRow)).all()
    assert {(each.person_id, each.evidence_id, each.what) for each in readings} == {
        (make.cast.sam.id, piece, "revision 1"),
        (make.cast.ruth.id, piece, "revision 1"),
    }
