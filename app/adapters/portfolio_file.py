"""The shape of `portfolio.json` in a hand-over pack, which another provider reads.

A pack names people, and gives nobody's address. Its ids are those of the installation that it
came from.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field

from app.adapters.gateway_shapes import DeclarationShape, DeclaredBeforeShape, PassageShape
from app.adapters.portfolio_parts import Feedback, Name, NamedShape, Sha256, TotalShape, Words
from app.adapters.readiness_file import ReadinessShape
from app.adapters.shapes import Code, Reference, Shape
from app.domain import content, reviews, sign_off, terms
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.english_and_maths import AgeGroup
from app.domain.evidence import ClientDetails, EvidenceKind, EvidenceStatus
from app.domain.off_the_job import HoursKind
from app.domain.people import Role
from app.domain.qualifications import Subject
from app.domain.sign_off import Outcome

FORMAT: Final = "gatepost-portfolio-1"
"""The name of this shape; another shape gets another name."""


class ApprenticeShape(NamedShape):
    """Whose portfolio it is."""

    uln: str | None
    """The unique learner number, where it is known."""


class StandardShape(Shape):
    """The standard that codes are those of."""

    reference: Reference
    version: str
    title: str
    sha256: Sha256
    """The hash of every word of it: the same standard is known by it."""


class SpellShape(Shape):
    """An employer, a line manager, an assessor or a break, from a day up to another."""

    kind: SpellKind
    person: NamedShape | None
    organisation: NamedShape | None
    starts_on: date
    ends_on: date | None
    """The first day after it; null where it is open."""
    reason: Annotated[str, Field(max_length=terms.MAX_REASON)] | None


class FileShape(Shape):
    """A file of a submission, by its content."""

    id: uuid.UUID
    name: Annotated[str, Field(min_length=1, max_length=200)]
    media_type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


class MappingShape(Shape):
    """A criterion that the piece is mapped to."""

    criterion: Code
    explanation: Annotated[str, Field(max_length=content.MAX_EXPLANATION)]
    locator: Annotated[str, Field(max_length=content.MAX_LOCATOR)]


class ContentShape(Shape):
    """What was submitted. The SHA-256 of its canonical form (RFC 8785) is `content_sha256`."""

    title: Annotated[str, Field(min_length=1, max_length=content.MAX_TITLE)]
    kind: EvidenceKind
    happened_on: date
    happened_to: date | None
    narrative: Words
    own_part: Annotated[str, Field(max_length=content.MAX_OWN_PART)]
    practice_area: Annotated[str, Field(max_length=100)] | None
    matter: Annotated[str, Field(max_length=content.MAX_MATTER)]
    client_details: ClientDetails
    links: Annotated[tuple[str, ...], Field(max_length=content.MAX_LINKS)]
    mappings: Annotated[tuple[MappingShape, ...], Field(max_length=content.MAX_MAPPINGS)]
    files: Annotated[tuple[FileShape, ...], Field(max_length=content.MAX_FILES)]


class SightedShape(Shape):
    """The original was seen where it is kept."""

    on: date
    where: Annotated[str, Field(max_length=sign_off.MAX_WHERE)]


class CriterionDecisionShape(Shape):
    """Met or not met; `added` where the assessor saw what was not mapped."""

    criterion: Code
    met: bool
    feedback: Feedback
    added: bool


class DecisionShape(Shape):
    """The decision that stands on the submission."""

    id: uuid.UUID
    outcome: Outcome
    feedback: Feedback
    by: NamedShape
    at: AwareDatetime
    sighted: SightedShape | None
    criteria: Annotated[tuple[CriterionDecisionShape, ...], Field(max_length=500)]


class ConfirmationShape(Shape):
    """A line manager's word that it is the apprentice's own work."""

    id: uuid.UUID
    revision: Annotated[int, Field(ge=1)]
    work_sha256: Sha256
    by: NamedShape
    organisation: NamedShape
    at: AwareDatetime
    statement: Annotated[str, Field(max_length=content.MAX_STATEMENT)]


class PieceShape(Shape):
    """A piece of evidence as it was last submitted."""

    id: uuid.UUID
    status: EvidenceStatus
    revision: Annotated[int, Field(ge=1)]
    submitted_at: AwareDatetime
    author: NamedShape
    author_role: Role
    employer: NamedShape | None
    """The employer of the day on which the work was done."""
    content: ContentShape
    content_sha256: Sha256
    paths: Mapping[uuid.UUID, str | None]
    """Where each file lies in the pack, by its id; null where it was blocked and is left out."""
    decision: DecisionShape | None
    confirmation: ConfirmationShape | None


class ActionShape(Shape):
    """Something agreed to be done."""

    id: uuid.UUID
    what: Annotated[str, Field(max_length=reviews.MAX_WHAT)]
    owner: NamedShape
    due_on: date
    done_at: AwareDatetime | None


class AnswerShape(Shape):
    """One of the three agreed, or commented."""

    id: uuid.UUID
    by: NamedShape
    role: Role
    agreed: bool
    comment: Annotated[str, Field(max_length=reviews.MAX_COMMENT)]
    at: AwareDatetime


class ReviewShape(Shape):
    """A progress review, with the totals of its day by kind."""

    id: uuid.UUID
    held_on: date
    discussed: Words
    totals: Mapping[str, TotalShape]
    next_due_on: date
    rule_sets_sha256: Sha256
    by: NamedShape
    role: Role
    at: AwareDatetime
    actions: Annotated[tuple[ActionShape, ...], Field(max_length=reviews.MAX_ACTIONS)]
    answers: Annotated[tuple[AnswerShape, ...], Field(max_length=1000)]


class CertificateShape(Shape):
    """The file of a certificate; its path is null where it was blocked and is left out."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    media_type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256
    path: str | None


