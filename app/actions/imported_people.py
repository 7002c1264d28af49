"""Part of an import: who acted at the provider before, as names that nobody signs in by."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.adapters.portfolio_parts import NamedShape
from app.domain.landing import address_of_nobody, name_elsewhere
from app.models.people import PersonRow


@dataclass
class PeopleElsewhere:
    """By the ids that they had there. The apprentice alone is somebody here.

    Each gets a row of their own, deactivated from the first moment, without a role, a password
    or an address: they are never taken for somebody of this house, whatever they are called.
    """

    session: Session
    provider: str
    now: datetime
    here: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    def id_of(self, person: NamedShape) -> uuid.UUID:
        found = self.here.get(person.id)
        return found if found is not None else self._insert(person.name, person.id)

    def somebody(self) -> uuid.UUID:
        """Whoever it was: the pack does not say."""
        nobody = uuid.UUID(int=0)
        found = self.here.get(nobody)
        return found if found is not None else self._insert("Somebody", nobody)

    def _insert(self, name: str, id_there: uuid.UUID) -> uuid.UUID:
        person_id = uuid.uuid4()
        self.session.add(
            PersonRow(
                id=person_id,
                name=name_elsewhere(name, self.provider),
                email=address_of_nobody(person_id),
                created_at=self.now,
                deactivated_at=self.now,
            )
        )
        self.session.flush()
        self.here[id_there] = person_id
        return person_id
