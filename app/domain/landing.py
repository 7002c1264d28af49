"""Where a portfolio from another provider lands, and what becomes of the spells it had."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.people import MAX_NAME, plain_name

NOWHERE = "elsewhere.invalid"
"""The domain of addresses that nobody has (RFC 2606): who acted elsewhere signs in nowhere here."""


@dataclass(frozen=True, slots=True)
class Landing:
    """``employer`` is the present one; None where it stays the one that the pack names.

    ``email`` is the apprentice's: a pack gives nobody's address.
    """

    email: str
    employer: str | None = None
    line_managers: tuple[str, ...] = ()
    assessors: tuple[str, ...] = ()


def landing_in(said: Mapping[str, object]) -> Landing:
    """As it was kept: the fields by their names."""
    managers, assessors = said.get("line_managers"), said.get("assessors")
    return Landing(
        email=str(said.get("email") or ""),
        employer=str(said["employer"]) if said.get("employer") else None,
        line_managers=tuple(map(str, managers)) if isinstance(managers, list | tuple) else (),
        assessors=tuple(map(str, assessors)) if isinstance(assessors, list | tuple) else (),
    )


@dataclass(frozen=True, slots=True)
class NamedSpell:
    """An employer by name, from a day up to another; open where that is None."""

    name: str
    starts_on: date
    ends_on: date | None = None


def name_elsewhere(name: str, provider: str) -> str:
    """Sam Rowe (at Northgate Training): so everybody sees at once that it was not done here.

    Who was elsewhere before stays where they were.
    """
    if name.endswith(")") and " (at " in name:
        return name
    return plain_name(f"{name} (at {provider})")[:MAX_NAME]


def from_before_in_words(count: int) -> str:
    """Of decisions, confirmations and reviews that only their acts are known of."""
    made, what = ("was", "it says") if count == 1 else ("were", "they say")
    return (
        f"{count} of the decisions, confirmations and reviews {made} made before the provider kept"
        f" a record. That, by whom and when is in it; for what {what}, take the pack’s word."
    )


def address_of_nobody(person_id: uuid.UUID) -> str:
    """Every person has an address of their own; this one takes no mail and is typed by nobody."""
    return f"{person_id}@{NOWHERE}"


def employers_after(
    before: Iterable[NamedSpell], employer: str | None, *, today: date, started_on: date
) -> tuple[NamedSpell, ...]:
    """The employers from the start on, the present one last; empty where none is known.

    One that stays keeps its spell. Else what was open ends today, and the new one begins.
    """
    known = sorted(
        (spell for spell in before if spell.starts_on <= today), key=lambda each: each.starts_on
    )
    present = [spell for spell in known if spell.ends_on is None or spell.ends_on > today]
    name = plain_name(employer or "") or (present[-1].name if present else "")
    if not name:
        return ()
    stays = [spell for spell in present if spell.name.casefold() == name.casefold()]
    past = [
        NamedSpell(spell.name, spell.starts_on, min(spell.ends_on or today, today))
        for spell in known
        if spell not in stays and spell.starts_on < today
    ]
    begins = stays[-1].starts_on if stays else (today if past else started_on)
    return (*past, NamedSpell(name, begins))


def status_after(status: ApprenticeshipStatus) -> ApprenticeshipStatus:
    """A break goes on where it was; whatever else it was there, here it is on programme."""
    if status is ApprenticeshipStatus.BREAK_IN_LEARNING:
        return status
    return ApprenticeshipStatus.ON_PROGRAMME
