"""A whole portfolio as one value: what a hand-over pack holds, whoever asked for it.

It is what those around the apprentice see: the latest submission of each piece, in whichever
state that is, and never a draft. Once the apprentice has passed the gateway it is what the
snapshot of that day names, and the declarations that cover it. Whoever asks, the same goes in.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.adapters.signing import Signer
from app.domain.calendar import today_in_london
from app.domain.content import FileReference
from app.domain.errors import NotFound
from app.domain.evidence import EvidenceStatus
from app.domain.pack_names import base_name, distinct, file_names, piece_folder, portable
from app.domain.people import ROLE_NAMES, Person
from app.domain.snapshots import Snapshot
from app.queries.apprenticeships import Spell, spells_of
from app.queries.commands import whoever_runs_the_command
from app.queries.evidence_in_full import EvidenceInFull, evidence_in_full
from app.queries.facts_to_hand_on import FactsToHandOn, facts_to_hand_on
from app.queries.gateway import Declaration, declarations_of
from app.queries.imports import ImportedDeclaration, declared_before
from app.queries.passages import Passage
from app.queries.readiness import MappedPiece
from app.queries.readiness_facts import Gathered, gather_facts, readiness_in
from app.queries.reviews import Review, reviews_of
from app.reports.pack_record import PackedRecord, counted_by, packed_record
from app.reports.readiness import ReadinessReport, report_on
from app.reports.result import StatementOfResult, statement_of_result


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file, and where in the pack it lies; a blocked one is named, and lies nowhere."""

    reference: FileReference
    path: str | None

    @property
    def blocked(self) -> bool:
        return self.path is None


