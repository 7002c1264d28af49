"""What readiness is computed from, and what a rule finds in it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

from app.domain.calendar import Span
from app.domain.coverage import MappingFact
from app.domain.english_and_maths import Settled
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.off_the_job import Hours
from app.domain.people import Role
from app.domain.plans import Plan
from app.domain.qualifications import Proof, Subject
from app.domain.rule_sets import RuleSet
from app.domain.standards import Standard, Verification


@dataclass(frozen=True, slots=True)
class PieceFact:
    """A piece of evidence, as far as the gateway asks; ``done_on`` is the last day of its work.

    ``selected``: its apprentice put it into the portfolio.
    """

    evidence_id: uuid.UUID
    status: EvidenceStatus
    confirmed: bool = False
    kind: EvidenceKind | None = None
    done_on: date | None = None
    selected: bool = False


class Mapped(Protocol):
    """Whatever speaks of a mapping on a piece."""

    @property
    def evidence_id(self) -> uuid.UUID: ...
    @property
    def status(self) -> EvidenceStatus: ...


M = TypeVar("M", bound=Mapped)

NOTHING_SETTLED = Settled()


@dataclass(frozen=True, slots=True)
class RecordedFacts:
    """What is recorded of an apprenticeship beside its evidence. A new one has nothing of it."""

    qualifications: Mapping[Subject, Proof] = field(default_factory=dict)
    english_and_maths: Settled = NOTHING_SETTLED
    hours_planned: Hours | None = None
    hours_done: Hours | None = None

    def proof_of(self, subject: Subject) -> Proof:
        return self.qualifications.get(subject, Proof.NONE)


NOTHING_RECORDED = RecordedFacts()


@dataclass(frozen=True)
class Facts:
    """Everything that readiness is computed from. ``today`` is the day in England."""

    standard: Standard
    plan: Plan
    rule_set: RuleSet
    started_on: date
    today: date
    weekly_hours: int | None = None
    breaks: tuple[Span, ...] = ()
    mappings: tuple[MappingFact, ...] = ()
    pieces: tuple[PieceFact, ...] = ()
    last_review_on: date | None = None
    recorded: RecordedFacts = NOTHING_RECORDED

    @cached_property
    def signed_off(self) -> tuple[PieceFact, ...]:
        """The portfolio."""
        return portfolio(self.pieces)

    @cached_property
    def counted(self) -> tuple[MappingFact, ...]:
        return counted(self.mappings, self.pieces)


def portfolio(pieces: Iterable[PieceFact]) -> tuple[PieceFact, ...]:
    """The signed-off pieces: all, or once the apprentice has begun to select, those selected."""
    every = tuple(pieces)
    begun = any(piece.selected for piece in every)
    return tuple(
        piece
        for piece in every
        if piece.status is EvidenceStatus.SIGNED_OFF and (piece.selected or not begun)
    )


def counted(mappings: Iterable[M], pieces: Iterable[PieceFact]) -> tuple[M, ...]:
    """The mappings that count: of signed-off pieces, those in the portfolio alone."""
    selected = {piece.evidence_id for piece in pieces if piece.selected}
    if not selected:
        return tuple(mappings)
    return tuple(
        mapping
        for mapping in mappings
        if mapping.status is not EvidenceStatus.SIGNED_OFF or mapping.evidence_id in selected
    )


class Rule(Protocol):
    """Something published, or only believed, that a finding rests on."""

    @property
    def status(self) -> Verification: ...
    @property
    def source(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found; ``who`` where it is not the person that the plan names.

    ``by`` are the published rules that it counted with. Not ``in_the_way``, it fails by an
    unverified rule alone, which the plan did not mean when it said that the requirement blocks.
    """

    met: bool
    why: str
    who: Role | None = None
    by: tuple[Rule, ...] = ()
    in_the_way: bool = True


def are(count: int) -> str:
    return "is" if count == 1 else "are"


def have(count: int) -> str:
    return "has" if count == 1 else "have"


def pieces_in_words(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


def listed(codes: list[str], most: int = 8) -> str:
    """K1, K2 and S1; what is beyond ``most`` is counted."""
    if len(codes) > most:
        return f"{', '.join(codes[:most])} and {len(codes) - most} more"
    return " and ".join([", ".join(codes[:-1]), codes[-1]] if len(codes) > 1 else codes)
