"""What home pages ask: which apprenticeship is one's own, and what comes next in it."""

import uuid
from datetime import date

from sqlmodel import Session

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.errors import NotFound, NotPermitted
from app.domain.people import Person, Role
from app.queries.apprenticeships import Apprenticeship, list_apprenticeships_for


def own_apprenticeship(
    session: Session, person: Person, *, today: date, chosen: uuid.UUID | None = None
) -> Apprenticeship:
    """The apprentice's own: the ``chosen`` one, else the one that they work on. One statement.

    NotPermitted for those who have none, NotFound where the chosen one is not theirs.
    """
    own = list_apprenticeships_for(session, person, today=today, as_role=Role.APPRENTICE).items
    if not own:
        raise NotPermitted("Only apprentices have evidence of their own, and you are not one.")
    if chosen is not None:
        found = next((each for each in own if each.id == chosen), None)
        if found is None:
            raise NotFound
        return found
    return max(own, key=lambda each: (each.status in OPEN_FOR_WORK, each.started_on))
