"""An apprentice's home says how far they are and what comes next, and little else."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.actions.sign_off import reopen_evidence
from app.domain.evidence import EvidenceStatus
from app.web.pages.home_apprentice import first_sentence
from tests.conftest import SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to

pytestmark = pytest.mark.one_engine


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def steps(browser: TestClient) -> list[str]:
    return re.findall(
        r'app-task__name"><a class="govuk-link" href="[^"]+">([^<]+)<', browser.get("/").text
    )


def test_at_first_it_says_how_to_begin(amara: TestClient) -> None:
    page = amara.get("/").text
    assert '<h1 class="govuk-heading-l">0 of 67 KSBs met, 0 of 21 duties shown</h1>' in page
    assert "Month 38 of 60." in page
    assert "How it begins" in page
    assert page.count("app-heat__mark") == 88
    assert page.count('class="govuk-button"') == 1


def test_what_comes_next_is_the_most_pressing_and_never_more_than_three(
    amara: TestClient, make: Maker
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    make.evidence(content=replace(COMPLETE, title="Will for a couple", mappings=()))
    for title in ("First", "Second"):
        make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, title=title))
    found = steps(amara)
    assert found[0] == "Arrange your progress review"
    assert set(found[1:]) == {"Revise “First”", "Revise “Second”"}
    page = amara.get("/").text
    assert "Sam Rowe: Say what you advised, and why." in page
    assert "2 of 67 KSBs met" in page


def test_a_draft_that_lacks_only_its_ksbs_is_named(amara: TestClient, make: Maker) -> None:
    make.evidence(content=replace(COMPLETE, title="Will for a couple", mappings=()))
    make.evidence(content=replace(COMPLETE, title="No kind yet", kind=None, mappings=()))
    make.evidence(content=replace(COMPLETE, title="Mapped", mappings=mapped_to(["K5"])))
    found = steps(amara)
    assert "Choose the KSBs that “Will for a couple” shows" in found
    assert "66 KSBs have no evidence yet" in found
    assert len(found) == 3


def test_drafts_that_are_only_logged_so_far_are_named_a_few_of_them(
    amara: TestClient, make: Maker
) -> None:
    def said() -> str:
        found = re.search(r"Only logged so far:(.*?)</p>", amara.get("/").text)
        return re.sub("<[^>]+>", "", found[1]).strip() if found else ""

    logged = replace(COMPLETE, kind=None, mappings=())
    make.evidence(content=replace(logged, title="A kind", kind=COMPLETE.kind))
    make.evidence(content=replace(logged, title="A KSB", mappings=mapped_to(["K5"])))
    assert not said()
    draft = make.evidence(content=replace(logged, title="A <mediation>"))
    assert said() == "A &lt;mediation&gt;"
    assert f'href="/evidence/{draft}/edit">A &lt;mediation&gt;</a>' in amara.get("/").text
    for n in range(4):
        make.evidence(content=replace(logged, title=f"Logged {n}"))
    assert said().count(",") == 2
    assert said().endswith(" and 2 more")


def test_the_draft_that_would_close_most_gaps_is_named(amara: TestClient, make: Maker) -> None:
    for title, codes in (("Two of them", ["K1", "K2"]), ("Three", ["K2", "K3", "S1"])):
        make.evidence(content=replace(COMPLETE, title=title, mappings=mapped_to(codes)))
    assert steps(amara)[1:] == ["Finish “Three”", "63 KSBs have no evidence yet"]
    assert "It would meet 3 KSBs that nothing meets or waits to meet." in amara.get("/").text


def test_once_every_ksb_is_met_the_next_step_is_the_readiness_report(
    amara: TestClient, make: Maker
) -> None:
    codes = [
        f"{kind}{n}" for kind, of in (("K", 25), ("S", 33), ("B", 9)) for n in range(1, of + 1)
    ]
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes[1:])))
    asks = "Every KSB is met: see what else the gateway asks"
    assert asks not in steps(amara)
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes[:1])))
    assert steps(amara)[-1] == asks
    assert 'href="/readiness">Every KSB' in amara.get("/").text


def test_a_reopened_piece_says_why(amara: TestClient, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    reopen_evidence(
        make.database, piece, "K5 was too soon. Add more.", by=make.cast.sam, now=make.now
    )
    assert "Sam Rowe: K5 was too soon." in amara.get("/").text
    assert "Add more." not in amara.get("/").text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("Good.", "Good."),
        ("Say what you advised. Then say why.", "Say what you advised."),
        ("See p. 3.5 of it! More.", "See p. 3.5 of it!"),
        ("Did you? “Yes” is not enough.", "Did you?"),
        ("No end", "No end"),
        ("A line\nAnother line.", "A line"),
        ("word " * 60, "word " * 39 + "word…"),
    ],
)
def test_the_first_sentence_of_a_feedback_is_shown(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_home_takes_as_many_statements_for_a_year_of_work_as_for_a_day(
    amara: TestClient,
    make: Maker,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for _turn in range(2):
        for status in EvidenceStatus:
            for _ in range(3):
                make.evidence(status)
        amara.get("/")
        with statements() as ran:
            amara.get("/")
        counts.append(len(ran))
        assert len(ran) <= 11, ran
    assert counts[0] == counts[1]
