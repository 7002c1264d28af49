"""Who is there: by the session of a browser, or by the API token of a program."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlmodel import Session, col

from app.adapters.secrets import device_key, digest_of
from app.domain.accounts import SEEN_AGAIN_AFTER, SESSION_IDLE
from app.domain.people import HeldRole, Person, SignedInBy
from app.models.accounts import ApiTokenRow, OneTimeLinkRow, SessionRow
from app.models.people import OrganisationRow, PersonRow, RoleRow
from app.models.unfinished import KeepingSecretRow


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``seen_long_ago``: the session's last-seen is due to be noted again. ``device_key`` is for
    the pages of a session alone: see ``secrets.device_key``.
    """

    person: Person
    seen_long_ago: bool = False
    device_key: str = ""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """``digest`` names the session without giving it away."""

    digest: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    digest: str
    name: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whom a one-time link is for."""

    person_id: uuid.UUID
    name: str
    email: str


_IS_OPEN = and_(
    col(SessionRow.expires_at) > bindparam("now"),
    col(SessionRow.last_seen_at) > bindparam("idle_since"),
)
"""Whether a session is neither over nor left idle."""


def _with_roles(statement: Select) -> Select:  # type: ignore[type-arg]
    """Adds to a statement on people what ``_person_of`` reads: a row for each role held now."""
    return (
        statement.add_columns(
            col(PersonRow.id).label("person_id"),
            col(PersonRow.name).label("person_name"),
            col(PersonRow.email),
            col(RoleRow.role),
            col(OrganisationRow.id).label("organisation_id"),
            col(OrganisationRow.name).label("organisation"),
            col(OrganisationRow.provider_id),
            col(OrganisationRow.kind).label("organisation_kind"),
        )
        .join(
            RoleRow,
            and_(col(RoleRow.person_id) == col(PersonRow.id), col(RoleRow.ended_at).is_(None)),
            isouter=True,
        )
        .join(
            OrganisationRow, col(OrganisationRow.id) == col(RoleRow.organisation_id), isouter=True
        )
        .where(col(PersonRow.deactivated_at).is_(None))
        .order_by(col(RoleRow.given_at), col(OrganisationRow.name), col(RoleRow.id))
    )


_BY_SESSION = _with_roles(
    select(
        col(SessionRow.last_seen_at),
        select(col(KeepingSecretRow.secret)).scalar_subquery().label("secret"),
    )
    .select_from(SessionRow)
    .join(PersonRow, col(PersonRow.id) == col(SessionRow.person_id))
).where(col(SessionRow.token_sha256) == bindparam("token"), _IS_OPEN)
_BY_API_TOKEN = _with_roles(
    select()
    .select_from(ApiTokenRow)
    .join(PersonRow, col(PersonRow.id) == col(ApiTokenRow.person_id))
).where(
    col(ApiTokenRow.token_sha256) == bindparam("token"),
    col(ApiTokenRow.expires_at) > bindparam("now"),
)
_BY_ID = _with_roles(select().select_from(PersonRow)).where(
    col(PersonRow.id) == bindparam("person_id")
)


def find_person_by_session(session: Session, token: str, now: datetime) -> SignedIn | None:
    """One statement; None where the session is unknown, over, or its person deactivated."""
    rows = session.execute(
        _BY_SESSION, {"token": digest_of(token), "now": now, "idle_since": now - SESSION_IDLE}
    ).all()
    if not rows:
        return None
    person = _person_of(rows, SignedInBy.SESSION)
    return SignedIn(
        person,
        rows[0].last_seen_at <= now - SEEN_AGAIN_AFTER,
        device_key(rows[0].secret, person.id),
    )


def find_person_by_api_token(session: Session, token: str, now: datetime) -> SignedIn | None:
    """One statement; None where the token is unknown, over, or its person deactivated."""
    rows = session.execute(_BY_API_TOKEN, {"token": digest_of(token), "now": now}).all()
    return SignedIn(_person_of(rows, SignedInBy.API_TOKEN)) if rows else None


def find_person_by_id(
    session: Session, person_id: uuid.UUID, *, signed_in_by: SignedInBy = SignedInBy.COMMAND
) -> Person | None:
    """Somebody with the roles they hold now; None where deactivated. Commands know no sign-in."""
    rows = session.execute(_BY_ID, {"person_id": person_id}).all()
    return _person_of(rows, signed_in_by) if rows else None


def find_holder_of_link(session: Session, token: str, now: datetime) -> LinkHolder | None:
    """Whom the link is for; None where it was used, has expired, or never was."""
    row = session.execute(
        select(col(PersonRow.id), col(PersonRow.name), col(PersonRow.email))
        .join(OneTimeLinkRow, col(OneTimeLinkRow.person_id) == col(PersonRow.id))
        .where(
            col(OneTimeLinkRow.token_sha256) == digest_of(token),
            col(OneTimeLinkRow.expires_at) > now,
            col(PersonRow.deactivated_at).is_(None),
        )
    ).one_or_none()
    return LinkHolder(*row) if row else None


def sessions_of(session: Session, person: Person, now: datetime) -> tuple[OpenSession, ...]:
    """Where this person is signed in, the latest seen first."""
    rows = session.execute(
        select(
            col(SessionRow.token_sha256), col(SessionRow.created_at), col(SessionRow.last_seen_at)
        )
        .where(col(SessionRow.person_id) == bindparam("person_id"), _IS_OPEN)
        .order_by(col(SessionRow.last_seen_at).desc(), col(SessionRow.token_sha256)),
        {"person_id": person.id, "now": now, "idle_since": now - SESSION_IDLE},
    )
    return tuple(OpenSession(*row) for row in rows)


def api_tokens_of(session: Session, person: Person, now: datetime) -> tuple[ApiToken, ...]:
    """This person's API tokens that still work, the newest first."""
    rows = session.execute(
        select(
            col(ApiTokenRow.token_sha256),
            col(ApiTokenRow.name),
            col(ApiTokenRow.created_at),
            col(ApiTokenRow.expires_at),
        )
        .where(col(ApiTokenRow.person_id) == person.id, col(ApiTokenRow.expires_at) > now)
        .order_by(col(ApiTokenRow.created_at).desc(), col(ApiTokenRow.token_sha256))
    )
    return tuple(ApiToken(*row) for row in rows)


def _person_of(rows: Sequence[Row], by: SignedInBy) -> Person:  # type: ignore[type-arg]
    return Person(
        id=rows[0].person_id,
        name=rows[0].person_name,
        email=rows[0].email,
        roles=tuple(
            HeldRole(
                row.role,
                row.organisation_id,
                row.organisation,
                row.provider_id or row.organisation_id,
                row.organisation_kind,
            )
            for row in rows
            if row.role is not None
        ),
        signed_in_by=by,
    )
