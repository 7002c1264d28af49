"""Whether the record that came with a pack vouches for what the pack says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.adapters.bag_reader import Bag
from app.adapters.pack_reader import content_of
from app.adapters.portfolio_file import (
    ConfirmationShape,
    DecisionShape,
    DeclarationShape,
    PieceShape,
    PortfolioFile,
    ReviewShape,
)
from app.adapters.record_file import UnreadableRecord, read_extract, signing_key
from app.domain.notes import PublicKey
from app.domain.record_extract import Extract, Said, findings_in, said_by
from app.domain.revisions import freeze

Row = Mapping[str, object]

FACTS = {
    "qualification": "a qualification",
    "english_and_maths": "English and maths",
    "off_the_job_hours": "off-the-job hours",
}


@dataclass
class RecordChecked:
    """``findings`` are sentences; none means that the record vouches for all of it."""

    findings: list[str] = field(default_factory=list)
    extract: Extract | None = None
    key: PublicKey | None = None


def check_record(bag: Bag, said: PortfolioFile, trusted: PublicKey | None = None) -> RecordChecked:
    """``trusted`` is a key known from elsewhere, which must then be the one that signs."""
    checked = RecordChecked()
    try:
        extract, note, keys = read_extract(bag)
    except UnreadableRecord as error:
        checked.findings.append(str(error))
        return checked
    checked.extract = extract
    checked.key = signing_key(note, keys)
    if checked.key is None:
        checked.findings.append("The checkpoint is signed by none of the keys in the pack.")
    elif trusted is not None and trusted != checked.key:
        checked.findings.append(
            f"The checkpoint is signed by the key {checked.key.text}, and not by the one given."
        )
    if extract.log != said.provider.id:
        checked.findings.append("The record is not that of the provider that the pack names.")
    checked.findings += findings_in(extract, said.apprenticeship)
    if not checked.findings:
        checked.findings += _unvouched(said, said_by(extract.entries))
    return checked


def _unvouched(said: PortfolioFile, record: Said) -> Iterator[str]:
    for piece in said.pieces:
        title = f"“{piece.content.title[:60]}”"
        if not record.vouches_for_content(piece.id, piece.content_sha256):
            yield f"The record knows nothing of the submission of {title}."
        for what, rows in _rows_of_piece(piece):
            if not all(record.vouches_for(*row) for row in rows):
                yield f"The record does not vouch for {what} {title}."
    for table, key, row in _rows_of_facts(said):
        if not record.vouches_for(table, key, row):
            yield f"The record does not vouch for what it says of {FACTS[table]}."
    for each in said.declarations:
        if not record.vouches_for("declaration", str(each.id), _row_of_declaration(each, said)):
            yield f"The record does not vouch for the declaration of {each.by.name}."
    for review in said.reviews:
        if not all(record.vouches_for(*row) for row in _rows_of_review(review, said)):
            yield f"The record does not vouch for the progress review of {review.held_on}."


def _rows_of_piece(piece: PieceShape) -> Iterator[tuple[str, list[tuple[str, str, Row]]]]:
    if piece.decision:
        yield "the decision on", list(_rows_of_decision(piece, piece.decision))
    if piece.confirmation:
        yield "the confirmation of", [_row_of_confirmation(piece, piece.confirmation)]


def _rows_of_decision(piece: PieceShape, made: DecisionShape) -> Iterator[tuple[str, str, Row]]:
    """As the tables ``decision`` and ``criterion_decision`` hold them where they were made."""
    yield (
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
    )
    for each in made.criteria:
        yield (
            "criterion_decision",
            f"{made.id}/{each.criterion}",
            {
                "decision_id": made.id,
                "code": each.criterion,
                "met": each.met,
                "feedback": each.feedback,
                "added": each.added,
            },
        )


def _row_of_confirmation(piece: PieceShape, made: ConfirmationShape) -> tuple[str, str, Row]:
    """It speaks of this work: its hash is worked out from the content, and not taken as said."""
    return (
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
    )


def _row_of_declaration(made: DeclarationShape, said: PortfolioFile) -> Row:
    return {
        **made.model_dump(exclude={"by", "organisation", "path"}),
        "apprenticeship_id": said.apprenticeship,
        "by_id": made.by.id,
        "organisation_id": made.organisation.id,
    }


def _rows_of_review(review: ReviewShape, said: PortfolioFile) -> Iterator[tuple[str, str, Row]]:
    yield (
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
    )
    for position, action in enumerate(review.actions):
        yield (
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
        )
    for answer in review.answers:
        yield (
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
        )


def _rows_of_facts(said: PortfolioFile) -> Iterator[tuple[str, str, Row]]:
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
        yield "qualification", str(each.id), row
    for table, totals in (
        ("english_and_maths", [said.english_and_maths] if said.english_and_maths else []),
        ("off_the_job_hours", list(said.hours)),
    ):
        for total in totals:
            yield (
                table,
                str(total.id),
                {
                    **total.model_dump(exclude={"by"}),
                    "apprenticeship_id": said.apprenticeship,
                    "by_id": total.by.id,
                },
            )
