"""The cohort: a heat map sorted by links, who is behind, and who waits for whom since when."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.actions.apprenticeships import start_apprenticeship
from app.actions.milestones import set_milestones
from app.domain.evidence import EvidenceStatus
from app.domain.pace import Milestone
from app.domain.terms import NewApprenticeship
from tests.conftest import SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to
from tests.pages.test_readiness import read, words

Counting = Callable[[], AbstractContextManager[Statements]]


def start(make: Maker, name: str, *, started_on: date = date(2025, 9, 1)) -> uuid.UUID:
    """Somebody else in Amara's house, with her assessor and another line manager."""
    new = NewApprenticeship(
        name=name,
        email=f"{name.split()[0].lower()}@new.example",
        reference="ST0244",
        standard_version="1.1",
        employer="Harbour Legal",
        line_managers=(make.cast.jo.email,),
        assessors=(make.cast.sam.email,),
        started_on=started_on,
        planned_end_on=date(2030, 8, 31),
    )
    return start_apprenticeship(
        make.database,
        new,
        provider_id=None,
        by=make.cast.ruth,
        public_url="https://gatepost.example",
        now=make.now,
    )


def names_in(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a> <span', page)


def set_goals(make: Maker) -> None:
    goals = [Milestone(12, 2), Milestone(36, 30)]
    cast = make.cast
    set_milestones(
        make.database, cast.provider_id, cast.standard_id, goals, by=cast.ruth, now=make.now
    )


def test_a_row_says_how_far_somebody_is_and_what_waits_for_whom(
    make: Maker, client_for: SignInAs
) -> None:
    earlier = replace(make, now=make.now - timedelta(days=12))
    make.evidence(
        EvidenceStatus.SIGNED_OFF,
        replace(COMPLETE, mappings=mapped_to(["K1", "S1", "S2", "D1"])),
        confirmed=True,
    )
    earlier.evidence(EvidenceStatus.SUBMITTED)
    earlier.evidence(EvidenceStatus.RETURNED)
    make.evidence(EvidenceStatus.DRAFT)
    start(make, "Zed Young")
    set_goals(make)
    page = read(client_for(make.cast.ruth), "/cohort")
    said = words(page)
    assert "2 of 2 apprentices are behind" in said
    assert (
        "Amara Okafor Month 38 of 60 1 of 25 2 of 33 0 of 9 1 of 21 27 behind"
        " Sam Rowe: 1 to decide on, since 22 October (12 days)"
        " Marcus Lee: 1 to confirm, since 22 October (12 days)"
        " Amara Okafor: 1 to revise, since 22 October (12 days)" in said
    )
    assert "Zed Young Month 15 of 60 0 of 25 0 of 33 0 of 9 0 of 21 2 behind" in said
    assert names_in(page) == ["Amara Okafor", "Zed Young"]
    by_skill = read(client_for(make.cast.ruth), "/cohort?sort=skill")
    assert names_in(by_skill) == ["Zed Young", "Amara Okafor"]
    assert (
        'aria-sort="ascending"><a class="govuk-link" href="/cohort?sort=skill#cohort"' in by_skill
    )
    assert "how much of each kind is met, sorted by skills</caption>" in by_skill


def test_who_waits_by_assessor_and_by_employer(make: Maker, client_for: SignInAs) -> None:
    earlier = replace(make, now=make.now - timedelta(days=3))
    earlier.evidence(EvidenceStatus.SUBMITTED)
    earlier.evidence(EvidenceStatus.SUBMITTED, confirmed=True)
    make.evidence(EvidenceStatus.RETURNED)
    start(make, "Zed Young")
    set_goals(make)
    page = read(client_for(make.cast.priya), "/cohort/waits")
    said = words(page)
    assert "2 pieces wait for a decision" in said
    assert "Sam Rowe 2 2 2 31 October (3 days)" in said
    assert "Marlow & Co 1 1 1 31 October (3 days) Harbour Legal 1 1 0" in said
    assert "Amara Okafor 1 3 November (0 days)" in said
    (harbour,) = set(re.findall(r'href="(/cohort\?employer=[^"]+)">Harbour', page))
    assert names_in(read(client_for(make.cast.priya), harbour)) == ["Zed Young"]


@pytest.mark.one_engine
def test_each_person_sees_their_own_apprentices_and_nobody_else(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    start(make, "Zed Young")
    for person, names in (
        (cast.ruth, ["Amara Okafor", "Zed Young"]),
        (cast.priya, ["Amara Okafor", "Zed Young"]),
        (cast.sam, ["Amara Okafor", "Zed Young"]),
        (cast.marcus, ["Amara Okafor"]),
        (cast.jo, ["Zed Young"]),
        (cast.nadia, []),
        (cast.theos_administrator, ["Theo Brandt"]),
    ):
        for address in ("/cohort", f"/cohort?assessor={cast.sam.id}&sort=behind"):
            if "assessor" in address and person is cast.theos_administrator:
                names = []
            assert names_in(read(client_for(person), address)) == names, (person.name, address)
    for address in ("/cohort", "/cohort/waits"):
        assert client_for(cast.amara).get(address).status_code == 403
    assert "Amara" not in read(client_for(cast.theos_administrator), "/cohort/waits")


@pytest.mark.one_engine
def test_a_long_cohort_is_shown_in_parts(
    make: Maker, client_for: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.pages.cohort.SHOWN", 1)
    start(make, "Zed Young")
    ruth = client_for(make.cast.ruth)
    first, second = read(ruth, "/cohort"), read(ruth, "/cohort?page=2")
    assert names_in(first) == ["Amara Okafor"]
    assert 'href="/cohort?page=2" rel="next"' in first
    assert names_in(second) == ["Zed Young"]
    assert 'href="/cohort" rel="prev"' in second
    for made_up in ("0", "x", "-1", "9" * 9):
        assert names_in(read(ruth, f"/cohort?page={made_up}&sort=luck")) == ["Amara Okafor"]


@pytest.mark.parametrize(
    ("address", "budget"),
    [("/cohort", 8), ("/cohort/waits", 8), ("/cohort.csv", 8), ("/cohort/waits.csv", 8)],
)
def test_the_statements_are_few_and_do_not_grow_with_the_cohort(
    make: Maker, client_for: SignInAs, statements: Counting, address: str, budget: int
) -> None:
    set_goals(make)
    ruth = client_for(make.cast.ruth)
    counts = []
    for more in (("Zed Young",), ("Yan Ito", "Xia Wu", "Wim Bos")):
        for name in more:
            start(make, name)
        make.evidence(EvidenceStatus.SUBMITTED)
        ruth.get(address)
        with statements() as ran:
            assert ruth.get(address).status_code == 200
        counts.append(len(ran))
        assert len(ran) <= budget, ran
    assert counts[0] == counts[1]
