"""Entries of the record and its checkpoints, as people around an apprenticeship see them."""

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.proofs import Proof
from app.domain.record import INSTALLATION, Entry
from app.domain.record_access import (
    check_entry_of_house,
    check_entry_of_installation,
    check_entry_on_apprenticeship,
    check_entry_on_piece,
)
from app.models.apprenticeships import ApprenticeshipRow
from app.models.events import EventLogRow, EventRow
from app.models.people import OrganisationRow, PersonRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.asking import asked
from app.queries.checkpoints import Checkpoint, latest_checkpoint
from app.queries.evidence import Piece, get_evidence_for
from app.queries.record import entry_in, proof_of
from app.queries.standing import visible_to_asking


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """``house`` keeps the log, empty for the installation's. ``by`` acted, None for a command.

    ``proof`` is None until a checkpoint covers the entry; ``piece`` and ``apprenticeship`` are
    what it speaks of.
    """

    entry: Entry
    event: EventRow
    house: str
    by: str | None
    proof: Proof | None
    piece: Piece | None = None
    apprenticeship: Apprenticeship | None = None

    @property
    def said(self) -> Mapping[str, object]:
        """The body, read; nothing where it was erased."""
        body: dict[str, object] = json.loads(self.entry.body) if self.entry.body else {}
        return body


def get_entry_for(
    session: Session, person: Person, log: uuid.UUID, sequence: int, *, today: date
) -> SeenEntry:
    """At most eight statements. NotFound where it is not this person's to know of."""
    row = session.execute(
        select(EventRow, col(PersonRow.name), col(OrganisationRow.name))
        .join(PersonRow, col(PersonRow.id) == col(EventRow.actor_id), isouter=True)
        .join(OrganisationRow, col(OrganisationRow.id) == col(EventRow.log), isouter=True)
        .where(col(EventRow.log) == log, col(EventRow.sequence) == sequence)
    ).one_or_none()
    if row is None:
        raise NotFound
    event, by, house = row
    entry = entry_in(session, log, sequence)
    piece = apprenticeship = None
    if log == INSTALLATION:
        check_entry_of_installation(person, event.kind, event.actor_id, event.subject_id)
    elif event.evidence_id:
        piece = get_evidence_for(session, person, event.evidence_id, today=today)
        apprenticeship = piece.apprenticeship
        check_entry_on_piece(event.kind, piece.sight)
    elif event.apprenticeship_id:
        apprenticeship = get_apprenticeship_for(
            session, person, event.apprenticeship_id, today=today
        )
        check_entry_on_apprenticeship(
            apprenticeship.standing, vouches_for_terms=_vouches_for_terms(entry)
        )
    else:
        check_entry_of_house(person, log)
    return SeenEntry(
        entry, event, house or "", by, proof_of(session, log, sequence), piece, apprenticeship
    )


def latest_checkpoint_for(
    session: Session, person: Person, log: uuid.UUID, *, today: date
) -> Checkpoint | None:
    """For whoever belongs to the house of this log, or has to do with an apprentice of it.

    NotFound for others. Everybody may see the installation's.
    """
    if log != INSTALLATION and log not in person.providers:
        around = exists().where(col(ApprenticeshipRow.provider_id) == log, visible_to_asking())
        if not session.scalar(select(around), asked(person, today)):
            raise NotFound
    return latest_checkpoint(session, log)


def lengths_of(session: Session, logs: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many acts these logs hold: one statement."""
    rows = session.execute(
        select(col(EventLogRow.log), col(EventLogRow.length)).where(col(EventLogRow.log).in_(logs))
    )
    return {row.log: row.length for row in rows}


def _vouches_for_terms(entry: Entry) -> bool:
    """Unknown once the body is erased; then it says nothing either."""
    rows = json.loads(entry.body).get("rows", {}) if entry.body else {}
    return ApprenticeshipRow.__tablename__ in rows
