"""The portfolio: which signed-off pieces are in it, what each adds, and a small set to take."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.portfolios import select_portfolio, undo_selection
from app.adapters.db import Database
from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import today_in_london
from app.domain.coverage import in_a_sentence
from app.domain.evidence import EvidenceStatus
from app.domain.facts import are
from app.domain.people import Person
from app.domain.permissions import Sight
from app.domain.plans import PortfolioRules
from app.domain.portfolios import Proposal, what_each_adds
from app.domain.readiness import readiness
from app.domain.standards import Criterion, Verification, code_order
from app.queries.portfolios import Portfolio, portfolio_of
from app.queries.readiness import PieceLine
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import day, in_words, plural
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.pages.gateway import gateway_path
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PortfolioPiece:
    """``only`` are criteria that would be lost without it, or won with it; ``codes`` all it meets.

    ``state`` is empty for a piece that is signed off.
    """

    value: str
    title: str
    href: str
    facts: str
    state: str
    held: bool
    proposed: bool
    only: tuple[Criterion, ...]
    codes: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class PortfolioPage(Page):
    """``proposal`` and what belongs to it is for the apprentice, while the portfolio is open."""

    template = "portfolios/show.html"

    apprentice: str
    here: str
    gateway_href: str
    begun: bool
    may_select: bool
    can_undo: bool
    asked: str
    unverified: str
    covered: str
    proposal: str
    proposed: tuple[str, ...]
    pieces: tuple[PortfolioPiece, ...]


@router.get("/apprenticeships/{apprenticeship_id}/portfolio")
def show_portfolio(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(_read(database, apprenticeship_id, person, now)))


@router.post("/apprenticeships/{apprenticeship_id}/portfolio")
def save_portfolio(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """Sent with the boxes that are ticked, or with those of the proposal."""
    chosen = {found for each in form.texts("evidence") if (found := id_in(each))}
    select_portfolio(database, apprenticeship_id, chosen, by=person, now=now)
    said = (
        f"{plural(len(chosen), 'piece is', 'pieces are')} in your portfolio."
        if chosen
        else "You have not selected: every piece that is signed off counts."
    )
    return see_other(request, f"/apprenticeships/{apprenticeship_id}/portfolio", said)


@router.post("/apprenticeships/{apprenticeship_id}/portfolio/undo")
def undo(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    undo_selection(database, apprenticeship_id, by=person, now=now)
    return see_other(
        request,
        f"/apprenticeships/{apprenticeship_id}/portfolio",
        "Your portfolio is as it was before.",
    )


def _read(database: Database, apprenticeship_id: UUID, person: Person, now: datetime) -> Portfolio:
    with database.read() as session:
        return portfolio_of(session, person, apprenticeship_id, today=today_in_london(now))


def _page(found: Portfolio) -> PortfolioPage:
    facts, standing = found.gathered.facts, found.apprenticeship.standing
    may_select = standing.apprentice and found.apprenticeship.status in OPEN_FOR_WORK
    proposal = found.proposal() if may_select and found.candidates else None
    rules, count = facts.plan.portfolio, len(found.held)
    whose = "Your portfolio" if standing.apprentice else "The portfolio"
    return PortfolioPage(
        title=f"{whose}: {plural(count, 'piece')}",
        apprentice=found.apprenticeship.apprentice,
        here=f"/apprenticeships/{found.apprenticeship.id}/portfolio",
        gateway_href=gateway_path(found.apprenticeship.id),
        begun=found.begun,
        may_select=may_select,
        can_undo=found.can_undo and may_select,
        asked=_asked(rules, count),
        unverified=rules.source or "No source is recorded."
        if rules.status is not Verification.VERIFIED
        else "",
        covered=in_a_sentence(readiness(facts).totals),
        proposal=_proposal_in_words(proposal, found) if proposal else "",
        proposed=tuple(str(each) for each in proposal.pieces) if proposal else (),
        pieces=_pieces(found, proposal),
    )


def _pieces(found: Portfolio, proposal: Proposal | None) -> tuple[PortfolioPiece, ...]:
    standard = found.gathered.facts.standard
    adds = what_each_adds(found.candidates, found.held)
    meets = {each.evidence_id: each.criteria for each in found.candidates}
    proposed = frozenset(proposal.pieces) if proposal else frozenset()

    def criteria(codes: frozenset[str]) -> tuple[Criterion, ...]:
        return tuple(standard.criterion(code) for code in sorted(codes, key=code_order))

    lines = (
        PortfolioPiece(
            value=str(line.id),
            title=line.title or "A piece in the apprentice’s hands",
            href=f"/evidence/{line.id}" if line.sight else "",
            facts=_facts(line),
            state="" if line.status is EvidenceStatus.SIGNED_OFF else _not_counting(line),
            held=line.selected if found.begun else True,
            proposed=line.id in proposed,
            only=criteria(adds.get(line.id, frozenset())),
            codes=criteria(meets.get(line.id, frozenset())),
        )
        for line in found.lines
    )
    return tuple(sorted(lines, key=lambda piece: not piece.held))


def _facts(line: PieceLine) -> str:
    facts = [
        day(line.done_on),
        in_words(line.kind) if line.sight is not Sight.OUTLINE else "Work for an earlier employer",
        "Confirmed" if line.confirmed else "Not confirmed by the employer",
    ]
    return " · ".join(fact for fact in facts if fact)


def _not_counting(line: PieceLine) -> str:
    return f"{in_words(line.status)}: it counts again once it is signed off"


def _asked(rules: PortfolioRules, count: int) -> str:
    """What the plan says of the number of pieces, and how this portfolio stands to it."""
    fewest, most = rules.fewest_pieces, rules.most_pieces
    if fewest is None and most is None:
        return "The plan names no number of pieces."
    asked = (
        f"{fewest} to {most}"
        if fewest is not None and most is not None
        else f"at least {fewest}"
        if fewest is not None
        else f"at most {most}"
    )
    if fewest is not None and count < fewest:
        return f"The plan asks for {asked} pieces: {fewest - count} more."
    if most is not None and count > most:
        return f"The plan asks for {asked} pieces: {count - most} fewer."
    return f"The plan asks for {asked} pieces, and so many there are."


def _proposal_in_words(proposal: Proposal, found: Portfolio) -> str:
    """What is proposed, and honestly whether fewer would do."""
    count = len(proposal.pieces)
    pieces = plural(count, "piece")
    enough = count - proposal.topped_up
    said = (
        f"{pieces} of your {len(found.candidates)} {are(count)} enough for every KSB that all of "
        "them meet"
        if not proposal.topped_up
        else f"{plural(enough, 'piece')} would be enough for every KSB that all of them meet; "
        f"{proposal.topped_up} more are added, because the plan asks for {count}"
    )
    honest = (
        "No smaller set would do."
        if proposal.smallest
        else "It is a small set; whether there is a smaller one could not be worked out in time."
    )
    return f"{said}. {honest}"
