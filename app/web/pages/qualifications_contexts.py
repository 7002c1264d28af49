"""What the pages of qualifications show."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import day_in_words, today_in_london
from app.domain.english_and_maths import AGE_GROUP_NAMES
from app.domain.errors import FieldError
from app.domain.people import ROLE_NAMES
from app.domain.plans import ComputedRequirement, Plan
from app.domain.qualifications import Subject
from app.domain.rule_sets import RuleSet
from app.queries.apprenticeships import Apprenticeship
from app.queries.qualifications import (
    Qualification,
    SettledThen,
    settled_now,
)
from app.web.forms.qualifications import NO, YES, TypedQualification, TypedSettlement
from app.web.pages.qualification_lines import (
    RECORD,
    SubjectGroup,
    address_of,
    in_a_sentence,
    subject_group,
)
from app.web.pages.standards_rules import Entry, english_and_maths_in_words, entry
from app.web.rendering import Page
from app.web.spreadsheets import SaveAs, save_as

Choices = tuple[dict[str, object], ...]


@dataclass(frozen=True, kw_only=True)
class QualificationsPage(Page):
    """``asked`` is what the plan says of the mandatory one; None where it asks for none.

    ``saved_as`` is None where no qualification has been recorded.
    """

    template = "qualifications/list.html"
    apprenticeship: Apprenticeship
    home_href: str
    asked: Entry | None
    mandatory: SubjectGroup
    asked_by_age: Entry
    facts: tuple[tuple[str, str], ...]
    settle_href: str
    changes: tuple[str, ...]
    english_and_maths: tuple[SubjectGroup, ...]
    saved_as: SaveAs | None


@dataclass(frozen=True, kw_only=True)
class QualificationForm(Page):
    template = "qualifications/new.html"
    apprenticeship: Apprenticeship
    back_href: str
    new_id: uuid.UUID
    typed: TypedQualification
    checked_by_that: bool
    max_file_bytes: int


@dataclass(frozen=True, kw_only=True)
class CertificateForm(Page):
    template = "qualifications/certificate.html"
    apprenticeship: Apprenticeship
    back_href: str
    here: str
    says: str
    checked_by_that: bool
    max_file_bytes: int


@dataclass(frozen=True, kw_only=True)
class TakeOutForm(Page):
    template = "qualifications/take_out.html"
    apprenticeship: Apprenticeship
    back_href: str
    here: str
    says: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EnglishAndMathsForm(Page):
    template = "qualifications/english_and_maths.html"
    apprenticeship: Apprenticeship
    back_href: str
    here: str
    rule: Entry
    typed: TypedSettlement
    age_groups: Choices
    choices: Choices
    needs_reason: bool


def qualifications_page(
    apprenticeship: Apprenticeship,
    qualifications: Sequence[Qualification],
    changes: tuple[SettledThen, ...],
    plan: Plan,
    rule_set: RuleSet,
) -> QualificationsPage:
    asked = plan.requirement(ComputedRequirement.MANDATORY_QUALIFICATION)
    settled, standing = settled_now(changes), apprenticeship.standing
    may_settle = standing.line_manager or standing.assessor or standing.administrator
    may_settle = may_settle and apprenticeship.status in OPEN_FOR_WORK
    age = AGE_GROUP_NAMES[settled.age_group] if settled.age_group else "Not recorded yet"
    choice = "Not recorded yet"
    if settled.to_achieve is not None:
        choice = "Both are to be achieved" if settled.to_achieve else "They are not asked for"
    return QualificationsPage(
        title="Your qualifications"
        if standing.apprentice
        else f"Qualifications of {apprenticeship.apprentice}",
        apprenticeship=apprenticeship,
        home_href="/" if standing.apprentice else f"/apprenticeships/{apprenticeship.id}",
        asked=entry("", asked.text, asked) if asked else None,
        mandatory=subject_group(apprenticeship, qualifications, Subject.MANDATORY),
        asked_by_age=rule_in_words(rule_set),
        facts=(("Age", age), ("The employer’s choice", choice)),
        settle_href=f"/apprenticeships/{apprenticeship.id}/english-and-maths" if may_settle else "",
        changes=tuple(_change(each) for each in changes),
        english_and_maths=tuple(
            subject_group(apprenticeship, qualifications, each)
            for each in (Subject.ENGLISH, Subject.MATHS)
        ),
        saved_as=save_as(address_of(apprenticeship)) if qualifications else None,
    )


def rule_in_words(rule_set: RuleSet) -> Entry:
    rule = rule_set.english_and_maths
    return entry("", english_and_maths_in_words(rule), rule)


def qualification_form(
    apprenticeship: Apprenticeship,
    typed: TypedQualification,
    new_id: uuid.UUID,
    *,
    max_file_bytes: int,
    errors: tuple[FieldError, ...] = (),
) -> QualificationForm:
    subject = Subject(typed.subject) if typed.subject in set(Subject) else Subject.MANDATORY
    return QualificationForm(
        title=RECORD[subject],
        apprenticeship=apprenticeship,
        back_href=address_of(apprenticeship),
        new_id=new_id,
        typed=typed,
        checked_by_that=not apprenticeship.standing.apprentice,
        max_file_bytes=max_file_bytes,
        errors=errors,
    )


def certificate_form(
    apprenticeship: Apprenticeship,
    found: Qualification,
    *,
    max_file_bytes: int,
    errors: tuple[FieldError, ...] = (),
) -> CertificateForm:
    return CertificateForm(
        title="Add the certificate",
        apprenticeship=apprenticeship,
        back_href=address_of(apprenticeship),
        here=f"/qualifications/{found.id}/certificate",
        says=in_a_sentence(found),
        checked_by_that=not apprenticeship.standing.apprentice,
        max_file_bytes=max_file_bytes,
        errors=errors,
    )


def take_out_form(
    apprenticeship: Apprenticeship,
    found: Qualification,
    *,
    reason: str = "",
    errors: tuple[FieldError, ...] = (),
) -> TakeOutForm:
    return TakeOutForm(
        title="Take this qualification out",
        apprenticeship=apprenticeship,
        back_href=address_of(apprenticeship),
        here=f"/qualifications/{found.id}/take-out",
        says=in_a_sentence(found),
        reason=reason,
        errors=errors,
    )


def english_and_maths_form(
    apprenticeship: Apprenticeship,
    rule_set: RuleSet,
    typed: TypedSettlement,
    *,
    needs_reason: bool,
    errors: tuple[FieldError, ...] = (),
) -> EnglishAndMathsForm:
    return EnglishAndMathsForm(
        title="English and maths",
        apprenticeship=apprenticeship,
        back_href=f"{address_of(apprenticeship)}#english-and-maths",
        here=f"/apprenticeships/{apprenticeship.id}/english-and-maths",
        rule=rule_in_words(rule_set),
        typed=typed,
        age_groups=tuple(
            {"value": each.value, "text": name, "checked": typed.age_group == each}
            for each, name in AGE_GROUP_NAMES.items()
        ),
        choices=tuple(
            {"value": value, "text": text, "checked": typed.to_achieve == value}
            for value, text in (
                (YES, "The employer asks for both to be achieved"),
                (NO, "The employer does not ask for them"),
            )
        ),
        needs_reason=needs_reason,
        errors=errors,
    )


def _change(then: SettledThen) -> str:
    said = [AGE_GROUP_NAMES[then.settled.age_group]] if then.settled.age_group else []
    if then.settled.to_achieve is not None:
        said.append("both are to be achieved" if then.settled.to_achieve else "not asked for")
    what = ", ".join(said) or "nothing is settled"
    who = f"{then.by}, {ROLE_NAMES[then.role].lower()}"
    line = f"{day_in_words(today_in_london(then.at))}: {what}. Recorded by {who}."
    return f"{line} {then.reason}" if then.reason else line
