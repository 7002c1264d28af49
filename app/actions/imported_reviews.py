"""Part of an import: the progress reviews that were held elsewhere."""

import uuid

from sqlmodel import Session

from app.actions.imported_people import PeopleElsewhere
from app.adapters.portfolio_file import ReviewShape
from app.models.reviews import ReviewActionRow, ReviewAnswerRow, ReviewRow


def insert_review(
    session: Session,
    review: ReviewShape,
    apprenticeship_id: uuid.UUID,
    rule_sets_sha256: str,
    people: PeopleElsewhere,
) -> uuid.UUID:
    """Its id. ``rule_sets_sha256`` are the rules in force here, those there may not be known."""
    review_id = uuid.uuid4()
    session.add(
        ReviewRow(
            id=review_id,
            apprenticeship_id=apprenticeship_id,
            held_on=review.held_on,
            discussed=review.discussed,
            totals={kind: total.model_dump() for kind, total in review.totals.items()},
            next_due_on=review.next_due_on,
            rule_sets_sha256=rule_sets_sha256,
            by_id=people.id_of(review.by),
            role=review.role,
            at=review.at,
        )
    )
    session.flush()
    for position, action in enumerate(review.actions):
        session.add(
            ReviewActionRow(
                id=uuid.uuid4(),
                review_id=review_id,
                position=position,
                what=action.what,
                owner_id=people.id_of(action.owner),
                due_on=action.due_on,
                done_at=action.done_at,
            )
        )
    for answer in review.answers:
        session.add(
            ReviewAnswerRow(
                id=uuid.uuid4(),
                review_id=review_id,
                by_id=people.id_of(answer.by),
                role=answer.role,
                agreed=answer.agreed,
                comment=answer.comment,
                at=answer.at,
            )
        )
    return review_id
