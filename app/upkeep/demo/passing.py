"""Who passes through the gateway in the demonstration, and how they are assessed."""

import secrets
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from app.actions.assessments import grade_method, plan_method
from app.actions.demonstration import draw_passwords
from app.actions.gateway import declare, pass_gateway
from app.actions.handover import allocate, check_on_receipt, hand_over
from app.actions.portfolios import select_portfolio
from app.actions.results import confirm_result, release_result
from app.domain.assessments import ComponentCheck
from app.domain.calendar import today_in_london
from app.domain.declarations import statement_sha256
from app.domain.errors import NotFound
from app.domain.grading import CriterionMark, Mark
from app.domain.people import Person
from app.domain.plans import Grade
from app.queries.assessments import get_assessment_for
from app.queries.attempts import progress_of
from app.queries.gateway import gateway_of
from app.upkeep.demo import founding
from app.upkeep.demo.cast import ASSESS_UK, BY_NAME, CAREERS, administrator_of, house_of
from app.upkeep.demo.requirements import Deed
from app.upkeep.demo.stage import Stage
from app.upkeep.demo.stories import SignOff, read_stories

FOUNDED = 120
"""How many days ago the assessment organisation came to Gatepost."""

ALLOCATED = {"chloe": "ines", "dana": "karl"}

MARKS = {
    "extended_case_study": Mark(
        Grade.PASS,
        (
            CriterionMark(
                "S7", note="Both options and their risks, and a recommendation that follows."
            ),
        ),
        notes=(
            "A sound answer on the main point, in good order. The second issue was seen and not"
            " followed to its end, which would have been needed for a distinction."
        ),
    ),
    "portfolio": Mark(
        Grade.DISTINCTION,
        (
            CriterionMark(
                "S33",
                note="Reported in three minutes. Knew what would have followed had she waited.",
                question="Why did you tell your supervisor before you rang the other side?",
            ),
            CriterionMark(
                "S31",
                note="Named two more limits of her own, unasked.",
                question="When did you last send work away, and was that right?",
            ),
        ),
        notes="Six pieces, each with a thought of its own. She knew every one of them by heart.",
    ),
}
"""By method of the plan."""


def passings(stage: Stage, today: date) -> Iterator[Deed]:
    """From the selected portfolio on, of everybody who is through; a result for Dana alone."""

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    yield Deed(ago(FOUNDED), 0, partial(founding.found_assessors, stage))
    for career in CAREERS.values():
        if (passed := career.passed) is None:
            continue
        name, post = career.apprentice, career.posts[-1]
        three = (name, post.line_manager, post.assessor)
        yield Deed(ago(passed + 3), 2, partial(_select, stage, name))
        for number, (who, before) in enumerate(zip(three, (2, 2, 1), strict=True), start=3):
            yield Deed(ago(passed + before), number, partial(_declare, stage, name, who))
        yield Deed(ago(passed), 6, partial(_pass, stage, name))
        yield Deed(ago(passed), 7, partial(_hand_over, stage, name))
        yield Deed(ago(passed - 1), 8, partial(_allocate, stage, name))
    yield Deed(ago(66), 1, partial(_accept, stage, "dana"))
    for number, (method, held, marked) in enumerate(
        (("portfolio", 40, 38), ("extended_case_study", 33, 30)), start=2
    ):
        yield Deed(ago(66), number, partial(_plan, stage, "dana", method, ago(held)))
        yield Deed(ago(marked), number, partial(_grade, stage, "dana", method))
    yield Deed(ago(25), 1, partial(_confirm, stage, "dana", "ines"))
    yield Deed(ago(22), 1, partial(_release, stage, "dana"))


def _select(stage: Stage, apprentice: str, now: datetime) -> None:
    """All that was ever decided on, since all of it is signed off by now."""
    pieces = [
        stage.pieces[story.piece]
        for story in read_stories()
        if story.of == apprentice and any(isinstance(step, SignOff) for step in story.then)
    ]
    select_portfolio(
        stage.database,
        stage.apprenticeships[apprentice],
        pieces,
        by=stage.person(apprentice),
        now=now,
    )


def _declare(stage: Stage, apprentice: str, who: str, now: datetime) -> None:
    """With a password of this moment: nobody has one until the end of the play."""
    password = secrets.token_urlsafe()
    draw_passwords(stage.database, [BY_NAME[who].email], password, now=now)
    by, apprenticeship = stage.person(who), stage.apprenticeships[apprentice]
    with stage.database.read() as session:
        gateway = gateway_of(session, by, apprenticeship, today=today_in_london(now))
    declare(
        stage.database,
        apprenticeship,
        statement_sha256=statement_sha256(gateway.statement_for(by) or ""),
        snapshot_sha256=gateway.snapshot.sha256,
        password=password,
        by=by,
        now=now,
    )


def _pass(stage: Stage, apprentice: str, now: datetime) -> None:
    by = _administrator(stage, apprentice)
    pass_gateway(stage.database, stage.apprenticeships[apprentice], by=by, now=now)


def _hand_over(stage: Stage, apprentice: str, now: datetime) -> None:
    if stage.assessment_organisation is None:
        raise NotFound
    stage.assessments[apprentice] = hand_over(
        stage.database,
        stage.apprenticeships[apprentice],
        stage.assessment_organisation,
        by=_administrator(stage, apprentice),
        now=now,
    )


def _allocate(stage: Stage, apprentice: str, now: datetime) -> None:
    assessor = BY_NAME[ALLOCATED[apprentice]]
    allocate(
        stage.database, stage.assessments[apprentice], assessor.email, by=_head(stage), now=now
    )


def _accept(stage: Stage, apprentice: str, now: datetime) -> None:
    """All that the snapshot says of the requirements."""
    by, assessment = _assessor(stage, apprentice)
    with stage.database.read() as session:
        found = get_assessment_for(session, by, assessment, today=today_in_london(now))
        asked = progress_of(session, found).asked
    checks = [ComponentCheck(each, accepted=True) for each in asked]
    check_on_receipt(stage.database, assessment, checks, by=by, now=now)


def _plan(stage: Stage, apprentice: str, method: str, on: date, now: datetime) -> None:
    by, assessment = _assessor(stage, apprentice)
    plan_method(stage.database, assessment, method, on, by=by, now=now)


def _grade(stage: Stage, apprentice: str, method: str, now: datetime) -> None:
    by, assessment = _assessor(stage, apprentice)
    grade_method(stage.database, assessment, method, MARKS[method], version=None, by=by, now=now)


def _confirm(stage: Stage, apprentice: str, second: str, now: datetime) -> None:
    by = stage.person(second)
    confirm_result(stage.database, stage.assessments[apprentice], by=by, now=now)


def _release(stage: Stage, apprentice: str, now: datetime) -> None:
    release_result(stage.database, stage.assessments[apprentice], by=_head(stage), now=now)


def _assessor(stage: Stage, apprentice: str) -> tuple[Person, uuid.UUID]:
    return stage.person(ALLOCATED[apprentice]), stage.assessments[apprentice]


def _head(stage: Stage) -> Person:
    return stage.person(administrator_of(ASSESS_UK).first)


def _administrator(stage: Stage, apprentice: str) -> Person:
    return stage.person(administrator_of(house_of(BY_NAME[apprentice])).first)
