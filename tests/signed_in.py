"""People who are signed in already, by browser or by program."""

import hashlib
import secrets
from datetime import datetime, timedelta

from app.adapters.db import Database
from app.domain.people import Person
from app.models.accounts import ApiTokenRow, SessionRow


def session_of(database: Database, person: Person, now: datetime) -> str:
    """What the cookie of their browser says."""
    token = secrets.token_urlsafe(32)
    _keep(
        database,
        SessionRow(
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(days=1),
        ),
    )
    return token


def api_token_of(database: Database, person: Person, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    _keep(
        database,
        ApiTokenRow(
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            person_id=person.id,
            name="A test",
            created_at=now,
            expires_at=now + timedelta(days=1),
        ),
    )
    return token


def _keep(database: Database, row: SessionRow | ApiTokenRow) -> None:
    with database.write() as session:
        session.add(row)
        session.commit()
