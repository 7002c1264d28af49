"""A provider that grows, on a database that waits for the disk as in earnest."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from rich.progress import Progress
from sqlmodel import col, select

from app.adapters.db import Database
from app.adapters.migrations import migrate
from app.domain.apprenticeships import SpellKind
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.models.apprenticeships import SpellRow
from app.models.evidence import EvidenceRow, MappingRow
from tests.cast import NOW, Cast, make_cast
from tests.databases import postgresql_server, postgresql_url
from tests.performance.copies import Copies
from tests.performance.full import fill
from tests.signed_in import session_of


@dataclass(frozen=True)
class ToDecide:
    """A piece that waits for a decision: its version, and the codes to decide on."""

    id: uuid.UUID
    version: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Provider:
    """Amara’s training provider; ``data`` is the data folder of the app on its database."""

    database: Database
    data: Path
    cast: Cast
    copies: Copies

    @property
    def database_url(self) -> str:
        return self.database.engine.url.render_as_string(hide_password=False)

    def grow(self, to: int, progress: Progress) -> None:
        """Until it has so many apprentices."""
        task = progress.add_task(f"{to:,} apprentices", total=to - self.copies.made)
        self.copies.grow(to, lambda number: progress.advance(task, number))
        if not self.database.is_sqlite:
            # As its own upkeep would, sooner or later.
            with psycopg.connect(self.copies.postgresql_address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        progress.remove_task(task)

    def session_of(self, person: Person) -> str:
        return session_of(self.database, person, datetime.now(UTC))

    def a_piece(self, status: EvidenceStatus) -> uuid.UUID:
        """One of Amara’s, the latest."""
        with self.database.read() as session:
            return session.exec(
                select(EvidenceRow.id)
                .where(
                    col(EvidenceRow.apprenticeship_id) == self.cast.amaras,
                    col(EvidenceRow.status) == status,
                )
                .order_by(col(EvidenceRow.happened_on).desc())
                .limit(1)
            ).one()

    def waiting_for_sam(self, limit: int) -> tuple[ToDecide, ...]:
        with self.database.read() as session:
            pieces = session.exec(
                select(EvidenceRow.id, EvidenceRow.version)
                .join(
                    SpellRow,
                    col(SpellRow.apprenticeship_id) == col(EvidenceRow.apprenticeship_id),
                )
                .where(
                    col(EvidenceRow.status) == EvidenceStatus.SUBMITTED,
                    col(SpellRow.kind) == SpellKind.ASSESSOR,
                    col(SpellRow.person_id) == self.cast.sam.id,
                )
                .limit(limit)
            ).all()
            return tuple(
                ToDecide(
                    piece,
                    version,
                    tuple(
                        session.exec(
                            select(MappingRow.code).where(col(MappingRow.evidence_id) == piece)
                        )
                    ),
                )
                for piece, version in pieces
            )


@contextmanager
def provider_on(engine: str) -> Iterator[Provider]:
    """With one apprentice, whose portfolio is full. Gone at the end of the block."""
    with TemporaryDirectory(prefix="gatepost-") as folder, _database_on(engine, folder) as url:
        database = Database(url)
        try:
            migrate(database)
            cast = make_cast(database, NOW)
            fill(database, cast)
            yield Provider(database, Path(folder), cast, Copies(database, cast))
        finally:
            database.close()


@contextmanager
def _database_on(engine: str, folder: str) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder}/gatepost.db"
        return
    with postgresql_server() as place:
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        yield postgresql_url(place, "bench")
