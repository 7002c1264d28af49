"""Kept snapshots, worked out again of what stood at the gateway, and held against what is kept.

What somebody passed with is derived whole, just as it was made: from then on nothing of it may
change. Past any other snapshot the work went on, so each piece that it names is derived of the
submission and the decision, which stay for ever.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import and_, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.calendar import today_in_london
from app.domain.canonical import sha256_of
from app.domain.errors import GatepostError
from app.domain.events import EventKind
from app.domain.readiness import readiness
from app.domain.sign_off import Outcome
from app.domain.snapshot_pieces import Held, not_as_named, not_as_stood, not_by_the_terms
from app.domain.snapshots import Snapshot, SnapshotPiece, read_snapshot
from app.domain.statements import sha256_of_statement
from app.models import metadata
from app.models.events import EventRow
from app.models.evidence import RevisionRow
from app.models.gateway import DeclarationRow, GatewayPassageRow, SnapshotRow
from app.models.sign_off import CriterionDecisionRow, DecisionRow
from app.queries.commands import whoever_runs_the_command
from app.queries.readiness_facts import gather_facts
from app.queries.snapshots import present_snapshot
from app.upkeep.names_of_rows import named_with_whose
from app.upkeep.vouched_rows import Vouched

_TABLE = metadata.tables["snapshot"]

_OF_TERMS = (EventKind.APPRENTICESHIP_CHANGED, EventKind.SPELL_STARTED, EventKind.SPELL_ENDED)
"""What is corrected of an apprenticeship after its gateway too, and decides requirements."""

_DAMAGED = (LookupError, TypeError, ValueError, GatepostError, SQLAlchemyError)
"""What comes of rows that Gatepost never writes. Each is named where the rows are checked."""


def count_snapshots(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SnapshotRow)) or 0


@dataclass
class SnapshotCheck:
    """``one_more`` is called for each. ``remarks`` are all there once the findings were read."""

    session: Session
    vouched: Vouched
    one_more: Callable[[], None]
    remarks: list[str] = field(default_factory=list)

    def findings(self) -> Iterator[str]:
        """Which snapshot or declaration is not what stood there, in words."""
        try:
            yield from self._of_snapshots()
            yield from self._of_declarations()
        except _DAMAGED:
            yield "Snapshots at the gateway rest on damaged rows, so not all could be checked."

    def _of_snapshots(self) -> Iterator[str]:
        passages = _standing_passages(self.session)
        for row in self.session.scalars(select(SnapshotRow).order_by(col(SnapshotRow.sha256))):
            self.one_more()
            what = named_with_whose(self.session, _TABLE, row.sha256)
            try:
                kept = read_snapshot(row.body)
            except ValueError:
                yield f"{what} is nothing that Gatepost makes: it was changed."
                continue
            if (kept.body, kept.sha256) != (row.body, row.sha256):
                yield f"{what} is not what its name is the hash of: it was changed."
                continue
            for each in self._differing(what, kept, passages.get(row.sha256)):
                yield f"{what} is not what stood there at the gateway. {each}"

    def _differing(
        self, what: str, kept: Snapshot, passage: GatewayPassageRow | None
    ) -> Iterator[str]:
        held = tuple(_as_submitted(self.session, kept))
        erased = self._erased(kept, held)
        for entry in sorted(set(erased.values())):
            self.remarks.append(
                f"{what} cannot be worked out again to its end: {_small(entry)} says that something"
                " it names was erased."
            )
        rest = _without(kept, erased)
        if passage is None:
            there = [each for each in held if each[1].evidence_id not in erased]
            yield from not_as_named(rest, there)
            return
        try:
            derived = self._derived(passage)
        except _DAMAGED:
            yield "What it rests on is damaged or gone, so it cannot be worked out again."
            return
        titles = {piece.evidence_id: title for title, piece in held}
        yield from not_as_stood(rest, _without(derived, erased), titles)
        if not erased:
            yield from self._by_the_terms(what, kept, derived, passage)

    def _derived(self, passage: GatewayPassageRow) -> Snapshot:
        """Just as it was made, by the same rules, of what the tables hold."""
        gathered = gather_facts(
            self.session,
            whoever_runs_the_command(self.session, passage.apprenticeship_id),
            passage.apprenticeship_id,
            today=today_in_london(passage.passed_at),
        )
        return present_snapshot(self.session, gathered, readiness(gathered.facts))

    def _by_the_terms(
        self, what: str, kept: Snapshot, derived: Snapshot, passage: GatewayPassageRow
    ) -> Iterator[str]:
        found = tuple(not_by_the_terms(kept, derived))
        if found and (later := self._terms_changed_by(passage)):
            self.remarks.append(
                f"{what} cannot be worked out again to its end: entry {later} of its record changed"
                " the terms of the apprenticeship after the gateway."
            )
        else:
            yield from found

    def _terms_changed_by(self, passage: GatewayPassageRow) -> int | None:
        """The first act after the passage that changed what decides its requirements, if any."""
        passed = aliased(EventRow)
        return self.session.scalar(
            select(func.min(col(EventRow.sequence)))
            .join(passed, col(passed.log) == col(EventRow.log))
            .where(
                col(passed.subject_id) == passage.id,
                col(passed.kind) == EventKind.GATEWAY_PASSED,
                col(passed.apprenticeship_id) == passage.apprenticeship_id,
                col(EventRow.apprenticeship_id) == passage.apprenticeship_id,
                col(EventRow.sequence) > col(passed.sequence),
                col(EventRow.kind).in_(_OF_TERMS),
            )
        )

    def _erased(self, kept: Snapshot, held: Collection[Held]) -> Mapping[uuid.UUID, str]:
        """The pieces of which a row went before an entry that says so, and that entry."""
        gone = {table: entry for (table, _), entry in self.vouched.erased.items()}
        submitted = {piece.evidence_id for _, piece in held}
        found = {}
        for piece in kept.pieces:
            entry = self.vouched.erased.get(("evidence", str(piece.evidence_id)))
            entry = entry or self.vouched.erased.get(("decision", str(piece.decision_id)))
            if entry is None and piece.evidence_id not in submitted:
                entry = gone.get("evidence_revision")
            if entry is not None:
                found[piece.evidence_id] = entry
        return found

    def _of_declarations(self) -> Iterator[str]:
        for row in self.session.execute(
            select(
                col(DeclarationRow.id),
                col(DeclarationRow.statement),
                col(DeclarationRow.statement_sha256),
                col(DeclarationRow.apprenticeship_id) == col(SnapshotRow.apprenticeship_id),
            ).join(SnapshotRow, col(SnapshotRow.sha256) == col(DeclarationRow.snapshot_sha256))
        ):
            declaration_id, statement, sha256, of_the_same = row
            what = f"The declaration {declaration_id}"
            if sha256_of_statement(statement) != sha256:
                yield f"{what} does not hold the words that its hash was taken of."
            if not of_the_same:
                yield f"{what} is of a snapshot of another apprenticeship."


def _standing_passages(session: Session) -> Mapping[str, GatewayPassageRow]:
    """By the snapshot that was passed with; of what was taken back nothing stands."""
    rows = session.scalars(
        select(GatewayPassageRow).where(col(GatewayPassageRow.taken_back_at).is_(None))
    )
    return {row.snapshot_sha256: row for row in rows}


def _as_submitted(session: Session, snapshot: Snapshot) -> Iterator[Held]:
    """Each piece that a snapshot names, of its submission and its decision: two statements."""
    named = {piece.evidence_id: piece for piece in snapshot.pieces}
    decisions = {piece.decision_id for piece in snapshot.pieces}
    met: dict[uuid.UUID, list[str]] = defaultdict(list)
    for decision_id, code in session.execute(
        select(col(CriterionDecisionRow.decision_id), col(CriterionDecisionRow.code)).where(
            col(CriterionDecisionRow.decision_id).in_(decisions), col(CriterionDecisionRow.met)
        )
    ):
        met[decision_id].append(code)
    for evidence_id, number, title, body, decision_id in session.execute(
        select(
            col(RevisionRow.evidence_id),
            col(RevisionRow.number),
            col(RevisionRow.title),
            col(RevisionRow.body),
            col(DecisionRow.id),
        )
        .join(
            DecisionRow,
            and_(
                col(DecisionRow.evidence_id) == col(RevisionRow.evidence_id),
                col(DecisionRow.revision) == col(RevisionRow.number),
                col(DecisionRow.id).in_(decisions),
                col(DecisionRow.outcome) == Outcome.SIGNED_OFF,
            ),
            isouter=True,
        )
        .where(col(RevisionRow.evidence_id).in_(named))
    ):
        if number == named[evidence_id].revision:
            content = json.loads(body)
            yield (
                f"“{title}”",
                SnapshotPiece(
                    evidence_id=evidence_id,
                    revision=number,
                    content_sha256=sha256_of(content),
                    files=tuple(file["sha256"] for file in content["files"]),
                    decision_id=decision_id or uuid.UUID(int=0),
                    criteria=tuple(met[decision_id]),
                ),
            )


def _without(snapshot: Snapshot, erased: Collection[uuid.UUID]) -> Snapshot:
    pieces = tuple(piece for piece in snapshot.pieces if piece.evidence_id not in erased)
    return replace(snapshot, pieces=pieces)


def _small(entry: str) -> str:
    return entry[0].lower() + entry[1:]
