"""Progress reviews: recorded by one of the three, agreed or commented on by each."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.actions.record import record
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.canonical import sha256_of
from app.domain.errors import NotPermitted, RuleBroken, Stale
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.permissions import check_can_review
from app.domain.reviews import ActionToTake, check_answer, check_review
from app.domain.rule_sets import next_review_due, rule_set_for
from app.domain.statements import REVIEW_AGREED
from app.models.reviews import ReviewActionRow, ReviewAnswerRow, ReviewRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.reviews import get_review_for, people_of
from app.queries.standards import current_rule_sets
from app.queries.totals import totals_of


def record_review(
    database: Database,
    apprenticeship_id: uuid.UUID,
    *,
    held_on: date,
    discussed: str,
    actions: Sequence[ActionToTake] = (),
    new_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Keep a review, with the totals of this moment and the day the next one is due.

    Whoever records it agrees to it by doing so; the other two are asked. ``new_id`` is drawn
    for a form, so that the form sent twice makes one review; Stale where it then says another.
    """
    said = (by.id, apprenticeship_id, held_on, discussed, *actions)
    with database.write() as session:
        if new_id is not None and _is_recorded(session, new_id, said):
            return new_id
        today = today_in_london(now)
        apprenticeship = get_apprenticeship_for(session, by, apprenticeship_id, today=today)
        check_can_review(apprenticeship.standing)
        check_open_for_work(apprenticeship.status)
        check_review(
            held_on,
            discussed,
            actions,
            people=people_of(session, apprenticeship, today=today),
            started_on=apprenticeship.started_on,
            today=today,
        )
        rule_sets = current_rule_sets(session)
        totals = totals_of(session, apprenticeship)
        review_id = new_id or uuid.uuid4()
        review = ReviewRow(
            id=review_id,
            apprenticeship_id=apprenticeship.id,
            held_on=held_on,
            discussed=discussed,
            totals={kind.value: {"met": t.met, "of": t.of} for kind, t in totals.items()},
            next_due_on=next_review_due(
                held_on, rule_set_for(rule_sets, apprenticeship.started_on)
            ),
            rule_sets_sha256=rule_sets.sha256,
            by_id=by.id,
            role=apprenticeship.standing.role,
            at=now,
        )
        session.add(review)
        try:
            session.flush()
        except IntegrityError:
            # The same form came twice at once, and the other one was a moment faster.
            session.rollback()
            if _is_recorded(session, review_id, said):
                return review_id
            raise
        session.add_all(
            ReviewActionRow(
                id=uuid.uuid4(),
                review_id=review_id,
                position=position,
                what=action.what,
                owner_id=action.owner_id,
                due_on=action.due_on,
            )
            for position, action in enumerate(actions)
        )
        session.add(_answer(review_id, apprenticeship, by, now, agreed=True))
        body = {"discussed_sha256": sha256_of(discussed), "rule_sets_sha256": rule_sets.sha256}
        _record(
            session,
            EventKind.REVIEW_RECORDED,
            apprenticeship,
            review_id,
            by,
            now,
            body,
            statement=REVIEW_AGREED,
        )
        session.commit()
        return review_id


def answer_review(
    database: Database,
    review_id: uuid.UUID,
    *,
    agreed: bool,
    comment: str = "",
    by: Person,
    now: datetime,
) -> None:
    """Agree to a review, or comment on it; a comment leaves the agreement open."""
    check_answer(agreed=agreed, comment=comment)
    with database.write() as session:
        apprenticeship, review = get_review_for(session, by, review_id, today=today_in_london(now))
        check_can_review(apprenticeship.standing)
        role = apprenticeship.standing.role
        if agreed and any(a.agreed and a.by_id == by.id for a in review.answers):
            raise RuleBroken("You have agreed to this review already.")
        if agreed and role in review.agreed_by:
            raise RuleBroken("Somebody has agreed to this review in your role already.")
        answer = _answer(review_id, apprenticeship, by, now, agreed=agreed, comment=comment)
        session.add(answer)
        kind = EventKind.REVIEW_AGREED if agreed else EventKind.REVIEW_COMMENTED
        body = {"comment_sha256": sha256_of(comment)} if comment else None
        said = REVIEW_AGREED if agreed else None
        _record(session, kind, apprenticeship, review_id, by, now, body, statement=said)
        session.commit()


def finish_review_action(
    database: Database, review_id: uuid.UUID, action_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """Mark an action done. Its owner does that, or the assessor."""
    with database.write() as session:
        apprenticeship, review = get_review_for(session, by, review_id, today=today_in_london(now))
        check_can_review(apprenticeship.standing)
        row = session.get(ReviewActionRow, action_id)
        if row is None or row.review_id != review.id:
            raise RuleBroken("This action is not one of the review.")
        if row.owner_id != by.id and not apprenticeship.standing.assessor:
            raise NotPermitted("Only its owner or the assessor marks an action as done.")
        if row.done_at is None:
            row.done_at = now
            _record(session, EventKind.REVIEW_ACTION_DONE, apprenticeship, action_id, by, now)
        session.commit()


def _is_recorded(session: Session, review_id: uuid.UUID, said: tuple[object, ...]) -> bool:
    row = session.get(ReviewRow, review_id)
    if row is None:
        return False
    actions = session.scalars(
        select(ReviewActionRow)
        .where(col(ReviewActionRow.review_id) == review_id)
        .order_by(col(ReviewActionRow.position))
    )
    kept = (ActionToTake(action.what, action.owner_id, action.due_on) for action in actions)
    if said != (row.by_id, row.apprenticeship_id, row.held_on, row.discussed, *kept):
        raise Stale("This form was used before. Load the page again to record another review.")
    return True


def _answer(
    review_id: uuid.UUID,
    apprenticeship: Apprenticeship,
    by: Person,
    now: datetime,
    *,
    agreed: bool,
    comment: str = "",
) -> ReviewAnswerRow:
    return ReviewAnswerRow(
        id=uuid.uuid4(),
        review_id=review_id,
        by_id=by.id,
        role=apprenticeship.standing.role,
        agreed=agreed,
        comment=comment,
        at=now,
    )


def _record(
    session: Session,
    kind: EventKind,
    apprenticeship: Apprenticeship,
    subject_id: uuid.UUID,
    by: Person,
    now: datetime,
    body: dict[str, str] | None = None,
    *,
    statement: str | None = None,
) -> None:
    record(
        session,
        kind,
        log=apprenticeship.provider_id,
        by=by,
        role=apprenticeship.standing.role,
        subject_id=subject_id,
        now=now,
        apprenticeship_id=apprenticeship.id,
        body=body,
        statement=statement,
        judged=apprenticeship,
    )
