"""The list of apprenticeships, a new one, and its settings, each changed on a page of its own."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime

import pytest
from starlette.testclient import TestClient

from app.actions.apprenticeships import start_apprenticeship
from app.adapters.db import Database
from app.domain.apprenticeships import SpellKind
from app.domain.people import Person
from app.queries.apprenticeships import spells_of
from tests.actions.test_apprenticeships import NEW
from tests.cast import Cast
from tests.conftest import Statements
from tests.pages.test_sign_in import words

ClientFor = Callable[[Person], TestClient]

TYPED = {
    "apprentice.name": "Ben Hughes",
    "apprentice.email": "ben@gatepost.example",
    "standard": "ST0244 1.1",
    "employer": "Harbour Legal",
    "line_managers.0": "jo@gatepost.example",
    "assessors.0": "sam@gatepost.example",
    "started_on-day": "7",
    "started_on-month": "September",
    "started_on-year": "2026",
    "planned_end_on-day": "6",
    "planned_end_on-month": "9",
    "planned_end_on-year": "2031",
    "specialism": "civil_litigation",
    "weekly_hours": "35",
    "uln": "100 000 0027",
}


def day(name: str, when: date) -> dict[str, str]:
    return {
        f"{name}-day": str(when.day),
        f"{name}-month": str(when.month),
        f"{name}-year": str(when.year),
    }


def settings_of(cast: Cast) -> str:
    return f"/apprenticeships/{cast.amaras}/settings"


def spell_page(database: Database, cast: Cast, kind: SpellKind) -> str:
    with database.read() as session:
        spells = spells_of(session, [cast.amaras])[cast.amaras]
    last = [spell for spell in spells if spell.kind is kind][-1]
    return f"{settings_of(cast)}/spells/{last.id}"


def pages(database: Database, cast: Cast) -> list[str]:
    here = settings_of(cast)
    names = ("details", "start", "planned-end", "status", "break", "back", "employer")
    return [
        *(f"{here}/{name}" for name in names),
        f"{here}/assessors/new",
        f"{here}/line-managers/new",
        spell_page(database, cast, SpellKind.ASSESSOR),
    ]


def test_everybody_sees_the_apprenticeships_that_are_theirs(
    client_for: ClientFor, client: TestClient, cast: Cast
) -> None:
    for person in (cast.ruth, cast.priya, cast.sam, cast.marcus, cast.amara):
        page = words(client_for(person).get("/apprenticeships").text)
        assert "Amara Okafor On programme 38 of 60 Marlow & Co Marcus Lee Sam Rowe" in page
        assert "Theo" not in page
    for stranger in (cast.jo, cast.nadia, cast.theos_administrator):
        assert "Amara" not in client_for(stranger).get("/apprenticeships").text
    assert client.get("/apprenticeships").headers["Location"].startswith("/sign-in")


def test_the_list_is_narrowed_by_status_assessor_and_employer(
    client_for: ClientFor, cast: Cast, database: Database, now: datetime
) -> None:
    start_apprenticeship(
        database,
        replace(NEW, assessors=(cast.nadia.email,)),
        by=cast.ruth,
        public_url="https://g.example",
        now=now,
    )
    ruth = client_for(cast.ruth)

    def shown(query: str) -> tuple[bool, bool]:
        page = ruth.get(f"/apprenticeships?{query}").text
        return ("Amara Okafor</a>" in page, "Ben Hughes</a>" in page)

    assert shown("") == (True, True)
    assert shown(f"assessor={cast.nadia.id}") == (False, True)
    assert shown(f"assessor={cast.sam.id}&employer={cast.marlow_id}") == (True, False)
    assert shown(f"assessor={cast.sam.id}&employer={cast.harbour_id}") == (False, False)
    assert shown("status=on_programme&name=ben") == (False, True)
    assert shown("status=withdrawn") == (False, False)
    assert shown("status=nonsense&assessor=nonsense") == (True, True)


def test_five_hundred_apprenticeships_are_listed_in_a_few_statements(
    client_for: ClientFor,
    cast: Cast,
    database: Database,
    now: datetime,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    ruth = client_for(cast.ruth)
    with statements() as few:
        ruth.get("/apprenticeships")
    for number in range(120):
        new = replace(NEW, name=f"Ben {number:03}", email=f"ben{number}@gatepost.example")
        start_apprenticeship(database, new, by=cast.ruth, public_url="https://g.example", now=now)
    with statements() as many:
        page = ruth.get("/apprenticeships").text
    assert len(many) == len(few) <= 6, many
    assert page.count("<tr>") == 101
    cursor = page.partition("/apprenticeships?cursor=")[2].partition('"')[0]
    rest = ruth.get(f"/apprenticeships?cursor={cursor}").text
    assert "Ben 119" in rest
    assert "Amara Okafor</a>" not in rest


def test_an_apprenticeship_is_added(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    form = ruth.get("/apprenticeships/new").text
    assert "Chartered legal executive (ST0244 1.1)" in words(form)
    assert "Sam Rowe, Northgate Training" in words(form)
    answer = ruth.post("/apprenticeships/new", data=TYPED)
    assert answer.status_code == 303
    here = answer.headers["Location"]
    page = words(ruth.get(here).text)
    assert "Ben Hughes’s apprenticeship is added." in page
    settings = words(ruth.get(f"{here}/settings").text)
    for fact in ("7 September 2026", "6 September 2031", "Civil litigation", "35", "1000000027"):
        assert fact in settings
    assert client_for(cast.jo).get(here).status_code == 200
    assert client_for(cast.marcus).get(here).status_code == 404
    twice = ruth.post("/apprenticeships/new", data=TYPED)
    assert twice.status_code == 409
    assert "ben@gatepost.example" in twice.text


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    client_for: ClientFor, cast: Cast
) -> None:
    wrong = {
        **TYPED,
        "apprentice.email": "ben",
        "assessors.0": cast.theos_assessor.email,
        "started_on-day": "31",
        "weekly_hours": "many",
        "uln": "1",
        "employer": "",
    }
    answer = client_for(cast.ruth).post("/apprenticeships/new", data=wrong)
    assert answer.status_code == 422
    for element in ("apprentice-email", "started_on", "weekly_hours", "uln", "employer"):
        assert f'href="#{element}"' in answer.text
        assert f'id="{element}"' in answer.text
        assert f'id="{element}-error"' in answer.text or element == "started_on"
    assert "This is not a day in the calendar." in words(answer.text)
    for typed in ("Ben Hughes", "many", "jo@gatepost.example", "September"):
        assert f'value="{typed}"' in answer.text
    again = client_for(cast.ruth).post(
        "/apprenticeships/new", data={**TYPED, "assessors.0": cast.theos_assessor.email}
    )
    assert 'href="#assessors-0"' in again.text
    assert "Nobody here has the address" in words(again.text)


@pytest.mark.one_engine
def test_an_empty_form_asks_for_everything_that_is_needed(
    client_for: ClientFor, cast: Cast
) -> None:
    answer = client_for(cast.ruth).post("/apprenticeships/new", data={})
    assert answer.status_code == 422
    page = words(answer.text)
    for sentence in (
        "Enter the apprentice’s name.",
        "Enter the employer’s name.",
        "Enter an email address.",
        "Choose a standard.",
        "Say when it starts.",
        "Say when it is to end.",
    ):
        assert sentence in page


def test_only_administrators_add_one_or_see_the_settings(
    client_for: ClientFor, client: TestClient, cast: Cast, database: Database
) -> None:
    for person in (cast.sam, cast.marcus, cast.amara, cast.priya):
        browser = client_for(person)
        assert browser.get("/apprenticeships/new").status_code == 403
        assert browser.post("/apprenticeships/new", data=TYPED).status_code == 403
        for path in (settings_of(cast), *pages(database, cast)):
            assert browser.get(path).status_code == 403, path
    vera = client_for(cast.theos_administrator)
    for path in pages(database, cast):
        assert client_for(cast.sam).post(path, data={}).status_code == 403, path
        assert vera.get(path).status_code == 404, path
        assert vera.post(path, data={}).status_code == 404, path
        assert client.get(path).status_code == 303, path


def test_every_page_of_the_settings_can_be_opened(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    for path in pages(database, cast):
        assert ruth.get(path).status_code == 200, path
    here = settings_of(cast)
    for path in (f"{here}/nonsense/new", f"{here}/spells/{uuid.uuid4()}", f"{here}/spells/x"):
        assert ruth.get(path).status_code == 404, path


def test_every_form_of_the_settings_says_what_is_missing(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    for path in pages(database, cast):
        if path.endswith(("/status", "/details", "/back")):
            continue
        answer = ruth.post(path, data={"reason": "", "on-day": "31", "on-month": "2"})
        assert answer.status_code == 422, path
        assert "There is a problem" in answer.text


def test_the_planned_end_changes_with_its_reason(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    here = settings_of(cast)
    typed = {**day("planned_end_on", date(2028, 12, 3)), "reason": "Parental <leave>"}
    answer = ruth.post(f"{here}/planned-end", data={**typed, "version": "1"})
    assert answer.headers["Location"] == here
    page = words(ruth.get(here).text)
    assert "from 3 September 2028 to 3 December 2028, by Ruth Ellis. Parental <leave>" in page
    stale = ruth.post(f"{here}/planned-end", data={**typed, "version": "1"})
    assert stale.status_code == 409
    assert "Somebody else changed this apprenticeship" in stale.text
    assert "Parental &lt;leave&gt;" in stale.text, "what was typed is given back"


def test_the_details_and_the_start_are_changed(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    here = settings_of(cast)
    typed = {"version": "1", "uln": "1000000027", "specialism": "criminal", "weekly_hours": "70"}
    wrong = ruth.post(f"{here}/details", data=typed)
    assert wrong.status_code == 422
    assert 'value="70"' in wrong.text
    right = ruth.post(f"{here}/details", data={**typed, "weekly_hours": "30"})
    assert right.status_code == 303
    started = {"version": "2", **day("started_on", date(2023, 9, 11))}
    assert ruth.post(f"{here}/start", data=started).status_code == 303
    page = words(ruth.get(here).text)
    assert "11 September 2023" in page
    assert "1000000027" in page


def test_an_apprentice_is_withdrawn_and_taken_back(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    here = settings_of(cast)
    assert "Withdraw Amara Okafor?" in ruth.get(f"{here}/status").text
    ruth.post(f"{here}/status")
    assert "Amara Okafor is withdrawn." in words(ruth.get(here).text)
    assert "Take Amara Okafor back?" in ruth.get(f"{here}/status").text
    ruth.post(f"{here}/status")
    assert "On programme" in words(ruth.get(here).text)


def test_a_break_is_recorded_and_ended(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    here = settings_of(cast)
    typed = {**day("starts_on", date(2026, 9, 1)), "reason": "Parental leave"}
    assert ruth.post(f"{here}/break", data=typed).status_code == 303
    page = words(ruth.get(here).text)
    assert "Break in learning" in page
    assert "Since 1 September 2026: Parental leave" in page
    later = ruth.post(f"{here}/back", data=day("back_on", date(2026, 12, 1)))
    assert later.status_code == 422
    assert "Choose today or an earlier day." in words(later.text)
    assert ruth.post(f"{here}/back", data=day("back_on", date(2026, 11, 2))).status_code == 303
    assert "1 September 2026 to 1 November 2026" in words(ruth.get(here).text)
    assert ruth.post(f"{here}/back", data=day("back_on", date(2026, 11, 2))).status_code == 409


def test_an_assessor_is_added_handed_on_and_ended(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    ruth, nadia, sam = (client_for(each) for each in (cast.ruth, cast.nadia, cast.sam))
    here, theirs = settings_of(cast), f"/apprenticeships/{cast.amaras}"
    today = day("on", date(2026, 11, 3))
    unknown = ruth.post(f"{here}/assessors/new", data={**today, "email": cast.theo.email})
    assert unknown.status_code == 422
    assert cast.theo.email in unknown.text
    handed = ruth.post(
        spell_page(database, cast, SpellKind.ASSESSOR), data={**today, "email": cast.nadia.email}
    )
    assert handed.headers["Location"] == here
    assert sam.get(theirs).status_code == 404
    assert nadia.get(theirs).status_code == 200
    added = ruth.post(f"{here}/assessors/new", data={**today, "email": cast.sam.email})
    assert added.status_code == 303
    assert sam.get(theirs).status_code == 200
    page = words(ruth.get(here).text)
    assert "Before: Nadia Karim, 4 September 2023 to 2 March 2025" in page
    manager = spell_page(database, cast, SpellKind.LINE_MANAGER)
    assert ruth.post(manager, data={**today, "email": ""}).status_code == 303
    assert "Nobody manages this apprentice now" in words(ruth.get(here).text)


def test_an_apprentice_moves_to_another_employer(client_for: ClientFor, cast: Cast) -> None:
    ruth, marcus, jo = (client_for(each) for each in (cast.ruth, cast.marcus, cast.jo))
    here, theirs = settings_of(cast), f"/apprenticeships/{cast.amaras}"
    typed = {
        **day("on", date(2026, 11, 3)),
        "employer": "Quay Law",
        "line_manager": cast.jo.email,
    }
    same = ruth.post(f"{here}/employer", data={**typed, "employer": "marlow & co"})
    assert same.status_code == 422
    assert "Marlow & Co is the employer already." in words(same.text)
    assert ruth.post(f"{here}/employer", data=typed).headers["Location"] == here
    assert marcus.get(theirs).status_code == 404
    assert jo.get(theirs).status_code == 200
    page = words(ruth.get(here).text)
    assert "Since 3 November 2026: Quay Law" in page
    assert "3 March 2025 to 2 November 2026: Marlow & Co" in page


def test_milestones_are_set_and_removed(
    client_for: ClientFor, client: TestClient, cast: Cast
) -> None:
    ruth = client_for(cast.ruth)
    here = f"/milestones/{cast.provider_id}/{cast.standard_id}"
    assert here in ruth.get("/milestones").text
    typed = {"month.0": "12", "ksbs.0": "10", "month.1": "24", "ksbs.1": "", "month.2": "x"}
    wrong = ruth.post(here, data=typed)
    assert wrong.status_code == 422
    assert wrong.text.count("write a whole number.") == 6
    falling = ruth.post(here, data={**typed, "ksbs.1": "9", "month.2": ""})
    assert "Month 24 expects fewer than month 12." in words(falling.text)
    assert ruth.post(here, data={**typed, "ksbs.1": "25", "month.2": ""}).status_code == 303
    listed = words(ruth.get("/milestones").text)
    assert "2 milestones, the last 25 KSBs by the end of month 24." in listed
    assert 'value="25"' in ruth.get(here).text
    assert ruth.post(here, data={"month.0": "", "ksbs.0": ""}).status_code == 303
    assert "nobody is called ahead or behind" in words(ruth.get("/milestones").text)
    for person, status in ((cast.priya, 403), (cast.sam, 403), (cast.theos_administrator, 404)):
        assert client_for(person).get(here).status_code == status
        assert client_for(person).post(here, data=typed).status_code == status
    assert client.get(here).status_code == 303
