"""Progress over time as one value: KSBs met, the pace, what is lacking, and what to do next."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from app.domain.apprenticeships import ProgrammeMonth, programme_month
from app.domain.burn_up import (
    Forecast,
    MilestoneDay,
    Point,
    burn_up,
    forecast,
    milestone_days,
    not_known,
)
from app.domain.calendar import today_in_london
from app.domain.coverage import (
    KSBS,
    CriterionCoverage,
    CriterionStatus,
    Total,
    coverage,
    together,
    totals,
)
from app.domain.gaps import Gaps, WhatNext, gaps, what_next
from app.domain.pace import Pace, pace
from app.domain.people import Person
from app.domain.plans import Label
from app.domain.standards import CriterionKind
from app.queries.apprenticeships import Apprenticeship
from app.queries.burn_up import met_spells_of
from app.queries.milestones import milestones_of
from app.queries.readiness_facts import Gathered, gather_facts


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """``points`` are the KSBs met over time, and ``pace`` the verdict by milestones, if any.

    ``not_known`` is what the forecast leaves out, and said wherever it is.
    """

    gathered: Gathered
    as_of: datetime
    today: date
    month: ProgrammeMonth
    totals: Mapping[CriterionKind, Total]
    criteria: tuple[CriterionCoverage, ...]
    points: tuple[Point, ...]
    milestones: tuple[MilestoneDay, ...]
    pace: Pace | None
    forecast: Forecast
    not_known: str
    gaps: Gaps
    next: WhatNext

    @property
    def apprenticeship(self) -> Apprenticeship:
        return self.gathered.apprenticeship

    @property
    def ksbs(self) -> Total:
        return together(self.totals, KSBS)

    @property
    def ksbs_name(self) -> str:
        """What the plan calls the criteria that must be met."""
        return self.gathered.facts.plan.labels[Label.CRITERIA]


def progress_report(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, now: datetime
) -> ProgressReport:
    """Seven statements, once standard, plan and rules have been read before.

    NotFound where the apprenticeship is not this person's to know of.
    """
    today = today_in_london(now)
    gathered = gather_facts(session, person, apprenticeship_id, today=today)
    apprenticeship, facts = gathered.apprenticeship, gathered.facts
    covered = coverage(facts.standard.criteria, facts.counted)
    found = totals(covered)
    ksbs = together(found, KSBS)
    month = programme_month(
        apprenticeship.started_on, apprenticeship.planned_end_on, today, facts.breaks
    )
    points = burn_up(
        met_spells_of(session, apprenticeship), started_on=apprenticeship.started_on, today=today
    )
    milestones = tuple(
        each
        for each in milestones_of(session, [apprenticeship.provider_id]).get(
            (apprenticeship.provider_id, apprenticeship.standard_id), ()
        )
        if each.month <= month.of
    )
    waiting = sum(each.status is CriterionStatus.SUBMITTED for each in covered if each.kind in KSBS)
    return ProgressReport(
        gathered=gathered,
        as_of=now.astimezone(UTC).replace(microsecond=0),
        today=today,
        month=month,
        totals=found,
        criteria=covered,
        points=points,
        milestones=milestone_days(
            milestones, started_on=apprenticeship.started_on, breaks=facts.breaks, today=today
        ),
        pace=pace(milestones, month=month.month, met=ksbs.met),
        forecast=forecast(
            points,
            of=ksbs.of,
            status=apprenticeship.status,
            started_on=apprenticeship.started_on,
            today=today,
            breaks=facts.breaks,
            ksbs=facts.plan.labels[Label.CRITERIA],
        ),
        not_known=not_known(waiting),
        gaps=gaps(facts, covered),
        next=what_next(
            facts.standard,
            facts.plan.required_for_gateway,
            covered,
            facts.mappings,
            facts.pieces,
        ),
    )
