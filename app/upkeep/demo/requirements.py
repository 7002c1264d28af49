"""What is recorded in the demonstration beside the evidence: certificates, hours, choices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO

from app.actions.english_and_maths import settle_english_and_maths
from app.actions.off_the_job import plan_hours, record_hours
from app.actions.qualifications import SentCertificate, check_certificate, record_qualification
from app.domain.calendar import day_in_words
from app.domain.english_and_maths import AgeGroup, Settled
from app.domain.qualifications import NewQualification, Subject
from app.upkeep.demo.cast import (
    BY_NAME,
    CAREERS,
    Career,
    administrator_of,
    house_of,
)
from app.upkeep.demo.documents import Document, content_of
from app.upkeep.demo.stage import Stage

EXAMINERS = "Fenwick Examinations"


@dataclass(frozen=True)
class Award:
    """Brought by the apprentice in ``month``, awarded so many ``days`` before that."""

    subject: Subject
    name: str
    month: int
    days: int
    checked: bool = True


@dataclass(frozen=True)
class Correction:
    """Hours taken off the total of ``month``, a few days later."""

    month: int
    hours: int
    reason: str


@dataclass(frozen=True)
class Recorded:
    """``hours`` are those of a quarter; a break in learning has none."""

    apprentice: str
    age_group: AgeGroup
    planned: int
    hours: int
    awards: tuple[Award, ...] = ()
    to_achieve: bool | None = None
    correction: Correction | None = None


RECORDED = (
    Recorded(
        "amara",
        AgeGroup.AGED_19_OR_OVER,
        planned=1_240,
        hours=71,
        awards=(
            Award(Subject.ENGLISH, "GCSE English language, grade 7", 1, 2_600),
            Award(Subject.MATHS, "GCSE mathematics, grade 6", 1, 2_600),
        ),
        to_achieve=False,
        correction=Correction(
            16, 14, "Two days of an induction at the new firm were counted as training."
        ),
    ),
    Recorded(
        "ben",
        AgeGroup.AGED_16_TO_18,
        planned=1_300,
        hours=70,
        awards=(Award(Subject.ENGLISH, "GCSE English language, grade 6", 1, 60, checked=False),),
    ),
    Recorded(
        "chloe",
        AgeGroup.AGED_19_OR_OVER,
        planned=1_260,
        hours=74,
        awards=(
            Award(Subject.ENGLISH, "GCSE English language, grade 8", 1, 3_100),
            Award(Subject.MATHS, "GCSE mathematics, grade 7", 1, 3_100),
            Award(Subject.MANDATORY, "CPQ Professional, all stages", 56, 21),
        ),
        to_achieve=False,
    ),
    Recorded(
        "dana",
        AgeGroup.AGED_19_OR_OVER,
        planned=440,
        hours=75,
        awards=(
            Award(Subject.ENGLISH, "GCSE English language, grade 8", 1, 4_200),
            Award(Subject.MATHS, "GCSE mathematics, grade 5", 1, 4_200),
            Award(Subject.MANDATORY, "CPQ Professional, all stages", 17, 30),
        ),
        to_achieve=False,
    ),
)


@dataclass(frozen=True)
class Deed:
    """What is done on a day, the later in the day the higher its ``number``."""

    day: date
    number: int
    play: partial[None]


def deeds(stage: Stage, today: date) -> Iterator[Deed]:
    """Everything that is recorded of everybody, in no order."""
    for recorded in RECORDED:
        career = CAREERS[recorded.apprentice]
        first = career.started_on(today) + timedelta(days=1)
        yield Deed(first, 2, partial(_plan, stage, recorded))
        yield Deed(first, 3, partial(_say_age, stage, recorded))
        if recorded.to_achieve is not None:
            chosen = first + timedelta(days=15)
            yield Deed(chosen, 4, partial(_choose, stage, recorded, career, today))
        for number, award in enumerate(recorded.awards):
            brought = career.first_of(award.month, today) + timedelta(days=7)
            yield Deed(brought, number, partial(_bring, stage, recorded, award, career, today))
        yield from _hours(stage, recorded, career, today)


def _hours(stage: Stage, recorded: Recorded, career: Career, today: date) -> Iterator[Deed]:
    """A running total for each quarter that is over, until they pass through the gateway."""
    total, month, pause = 0, 4, career.pause
    last = today - timedelta(days=7 + (career.passed or 0))
    while (day := career.first_of(month, today)) < last:
        if pause is None or not pause.month < month <= pause.month + pause.months:
            total += recorded.hours
            yield Deed(
                day + timedelta(days=4), 5, partial(_record, stage, recorded, career, total, today)
            )
        correction = recorded.correction
        if correction and correction.month == month:
            total -= correction.hours
            put_right = partial(
                _record, stage, recorded, career, total, today, reason=correction.reason
            )
            yield Deed(day + timedelta(days=11), 6, put_right)
        month += 3


def _plan(stage: Stage, recorded: Recorded, now: datetime) -> None:
    plan_hours(
        stage.database,
        stage.apprenticeships[recorded.apprentice],
        recorded.planned,
        by=stage.person(_administrator(recorded)),
        now=now,
    )


def _say_age(stage: Stage, recorded: Recorded, now: datetime) -> None:
    settle_english_and_maths(
        stage.database,
        stage.apprenticeships[recorded.apprentice],
        Settled(recorded.age_group),
        by=stage.person(_administrator(recorded)),
        now=now,
    )


def _choose(stage: Stage, recorded: Recorded, career: Career, today: date, now: datetime) -> None:
    settle_english_and_maths(
        stage.database,
        stage.apprenticeships[recorded.apprentice],
        Settled(recorded.age_group, recorded.to_achieve),
        by=stage.person(career.post_on(now.date(), today).line_manager),
        now=now,
    )


def _bring(
    stage: Stage, recorded: Recorded, award: Award, career: Career, today: date, now: datetime
) -> None:
    """The apprentice brings it, and within the hour their assessor has checked it."""
    awarded_on = now.date() - timedelta(days=award.days)
    name = BY_NAME[recorded.apprentice].name
    document = Document(
        name=f"{award.name.partition(',')[0]} certificate.pdf",
        title=award.name,
        head={"Awarded to": name, "By": EXAMINERS, "On": day_in_words(awarded_on)},
        pages=(f"This is to certify that {name} has achieved\n\n{award.name}.",),
    )
    made = content_of(document, by=EXAMINERS, at=now)
    qualification = record_qualification(
        stage.database,
        stage.storage,
        stage.apprenticeships[recorded.apprentice],
        NewQualification(award.subject, award.name, EXAMINERS, awarded_on),
        SentCertificate(document.name, BytesIO(made)),
        by=stage.person(recorded.apprentice),
        now=now,
    )
    if award.checked:
        assessor = stage.person(career.post_on(now.date(), today).assessor)
        later = now + timedelta(minutes=25)
        check_certificate(stage.database, qualification, by=assessor, now=later)


def _record(
    stage: Stage,
    recorded: Recorded,
    career: Career,
    total: int,
    today: date,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    record_hours(
        stage.database,
        stage.apprenticeships[recorded.apprentice],
        total,
        now.date() - timedelta(days=4),
        reason,
        by=stage.person(career.post_on(now.date(), today).assessor),
        now=now,
    )


def _administrator(recorded: Recorded) -> str:
    return administrator_of(house_of(BY_NAME[recorded.apprentice])).first
