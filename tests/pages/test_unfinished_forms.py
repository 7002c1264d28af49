"""Each form that saves itself: what was typed into it is there again until it is sent."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from app.actions.handover_changes import withdraw_handover
from app.actions.reviews import record_review
from app.domain.assessments import AssessmentState
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.unfinished import UnfinishedForm
from app.queries.unfinished import unfinished_of
from tests.assessed import Assessed
from tests.conftest import SignInAs
from tests.make import Maker
from tests.pages.forms import fields_of
from tests.pages.test_unfinished import NEW, token_of, type_into

SIGNED_OFF = EvidenceStatus.SIGNED_OFF
DAY = {"held_on-day": "3", "held_on-month": "11", "held_on-year": "2026"}


@dataclass(frozen=True)
class Typed:
    """Who types what into which form, on which page, and where that is sent."""

    who: Person
    form: str
    subject: uuid.UUID
    name: str
    page: str
    send_to: str = ""
    part: str = ""
    words: str = "The words."
    act: str = "record"
    more: Mapping[str, str] = field(default_factory=dict)


def check_kept_until_sent(make: Maker, client_for: SignInAs, typed: Typed) -> None:
    browser, action = client_for(typed.who), f"{typed.page}{typed.send_to}"
    shown = fields_of(browser.get(typed.page).text, action)
    filled: dict[str, str | list[str]] = {"version": "0", **shown, **typed.more}
    filled[typed.name] = typed.words
    saved = type_into(
        browser,
        typed.who,
        typed.form,
        typed.subject,
        part=typed.part,
        **filled,
    )
    assert saved.status_code == 200, typed.form
    sent = fields_of(browser.get(typed.page).text, action)
    assert sent[typed.name] == [typed.words], typed.form
    assert sent["unfinished.token"] == [token_of(saved)]
    data = {**sent, **typed.more, "act": typed.act}
    assert browser.post(action, data=data).status_code == 303, typed.form
    with make.database.read() as session:
        form = UnfinishedForm(typed.form)
        assert unfinished_of(session, typed.who, form, typed.subject, typed.part) is None


@pytest.mark.one_engine
def test_what_was_typed_into_any_form_is_there_again_until_it_is_sent(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    piece, signed_off = make.evidence(EvidenceStatus.SUBMITTED), make.evidence(SIGNED_OFF)
    record_review(
        make.database,
        cast.amaras,
        held_on=date(2026, 11, 2),
        discussed="The lease.",
        actions=[],
        new_id=NEW,
        by=cast.sam,
        now=make.now,
    )
    other, here = make.evidence(EvidenceStatus.SUBMITTED), f"/apprenticeships/{cast.amaras}"
    chosen = client_for(cast.marcus).get(f"{here}/confirm").text
    [seen] = re.findall(f'value="({other} [^"]+)"', chosen)
    hours, counted = f"{here}/off-the-job", {"on-day": "3", "on-month": "11", "on-year": "2026"}
    for typed in (
        Typed(cast.amara, "comment", piece, "text", f"/evidence/{piece}", "/comments"),
        Typed(cast.marcus, "statement", piece, "statement", f"/evidence/{piece}", "/confirm"),
        Typed(cast.sam, "reopening", signed_off, "reason", f"/evidence/{signed_off}/reopen"),
        Typed(cast.marcus, "answer", NEW, "comment", f"/reviews/{NEW}", "/answer", act="comment"),
        Typed(cast.sam, "review", cast.amaras, "discussed", f"{here}/reviews/new", more=DAY),
        Typed(
            cast.marcus,
            "confirming",
            cast.amaras,
            "statement",
            f"{here}/confirm",
            more={"evidence": seen},
        ),
        Typed(cast.amara, "quick_log", cast.amaras, "what", "/evidence/quick"),
        Typed(cast.sam, "hours", cast.amaras, "hours", hours, words="120", more=counted),
        Typed(cast.sam, "planned_hours", cast.amaras, "hours", f"{hours}/planned", words="1200"),
    ):
        check_kept_until_sent(make, client_for, typed)


@pytest.mark.one_engine
def test_what_is_typed_of_an_assessment_is_there_again_until_it_is_sent(
    assessed: Assessed, client_for: SignInAs
) -> None:
    cast, made = assessed.cast, assessed.assessment(AssessmentState.ALLOCATED)
    here, passage = f"/assessments/{made}", f"/apprenticeships/{cast.amaras}"
    reason, rejected = "requirements.criteria_met.reason", {"requirements.criteria_met": "rejected"}
    checks = Typed(assessed.ines, "checks", made, reason, here, "/checks", more=rejected)
    check_kept_until_sent(assessed.make, client_for, checks)
    assessed.accept_all(made)

    ines, page = client_for(assessed.ines), f"{here}/methods/portfolio"
    day = {"planned_on-month": "12", "planned_on-year": "2026"}
    planning = Typed(
        assessed.ines,
        "planning",
        made,
        "planned_on-day",
        page,
        "/plan",
        part="portfolio",
        words="4",
        more=day,
    )
    check_kept_until_sent(assessed.make, client_for, planning)
    version = fields_of(ines.get(page).text, f"{page}/grade")["version"][0]
    typed = {"notes": "I asked about the lease.", "version": version}
    type_into(ines, assessed.ines, "grading", made, part="portfolio", **typed)
    assert "I asked about the lease.</textarea>" in ines.get(page).text
    assert "You have begun to grade it. Saved 10:00am." in ines.get(here).text
    other = f"{here}/methods/extended_case_study"
    grading = Typed(
        assessed.ines,
        "grading",
        made,
        "notes",
        other,
        "/grade",
        part="extended_case_study",
        more={"grade": "pass"},
    )
    check_kept_until_sent(assessed.make, client_for, grading)
    assert "I asked about the lease.</textarea>" in ines.get(page).text

    access = Typed(
        cast.ruth,
        "access",
        cast.amaras,
        "expires_on-day",
        f"{passage}/handover/access",
        words="4",
        more={"expires_on-month": "12", "expires_on-year": "2026"},
    )
    check_kept_until_sent(assessed.make, client_for, access)
    withdrawal = Typed(
        cast.ruth, "withdrawal", cast.amaras, "reason", f"{passage}/handover/withdraw"
    )
    check_kept_until_sent(assessed.make, client_for, withdrawal)
    organisation = str(assessed.organisation_id)
    handover = Typed(
        cast.ruth,
        "handover",
        cast.amaras,
        "assessment_organisation",
        f"{passage}/handover",
        words=organisation,
    )
    check_kept_until_sent(assessed.make, client_for, handover)
    withdraw_handover(assessed.database, cast.amaras, "Again.", by=cast.ruth, now=assessed.now)
    taking_back = Typed(
        cast.ruth, "taking_back", cast.amaras, "reason", f"{passage}/gateway/take-back"
    )
    check_kept_until_sent(assessed.make, client_for, taking_back)
