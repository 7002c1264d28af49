"""Words in evidence: SQLite's FTS5 or PostgreSQL's tsvector behind one function.

Every row says whose it is, so that a search reads one apprenticeship's rows alone. A piece
has up to two rows, or faces: ``live`` for the apprentice, ``submitted`` for everybody else.
"""

import re
import unicodedata
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, Uuid, column, select, table, text
from sqlmodel import Session


class Face(StrEnum):
    LIVE = "live"
    SUBMITTED = "submitted"


MAX_WORDS = 12
MAX_INDEXED = 300_000
"""Characters of a piece that search reads: PostgreSQL's own limit lies not far beyond."""

_WORD = re.compile(r"[^\W_]+")


def scope_token(face: Face, apprenticeship_id: uuid.UUID) -> str:
    """One word that only the rows of this apprenticeship and face hold."""
    return f"{face.value}a{apprenticeship_id.hex}"


def row_token(face: Face, evidence_id: uuid.UUID) -> str:
    return f"{face.value}e{evidence_id.hex}"


def words_in(text: str) -> list[str]:
    """The words of a text: lower case, without accents, and without any mark around them.

    What is indexed and what is searched for pass through here alike, on both engines; so a
    mark that an engine would read as a command never reaches it.
    """
    plain = unicodedata.normalize("NFKD", text[:MAX_INDEXED]).lower()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def evidence_matching(
    session: Session, apprenticeship_id: uuid.UUID, face: Face, query: str
) -> Select[Any] | None:
    """Selects the ids of the pieces that hold every word, or a word it begins.

    None where ``query`` holds no word at all.
    """
    words = words_in(query)[:MAX_WORDS]
    if not words:
        return None
    if session.get_bind().dialect.name == "sqlite":
        search = table("evidence_search", column("evidence_id", Uuid()))
        sought = " AND ".join(f'"{word}"*' for word in words)
        match = f"(scope : {scope_token(face, apprenticeship_id)}) AND (content : ({sought}))"
        return select(search.c.evidence_id).where(
            text("evidence_search MATCH :match").bindparams(match=match)
        )
    search = table("evidence_search", column("evidence_id", Uuid()))
    return select(search.c.evidence_id).where(
        text(
            "evidence_search.apprenticeship_id = :whose AND evidence_search.face = :face "
            "AND evidence_search.document @@ to_tsquery('simple', :sought)"
        ).bindparams(
            whose=apprenticeship_id, face=face.value, sought=" & ".join(f"{w}:*" for w in words)
        )
    )
