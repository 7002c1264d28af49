"""What somebody is written to about is theirs to choose, signed in or by the link in a mail."""

import re
import uuid
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from app.actions.daily_mail import begin_round
from app.adapters.secrets import new_secret, read_signed, signed_for
from app.domain.people import Person
from app.domain.tasks import TaskKind
from app.queries.daily_mail import unwanted_by
from tests.conftest import SignInAs
from tests.make import Maker
from tests.pages.test_home import give_role
from tests.pages.test_sign_in import words

pytestmark = pytest.mark.one_engine

HERE = "/account/mail"


def unwanted(make: Maker, person: Person) -> set[str]:
    with make.database.read() as session:
        return {kind.value for kind in unwanted_by(session, [person.id])[person.id]}


def ticked(page: str) -> dict[str, bool]:
    boxes = re.findall(r"<input[^>]+type=\"checkbox\"[^>]*>", page)
    return {re.findall(r'value="(\w+)"', box)[0]: "checked" in box for box in boxes}


def link_for(make: Maker, person: Person, now: datetime) -> str:
    begun = begin_round(make.database, now.date())
    assert begun is not None
    return f"/mail/{signed_for(person.id, begun.key)}"


def test_each_kind_can_be_switched_off_and_on_again(make: Maker, client_for: SignInAs) -> None:
    amara = client_for(make.cast.amara)
    assert ticked(amara.get(HERE).text) == dict.fromkeys(
        ("result", "declare", "review_overdue", "returned", "review_to_agree"), True
    )
    kept = amara.post(HERE, data={"kind": ["returned", "declare", "unsent", "nonsense"]})
    assert kept.headers["Location"] == HERE
    page = amara.get(HERE).text
    assert "Your choice is kept." in page
    assert ticked(page) == {
        "result": False,
        "declare": True,
        "review_overdue": False,
        "returned": True,
        "review_to_agree": False,
    }
    assert unwanted(make, make.cast.amara) == {"result", "review_overdue", "review_to_agree"}
    assert unwanted(make, make.cast.marcus) == set()
    amara.post(HERE, data={"kind": list(ticked(page))})
    assert unwanted(make, make.cast.amara) == set()


def test_everybody_chooses_among_what_their_roles_bring(make: Maker, client_for: SignInAs) -> None:
    cast = make.cast
    assert set(ticked(client_for(cast.ruth).get(HERE).text)) == {
        "result",
        "assessment",
        "gateway",
        "left_alone",
        "unsent",
        "record",
        "failing",
    }
    assert set(ticked(client_for(cast.priya).get(HERE).text)) == {"result", "record"}
    give_role(make, cast.sam, cast.sam.roles[0].role.ADMINISTRATOR, cast.provider_id)
    assert {"sign_off", "gateway"} <= set(ticked(client_for(cast.sam).get(HERE).text))


def test_the_link_in_a_mail_opens_the_same_without_signing_in(
    make: Maker, client: TestClient, now: datetime
) -> None:
    here = link_for(make, make.cast.sam, now)
    page = client.get(here).text
    assert set(ticked(page)) == {
        "result",
        "declare",
        "review_overdue",
        "sign_off",
        "review_to_agree",
    }
    assert make.cast.sam.name not in page, "a mail is passed on: it says whose it is to nobody"
    client.get(here)
    assert unwanted(make, make.cast.sam) == set(), "to look changes nothing"
    assert client.post(here, data={"kind": ["sign_off"]}).headers["Location"] == here
    assert unwanted(make, make.cast.sam) == {
        "result",
        "declare",
        "review_overdue",
        "review_to_agree",
    }
    client.post(here, data={"stop": "all"})
    assert unwanted(make, make.cast.sam) == {kind.value for kind in TaskKind}
    assert "We write to you about none of it any more." in words(client.get(here).text)
    assert unwanted(make, make.cast.marcus) == set()


def test_one_click_is_answered_at_once_in_either_form_and_twice_does_no_harm(
    make: Maker, client: TestClient, now: datetime
) -> None:
    del client.headers["Sec-Fetch-Site"]
    for person, send in (
        (make.cast.sam, {"data": {"List-Unsubscribe": "One-Click"}}),
        (make.cast.amara, {"files": {"List-Unsubscribe": (None, "One-Click")}}),
    ):
        here = link_for(make, person, now)
        for _ in range(2):
            assert client.post(here, **send).status_code == 200
        assert unwanted(make, person) == {kind.value for kind in TaskKind}


def test_another_site_cannot_choose_for_somebody_who_is_signed_in(
    make: Maker, client_for: SignInAs
) -> None:
    sam = client_for(make.cast.sam)
    sam.headers["Sec-Fetch-Site"] = "cross-site"
    assert sam.post(HERE, data={"kind": "declare"}).status_code == 403
    assert unwanted(make, make.cast.sam) == set()


def test_a_link_that_was_made_up_or_changed_does_nothing(
    make: Maker, client: TestClient, now: datetime
) -> None:
    good = link_for(make, make.cast.sam, now)
    stranger = f"/mail/{signed_for(make.cast.sam.id, new_secret())}"
    gone = f"/mail/{signed_for(uuid.uuid4(), new_secret())}"
    changed = good[:-1] + ("A" if good[-1] != "A" else "E")
    for address in (stranger, gone, changed, good[:-5], "/mail/x", "/mail/é", f"{good}AAAA"):
        answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == client.get(address).status_code == 404, address
        assert "This link does not work" in answer.text
    assert unwanted(make, make.cast.sam) == set()


def test_a_signed_link_names_its_person_to_whoever_has_the_key_alone() -> None:
    key, person_id = new_secret(), uuid.uuid4()
    token = signed_for(person_id, key)
    assert len(token) == 43
    assert read_signed(token, key) == person_id
    assert read_signed(token, new_secret()) is None
