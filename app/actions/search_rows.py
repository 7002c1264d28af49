"""Keeps what text search finds in step with the evidence, in the same transaction."""

import uuid

from sqlalchemy import text
from sqlmodel import Session

from app.domain.content import Content
from app.queries.search import Face, row_token, scope_token, words_in


def index_evidence(
    session: Session,
    face: Face,
    evidence_id: uuid.UUID,
    apprenticeship_id: uuid.UUID,
    content: Content,
) -> None:
    """Replace the row of one face of one piece."""
    forget_evidence(session, evidence_id, face)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text(
                "INSERT INTO evidence_search (scope, content, evidence_id) "
                "VALUES (:scope, :content, :evidence)"
            ),
            {
                "scope": f"{scope_token(face, apprenticeship_id)} {row_token(face, evidence_id)}",
                "content": _words_of(content),
                "evidence": evidence_id.hex,
            },
        )
        return
    session.execute(
        text(
            "INSERT INTO evidence_search (evidence_id, face, apprenticeship_id, document) "
            "VALUES (:evidence, :face, :whose, to_tsvector('simple', :content))"
        ),
        {
            "evidence": evidence_id,
            "face": face.value,
            "whose": apprenticeship_id,
            "content": _words_of(content),
        },
    )


def forget_evidence(session: Session, evidence_id: uuid.UUID, face: Face) -> None:
    """Remove the row of one face of one piece."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text(
                "DELETE FROM evidence_search WHERE rowid IN "
                "(SELECT rowid FROM evidence_search WHERE evidence_search MATCH :row)"
            ),
            {"row": f"scope : {row_token(face, evidence_id)}"},
        )
        return
    session.execute(
        text("DELETE FROM evidence_search WHERE evidence_id = :evidence AND face = :face"),
        {"evidence": evidence_id, "face": face.value},
    )


def _words_of(content: Content) -> str:
    explanations = [f"{m.criterion} {m.explanation}" for m in content.mappings]
    texts = [content.title, content.matter, content.narrative, content.own_part, *explanations]
    return " ".join(words_in("\n".join(texts)))
