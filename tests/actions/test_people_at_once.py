"""Two people who do the same thing at the same moment."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from sqlmodel import col, select

from app.actions.links import LinkIsOver, use_one_time_link
from app.actions.people import Added, add_person, deactivate_person
from app.actions.roles import end_role
from app.adapters.db import Database
from app.domain.errors import RuleBroken
from app.domain.people import Person, Role
from app.models.people import PersonRow, RoleRow
from app.queries.people import get_person_for
from app.queries.sessions import find_person_by_id
from tests.cast import Cast
from tests.passwords import PASSWORD

PUBLIC_URL = "https://gatepost.example"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of each, or how it was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except (RuleBroken, LinkIsOver) as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def add(
    database: Database, by: Person, where: uuid.UUID, now: datetime, role: Role = Role.ASSESSOR
) -> Added:
    return add_person(
        database,
        name="Dev Anand",
        email="dev@gatepost.example",
        role=role,
        organisation_id=where,
        by=by,
        public_url=PUBLIC_URL,
        now=now,
    )


def test_two_administrators_who_end_each_others_role_leave_one(
    database: Database, cast: Cast, now: datetime
) -> None:
    added = add(database, cast.ruth, cast.provider_id, now, Role.ADMINISTRATOR)
    with database.read() as session:
        dev = find_person_by_id(session, added.person_id)
        assert dev
        roles = {
            person_id: get_person_for(session, cast.ruth, person_id).present_roles[0].id
            for person_id in (cast.ruth.id, dev.id)
        }
    ended = at_once(
        lambda: end_role(database, roles[dev.id], by=cast.ruth, now=now),
        lambda: end_role(database, roles[cast.ruth.id], by=dev, now=now),
    )
    assert sorted(ended, key=str) == sorted([None, RuleBroken], key=str)


def test_an_administrator_deactivated_while_the_other_resigns_leaves_one(
    database: Database, cast: Cast, now: datetime
) -> None:
    added = add(database, cast.ruth, cast.provider_id, now, Role.ADMINISTRATOR)
    with database.read() as session:
        ruths = get_person_for(session, cast.ruth, cast.ruth.id).present_roles[0].id
    done = at_once(
        lambda: deactivate_person(database, added.person_id, by=cast.ruth, now=now),
        lambda: end_role(database, ruths, by=cast.ruth, now=now),
    )
    assert sorted(done, key=str) == sorted([None, RuleBroken], key=str)


def test_two_houses_that_add_the_same_newcomer_share_one_account(
    database: Database, cast: Cast, now: datetime
) -> None:
    at_once(
        lambda: add(database, cast.ruth, cast.provider_id, now),
        lambda: add(database, cast.theos_administrator, cast.other_provider_id, now),
    )
    with database.read() as session:
        person_id = session.exec(
            select(PersonRow.id).where(col(PersonRow.email) == "dev@gatepost.example")
        ).one()
        held = session.exec(select(RoleRow).where(col(RoleRow.person_id) == person_id)).all()
    assert {row.organisation_id for row in held} == {cast.provider_id, cast.other_provider_id}


def test_a_link_that_two_follow_at_once_lets_one_in(
    database: Database, cast: Cast, now: datetime
) -> None:
    link = add(database, cast.ruth, cast.provider_id, now).link
    assert link
    token = link.rpartition("/")[2]
    came_of_it = at_once(
        *(lambda: use_one_time_link(database, token, PASSWORD, now=now) for _ in range(4))
    )
    assert came_of_it.count(LinkIsOver) == 3
