"""Apprenticeships, and what the person who asks is to each of them today."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.calendar import Span
from app.domain.errors import NotFound
from app.domain.people import Person, Role
from app.domain.permissions import Standing
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.people import OrganisationRow, PersonRow
from app.models.standards import StandardRow
from app.queries.asking import ASKING, asked
from app.queries.cursors import Page, cursor_of, text_place
from app.queries.names import holds
from app.queries.standards import rule_sets_in_force
from app.queries.standing import has_now, spell_in_force, stands_as, visible_to_asking

PAGE_SIZE = 50

Provider = aliased(OrganisationRow, name="provider")
Apprentice = aliased(PersonRow, name="apprentice")


@dataclass(frozen=True, slots=True)
class Apprenticeship:
    """One apprenticeship, and the ``standing`` of the person who asked for it."""

    id: uuid.UUID
    apprentice_id: uuid.UUID
    apprentice: str
    provider_id: uuid.UUID
    provider: str
    standard_id: uuid.UUID
    reference: str
    standard_version: str
    standard_title: str
    status: ApprenticeshipStatus
    started_on: date
    planned_end_on: date
    specialism: str | None
    weekly_hours: int | None
    uln: str | None
    version: int
    plan_sha256: str
    rule_sets_sha256: str | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Spell:
    """Who or what an apprenticeship had, from when to when; ``ends_on`` is the first day after."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    kind: SpellKind
    person_id: uuid.UUID | None
    person: str | None
    email: str | None
    organisation_id: uuid.UUID | None
    organisation: str | None
    starts_on: date
    ends_on: date | None
    reason: str | None

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


def get_apprenticeship_for(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, today: date
) -> Apprenticeship:
    """One statement. NotFound where it is not this person's to know of."""
    row = session.execute(
        _ONE, {"apprenticeship_id": apprenticeship_id, **asked(person, today)}
    ).one_or_none()
    return apprenticeship_of(row, person)


def own_apprenticeships(
    session: Session, person: Person, *, today: date
) -> tuple[Apprenticeship, ...]:
    """Those in which the person is the apprentice: one statement."""
    rows = session.execute(_OWN, asked(person, today))
    return tuple(apprenticeship_of(row, person) for row in rows)


