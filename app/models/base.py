"""What every table shares: names for constraints, UTC times, and text columns for enums."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from app.domain.record import Recorded

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

E = TypeVar("E", bound=StrEnum)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite forgets the zone; this remembers it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(kind: type[E], name: str) -> Enum:
    """A text column that holds the *values* of ``kind``, under a CHECK named after ``name``."""
    return _enum(kind, name=name, create_constraint=True)


def open_enum(kind: type[E]) -> Enum:
    """The same without a CHECK, for a table that must not be rebuilt when ``kind`` grows."""
    return _enum(kind, create_constraint=False)


def recorded(*group: str, leave_out: tuple[str, ...] = ()) -> dict[str, dict[str, object]]:
    """For ``__table_args__``: entries of the record vouch for this table's rows.

    Rows with the same ``group`` columns (by default the primary key) share one hash. Columns
    that are left out may change without an entry.
    """
    return {"info": {"recorded": Recorded(group, leave_out)}}


def _enum(kind: type[E], *, create_constraint: bool, name: str | None = None) -> Enum:
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=create_constraint,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
