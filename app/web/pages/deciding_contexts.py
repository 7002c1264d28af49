"""What the screen shows on which an assessor decides on a piece of evidence."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.errors import FieldError
from app.domain.evidence import STATUS_NAMES, ClientDetails, EvidenceStatus
from app.domain.phrases import Phrase
from app.domain.sign_off import VACS, CriterionDecision, starting_points
from app.domain.statements import RETURNED, SIGNED_OFF
from app.queries.deciding import ToDecide
from app.queries.evidence import Piece
from app.queries.evidence_files import KeptFile
from app.queries.sign_off import Remark
from app.queries.sign_off_queue import Place, QueueFilters
from app.web.filters import in_words
from app.web.forms import field_id, in_page_order
from app.web.forms.decisions import Answer, TypedDecision, from_last, read_decision
from app.web.forms.queue_filters import as_query
from app.web.pages.decisions_shown import DecisionShown, decision_shown
from app.web.pages.evidence_changes import FieldChange, changes_between
from app.web.pages.evidence_writing_contexts import FoundKsb, found_ksbs
from app.web.rendering import Page
from app.web.saving import Saving, as_form


@dataclass(frozen=True, slots=True)
class MappingToDecide:
    """A mapping, what the apprentice says of it, and what was last said of it by an assessor."""

    code: str
    text: str
    explanation: str
    locator: str
    answer: Answer
    last: str


@dataclass(frozen=True, slots=True)
class AddedKsb:
    """A KSB that only the assessor saw; ``feedback`` says where the work shows it."""

    code: str
    text: str
    feedback: str


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """``found`` are KSBs that may be added; ``find_href`` finds others while one types.

    ``all_met`` says what the button for that does. ``phrase_name`` is of the phrase that is kept
    from the feedback. ``focus`` is the id of the field that the
    next key press belongs in, if any.
    """

    action: str
    saving: Saving
    version: int
    mappings: tuple[MappingToDecide, ...]
    added: tuple[AddedKsb, ...]
    typed: TypedDecision
    find_href: str
    sought: str
    found: tuple[FoundKsb, ...]
    all_met: str
    asks_sighted: bool
    saved: str
    focus: str
    phrases: tuple[Phrase, ...]
    phrase_name: str
    vacs: tuple[tuple[str, str], ...] = VACS
    signing_off: str = SIGNED_OFF
    returning: str = RETURNED


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where the piece stands among those that wait; all but the way back may be empty."""

    sentence: str
    previous_href: str
    next_href: str
    queue_href: str


@dataclass(frozen=True, kw_only=True)
class DecidePage(Page):
    """``closed`` says why there is nothing to decide (any more), and ``decided`` what was.

    ``typed`` is what had been typed meanwhile, given back for copying.
    """

    template = "sign_off/decide.html"
    wide = True

    piece: Piece
    practice_area: str
    files: tuple[KeptFile, ...]
    changes: tuple[FieldChange, ...]
    since: DecisionShown | None
    earlier: tuple[DecisionShown, ...]
    remarks: tuple[Remark, ...]
    place: QueuePlace
    just_decided_href: str
    form: DecisionForm
    not_saved: bool
    closed: str
    decided: DecisionShown | None
    reopen_href: str
    keys: bool
    typed: tuple[tuple[str, str], ...]


def decide_page(
    found: ToDecide,
    typed: TypedDecision,
    filters: QueueFilters,
    *,
    act: str = "",
    focus: str = "",
    phrase_name: str = "",
    errors: Sequence[FieldError] = (),
    typed_in_vain: bool = False,
    saving: Saving,
    just_decided: uuid.UUID | None = None,
) -> DecidePage:
    """``act``: a KSB was looked for (find), added (add) or left out (drop), a phrase was put into
    a field (insert) or kept (keep). ``focus`` is the field to go on in, where ``act`` says none.
    """
    piece, decided = found.piece, found.decided
    area = found.standard.practice_area(piece.content.practice_area or "")
    before = found.before.content if found.before else piece.content
    signed_off = piece.status is EvidenceStatus.SIGNED_OFF
    return DecidePage(
        title=piece.content.title,
        errors=in_page_order(errors, (*typed.fields(piece.codes), "unfinished.phrase.name")),
        piece=piece,
        practice_area=area.name if area else "",
        files=found.files,
        changes=tuple(
            change.in_brief for change in changes_between(before, piece.content, found.standard)
        ),
        since=decision_shown(found.last, found.standard) if found.last else None,
        earlier=tuple(
            decision_shown(made, found.standard)
            for made in reversed(found.decisions)
            if made is not decided
        ),
        remarks=found.remarks,
        place=queue_place(found.place, filters),
        just_decided_href=f"/evidence/{just_decided}" if just_decided else "",
        form=replace(
            _form(found, typed, filters, act, saving),
            focus=field_id(focus) if focus else _focus(typed, act),
            phrase_name=phrase_name,
        ),
        not_saved=bool(errors or act),
        closed=_closed(piece),
        decided=decision_shown(decided, found.standard) if decided else None,
        reopen_href=f"/evidence/{piece.id}/reopen" if signed_off else "",
        keys=found.at_hand.keys,
        typed=_for_copying(typed) if typed_in_vain else (),
    )