@dataclass(frozen=True, slots=True)
class PackedPiece:
    """A piece as last submitted, and its files."""

    full: EvidenceInFull
    files: tuple[PackedFile, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.full.piece.id

    @property
    def codes(self) -> tuple[str, ...]:
        """What it was found to meet where it is signed off, else what it is mapped to."""
        made = self.full.sign_off
        if made is None:
            return self.full.piece.codes
        return tuple(each.criterion for each in made.criteria if each.met)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """``drafts`` are counted alone: they are nobody's but the apprentice's.

    ``report`` speaks of the moment at which the pack is made; once the apprentice has passed
    the gateway, of that moment. ``annex`` are the rows of the mapping annex, in the standard's
    order. ``snapshot`` is the text of what was passed with, and ``declarations`` are those that
    cover it; before the passage there are none. ``declared_before`` came with the apprentice from
    providers before this one. ``result`` is there once it was released.
    """

    made_at: datetime
    report: ReadinessReport
    spells: tuple[Spell, ...]
    pieces: tuple[PackedPiece, ...]
    reviews: tuple[Review, ...]
    drafts: int
    facts: FactsToHandOn
    record: PackedRecord | None
    declarations: tuple[Declaration, ...]
    declared_before: tuple[ImportedDeclaration, ...]
    passage: Passage | None
    snapshot: str | None
    result: StatementOfResult | None

    @property
    def base(self) -> str:
        """The folder that everything in the pack is in."""
        day = today_in_london(self.made_at).isoformat()
        return base_name(self.report.apprenticeship.apprentice, day)

    @property
    def annex(self) -> tuple[MappedPiece, ...]:
        return tuple(row for line in self.report.criteria for row in line.meets)

    @property
    def certificates(self) -> Mapping[uuid.UUID, str]:
        """Where the certificate of each qualification lies in the pack, if it has one."""
        shown = [each for each in self.facts.qualifications if each.size and not each.blocked]
        names = distinct(
            name
            for each in shown
            for name in file_names([], each.row.name, [each.row.file_name or ""])
        )
        return {
            each.row.id: f"certificates/{name}" for each, name in zip(shown, names, strict=True)
        }

    @property
    def declared(self) -> Mapping[str, Declaration]:
        """The declarations, by where each lies in the pack."""
        names = distinct(
            f"{ROLE_NAMES[each.role]} – {portable(each.by, 60)}.txt" for each in self.declarations
        )
        paths = (f"declarations/{name}" for name in names)
        return dict(zip(paths, self.declarations, strict=True))

    @property
    def by_id(self) -> Mapping[uuid.UUID, PackedPiece]:
        return {piece.id: piece for piece in self.pieces}

    @property
    def size(self) -> int:
        """Bytes of all files of evidence that go in."""
        return sum(file.reference.size for piece in self.pieces for file in piece.files)

    @property
    def blocked(self) -> int:
        """How many files are named only."""
        return sum(file.blocked for piece in self.pieces for file in piece.files)

    def counted_by(self, signer: Signer, *, now: datetime) -> "Portfolio":
        """With the record's inventory signed, by which nothing can be left out unnoticed."""
        if self.record is None:
            return self
        counted = counted_by(signer, self.record, self.report.apprenticeship.id, now=now)
        return replace(self, record=counted)


def portfolio(session: Session, apprenticeship_id: uuid.UUID, *, now: datetime) -> Portfolio:
    """However much there is, some twenty statements, once standard, plan and rules have been read.

    Nobody's permission is asked here. NotFound where there is no such apprenticeship.
    """
    everybody = whoever_runs_the_command(session, apprenticeship_id)
    gathered = gather_facts(session, everybody, apprenticeship_id, today=today_in_london(now))
    drafts = sum(piece.status is EvidenceStatus.DRAFT for piece in gathered.pieces)
    passage = gathered.passage
    passed = passage.snapshot if passage else None
    if passed:
        gathered = _only_what_passed(gathered, passed)
    as_of = passage.passed_at if passage else now
    report = report_on(session, gathered, readiness_in(gathered), now=as_of)
    ids = [piece.id for piece in report.pieces if piece.status is not EvidenceStatus.DRAFT]
    found = evidence_in_full(session, everybody, ids, today=today_in_london(now))
    if passed:
        _check_as_passed(found, passed)
    return Portfolio(
        made_at=now,
        report=report,
        spells=spells_of(session, [apprenticeship_id])[apprenticeship_id],
        pieces=_packed(found),
        reviews=() if passed else reviews_of(session, report.apprenticeship),
        drafts=drafts,
        facts=facts_to_hand_on(session, apprenticeship_id),
        record=packed_record(session, apprenticeship_id, report.apprenticeship.provider_id),
        declarations=tuple(
            each
            for each in reversed(declarations_of(session, apprenticeship_id))
            if each.snapshot_sha256 == passage.snapshot_sha256
        )
        if passage
        else (),
        declared_before=declared_before(session, apprenticeship_id),
        passage=passage,
        snapshot=passage.snapshot_text if passage else None,
        result=_released(session, everybody, apprenticeship_id, now) if passage else None,
    )


def _released(
    session: Session, everybody: Person, apprenticeship_id: uuid.UUID, now: datetime
) -> StatementOfResult | None:
    try:
        return statement_of_result(session, everybody, apprenticeship_id, now=now)
    except NotFound:
        return None


def _only_what_passed(gathered: Gathered, passed: Snapshot) -> Gathered:
    """With the pieces that the snapshot names, and nothing of others."""
    named = {piece.evidence_id for piece in passed.pieces}
    facts = gathered.facts
    return replace(
        gathered,
        pieces=tuple(each for each in gathered.pieces if each.id in named),
        mapped=tuple(each for each in gathered.mapped if each.piece.id in named),
        facts=replace(
            facts,
            pieces=tuple(each for each in facts.pieces if each.evidence_id in named),
            mappings=tuple(each for each in facts.mappings if each.evidence_id in named),
        ),
    )


def _check_as_passed(found: Sequence[EvidenceInFull], passed: Snapshot) -> None:
    """Nothing changes once an apprentice has passed, so what differs is a fault of ours."""
    named = {
        (each.evidence_id, each.revision, each.content_sha256, each.decision_id)
        for each in passed.pieces
    }
    packed = {
        (
            each.piece.id,
            each.piece.revision,
            each.piece.content_sha256,
            each.decision and each.decision.id,
        )
        for each in found
    }
    if packed != named:
        raise ValueError("A piece is not what the snapshot of the passage names.")


def _packed(found: Sequence[EvidenceInFull]) -> tuple[PackedPiece, ...]:
    pieces = [PackedPiece(full, ()) for full in found]
    folders = distinct(_folder(piece) for piece in pieces)
    return tuple(
        replace(piece, files=_files(piece, folder))
        for piece, folder in zip(pieces, folders, strict=True)
    )


def _folder(piece: PackedPiece) -> str:
    content = piece.full.piece.content
    return piece_folder(str(content.happened_on), content.title)


def _files(piece: PackedPiece, folder: str) -> tuple[PackedFile, ...]:
    kept = piece.full.files
    title = piece.full.piece.content.title
    names = file_names(piece.codes, title, [file.reference.name for file in kept])
    return tuple(
        PackedFile(file.reference, None if file.blocked else f"evidence/{folder}/{name}")
        for file, name in zip(kept, names, strict=True)
    )
