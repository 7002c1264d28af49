"""What the form in which evidence is written shows."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.apprenticeships import SpellKind
from app.domain.criteria_search import criteria_matching
from app.domain.errors import FieldError, NotFound
from app.domain.evidence import CLIENT_DETAILS_NAMES, KIND_NAMES, EvidenceStatus, may_be_deleted
from app.domain.standards import Standard
from app.domain.statements import SUBMITTED
from app.queries.apprenticeships import Apprenticeship, Spell, present
from app.queries.evidence import Piece
from app.queries.evidence_files import KeptFile
from app.queries.sign_off import DecisionMade
from app.queries.unfinished import Unfinished
from app.queries.uploads import Upload
from app.web.filters import code_list as listed
from app.web.forms.evidence import Rearranged, Writing
from app.web.pages.evidence_begun import Begun, begun_pieces, new_piece_href
from app.web.pages.evidence_changes import FieldChange
from app.web.pages.suggesting import SuggestedKsb
from app.web.rendering import Fragment, Page
from app.web.saving import Saving, saved_at

Choices = tuple[dict[str, str], ...]

_KINDS: Choices = (
    {"value": "", "text": "Choose a kind"},
    *({"value": kind.value, "text": name} for kind, name in KIND_NAMES.items()),
)
_CLIENT_DETAILS: Choices = tuple(
    {"value": each.value, "text": name} for each, name in CLIENT_DETAILS_NAMES.items()
)
_ORDER = (
    "title",
    "narrative",
    "own_part",
    "happened_on",
    "happened_to",
    "kind",
    "practice_area",
    "matter",
    "files",
    "links",
    "mappings",
    "client_details",
)
"""The fields as they stand on the page, and so their errors in the summary."""

_TITLES = {
    EvidenceStatus.DRAFT: "Write your evidence",
    EvidenceStatus.RETURNED: "Revise your evidence",
}


@dataclass(frozen=True, slots=True)
class ChosenKsb:
    """A row of the form. ``verdict`` is what an assessor last said of it."""

    code: str
    text: str
    explanation: str
    locator: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class FoundKsb:
    code: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FoundKsbs(Fragment):
    """What a search for KSBs found, to be ticked; ``sought`` is what was searched for."""

    template = "evidence/_found_ksbs.html"
    sought: str
    found: tuple[FoundKsb, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceForm(Page):
    """The form. ``piece_id`` is drawn for a new piece, which is not ``kept`` yet; ``begun`` are
    others that are not either. ``here`` is where the form is opened again.

    ``focus`` is the field that the next word belongs in. ``theirs`` is what stands now where
    somebody changed the piece meanwhile, each field beside what was typed.
    """

    template = "evidence/edit.html"
    action: str
    here: str
    apprenticeship_id: uuid.UUID
    piece_id: uuid.UUID
    version: int
    kept: bool
    draft: bool
    not_saved: bool
    saving: Saving
    begun: tuple[Begun, ...]
    writing: Writing
    kinds: Choices
    practice_areas: Choices
    client_details: Choices
    matters: tuple[str, ...]
    standard: Standard
    chosen: tuple[ChosenKsb, ...]
    bare: tuple[str, ...]
    sought: str
    found: tuple[FoundKsb, ...]
    searched: bool
    suggested: tuple[SuggestedKsb, ...]
    suggest_asked: bool
    files: tuple[KeptFile, ...]
    uploads: tuple[Upload, ...]
    can_be_deleted: bool
    who_sees: str
    feedback: str
    focus: str
    theirs: tuple[FieldChange, ...] = ()
    says: str = SUBMITTED


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the table while somebody writes; ``piece`` is None until it is first kept.

    ``unfinished`` is what they typed and did not save into the piece.
    """

    apprenticeship: Apprenticeship
    standard: Standard
    spells: tuple[Spell, ...]
    matters: tuple[str, ...]
    piece: Piece | None = None
    files: tuple[KeptFile, ...] = ()
    uploads: tuple[Upload, ...] = ()
    last: DecisionMade | None = None
    unfinished: Unfinished | None = None
    begun: tuple[Unfinished, ...] = ()

    @property
    def kept_piece(self) -> Piece:
        """NotFound before it is first kept."""
        if self.piece is None:
            raise NotFound
        return self.piece