def _form(
    found: ToDecide, typed: TypedDecision, filters: QueueFilters, act: str, saving: Saving
) -> DecisionForm:
    piece, standard = found.piece, found.standard
    last = found.last.by_code if found.last else {}
    chosen = (*piece.codes, *typed.added)
    every = {1: "It is", 2: "Both are"}.get(len(piece.codes), f"All {len(piece.codes)} are")
    kept_at_firm = piece.content.client_details is ClientDetails.KEPT_AT_FIRM
    return DecisionForm(
        action=f"/evidence/{piece.id}/decide{as_query(filters)}",
        saving=saving,
        version=piece.version,
        mappings=tuple(
            MappingToDecide(
                code=mapping.criterion,
                text=standard.criterion(mapping.criterion).text,
                explanation=mapping.explanation,
                locator=mapping.locator,
                answer=typed.answer(mapping.criterion),
                last=_last_said(last.get(mapping.criterion)),
            )
            for mapping in piece.content.mappings
        ),
        added=tuple(
            AddedKsb(code, standard.criterion(code).text, typed.answer(code).feedback)
            for code in typed.added
            if standard.has(code) and code not in piece.codes
        ),
        typed=typed,
        find_href=f"/standards/{standard.reference}/{standard.version}/find",
        sought=typed.find if act == "find" else "",
        found=found_ksbs(standard, typed.find, chosen) if act == "find" else (),
        all_met=f"{every} decided as met, and the piece is signed off with the feedback below.",
        asks_sighted=kept_at_firm or bool(typed.sighted_on or typed.sighted_where),
        saved=_saved(found),
        focus="",
        phrases=found.at_hand.phrases,
        phrase_name="",
    )


def _focus(typed: TypedDecision, act: str) -> str:
    """What an added KSB still lacks, else the search for another."""
    bare = [code for code in typed.added if not typed.answer(code).feedback]
    if act == "add" and bare:
        return f"mappings-{bare[0]}-feedback"
    return "find" if act else ""


def first_form(found: ToDecide) -> TypedDecision:
    """What the form holds when it is opened: what was typed, else what may stay as it was."""
    if found.unfinished:
        return read_decision(as_form(found.unfinished.fields))
    if found.last is None or found.before is None:
        return TypedDecision()
    before, mapped = found.before.content.mappings, found.piece.content.mappings
    unchanged = starting_points(found.last.by_code, before, mapped)
    seen = [code for code in sorted(found.last.added) if code not in found.piece.codes]
    return from_last({**unchanged, **{code: found.last.by_code[code] for code in seen}}, seen)


def queue_place(place: Place, filters: QueueFilters) -> QueuePlace:
    query = as_query(filters)

    def href(evidence_id: uuid.UUID | None) -> str:
        return f"/evidence/{evidence_id}/decide{query}" if evidence_id else ""

    return QueuePlace(
        sentence=f"Piece {place.number} of {place.of}" if place.number else "",
        previous_href=href(place.previous),
        next_href=href(place.next),
        queue_href=f"/queue{query}",
    )


def _closed(piece: Piece) -> str:
    if piece.status is not EvidenceStatus.SUBMITTED:
        return f"This piece is “{STATUS_NAMES[piece.status].lower()}”: it waits for no decision."
    if piece.apprenticeship.status not in OPEN_FOR_WORK:
        status = in_words(piece.apprenticeship.status).lower()
        return f"The apprenticeship is “{status}”, so there is no deciding on its evidence."
    return ""


def _last_said(last: CriterionDecision | None) -> str:
    if last is None:
        return ""
    return f"Last time: {'met' if last.met else 'not met'}. {last.feedback}".strip()


def _saved(found: ToDecide) -> str:
    if found.unfinished is None:
        return ""
    if found.unfinished.version != found.piece.version:
        return "You typed this before the apprentice changed the piece. Look at what changed."
    return "This is what you typed before. Nobody else sees it."


def _for_copying(typed: TypedDecision) -> tuple[tuple[str, str], ...]:
    lines = [("Feedback on the piece", typed.feedback)]
    lines += [
        (f"{code}: {answer.choice.replace('_', ' ') or 'no choice yet'}", answer.feedback)
        for code, answer in typed.answers.items()
    ]
    return tuple((name, text) for name, text in lines if text)
