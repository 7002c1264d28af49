"""Whoever runs an installation, at its command line."""

import re
from pathlib import Path

import pytest

from app import cli
from app.settings import ROOT
from tests.cli.command import Command
from tests.cli.conftest import Called

SETUP = ("setup", "--provider", "Northgate", "--email", "ruth@northgate.example", "--name", "Ruth")
LINK = re.compile(r"http://127\.0\.0\.1:8000/link/[\w-]{43}\n")
NOBODY = "5e1f3f7a-5e1f-4e1f-8e1f-5e1f3f7a5e1f"


def person_add(role: str, organisation: str, name: str = "Jo") -> tuple[str, ...]:
    email = f"{name.lower()}@northgate.example"
    who = ("--email", email, "--name", name)
    return ("person", "add", *who, "--role", role, "--organisation", organisation)


def test_a_new_installation_is_set_up_and_given_its_people(gatepost: Command) -> None:
    made = gatepost(*SETUP)
    assert made.code == 0
    assert LINK.fullmatch(made.out), "a script can take the link from standard output"
    assert made.err == "Give Ruth this link to choose a password. It works once, for 14 days.\n"

    assert gatepost("standards", "list").out == "ST0244 1.1  Chartered legal executive, level 6\n"
    assert LINK.fullmatch(gatepost(*person_add("assessor", "Northgate")).out)
    assert LINK.fullmatch(gatepost(*person_add("line_manager", "A New Firm")).out)
    assess_uk = ("assessment-organisation", "Assess UK", "--email", "owen@uk.example")
    assert LINK.fullmatch(gatepost(*assess_uk, "--name", "Owen").out)
    refused = gatepost(*assess_uk, "--name", "Owen").refusal
    assert "There is an assessment organisation called Assess UK already." in refused
    assert gatepost(*SETUP).refusal.startswith("Gatepost has been set up already.")
    assert "There is no organisation called" in gatepost(*person_add("iqa", "Nowhere")).refusal


def test_standards_are_checked_loaded_once_and_listed(gatepost: Command) -> None:
    ours = sorted(str(file) for file in (ROOT / "standards").glob("*.yaml"))
    assert gatepost("standards", "check", *ours).out == "Nothing is wrong.\n"
    assert gatepost("standards", "load").code == 0
    again = gatepost("standards", "load", *ours)
    assert again.out.splitlines() == [
        "ST0244 1.1 Chartered legal executive, 88 criteria: already loaded",
        "Assessment plan of ST0244 1.1, unverified: already loaded",
        "3 rule sets: already loaded",
    ]


def test_a_faulty_standard_is_named_with_its_file_and_line(called: Called, tmp_path: Path) -> None:
    (tmp_path / "twice.yaml").write_text("document: standard\ndocument: standard\n")
    found = called("standards", "check", "twice.yaml")
    assert (found.code, found.out) == (1, "")
    assert found.err == "twice.yaml:2: “document” is given twice: first on line 1.\n"
    assert called("standards", "load", "twice.yaml").refusal.startswith("twice.yaml:2:")
    missing = called("standards", "check", "not-there.yaml")
    assert (missing.code, missing.out) == (1, "")


@pytest.mark.parametrize(
    ("settings", "arguments", "sentence"),
    [
        ({}, ("standards", "list"), "Run `gatepost migrate` first."),
        ({}, ("readiness", NOBODY), "Run `gatepost migrate` first."),
        ({"PUBLIC_URL": "nowhere"}, ("migrate",), "GATEPOST_PUBLIC_URL: it must be like https://"),
        ({"MAX_UPLOAD_MB": "many"}, ("migrate",), "GATEPOST_MAX_UPLOAD_MB: "),
        ({"DATABASE_URL": "nonsense"}, ("migrate",), "GATEPOST_DATABASE_URL: this is not"),
        (
            {"DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/none"},
            ("migrate",),
            "The database cannot be used: ",
        ),
        ({}, (*SETUP[:3], "--email", "no address", "--name", "Ruth"), "Enter an email address"),
    ],
)
def test_a_refusal_is_one_sentence(
    called: Called, settings: dict[str, str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in called(*arguments, **settings).refusal


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("setup",),
        ("standards", "check"),
        ("readiness", "not-an-id"),
        ("readiness", NOBODY, "--format", "doc"),
        ("serve", "--port", "0"),
        person_add("king", "Northgate"),
    ],
)
def test_a_command_that_is_called_wrongly_exits_with_2(
    called: Called, arguments: tuple[str, ...]
) -> None:
    assert called(*arguments).code == 2


def test_the_command_tells_what_it_can_do(called: Called, tmp_path: Path) -> None:
    listed = called("--help").out
    ours = "demo", "serve", "migrate", "setup", "standards", "person", "readiness", "doctor"
    for command in ours:
        assert f" {command} " in listed
    assert called("--version").out.startswith("Gatepost ")
    assert not list(tmp_path.iterdir()), "to ask leaves nothing behind"


def test_what_nobody_foresaw_is_kept_in_a_file_and_not_shown(
    called: Called, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr(cli, "load_settings", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    refusal = called("migrate").refusal
    (kept,) = tmp_path.iterdir()
    assert refusal == f"Something went wrong that should not have. It is written in {kept}."
    assert "ZeroDivisionError: the cause" in kept.read_text()


def test_the_doctor_says_what_is_broken_and_hides_secrets(called: Called, tmp_path: Path) -> None:
    ill = called("doctor")
    assert ill.code == 1
    assert re.search(r"broken +Database +There is none yet", ill.out)
    assert not (tmp_path / "var/gatepost.db").exists(), "to look makes no database"

    called(*SETUP)
    well = called("doctor", SMTP_URL="smtp://post:hidden@mail.example")
    assert well.code == 0, well.out
    assert "smtp://post:***@mail.example" in well.out
    assert "hidden" not in well.out
    assert re.search(r"Standards +ST0244 1\.1", well.out)
    unsafe = called("doctor", PUBLIC_URL="http://gatepost.example")
    assert re.search(r"unsafe +PUBLIC_URL +Passwords travel in the open", unsafe.out)


def test_readiness_of_an_apprenticeship_that_there_is_not(called: Called) -> None:
    called("migrate")
    assert called("readiness", NOBODY).refusal == "There is no such apprenticeship."