def evidence_form(
    desk: Desk,
    writing: Writing,
    *,
    piece_id: uuid.UUID,
    today: date,
    saving: Saving,
    version: int | None = None,
    errors: tuple[FieldError, ...] = (),
    asked: Rearranged | None = None,
    suggested: tuple[SuggestedKsb, ...] = (),
    theirs: tuple[FieldChange, ...] = (),
) -> EvidenceForm:
    """The page, with ``writing`` in its fields.

    ``version`` is given where what is typed was not kept: it is the one that was typed for.
    """
    piece, standard = desk.piece, desk.standard
    searched = asked is not None and asked.searched
    return EvidenceForm(
        title=_TITLES[piece.status] if piece and piece.status in _TITLES else "Add evidence",
        errors=tuple(sorted(errors, key=_place)),
        action=f"/evidence/{piece.id}/edit" if piece else "/evidence/new",
        here=f"/evidence/{piece.id}/edit" if piece else new_piece_href(piece_id),
        apprenticeship_id=desk.apprenticeship.id,
        piece_id=piece_id,
        version=version if version is not None else piece.version if piece else 1,
        kept=piece is not None,
        draft=piece is None or piece.status is EvidenceStatus.DRAFT,
        not_saved=version is not None,
        saving=saving,
        begun=begun_pieces(desk.begun, today),
        writing=writing,
        kinds=_KINDS,
        practice_areas=_practice_areas(standard),
        client_details=_CLIENT_DETAILS,
        matters=desk.matters,
        standard=standard,
        chosen=_chosen_ksbs(standard, writing, desk.last),
        bare=tuple(m.criterion for m in writing.mappings if not m.explanation),
        sought=writing.find,
        found=found_ksbs(standard, writing.find, writing.codes) if searched else (),
        searched=searched,
        suggested=suggested,
        suggest_asked=asked is not None and asked.suggested,
        files=desk.files,
        uploads=desk.uploads,
        can_be_deleted=piece is not None and may_be_deleted(piece.status, piece.revision),
        who_sees=_who_sees(desk.spells, piece, today),
        feedback=_feedback(desk.last),
        focus=asked.focus if asked else "",
        theirs=theirs,
    )


def found_ksbs(standard: Standard, sought: str, chosen: Iterable[str]) -> tuple[FoundKsb, ...]:
    """Where nothing in particular is sought, everything that there is."""
    codes = frozenset(chosen)
    criteria = criteria_matching(standard, sought) if sought else standard.criteria
    return tuple(FoundKsb(each.code, each.text, each.code in codes) for each in criteria)


def _chosen_ksbs(
    standard: Standard, writing: Writing, last: DecisionMade | None
) -> tuple[ChosenKsb, ...]:
    said = last.by_code if last else {}
    return tuple(
        ChosenKsb(
            mapping.criterion,
            standard.criterion(mapping.criterion).text if standard.has(mapping.criterion) else "",
            mapping.explanation,
            mapping.locator,
            _verdict(said[mapping.criterion].met, said[mapping.criterion].feedback)
            if mapping.criterion in said
            else "",
        )
        for mapping in writing.mappings
    )


def _place(error: FieldError) -> int:
    field = error.field.partition(".")[0]
    return _ORDER.index(field) if field in _ORDER else -1


def save_line(piece: Piece | None, today: date, *, saved: bool) -> str:
    """What stands in the form's line where nothing was typed since."""
    if piece is None:
        return "Not saved yet"
    line = saved_at(piece.updated_at, today)
    return line if saved else f"Not saved yet. Last {line[0].lower()}{line[1:]}"


def _practice_areas(standard: Standard) -> Choices:
    """Empty where the standard has none, and then it is not asked for."""
    if not standard.practice_areas:
        return ()
    areas = ({"value": area.key, "text": area.name} for area in standard.practice_areas)
    return ({"value": "", "text": "Choose a practice area"}, *areas)


def _who_sees(spells: Iterable[Spell], piece: Piece | None, today: date) -> str:
    """What happens on submission, and who sees the piece then, by name."""
    around = tuple(spells)
    assessors = _names(present(around, SpellKind.ASSESSOR, today))
    managers = present(around, SpellKind.LINE_MANAGER, today)
    worked_for = piece.employer_id if piece else None
    here = [m for m in managers if worked_for is None or m.organisation_id == worked_for]
    elsewhere = [manager for manager in managers if manager not in here]
    sentences = [
        f"{listed(assessors)} can sign it off or return it to you with feedback."
        if assessors
        else "You have no assessor at present, so it waits until you have one."
    ]
    if here:
        sentences.append(
            f"{listed(_names(here))} can read it and confirm that it is your own work."
        )
    if elsewhere and piece:
        sentences.append(
            f"{listed(_names(elsewhere))} can see its title and KSBs only, because you did it"
            f" for {piece.employer}."
        )
    sentences.append(
        "Your training provider’s administrators and quality assurers can read it too."
        " You can take it back until it is decided."
    )
    return " ".join(sentences)


def _names(spells: Iterable[Spell]) -> list[str]:
    return list(dict.fromkeys(spell.person or "" for spell in spells))


def _feedback(last: DecisionMade | None) -> str:
    """What came with the decision, or the reason for which it was re-opened."""
    return (last.revoked_reason or last.feedback) if last else ""


def _verdict(met: bool, feedback: str) -> str:
    return f"Your assessor: {'met' if met else 'not met'}. {feedback}".strip()