def list_apprenticeships_for(
    session: Session,
    person: Person,
    *,
    today: date,
    status: ApprenticeshipStatus | None = None,
    name: str = "",
    with_spells_of: Collection[uuid.UUID] = (),
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[Apprenticeship]:
    """The apprenticeships that this person may see, by the apprentice's name.

    ``with_spells_of`` keeps those that each of these assessors, line managers and employers (by
    id) has now.
    """
    wanted = (
        select(col(ApprenticeshipRow.id))
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .where(visible_to_asking())
    )
    if status is not None:
        wanted = wanted.where(col(ApprenticeshipRow.status) == status)
    if name.strip():
        wanted = wanted.where(holds(col(Apprentice.name), name))
    for holder in with_spells_of:
        theirs = or_(col(SpellRow.person_id) == holder, col(SpellRow.organisation_id) == holder)
        wanted = wanted.where(exists().where(spell_in_force(), theirs))
    if cursor:
        wanted = wanted.where(
            tuple_(col(Apprentice.name), col(ApprenticeshipRow.id)) > text_place(cursor)
        )
    by_name = col(Apprentice.name), col(ApprenticeshipRow.id)
    # Of a house of thousands the page is found first, and only then all that is said of it.
    page = wanted.order_by(*by_name).limit(limit + 1).correlate(None)
    rows = session.execute(
        with_apprenticeship(select()).where(col(ApprenticeshipRow.id).in_(page)).order_by(*by_name),
        asked(person, today),
    ).all()
    items = tuple(apprenticeship_of(row, person) for row in rows[:limit])
    following = cursor_of(items[-1].apprentice, items[-1].id) if len(rows) > limit else None
    return Page(items, following)


def spells_of(
    session: Session, apprenticeship_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[Spell, ...]]:
    """Every spell of these apprenticeships, in order of their beginning: one statement."""
    rows = session.execute(_SPELLS, {"apprenticeship_ids": [*apprenticeship_ids]})
    found: dict[uuid.UUID, list[Spell]] = defaultdict(list)
    for row in rows:
        spell = Spell(*row)
        found[spell.apprenticeship_id].append(spell)
    return {each: tuple(found[each]) for each in apprenticeship_ids}


def breaks_in(spells: Collection[Spell]) -> tuple[Span, ...]:
    return tuple(spell.span for spell in spells if spell.kind is SpellKind.BREAK)


def present(spells: Collection[Spell], kind: SpellKind, today: date) -> tuple[Spell, ...]:
    """The spells of one kind that cover today."""
    return tuple(s for s in spells if s.kind is kind and s.span.covers(today))


def with_apprenticeship(statement: Select) -> Select:  # type: ignore[type-arg]
    """Adds the columns that ``apprenticeship_of`` reads, and the joins they need.

    Whoever runs it says who has ``asked``.
    """
    return (
        statement.add_columns(
            col(ApprenticeshipRow.id).label("apprenticeship_id"),
            col(ApprenticeshipRow.person_id).label("apprentice_id"),
            col(Apprentice.name).label("apprentice"),
            col(ApprenticeshipRow.provider_id).label("apprenticeship_provider_id"),
            col(Provider.name).label("provider"),
            col(ApprenticeshipRow.standard_id).label("standard_id"),
            col(StandardRow.reference).label("reference"),
            col(StandardRow.version).label("standard_version"),
            col(StandardRow.title).label("standard_title"),
            col(ApprenticeshipRow.status).label("apprenticeship_status"),
            col(ApprenticeshipRow.started_on),
            col(ApprenticeshipRow.planned_end_on),
            col(ApprenticeshipRow.specialism),
            col(ApprenticeshipRow.weekly_hours),
            col(ApprenticeshipRow.uln),
            col(ApprenticeshipRow.version).label("apprenticeship_row_version"),
            col(StandardRow.plan_sha256),
            rule_sets_in_force().label("rule_sets_sha256"),
            has_now(SpellKind.LINE_MANAGER, col(SpellRow.person_id) == ASKING).label(
                "is_line_manager"
            ),
            has_now(SpellKind.ASSESSOR, col(SpellRow.person_id) == ASKING).label("is_assessor"),
        )
        .select_from(ApprenticeshipRow)
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .join(Provider, col(Provider.id) == col(ApprenticeshipRow.provider_id))
        .join(StandardRow, col(StandardRow.id) == col(ApprenticeshipRow.standard_id))
    )


def apprenticeship_of(row: Row | None, person: Person) -> Apprenticeship:  # type: ignore[type-arg]
    """What ``with_apprenticeship`` selected; NotFound without a row or without any standing."""
    if row is None:
        raise NotFound
    provider_id = row.apprenticeship_provider_id
    standing = Standing(
        apprentice=row.apprentice_id == person.id,
        line_manager=row.is_line_manager,
        assessor=row.is_assessor,
        iqa=provider_id in person.providers_as(Role.IQA),
        administrator=provider_id in person.providers_as(Role.ADMINISTRATOR),
    )
    if not standing:
        raise NotFound
    return Apprenticeship(
        id=row.apprenticeship_id,
        apprentice_id=row.apprentice_id,
        apprentice=row.apprentice,
        provider_id=provider_id,
        provider=row.provider,
        standard_id=row.standard_id,
        reference=row.reference,
        standard_version=row.standard_version,
        standard_title=row.standard_title,
        status=row.apprenticeship_status,
        started_on=row.started_on,
        planned_end_on=row.planned_end_on,
        specialism=row.specialism,
        weekly_hours=row.weekly_hours,
        uln=row.uln,
        version=row.apprenticeship_row_version,
        plan_sha256=row.plan_sha256,
        rule_sets_sha256=row.rule_sets_sha256,
        standing=standing,
    )


_ONE = with_apprenticeship(select()).where(
    col(ApprenticeshipRow.id) == bindparam("apprenticeship_id")
)
_OWN = with_apprenticeship(select()).where(stands_as(Role.APPRENTICE))
_SPELLS = (
    select(
        col(SpellRow.id),
        col(SpellRow.apprenticeship_id),
        col(SpellRow.kind),
        col(SpellRow.person_id),
        col(PersonRow.name),
        col(PersonRow.email),
        col(SpellRow.organisation_id),
        col(OrganisationRow.name),
        col(SpellRow.starts_on),
        col(SpellRow.ends_on),
        col(SpellRow.reason),
    )
    .join(PersonRow, col(PersonRow.id) == col(SpellRow.person_id), isouter=True)
    .join(OrganisationRow, col(OrganisationRow.id) == col(SpellRow.organisation_id), isouter=True)
    .where(col(SpellRow.apprenticeship_id).in_(bindparam("apprenticeship_ids", expanding=True)))
    .order_by(col(SpellRow.starts_on), col(SpellRow.id))
)
