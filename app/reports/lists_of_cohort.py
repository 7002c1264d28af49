"""A cohort as tables for a spreadsheet: how far each apprentice is, and who waits for whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app.adapters.sheets import Heading, Sheet
from app.domain.cells import moment_day_cell
from app.domain.cohort import Member
from app.domain.people import Person
from app.domain.standards import KIND_NAMES, CriterionKind
from app.queries.cohort import cohort_of
from app.queries.waits import (
    Holder,
    Wait,
    Waits,
    assessors_of_cohort,
    employers_of_cohort,
    longest_first,
    waits_of_cohort,
)

Row = tuple[str, ...]


def cohort_sheet(
    session: Session, person: Person, members: Iterable[Member], *, today: date, now: datetime
) -> Sheet:
    """``members`` in their order, with their present assessors and employers. Three statements."""
    waits = waits_of_cohort(session, person, today=today)
    assessors = _names(assessors_of_cohort(session, person, today=today))
    employers = _names(employers_of_cohort(session, person, today=today))
    return Sheet(
        name="cohort",
        title="How far each apprentice is",
        headings=(
            Heading("Apprentice", 26),
            Heading("Month", 8),
            Heading("Of months", 10),
            *(
                Heading(each, 14)
                for name in KIND_NAMES.values()
                for each in (f"{name} met", f"{name} in all")
            ),
            Heading("KSBs behind", 12),
            Heading("KSBs ahead", 12),
            Heading("Assessors", 30),
            Heading("Employers", 30),
            Heading("To decide on", 12),
            Heading("Oldest to decide on", 18),
            Heading("To confirm", 12),
            Heading("Oldest to confirm", 18),
            Heading("To revise", 12),
            Heading("Oldest to revise", 18),
        ),
        rows=(
            (
                each.apprentice,
                str(each.month.month),
                str(each.month.of),
                *(str(n) for kind in KIND_NAMES for n in _met_and_of(each, kind)),
                str(each.behind) if each.pace else "",
                str(max(-each.pace.behind, 0)) if each.pace else "",
                assessors.get(each.id, ""),
                employers.get(each.id, ""),
                *_waiting(waits.get(each.id, Waits())),
            )
            for each in members
        ),
        made_at=now,
    )


def waits_sheet(session: Session, person: Person, *, today: date, now: datetime) -> Sheet:
    """A row for each assessor, each employer, and each apprentice with a piece to revise.

    Of each the longest wait comes first. As many statements as ``cohort_of`` takes, and three.
    """
    members = {each.id: each for each in cohort_of(session, person, today=today)}
    waits = waits_of_cohort(session, person, today=today)
    assessors = assessors_of_cohort(session, person, today=today)
    employers = employers_of_cohort(session, person, today=today)
    revising = [
        Holder(key, each.apprentice, frozenset((key,)))
        for key, each in members.items()
        if waits.get(key, Waits()).revision
    ]

    def rows(
        role: str, what: str, holders: Iterable[Holder], which: Callable[[Waits], Wait]
    ) -> Iterator[Row]:
        for holder, wait in longest_first(holders, waits, which):
            behind = sum(members[each].behind > 0 for each in holder.apprenticeships)
            yield (
                role,
                holder.name,
                str(len(holder.apprenticeships)),
                str(behind),
                what,
                str(wait.pieces),
                moment_day_cell(wait.since),
            )

    return Sheet(
        name="waits",
        title="Who waits for whom",
        headings=(
            Heading("Waits for", 12),
            Heading("Name", 30),
            Heading("Apprentices", 12),
            Heading("Behind", 10),
            Heading("What waits", 14),
            Heading("Pieces", 10),
            Heading("Oldest since", 14),
        ),
        rows=(
            *rows("Assessor", "To decide on", assessors, lambda each: each.decision),
            *rows("Employer", "To confirm", employers, lambda each: each.confirmation),
            *rows("Apprentice", "To revise", revising, lambda each: each.revision),
        ),
        made_at=now,
    )


def _met_and_of(member: Member, kind: CriterionKind) -> tuple[int, int]:
    return member.totals[kind].met, member.totals[kind].of


def _names(holders: Iterable[Holder]) -> Mapping[UUID, str]:
    """By apprenticeship."""
    names: dict[UUID, list[str]] = defaultdict(list)
    for holder in holders:
        for each in holder.apprenticeships:
            names[each].append(holder.name)
    return {each: ", ".join(those) for each, those in names.items()}


def _waiting(waits: Waits) -> Row:
    return tuple(
        cell
        for wait in (waits.decision, waits.confirmation, waits.revision)
        for cell in (str(wait.pieces), moment_day_cell(wait.since))
    )
