"""What waits for somebody, in every role that they hold: asked by their home and by the mail."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlmodel import Session

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import today_in_london
from app.domain.coverage import KSBS, together
from app.domain.jobs import FAILED
from app.domain.people import Person, Role
from app.domain.tasks import Task, TaskKind
from app.queries.assessments import list_assessments_for, next_step_for
from app.queries.caseload import Charge, caseload_of
from app.queries.gateway import gateway_in
from app.queries.gateway_homes import at_the_gateway
from app.queries.homes import ReturnedPiece, apprentices_left_alone, pieces_to_revise
from app.queries.outbox import waiting_messages_for
from app.queries.readiness_facts import Gathered, gather_facts, readiness_in
from app.queries.results_heard import results_to_hear_of
from app.queries.sign_off_queue import QueueShare, shares_of_queue
from app.queries.tidings import Tidings

MOST = 500
"""Of one kind for one person. Nobody does more in a day."""


def tasks_for(
    session: Session, person: Person, tidings: Tidings, *, now: datetime
) -> tuple[Task, ...]:
    """Everything that waits for this person now, and what of the ``tidings`` concerns them.

    A handful of statements for each role, however many apprentices there are; eight more for
    an apprentice who has met every KSB, and one where a result was released to anybody.
    """
    today = today_in_london(now)
    results = (
        Task(
            TaskKind.RESULT,
            found.role,
            f"/apprenticeships/{found.apprenticeship_id}/result",
            "" if found.role is Role.APPRENTICE else found.apprentice,
        )
        for found in results_to_hear_of(session, person, tidings.released, today=today)
    )
    return (
        *results,
        *(
            task
            for role in Role
            if person.holds(role)
            for task in _in_role(session, person, role, now, today)
        ),
        *_of_the_whole(person, tidings),
    )


def tasks_with(charge: Charge, role: Role) -> tuple[Task, ...]:
    """What waits, with one apprentice, for whoever looks after them in ``role``."""
    who = charge.apprenticeship
    declare = Task(
        TaskKind.DECLARE, role, f"/apprenticeships/{who.id}/gateway/declare", who.apprentice
    )
    confirm = Task(
        TaskKind.CONFIRM,
        role,
        f"/apprenticeships/{who.id}/confirm",
        who.apprentice,
        count=charge.to_confirm,
    )
    return (
        *((declare,) if charge.to_declare else ()),
        *((confirm,) if charge.to_confirm and role is Role.LINE_MANAGER else ()),
        *_reviews(charge, role, who.apprentice),
    )


def own_reviews(charge: Charge) -> tuple[Task, ...]:
    """The progress reviews that an apprentice has to arrange or to answer."""
    return tuple(_reviews(charge, Role.APPRENTICE, ""))


def may_be_ready(charge: Charge) -> bool:
    """Whether every KSB is met: only then is it worth it to work out what the gateway asks."""
    ksbs = together(charge.totals, KSBS)
    return ksbs.met == ksbs.of


def own_declaration(
    session: Session, person: Person, gathered: Gathered, *, today: date
) -> tuple[Task, ...]:
    """That an apprentice can declare. Nothing more is asked where they are not ready."""
    if not readiness_in(gathered).ready:
        return ()
    if gateway_in(session, gathered, today=today).declared_by(person, Role.APPRENTICE):
        return ()
    path = f"/apprenticeships/{gathered.apprenticeship.id}/gateway/declare"
    return (Task(TaskKind.DECLARE, Role.APPRENTICE, path),)


def returned(pieces: Iterable[ReturnedPiece]) -> tuple[Task, ...]:
    """One task for however many pieces were returned, the longest ago first."""
    listed = tuple(pieces)
    if not listed:
        return ()
    path = f"/evidence/{listed[0].id}/edit" if len(listed) == 1 else "/evidence?status=returned"
    since = today_in_london(listed[0].at)
    return (Task(TaskKind.RETURNED, Role.APPRENTICE, path, count=len(listed), on=since),)


def queued(shares: Iterable[QueueShare]) -> tuple[Task, ...]:
    """One task for the whole queue of an assessor."""
    listed = tuple(shares)
    if not listed:
        return ()
    pieces = sum(share.pieces for share in listed)
    oldest = today_in_london(min(share.oldest for share in listed))
    return (Task(TaskKind.SIGN_OFF, Role.ASSESSOR, "/queue", count=pieces, on=oldest),)


def _in_role(
    session: Session, person: Person, role: Role, now: datetime, today: date
) -> Iterator[Task]:
    match role:
        case Role.APPRENTICE:
            yield from _of_apprentice(session, person, today)
        case Role.LINE_MANAGER:
            yield from _of_line_manager(session, person, today)
        case Role.ASSESSOR:
            yield from _of_assessor(session, person, today)
        case Role.ADMINISTRATOR:
            yield from _of_administrator(session, person, now, today)
        case Role.INDEPENDENT_ASSESSOR:
            yield from _of_assessment(session, person, role, today)
        case Role.IQA:
            pass


def _of_apprentice(session: Session, person: Person, today: date) -> Iterator[Task]:
    charges = caseload_of(session, person, Role.APPRENTICE, today=today)
    open_ones = [each for each in charges if each.apprenticeship.status in OPEN_FOR_WORK]
    if not open_ones:
        return
    charge = max(open_ones, key=lambda each: each.apprenticeship.started_on)
    if may_be_ready(charge):
        gathered = gather_facts(session, person, charge.apprenticeship.id, today=today)
        yield from own_declaration(session, person, gathered, today=today)
    yield from returned(pieces_to_revise(session, charge.apprenticeship.id, limit=MOST))
    yield from own_reviews(charge)


def _of_line_manager(session: Session, person: Person, today: date) -> Iterator[Task]:
    for charge in caseload_of(session, person, Role.LINE_MANAGER, today=today):
        yield from tasks_with(charge, Role.LINE_MANAGER)


def _of_assessor(session: Session, person: Person, today: date) -> Iterator[Task]:
    yield from queued(shares_of_queue(session, person, today=today))
    for charge in caseload_of(session, person, Role.ASSESSOR, today=today):
        yield from tasks_with(charge, Role.ASSESSOR)


def _of_administrator(
    session: Session, person: Person, now: datetime, today: date
) -> Iterator[Task]:
    role = Role.ADMINISTRATOR
    yield from _of_assessment(session, person, role, today)
    messages = waiting_messages_for(session, person, now=now, limit=MOST).items
    # What is only on its way has no problem; and where there is no mail, this leaves by none.
    refused = sum(each.problem is not None for each in messages)
    if refused:
        yield Task(TaskKind.UNSENT, role, "/messages", count=refused)
    if not person.providers_as(role):
        return
    for gate in at_the_gateway(session, person, today=today):
        if not gate.undeclared:
            path = f"/apprenticeships/{gate.apprenticeship_id}/gateway"
            yield Task(TaskKind.GATEWAY, role, path, gate.apprentice)
    for alone in apprentices_left_alone(session, person, today=today, limit=MOST):
        path = f"/apprenticeships/{alone.apprenticeship_id}/settings"
        yield Task(TaskKind.LEFT_ALONE, role, path, alone.apprentice)


def _of_the_whole(person: Person, tidings: Tidings) -> Iterator[Task]:
    """What is wrong with the record, or with the server, for whoever looks after a provider."""
    role = Role.ADMINISTRATOR if person.providers_as(Role.ADMINISTRATOR) else Role.IQA
    if not person.providers_as(role):
        return
    if tidings.unsound is not None:
        outcome = tidings.unsound.outcome
        count = 0 if outcome.broke_off else len(outcome.findings)
        yield Task(TaskKind.RECORD, role, "/record", count=count)
    if role is Role.ADMINISTRATOR:
        for each in tidings.failing:
            yield Task(TaskKind.FAILING, role, "/messages#jobs", step=FAILED[each.job])


def _of_assessment(session: Session, person: Person, role: Role, today: date) -> Iterator[Task]:
    if not person.assessment_organisations_as(role):
        return
    for found in list_assessments_for(session, person, today=today, limit=MOST).items:
        step = next_step_for(found, person)
        if step:
            path = f"/assessments/{found.id}"
            yield Task(TaskKind.ASSESSMENT, role, path, found.apprentice, step=step)


def _reviews(charge: Charge, role: Role, about: str) -> Iterator[Task]:
    """To agree to, and one that should have been held by now."""
    for review in charge.to_agree:
        path = f"/reviews/{review.id}"
        yield Task(TaskKind.REVIEW_TO_AGREE, role, path, about, on=review.held_on)
    if charge.review_overdue:
        path = f"/apprenticeships/{charge.apprenticeship.id}/reviews"
        yield Task(TaskKind.REVIEW_OVERDUE, role, path, about, on=charge.review_due_on)
