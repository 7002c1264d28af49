"""What assessors and line managers do with a submitted piece."""

import threading
import uuid
from dataclasses import replace
from datetime import date

import pytest

from app.actions.confirmation import comment_on_evidence, confirm_evidence
from app.actions.evidence import edit_evidence
from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence
from app.domain.errors import GatepostError, Invalid, NotFound, NotPermitted, RuleBroken, Stale
from app.domain.evidence import EvidenceStatus
from app.domain.sign_off import CriterionDecision, Decision, Outcome, Sighting
from app.queries.sign_off import (
    decisions_on,
    events_on,
    present_decision,
    remarks_on,
    standing_confirmation,
)
from tests.make import COMPLETE, Maker, all_met, returned

CODES = ["K5", "S2"]


def test_signing_off_keeps_one_decision_row_per_mapping(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    with make.database.read() as session:
        [decision] = decisions_on(session, piece)
    assert decision.by == "Sam Rowe"
    assert decision.outcome is Outcome.SIGNED_OFF
    assert [(c.criterion, c.met) for c in decision.criteria] == [("K5", True), ("S2", True)]


def test_an_assessor_may_add_a_criterion_that_the_apprentice_did_not_see(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    decision = replace(
        all_met(CODES),
        criteria=(
            CriterionDecision("K5", True),
            CriterionDecision("S2", False, "No options are set out."),
            CriterionDecision("K12", True, "Page 3 explains it to the client in plain words."),
        ),
    )
    sign_off_evidence(make.database, piece, decision, version=2, by=make.cast.sam, now=make.now)
    with make.database.read() as session:
        [made] = decisions_on(session, piece)
    assert made.added == {"K12"}
    assert not made.by_code["S2"].met


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (all_met(["K5"]), "mappings.S2"),
        (all_met([*CODES, "K12"]), "mappings.K12.feedback"),
        (all_met([*CODES, "K99"]), "mappings"),
        (all_met([*CODES, "K5"]), "mappings"),
        (returned(CODES, feedback=" "), "feedback"),
        (
            Decision(
                Outcome.SIGNED_OFF, "", tuple(CriterionDecision(c, False, "No.") for c in CODES)
            ),
            "outcome",
        ),
        (
            Decision(Outcome.RETURNED, "Again.", tuple(CriterionDecision(c, False) for c in CODES)),
            "mappings.K5.feedback",
        ),
        (replace(all_met(CODES), sighted=Sighting(date(2026, 11, 4), "Leeds")), "sighted.on"),
        (replace(all_met(CODES), sighted=Sighting(date(206, 11, 2), "Leeds")), "sighted.on"),
        (replace(all_met(CODES), sighted=Sighting(date(2026, 11, 2), "")), "sighted.where"),
    ],
)
@pytest.mark.one_engine
def test_a_decision_that_does_not_say_what_it_must_is_refused(
    make: Maker, decision: Decision, field: str
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    with pytest.raises(Invalid) as refused:
        sign_off_evidence(
            make.database, piece, decision, version=None, by=make.cast.sam, now=make.now
        )
    assert field in {error.field for error in refused.value.fields}
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_only_a_present_assessor_decides(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    cast = make.cast
    for person in (cast.amara, cast.marcus, cast.priya, cast.ruth):
        with pytest.raises(NotPermitted):
            sign_off_evidence(
                make.database, piece, all_met(CODES), version=None, by=person, now=make.now
            )
    for person in cast.strangers:
        with pytest.raises(NotFound):
            sign_off_evidence(
                make.database, piece, all_met(CODES), version=None, by=person, now=make.now
            )


def test_the_second_of_two_assessors_is_told_that_somebody_was_first(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def decide() -> None:
        start.wait()
        try:
            sign_off_evidence(
                make.database, piece, all_met(CODES), version=2, by=make.cast.sam, now=make.now
            )
            outcomes.append("decided")
        except GatepostError as refused:
            outcomes.append(type(refused).__name__)

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Stale.__name__, "decided"]
    with make.database.read() as session:
        assert len(decisions_on(session, piece)) == 1


def test_a_reopened_piece_is_returned_and_its_sign_off_stays_as_revoked(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    with pytest.raises(Invalid):
        reopen_evidence(make.database, piece, " ", by=make.cast.sam, now=make.now)
    reopen_evidence(make.database, piece, "Wrong file.", by=make.cast.sam, now=make.now)
    assert make.seen_by(make.cast.amara, piece).status is EvidenceStatus.RETURNED
    with make.database.read() as session:
        [decision] = decisions_on(session, piece)
    assert (decision.revoked_by, decision.revoked_reason) == ("Sam Rowe", "Wrong file.")
    assert present_decision((decision,), 1) is None


def test_a_confirmation_stands_where_only_the_mapping_changed(make: Maker) -> None:
    cast = make.cast
    piece = make.evidence(EvidenceStatus.SUBMITTED, confirmed=True)
    sign_off_evidence(
        make.database, piece, returned(CODES), version=None, by=cast.sam, now=make.now
    )
    fewer = replace(COMPLETE, mappings=COMPLETE.mappings[:1])
    edit_evidence(make.database, piece, fewer, version=None, by=cast.amara, now=make.now)
    submit_evidence(make.database, piece, by=cast.amara, now=make.now)
    assert _confirmed(make, piece)
    with pytest.raises(RuleBroken, match="already"):
        confirm_evidence(make.database, [piece], by=cast.marcus, now=make.now)


def test_a_confirmation_is_asked_for_again_where_the_work_changed(make: Maker) -> None:
    cast = make.cast
    piece = make.evidence(EvidenceStatus.RETURNED, confirmed=True)
    other = replace(COMPLETE, narrative="Something else altogether.")
    edit_evidence(make.database, piece, other, version=None, by=cast.amara, now=make.now)
    submit_evidence(make.database, piece, by=cast.amara, now=make.now)
    assert not _confirmed(make, piece)
    confirm_evidence(make.database, [piece], "I saw it.", by=cast.marcus, now=make.now)
    assert _confirmed(make, piece)


def test_several_pieces_are_confirmed_in_one_act_or_none(make: Maker) -> None:
    pieces = [make.evidence(EvidenceStatus.SUBMITTED) for _ in range(3)]
    returned_piece = make.evidence(EvidenceStatus.RETURNED)
    with pytest.raises(RuleBroken):
        confirm_evidence(
            make.database, [*pieces, returned_piece], by=make.cast.marcus, now=make.now
        )
    assert not any(_confirmed(make, piece) for piece in pieces)
    confirm_evidence(make.database, pieces, by=make.cast.marcus, now=make.now)
    assert all(_confirmed(make, piece) for piece in pieces)


def test_only_a_present_line_manager_of_that_employer_confirms(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    earlier = make.evidence(
        EvidenceStatus.SUBMITTED, replace(COMPLETE, happened_on=date(2024, 5, 1))
    )
    for person in (make.cast.amara, make.cast.sam, make.cast.ruth):
        with pytest.raises(NotPermitted):
            confirm_evidence(make.database, [piece], by=person, now=make.now)
    with pytest.raises(NotPermitted, match="earlier employer"):
        confirm_evidence(make.database, [earlier], by=make.cast.marcus, now=make.now)
    with pytest.raises(NotFound):
        confirm_evidence(make.database, [earlier], by=make.cast.jo, now=make.now)


def test_the_timeline_tells_the_whole_road_in_order(make: Maker) -> None:
    cast = make.cast
    piece = make.evidence(EvidenceStatus.RETURNED, confirmed=True)
    comment_on_evidence(make.database, piece, "Shall we talk?", by=cast.marcus, now=make.now)
    submit_evidence(make.database, piece, by=cast.amara, now=make.now)
    with make.database.read() as session:
        told = [(event.kind.value, event.by) for event in events_on(session, piece)]
        remarks = remarks_on(session, piece)
    assert told == [
        ("evidence_started", "Amara Okafor"),
        ("evidence_submitted", "Amara Okafor"),
        ("evidence_confirmed", "Marcus Lee"),
        ("evidence_returned", "Sam Rowe"),
        ("comment_made", "Marcus Lee"),
        ("evidence_submitted", "Amara Okafor"),
    ]
    assert [(r.confirms, r.text, r.role.value) for r in remarks] == [
        (True, "", "line_manager"),
        (False, "Shall we talk?", "line_manager"),
    ]


def test_confirming_and_commenting_never_move_the_version(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    confirm_evidence(make.database, [piece], by=make.cast.marcus, now=make.now)
    comment_on_evidence(make.database, piece, "Good.", by=make.cast.sam, now=make.now)
    assert make.seen_by(make.cast.sam, piece).version == 2


def _confirmed(make: Maker, piece: uuid.UUID) -> bool:
    seen = make.seen_by(make.cast.sam, piece)
    with make.database.read() as session:
        return standing_confirmation(remarks_on(session, seen.id), seen.work_sha256) is not None
