"""What happens in the demonstration, and when: each act with its moment, in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from app.domain.calendar import LONDON
from app.upkeep.demo import founding
from app.upkeep.demo.cast import CAREERS, EMPLOYERS, Career
from app.upkeep.demo.passing import passings
from app.upkeep.demo.requirements import deeds
from app.upkeep.demo.stage import Stage
from app.upkeep.demo.stories import (
    AnyStep,
    Block,
    Confirm,
    Remark,
    Reopen,
    ReplaceFile,
    Review,
    Revise,
    SignOff,
    Story,
    Submit,
    read_reviews,
    read_stories,
)

Play = Callable[[datetime], None]

FOUNDED = timedelta(days=35)
"""How long before its first apprentice a provider came to Gatepost."""


@dataclass(frozen=True)
class Act:
    """``play`` is told the moment at which it happens."""

    at: datetime
    play: Play


def programme(stage: Stage, today: date) -> tuple[Act, ...]:
    """Every act from the first day to yesterday. What is told to ``stage`` is told in order."""
    acts = [
        *_foundings(stage, today),
        *(act for career in CAREERS.values() for act in _career(stage, career, today)),
        *(act for story in read_stories() for act in _story(stage, story, today)),
        *(act for review in read_reviews() for act in _review(stage, review, today)),
        *(
            Act(_moment(deed.day, deed.number), deed.play)
            for deed in (*deeds(stage, today), *passings(stage, today))
        ),
    ]
    return tuple(sorted(acts, key=lambda act: act.at))


def first_moment(today: date) -> datetime:
    """Before anything has happened."""
    first = min(career.started_on(today) for career in CAREERS.values())
    return _moment(first - FOUNDED, 0)


def _foundings(stage: Stage, today: date) -> Iterator[Act]:
    for number, provider in enumerate(EMPLOYERS, start=1):
        at = first_moment(today) + timedelta(hours=number)
        yield Act(at, partial(founding.found, stage, provider))


def _career(stage: Stage, career: Career, today: date) -> Iterator[Act]:
    begin = partial(founding.start, stage, career, today)
    yield Act(_moment(career.started_on(today), 0), begin)
    for post in career.posts[1:]:
        day = career.first_of(post.month, today)
        move = partial(founding.move, stage, career, post, day)
        yield Act(_moment(day - timedelta(days=4), 8), move)
    if career.pause:
        away = career.first_of(career.pause.month, today)
        back = career.first_of(career.pause.month + career.pause.months, today)
        soon = timedelta(days=3)
        yield Act(_moment(away + soon, 0), partial(founding.go_away, stage, career, away))
        yield Act(_moment(back + soon, 0), partial(founding.come_back, stage, career, back, today))


def _story(stage: Stage, story: Story, today: date) -> Iterator[Act]:
    career = CAREERS[story.of]
    first = story.when.first(career.started_on(today), today)
    last = first + timedelta(days=story.when.days - 1)
    key = sum(story.piece.encode())
    first_day, last_day = _workday(first), max(_workday(last), _workday(first))
    dated = None if story.is_title_only else first_day
    until = last_day if dated and last_day > first_day else None
    at = _moment(last, 0, key)
    yield Act(at, partial(stage.write, story, dated, until))
    for document in story.files:
        at += timedelta(minutes=3)
        yield Act(at, partial(stage.add, story, document))
    codes = tuple(story.shows)
    for number, step in enumerate(story.then, start=1):
        at = max(_moment(last + timedelta(days=step.after), number, key), at + timedelta(hours=1))
        if isinstance(step, Revise) and step.shows is not None:
            codes = tuple(step.shows)
        yield Act(at, _step(stage, story, step, codes, career, today))


def _step(
    stage: Stage,
    story: Story,
    step: AnyStep,
    codes: tuple[str, ...],
    career: Career,
    today: date,
) -> Play:
    def play(now: datetime) -> None:
        post = career.post_on(now.date(), today)
        match step:
            case Submit():
                stage.submit(story, now)
            case SignOff():
                stage.decide(story, step, codes, post.assessor, now)
            case Revise():
                stage.revise(story, step, now)
            case ReplaceFile():
                stage.replace_file(story, step, now)
            case Confirm():
                stage.confirm(story, step.statement, post.line_manager, now)
            case Remark():
                stage.comment(story, step.text, step.who, now)
            case Reopen():
                stage.reopen(story, step, post.assessor, now)
            case Block():
                stage.block(story, step, now)

    return play


def _review(stage: Stage, review: Review, today: date) -> Iterator[Act]:
    career = CAREERS[review.of]
    key = f"{review.of} {review.week}"
    held_on = career.started_on(today) + timedelta(weeks=review.week)
    post = career.post_on(held_on, today)
    at = _moment(held_on, 7)
    yield Act(at, partial(stage.hold_review, key, review, post.assessor))
    for days, who in ((2, review.of), (6, post.line_manager)):
        then = _moment(held_on + timedelta(days=days), 5)
        if comment := review.comments.get(who):
            yield Act(then - timedelta(minutes=20), partial(stage.answer, key, who, comment))
        if review.agreed is None or who in review.agreed:
            yield Act(then, partial(stage.answer, key, who, None))
    for position, action in enumerate(review.actions):
        if action.done:
            due = _moment(held_on + timedelta(weeks=action.weeks), 3)
            yield Act(due, partial(stage.finish_action, key, position, action.who))


def _workday(day: date) -> date:
    """That day, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _moment(day: date, number: int, key: int = 0) -> datetime:
    """In office hours of that day, later for a higher ``number``; ``key`` varies the minutes."""
    opening = datetime.combine(_workday(day), time(9, 5), LONDON)
    return (opening + timedelta(minutes=number * 47 + key % 43)).astimezone(UTC)
