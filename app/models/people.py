"""Organisations, people, and the roles that people hold in organisations."""

import uuid
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.domain.people import OrganisationKind, Role
from app.models.base import UtcTime, recorded, text_enum


class OrganisationRow(SQLModel, table=True):
    """A training provider, or an employer as one provider knows it."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("provider_id", "kind", "name"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    kind: OrganisationKind = Field(sa_type=text_enum(OrganisationKind, "kind"))
    name: str = Field(max_length=200)
    ukprn: str | None = Field(default=None, max_length=8)
    provider_id: uuid.UUID | None = Field(default=None, foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=UtcTime)


class PersonRow(SQLModel, table=True):
    """Somebody who can sign in, once they have chosen a password, until deactivated."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_name", "name", "id"),
        recorded(leave_out=("password_hash",)),
    )

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(max_length=200)
    email: str = Field(unique=True, max_length=254)
    password_hash: str | None = Field(default=None, max_length=300)
    created_at: datetime = Field(sa_type=UtcTime)
    deactivated_at: datetime | None = Field(default=None, sa_type=UtcTime)


class RoleRow(SQLModel, table=True):
    """A role held in an organisation, from ``given_at`` until ``ended_at``."""

    __tablename__ = "role_held"
    __table_args__ = (
        Index(
            "uq_role_held_open",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_role_held_organisation", "organisation_id", "role"),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    organisation_id: uuid.UUID = Field(foreign_key="organisation.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    given_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
