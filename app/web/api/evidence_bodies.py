"""Evidence as the API takes and tells it."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.domain import content as limits
from app.domain.content import Content, Mapping
from app.domain.evidence import ClientDetails, EvidenceKind, EvidenceStatus
from app.domain.permissions import Sight
from app.domain.sign_off import CriterionDecision
from app.domain.standards import code_order
from app.queries.evidence_files import KeptFile
from app.queries.evidence_in_full import EvidenceInFull
from app.queries.sign_off import DecisionMade
from app.web.api.bodies import In, Listed, Out, Words

_CODE = 5


class MappingIn(In):
    """A criterion that the piece shows, how, and on which page or at what time."""

    criterion: str = Field(max_length=_CODE)
    explanation: str = Field(default="", max_length=limits.MAX_EXPLANATION)
    locator: str = Field(default="", max_length=limits.MAX_LOCATOR)


class EvidenceIn(In):
    """A new draft: only its title is needed."""

    title: Words = Field(max_length=limits.MAX_TITLE)
    kind: EvidenceKind | None = None
    happened_on: date | None = None
    happened_to: date | None = None
    narrative: str = Field(default="", max_length=limits.MAX_NARRATIVE)
    own_part: str = Field(default="", max_length=limits.MAX_OWN_PART)
    practice_area: str | None = Field(default=None, max_length=100)
    matter: str = Field(default="", max_length=limits.MAX_MATTER)
    client_details: ClientDetails | None = None
    links: list[Annotated[str, Field(max_length=limits.MAX_URL)]] = Field(
        default=[], max_length=limits.MAX_LINKS
    )
    mappings: list[MappingIn] = Field(default=[], max_length=limits.MAX_MAPPINGS)

    def content(self) -> Content:
        return Content(
            title=self.title,
            kind=self.kind,
            happened_on=self.happened_on,
            happened_to=self.happened_to,
            narrative=self.narrative,
            own_part=self.own_part,
            practice_area=self.practice_area,
            matter=self.matter,
            client_details=self.client_details,
            links=tuple(self.links),
            mappings=tuple(
                Mapping(each.criterion, each.explanation, each.locator) for each in self.mappings
            ),
        )


class EvidenceChange(EvidenceIn):
    """What is to change. A field left out stays; ``mappings`` replaces all of them.

    ``version`` is the one that was read.
    """

    version: int
    title: Words = Field(default="", max_length=limits.MAX_TITLE)

    def applied_to(self, content: Content) -> Content:
        """``content`` with the fields that were sent in place of its own."""
        sent = self.content()
        names = self.model_fields_set - {"version"}
        return replace(content, **{name: getattr(sent, name) for name in names})


class DecisionOut(Out):
    met: bool
    feedback: str
    by: str
    at: datetime


class MappingOut(Out):
    """``added``: the assessor saw this criterion in the work, and it was not mapped to it."""

    criterion: str
    explanation: str
    locator: str
    decision: DecisionOut | None
    added: bool


class FileOut(Out):
    """``size`` in bytes. A blocked file is opened by nobody."""

    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str
    blocked: bool


class ConfirmedOut(Out):
    by: str
    at: datetime
    statement: str


class SignedOffOut(Out):
    by: str
    at: datetime


class EvidenceOut(Out):
    """A piece of evidence as the person who asks may see it.

    The apprentice sees it as it stands, everybody else what was submitted last. ``decision``,
    ``confirmed`` and ``signed_off`` speak of the present revision. ``feedback`` is what the
    assessor said of it, or why it was re-opened.
    """

    id: uuid.UUID
    apprenticeship: uuid.UUID
    title: str
    kind: EvidenceKind | None
    happened_on: date | None
    happened_to: date | None
    narrative: str
    own_part: str
    practice_area: str | None
    matter: str
    client_details: ClientDetails | None
    links: list[str]
    author: str
    status: EvidenceStatus
    version: int
    revision: int
    submitted_at: datetime | None
    mappings: list[MappingOut]
    files: list[FileOut]
    confirmed: ConfirmedOut | None
    signed_off: SignedOffOut | None
    feedback: str
    content_sha256: str | None


class EvidenceList(Listed[EvidenceOut]):
    """Pieces of evidence, a page at a time."""


def evidence_out(found: EvidenceInFull) -> EvidenceOut:
    piece, content = found.piece, found.piece.content
    outline = piece.sight is Sight.OUTLINE
    confirmed, signed_off = found.confirmation, found.sign_off
    return EvidenceOut(
        id=piece.id,
        apprenticeship=piece.apprenticeship.id,
        title=content.title,
        kind=content.kind,
        happened_on=None if outline else content.happened_on,
        happened_to=content.happened_to,
        narrative=content.narrative,
        own_part=content.own_part,
        practice_area=content.practice_area,
        matter=content.matter,
        client_details=content.client_details,
        links=list(content.links),
        author=piece.author,
        status=piece.status,
        version=piece.version,
        revision=piece.revision,
        submitted_at=None if outline else piece.submitted_at,
        mappings=_mappings(content.mappings, found.decision),
        files=[file_out(file) for file in found.files],
        confirmed=confirmed
        and ConfirmedOut(by=confirmed.by, at=confirmed.at, statement=confirmed.text),
        signed_off=signed_off and SignedOffOut(by=signed_off.by, at=signed_off.at),
        feedback=found.feedback,
        content_sha256=None if outline else piece.content_sha256,
    )


def file_out(file: KeptFile) -> FileOut:
    reference = file.reference
    return FileOut(
        id=reference.id,
        name=reference.name,
        media_type=reference.media_type,
        size=reference.size,
        sha256=reference.sha256,
        blocked=file.blocked,
    )


def _mappings(mappings: tuple[Mapping, ...], made: DecisionMade | None) -> list[MappingOut]:
    """Those of the piece, and those that its assessor added, in the standard's order."""
    mapped = {mapping.criterion: mapping for mapping in mappings}
    decided = made.by_code if made else {}
    added = made.added if made else frozenset[str]()
    return [
        MappingOut(
            criterion=code,
            explanation=mapped[code].explanation if code in mapped else "",
            locator=mapped[code].locator if code in mapped else "",
            decision=_decision(decided[code], made) if made and code in decided else None,
            added=code not in mapped,
        )
        for code in sorted({*mapped, *added}, key=code_order)
    ]


def _decision(decided: CriterionDecision, made: DecisionMade) -> DecisionOut:
    return DecisionOut(met=decided.met, feedback=decided.feedback, by=made.by, at=made.at)
