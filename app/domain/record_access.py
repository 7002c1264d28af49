"""Who may see an entry of the record: those who may see what it speaks of. NotFound for others.

An entry holds hashes alone. Yet a hash of little tells it to whoever tries every possibility: so
an entry on something is only for those who may read all of it.
"""

import uuid

from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.people import Person, Role
from app.domain.permissions import Sight, Standing

OWN_AFFAIRS = frozenset(
    {
        EventKind.EVIDENCE_STARTED,
        EventKind.EVIDENCE_CHANGED,
        EventKind.EVIDENCE_DELETED,
        EventKind.FILE_ADDED,
        EventKind.FILE_REMOVED,
    }
)
"""What an apprentice does with a piece that nobody else sees yet."""

ABOUT_KEYS = frozenset({EventKind.KEY_MADE, EventKind.KEY_ROTATED})


def check_entry_on_piece(kind: EventKind, sight: Sight) -> None:
    if sight is not Sight.LIVE and (sight is Sight.OUTLINE or kind in OWN_AFFAIRS):
        raise NotFound


def check_entry_on_apprenticeship(standing: Standing, *, vouches_for_terms: bool) -> None:
    """Its terms hold the learner number, which is not for everybody around the apprentice."""
    sees_terms = standing.apprentice or standing.administrator or standing.iqa
    if vouches_for_terms and not sees_terms:
        raise NotFound


def houses_with_log(person: Person) -> frozenset[uuid.UUID]:
    """The training providers that this person looks after as a whole, and so reads the log of."""
    return person.providers_as(Role.ADMINISTRATOR) | person.providers_as(Role.IQA)


def check_entry_of_house(person: Person, log: uuid.UUID) -> None:
    """What is about nobody's apprenticeship is for those who look after the whole house."""
    if log not in houses_with_log(person):
        raise NotFound


def check_entry_of_installation(
    person: Person, kind: EventKind, actor_id: uuid.UUID | None, subject_id: uuid.UUID
) -> None:
    """One's own acts, and those on oneself; those on keys are for whoever looks after a house."""
    looks_after = person.holds(Role.ADMINISTRATOR) or person.holds(Role.IQA)
    if person.id in (actor_id, subject_id) or (kind in ABOUT_KEYS and looks_after):
        return
    raise NotFound
