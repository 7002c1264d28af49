"""What home pages ask of the gateway: whose declaration is missing, and who can be passed."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.declarations import DECLARING
from app.domain.people import Person, Role
from app.models.apprenticeships import ApprenticeshipRow
from app.models.gateway import DeclarationRow
from app.models.people import PersonRow
from app.queries.asking import asked
from app.queries.standing import stands_as

# Made once: to make one takes longer than to ask.
_Mine = aliased(DeclarationRow)
_Theirs = aliased(DeclarationRow)


@dataclass(frozen=True, slots=True)
class AtTheGateway:
    """Somebody of whom it was declared that they are ready; ``undeclared`` are the roles left."""

    apprenticeship_id: uuid.UUID
    apprentice: str
    undeclared: tuple[Role, ...]


def at_the_gateway(session: Session, person: Person, *, today: date) -> tuple[AtTheGateway, ...]:
    """Those on programme in the administrator's houses, with a declaration: one statement.

    It goes by the snapshot that was declared last: whether it still stands is worked out on the
    page of the gateway alone.
    """
    rows = session.execute(
        select(
            col(ApprenticeshipRow.id),
            col(PersonRow.name),
            col(DeclarationRow.role),
            col(DeclarationRow.snapshot_sha256),
        )
        .join(PersonRow, col(PersonRow.id) == col(ApprenticeshipRow.person_id))
        .join(DeclarationRow, col(DeclarationRow.apprenticeship_id) == col(ApprenticeshipRow.id))
        .where(
            stands_as(Role.ADMINISTRATOR),
            col(ApprenticeshipRow.status) == ApprenticeshipStatus.ON_PROGRAMME,
        )
        .order_by(col(PersonRow.name), col(ApprenticeshipRow.id), col(DeclarationRow.at).desc()),
        asked(person, today),
    )
    latest: dict[uuid.UUID, tuple[str, str]] = {}
    declared: dict[uuid.UUID, set[Role]] = defaultdict(set)
    for apprenticeship_id, name, by_role, snapshot in rows:
        if latest.setdefault(apprenticeship_id, (name, snapshot))[1] == snapshot:
            declared[apprenticeship_id].add(by_role)
    return tuple(
        AtTheGateway(each, name, tuple(one for one in DECLARING if one not in declared[each]))
        for each, (name, _) in latest.items()
    )


def waits_to_declare(role: Role) -> ColumnElement[bool]:
    """Whether somebody declared an apprentice ready, and nobody in ``role`` the same yet.

    It goes by the snapshot that was declared last, as ``at_the_gateway`` does.
    """
    of_this = col(DeclarationRow.apprenticeship_id) == col(ApprenticeshipRow.id)
    latest = (
        select(col(_Theirs.snapshot_sha256))
        .where(col(_Theirs.apprenticeship_id) == col(ApprenticeshipRow.id))
        .order_by(col(_Theirs.at).desc())
        .limit(1)
        .correlate(ApprenticeshipRow)
        .scalar_subquery()
    )
    done = exists().where(
        col(_Mine.apprenticeship_id) == col(ApprenticeshipRow.id),
        col(_Mine.role) == role,
        col(_Mine.snapshot_sha256) == latest,
    )
    on_programme = col(ApprenticeshipRow.status) == ApprenticeshipStatus.ON_PROGRAMME
    return and_(on_programme, exists().where(of_this), ~done)