class QualificationShape(Shape):
    """A qualification that counts, with who checked its certificate."""

    id: uuid.UUID
    subject: Subject
    name: Name
    awarded_by: Name
    awarded_on: date
    by: NamedShape
    role: Role
    at: AwareDatetime
    certificate: CertificateShape | None
    checked_by: NamedShape | None
    checked_at: AwareDatetime | None


class SettledShape(Shape):
    """What was settled last about English and maths."""

    id: uuid.UUID
    age_group: AgeGroup | None
    to_achieve: bool | None
    reason: Feedback
    by: NamedShape
    role: Role
    at: AwareDatetime


class HoursShape(Shape):
    """The off-the-job hours that were recorded last, planned or done."""

    id: uuid.UUID
    kind: HoursKind
    hours: Annotated[int, Field(ge=0, le=100_000)]
    on: date
    reason: Feedback
    by: NamedShape
    role: Role
    at: AwareDatetime


class PortfolioFile(Shape):
    """A whole portfolio. `readiness` is the report in the shape of the API.

    It is that of the moment; once the apprentice has passed the gateway, that of the passage.
    """

    format: Literal["gatepost-portfolio-1"]
    made_at: AwareDatetime
    apprenticeship: uuid.UUID
    provider: NamedShape
    apprentice: ApprenticeShape
    standard: StandardShape
    status: ApprenticeshipStatus
    started_on: date
    planned_end_on: date
    specialism: Annotated[str, Field(max_length=terms.MAX_SPECIALISM)] | None
    weekly_hours: int | None
    drafts: Annotated[int, Field(ge=0)]
    """How many pieces are drafts, which are nobody's but the apprentice's and not in the pack."""
    spells: Annotated[tuple[SpellShape, ...], Field(max_length=2000)]
    pieces: Annotated[tuple[PieceShape, ...], Field(max_length=5000)]
    reviews: Annotated[tuple[ReviewShape, ...], Field(max_length=1000)]
    qualifications: Annotated[tuple[QualificationShape, ...], Field(max_length=200)]
    english_and_maths: SettledShape | None
    hours: Annotated[tuple[HoursShape, ...], Field(max_length=2)]
    declarations: Annotated[tuple[DeclarationShape, ...], Field(max_length=100)] = ()
    """Those that cover the snapshot, once the apprentice has passed the gateway."""
    declared_before: Annotated[tuple[DeclaredBeforeShape, ...], Field(max_length=1000)] = ()
    """What was declared at providers before this one, as it came with the apprentice."""
    passage: PassageShape | None = None
    readiness: ReadinessShape
