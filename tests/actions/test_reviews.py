"""Progress reviews between the apprentice, their line manager and their assessor."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from app.actions.reviews import answer_review, finish_review_action, record_review
from app.domain.errors import Invalid, NotFound, NotPermitted, RuleBroken
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.domain.reviews import ActionToTake, yet_to_agree
from app.queries.reviews import Review, get_review_for, reviews_to_agree
from tests.make import Maker

HELD_ON = date(2026, 11, 2)


def _record(make: Maker, *actions: ActionToTake) -> Review:
    made = record_review(
        make.database,
        make.cast.amaras,
        held_on=HELD_ON,
        discussed="The lease work, and what is still bare.",
        actions=actions,
        by=make.cast.sam,
        now=make.now,
    )
    return _read(make, made)


def _read(make: Maker, review_id: uuid.UUID) -> Review:
    with make.database.read() as session:
        return get_review_for(session, make.cast.amara, review_id, today=HELD_ON)[1]


def test_a_review_freezes_the_totals_of_its_moment_and_says_when_the_next_is_due(
    make: Maker,
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    review = _record(make)
    make.evidence(EvidenceStatus.SIGNED_OFF)
    totals = _read(make, review.id).totals
    assert totals["knowledge"] == {"met": 1, "of": 25}
    assert totals["skill"] == {"met": 1, "of": 33}
    assert review.next_due_on == date(2027, 1, 25)  # started 2023: every 12 weeks


def test_a_review_that_is_sent_several_times_at_once_is_recorded_once(make: Maker) -> None:
    start, drawn = Barrier(4), uuid.uuid4()

    def record(_turn: int) -> uuid.UUID:
        start.wait()
        return record_review(
            make.database,
            make.cast.amaras,
            held_on=HELD_ON,
            discussed="The lease work.",
            actions=[ActionToTake("Draft a will.", make.cast.amara.id, date(2026, 12, 1))],
            new_id=drawn,
            by=make.cast.sam,
            now=make.now,
        )

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(record, range(4))) == {drawn}
    assert len(_read(make, drawn).actions) == 1


def test_whoever_records_a_review_has_agreed_and_the_others_are_asked(make: Maker) -> None:
    review = _record(make)
    assert yet_to_agree(review.agreed_by) == (Role.APPRENTICE, Role.LINE_MANAGER)
    answer_review(make.database, review.id, agreed=True, by=make.cast.marcus, now=make.now)
    answer_review(
        make.database,
        review.id,
        agreed=False,
        comment="The date was the 3rd.",
        by=make.cast.amara,
        now=make.now,
    )
    assert yet_to_agree(_read(make, review.id).agreed_by) == (Role.APPRENTICE,)
    with make.database.read() as session:
        for person, waiting in ((make.cast.amara, 1), (make.cast.marcus, 0), (make.cast.sam, 0)):
            assert len(reviews_to_agree(session, person, today=HELD_ON)) == waiting


def test_nobody_agrees_twice(make: Maker) -> None:
    review = _record(make)
    with pytest.raises(RuleBroken, match="already"):
        answer_review(make.database, review.id, agreed=True, by=make.cast.sam, now=make.now)


def test_a_review_is_between_the_three_and_a_stranger_knows_nothing_of_it(make: Maker) -> None:
    review = _record(make)
    for person in (make.cast.priya, make.cast.ruth):
        with pytest.raises(NotPermitted):
            answer_review(make.database, review.id, agreed=True, by=person, now=make.now)
    for person in make.cast.strangers:
        with pytest.raises(NotFound):
            answer_review(make.database, review.id, agreed=True, by=person, now=make.now)


def test_an_action_is_done_by_its_owner_or_the_assessor(make: Maker) -> None:
    cast = make.cast
    review = _record(make, ActionToTake("Draft a will.", cast.amara.id, date(2026, 12, 1)))
    [action] = review.actions
    with pytest.raises(NotPermitted):
        finish_review_action(make.database, review.id, action.id, by=cast.marcus, now=make.now)
    finish_review_action(make.database, review.id, action.id, by=cast.amara, now=make.now)
    assert _read(make, review.id).actions[0].done_at == make.now


def test_everything_wrong_with_a_review_is_said_at_once(make: Maker) -> None:
    with pytest.raises(Invalid) as refused:
        record_review(
            make.database,
            make.cast.amaras,
            held_on=date(2027, 1, 1),
            discussed=" ",
            actions=[
                ActionToTake("", make.cast.jo.id, date(2026, 1, 1)),
                ActionToTake("Draft a will.", make.cast.amara.id, date(9999, 12, 31)),
            ],
            by=make.cast.sam,
            now=make.now,
        )
    assert [error.field for error in refused.value.fields] == [
        "discussed",
        "held_on",
        "actions.0.what",
        "actions.0.owner",
        "actions.0.due_on",
        "actions.1.due_on",
    ]
