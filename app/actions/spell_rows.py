"""The spells of apprenticeships, as acting transactions begin, end and find them."""

import uuid
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.models.apprenticeships import SpellRow


def insert_spell(
    session: Session,
    apprenticeship_id: uuid.UUID,
    kind: SpellKind,
    starts_on: date,
    *,
    ends_on: date | None = None,
    person_id: uuid.UUID | None = None,
    organisation_id: uuid.UUID | None = None,
    reason: str | None = None,
) -> uuid.UUID:
    row = SpellRow(
        id=uuid.uuid4(),
        apprenticeship_id=apprenticeship_id,
        kind=kind,
        person_id=person_id,
        organisation_id=organisation_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )
    session.add(row)
    session.flush()
    return row.id


def end_spells(session: Session, spell_ids: Collection[uuid.UUID], on: date) -> None:
    """They end before ``on``. One that has not begun by then had no day, and is taken back."""
    for spell in session.scalars(select(SpellRow).where(col(SpellRow.id).in_(spell_ids))):
        if spell.starts_on >= on:
            session.delete(spell)
        else:
            spell.ends_on = on
    session.flush()


def spells_going_on(
    session: Session, on: date, *conditions: ColumnElement[bool]
) -> list[uuid.UUID]:
    """Those under ``conditions`` that go on, or would go on, on that day or after it."""
    return sorted(
        session.scalars(
            select(col(SpellRow.id)).where(
                or_(col(SpellRow.ends_on).is_(None), col(SpellRow.ends_on) > on), *conditions
            )
        )
    )
