"""Which statuses a piece passes through, and which acts are refused."""

from itertools import product

import pytest

from app.domain.errors import RuleBroken
from app.domain.evidence import (
    AFTER,
    Act,
    EvidenceStatus,
    after,
    check_can_be_deleted,
    check_open_to_change,
    check_open_to_confirmation,
)

DRAFT, SUBMITTED, RETURNED, SIGNED_OFF = EvidenceStatus


@pytest.mark.parametrize(("status", "act"), list(product(EvidenceStatus, Act)))
def test_every_act_in_every_status_leads_on_or_is_refused_in_a_sentence(
    status: EvidenceStatus, act: Act
) -> None:
    if (status, act) in AFTER:
        assert after(status, act) is AFTER[status, act]
        return
    with pytest.raises(RuleBroken) as refused:
        after(status, act)
    assert refused.value.sentence.startswith("This piece is “")


def test_the_road_is_the_published_one() -> None:
    assert {(str(status), str(act)): str(then) for (status, act), then in AFTER.items()} == {
        ("draft", "submit"): "submitted",
        ("submitted", "take back"): "draft",
        ("submitted", "sign off"): "signed_off",
        ("submitted", "return"): "returned",
        ("returned", "submit"): "submitted",
        ("signed_off", "re-open"): "returned",
    }


@pytest.mark.parametrize("status", [SUBMITTED, SIGNED_OFF])
def test_what_waits_or_is_signed_off_is_not_changed(status: EvidenceStatus) -> None:
    with pytest.raises(RuleBroken):
        check_open_to_change(status)


@pytest.mark.parametrize("status", [DRAFT, RETURNED])
def test_what_is_in_the_apprentices_hands_is_not_confirmed(status: EvidenceStatus) -> None:
    with pytest.raises(RuleBroken):
        check_open_to_confirmation(status)


@pytest.mark.parametrize(
    ("status", "revision"), [(DRAFT, 1), (SUBMITTED, 1), (RETURNED, 1), (SIGNED_OFF, 2)]
)
def test_what_somebody_else_has_seen_is_not_deleted(status: EvidenceStatus, revision: int) -> None:
    with pytest.raises(RuleBroken):
        check_can_be_deleted(status, revision)
    check_can_be_deleted(DRAFT, 0)
