"""What an apprentice does with a piece of evidence."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from app.actions.confirmation import comment_on_evidence
from app.actions.evidence import create_evidence, delete_draft, edit_evidence, reuse_evidence
from app.actions.submission import submit_evidence, take_back_evidence
from app.domain.content import Content
from app.domain.errors import Invalid, NotFound, NotPermitted, RuleBroken, Stale
from app.domain.evidence import EvidenceStatus
from app.domain.permissions import Sight
from app.queries.revisions import revisions_of
from app.queries.sign_off import remarks_on
from tests.make import COMPLETE, Maker, mapped_to


def test_a_draft_needs_a_title_only(make: Maker) -> None:
    draft = create_evidence(
        make.database,
        make.cast.amaras,
        Content(title="Notes on a lease"),
        by=make.cast.amara,
        now=make.now,
    )
    piece = make.seen_by(make.cast.amara, draft)
    assert (piece.status, piece.version, piece.revision) == (EvidenceStatus.DRAFT, 1, 0)


def test_a_piece_without_a_title_is_not_kept(make: Maker) -> None:
    with pytest.raises(Invalid) as refused:
        make.evidence(content=Content(title="  "))
    assert [error.field for error in refused.value.fields] == ["title"]


def test_submitting_says_everything_that_is_missing_at_once(make: Maker) -> None:
    draft = make.evidence(content=Content(title="Notes"))
    with pytest.raises(Invalid) as refused:
        submit_evidence(make.database, draft, by=make.cast.amara, now=make.now)
    assert [error.field for error in refused.value.fields] == [
        "kind",
        "happened_on",
        "narrative",
        "client_details",
        "mappings",
    ]


def test_a_form_sent_twice_makes_one_piece(make: Maker) -> None:
    cast, drawn = make.cast, uuid.uuid4()
    create_evidence(make.database, cast.amaras, COMPLETE, new_id=drawn, by=cast.amara, now=make.now)
    with pytest.raises(Stale):
        create_evidence(
            make.database, cast.amaras, COMPLETE, new_id=drawn, by=cast.amara, now=make.now
        )
    with pytest.raises(Stale):
        reuse_evidence(make.database, drawn, new_id=drawn, by=cast.amara, now=make.now)


def test_a_comment_sent_twice_is_said_once(make: Maker) -> None:
    piece, drawn = make.evidence(EvidenceStatus.SUBMITTED), uuid.uuid4()
    for _ in range(2):
        comment_on_evidence(
            make.database, piece, "Well put.", new_id=drawn, by=make.cast.sam, now=make.now
        )
    with make.database.read() as session:
        assert [remark.text for remark in remarks_on(session, piece)] == ["Well put."]


def test_a_draft_is_the_apprentices_alone(make: Maker) -> None:
    draft = make.evidence()
    cast = make.cast
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth, *cast.strangers):
        with pytest.raises(NotFound):
            make.seen_by(person, draft)


def test_those_around_the_apprentice_see_a_submitted_piece_and_strangers_do_not(
    make: Maker,
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    cast = make.cast
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth):
        seen = make.seen_by(person, piece)
        assert (seen.sight, seen.content) == (Sight.SUBMITTED, COMPLETE)
    for person in cast.strangers:
        with pytest.raises(NotFound):
            make.seen_by(person, piece)


def test_edits_of_a_returned_piece_are_the_apprentices_until_submitted_again(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    better = replace(COMPLETE, narrative="I advised to serve notice by 1 May, because …")
    edit_evidence(make.database, piece, better, version=3, by=make.cast.amara, now=make.now)
    assert make.seen_by(make.cast.amara, piece).content.narrative == better.narrative
    assert make.seen_by(make.cast.sam, piece).content.narrative == COMPLETE.narrative
    submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    assert make.seen_by(make.cast.sam, piece).content.narrative == better.narrative
    with make.database.read() as session:
        assert [r.content for r in revisions_of(session, piece)] == [COMPLETE, better]


def test_the_second_of_two_edits_of_one_version_is_refused(make: Maker) -> None:
    piece = make.evidence()
    first, second = (replace(COMPLETE, title=title) for title in ("One", "Two"))
    edit_evidence(make.database, piece, first, version=1, by=make.cast.amara, now=make.now)
    with pytest.raises(Stale):
        edit_evidence(make.database, piece, second, version=1, by=make.cast.amara, now=make.now)
    assert make.seen_by(make.cast.amara, piece).content.title == "One"


def test_saving_the_same_again_changes_nothing(make: Maker) -> None:
    piece = make.evidence()
    edit_evidence(make.database, piece, COMPLETE, version=1, by=make.cast.amara, now=make.now)
    assert make.seen_by(make.cast.amara, piece).version == 1


def test_a_submitted_piece_is_taken_back_before_it_is_changed(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    other = replace(COMPLETE, title="Other")
    with pytest.raises(RuleBroken, match="Take it back"):
        edit_evidence(make.database, piece, other, version=None, by=make.cast.amara, now=make.now)
    take_back_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    edit_evidence(make.database, piece, other, version=None, by=make.cast.amara, now=make.now)
    assert make.seen_by(make.cast.amara, piece).status is EvidenceStatus.DRAFT


def test_nobody_but_the_apprentice_writes_in_their_portfolio(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    for person in (make.cast.sam, make.cast.marcus, make.cast.priya, make.cast.ruth):
        with pytest.raises(NotPermitted):
            edit_evidence(make.database, piece, COMPLETE, version=None, by=person, now=make.now)
        with pytest.raises(NotPermitted):
            create_evidence(make.database, make.cast.amaras, COMPLETE, by=person, now=make.now)


def test_a_piece_that_was_submitted_once_cannot_be_deleted(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    take_back_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    with pytest.raises(RuleBroken, match="history is kept"):
        delete_draft(make.database, piece, by=make.cast.amara, now=make.now)


def test_a_deleted_draft_is_gone(make: Maker) -> None:
    draft = make.evidence()
    delete_draft(make.database, draft, by=make.cast.amara, now=make.now)
    with pytest.raises(NotFound):
        make.seen_by(make.cast.amara, draft)


def test_used_again_a_piece_is_a_new_draft_that_shows_nothing_yet(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    again = reuse_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    draft = make.seen_by(make.cast.amara, again)
    assert draft.status is EvidenceStatus.DRAFT
    assert draft.content == replace(COMPLETE, mappings=())


def test_a_code_of_another_standard_is_refused(make: Maker) -> None:
    with pytest.raises(Invalid, match="“K99” is not in this standard"):
        make.evidence(content=replace(COMPLETE, mappings=mapped_to(["K99"])))


def test_work_for_an_earlier_employer_is_an_outline_to_the_new_line_manager(make: Maker) -> None:
    earlier = replace(COMPLETE, happened_on=date(2024, 6, 1))
    piece = make.evidence(EvidenceStatus.SUBMITTED, earlier)
    seen = make.seen_by(make.cast.marcus, piece)
    assert (seen.sight, seen.content.title, seen.codes) == (
        Sight.OUTLINE,
        "Lease review memo",
        ("K5", "S2"),
    )
    assert seen.content.narrative == ""
    assert seen.content.files == ()
