"""Qualifications that the gateway asks for: recorded with their certificate, and checked."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from app.domain.calendar import day_in_words
from app.domain.errors import FieldError, RuleBroken
from app.domain.people import plain_name

MAX_QUALIFICATION = 200
MAX_AWARDED_BY = 200


class Subject(StrEnum):
    """What a qualification is recorded for."""

    MANDATORY = "mandatory"
    ENGLISH = "english"
    MATHS = "maths"


SUBJECT_NAMES = {
    Subject.MANDATORY: "The qualification that the plan asks for",
    Subject.ENGLISH: "English",
    Subject.MATHS: "Maths",
}


class Proof(IntEnum):
    """How far a qualification is proven; a later step includes the earlier ones."""

    NONE = 0
    RECORDED = 1
    SHOWN = 2  # its certificate is there
    CHECKED = 3  # somebody at the training provider has checked the certificate


@dataclass(frozen=True, slots=True)
class NewQualification:
    """What is said of a qualification. Afterwards it is taken out, never changed."""

    subject: Subject
    name: str
    awarded_by: str
    awarded_on: date


def qualification_errors(new: NewQualification, *, today: date) -> tuple[FieldError, ...]:
    """Everything that is wrong with it at once."""
    errors = (
        _words_error("name", "the name of the qualification", new.name, MAX_QUALIFICATION),
        _words_error("awarded_by", "who awarded it", new.awarded_by, MAX_AWARDED_BY),
        _awarded_error(new.awarded_on, today),
    )
    return tuple(error for error in errors if error)


def check_not_taken_out(*, taken_out: bool) -> None:
    if taken_out:
        raise RuleBroken("This qualification was taken out. Record it again if it is right.")


def check_certificate_is_missing(*, there: bool) -> None:
    """A certificate is never exchanged for another."""
    if there:
        raise RuleBroken(
            "The certificate is there already. If it is the wrong one, take the qualification out "
            "and record it again."
        )


def check_can_be_checked(*, there: bool, checked: bool, blocked: bool) -> None:
    if not there:
        raise RuleBroken("There is no certificate to check yet.")
    if blocked:
        raise RuleBroken("This certificate is blocked, so nobody can look at it to check it.")
    if checked:
        raise RuleBroken("This certificate is checked already.")


def _words_error(field: str, what: str, text: str, limit: int) -> FieldError | None:
    words = plain_name(text)
    if not words:
        return FieldError(field, f"Enter {what}.")
    if len(words) > limit or not words.isprintable():
        return FieldError(field, f"Enter {what}, in {limit} letters and signs or fewer.")
    return None


def _awarded_error(day: date, today: date) -> FieldError | None:
    if day > today:
        return FieldError("awarded_on", f"Choose {day_in_words(today)} or an earlier day.")
    if day.year < 1950:
        return FieldError("awarded_on", "Choose a day from 1950 on.")
    return None
