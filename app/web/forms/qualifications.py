"""A qualification as it is typed, and what was settled about English and maths."""

from dataclasses import dataclass
from datetime import date

from app.domain.english_and_maths import AgeGroup, Settled
from app.domain.errors import FieldError, check_fields
from app.domain.qualifications import NewQualification, Subject, qualification_errors
from app.web.bodies import Form
from app.web.forms import in_page_order
from app.web.forms.days import NO_DAY, TypedDay, day_errors, read_day

YES, NO = "yes", "no"
_ORDER = ("subject", "name", "awarded_by", "awarded_on", "file")


@dataclass(frozen=True, slots=True)
class TypedQualification:
    """As it stands in the boxes; the file must be chosen again."""

    subject: str = ""
    name: str = ""
    awarded_by: str = ""
    awarded_on: TypedDay = NO_DAY


@dataclass(frozen=True, slots=True)
class TypedSettlement:
    age_group: str = ""
    to_achieve: str = ""
    reason: str = ""


def read_qualification(form: Form) -> TypedQualification:
    return TypedQualification(
        subject=form.text("subject"),
        name=form.text("name"),
        awarded_by=form.text("awarded_by"),
        awarded_on=read_day(form, "awarded_on"),
    )


def new_qualification(typed: TypedQualification, *, today: date) -> NewQualification:
    """What was typed, as a value. Invalid with everything that is wrong at once."""
    days = day_errors(typed.awarded_on, "awarded_on", needed="Say when it was awarded.")
    subject = Subject(typed.subject) if typed.subject in set(Subject) else None
    new = NewQualification(
        subject or Subject.MANDATORY,
        typed.name,
        typed.awarded_by,
        typed.awarded_on.value or today,
    )
    found = [
        *(() if subject else (FieldError("subject", "Say what it is recorded for."),)),
        *qualification_errors(new, today=today),
        *days,
    ]
    check_fields(*in_page_order(found, _ORDER))
    return new


def read_settlement(form: Form) -> TypedSettlement:
    return TypedSettlement(form.text("age_group"), form.text("to_achieve"), form.text("reason"))


def settled_as(typed: TypedSettlement) -> Settled:
    """What fits no choice was not chosen."""
    age_group, to_achieve = typed.age_group, typed.to_achieve
    return Settled(
        AgeGroup(age_group) if age_group in set(AgeGroup) else None,
        {YES: True, NO: False}.get(to_achieve),
    )


def typed_settlement(settled: Settled) -> TypedSettlement:
    """How what is settled stands in its boxes."""
    choice = "" if settled.to_achieve is None else YES if settled.to_achieve else NO
    return TypedSettlement(settled.age_group or "", choice)
