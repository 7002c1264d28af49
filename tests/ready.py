"""Amara, ready for the gateway: all that blocks is met, and each of the three can declare."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from app.actions.gateway import declare
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.content import Mapping
from app.domain.coverage import KSBS
from app.domain.declarations import statement_sha256
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.queries.gateway import Gateway, gateway_of
from app.queries.standards import get_standard_by_id
from tests.make import COMPLETE, Maker
from tests.passwords import PASSWORD, give_password


@dataclass(frozen=True)
class Ready:
    """``pieces`` meet every KSB between them: the first all, the second K1 and K2 again."""

    database: Database
    make: Maker
    pieces: tuple[uuid.UUID, uuid.UUID]
    now: datetime

    @property
    def amaras(self) -> uuid.UUID:
        return self.make.cast.amaras

    def seen_by(self, person: Person) -> Gateway:
        with self.database.read() as session:
            return gateway_of(session, person, self.amaras, today=today_in_london(self.now))

    def declares(self, person: Person, password: str = PASSWORD) -> None:
        """With what they see at this moment."""
        seen = self.seen_by(person)
        words = seen.statement_for(person) or ""
        declare(
            self.database,
            self.amaras,
            statement_sha256=statement_sha256(words),
            snapshot_sha256=seen.snapshot.sha256,
            password=password,
            by=person,
            now=self.now,
        )

    @property
    def the_three(self) -> tuple[Person, Person, Person]:
        cast = self.make.cast
        return cast.amara, cast.marcus, cast.sam


def make_ready(database: Database, make: Maker) -> Ready:
    with database.read() as session:
        standard = get_standard_by_id(session, make.cast.standard_id)
    every = tuple(
        Mapping(each.code, "The file shows it.", "p. 1")
        for each in standard.criteria
        if each.kind in KSBS
    )
    pieces = tuple(
        make.evidence(
            EvidenceStatus.SIGNED_OFF,
            replace(COMPLETE, title=title, mappings=mappings),
            confirmed=True,
        )
        for title, mappings in (("The whole file", every), ("Lease review memo", every[:2]))
    )
    ready = Ready(database, make, (pieces[0], pieces[1]), make.now)
    for person in ready.the_three:
        give_password(database, person)
    return ready
