"""Hand-overs as the API takes and tells them."""

import uuid
from datetime import date, datetime

from pydantic import Field

from app.domain.assessments import MAX_REASON
from app.domain.people import MAX_NAME
from app.queries.assessments import Assessment
from app.web.api.bodies import In, Out


class HandoverIn(In):
    """The assessment organisation by its name; ``expires_on`` is the last day of access."""

    assessment_organisation: str = Field(max_length=MAX_NAME)
    expires_on: date | None = None


class AccessIn(In):
    """The last day on which the portfolio can be read; null for none."""

    expires_on: date | None


class WithdrawalIn(In):
    reason: str = Field(max_length=MAX_REASON)


class WithdrawalOut(Out):
    """That the training provider took the hand-over back, and why."""

    by: str
    at: datetime
    reason: str


class HandoverOut(Out):
    """What the training provider sees of an assessment until its result is released.

    ``withdrawn`` is null while the hand-over stands.
    """

    id: uuid.UUID
    apprenticeship: uuid.UUID
    assessment_organisation: str
    snapshot_sha256: str
    handed_over_at: datetime
    expires_on: date | None
    withdrawn: WithdrawalOut | None


def handover_out(made: Assessment) -> HandoverOut:
    return HandoverOut(
        id=made.id,
        apprenticeship=made.apprenticeship_id,
        assessment_organisation=made.organisation,
        snapshot_sha256=made.snapshot_sha256,
        handed_over_at=made.handed_over_at,
        expires_on=made.expires_on,
        withdrawn=withdrawal_out(made),
    )


def withdrawal_out(found: Assessment) -> WithdrawalOut | None:
    withdrawal = found.withdrawal
    if withdrawal is None:
        return None
    return WithdrawalOut(by=withdrawal.by, at=withdrawal.at, reason=withdrawal.reason)
