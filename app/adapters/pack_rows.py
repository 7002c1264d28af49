"""What a pack says as the rows that the record vouches for where they were written."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.adapters.gateway_shapes import DeclarationShape, DeclaredBeforeShape, PassageShape
from app.adapters.pack_reader import content_of
from app.adapters.portfolio_file import (
    ConfirmationShape,
    DecisionShape,
    PieceShape,
    PortfolioFile,
    ReviewShape,
)
from app.adapters.portfolio_parts import NamedShape
from app.domain.events import EventKind
from app.domain.record_extract import Act
from app.domain.revisions import freeze
from app.domain.sign_off import Outcome

Row = Mapping[str, object]

_DECIDED = {
    Outcome.SIGNED_OFF: EventKind.EVIDENCE_SIGNED_OFF,
    Outcome.RETURNED: EventKind.EVIDENCE_RETURNED,
}
_ANSWERED = (EventKind.REVIEW_AGREED, EventKind.REVIEW_COMMENTED, EventKind.REVIEW_RECORDED)


@dataclass(frozen=True, slots=True)
class SaidRow:
    """``acts`` are those of which one wrote the row, as the record knew it before it had rows."""

    table: str
    key: str
    row: Row
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidThing:
    """What somebody did, by its id and in words, and its rows."""

    id: uuid.UUID
    words: str
    rows: tuple[SaidRow, ...]


def things_said(said: PortfolioFile) -> Iterator[SaidThing]:
    """Everything that is said of what people did, but the content of the pieces."""
    for piece in said.pieces:
        title = f"“{piece.content.title[:60]}”"
        if piece.decision:
            rows = tuple(_of_decision(piece, piece.decision))
            yield SaidThing(piece.decision.id, f"the decision on {title}", rows)
        if piece.confirmation:
            row = _of_confirmation(piece, piece.confirmation)
            yield SaidThing(piece.confirmation.id, f"the confirmation of {title}", (row,))
    yield from _facts(said)
    for made in said.declarations:
        row = SaidRow("declaration", str(made.id), _declaration(made, said))
        yield SaidThing(made.id, f"the declaration of {made.by.name}", (row,))
    for before in said.declared_before:
        row = SaidRow("imported_declaration", str(before.id), _declared_before(before, said))
        words = f"the declaration of {before.by.name} at a provider before"
        yield SaidThing(before.id, words, (row,))
    if said.passage:
        row = SaidRow("gateway_passage", str(said.passage.id), _passage(said.passage, said))
        yield SaidThing(said.passage.id, "the passage through the gateway", (row,))
    for review in said.reviews:
        rows = tuple(_of_review(review, said))
        yield SaidThing(review.id, f"the progress review of {review.held_on}", rows)


def _of_decision(piece: PieceShape, made: DecisionShape) -> Iterator[SaidRow]:
    """As the tables ``decision`` and ``criterion_decision`` hold them where they were made."""
    acts = (Act(_DECIDED[made.outcome], made.id, made.by.id, made.at),)
    yield SaidRow(
        "decision",
        str(made.id),
        {
            "id": made.id,
            "evidence_id": piece.id,
            "revision": piece.revision,
            "outcome": made.outcome,
            "feedback": made.feedback,
            "by_id": made.by.id,
            "at": made.at,
            "sighted_on": made.sighted.on if made.sighted else None,
            "sighted_where": made.sighted.where if made.sighted else None,
        },
        acts,
    )
    for each in made.criteria:
        yield SaidRow(
            "criterion_decision",
            f"{made.id}/{each.criterion}",
            {
                "decision_id": made.id,
                "code": each.criterion,
                "met": each.met,
                "feedback": each.feedback,
                "added": each.added,
            },
            acts,
        )


def _of_confirmation(piece: PieceShape, made: ConfirmationShape) -> SaidRow:
    """It speaks of this work: its hash is worked out from the content, and not taken as said."""
    return SaidRow(
        "confirmation",
        str(made.id),
        {
            "id": made.id,
            "evidence_id": piece.id,
            "revision": made.revision,
            "work_sha256": freeze(content_of(piece.content)).work_sha256,
            "by_id": made.by.id,
            "organisation_id": made.organisation.id,
            "statement": made.statement,
            "at": made.at,
        },
        (Act(EventKind.EVIDENCE_CONFIRMED, made.id, made.by.id, made.at),),
    )


def _declaration(made: DeclarationShape, said: PortfolioFile) -> Row:
    return {
        **made.model_dump(exclude={"by", "organisation", "path"}),
        "apprenticeship_id": said.apprenticeship,
        "by_id": made.by.id,
        "organisation_id": made.organisation.id,
    }


def _declared_before(made: DeclaredBeforeShape, said: PortfolioFile) -> Row:
    return {
        **made.model_dump(exclude={"by"}),
        "apprenticeship_id": said.apprenticeship,
        "by_id": made.by.id,
    }


def _passage(passage: PassageShape, said: PortfolioFile) -> Row:
    return {
        **passage.model_dump(exclude={"passed_by"}),
        "apprenticeship_id": said.apprenticeship,
        "passed_by_id": passage.passed_by.id,
    }


def _of_review(review: ReviewShape, said: PortfolioFile) -> Iterator[SaidRow]:
    recorded = Act(EventKind.REVIEW_RECORDED, review.id, review.by.id, review.at)
    yield SaidRow(
        "review",
        str(review.id),
        {
            "id": review.id,
            "apprenticeship_id": said.apprenticeship,
            "held_on": review.held_on,
            "discussed": review.discussed,
            "totals": {kind: total.model_dump() for kind, total in review.totals.items()},
            "next_due_on": review.next_due_on,
            "rule_sets_sha256": review.rule_sets_sha256,
            "by_id": review.by.id,
            "role": review.role,
            "at": review.at,
        },
        (recorded,),
    )
    for position, action in enumerate(review.actions):
        yield SaidRow(
            "review_action",
            str(action.id),
            {
                "id": action.id,
                "review_id": review.id,
                "position": position,
                "what": action.what,
                "owner_id": action.owner.id,
                "due_on": action.due_on,
                "done_at": action.done_at,
            },
            (recorded,),
        )
    for answer in review.answers:
        yield SaidRow(
            "review_answer",
            str(answer.id),
            {
                "id": answer.id,
                "review_id": review.id,
                "by_id": answer.by.id,
                "role": answer.role,
                "agreed": answer.agreed,
                "comment": answer.comment,
                "at": answer.at,
            },
            tuple(Act(kind, review.id, answer.by.id, answer.at) for kind in _ANSWERED),
        )


def _facts(said: PortfolioFile) -> Iterator[SaidThing]:
    for each in said.qualifications:
        file = each.certificate
        row: dict[str, object] = {
            **each.model_dump(include={"id", "subject", "name", "awarded_by", "awarded_on"}),
            **each.model_dump(include={"role", "at", "checked_at"}),
            "apprenticeship_id": said.apprenticeship,
            "by_id": each.by.id,
            "checked_by_id": each.checked_by.id if each.checked_by else None,
        }
        if file:
            row |= {"provider_id": said.provider.id, "sha256": file.sha256}
            row |= {"file_name": file.name, "media_type": file.media_type}
        yield _fact("qualification", "a qualification", each.id, row)
    if settled := said.english_and_maths:
        row = _total(settled.model_dump(exclude={"by"}), settled.by, said)
        yield _fact("english_and_maths", "English and maths", settled.id, row)
    for total in said.hours:
        row = _total(total.model_dump(exclude={"by"}), total.by, said)
        yield _fact("off_the_job_hours", "off-the-job hours", total.id, row)


def _total(row: Row, by: NamedShape, said: PortfolioFile) -> dict[str, object]:
    return {**row, "apprenticeship_id": said.apprenticeship, "by_id": by.id}


def _fact(table: str, name: str, id_: uuid.UUID, row: Row) -> SaidThing:
    return SaidThing(id_, f"what it says of {name}", (SaidRow(table, str(id_), row),))
