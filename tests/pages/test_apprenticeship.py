"""One apprenticeship at a glance, for everybody around it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.domain.evidence import EvidenceStatus
from tests.conftest import SignInAs, Statements
from tests.make import Maker

pytestmark = pytest.mark.one_engine


def test_everybody_around_sees_who_when_and_how_far(client_for: SignInAs, make: Maker) -> None:
    cast = make.cast
    make.evidence(EvidenceStatus.SIGNED_OFF)
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya, cast.ruth):
        page = client_for(person).get(f"/apprenticeships/{cast.amaras}")
        assert page.status_code == 200
        for text in (
            "Month 38 of 60. On programme.",
            "2 of 67 KSBs met",
            "Chartered legal executive, ST0244 1.1",
            "Since 3 March 2025",
            "Jo Whitfield, Harbour Legal",
            "4 September 2023 to 2 March 2025",
        ):
            assert text in page.text, f"{person.name}: {text}"


def test_strangers_and_former_colleagues_find_nothing(client_for: SignInAs, make: Maker) -> None:
    for person in make.cast.strangers:
        page = client_for(person).get(f"/apprenticeships/{make.cast.amaras}")
        assert page.status_code == 404


def test_each_is_shown_their_own_ways_on(client_for: SignInAs, make: Maker) -> None:
    cast = make.cast
    here = f"/apprenticeships/{cast.amaras}"
    for person, confirms, administers in (
        (cast.marcus, True, False),
        (cast.sam, False, False),
        (cast.ruth, False, True),
    ):
        page = client_for(person).get(here).text
        assert f'href="{here}/evidence"' in page
        assert (f'href="{here}/confirm"' in page) is confirms
        assert (f'href="{here}/settings"' in page) is administers


def test_it_takes_five_statements(
    client_for: SignInAs,
    make: Maker,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    sam = client_for(make.cast.sam)
    sam.get(f"/apprenticeships/{make.cast.amaras}")
    with statements() as ran:
        sam.get(f"/apprenticeships/{make.cast.amaras}")
    assert len(ran) <= 5, ran
