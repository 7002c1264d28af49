"""The daily mail: on which mornings it goes, and what it says.

One message a day at most, with everything that waits for its reader; where nothing does, none.
It holds nothing that anybody typed, for mail is read on other people’s machines: how many
pieces and of what kind, the names of apprentices to those who look after them, and days. No
title of a piece, no feedback, no comment; the subject line names nobody at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from app.domain.calendar import LONDON, midnight_in_london, near_day_in_words
from app.domain.messages import FOOTER, Message, MessageKind
from app.domain.people import Role
from app.domain.tasks import Task, TaskKind
from app.domain.words import plural

GOES_AT_HOUR = 7
"""In England, Monday to Friday: before the day’s work, and not in anybody’s weekend."""

NAMED = 5
"""Tasks of one kind that each get a line of their own. More would be a list, and be put off."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits, in words, and the whole address of the page where it is done."""

    text: str
    address: str


def day_of_mail(now: datetime) -> date | None:
    """The day whose mail is due at ``now``; None at night and at weekends."""
    local = now.astimezone(LONDON)
    return local.date() if local.hour >= GOES_AT_HOUR and local.weekday() < 5 else None


def working_day_before(day: date) -> date:
    """It stands in for the day of the mail before, where that is not known."""
    return day - timedelta(days=3 if day.weekday() == 0 else 1)


def told_between(since: date, day: date) -> tuple[datetime, datetime]:
    """What happened in this time is told by the mail of ``day``, and by no other.

    ``since`` is the day of the last mail that went to everybody. The grades of a result are no
    business of a mail: that there is one is.
    """
    return _due_at(since), _due_at(day)


def _due_at(day: date) -> datetime:
    return datetime.combine(day, time(GOES_AT_HOUR), LONDON)


def good_until(day: date) -> datetime:
    """What has not left by the end of its day never leaves: tomorrow there is another."""
    return midnight_in_london(day + timedelta(days=1))


def lines(tasks: Iterable[Task], *, public_url: str, today: date) -> tuple[Line, ...]:
    """What the mail says of these tasks, kind by kind; the most pressing first."""
    order = {kind: place for place, kind in enumerate(TaskKind)}
    found = []
    for (kind, role), group in groupby(
        sorted(tasks, key=lambda task: (order[task.kind], task.role)),
        key=lambda task: (task.kind, task.role),
    ):
        listed = list(group)
        if len(listed) <= NAMED:
            found += [Line(_in_words(each, today), f"{public_url}{each.path}") for each in listed]
        else:
            found.append(Line(_several(kind, len(listed)), f"{public_url}{_home(role)}"))
    return tuple(found)


def subject(count: int) -> str:
    return f"{plural(count, 'thing waits', 'things wait')} for you in Gatepost"


def daily_mail(name: str, waiting: Sequence[Line], *, html: str, stop_at: str) -> Message:
    """``html`` says the same; ``stop_at`` is where its reader chooses what we write about."""
    listed = "\n\n".join(f"* {line.text}\n  {line.address}" for line in waiting)
    return Message(
        MessageKind.DAILY,
        subject(len(waiting)),
        f"Hello {name},\n\n{listed}\n\n{WHY} Choose what we write to you about, or stop it:\n"
        f"{stop_at}{FOOTER}",
        html,
        stop_at,
    )


WHY = "You get one such message a day at most, and none where nothing waits for you."


def _in_words(task: Task, today: date) -> str:
    day = near_day_in_words(task.on, today) if task.on else ""
    own = task.role is Role.APPRENTICE
    match task.kind:
        case TaskKind.RESULT:
            whose = "Your result" if own else f"The result of {task.about}"
            return f"{whose} was released: read it"
        case TaskKind.DECLARE:
            who = "You are" if own else f"{task.about} is"
            return f"{who} ready for the gateway: declare"
        case TaskKind.REVIEW_OVERDUE:
            whose = "Your progress review" if own else f"A progress review with {task.about}"
            return f"{whose} was due by {day}: arrange it"
        case TaskKind.RETURNED if task.count == 1:
            return "A piece of your evidence was returned: read why, and submit it again"
        case TaskKind.RETURNED:
            return (
                f"{task.count} pieces of your evidence were returned: read why, and submit them "
                "again"
            )
        case TaskKind.SIGN_OFF if task.count == 1:
            return f"A piece of evidence has waited for your decision since {day}"
        case TaskKind.SIGN_OFF:
            return f"{task.count} pieces of evidence wait for your decision, the oldest since {day}"
        case TaskKind.CONFIRM:
            return f"{plural(task.count, 'piece')} of {task.about}’s work to confirm"
        case TaskKind.REVIEW_TO_AGREE:
            whose = "your review" if own else f"the review of {task.about}"
            return f"Agree to {whose} held on {day}, or comment on it"
        case TaskKind.ASSESSMENT:
            return f"{task.step}: {task.about}"
        case TaskKind.GATEWAY:
            return f"{task.about} is ready: pass them through the gateway"
        case TaskKind.LEFT_ALONE:
            return f"{task.about} lacks an assessor or a line manager"
        case TaskKind.UNSENT:
            have = "has" if task.count == 1 else "have"
            return f"{plural(task.count, 'message')} {have} not been sent"
        case TaskKind.RECORD if not task.count:
            return "The check of the record of acts broke off: look into it"
        case TaskKind.RECORD:
            return "The record of acts is not sound: look into it"
        case TaskKind.FAILING:
            return f"{task.step}: see since when"


def _several(kind: TaskKind, count: int) -> str:
    return {
        TaskKind.RESULT: f"{count} results were released",
        TaskKind.DECLARE: f"{count} declarations for the gateway wait for you",
        TaskKind.REVIEW_OVERDUE: f"{count} progress reviews are overdue",
        TaskKind.RETURNED: f"{count} pieces were returned",
        TaskKind.SIGN_OFF: f"{count} pieces wait for your decision",
        TaskKind.CONFIRM: f"{count} of your apprentices have work to confirm",
        TaskKind.REVIEW_TO_AGREE: f"{count} progress reviews wait for you to agree",
        TaskKind.ASSESSMENT: f"{count} assessments wait for you",
        TaskKind.GATEWAY: f"{count} apprentices can pass through the gateway",
        TaskKind.LEFT_ALONE: f"{count} apprentices lack an assessor or a line manager",
        TaskKind.UNSENT: f"{count} messages have not been sent",
        TaskKind.RECORD: f"{count} checks of the record found something",
        TaskKind.FAILING: f"{count} kinds of work that Gatepost does by itself fail",
    }[kind]


def _home(role: Role) -> str:
    return f"/as/{role}"
