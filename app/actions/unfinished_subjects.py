"""What is typed while it is typed: who may fill in which form, and upon what.

One line of ``_UPON`` for each form. What it is for must still be theirs to do, so that nobody
types on for nothing; whatever else an act asks, it asks itself.
"""

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.domain.apprenticeships import check_open_for_work
from app.domain.assessments import (
    AssessmentAct,
    check_can_check,
    check_can_grade,
    check_may_happen,
    check_not_settled,
    check_not_withdrawn,
)
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound, RuleBroken
from app.domain.evidence import Act, EvidenceStatus, after, check_open_to_change
from app.domain.people import Person
from app.domain.permissions import (
    Sight,
    check_can_administer,
    check_can_comment,
    check_can_confirm,
    check_can_record_hours,
    check_can_review,
    check_can_sign_off,
    check_can_write,
    check_has_queue,
)
from app.domain.unfinished import (
    UnfinishedForm,
    check_may_begin,
    check_may_begin_choice,
    kept_under,
)
from app.models.evidence import EvidenceRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.assessments import Assessment, assessment_of_apprenticeship
from app.queries.attempts import marked_method, progress_of
from app.queries.conflicts import get_assessment_to_read
from app.queries.evidence import Piece, get_evidence_for
from app.queries.homes import own_apprenticeship
from app.queries.passages import present_passage
from app.queries.reviews import get_review_for
from app.queries.unfinished import choices_begun, count_pieces_begun

_HAVE_PARTS = (UnfinishedForm.PLANNING, UnfinishedForm.GRADING, UnfinishedForm.ALL_MET)
NEW = 1
"""The version that the form of a piece has which is not there yet."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Somebody fills in a form, in the transaction that keeps what they typed."""

    session: Session
    form: UnfinishedForm
    subject_id: uuid.UUID
    part: str
    by: Person
    now: datetime

    @property
    def today(self) -> date:
        return today_in_london(self.now)

    @property
    def apprenticeship(self) -> Apprenticeship:
        return get_apprenticeship_for(self.session, self.by, self.subject_id, today=self.today)

    @property
    def piece(self) -> Piece:
        return get_evidence_for(self.session, self.by, self.subject_id, today=self.today)

    @property
    def assessment(self) -> Assessment:
        found = get_assessment_to_read(self.session, self.by, self.subject_id, today=self.today)
        check_not_withdrawn(found.withdrawal)
        return found


def version_to_write_on(filling: Filling) -> int:
    """The present version of the subject, 0 where it has none, for one who may fill the form in."""
    if filling.part and filling.form not in _HAVE_PARTS:
        raise NotFound
    return _UPON[filling.form](filling)


def _evidence(filling: Filling) -> int:
    piece: Piece | None = None
    with suppress(NotFound):
        piece = filling.piece
    if piece:
        check_can_write(piece.apprenticeship.standing)
        check_open_to_change(piece.status)
        check_open_for_work(piece.apprenticeship.status)
        return piece.version
    if filling.session.get(EvidenceRow, filling.subject_id) is not None:
        raise NotFound
    own = own_apprenticeship(filling.session, filling.by, today=filling.today)
    check_open_for_work(own.status)
    check_may_begin(count_pieces_begun(filling.session, filling.by, but=filling.subject_id))
    return NEW


def _decision(filling: Filling) -> int:
    piece = filling.piece
    check_can_sign_off(piece.apprenticeship.standing, by=filling.by.id, author=piece.author_id)
    if piece.status is not EvidenceStatus.SUBMITTED:
        raise RuleBroken("This piece does not wait for a decision any more.")
    check_open_for_work(piece.apprenticeship.status)
    return piece.version


def _reopening(filling: Filling) -> int:
    piece = filling.piece
    check_can_sign_off(piece.apprenticeship.standing, by=filling.by.id, author=piece.author_id)
    after(piece.status, Act.REOPEN)
    check_open_for_work(piece.apprenticeship.status)
    return 0


def _comment(filling: Filling) -> int:
    piece = filling.piece
    check_can_comment(piece.apprenticeship.standing, piece.sight)
    return 0


