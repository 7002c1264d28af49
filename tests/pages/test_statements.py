"""What people say by acting stands on the page on which they act, word for word, and its hash
stands in the record of the act, with how they were signed in.
"""

import json
import re
import uuid
from html import unescape

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.actions.reviews import record_review
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.evidence import EvidenceStatus
from app.domain.people import SignedInBy
from app.domain.statements import (
    BY_SHA256,
    CONFIRMED,
    RETURNED,
    REVIEW_AGREED,
    SIGNED_OFF,
    SUBMITTED,
)
from app.models.events import EventRow
from tests.api.sent import of_piece
from tests.conftest import SignInAs
from tests.entries import body_of
from tests.make import Maker
from tests.pages.forms import fields_of
from tests.passwords import OTHER_PASSWORD, PASSWORD, give_password

pytestmark = pytest.mark.one_engine


def act_on(
    client: TestClient, page: str, action: str, *statements: str, **typed: str
) -> tuple[str | None, str]:
    """Send the form of that page, which shows those statements, and see what was recorded."""
    shown = client.get(page).text
    text = unescape(re.sub(r"\s+", " ", shown))
    for each in statements:
        assert f"“{each}”" in text
    assert client.post(action, data={**fields_of(shown, action), **typed}).status_code == 303
    return said_by(client, action.split("/")[2])


def said_by(client: TestClient, subject: str) -> tuple[str | None, str]:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.read() as session:
        event = session.exec(
            select(EventRow)
            .where(
                (col(EventRow.evidence_id) == uuid.UUID(subject))
                | (col(EventRow.subject_id) == uuid.UUID(subject))
            )
            .order_by(col(EventRow.log).desc(), col(EventRow.sequence).desc())
        ).first()
    assert event is not None
    said = json.loads(body_of(database, event))
    return BY_SHA256.get(said.get("statement_sha256", "")), said["signed_in_by"]


def test_what_is_agreed_to_by_acting_on_a_piece(make: Maker, client_for: SignInAs) -> None:
    cast = make.cast
    piece = make.evidence()
    page = f"/evidence/{piece}"
    here = SignedInBy.SESSION
    assert act_on(client_for(cast.amara), page, f"{page}/submit", SUBMITTED) == (SUBMITTED, here)
    assert SUBMITTED in unescape(client_for(cast.amara).get("/evidence/new").text)
    choose = f"/apprenticeships/{cast.amaras}/confirm"
    assert CONFIRMED in unescape(client_for(cast.marcus).get(choose).text)
    confirmed = act_on(client_for(cast.marcus), page, f"{page}/confirm", CONFIRMED)
    assert confirmed == (CONFIRMED, here)
    decide, sam = f"{page}/decide", client_for(cast.sam)
    both = (SIGNED_OFF, RETURNED)
    assert act_on(sam, decide, decide, *both, act="all_met") == (SIGNED_OFF, here)
    reopened = act_on(sam, f"{page}/reopen", f"{page}/reopen", reason="A mistake.")
    assert reopened == (None, here), "nothing was put into their mouth"

    other = make.evidence(EvidenceStatus.SUBMITTED)
    decide = f"/evidence/{other}/decide"
    returned = act_on(
        sam, decide, decide, act="return", feedback="Say more.", **not_met("K5", "S2")
    )
    assert returned == (RETURNED, here)


def not_met(*codes: str) -> dict[str, str]:
    return {
        name: value
        for code in codes
        for name, value in (
            (f"mappings.{code}", "not_met"),
            (f"mappings.{code}.feedback", "Not yet."),
        )
    }


def test_what_is_agreed_to_with_a_review(make: Maker, client_for: SignInAs) -> None:
    cast = make.cast
    new = f"/apprenticeships/{cast.amaras}/reviews/new"
    assert REVIEW_AGREED in unescape(client_for(cast.sam).get(new).text)
    review = record_review(
        make.database,
        cast.amaras,
        held_on=today_in_london(make.now),
        discussed="How the lease work goes.",
        by=cast.sam,
        now=make.now,
    )
    page = f"/reviews/{review}"
    amara = client_for(cast.amara)
    agreed = act_on(amara, page, f"{page}/answer", REVIEW_AGREED, act="agree")
    assert agreed == (REVIEW_AGREED, SignedInBy.SESSION)


def test_how_somebody_was_signed_in_is_part_of_what_they_did(
    make: Maker, api_for: SignInAs, client_for: SignInAs
) -> None:
    piece = make.evidence()
    amara = api_for(make.cast.amara)
    assert amara.post(of_piece(piece, "submit")).status_code == 200
    assert said_by(amara, str(piece)) == (SUBMITTED, SignedInBy.API_TOKEN)
    described = amara.get("/api/v1/openapi.json").json()["paths"]
    for act, statements in (
        ("submit", (SUBMITTED,)),
        ("confirm", (CONFIRMED,)),
        ("decision", (SIGNED_OFF, RETURNED)),
    ):
        told = described[f"/api/v1/evidence/{{evidence_id}}/{act}"]["post"]["description"]
        assert all(each in told for each in statements), told

    give_password(make.database, make.cast.sam)
    typed = {"present_password": PASSWORD, "new_password": OTHER_PASSWORD}
    sam = client_for(make.cast.sam)
    assert sam.post("/account/password", data=typed).status_code == 303
    assert said_by(sam, str(make.cast.sam.id)) == (None, SignedInBy.PASSWORD_AGAIN)
