"""The decision on a piece of evidence, as an assessor fills it in.

Every mapped ``criterion`` is answered by ``mappings.K5`` (met or not_met) and
``mappings.K5.feedback``. A criterion that only the assessor saw is named by ``added``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.errors import FieldError
from app.domain.sign_off import CriterionDecision, Decision, Outcome, Sighting
from app.web.bodies import OURS, Form
from app.web.forms.days import NO_DAY, TypedDay, day_errors, read_day

PHRASE = f"{OURS}phrase"
"""The phrase that is chosen for a field: ``unfinished.phrase.feedback``."""

MET = "met"
NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is chosen for a criterion, ``met``, ``not_met`` or nothing yet, and the reason."""

    choice: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """The form as it stands. ``added`` are codes, in the order in which they were added."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    feedback: str = ""
    sighted_on: TypedDay = NO_DAY
    sighted_where: str = ""
    find: str = ""

    def answer(self, code: str) -> Answer:
        return self.answers.get(code, Answer())

    @property
    def sighted(self) -> Sighting | None:
        """None where nothing was said of it, or where the day is none (see ``misfits``)."""
        on = self.sighted_on.value
        return Sighting(on, self.sighted_where) if on else None

    @property
    def misfits(self) -> tuple[FieldError, ...]:
        """What cannot be read as a decision at all."""
        needed = "Enter the day on which you saw the original." if self.sighted_where else ""
        return day_errors(self.sighted_on, "sighted.on", needed=needed)

    @property
    def not_met(self) -> tuple[str, ...]:
        return tuple(code for code, answer in self.answers.items() if answer.choice == NOT_MET)

    def fields(self, mapped: Sequence[str]) -> tuple[str, ...]:
        """Every field in the order of the page."""
        answers = (
            field
            for code in (*mapped, *self.added)
            for field in (f"mappings.{code}", f"mappings.{code}.feedback")
        )
        return (*answers, "sighted.on", "sighted.where", "feedback", "outcome")

    def text_of(self, field: str) -> str:
        """What stands in a field for feedback: on the piece, or on one criterion."""
        if field == "feedback":
            return self.feedback
        return self.answer(_code_in(field)).feedback

    def with_phrase(self, field: str, phrase: str) -> "TypedDecision":
        """With a phrase after what stands in that field."""
        text = " ".join(part for part in (self.text_of(field), phrase) if part)
        if field == "feedback":
            return replace(self, feedback=text)
        code = _code_in(field)
        answers = {**self.answers, code: replace(self.answer(code), feedback=text)}
        return replace(self, answers=answers)

    def as_decision(self, outcome: Outcome, mapped: Sequence[str]) -> Decision:
        """What it decides on the criteria in ``mapped``, and on those that were added.

        A reason that was typed for one that is met after all is left out.
        """
        answers = {code: self.answer(code) for code in mapped}
        decided = [
            CriterionDecision(code, True)
            if answer.choice == MET
            else CriterionDecision(code, False, answer.feedback)
            for code, answer in answers.items()
            if answer.choice in (MET, NOT_MET)
        ]
        added = [
            CriterionDecision(code, True, self.answer(code).feedback)
            for code in self.added
            if code not in answers
        ]
        return Decision(outcome, self.feedback, (*decided, *added), self.sighted)

    def with_all_met(self, mapped: Sequence[str]) -> "TypedDecision":
        return replace(
            self,
            answers={**self.answers, **{c: replace(self.answer(c), choice=MET) for c in mapped}},
        )

    def without(self, code: str) -> "TypedDecision":
        return replace(self, added=tuple(added for added in self.added if added != code))


def _code_in(field: str) -> str:
    return field.removeprefix("mappings.").removesuffix(".feedback")


def read_decision(form: Form) -> TypedDecision:
    """What was sent. ``add`` are KSBs ticked among those found: with this they are added."""
    codes = dict.fromkeys((*form.texts("criterion"), *form.texts("added")))
    return TypedDecision(
        answers={
            code: Answer(form.text(f"mappings.{code}"), form.text(f"mappings.{code}.feedback"))
            for code in codes
        },
        added=tuple(dict.fromkeys((*form.texts("added"), *form.texts("add")))),
        feedback=form.text("feedback"),
        sighted_on=read_day(form, "sighted.on"),
        sighted_where=form.text("sighted.where"),
        find=form.text("find"),
    )


def from_last(last: Mapping[str, CriterionDecision], added: Sequence[str]) -> TypedDecision:
    """A fresh form on a resubmitted piece: unchanged mappings start from their last decision."""
    return TypedDecision(
        answers={
            code: Answer(MET if decision.met else NOT_MET, decision.feedback)
            for code, decision in last.items()
        },
        added=tuple(added),
    )
