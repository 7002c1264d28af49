"""An assessor signs several simple pieces off in one act: every KSB of each is met.

The page lists them with their KSBs and asks once. Each is decided on by itself all the same, and
what moved meanwhile is left and named.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.phrases import count_use
from app.actions.sign_off import sign_off_as_all_met
from app.actions.unfinished import forget_unfinished
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import Invalid
from app.domain.people import Person
from app.domain.permissions import check_has_queue
from app.domain.phrases import Phrase
from app.domain.sign_off import MAX_AT_ONCE
from app.domain.standards import Criterion
from app.domain.statements import SIGNED_OFF
from app.domain.unfinished import Seen, UnfinishedForm, kept_under, part_of_choice
from app.queries.phrases import at_hand
from app.queries.sign_off_queue import QueueFilters, Waiting, evidence_awaiting_sign_off
from app.queries.standards import get_standard_by_id
from app.queries.unfinished import choices_begun
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import in_words, plural
from app.web.forms.decisions import PHRASE
from app.web.forms.ids import id_in
from app.web.forms.queue_filters import as_query, read_filters
from app.web.notices import say_arrived, see_other
from app.web.pages.all_met_begun import (
    DISCARD,
    USE,
    TypedBefore,
    address_of,
    named_in,
    typed_before,
)
from app.web.pages.deciding_phrases import INSERT
from app.web.rendering import Page, render
from app.web.saving import Saving, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

ALL_MET = UnfinishedForm.ALL_MET
BEGUN = "You have begun to decide on it: finish that first."
GONE = "It does not wait for your decision any more."


@dataclass(frozen=True, slots=True)
class Chosen:
    """A piece as it was shown: its version, and the title to name it by once it is gone."""

    version: int
    title: str


@dataclass(frozen=True, slots=True)
class ChosenPiece:
    """``value`` says which piece it is, and of which version its KSBs are shown."""

    value: str
    title: str
    href: str
    apprentice: str
    kind: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class LeftPiece:
    title: str
    href: str
    why: str


@dataclass(frozen=True, kw_only=True)
class AllMetPage(Page):
    """``pieces`` are asked about; of those that are ``left`` nothing was decided.

    ``before`` was typed for other choices of pieces. ``unsaved``: the feedback is not what was
    saved of it last. ``here`` is the address of this choice.
    """

    template = "queue/all_met.html"
    pieces: tuple[ChosenPiece, ...]
    left: tuple[LeftPiece, ...]
    feedback: str
    phrases: tuple[Phrase, ...]
    action: str
    queue_href: str
    saving: Saving
    here: str
    before: tuple[TypedBefore, ...]
    unsaved: bool = False
    says: str = SIGNED_OFF


@router.get("/queue/all-met")
def show_all_met(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_queue(person)
    ids = [id_in(text) for text in request.query_params.getlist("piece")]
    chosen = {each: Chosen(0, "A piece that you chose") for each in ids if each}
    filters = read_filters(request.query_params)
    waiting = _waiting(database, chosen, person, now)
    return render(request, _page(database, chosen, waiting, filters, by=person, now=now))


@router.post("/queue/all-met")
def sign_off_all(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_queue(person)
    filters, feedback = read_filters(request.query_params), form.text("feedback")
    chosen = _chosen(form)
    waiting = _waiting(database, chosen, person, now)
    if form.text("act"):
        feedback = _with_what_is_at_hand(database, form, feedback, person)
        page = _page(
            database, chosen, waiting, filters, by=person, now=now, sent=form, feedback=feedback
        )
        return render(request, replace(page, unsaved=True))
    begun = [each.id for each in waiting.values() if each.begun]
    plain = {each: of.version for each, of in chosen.items() if each not in begun}
    try:
        refused = sign_off_as_all_met(database, plain, feedback, by=person, now=now)
    except Invalid as refusal:
        page = _page(
            database, chosen, waiting, filters, by=person, now=now, sent=form, feedback=feedback
        )
        return render(request, replace(page, errors=refusal.fields), status=422)
    why = dict.fromkeys(begun, BEGUN) | {each.evidence_id: each.why for each in refused}
    done = len(chosen) - len(why)
    if done:
        forget_sent(database, ALL_MET, person.id, form, part=part_of_choice(chosen), by=person)
    sentence = f"You signed off {plural(done, 'piece')}: every KSB is met."
    if not why:
        return see_other(request, f"/queue{as_query(filters)}", sentence)
    page = AllMetPage(
        title=f"{plural(len(why), 'piece')} left as {'it was' if len(why) == 1 else 'they were'}",
        pieces=(),
        left=tuple(_left(each, chosen[each].title, why[each]) for each in chosen if each in why),
        feedback="",
        phrases=(),
        action="",
        queue_href=f"/queue{as_query(filters)}",
        saving=saves_itself(ALL_MET, person.id, person),
        here="",
        before=(),
    )
    if not done:
        return render(request, page)
    return say_arrived(request, render(request, page, notice=sentence))


def _with_what_is_at_hand(database: Database, form: Form, feedback: str, person: Person) -> str:
    """What was typed before, or where no script does it a phrase, after what is there."""
    act = form.text("act")
    with database.read() as session:
        phrase = at_hand(session, person).phrase(id_in(form.text(f"{PHRASE}.feedback")))
        begun = choices_begun(session, person)
    if gone := named_in(begun, act, DISCARD):
        seen = Seen(token=gone.token)
        forget_unfinished(database, ALL_MET, gone.subject_id, seen=seen, by=person)
    elif before := named_in(begun, act, USE):
        return f"{feedback}\n\n{before.field('feedback')}".strip()
    elif phrase and act == f"{INSERT}:feedback":
        count_use(database, phrase.id, by=person)
        return f"{feedback} {phrase.text}".strip()
    return feedback


def _chosen(form: Form) -> dict[uuid.UUID, Chosen]:
    chosen = {}
    for value in form.texts("piece"):
        piece, _, rest = value.partition(" ")
        version, _, title = rest.partition(" ")
        if evidence_id := id_in(piece):
            number = int(version) if version.isascii() and version.isdecimal() else 0
            chosen[evidence_id] = Chosen(number, title)
    return chosen


def _waiting(
    database: Database, chosen: Iterable[uuid.UUID], person: Person, now: datetime
) -> dict[uuid.UUID, Waiting]:
    """What waits for this assessor of the pieces that they chose."""
    among = list(chosen)[:MAX_AT_ONCE]
    with database.read() as session:
        found = evidence_awaiting_sign_off(
            session, person, today=today_in_london(now), among=among, limit=MAX_AT_ONCE
        )
    return {each.id: each for each in found.items}


def _page(
    database: Database,
    chosen: Mapping[uuid.UUID, Chosen],
    waiting: Mapping[uuid.UUID, Waiting],
    filters: QueueFilters,
    *,
    by: Person,
    now: datetime,
    sent: Form | None = None,
    feedback: str = "",
) -> AllMetPage:
    """With the ``feedback`` of what was ``sent``, or what was typed for the very same pieces."""
    query = as_query(filters)
    asked = [each for each in waiting.values() if not each.begun]
    with database.read() as session:
        phrases = at_hand(session, by).phrases
        kept = choices_begun(session, by)
        pieces = tuple(
            ChosenPiece(
                value=f"{each.id} {each.version} {each.title}",
                title=each.title,
                href=f"/evidence/{each.id}/decide{query}",
                apprentice=each.apprentice,
                kind=in_words(each.kind),
                criteria=tuple(map(standard.criterion, each.codes)),
            )
            for each in asked
            for standard in (get_standard_by_id(session, each.standard_id),)
        )
    begun = [_left(each.id, each.title, BEGUN) for each in waiting.values() if each.begun]
    gone = [_left(each, of.title, GONE) for each, of in chosen.items() if each not in waiting]
    asked_of = [each.id for each in asked]
    part, here = part_of_choice(asked_of), address_of(asked_of, query)
    key, today = kept_under(by.id, part), today_in_london(now)
    mine = None if sent else kept.get(key)
    typed = feedback if sent else mine.field("feedback") if mine else ""
    these = "this piece" if len(pieces) == 1 else f"these {len(pieces)} pieces"
    return AllMetPage(
        title=f"Is every KSB of {these} met?" if pieces else "Which pieces?",
        pieces=pieces,
        left=(*begun, *gone),
        feedback=typed,
        phrases=phrases,
        action=f"/queue/all-met{query}",
        queue_href=f"/queue{query}",
        saving=saves_itself(ALL_MET, by.id, by, part=part, kept=mine, sent=sent, today=today),
        here=here,
        before=typed_before(kept, key, chosen, but=typed, query=query, today=today),
    )


def _left(evidence_id: uuid.UUID, title: str, why: str) -> LeftPiece:
    return LeftPiece(title, f"/evidence/{evidence_id}/decide", why)
