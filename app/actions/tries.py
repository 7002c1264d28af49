"""How often somebody may try: counted before the try is judged, so that none goes uncounted."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.adapters.secrets import digest_of
from app.domain.accounts import Limit
from app.domain.errors import TooManyTries
from app.models.accounts import SignInTryRow


def account_key(what: str, email: str) -> str:
    """The key under which tries ``what`` with an account are counted; it holds no address."""
    return f"{what}:{digest_of(email)}"


def address_key(what: str, address: str) -> str:
    """The key for a network address; one household holds 2⁶⁴ of the newer kind."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return account_key(f"{what}-from", address)
    if isinstance(parsed, IPv6Address):
        parsed = IPv6Address(int(parsed) >> 64 << 64)
    return f"{what}-from:{parsed}"


def count_try(session: Session, limits: Mapping[str, Limit], now: datetime) -> None:
    """Counts one more under each key; TooManyTries where one of them is at its limit."""
    wait = max(
        limit.seconds_to_wait(_tried_at(session, key, now - limit.within), now)
        for key, limit in limits.items()
    )
    if wait:
        minutes = -(-wait // 60)
        when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
        raise TooManyTries(
            f"There were too many tries. You can try again {when}.", retry_after=wait
        )
    session.add_all(SignInTryRow(id=uuid.uuid4(), key=key, at=now) for key in limits)


def forget_tries(session: Session, key: str, *, at: datetime | None = None) -> None:
    """Takes back the tries under ``key``: all, or the one ``at`` that time."""
    statement = delete(SignInTryRow).where(col(SignInTryRow.key) == key)
    if at is not None:
        statement = statement.where(col(SignInTryRow.at) == at)
    session.execute(statement.execution_options(synchronize_session=False))


def _tried_at(session: Session, key: str, since: datetime) -> list[datetime]:
    return list(
        session.scalars(
            select(col(SignInTryRow.at)).where(
                col(SignInTryRow.key) == key, col(SignInTryRow.at) > since
            )
        )
    )
