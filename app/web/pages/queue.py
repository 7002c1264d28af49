"""The queue: every piece that waits for this assessor, oldest first."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.calendar import near_day_in_words, today_in_london
from app.domain.errors import NotPermitted
from app.domain.evidence import KIND_NAMES
from app.domain.people import Role
from app.domain.standards import Criterion
from app.queries.phrases import at_hand
from app.queries.sign_off_queue import (
    QueueFilters,
    QueueShare,
    Waiting,
    evidence_awaiting_sign_off,
    shares_of_queue,
)
from app.queries.standards import get_standard_by_id
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.forms.chosen import chosen_in
from app.web.forms.ids import id_in
from app.web.forms.queue_filters import as_query, read_filters, said_of
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A piece that waits. ``since_day`` and ``waited`` are in words: "3 November", "12 days"."""

    id: uuid.UUID
    title: str
    href: str
    apprentice: str
    kind: str
    criteria: tuple[Criterion, ...]
    since: datetime
    since_day: str
    waited: str
    resubmitted: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class QueuePage(Page):
    """``waiting`` counts the whole queue, whatever the filters leave of it.

    ``narrowed`` are those filters as the fields of a form.
    """

    template = "queue/list.html"
    wide = True

    lines: tuple[QueueLine, ...]
    waiting: int
    filters: QueueFilters
    apprentices: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    chosen: int
    keys: bool
    narrowed: tuple[tuple[str, str], ...]
    all_ticked: bool
    tick_href: str
    saved_as: SaveAs
    next_page: str
    decided_href: str


@router.get("/queue")
def show_queue(
    request: Request, person: SignedInPerson, database: CurrentDatabase, now: Now
) -> Response:
    if not person.holds(Role.ASSESSOR):
        raise NotPermitted("The queue is for assessors, and you are not one.")
    today = today_in_london(now)
    filters = read_filters(request.query_params)
    cursor = request.query_params.get("cursor", "")
    all_ticked = request.query_params.get("tick") == "all"
    with database.read() as session:
        shares = shares_of_queue(session, person, today=today)
        waiting = evidence_awaiting_sign_off(
            session, person, filters, today=today, cursor=cursor or None
        )
        lines = queue_lines(session, waiting.items, filters, today=today)
        keys = at_hand(session, person).keys
    decided = id_in(request.query_params.get("decided", ""))
    page = QueuePage(
        title=size_in_words(shares, today),
        lines=lines,
        waiting=sum(share.pieces for share in shares),
        filters=filters,
        apprentices=tuple(
            Choice(str(share.apprenticeship_id), f"{share.apprentice} ({share.pieces})")
            for share in shares
        ),
        kinds=tuple(Choice(kind.value, name) for kind, name in KIND_NAMES.items()),
        chosen=chosen_in(filters),
        keys=keys,
        narrowed=said_of(filters),
        all_ticked=all_ticked,
        tick_href=f"/queue{as_query(filters, cursor=cursor, tick='' if all_ticked else 'all')}",
        saved_as=save_as("/queue", as_query(filters)),
        next_page=f"/queue{as_query(filters, cursor=waiting.next)}" if waiting.next else "",
        decided_href=f"/evidence/{decided}" if decided else "",
    )
    return render(request, page)


def queue_lines(
    session: Session, waiting: Iterable[Waiting], filters: QueueFilters, *, today: date
) -> tuple[QueueLine, ...]:
    """The pieces with the full text of their KSBs; each leads to its decision."""
    query = as_query(filters)
    lines = []
    for piece in waiting:
        standard = get_standard_by_id(session, piece.standard_id)
        since = today_in_london(piece.waiting_since)
        days = (today - since).days
        lines.append(
            QueueLine(
                id=piece.id,
                title=piece.title,
                href=f"/evidence/{piece.id}/decide{query}",
                apprentice=piece.apprentice,
                kind=KIND_NAMES[piece.kind],
                criteria=tuple(standard.criterion(code) for code in piece.codes),
                since=piece.waiting_since,
                since_day=near_day_in_words(since, today),
                waited=plural(days, "day") if days else "today",
                resubmitted=piece.revision > 1,
                begun=piece.begun,
            )
        )
    return tuple(lines)


def size_in_words(shares: Iterable[QueueShare], today: date) -> str:
    """7 pieces wait for you, the oldest since 3 November."""
    every = tuple(shares)
    pieces = sum(share.pieces for share in every)
    if not pieces:
        return "Nothing waits for your decision"
    since = near_day_in_words(today_in_london(min(share.oldest for share in every)), today)
    if pieces == 1:
        return f"1 piece waits for you, since {since}"
    return f"{pieces:,} pieces wait for you, the oldest since {since}"
