"""While somebody writes: the KSBs that their text seems to show, each with the words that say so.

Nothing is kept of what is sent here, and nothing is added but by the apprentice's own click.
"""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.standards import Standard
from app.domain.suggesting import suggest
from app.queries.standards import get_standard
from app.queries.suggesting import word_index_of
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, SignedInPerson
from app.web.forms.evidence import Writing, read_writing
from app.web.rendering import Fragment, render

router = APIRouter(include_in_schema=False)

_FORM = re.compile(r"/evidence/(?:new|[0-9a-f-]{36}/edit)")


@dataclass(frozen=True, slots=True)
class SuggestedKsb:
    """``because`` are words of the text, as they were typed."""

    code: str
    text: str
    because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SuggestedKsbs(Fragment):
    """What the text seems to show. ``action`` is the form that a click adds a KSB to."""

    template = "evidence/_suggested_ksbs.html"
    standard: Standard
    action: str
    suggested: tuple[SuggestedKsb, ...]
    suggest_asked: bool
    focus: str = ""


@router.post("/standards/{reference}/{version}/suggest")
def suggest_ksbs(
    request: Request,
    reference: str,
    version: str,
    form: PageForm,
    database: CurrentDatabase,
    _person: SignedInPerson,
) -> Response:
    action = form.text("form_path")
    with database.read() as session:
        standard = get_standard(session, reference, version)
        found = suggested_ksbs(session, standard, read_writing(form))
    fragment = SuggestedKsbs(
        standard=standard,
        action=action if _FORM.fullmatch(action) else "/evidence/new",
        suggested=found,
        suggest_asked=bool(form.text("intent")),
    )
    return render(request, fragment)


def suggested_ksbs(
    session: Session, standard: Standard, writing: Writing
) -> tuple[SuggestedKsb, ...]:
    """The likeliest first; none of those that are chosen already."""
    text = "\n".join((writing.title, writing.narrative, writing.own_part))
    found = suggest(word_index_of(session, standard), text, leave_out=writing.codes)
    return tuple(
        SuggestedKsb(each.criterion.code, each.criterion.text, each.because) for each in found
    )
