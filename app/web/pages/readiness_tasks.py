"""What the plan asks, as tasks: what is not met, why, who must act, and where to go for it."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from app.domain.coverage import CriterionStatus
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.domain.plans import ComputedRequirement
from app.domain.readiness import Requirement
from app.reports.readiness import ReadinessReport, RequirementLine


class Shown(StrEnum):
    """Which of the KSBs stand in the table."""

    ALL = "all"
    NOT_MET = "not_met"
    THIN = "thin"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Task:
    """A requirement as a line: what, where it stands, why, who must act and where to."""

    name: str
    state: str
    shape: CriterionStatus
    why: str
    who: str
    href: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    tasks: tuple[Task, ...]


def readiness_path(apprenticeship_id: uuid.UUID) -> str:
    return f"/apprenticeships/{apprenticeship_id}/readiness"


def criteria_path(apprenticeship_id: uuid.UUID, show: Shown = Shown.ALL) -> str:
    """The page of every KSB, and the part of it that shows those asked for."""
    path = f"{readiness_path(apprenticeship_id)}/criteria"
    return path if show is Shown.ALL else f"{path}?show={show}#evidence"


def criterion_href(apprenticeship_id: uuid.UUID, code: str) -> str:
    """Where a KSB stands in its full text with the evidence that meets it."""
    return f"{criteria_path(apprenticeship_id)}#{code}"


def blockers(report: ReadinessReport) -> TaskGroup:
    return TaskGroup(
        "What stands in the way", tuple(_task(each, report) for each in report.blockers)
    )


def other_tasks(report: ReadinessReport) -> tuple[TaskGroup, ...]:
    """What else the plan asks: what is not met first, then what is."""
    unmet = [r for r in report.requirements if not r.found.met and not r.found.blocking]
    groups = (
        ("Not met, and not in the way", unmet),
        ("Met", [each for each in report.requirements if each.found.met]),
    )
    return tuple(
        TaskGroup(title, tuple(_task(each, report) for each in lines))
        for title, lines in groups
        if lines
    )


def _task(line: RequirementLine, report: ReadinessReport) -> Task:
    found = line.found
    to_do = not (found.met or report.passed)
    return Task(
        name=found.text,
        state="Met" if found.met else "Not met",
        shape=CriterionStatus.MET if found.met else CriterionStatus.NOT_STARTED,
        why=found.why,
        who=report.who_acts(line) if to_do else "",
        href=_href(found, report) if to_do else "",
        doubts=found.doubts,
    )


def _href(found: Requirement, report: ReadinessReport) -> str:
    """Where the thing that is not met can be seen, or done."""
    apprenticeship = report.apprenticeship
    own, manages = apprenticeship.standing.apprentice, apprenticeship.standing.line_manager
    path = f"/apprenticeships/{apprenticeship.id}"
    evidence = "/evidence" if own else f"{path}/evidence"
    match ComputedRequirement(found.id):
        case ComputedRequirement.CRITERIA_MET:
            waits = found.who is Role.ASSESSOR
            return criteria_path(apprenticeship.id, Shown.WAITING if waits else Shown.NOT_MET)
        case ComputedRequirement.SUFFICIENCY:
            return criteria_path(apprenticeship.id, Shown.THIN)
        case ComputedRequirement.MINIMUM_DURATION:
            return path
        case ComputedRequirement.RETURNED_PIECES:
            return f"{evidence}?status={EvidenceStatus.RETURNED}"
        case ComputedRequirement.EMPLOYER_CONFIRMATION:
            return f"{path}/confirm" if manages else f"{evidence}?status=signed_off"
        case ComputedRequirement.PROGRESS_REVIEWS:
            return f"{path}/reviews"
        case ComputedRequirement.PORTFOLIO_PIECES | ComputedRequirement.PORTFOLIO_REFLECTION:
            return f"{evidence}?status={EvidenceStatus.SIGNED_OFF}"
        case ComputedRequirement.PORTFOLIO_ANNEX:
            return criteria_path(apprenticeship.id)
        case ComputedRequirement.MANDATORY_QUALIFICATION:
            return f"{path}/qualifications"
        case ComputedRequirement.ENGLISH_AND_MATHS:
            return f"{path}/qualifications#english-and-maths"
        case ComputedRequirement.OFF_THE_JOB_HOURS:
            return f"{path}/off-the-job"
