"""The screen on which an assessor decides."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from tests.make import Maker

ClientFor = Callable[[Person], TestClient]


def the_form(page: str) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    fields = {"version": re.search(r'name="version" value="(\d+)"', page)[1]}
    for name in ("criterion", "added"):
        fields[name] = re.findall(rf'name="{name}" value="(\w+)"', page)
    return fields


def test_all_met_is_one_click_and_leads_to_the_next_piece(
    make: Maker, client_for: ClientFor
) -> None:
    first = make.evidence(EvidenceStatus.SUBMITTED)
    sams = client_for(make.cast.sam)
    page = sams.get(f"/evidence/{first}/decide")
    assert page.status_code == 200, page.text
    sent = sams.post(f"/evidence/{first}/decide", data={**the_form(page.text), "act": "all_met"})
    assert sent.status_code == 303, sent.text
    assert sent.headers["Location"].startswith("/queue")
    assert sams.get("/queue").status_code == 200
    assert make.seen_by(make.cast.sam, first).status is EvidenceStatus.SIGNED_OFF
