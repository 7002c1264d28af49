"""What administrators of the demonstration do: found a house, start, move and pause apprentices."""

from datetime import date, datetime, timedelta

from app.actions.apprenticeships import start_apprenticeship
from app.actions.breaks import begin_break, end_break
from app.actions.installation import add_assessment_organisation, add_person_to, add_provider
from app.actions.milestones import set_milestones
from app.actions.organisations import add_employer
from app.actions.people import add_person
from app.actions.spells import hand_on_employer, hand_on_spell
from app.actions.terms import change_planned_end
from app.domain.apprenticeships import SpellKind
from app.domain.calendar import add_months, today_in_london
from app.domain.people import Person, Role
from app.domain.terms import NewApprenticeship
from app.queries.apprenticeships import get_apprenticeship_for, present, spells_of
from app.queries.standards import get_standard_id
from app.upkeep.demo.cast import (
    ASSESS_UK,
    BY_NAME,
    EMPLOYERS,
    MILESTONES,
    MONTHS,
    PEOPLE,
    STANDARD,
    Career,
    Post,
    administrator_of,
    house_of,
)
from app.upkeep.demo.stage import Stage


def found(stage: Stage, provider: str, now: datetime) -> None:
    """The provider with its administrator, employers, people and milestones."""
    head = administrator_of(provider)
    added = add_provider(
        stage.database,
        provider=provider,
        email=head.email,
        name=head.name,
        public_url=stage.public_url,
        now=now,
    )
    stage.people[head.first] = added.person_id
    stage.providers[provider] = added.organisation_id
    by = stage.person(head.first)
    houses = {provider: added.organisation_id}
    for name in EMPLOYERS[provider]:
        houses[name] = add_employer(stage.database, added.organisation_id, name, by=by, now=now)
    for person in PEOPLE:
        if person.needs_adding and house_of(person) == provider:
            stage.people[person.first] = add_person(
                stage.database,
                name=person.name,
                email=person.email,
                role=person.role,
                organisation_id=houses[person.organisation],
                by=by,
                public_url=stage.public_url,
                now=now + timedelta(minutes=10),
            ).person_id
    with stage.database.read() as session:
        standard_id = get_standard_id(session, *STANDARD)
    set_milestones(
        stage.database,
        added.organisation_id,
        standard_id,
        MILESTONES,
        by=by,
        now=now + timedelta(minutes=30),
    )


def found_assessors(stage: Stage, now: datetime) -> None:
    """The assessment organisation with its administrator and independent assessors."""
    head = administrator_of(ASSESS_UK)
    added = add_assessment_organisation(
        stage.database, ASSESS_UK, head.email, head.name, public_url=stage.public_url, now=now
    )
    stage.people[head.first] = added.person_id
    stage.assessment_organisation = added.organisation_id
    for person in PEOPLE:
        if person.role is Role.INDEPENDENT_ASSESSOR:
            stage.people[person.first] = add_person_to(
                stage.database,
                organisation=ASSESS_UK,
                role=person.role,
                name=person.name,
                email=person.email,
                public_url=stage.public_url,
                now=now + timedelta(minutes=10),
            ).person_id


def start(stage: Stage, career: Career, today: date, now: datetime) -> None:
    person, post = BY_NAME[career.apprentice], career.posts[0]
    started_on = career.started_on(today)
    reference, version = STANDARD
    by = _administrator(stage, career)
    stage.apprenticeships[career.apprentice] = start_apprenticeship(
        stage.database,
        NewApprenticeship(
            name=person.name,
            email=person.email,
            reference=reference,
            standard_version=version,
            employer=post.employer,
            line_managers=(BY_NAME[post.line_manager].email,),
            assessors=(BY_NAME[post.assessor].email,),
            started_on=started_on,
            planned_end_on=planned_end(started_on, career.planned),
            uln=career.uln,
            specialism=career.specialism,
            weekly_hours=37,
        ),
        by=by,
        public_url=stage.public_url,
        now=now,
    )
    with stage.database.read() as session:
        apprenticeship = get_apprenticeship_for(
            session, by, stage.apprenticeships[career.apprentice], today=today
        )
    stage.people[career.apprentice] = apprenticeship.apprentice_id


def move(stage: Stage, career: Career, post: Post, on: date, now: datetime) -> None:
    """Another employer, line manager and assessor from that day."""
    by = _administrator(stage, career)
    apprenticeship = stage.apprenticeships[career.apprentice]
    hand_on_employer(
        stage.database,
        apprenticeship,
        post.employer,
        on,
        line_manager=BY_NAME[post.line_manager].email,
        by=by,
        public_url=stage.public_url,
        now=now,
    )
    with stage.database.read() as session:
        spells = spells_of(session, [apprenticeship])[apprenticeship]
    for spell in present(spells, SpellKind.ASSESSOR, today_in_london(now)):
        hand_on_spell(
            stage.database,
            apprenticeship,
            spell.id,
            BY_NAME[post.assessor].email,
            on,
            by=by,
            public_url=stage.public_url,
            now=now,
        )


def go_away(stage: Stage, career: Career, on: date, now: datetime) -> None:
    if career.pause is not None:
        begin_break(
            stage.database,
            stage.apprenticeships[career.apprentice],
            on,
            career.pause.reason,
            by=_administrator(stage, career),
            now=now,
        )


def come_back(stage: Stage, career: Career, on: date, today: date, now: datetime) -> None:
    """The break ends, and the planned end moves by its length."""
    if career.pause is None:
        return
    by, apprenticeship = _administrator(stage, career), stage.apprenticeships[career.apprentice]
    end_break(stage.database, apprenticeship, on, by=by, now=now)
    change_planned_end(
        stage.database,
        apprenticeship,
        planned_end(career.started_on(today), career.planned)
        + (on - career.first_of(career.pause.month, today)),
        "Moved by the length of the break in learning.",
        version=None,
        by=by,
        now=now,
    )


def planned_end(started_on: date, months: int = MONTHS) -> date:
    return add_months(started_on, months) - timedelta(days=1)


def _administrator(stage: Stage, career: Career) -> Person:
    return stage.person(administrator_of(house_of(BY_NAME[career.apprentice])).first)
