"""Assessments, and what the person who asks is to each of them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.assessments import (
    STATE_NAMES,
    WITHDRAWN,
    AssessmentStanding,
    AssessmentState,
    Withdrawal,
    check_sees_assessment,
    next_step,
)
from app.domain.errors import NotFound, Stale
from app.domain.people import OrganisationKind, Person, Role
from app.models.apprenticeships import ApprenticeshipRow
from app.models.assessments import AssessmentRow
from app.models.gateway import GatewayPassageRow
from app.models.people import OrganisationRow, PersonRow
from app.models.standards import StandardRow
from app.queries.cursors import Page, cursor_of, text_place

PAGE_SIZE = 50

Apprentice = aliased(PersonRow, name="assessed_apprentice")
Provider = aliased(OrganisationRow, name="handing_provider")
Assessor = aliased(PersonRow, name="independent_assessor")
Withdrawer = aliased(PersonRow, name="withdrawer")


@dataclass(frozen=True, slots=True)
class Assessment:
    """One hand-over, and the ``standing`` of the person who asked for it."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    apprentice_id: uuid.UUID
    apprentice: str
    provider_id: uuid.UUID
    provider: str
    standard_id: uuid.UUID
    reference: str
    standard_version: str
    standard_title: str
    organisation_id: uuid.UUID
    organisation: str
    snapshot_sha256: str
    state: AssessmentState
    version: int
    handed_over_at: datetime
    expires_on: date | None
    independent_assessor_id: uuid.UUID | None
    independent_assessor: str | None
    allocated_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None
    standing: AssessmentStanding

    @property
    def withdrawal(self) -> Withdrawal | None:
        """None while it goes on."""
        if self.withdrawn_at is None:
            return None
        return Withdrawal(
            self.withdrawn_by or "", self.provider, self.withdrawn_at, self.withdrawn_reason or ""
        )

    @property
    def state_in_words(self) -> str:
        return WITHDRAWN if self.withdrawn_at else STATE_NAMES[self.state]


