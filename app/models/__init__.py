"""What is stored: one module per noun, tables without behaviour."""

from sqlmodel import SQLModel

from app.models import (
    accounts,
    apprenticeships,
    arrivals,
    assessments,
    events,
    evidence,
    gateway,
    imports,
    issued,
    mail,
    off_the_job,
    packs,
    people,
    phrases,
    previews,
    qualifications,
    record,
    reviews,
    sign_off,
    standards,
    tallies,
    unfinished,
    uploads,
)

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "apprenticeships",
    "arrivals",
    "assessments",
    "events",
    "evidence",
    "gateway",
    "imports",
    "issued",
    "mail",
    "metadata",
    "off_the_job",
    "packs",
    "people",
    "phrases",
    "previews",
    "qualifications",
    "record",
    "reviews",
    "sign_off",
    "standards",
    "tallies",
    "unfinished",
    "uploads",
]
