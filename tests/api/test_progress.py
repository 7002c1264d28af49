"""Progress by the API: the numbers of the page, and no more of a draft than it tells."""

from dataclasses import replace

import pytest

from app.domain.evidence import EvidenceStatus
from tests.conftest import SignInAs
from tests.make import COMPLETE, Maker, mapped_to

pytestmark = pytest.mark.one_engine


def test_the_api_tells_what_the_page_shows_and_leaves_drafts_to_their_apprentice(
    make: Maker, api_for: SignInAs
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    draft = make.evidence(content=replace(COMPLETE, mappings=mapped_to(["K1", "K2"])))
    address = f"/api/v1/apprenticeships/{make.cast.amaras}/progress"
    told = api_for(make.cast.sam).get(address).json()
    assert told["points"] == [{"on": "2023-09-04", "met": 0}, {"on": "2026-11-03", "met": 2}]
    assert told["pace"] is None
    assert told["forecast"]["sentence"].endswith("2 KSBs in 6 months, 65 to go.")
    assert told["gaps"]["thin"] == ["K5", "S2"]
    assert told["gaps"]["draft_only"] == ["K1", "K2"]
    assert told["next"]["pieces"] == [{"evidence": None, "status": None, "closes": [], "count": 2}]
    assert (told["next"]["closed"], told["next"]["of"]) == (2, 65)
    (own,) = api_for(make.cast.amara).get(address).json()["next"]["pieces"]
    assert (own["evidence"], own["closes"]) == (str(draft), ["K1", "K2"])
    assert api_for(make.cast.theo).get(address).status_code == 404
