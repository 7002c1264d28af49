"""The ways Gatepost says no. Each carries the one sentence that the person reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; ``field`` is the name the form and the API use.

    ``advice`` is what to do about it where that is long: a page gives it beside the field alone.
    """

    field: str
    message: str
    advice: str = ""

    @property
    def in_full(self) -> str:
        return f"{self.message} {self.advice}".rstrip()


class GatepostError(Exception):
    """A refusal. ``sentence`` says what is so and, where there is one, what to do about it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(GatepostError):
    """It does not exist, or it is not this person's to know of."""

    def __init__(self, sentence: str = "There is nothing here that you can see.") -> None:
        super().__init__(sentence)


class NotRecognised(GatepostError):
    """The email address and the password do not belong together. Which is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("The email address or the password is not right.")


class NotPermitted(GatepostError):
    """It is this person's to see, and not theirs to do."""


class Invalid(GatepostError):
    """What was sent does not fit. ``fields`` says where, all at once."""

    def __init__(self, *fields: FieldError, sentence: str | None = None) -> None:
        super().__init__(sentence or " ".join(error.in_full for error in fields))
        self.fields = fields


def check_fields(*errors: FieldError | None) -> None:
    """Raises Invalid with every error among these; None stands for a field that is right."""
    found = [error for error in errors if error is not None]
    if found:
        raise Invalid(*found)


class RefusedType(Invalid):
    """A file of a type that Gatepost does not keep."""


class TooLarge(GatepostError):
    """More than Gatepost accepts at once."""


class RuleBroken(GatepostError):
    """The state of things forbids it."""


class Stale(GatepostError):
    """Somebody else changed it first."""


class TooManyTries(GatepostError):
    """Wait: ``retry_after`` seconds from now it may be tried again."""

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
