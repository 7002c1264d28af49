"""Progress reviews on pages."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from app.actions.reviews import answer_review, record_review
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.reviews import ActionToTake
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.reviews import Review, reviews_of
from tests.conftest import Clock, SignInAs, Statements
from tests.make import Maker
from tests.pages.forms import Fields, fields_of

Count = Callable[[], AbstractContextManager[Statements]]
SCRIPT = "<script>alert(1)</script>"


def reviews_at(make: Maker) -> str:
    return f"/apprenticeships/{make.cast.amaras}/reviews"


def form_of(browser: TestClient, make: Maker) -> Fields:
    page = browser.get(f"{reviews_at(make)}/new")
    assert page.status_code == 200
    return fields_of(page.text, f"{reviews_at(make)}/new")


def with_action(form: Fields, row: int, what: str, owner: Person, day: date) -> Fields:
    field = f"actions.{row}"
    return {
        **form,
        f"{field}.what": [what],
        f"{field}.owner": [str(owner.id)],
        f"{field}.due_on-day": [str(day.day)],
        f"{field}.due_on-month": [str(day.month)],
        f"{field}.due_on-year": [str(day.year)],
    }


def all_of(make: Maker) -> tuple[Review, ...]:
    with make.database.read() as session:
        apprenticeship = get_apprenticeship_for(
            session, make.cast.sam, make.cast.amaras, today=make.now.date()
        )
        return reviews_of(session, apprenticeship)


def recorded(make: Maker, *actions: ActionToTake, held_on: date = date(2026, 11, 2)) -> uuid.UUID:
    return record_review(
        make.database,
        make.cast.amaras,
        held_on=held_on,
        discussed="The lease work.",
        actions=actions,
        by=make.cast.sam,
        now=make.now,
    )


def test_a_review_is_recorded_with_its_actions_and_the_totals_of_the_moment(
    make: Maker, client_for: SignInAs
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    marcus = client_for(make.cast.marcus)
    assert "2 of 67 KSBs met" in marcus.get(f"{reviews_at(make)}/new").text
    form = form_of(marcus, make)
    assert form["held_on-day"] == ["3"]
    form["discussed"] = ["The lease work.\nAnd what is bare."]
    form = with_action(form, 0, "Sit in on a hearing", make.cast.amara, date(2026, 12, 1))
    more = marcus.post(f"{reviews_at(make)}/new", data={**form, "act": "add"})
    assert more.status_code == 200
    form = fields_of(more.text, f"{reviews_at(make)}/new")
    assert form["row"] == ["0", "1"]
    assert form["discussed"] == ["The lease work.\nAnd what is bare."]
    form = with_action(form, 1, "Find her a seat", make.cast.marcus, date(2027, 1, 1))
    sent = marcus.post(f"{reviews_at(make)}/new", data={**form, "act": "record"})
    assert sent.status_code == 303
    [review] = all_of(make)
    assert sent.headers["Location"] == f"/reviews/{review.id}"
    assert [(a.what, a.owner) for a in review.actions] == [
        ("Sit in on a hearing", "Amara Okafor"),
        ("Find her a seat", "Marcus Lee"),
    ]
    make.evidence(EvidenceStatus.SIGNED_OFF)
    page = marcus.get(sent.headers["Location"]).text
    assert "You recorded the review." in page
    assert "1 of 25 knowledge" in page
    assert "Still asked to agree: apprentice and assessor." in page
    assert "The next review is due by 26 January 2027." in page


def test_an_action_is_left_out_and_empty_rows_are_none(make: Maker, client_for: SignInAs) -> None:
    sam = client_for(make.cast.sam)
    form = form_of(sam, make)
    for row, what in enumerate(("First", "Second")):
        form = with_action(form, row, what, make.cast.amara, date(2026, 12, 1))
    form["row"] = ["0", "1", "2"]
    left = sam.post(f"{reviews_at(make)}/new", data={**form, "act": "drop:0"})
    form = fields_of(left.text, f"{reviews_at(make)}/new")
    assert (form["row"], form["actions.0.what"]) == (["0"], ["Second"])
    form["discussed"] = ["All is well."]
    form["row"] = ["0", "7"]
    assert sam.post(f"{reviews_at(make)}/new", data=form).status_code == 303
    assert [action.what for action in all_of(make)[0].actions] == ["Second"]


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    make: Maker, client_for: SignInAs
) -> None:
    sam = client_for(make.cast.sam)
    form = form_of(sam, make)
    form["held_on-day"] = ["31"]
    form["actions.0.owner"] = [str(make.cast.theo.id)]
    form["actions.0.due_on-day"] = ["first"]
    sent = sam.post(f"{reviews_at(make)}/new", data=form)
    assert sent.status_code == 422
    for field in (
        "held_on",
        "discussed",
        "actions-0-what",
        "actions-0-owner",
        "actions-0-due_on",
    ):
        assert f'href="#{field}"' in sent.text
        assert f'id="{field}"' in sent.text
    again = fields_of(sent.text, f"{reviews_at(make)}/new")
    assert again["held_on-day"] == ["31"]
    assert again["actions.0.due_on-day"] == ["first"]
    assert all_of(make) == ()


def test_the_same_review_sent_twice_is_recorded_once(make: Maker, client_for: SignInAs) -> None:
    sam = client_for(make.cast.sam)
    form = form_of(sam, make)
    form["discussed"] = ["All is well."]
    first, second = (sam.post(f"{reviews_at(make)}/new", data=form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    form["discussed"] = ["All is well, and the will is drafted."]
    another = sam.post(f"{reviews_at(make)}/new", data=form)
    assert another.status_code == 409
    assert "the will is drafted.</textarea>" in another.text
    assert len(all_of(make)) == 1


def test_each_agrees_or_comments_in_any_order(make: Maker, client_for: SignInAs) -> None:
    review = recorded(make)
    amara, marcus = client_for(make.cast.amara), client_for(make.cast.marcus)
    address = f"/reviews/{review}/answer"
    assert amara.post(address, data={"act": "comment", "comment": ""}).status_code == 422
    amara.post(address, data={"act": "comment", "comment": "It was the 3rd."})
    page = marcus.get(f"/reviews/{review}").text
    assert "It was the 3rd." in page
    assert "Still asked to agree: apprentice and line manager." in page
    assert marcus.post(address, data={"act": "agree", "comment": "So it was."}).status_code == 303
    again = marcus.post(address, data={"act": "agree", "comment": "Once more."})
    assert again.status_code == 409
    assert "You have agreed to this review already." in again.text
    assert "Once more." in again.text
    amara.post(address, data={"act": "agree"})
    page = amara.get(f"/reviews/{review}").text
    assert "All three have agreed." in page
    assert 'value="agree"' not in page


def test_a_review_to_agree_to_stands_on_the_homes_of_those_who_are_asked(
    make: Maker, client_for: SignInAs
) -> None:
    review = recorded(make)
    for person, asked in ((make.cast.marcus, True), (make.cast.sam, False), (make.cast.jo, False)):
        assert (f"/reviews/{review}" in client_for(person).get("/").text) is asked


def test_an_overdue_review_shows_on_all_three_homes(
    make: Maker, client_for: SignInAs, clock: Clock
) -> None:
    recorded(make)
    three = (make.cast.amara, make.cast.marcus, make.cast.sam)
    for person in three:
        assert "was due by" not in client_for(person).get("/").text
    clock.now += timedelta(days=90)
    for pieces in (0, 4):
        for _ in range(pieces):
            make.evidence(EvidenceStatus.RETURNED)
        for person in three:
            page = client_for(person).get("/").text
            assert reviews_at(make) in page
            assert "was due by 25 January" in page
    assert (
        "The next review was due by 25 January 2027."
        in client_for(make.cast.sam).get(reviews_at(make)).text
    )


def test_an_action_is_marked_as_done_by_its_owner_or_the_assessor(
    make: Maker, client_for: SignInAs
) -> None:
    review = recorded(
        make, *(ActionToTake(what, make.cast.amara.id, date(2026, 12, 1)) for what in ("A", "B"))
    )
    first, second = (action.id for action in all_of(make)[0].actions)
    done = f"/reviews/{review}/actions/{{}}/done"
    marcus = client_for(make.cast.marcus)
    assert "Mark as done" not in marcus.get(f"/reviews/{review}").text
    assert marcus.post(done.format(first)).status_code == 403
    for person, action in ((make.cast.amara, first), (make.cast.sam, second)):
        browser = client_for(person)
        assert "Mark as done" in browser.get(f"/reviews/{review}").text
        for _ in range(2):
            assert browser.post(done.format(action)).status_code == 303
    page = marcus.get(f"/reviews/{review}").text
    assert page.count("Done on 3 November 2026") == 2


def test_the_list_says_what_is_open_in_each(make: Maker, client_for: SignInAs) -> None:
    amara = client_for(make.cast.amara)
    page = amara.get(reviews_at(make)).text
    assert "No progress review has been recorded yet." in page
    recorded(make, ActionToTake("Rest", make.cast.amara.id, date(2026, 12, 1)))
    page = amara.get(reviews_at(make)).text
    assert "Your progress reviews" in page
    assert "1 action still to do." in page
    assert "Still asked to agree: apprentice and line manager." in page


def test_those_around_may_read_and_strangers_know_nothing(
    make: Maker, client_for: SignInAs
) -> None:
    review = recorded(make, ActionToTake("Rest", make.cast.amara.id, date(2026, 12, 1)))
    action = all_of(make)[0].actions[0].id
    reading = (reviews_at(make), f"/reviews/{review}")
    acts = (f"/reviews/{review}/answer", f"/reviews/{review}/actions/{action}/done")
    for person in (make.cast.priya, make.cast.ruth):
        browser = client_for(person)
        for address in reading:
            page = browser.get(address)
            assert page.status_code == 200
            assert "Record a review" not in page.text
            assert 'value="comment"' not in page.text
        assert browser.get(f"{reviews_at(make)}/new").status_code == 403
        for address in (f"{reviews_at(make)}/new", *acts):
            sent = browser.post(address, data={"act": "agree", "discussed": "x"})
            assert sent.status_code == 403
    for person in make.cast.strangers:
        browser = client_for(person)
        for address in (*reading, f"{reviews_at(make)}/new", f"/reviews/{uuid.uuid4()}"):
            assert browser.get(address).status_code == 404
        for address in (f"{reviews_at(make)}/new", *acts):
            assert browser.post(address, data={"act": "agree"}).status_code == 404
    assert len(all_of(make)) == 1
    assert len(all_of(make)[0].answers) == 1


def test_hostile_text_is_shown_as_text(make: Maker, client_for: SignInAs) -> None:
    sam = client_for(make.cast.sam)
    form = form_of(sam, make)
    for field in ("discussed", "actions.0.what", "actions.0.due_on-day", "new_id", "row"):
        form[field] = [SCRIPT]
    form["row"] = ["0", SCRIPT]
    for act in ("add", "drop:0", f"drop:{SCRIPT}", "record"):
        sent = sam.post(f"{reviews_at(make)}/new", data={**form, "act": act})
        assert sent.status_code in (200, 422)
        assert SCRIPT not in sent.text
    review = record_review(
        make.database,
        make.cast.amaras,
        held_on=date(2026, 11, 2),
        discussed=SCRIPT,
        actions=[ActionToTake(SCRIPT, make.cast.amara.id, date(2026, 12, 1))],
        by=make.cast.sam,
        now=make.now,
    )
    answer_review(
        make.database, review, agreed=False, comment=SCRIPT, by=make.cast.amara, now=make.now
    )
    for address in (f"/reviews/{review}", reviews_at(make)):
        assert SCRIPT not in sam.get(address).text


def test_reviews_take_the_same_few_statements_however_many_there_are(
    make: Maker, client_for: SignInAs, statements: Count
) -> None:
    sam = client_for(make.cast.sam)
    counted: list[list[int]] = []
    for more in (1, 6):
        for day in range(more):
            review = recorded(
                make,
                *(ActionToTake(f"{n}", make.cast.amara.id, date(2026, 12, 1)) for n in range(more)),
                held_on=date(2026, 10, 1 + day),
            )
        sam.get(reviews_at(make))
        found = []
        for address in (reviews_at(make), f"/reviews/{review}", f"{reviews_at(make)}/new"):
            with statements() as ran:
                assert sam.get(address).status_code == 200
            found.append(len(ran))
        counted.append(found)
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 6


@pytest.mark.one_engine
def test_what_is_no_id_is_nobodys(make: Maker, client_for: SignInAs) -> None:
    sam = client_for(make.cast.sam)
    for address in ("/reviews/none", "/apprenticeships/none/reviews", "/evidence/none/decide"):
        assert sam.get(address).status_code == 404
