"""A list of people, taken in whole or not at all."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from app.actions.intake import household
from app.actions.organisations import lock_house
from app.actions.record_many import Act, record_many
from app.adapters.db import Database
from app.domain.events import EventKind
from app.domain.intake import Fates, Line
from app.domain.intake_people import PersonToAdd
from app.domain.people import Person
from app.domain.permissions import check_administers_provider
from app.queries.intake import fates_of_people


def take_in_people(
    database: Database,
    lines: Sequence[Line],
    *,
    provider_id: uuid.UUID,
    by: Person | None,
    public_url: str,
    now: datetime,
) -> Fates[PersonToAdd]:
    """What became of each row. Invalid, with every row and column that is wrong, takes none.

    Each is an act of its own, as if they had been added one by one; who is new is written to.
    None for ``by`` stands for whoever runs the installation.
    """
    with database.write() as session:
        check_administers_provider(by, provider_id)
        lock_house(session, provider_id)
        fates = fates_of_people(session, provider_id, lines)
        fates.check()
        rows = fates.to_take
        house = household(
            session, provider_id, (row.email for row in rows), public_url=public_url, now=now
        )
        house.add_employers(fates.new_employers)
        unheard = set(house.add_people((row.name, row.email) for row in rows))
        for row in rows:
            person = house.people[row.email]
            where = house.employers[row.employer.casefold()] if row.employer else house.provider
            is_new = row.email in unheard
            unheard.discard(row.email)
            house.acts.append(
                Act(
                    EventKind.PERSON_ADDED if is_new else EventKind.ROLE_GIVEN,
                    person.id,
                    (*((person,) if is_new else ()), *house.give_role(person, row.role, where)),
                    body={"organisation": str(where.id), "role": row.role},
                )
            )
        house.invite_all()
        record_many(session, house.acts, log=provider_id, by=by, now=now)
        session.commit()
    return fates
