"""Pieces of evidence in any state, walked there by the people themselves."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.actions.confirmation import confirm_evidence
from app.actions.evidence import create_evidence
from app.actions.sign_off import sign_off_evidence
from app.actions.submission import submit_evidence
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.content import Content, Mapping
from app.domain.evidence import ClientDetails, EvidenceKind, EvidenceStatus
from app.domain.people import Person
from app.domain.sign_off import CriterionDecision, Decision, Outcome
from app.queries.evidence import Piece, get_evidence_for
from tests.cast import Cast

COMPLETE = Content(
    title="Lease review memo",
    kind=EvidenceKind.DRAFTING_SAMPLE,
    happened_on=date(2026, 6, 1),
    narrative="I reviewed the lease and wrote a memo on the break clause.",
    practice_area="property_and_conveyancing",
    matter="Mill Lane",
    client_details=ClientDetails.REMOVED,
    mappings=(
        Mapping("K5", "I chose the drafting technique.", "p. 2"),
        Mapping("S2", "I set out the options for the client."),
    ),
)


def mapped_to(codes: Sequence[str], why: str = "The memo shows it.") -> tuple[Mapping, ...]:
    return tuple(Mapping(code, why) for code in codes)


def all_met(codes: Sequence[str], feedback: str = "Clear and accurate.") -> Decision:
    return Decision(
        Outcome.SIGNED_OFF, feedback, tuple(CriterionDecision(code, True) for code in codes)
    )


def returned(codes: Sequence[str], feedback: str = "Say what you advised, and why.") -> Decision:
    return Decision(
        Outcome.RETURNED,
        feedback,
        tuple(CriterionDecision(code, False, "Not shown yet.") for code in codes),
    )


@dataclass(frozen=True)
class Maker:
    """Makes Amara's evidence; her present assessor and line manager act on it."""

    database: Database
    cast: Cast
    now: datetime

    def evidence(
        self,
        status: EvidenceStatus = EvidenceStatus.DRAFT,
        content: Content = COMPLETE,
        *,
        confirmed: bool = False,
    ) -> uuid.UUID:
        """A piece that went to ``status`` by its usual road."""
        cast, now = self.cast, self.now
        made = create_evidence(self.database, cast.amaras, content, by=cast.amara, now=now)
        if status is EvidenceStatus.DRAFT:
            return made
        submit_evidence(self.database, made, by=cast.amara, now=now)
        if confirmed:
            confirm_evidence(self.database, [made], by=cast.marcus, now=now)
        if status is EvidenceStatus.SUBMITTED:
            return made
        codes = [mapping.criterion for mapping in content.mappings]
        decision = all_met(codes) if status is EvidenceStatus.SIGNED_OFF else returned(codes)
        sign_off_evidence(self.database, made, decision, version=None, by=cast.sam, now=now)
        return made

    def seen_by(self, person: Person, evidence_id: uuid.UUID) -> Piece:
        with self.database.read() as session:
            return get_evidence_for(session, person, evidence_id, today=today_in_london(self.now))
