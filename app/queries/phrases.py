"""What somebody has at hand where they give feedback: asked for by nobody but them."""

import uuid

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.phrases import AtHand, Phrase
from app.models.people import PersonRow
from app.models.phrases import KeysOffRow, PhraseRow


def at_hand(session: Session, person: Person) -> AtHand:
    """One statement."""
    rows = session.execute(
        select(
            col(KeysOffRow.person_id),
            col(PhraseRow.id),
            col(PhraseRow.name),
            col(PhraseRow.text),
            col(PhraseRow.uses),
        )
        .select_from(PersonRow)
        .join(KeysOffRow, col(KeysOffRow.person_id) == col(PersonRow.id), isouter=True)
        .join(PhraseRow, col(PhraseRow.person_id) == col(PersonRow.id), isouter=True)
        .where(col(PersonRow.id) == person.id)
        .order_by(col(PhraseRow.uses).desc(), col(PhraseRow.name), col(PhraseRow.id))
    ).all()
    return AtHand(
        keys=all(off is None for off, *_ in rows),
        phrases=tuple(Phrase(*phrase) for _, *phrase in rows if phrase[0] is not None),
    )


def get_phrase_of(session: Session, person: Person, phrase_id: uuid.UUID) -> Phrase:
    found = at_hand(session, person).phrase(phrase_id)
    if found is None:
        raise NotFound
    return found
