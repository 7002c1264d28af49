"""Apprenticeships as the API takes and tells them."""

import uuid
from collections.abc import Collection
from datetime import date

from pydantic import Field

from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.people import MAX_EMAIL, MAX_NAME
from app.domain.terms import MAX_COLLEAGUES, MAX_SPECIALISM, NewApprenticeship
from app.queries.apprenticeships import Apprenticeship, Spell, present
from app.web.api.bodies import In, Listed, Out


class StandardNamed(Out):
    reference: str
    version: str


class ApprenticeshipOut(Out):
    """People and organisations by name, as they are today."""

    id: uuid.UUID
    apprentice: str
    standard: StandardNamed
    provider: str
    employer: str | None
    line_managers: list[str]
    assessors: list[str]
    started_on: date
    planned_end_on: date
    specialism: str | None
    weekly_hours: int | None
    status: ApprenticeshipStatus


class ApprenticeshipList(Listed[ApprenticeshipOut]):
    """Apprenticeships by the name of the apprentice, a page at a time."""


class ApprenticeIn(In):
    """Found by the address, or added under it."""

    name: str = Field(max_length=MAX_NAME)
    email: str = Field(max_length=MAX_EMAIL)


class StandardNamedIn(In):
    reference: str = Field(max_length=32)
    version: str = Field(max_length=32)


class ApprenticeshipIn(In):
    """Line managers and assessors by their addresses; the employer by name, added where new.

    ``provider`` is needed only by whoever administers several.
    """

    apprentice: ApprenticeIn
    standard: StandardNamedIn
    employer: str = Field(max_length=MAX_NAME)
    line_managers: list[str] = Field(max_length=MAX_COLLEAGUES)
    assessors: list[str] = Field(max_length=MAX_COLLEAGUES)
    started_on: date
    planned_end_on: date
    uln: str | None = Field(default=None, max_length=10)
    specialism: str | None = Field(default=None, max_length=MAX_SPECIALISM)
    weekly_hours: int | None = None
    provider: uuid.UUID | None = None

    def apprenticeship(self) -> NewApprenticeship:
        return NewApprenticeship(
            name=self.apprentice.name,
            email=self.apprentice.email,
            reference=self.standard.reference,
            standard_version=self.standard.version,
            employer=self.employer,
            line_managers=tuple(self.line_managers),
            assessors=tuple(self.assessors),
            started_on=self.started_on,
            planned_end_on=self.planned_end_on,
            uln=self.uln,
            specialism=self.specialism,
            weekly_hours=self.weekly_hours,
        )


def apprenticeship_out(
    found: Apprenticeship, spells: Collection[Spell], *, today: date
) -> ApprenticeshipOut:
    employers = [each.organisation for each in present(spells, SpellKind.EMPLOYER, today)]
    return ApprenticeshipOut(
        id=found.id,
        apprentice=found.apprentice,
        standard=StandardNamed(reference=found.reference, version=found.standard_version),
        provider=found.provider,
        employer=employers[-1] if employers else None,
        line_managers=_names(present(spells, SpellKind.LINE_MANAGER, today)),
        assessors=_names(present(spells, SpellKind.ASSESSOR, today)),
        started_on=found.started_on,
        planned_end_on=found.planned_end_on,
        specialism=found.specialism,
        weekly_hours=found.weekly_hours,
        status=found.status,
    )


def _names(spells: Collection[Spell]) -> list[str]:
    return sorted({spell.person for spell in spells if spell.person})
