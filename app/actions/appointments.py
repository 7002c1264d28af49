"""Parts of acting transactions on an apprenticeship: who is named, and who begins when."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.organisations import insert_employer
from app.actions.people import invite
from app.actions.record import record
from app.actions.roles import ensure_role
from app.actions.spell_rows import insert_spell
from app.domain.apprenticeships import SpellKind, employer_on
from app.domain.calendar import today_in_london
from app.domain.canonical import Json
from app.domain.errors import FieldError, check_fields
from app.domain.events import EventKind
from app.domain.people import Person, Role, normal_email, plain_name
from app.domain.permissions import check_can_administer
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow
from app.models.people import PersonRow
from app.queries.apprenticeships import get_apprenticeship_for, spells_of
from app.queries.organisations import Organisation, find_employer_named, get_organisation
from app.queries.people import find_colleague_id
from app.queries.standards import get_standard_by_id

ROLE_OF_SPELL = {
    SpellKind.LINE_MANAGER: Role.LINE_MANAGER,
    SpellKind.ASSESSOR: Role.ASSESSOR,
}


def apprenticeship_to_change(
    session: Session, apprenticeship_id: uuid.UUID, by: Person, now: datetime
) -> ApprenticeshipRow:
    """Locked, and one version on. NotFound or NotPermitted where ``by`` does not administer it."""
    seen = get_apprenticeship_for(session, by, apprenticeship_id, today=today_in_london(now))
    check_can_administer(seen.standing)
    row = session.get_one(ApprenticeshipRow, apprenticeship_id, with_for_update=True)
    row.version += 1
    return row


def practice_areas_of(session: Session, standard_id: uuid.UUID) -> set[str]:
    """The keys that a specialism in this standard is one of."""
    return {area.key for area in get_standard_by_id(session, standard_id).practice_areas}


def colleagues_named(
    session: Session, provider_id: uuid.UUID, named: Mapping[str, str]
) -> dict[str, PersonRow]:
    """Who the addresses belong to, by field: people of this provider's house, or Invalid.

    Somebody of another house is as unknown here as nobody at all.
    """
    found = {
        field: find_colleague_id(session, provider_id, normal_email(email))
        for field, email in named.items()
    }
    check_fields(
        *(
            FieldError(field, f"Nobody here has the address {named[field]}. Add them first.")
            for field, person_id in found.items()
            if person_id is None
        )
    )
    return {field: session.get_one(PersonRow, person_id) for field, person_id in found.items()}


def employer_named(
    session: Session, provider_id: uuid.UUID, name: str, now: datetime
) -> Organisation:
    """The provider's employer of that name, added where it is new; the house is locked."""
    name = plain_name(name)
    return find_employer_named(session, provider_id, name) or get_organisation(
        session, insert_employer(session, provider_id, name, now)
    )


def appoint(
    session: Session,
    apprenticeship_id: uuid.UUID,
    kind: SpellKind,
    person: PersonRow,
    organisation: Organisation,
    starts_on: date,
    *,
    public_url: str,
    now: datetime,
) -> uuid.UUID:
    """The spell of a line manager or assessor, who is given the role where it is new to them."""
    role = ROLE_OF_SPELL[kind]
    if ensure_role(session, person.id, role, organisation, now):
        invite(session, person, role, organisation.name, public_url, now)
    return insert_spell(
        session,
        apprenticeship_id,
        kind,
        starts_on,
        person_id=person.id,
        organisation_id=organisation.id if kind is SpellKind.LINE_MANAGER else None,
    )


def record_change(
    session: Session,
    kind: EventKind,
    row: ApprenticeshipRow,
    by: Person,
    now: datetime,
    body: Mapping[str, Json] | None = None,
) -> None:
    """An administrator's act on an apprenticeship, as one event."""
    record(
        session,
        kind,
        log=row.provider_id,
        by=by,
        role=Role.ADMINISTRATOR,
        subject_id=row.id,
        apprenticeship_id=row.id,
        now=now,
        body=body,
    )


def assign_pieces_to_employers(session: Session, apprenticeship_id: uuid.UUID) -> None:
    """After a change of employers: each piece belongs to the employer of its day."""
    employers = [
        (spell.span, spell.organisation_id)
        for spell in spells_of(session, [apprenticeship_id])[apprenticeship_id]
        if spell.kind is SpellKind.EMPLOYER and spell.organisation_id is not None
    ]
    pieces = session.scalars(
        select(EvidenceRow).where(
            col(EvidenceRow.apprenticeship_id) == apprenticeship_id,
            col(EvidenceRow.happened_on).is_not(None),
        )
    )
    for piece in pieces:
        if piece.happened_on is not None:
            piece.employer_id = employer_on(employers, piece.happened_on)
