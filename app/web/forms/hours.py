"""Off-the-job hours as they are typed."""

from dataclasses import dataclass

from app.domain.errors import FieldError, Invalid
from app.web.bodies import Form
from app.web.forms.days import NO_DAY, TypedDay, read_day


@dataclass(frozen=True, slots=True)
class TypedHours:
    """As it stands in the boxes; ``on`` only where hours are recorded."""

    hours: str = ""
    on: TypedDay = NO_DAY
    reason: str = ""


def read_typed_hours(form: Form) -> TypedHours:
    return TypedHours(form.text("hours"), read_day(form, "on"), form.text("reason"))


def whole_hours(typed: TypedHours) -> int:
    """“1,200” is as good as “1200”. Invalid where it is no whole number."""
    text = typed.hours.replace(",", "").replace(" ", "")
    if not text:
        raise Invalid(FieldError("hours", "Enter the number of hours."))
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise Invalid(FieldError("hours", "Write the hours as a whole number, like 1200."))
    return int(text)
