"""Phrases of one's own for feedback, and single-key shortcuts. Preferences are no acts: the
record knows nothing of them.
"""

import uuid

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.adapters.db import Database
from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.phrases import check_may_keep, check_phrase
from app.models.people import PersonRow
from app.models.phrases import KeysOffRow, PhraseRow


def keep_phrase(database: Database, name: str, text: str, *, by: Person) -> uuid.UUID:
    """Keep a phrase under a short name, for oneself."""
    with database.write() as session:
        others = _names(session, by)
        check_may_keep(len(others))
        check_phrase(name, text, others=others.values())
        made = PhraseRow(id=uuid.uuid4(), person_id=by.id, name=name, text=text)
        made_id = made.id
        session.add(made)
        session.commit()
        return made_id


def edit_phrase(
    database: Database,
    phrase_id: uuid.UUID,
    *,
    name: str | None = None,
    text: str | None = None,
    by: Person,
) -> None:
    """Change one's own phrase; what is None stays."""
    with database.write() as session:
        names = _names(session, by)
        row = session.get(PhraseRow, phrase_id)
        if row is None or phrase_id not in names:
            raise NotFound
        row.name = row.name if name is None else name
        row.text = row.text if text is None else text
        others = [other for each, other in names.items() if each != phrase_id]
        check_phrase(row.name, row.text, others=others)
        session.commit()


def delete_phrase(database: Database, phrase_id: uuid.UUID, *, by: Person) -> None:
    """Feedback that was given with it stays as it is."""
    with database.write() as session:
        gone = session.execute(
            delete(PhraseRow)
            .where(col(PhraseRow.id) == phrase_id, col(PhraseRow.person_id) == by.id)
            .returning(col(PhraseRow.id))
        )
        if gone.one_or_none() is None:
            raise NotFound
        session.commit()


def count_use(database: Database, phrase_id: uuid.UUID, *, by: Person) -> None:
    """It was put into feedback: what is used most is offered first."""
    with database.write() as session:
        used = session.execute(
            update(PhraseRow)
            .where(col(PhraseRow.id) == phrase_id, col(PhraseRow.person_id) == by.id)
            .values(uses=col(PhraseRow.uses) + 1)
            .returning(col(PhraseRow.id))
        )
        if used.one_or_none() is None:
            raise NotFound
        session.commit()


def choose_keys(database: Database, on: bool, *, by: Person) -> None:
    """Whether single keys act for this person, on every device."""
    with database.write() as session:
        session.get_one(PersonRow, by.id, with_for_update=True)
        row = session.get(KeysOffRow, by.id)
        if on and row is not None:
            session.delete(row)
        if not on and row is None:
            session.add(KeysOffRow(person_id=by.id))
        session.commit()


def _names(session: Session, by: Person) -> dict[uuid.UUID, str]:
    """Of all their phrases, which nobody else changes until this ends."""
    session.get_one(PersonRow, by.id, with_for_update=True)
    rows = session.execute(
        select(col(PhraseRow.id), col(PhraseRow.name)).where(col(PhraseRow.person_id) == by.id)
    )
    return {row[0]: row[1] for row in rows}
