"""What waits for somebody to do it. Their home and the daily mail go by the same list.

A task is what somebody else waits for, or what has a last day. That a draft lies about or a KSB
is bare is for home to suggest, and no reason to write to anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.people import Role


class TaskKind(StrEnum):
    """What a person may choose to be written to about, each by itself."""

    RESULT = "result"
    DECLARE = "declare"
    REVIEW_OVERDUE = "review_overdue"
    RETURNED = "returned"
    SIGN_OFF = "sign_off"
    CONFIRM = "confirm"
    REVIEW_TO_AGREE = "review_to_agree"
    ASSESSMENT = "assessment"
    GATEWAY = "gateway"
    LEFT_ALONE = "left_alone"
    UNSENT = "unsent"
    RECORD = "record"
    FAILING = "failing"


KIND_NAMES: Mapping[TaskKind, str] = {
    TaskKind.RESULT: "Results that were released: that there is one, never the grade",
    TaskKind.DECLARE: "Declarations for the gateway that wait for you",
    TaskKind.REVIEW_OVERDUE: "Progress reviews that are overdue",
    TaskKind.RETURNED: "Evidence of yours that was returned",
    TaskKind.SIGN_OFF: "Evidence that waits for your decision",
    TaskKind.CONFIRM: "Work that waits for your confirmation",
    TaskKind.REVIEW_TO_AGREE: "Progress reviews that wait for you to agree",
    TaskKind.ASSESSMENT: "Assessments that wait for you",
    TaskKind.GATEWAY: "Apprentices whom you can pass through the gateway",
    TaskKind.LEFT_ALONE: "Apprentices without an assessor or a line manager",
    TaskKind.UNSENT: "Messages that could not be sent",
    TaskKind.RECORD: "A record of acts that is not sound, or could not be checked",
    TaskKind.FAILING: "Work that Gatepost does by itself, where it fails again and again",
}

_KINDS_OF_ROLE: Mapping[Role, tuple[TaskKind, ...]] = {
    Role.APPRENTICE: (
        TaskKind.RESULT,
        TaskKind.DECLARE,
        TaskKind.REVIEW_OVERDUE,
        TaskKind.RETURNED,
        TaskKind.REVIEW_TO_AGREE,
    ),
    Role.LINE_MANAGER: (
        TaskKind.RESULT,
        TaskKind.DECLARE,
        TaskKind.REVIEW_OVERDUE,
        TaskKind.CONFIRM,
        TaskKind.REVIEW_TO_AGREE,
    ),
    Role.ASSESSOR: (
        TaskKind.RESULT,
        TaskKind.DECLARE,
        TaskKind.REVIEW_OVERDUE,
        TaskKind.SIGN_OFF,
        TaskKind.REVIEW_TO_AGREE,
    ),
    Role.IQA: (TaskKind.RESULT, TaskKind.RECORD),
    Role.ADMINISTRATOR: (
        TaskKind.RESULT,
        TaskKind.ASSESSMENT,
        TaskKind.GATEWAY,
        TaskKind.LEFT_ALONE,
        TaskKind.UNSENT,
        TaskKind.RECORD,
        TaskKind.FAILING,
    ),
    Role.INDEPENDENT_ASSESSOR: (TaskKind.ASSESSMENT,),
}


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for one person in ``role``, and the page on which they do it.

    ``about`` is the apprentice’s name; empty where it is the person themselves, or nobody.
    ``count`` is how many pieces, messages or findings it is about; a check of the record that
    broke off has none. ``on`` is the day of a review, the last day for one, or since when the
    oldest piece waits. ``step`` is an assessment’s next, or says which work fails.
    """

    kind: TaskKind
    role: Role
    path: str
    about: str = ""
    count: int = 1
    on: date | None = None
    step: str = ""


def kinds_for(roles: Iterable[Role]) -> tuple[TaskKind, ...]:
    """The kinds of task that somebody with these roles can have, in the order of a mail."""
    theirs = {kind for role in roles for kind in _KINDS_OF_ROLE[role]}
    return tuple(kind for kind in TaskKind if kind in theirs)
