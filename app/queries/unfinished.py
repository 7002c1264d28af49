"""What somebody has typed and not sent: asked for by nobody but them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from app.domain.people import Person
from app.domain.unfinished import UnfinishedForm, kept_under
from app.models.evidence import EvidenceRow
from app.models.unfinished import UnfinishedRow
from app.queries.asking import ASKING

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form as it last saved itself; ``fields`` as a browser sends them."""

    subject_id: uuid.UUID
    token: uuid.UUID
    version: int
    fields: Fields
    saved_at: datetime

    def field(self, name: str) -> str:
        return next(iter(self.all_of(name)), "")

    def all_of(self, name: str) -> tuple[str, ...]:
        """Every value of that name, as of check boxes."""
        return tuple(value.strip() for each, value in self.fields if each == name)


def unfinished_of(
    session: Session, person: Person, form: UnfinishedForm, subject_id: uuid.UUID, part: str = ""
) -> Unfinished | None:
    """One statement; None where this person has typed nothing into that form."""
    row = session.get(UnfinishedRow, (person.id, form, kept_under(subject_id, part)))
    return _unfinished(row) if row else None


def unfinished_about(
    session: Session, person: Person, subject_id: uuid.UUID, part: str = ""
) -> Mapping[UnfinishedForm, Unfinished]:
    """What this person typed into the forms of one page that are all about that: one statement."""
    return unfinished_in(
        session.scalars(
            select(UnfinishedRow).where(
                col(UnfinishedRow.person_id) == person.id,
                col(UnfinishedRow.subject_id) == kept_under(subject_id, part),
            )
        )
    )


def unfinished_in_assessment(
    session: Session, person: Person, assessment_id: uuid.UUID, methods: Iterable[str]
) -> tuple[Unfinished | None, Mapping[str, Unfinished]]:
    """What this person typed of the checks, and of the grading of each method: one statement."""
    keys = {kept_under(assessment_id, method): method for method in methods}
    rows = session.scalars(
        select(UnfinishedRow).where(
            col(UnfinishedRow.person_id) == person.id,
            col(UnfinishedRow.form).in_((UnfinishedForm.CHECKS, UnfinishedForm.GRADING)),
            col(UnfinishedRow.subject_id).in_((assessment_id, *keys)),
        )
    ).all()
    checks = (_unfinished(row) for row in rows if row.form is UnfinishedForm.CHECKS)
    gradings = {
        keys[row.subject_id]: _unfinished(row) for row in rows if row.form is UnfinishedForm.GRADING
    }
    return next(checks, None), gradings


def is_unfinished_of(subject_id: Mapped[uuid.UUID]) -> ColumnElement[bool]:
    """Of a row of ``unfinished``: whoever asks typed it into a form of that subject."""
    return (col(UnfinishedRow.person_id) == ASKING) & (col(UnfinishedRow.subject_id) == subject_id)


def unfinished_in(rows: Iterable[UnfinishedRow | None]) -> Mapping[UnfinishedForm, Unfinished]:
    """By the form that was typed into."""
    return {row.form: _unfinished(row) for row in rows if row is not None}


def pieces_begun(session: Session, person: Person) -> tuple[Unfinished, ...]:
    """New pieces that they have begun and not saved as drafts, the latest first: one statement."""
    rows = session.scalars(_BEGUN, {"asking": person.id})
    return tuple(_unfinished(row) for row in rows)


def count_pieces_begun(session: Session, person: Person, *, but: uuid.UUID) -> int:
    """``but`` is the one that they are at."""
    return session.scalar(_COUNT_BEGUN, {"asking": person.id, "but": but}) or 0


def choices_begun(session: Session, person: Person) -> Mapping[uuid.UUID, Unfinished]:
    """Feedback on several pieces that they did not send, by what each choice is kept under.

    The latest first: one statement.
    """
    rows = session.scalars(_CHOICES, {"asking": person.id})
    return {row.subject_id: _unfinished(row) for row in rows}


def _is_begun() -> ColumnElement[bool]:
    there = exists().where(col(EvidenceRow.id) == col(UnfinishedRow.subject_id))
    return (
        (col(UnfinishedRow.person_id) == ASKING)
        & (col(UnfinishedRow.form) == UnfinishedForm.EVIDENCE)
        & ~there
    )


def _unfinished(row: UnfinishedRow) -> Unfinished:
    fields = tuple((name, value) for name, value in row.fields)
    return Unfinished(row.subject_id, row.token, row.version, fields, row.saved_at)


_BEGUN = select(UnfinishedRow).where(_is_begun()).order_by(col(UnfinishedRow.saved_at).desc())
_COUNT_BEGUN = (
    select(func.count())
    .select_from(UnfinishedRow)
    .where(_is_begun(), col(UnfinishedRow.subject_id) != bindparam("but"))
)
_CHOICES = (
    select(UnfinishedRow)
    .where(
        col(UnfinishedRow.person_id) == ASKING, col(UnfinishedRow.form) == UnfinishedForm.ALL_MET
    )
    .order_by(col(UnfinishedRow.saved_at).desc())
)