def get_assessment_for(
    session: Session, person: Person, assessment_id: uuid.UUID, *, today: date
) -> Assessment:
    """One statement. NotFound where it is not this person's to know of."""
    row = session.execute(
        _assessments().where(col(AssessmentRow.id) == assessment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    found = _assessment_of(row, person)
    check_sees_assessment(
        found.standing,
        found.state,
        expires_on=found.expires_on,
        withdrawn=found.withdrawn_at is not None,
        today=today,
    )
    return found


def assessment_of_apprenticeship(
    session: Session, apprenticeship_id: uuid.UUID
) -> Assessment | None:
    """The one that goes on; without any standing in it. One statement.

    The caller has asked whether the person may see the apprenticeship, and shows no grades.
    """
    found = assessments_of_apprenticeship(session, apprenticeship_id)
    return next((each for each in found if each.withdrawn_at is None), None)


def assessments_of_apprenticeship(
    session: Session, apprenticeship_id: uuid.UUID
) -> tuple[Assessment, ...]:
    """The same with those that were withdrawn, the latest first: one statement."""
    rows = session.execute(
        _assessments()
        .where(col(AssessmentRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(AssessmentRow.handed_over_at).desc())
    )
    return tuple(_assessment_of(row, None) for row in rows)


def list_assessments_for(
    session: Session,
    person: Person,
    *,
    today: date,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[Assessment]:
    """The assessments that this person may see, by the apprentice's name. One statement."""
    statement = _assessments().where(_visible_to(person, today))
    if cursor:
        statement = statement.where(
            tuple_(col(Apprentice.name), col(AssessmentRow.id)) > text_place(cursor)
        )
    rows = session.execute(
        statement.order_by(col(Apprentice.name), col(AssessmentRow.id)).limit(limit + 1)
    ).all()
    items = tuple(_assessment_of(row, person) for row in rows[:limit])
    following = cursor_of(items[-1].apprentice, items[-1].id) if len(rows) > limit else None
    return Page(items, following)


def next_step_for(found: Assessment, person: Person) -> str:
    """What waits for this person in it; empty where nothing does. It was loaded for them."""
    if found.withdrawal:
        return ""
    took_part = found.independent_assessor_id == person.id
    return next_step(found.state, found.standing, took_part=took_part)


def lock_assessment(session: Session, assessment_id: uuid.UUID) -> AssessmentRow:
    """The row, held until the transaction ends. Ask ``get_assessment_for`` before you use it."""
    row: AssessmentRow | None = session.scalars(
        select(AssessmentRow).where(col(AssessmentRow.id) == assessment_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def check_version(row: AssessmentRow, version: int | None) -> None:
    """Stale where somebody changed the assessment since ``version`` was read."""
    if version is not None and row.version != version:
        raise Stale("Somebody changed this assessment since you opened it. Look at it again first.")


def assessment_organisations(session: Session) -> Mapping[uuid.UUID, str]:
    """Every assessment organisation of the installation by its id, in the order of the names."""
    rows = session.execute(
        select(col(OrganisationRow.id), col(OrganisationRow.name))
        .where(col(OrganisationRow.kind) == OrganisationKind.ASSESSMENT_ORGANISATION)
        .order_by(col(OrganisationRow.name))
    )
    return {row.id: row.name for row in rows}


def _assessments() -> Select:  # type: ignore[type-arg]
    return (
        select(
            col(AssessmentRow.id),
            col(AssessmentRow.apprenticeship_id),
            col(Apprentice.id).label("apprentice_id"),
            col(Apprentice.name).label("apprentice"),
            col(Provider.id).label("provider_id"),
            col(Provider.name).label("provider"),
            col(StandardRow.id).label("standard_id"),
            col(StandardRow.reference),
            col(StandardRow.version).label("standard_version"),
            col(StandardRow.title).label("standard_title"),
            col(AssessmentRow.organisation_id),
            col(OrganisationRow.name).label("organisation"),
            col(AssessmentRow.snapshot_sha256),
            col(AssessmentRow.state),
            col(AssessmentRow.version),
            col(AssessmentRow.handed_over_at),
            col(AssessmentRow.expires_on),
            col(AssessmentRow.independent_assessor_id),
            col(Assessor.name).label("independent_assessor"),
            col(AssessmentRow.allocated_at),
            col(AssessmentRow.withdrawn_at),
            col(Withdrawer.name).label("withdrawn_by"),
            col(AssessmentRow.withdrawn_reason),
        )
        .join(
            GatewayPassageRow,
            and_(
                col(GatewayPassageRow.id) == col(AssessmentRow.passage_id),
                or_(
                    col(GatewayPassageRow.taken_back_at).is_(None),
                    col(AssessmentRow.withdrawn_at).is_not(None),
                ),
            ),
        )
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(AssessmentRow.apprenticeship_id))
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .join(Provider, col(Provider.id) == col(ApprenticeshipRow.provider_id))
        .join(StandardRow, col(StandardRow.id) == col(ApprenticeshipRow.standard_id))
        .join(OrganisationRow, col(OrganisationRow.id) == col(AssessmentRow.organisation_id))
        .join(
            Assessor, col(Assessor.id) == col(AssessmentRow.independent_assessor_id), isouter=True
        )
        .join(Withdrawer, col(Withdrawer.id) == col(AssessmentRow.withdrawn_by_id), isouter=True)
    )


def _assessment_of(row: Row, person: Person | None) -> Assessment:  # type: ignore[type-arg]
    standing = AssessmentStanding()
    if person is not None:
        here = row.organisation_id
        assesses = here in person.assessment_organisations_as(Role.INDEPENDENT_ASSESSOR)
        allocated = row.independent_assessor_id == person.id
        standing = AssessmentStanding(
            administrator=here in person.assessment_organisations_as(Role.ADMINISTRATOR),
            assessor=assesses and allocated,
            colleague=assesses and not allocated,
        )
    return Assessment(**row._mapping, standing=standing)


def _visible_to(person: Person, today: date) -> ColumnElement[bool]:
    """The same as ``check_sees_assessment``, for lists."""
    here = col(AssessmentRow.organisation_id)
    return or_(
        here.in_(person.assessment_organisations_as(Role.ADMINISTRATOR)),
        and_(
            here.in_(person.assessment_organisations_as(Role.INDEPENDENT_ASSESSOR)),
            or_(
                col(AssessmentRow.independent_assessor_id) == person.id,
                and_(
                    col(AssessmentRow.withdrawn_at).is_(None),
                    col(AssessmentRow.state).not_in(
                        (AssessmentState.HANDED_OVER, AssessmentState.ALLOCATED)
                    ),
                ),
            ),
            or_(
                col(AssessmentRow.expires_on).is_(None),
                col(AssessmentRow.expires_on) >= today,
            ),
        ),
    )
