"""Whether a request was carried out already, and what was answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.errors import RuleBroken
from app.domain.people import Person
from app.models.accounts import IdempotencyKeyRow

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request that is to be carried out once, though it be sent again.

    ``sha256`` is of its method, address and body; ``key`` its sender's name for it.
    """

    person: Person
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    media_type: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """A request that was carried out; ``answer`` is None until it has been kept."""

    answer: Answer | None


def find_carried_out(session: Session, request: KeyedRequest, now: datetime) -> CarriedOut | None:
    """One statement; None where it is new. RuleBroken where its key stood for something else."""
    row = session.get(IdempotencyKeyRow, (request.person.id, request.key), populate_existing=True)
    if row is None or row.created_at <= now - KEPT_FOR:
        return None
    if row.request_sha256 != request.sha256:
        raise RuleBroken(
            "This Idempotency-Key was used for another request. Send a key of its own with each."
        )
    if row.status is None:
        return CarriedOut(None)
    return CarriedOut(Answer(row.status, row.media_type, row.body or b""))
