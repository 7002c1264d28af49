"""An apprentice's home: how far they are, what comes next, and every KSB as a mark."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

from fastapi import Request, Response
from sqlmodel import Session

from app.adapters.db import Database
from app.domain.apprenticeships import OPEN_FOR_WORK, ApprenticeshipStatus
from app.domain.calendar import near_day_in_words, today_in_london
from app.domain.coverage import (
    KSBS,
    CriterionCoverage,
    CriterionStatus,
    coverage,
    in_a_sentence,
    totals,
)
from app.domain.evidence import EvidenceStatus
from app.domain.facts import counted
from app.domain.gaps import what_next
from app.domain.people import Person, Role
from app.domain.quick_log import is_only_logged
from app.domain.standards import Standard
from app.domain.tasks import TaskKind
from app.queries.apprenticeships import Apprenticeship
from app.queries.assessments import assessment_of_apprenticeship
from app.queries.caseload import Charge, caseload_of
from app.queries.homes import (
    DraftInHand,
    ReturnedPiece,
    drafts_that_lack_ksbs,
    own_apprenticeship,
    pieces_to_revise,
)
from app.queries.readiness import MappedPiece, PieceLine, mappings_among, pieces_for
from app.queries.readiness_facts import Gathered, gather_facts
from app.queries.standards import get_plan, get_standard_by_id
from app.queries.tasks import may_be_ready, own_declaration, own_reviews
from app.web.filters import code_list as listed
from app.web.filters import in_words, plural
from app.web.heat_map import HeatGroup, heat_groups
from app.web.pages.gateway import gateway_path
from app.web.pages.home_line_manager import stage_in_words
from app.web.pages.readiness_tasks import Shown, criteria_path, criterion_href
from app.web.rendering import Page, render

AT_MOST = 3
"""Steps that are shown at once: more would be a list, and a list is put off."""

_NAMED = 6
_SENTENCE = re.compile(r".+?[.!?](?=\s+\W?[A-Z]|$)|.+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do now: what, why, and where."""

    name: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class LoggedDraft:
    """A draft that is only logged so far, and where it is written up."""

    title: str
    href: str


@dataclass(frozen=True, kw_only=True)
class ApprenticeHome(Page):
    """``begun``: there is some evidence. ``stage`` is "Month 38 of 60". ``drafts`` are counted.

    A few of those that are only ``logged`` so far are named; the others are ``more_logged``.
    """

    template = "home/apprentice.html"

    stage: str
    may_add: bool
    begun: bool
    drafts: int
    logged: tuple[LoggedDraft, ...]
    more_logged: int
    steps: tuple[NextStep, ...]
    heat: tuple[HeatGroup, ...]
    progress_href: str
    marks: tuple[CriterionStatus, ...] = tuple(CriterionStatus)


def show_apprentice_home(
    request: Request, database: Database, person: Person, now: datetime
) -> Response:
    with database.read() as session:
        page = _page(session, person, today_in_london(now))
    return render(request, page)


def _page(session: Session, person: Person, today: date) -> ApprenticeHome:
    own, charge = _own(session, person, today)
    gathered = (
        gather_facts(session, person, own.id, today=today)
        if charge and may_be_ready(charge)
        else None
    )
    pieces = gathered.pieces if gathered else pieces_for(session, person, own, today=today)
    mapped = gathered.mapped if gathered else mappings_among(session, own.id, pieces)
    standard = get_standard_by_id(session, own.standard_id)
    covered = coverage(
        standard.criteria,
        [each.fact for each in counted(mapped, [each.fact for each in pieces])],
    )
    may_add = own.status in OPEN_FOR_WORK
    logged = _only_logged(pieces, mapped)
    steps = (
        chain(
            _at_the_gateway(session, person, gathered, today),
            _steps(
                own,
                charge,
                pieces_to_revise(session, own.id, limit=AT_MOST),
                drafts_that_lack_ksbs(session, own.id, limit=AT_MOST),
                _helpful(session, own, standard, covered, pieces, mapped),
                covered if pieces else (),
                today,
            ),
        )
        if may_add
        else _past_the_gateway(session, own)
    )
    return ApprenticeHome(
        title=in_a_sentence(totals(covered)).removesuffix("."),
        stage=stage_in_words(charge) if charge else in_words(own.status),
        may_add=may_add,
        begun=bool(pieces),
        drafts=sum(each.status is EvidenceStatus.DRAFT for each in pieces),
        logged=logged[:AT_MOST],
        more_logged=len(logged[AT_MOST:]),
        steps=tuple(islice(steps, AT_MOST)),
        heat=heat_groups(covered, lambda code: criterion_href(own.id, code)),
        progress_href=f"/apprenticeships/{own.id}/progress",
    )


def _own(session: Session, person: Person, today: date) -> tuple[Apprenticeship, Charge | None]:
    """What they work on; with how far they are in it, unless it is finished or left."""
    charges = caseload_of(session, person, Role.APPRENTICE, today=today)
    open_ones = [each for each in charges if each.apprenticeship.status in OPEN_FOR_WORK]
    if open_ones:
        charge = max(open_ones, key=lambda each: each.apprenticeship.started_on)
        return charge.apprenticeship, charge
    own = own_apprenticeship(session, person, today=today)
    return own, next((each for each in charges if each.apprenticeship.id == own.id), None)


