"""The words of the evidence, as text search reads them."""

import uuid

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from app.domain.search import Face
from app.models.base import text_enum


class EvidenceWordsRow(SQLModel, table=True):
    """One face of a piece; ``words`` are what ``words_to_keep`` makes of it. Nobody's act."""

    __tablename__ = "evidence_words"
    __table_args__ = (Index("ix_evidence_words_apprenticeship", "apprenticeship_id", "face"),)

    evidence_id: uuid.UUID = Field(foreign_key="evidence.id", primary_key=True)
    face: Face = Field(sa_type=text_enum(Face, "face"), primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id")
    words: str = Field(sa_type=Text)
