"""The demonstration, as a newcomer meets it."""

import json
import re
import uuid
from pathlib import Path

import psycopg
from pypdf import PdfReader
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.cli.command import Command, Ran
from tests.databases import Originals, postgresql_url

NAMES = [
    "Amara Okafor",
    "Ben Hughes",
    "Chloe Patel",
    "Dana Kowalski",
    "Jo Whitfield",
    "Marcus Lee",
    "Sam Rowe",
    "Nadia Karim",
    "Priya Nair",
    "Ruth Ellis",
    "Theo Brandt",
    "Ingrid Voss",
    "Oliver Penn",
    "Farah Siddiqui",
    "Owen Price",
    "Inês Duarte",
    "Karl Meyer",
]


def readiness(command: Command, said: str, name: str) -> dict[str, object]:
    found = {each["apprentice"]: each["id"] for each in json.loads(said)["apprenticeships"]}
    report: dict[str, object] = json.loads(command("readiness", found[name]).out)
    return report


def met(report: dict[str, object]) -> dict[str, int]:
    totals = report["totals"]
    assert isinstance(totals, dict)
    return {kind: total["met"] for kind, total in totals.items()}


def in_its_folder(command: Command) -> Command:
    """Other commands on the data of the demonstration."""
    return command.having(DATA="var/demo")


def test_everybody_of_the_cast_is_there_with_one_password(played: tuple[Command, Ran]) -> None:
    _, ran = played
    said = json.loads(ran.out)
    assert said["url"] == "http://127.0.0.1:8000"
    assert [person["name"] for person in said["people"]] == NAMES
    assert all(person["email"].endswith(".example") for person in said["people"])
    assert len({person["password"] for person in said["people"]}) == 1
    assert {each["apprentice"] for each in said["apprenticeships"]} == {
        "Amara Okafor",
        "Ben Hughes",
        "Chloe Patel",
        "Dana Kowalski",
        "Theo Brandt",
    }


def test_each_apprentice_is_where_the_story_has_them(played: tuple[Command, Ran]) -> None:
    command, ran = in_its_folder(played[0]), played[1]
    amara = readiness(command, ran.out, "Amara Okafor")
    assert met(amara) == {"knowledge": 20, "skill": 21, "behaviour": 5, "duty": 12}
    chloe = readiness(command, ran.out, "Chloe Patel")
    assert met(chloe) == {"knowledge": 25, "skill": 33, "behaviour": 9, "duty": 21}
    assert chloe["ready"] is True
    assert amara["ready"] is False
    assert sum(met(readiness(command, ran.out, "Ben Hughes")).values()) == 0


def test_a_report_is_written_as_an_accessible_pdf(played: tuple[Command, Ran]) -> None:
    command, ran = in_its_folder(played[0]), played[1]
    chloe = next(
        each["id"]
        for each in json.loads(ran.out)["apprenticeships"]
        if each["apprentice"] == "Chloe Patel"
    )
    file = command.folder / "chloe.pdf"
    assert command("readiness", chloe, "--format", "pdf", "-o", str(file)).code == 0
    made = PdfReader(file)
    assert made.metadata
    assert made.metadata.title == "Gateway readiness report for Chloe Patel"
    assert "Ready for gateway" in made.pages[0].extract_text()
    no_folder = command("readiness", chloe, "--format", "pdf", "-o", "no/such/folder.pdf")
    assert no_folder.refusal == "no/such/folder.pdf: No such file or directory."


def test_run_again_it_keeps_the_data_and_draws_a_new_password(
    played: tuple[Command, Ran],
) -> None:
    command, first = played
    again = command("demo", "--no-serve", "--port", "8123", "--json")
    was, now = json.loads(first.out), json.loads(again.out)
    assert now["apprenticeships"] == was["apprenticeships"]
    assert now["url"] == "http://127.0.0.1:8123"
    assert now["people"][0]["password"] != was["people"][0]["password"]
    assert again.err == ""


def test_what_it_prints_for_people_names_everybody_and_the_password(
    played: tuple[Command, Ran],
) -> None:
    command, _ = played
    printed = command("demo", "--no-serve").out
    assert all(name in printed for name in NAMES)
    assert re.search(r"Everybody’s password in this run: (\w{4}-){3}\w{4}\n", printed)


def test_the_doctor_warns_of_a_demonstration(played: tuple[Command, Ran]) -> None:
    looked = in_its_folder(played[0])("doctor")
    assert looked.code == 0, looked.out
    assert re.search(r"unsafe +Demonstration +The data folder holds a demonstration", looked.out)


def test_a_folder_that_holds_anything_else_is_left_alone(gatepost: Command) -> None:
    (gatepost.folder / "mine").mkdir()
    (gatepost.folder / "mine/letter.txt").write_text("Dear all")
    for arguments in (("demo", "--no-serve"), ("demo", "--no-serve", "--fresh")):
        refused = gatepost.having(DATA="mine")(*arguments)
        assert refused.refusal.startswith(f"{gatepost.folder / 'mine'} holds something other")
    assert [file.name for file in (gatepost.folder / "mine").iterdir()] == ["letter.txt"]


def test_a_database_that_holds_anything_else_is_left_alone(gatepost: Command) -> None:
    assert gatepost("migrate").code == 0
    elsewhere = gatepost.having(
        DATA="mine", DATABASE_URL=f"sqlite:///{gatepost.folder / 'var/gatepost.db'}"
    )
    assert elsewhere("demo", "--no-serve", "--fresh").refusal.startswith("The database holds")


def test_it_plays_on_postgresql_and_everybody_signs_in(
    gatepost: Command, postgresql_originals: Originals
) -> None:
    name = f"demo_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_originals.place, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = postgresql_url(postgresql_originals.place, name)
    command = gatepost.having(DATABASE_URL=url)
    first = command("demo", "--no-serve", "--json")
    assert first.code == 0, first.err
    everybody_signs_in(gatepost.folder / "var/demo", url, first)
    chloe = readiness(command.having(DATA="var/demo"), first.out, "Chloe Patel")
    assert chloe["ready"] is True


def everybody_signs_in(data: Path, url: str, ran: Ran) -> None:
    """By address and password, and each sees the role that was said."""
    settings = Settings.model_validate({"_env_file": None, "data": data, "database_url": url})
    app = create_app(settings)
    client = TestClient(app, base_url=settings.public_url)
    for person in json.loads(ran.out)["people"]:
        asked = {"email": person["email"], "password": person["password"]}
        given = client.post("/api/v1/tokens", json=asked)
        assert given.status_code == 201, given.text
        holder = {"Authorization": f"Bearer {given.json()['token']}"}
        me = client.get("/api/v1/me", headers=holder).json()
        assert (me["name"], me["roles"][0]["role"]) == (person["name"], person["role"])
    app.state.database.close()