def _steps(
    own: Apprenticeship,
    charge: Charge | None,
    returned: Iterable[ReturnedPiece],
    drafts: Iterable[DraftInHand],
    helpful: Iterable[NextStep],
    covered: Iterable[CriterionCoverage],
    today: date,
) -> Iterator[NextStep]:
    """What comes next, the most pressing first."""
    reviews = own_reviews(charge) if charge else ()
    for task in reviews:
        if task.kind is TaskKind.REVIEW_OVERDUE and task.on:
            due = near_day_in_words(task.on, today)
            yield NextStep("Arrange your progress review", f"It was due by {due}.", task.path)
    for piece in returned:
        yield NextStep(
            f"Revise “{piece.title}”",
            f"{piece.assessor}: {first_sentence(piece.feedback)}",
            f"/evidence/{piece.id}/edit",
        )
    for task in reviews:
        if task.kind is TaskKind.REVIEW_TO_AGREE and task.on:
            yield NextStep(
                f"Agree to the review of {near_day_in_words(task.on, today)}, or comment on it",
                "It is agreed once all three of you have said so.",
                task.path,
            )
    for draft in drafts:
        yield NextStep(
            f"Choose the KSBs that “{draft.title}” shows",
            "Everything else is there. Then you can submit it.",
            f"/evidence/{draft.id}/edit#mappings",
        )
    yield from helpful
    ksbs = [each for each in covered if each.kind in KSBS]
    if ksbs and all(each.status is CriterionStatus.MET for each in ksbs):
        yield NextStep(
            "Every KSB is met: see what else the gateway asks",
            "Your readiness report says what is met, what is not, and who must act.",
            "/readiness",
        )
    bare = [each.code for each in ksbs if each.status is CriterionStatus.NOT_STARTED]
    if bare:
        more = f" and {len(bare) - _NAMED} more" if len(bare) > _NAMED else ""
        named = ", ".join(bare[:_NAMED]) + more if more else listed(bare)
        yield NextStep(
            f"{plural(len(bare), 'KSB')} {'has' if len(bare) == 1 else 'have'} no evidence yet",
            f"{named}. Look through them: perhaps you have done something already.",
            criteria_path(own.id, Shown.NOT_MET),
        )


def _helpful(
    session: Session,
    own: Apprenticeship,
    standard: Standard,
    covered: Iterable[CriterionCoverage],
    pieces: Sequence[PieceLine],
    mapped: Sequence[MappedPiece],
) -> Iterator[NextStep]:
    """The draft that would close most gaps. Returned pieces are named before; others wait."""
    found = what_next(
        standard,
        get_plan(session, own.plan_sha256).required_for_gateway,
        covered,
        [each.fact for each in mapped],
        [each.fact for each in pieces],
    )
    titles = {each.id: each.title for each in pieces}
    for piece in found.pieces:
        if piece.status is EvidenceStatus.DRAFT and len(piece.closes) > 1:
            count = plural(len(piece.closes), "KSB")
            yield NextStep(
                f"Finish “{titles[piece.evidence_id]}”",
                f"It would meet {count} that nothing meets or waits to meet.",
                f"/evidence/{piece.evidence_id}/edit",
            )
            return


def _only_logged(
    pieces: Iterable[PieceLine], mapped: Iterable[MappedPiece]
) -> tuple[LoggedDraft, ...]:
    codes = defaultdict(list)
    for each in mapped:
        codes[each.piece.id].append(each.criterion)
    return tuple(
        LoggedDraft(each.title, f"/evidence/{each.id}/edit")
        for each in pieces
        if is_only_logged(each.status, each.kind_in_hand, codes[each.id])
    )


def _at_the_gateway(
    session: Session, person: Person, gathered: Gathered | None, today: date
) -> Iterator[NextStep]:
    for task in own_declaration(session, person, gathered, today=today) if gathered else ():
        yield NextStep(
            "You are ready for the gateway: declare",
            "Your line manager and your assessor declare too, in any order.",
            task.path,
        )


def _past_the_gateway(session: Session, own: Apprenticeship) -> Iterator[NextStep]:
    """Where they stand, once others have the work to do."""
    if own.status is ApprenticeshipStatus.COMPLETED:
        yield NextStep(
            "Read your result",
            "The grade, how it was worked out, and a statement to keep.",
            f"/apprenticeships/{own.id}/result",
        )
    elif own.status is ApprenticeshipStatus.GATEWAY:
        assessment = assessment_of_apprenticeship(session, own.id)
        yield NextStep(
            "You are through the gateway",
            f"{assessment.organisation} has your portfolio and assesses you now."
            if assessment
            else f"{own.provider} hands your portfolio over next, for your assessment.",
            gateway_path(own.id),
        )


def first_sentence(text: str) -> str:
    """As much of a feedback as fits in a line."""
    found = _SENTENCE.match(text.strip().split("\n")[0])
    sentence = found[0] if found else ""
    if len(sentence) <= _LONGEST:
        return sentence
    return sentence[:_LONGEST].rsplit(" ", 1)[0] + "…"
