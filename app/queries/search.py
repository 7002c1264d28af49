"""Words in evidence: a search reads the pieces of one apprenticeship alone."""

import uuid

from sqlalchemy import Select, select
from sqlmodel import col

from app.domain.search import Face, words_to_seek
from app.models.search import EvidenceWordsRow


def evidence_matching(
    apprenticeship_id: uuid.UUID, face: Face, query: str
) -> Select[*tuple[uuid.UUID]] | None:
    """Selects the ids of the pieces that hold every word, or a word it begins.

    None where ``query`` holds no word at all.
    """
    sought = words_to_seek(query)
    if not sought:
        return None
    return select(col(EvidenceWordsRow.evidence_id)).where(
        col(EvidenceWordsRow.apprenticeship_id) == apprenticeship_id,
        col(EvidenceWordsRow.face) == face,
        *(col(EvidenceWordsRow.words).contains(each) for each in sought),
    )
