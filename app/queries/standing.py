"""What whoever asks is to an apprenticeship today, as conditions on it."""

from functools import cache

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlmodel import col

from app.domain.apprenticeships import SpellKind
from app.domain.people import Role
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.queries.asking import ASKING, HOUSES, TODAY


@cache
def stands_as(role: Role) -> ColumnElement[bool]:
    """Whether whoever asks stands to the apprenticeship in this role today.

    Of a spell it is asked which apprenticeships are theirs, and not of each apprenticeship whose
    it is: a house has thousands, and a person a handful.
    """
    match role:
        case Role.APPRENTICE:
            return col(ApprenticeshipRow.person_id) == ASKING
        case Role.LINE_MANAGER | Role.ASSESSOR:
            theirs = select(col(SpellRow.apprenticeship_id)).where(
                col(SpellRow.person_id) == ASKING,
                col(SpellRow.kind) == SpellKind(role.value),
                covers_today(),
            )
            return col(ApprenticeshipRow.id).in_(theirs)
        case Role.IQA | Role.ADMINISTRATOR:
            return col(ApprenticeshipRow.provider_id).in_(HOUSES[role])
        case Role.INDEPENDENT_ASSESSOR:
            return false()


@cache
def visible_to_asking() -> ColumnElement[bool]:
    """Whether whoever asks stands to the apprenticeship in any role at all."""
    return or_(*(stands_as(role) for role in Role))


def covers_today() -> ColumnElement[bool]:
    """Whether a spell has begun and is not over."""
    return and_(
        col(SpellRow.starts_on) <= TODAY,
        or_(col(SpellRow.ends_on).is_(None), col(SpellRow.ends_on) > TODAY),
    )


def spell_in_force() -> ColumnElement[bool]:
    """Whether a spell is the apprenticeship's, and covers today."""
    return and_(col(SpellRow.apprenticeship_id) == col(ApprenticeshipRow.id), covers_today())


def has_now(kind: SpellKind, *those: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the apprenticeship has a spell of this kind today, and one of ``those``."""
    # A column by name, and not all of them: then an index is enough to tell.
    return exists(col(SpellRow.kind)).where(spell_in_force(), col(SpellRow.kind) == kind, *those)
