"""Every component in each of its states, on one page: for whoever works on how pages look.

It holds made-up values alone. Where the setting ``components`` is off, as it is unless somebody
asks for it, the page does not exist.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.burn_up import MilestoneDay, Point
from app.domain.coverage import CriterionCoverage, CriterionStatus
from app.domain.errors import FieldError, NotFound
from app.domain.evidence import EvidenceStatus
from app.domain.pace import Milestone
from app.domain.standards import CriterionKind
from app.domain.unfinished import UnfinishedForm
from app.web.burn_up_chart import Chart, chart_of
from app.web.deps import CurrentSettings
from app.web.forms.days import TypedDay
from app.web.heat_map import HeatGroup, heat_groups
from app.web.rendering import Page, render
from app.web.saving import Saving

router = APIRouter(include_in_schema=False)

_NOBODY = UUID(int=0)
_AT = datetime(2026, 3, 9, 10, 42, tzinfo=UTC)
_LONG = (
    "Redrafted the indemnities of a supply agreement for Llanfairpwllgwyngyllgogerychwyrn"
    "drobwllllantysiliogogogoch Quarries, whose counsel had struck out every one of them, and"
    " explained to the client in plain words what each would cost"
)


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a text that changed: ``difference`` is same, removed or added."""

    difference: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    name: str
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, kw_only=True)
class ComponentsPage(Page):
    """``heat`` is full, ``no_heat`` of a first day; ``day`` is a day, ``no_day`` none."""

    template = "components/show.html"
    wide = True
    at: datetime
    long: str
    evidence_statuses: tuple[EvidenceStatus, ...]
    criterion_statuses: tuple[CriterionStatus, ...]
    criteria: tuple[ShownCriterion, ...]
    heat: tuple[HeatGroup, ...]
    no_heat: tuple[HeatGroup, ...]
    chart: Chart
    changes: tuple[ShownChange, ...]
    day: TypedDay
    no_day: TypedDay
    savings: tuple[Saving, ...]


@router.get("/components")
def show_components(request: Request, settings: CurrentSettings) -> Response:
    if not settings.components:
        raise NotFound
    return render(request, _components())


def _components() -> ComponentsPage:
    covered = _covered()
    return ComponentsPage(
        title="Every component, in each state",
        errors=(
            FieldError("wrong", "Say what happened."),
            FieldError("wrong_on", "The day does not exist."),
        ),
        at=_AT,
        long=_LONG,
        evidence_statuses=tuple(EvidenceStatus),
        criterion_statuses=tuple(CriterionStatus),
        criteria=(
            ShownCriterion("K7", "The rules of conduct, and whom a conflict of interest harms."),
            ShownCriterion("S12", _LONG),
        ),
        heat=heat_groups(covered, _here),
        no_heat=heat_groups(
            [replace(one, status=CriterionStatus.NOT_STARTED) for one in covered[:9]], _here
        ),
        chart=chart_of(
            tuple(Point(date(2024, 1, 1) + timedelta(days=30 * n), 2 * n) for n in range(26)),
            (
                MilestoneDay(date(2024, 12, 31), Milestone(12, 20)),
                MilestoneDay(date(2027, 12, 31), Milestone(48, 67)),
            ),
            of=67,
            ends_on=date(2028, 1, 1),
            ksbs="KSBs",
        ),
        changes=(
            ShownChange(
                "Narrative",
                (
                    ShownPart("same", "I advised the client "),
                    ShownPart("removed", "to wait"),
                    ShownPart("added", "to serve notice at once"),
                    ShownPart("same", "."),
                ),
            ),
        ),
        day=TypedDay("9", "3", "2026"),
        no_day=TypedDay("31", "2", "2026"),
        savings=_savings(),
    )


def _here(code: str) -> str:
    return f"#{code}"


def _covered() -> list[CriterionCoverage]:
    """A few of each kind, in every status."""
    statuses = tuple(CriterionStatus)
    return [
        CriterionCoverage(f"{kind.value[0].upper()}{number}", kind, statuses[(number * 7 // 3) % 4])
        for kind in CriterionKind
        for number in range(1, 10)
    ]


def _savings() -> tuple[Saving, ...]:
    """The line of a form that saves itself, as each of its states has it."""
    said = {
        "saved": "Saved 10:42",
        "fault": "This could not be saved. It is kept on this device, and tried again.",
        "signed_out": "You are signed out. What you typed is kept on this device.",
        "elsewhere": "This was changed in another window meanwhile.",
        "refused": "This is too long to be saved.",
    }
    return tuple(
        Saving(
            form=UnfinishedForm.COMMENT,
            subject_id=UUID(int=number),
            typist=_NOBODY,
            state=state,
            sentence=sentence,
            page="/components",
        )
        for number, (state, sentence) in enumerate(said.items())
    )