def _statement(filling: Filling) -> int:
    piece = filling.piece
    check_can_confirm(piece.apprenticeship.standing, piece.sight)
    return 0


def _review(filling: Filling) -> int:
    apprenticeship = filling.apprenticeship
    check_can_review(apprenticeship.standing)
    check_open_for_work(apprenticeship.status)
    return 0


def _answer(filling: Filling) -> int:
    found, _ = get_review_for(filling.session, filling.by, filling.subject_id, today=filling.today)
    check_can_review(found.standing)
    return 0


def _confirming(filling: Filling) -> int:
    check_can_confirm(filling.apprenticeship.standing, Sight.SUBMITTED)
    return 0


def _all_met(filling: Filling) -> int:
    if filling.subject_id != filling.by.id:
        raise NotFound
    check_has_queue(filling.by)
    begun = choices_begun(filling.session, filling.by)
    if kept_under(filling.subject_id, filling.part) not in begun:
        check_may_begin_choice(sum(1 for each in begun.values() if each.field("feedback")))
    return 0


def _quick_log(filling: Filling) -> int:
    own = own_apprenticeship(filling.session, filling.by, today=filling.today)
    if own.id != filling.subject_id:
        raise NotFound
    check_open_for_work(own.status)
    return 0


def _hours(filling: Filling) -> int:
    apprenticeship = filling.apprenticeship
    check_can_record_hours(apprenticeship.standing)
    check_open_for_work(apprenticeship.status)
    return 0


def _taking_back(filling: Filling) -> int:
    apprenticeship = filling.apprenticeship
    check_can_administer(apprenticeship.standing)
    if present_passage(filling.session, apprenticeship.id) is None:
        raise RuleBroken(f"{apprenticeship.apprentice} has not passed.")
    return 0


def _handover(filling: Filling) -> int:
    check_can_administer(filling.apprenticeship.standing)
    if assessment_of_apprenticeship(filling.session, filling.subject_id) is not None:
        raise RuleBroken("This portfolio has been handed over already.")
    return 0


def _handed_over(filling: Filling) -> int:
    check_can_administer(filling.apprenticeship.standing)
    if assessment_of_apprenticeship(filling.session, filling.subject_id) is None:
        raise RuleBroken("The portfolio is not handed over to anybody now.")
    return 0


def _checks(filling: Filling) -> int:
    found = filling.assessment
    check_can_check(found.standing)
    check_may_happen(AssessmentAct.CHECK, found.state)
    return found.version


def _planning(filling: Filling) -> int:
    return _method(filling, AssessmentAct.PLAN)


def _grading(filling: Filling) -> int:
    return _method(filling, AssessmentAct.GRADE)


def _method(filling: Filling, act: AssessmentAct) -> int:
    found = filling.assessment
    check_can_grade(found.standing)
    check_may_happen(act, found.state)
    progress = progress_of(filling.session, found)
    latest = progress.latest(marked_method(progress, filling.part).id)
    check_not_settled(settled=latest is not None and progress.is_settled(latest))
    return found.version


_UPON: Mapping[UnfinishedForm, Callable[[Filling], int]] = {
    UnfinishedForm.EVIDENCE: _evidence,
    UnfinishedForm.DECISION: _decision,
    UnfinishedForm.REOPENING: _reopening,
    UnfinishedForm.COMMENT: _comment,
    UnfinishedForm.STATEMENT: _statement,
    UnfinishedForm.REVIEW: _review,
    UnfinishedForm.ANSWER: _answer,
    UnfinishedForm.CONFIRMING: _confirming,
    UnfinishedForm.ALL_MET: _all_met,
    UnfinishedForm.QUICK_LOG: _quick_log,
    UnfinishedForm.HOURS: _hours,
    UnfinishedForm.PLANNED_HOURS: _hours,
    UnfinishedForm.TAKING_BACK: _taking_back,
    UnfinishedForm.HANDOVER: _handover,
    UnfinishedForm.ACCESS: _handed_over,
    UnfinishedForm.WITHDRAWAL: _handed_over,
    UnfinishedForm.CHECKS: _checks,
    UnfinishedForm.PLANNING: _planning,
    UnfinishedForm.GRADING: _grading,
}
