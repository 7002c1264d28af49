"""What the page of one piece of evidence shows, to each person by their sight of it."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.content import missing_for_submission
from app.domain.errors import FieldError
from app.domain.evidence import OPEN_TO_CONFIRMATION, EvidenceStatus, may_be_deleted
from app.domain.people import ROLE_NAMES
from app.domain.permissions import Sight
from app.domain.statements import CONFIRMED, SUBMITTED
from app.domain.unfinished import UnfinishedForm
from app.queries.evidence import Piece
from app.queries.evidence_files import KeptFile
from app.queries.evidence_history import History
from app.web.filters import moment
from app.web.pages.decisions_shown import CriterionDecided, DecisionShown, decision_shown
from app.web.pages.evidence_changes import FieldChange, changes_between
from app.web.pages.evidence_timeline import TimelineEntry, timeline_of
from app.web.rendering import Page
from app.web.saving import Saving


@dataclass(frozen=True, slots=True)
class KsbShown:
    """A KSB that the piece is mapped to, and what was decided on it, if anything."""

    code: str
    text: str
    href: str
    explanation: str
    locator: str
    decided: CriterionDecided | None


@dataclass(frozen=True, slots=True)
class CommentShown:
    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that this person can do with the piece: a link, or where ``posts`` a button.

    ``says``: what they state by doing it.
    """

    text: str
    href: str
    posts: bool = False
    primary: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmForm:
    """``again``: it was confirmed before, and ``since`` is what changed after that."""

    again: str = ""
    since: tuple[FieldChange, ...] = ()
    says: str = CONFIRMED


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and nobody has yet: it was not sent, or it was refused."""

    comment: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Savings:
    """How far each form of the page is saved."""

    comment: Saving
    statement: Saving


@dataclass(frozen=True, kw_only=True)
class EvidencePage(Page):
    """``lacks`` is what a draft needs before it can be submitted. ``went_on``: when its author
    typed more that is no part of it yet. ``new_id`` is drawn for whatever a form here makes.
    """

    template = "evidence/show.html"
    wide = True

    piece: Piece
    own: bool
    practice_area: str
    files: tuple[KeptFile, ...]
    may_block: bool
    ksbs: tuple[KsbShown, ...]
    decision: DecisionShown | None
    confirmation: str
    statement: str
    lacks: tuple[str, ...]
    steps: tuple[Step, ...]
    confirm: ConfirmForm | None
    timeline: tuple[TimelineEntry, ...]
    comments: tuple[CommentShown, ...]
    may_comment: bool
    typed: Typed
    savings: Savings
    went_on: str
    new_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class EvidenceOutline(Page):
    """Work for an earlier employer, to a line manager of another: title, KSBs and status."""

    template = "evidence/outline.html"

    piece: Piece
    ksbs: tuple[KsbShown, ...]


def outline_page(history: History) -> EvidenceOutline:
    piece = history.piece
    return EvidenceOutline(title=piece.content.title, piece=piece, ksbs=_ksbs(history))


def evidence_page(
    history: History,
    *,
    by: uuid.UUID,
    new_id: uuid.UUID,
    errors: tuple[FieldError, ...] = (),
    typed: Typed,
    savings: Savings,
) -> EvidencePage:
    piece = history.piece
    standing = piece.apprenticeship.standing
    area = history.standard.practice_area(piece.content.practice_area or "")
    confirmed = history.confirmed
    draft = piece.status is EvidenceStatus.DRAFT
    return EvidencePage(
        title=piece.content.title,
        errors=errors,
        piece=piece,
        own=standing.apprentice,
        practice_area=area.name if area else "",
        files=history.files,
        may_block=standing.line_manager or standing.administrator,
        ksbs=_ksbs(history),
        decision=_decision(history),
        confirmation=_confirmation(history),
        statement=confirmed.text if confirmed else "",
        lacks=tuple(e.message for e in missing_for_submission(piece.content)) if draft else (),
        steps=_steps(history, by),
        confirm=_confirm_form(history),
        timeline=timeline_of(history),
        comments=tuple(
            CommentShown(f"{remark.by}, {ROLE_NAMES[remark.role].lower()}", remark.at, remark.text)
            for remark in history.remarks
            if not remark.confirms
        ),
        may_comment=standing.apprentice or standing.line_manager or standing.assessor,
        typed=typed,
        savings=savings,
        went_on=_went_on(history),
        new_id=new_id,
    )


def _went_on(history: History) -> str:
    kept = history.unfinished.get(UnfinishedForm.EVIDENCE)
    open_to_change = history.piece.status in (EvidenceStatus.DRAFT, EvidenceStatus.RETURNED)
    return moment(kept.saved_at) if kept and open_to_change else ""


def _confirmation(history: History) -> str:
    """Who said whose work it is; empty before anybody could."""
    confirmed = history.confirmed
    if confirmed:
        return (
            f"{confirmed.by} of {confirmed.organisation} confirmed on {moment(confirmed.at)}"
            " that this is the apprentice’s own work."
        )
    if any(remark.confirms for remark in history.remarks):
        return "The employer confirmed it before it was changed, and not since."
    return "The employer has not confirmed it yet." if history.piece.revision else ""


def _decision(history: History) -> DecisionShown | None:
    """What was last decided on the present revision, revoked or not."""
    made = [each for each in history.decisions if each.revision == history.piece.revision]
    return decision_shown(made[-1], history.standard) if made else None


def _ksbs(history: History) -> tuple[KsbShown, ...]:
    """Those that the piece is mapped to, then those that the assessor saw in it as well."""
    piece, standard = history.piece, history.standard
    made = history.decided
    decided = {c.code: c for c in decision_shown(made, standard).criteria} if made else {}
    mappings = {m.criterion: (m.explanation, m.locator) for m in piece.content.mappings}
    added = [code for code in decided if made and code in made.added and code not in mappings]
    return tuple(
        KsbShown(
            code=code,
            text=standard.criterion(code).text,
            href=f"/standards/{standard.reference}/{standard.version}#{code}",
            explanation=mappings.get(code, ("", ""))[0],
            locator=mappings.get(code, ("", ""))[1],
            decided=decided.get(code),
        )
        for code in (*mappings, *added)
    )


def _steps(history: History, by: uuid.UUID) -> tuple[Step, ...]:
    piece = history.piece
    standing, here = piece.apprenticeship.standing, f"/evidence/{piece.id}"
    if piece.apprenticeship.status not in OPEN_FOR_WORK:
        return ()
    steps: list[Step] = []
    if standing.assessor and piece.author_id != by:
        if piece.status is EvidenceStatus.SUBMITTED:
            steps.append(Step("Decide on it", f"{here}/decide", primary=True))
        if piece.status is EvidenceStatus.SIGNED_OFF:
            steps.append(Step("Re-open it", f"{here}/reopen"))
    if not standing.apprentice:
        return tuple(steps)
    match piece.status:
        case EvidenceStatus.DRAFT:
            complete = not missing_for_submission(piece.content)
            if complete:
                submit = f"{here}/submit"
                steps.append(Step("Submit", submit, posts=True, primary=True, says=SUBMITTED))
            steps.append(Step("Go on writing", f"{here}/edit", primary=not complete))
        case EvidenceStatus.RETURNED:
            steps.append(Step("Revise it", f"{here}/edit", primary=True))
        case EvidenceStatus.SUBMITTED:
            steps.append(Step("Take it back", f"{here}/take-back", posts=True))
        case EvidenceStatus.SIGNED_OFF:
            pass
    if piece.revision:
        steps.append(Step("Use it again", f"{here}/reuse", posts=True))
    if may_be_deleted(piece.status, piece.revision):
        steps.append(Step("Delete this draft", f"{here}/delete"))
    return tuple(steps)


def _confirm_form(history: History) -> ConfirmForm | None:
    """For a line manager who is asked to confirm; None where nothing is asked of this person."""
    piece = history.piece
    if not piece.apprenticeship.standing.line_manager or piece.sight is not Sight.SUBMITTED:
        return None
    if piece.status not in OPEN_TO_CONFIRMATION or history.confirmed:
        return None
    before = [remark for remark in history.remarks if remark.confirms]
    if not before or before[-1].revision is None:
        return ConfirmForm()
    last = before[-1]
    then = history.revisions[before[-1].revision].content
    # Confirmed is the work, not what it is mapped to.
    changes = changes_between(
        replace(then, mappings=()), replace(piece.content, mappings=()), history.standard
    )
    return ConfirmForm(
        again=f"{last.by} confirmed it on {moment(last.at)}. The work has changed since, "
        "so it is asked again.",
        since=tuple(change.in_brief for change in changes),
    )
