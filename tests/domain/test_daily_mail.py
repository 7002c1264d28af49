"""What the daily mail says of each kind of task, and what it never says."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.domain.daily_mail import (
    NAMED,
    daily_mail,
    lines,
    subject,
    told_between,
    working_day_before,
)
from app.domain.jobs import FAILED, Job, is_told_by_mail
from app.domain.messages import MessageKind
from app.domain.people import Role
from app.domain.tasks import KIND_NAMES, Task, TaskKind, kinds_for

TODAY = date(2026, 11, 3)
HERE = "https://gatepost.example"


def said(*tasks: Task) -> list[str]:
    return [line.text for line in lines(tasks, public_url=HERE, today=TODAY)]


def task(kind: TaskKind, role: Role = Role.ASSESSOR, **more: object) -> Task:
    whole = Task(kind, role, "/here", "Amara Okafor", on=date(2026, 10, 1), step="Grade")
    return replace(whole, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        (task(TaskKind.RESULT), "The result of Amara Okafor was released: read it"),
        (task(TaskKind.RESULT, Role.APPRENTICE, about=""), "Your result was released: read it"),
        (task(TaskKind.DECLARE), "Amara Okafor is ready for the gateway: declare"),
        (
            task(TaskKind.DECLARE, Role.APPRENTICE, about=""),
            "You are ready for the gateway: declare",
        ),
        (
            task(TaskKind.REVIEW_OVERDUE),
            "A progress review with Amara Okafor was due by 1 October: arrange it",
        ),
        (
            task(TaskKind.REVIEW_OVERDUE, Role.APPRENTICE, on=date(2025, 12, 31)),
            "Your progress review was due by 31 December 2025: arrange it",
        ),
        (
            task(TaskKind.RETURNED, Role.APPRENTICE),
            "A piece of your evidence was returned: read why, and submit it again",
        ),
        (
            task(TaskKind.RETURNED, Role.APPRENTICE, count=3),
            "3 pieces of your evidence were returned: read why, and submit them again",
        ),
        (
            task(TaskKind.SIGN_OFF),
            "A piece of evidence has waited for your decision since 1 October",
        ),
        (
            task(TaskKind.SIGN_OFF, count=7),
            "7 pieces of evidence wait for your decision, the oldest since 1 October",
        ),
        (
            task(TaskKind.CONFIRM, Role.LINE_MANAGER),
            "1 piece of Amara Okafor’s work to confirm",
        ),
        (
            task(TaskKind.REVIEW_TO_AGREE),
            "Agree to the review of Amara Okafor held on 1 October, or comment on it",
        ),
        (task(TaskKind.ASSESSMENT, Role.INDEPENDENT_ASSESSOR), "Grade: Amara Okafor"),
        (
            task(TaskKind.GATEWAY, Role.ADMINISTRATOR),
            "Amara Okafor is ready: pass them through the gateway",
        ),
        (
            task(TaskKind.LEFT_ALONE, Role.ADMINISTRATOR),
            "Amara Okafor lacks an assessor or a line manager",
        ),
        (task(TaskKind.UNSENT, Role.ADMINISTRATOR, about=""), "1 message has not been sent"),
        (
            task(TaskKind.UNSENT, Role.ADMINISTRATOR, about="", count=1200),
            "1,200 messages have not been sent",
        ),
        (
            task(TaskKind.RECORD, Role.IQA, about=""),
            "The record of acts is not sound: look into it",
        ),
        (
            task(TaskKind.RECORD, Role.ADMINISTRATOR, about="", count=0),
            "The check of the record of acts broke off: look into it",
        ),
        (
            task(TaskKind.FAILING, Role.ADMINISTRATOR, about="", step=FAILED[Job.REPORTS]),
            "Gateway reports could not be issued: see since when",
        ),
    ],
)
def test_a_task_in_words(waits: Task, words: str) -> None:
    assert said(waits) == [words]


@pytest.mark.parametrize("kind", TaskKind)
def test_a_few_of_a_kind_are_named_and_many_are_counted(kind: TaskKind) -> None:
    few = [task(kind, path=f"/{number}") for number in range(NAMED)]
    assert [line.address for line in lines(few, public_url=HERE, today=TODAY)] == [
        f"{HERE}/{number}" for number in range(NAMED)
    ]
    (line,) = lines([*few, task(kind)], public_url=HERE, today=TODAY)
    assert line.text.startswith(f"{NAMED + 1} ")
    assert "Amara" not in line.text
    assert line.address == f"{HERE}/as/assessor"
    assert KIND_NAMES[kind]


def test_the_most_pressing_comes_first_and_the_roles_of_one_person_stay_apart() -> None:
    many = [task(TaskKind.CONFIRM, Role.LINE_MANAGER)] * (NAMED + 1)
    found = said(task(TaskKind.REVIEW_TO_AGREE), *many, task(TaskKind.DECLARE))
    assert found == [
        "Amara Okafor is ready for the gateway: declare",
        "6 of your apprentices have work to confirm",
        "Agree to the review of Amara Okafor held on 1 October, or comment on it",
    ]


def test_every_role_is_asked_about_its_own_tasks_alone() -> None:
    assert kinds_for(()) == ()
    assert kinds_for([Role.IQA]) == (TaskKind.RESULT, TaskKind.RECORD)
    assert set(kinds_for(list(Role))) == set(TaskKind)
    assert TaskKind.RETURNED not in kinds_for([Role.ASSESSOR, Role.LINE_MANAGER])


def test_the_whole_message() -> None:
    waiting = lines([task(TaskKind.CONFIRM)], public_url=HERE, today=TODAY)
    message = daily_mail("Marcus Lee", waiting, html="<p>", stop_at=f"{HERE}/mail/x")
    assert message.kind is MessageKind.DAILY
    assert message.subject == subject(1) == "1 thing waits for you in Gatepost"
    assert message.body == (
        "Hello Marcus Lee,\n\n"
        "* 1 piece of Amara Okafor’s work to confirm\n"
        "  https://gatepost.example/here\n\n"
        "You get one such message a day at most, and none where nothing waits for you. "
        "Choose what we write to you about, or stop it:\n"
        "https://gatepost.example/mail/x\n\n"
        "Gatepost, the evidence portfolio for apprenticeships\n"
    )


def test_what_was_released_is_told_by_one_mail_and_no_other() -> None:
    friday, monday, tuesday = date(2026, 3, 27), date(2026, 3, 30), date(2026, 3, 31)
    assert (working_day_before(monday), working_day_before(tuesday)) == (friday, monday)
    assert told_between(friday, monday)[1] == told_between(monday, tuesday)[0]
    assert told_between(friday, monday) == (
        datetime(2026, 3, 27, 7, tzinfo=UTC),
        datetime(2026, 3, 30, 6, tzinfo=UTC),
    ), "summer time began in between"


@pytest.mark.parametrize(
    ("job", "attempts", "told"),
    [
        (Job.REPORTS, 1, False),
        (Job.REPORTS, 2, False),
        (Job.REPORTS, 3, True),
        (Job.CHECK, 40, True),
        (Job.DAILY_MAIL, 40, False),
        (Job.MAIL, 40, False),
    ],
)
def test_nobody_is_written_to_about_a_job_that_may_right_itself_or_about_mail(
    job: Job, attempts: int, *, told: bool
) -> None:
    assert is_told_by_mail(job, attempts) is told
