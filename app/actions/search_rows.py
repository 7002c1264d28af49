"""Keeps what text search finds in step with the evidence, in the same transaction."""

import uuid

from sqlalchemy import delete
from sqlmodel import Session, col

from app.domain.content import Content
from app.domain.search import Face, words_to_keep
from app.models.search import EvidenceWordsRow


def index_evidence(
    session: Session,
    face: Face,
    evidence_id: uuid.UUID,
    apprenticeship_id: uuid.UUID,
    content: Content,
) -> None:
    """Replace what is kept of one face of one piece."""
    session.flush()
    session.merge(
        EvidenceWordsRow(
            evidence_id=evidence_id,
            face=face,
            apprenticeship_id=apprenticeship_id,
            words=_words_of(content),
        )
    )


def forget_evidence(session: Session, evidence_id: uuid.UUID) -> None:
    """Remove what is kept of a piece."""
    session.execute(
        delete(EvidenceWordsRow).where(col(EvidenceWordsRow.evidence_id) == evidence_id)
    )


def _words_of(content: Content) -> str:
    explanations = [f"{m.criterion} {m.explanation}" for m in content.mappings]
    texts = [content.title, content.matter, content.narrative, content.own_part, *explanations]
    return words_to_keep("\n".join(texts))
