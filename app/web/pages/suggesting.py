"""While somebody writes: the KSBs that their text seems to show, each with the words that say so.

Where the extra ``suggest`` is installed, what the text means counts too. Nothing is kept of what
is sent here, and nothing is added but by the apprentice's own click.
"""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.adapters.meaning import closeness_of
from app.domain.standards import Standard
from app.domain.suggesting import WordIndex, suggest
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
    """``because`` are words of the text, as they were typed; none where its meaning says so."""

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
        index = word_index_of(session, standard)
    fragment = SuggestedKsbs(
        standard=standard,
        action=action if _FORM.fullmatch(action) else "/evidence/new",
        suggested=suggested_ksbs(index, read_writing(form)),
        suggest_asked=bool(form.text("intent")),
    )
    return render(request, fragment)


def suggested_ksbs(index: WordIndex, writing: Writing) -> tuple[SuggestedKsb, ...]:
    """The likeliest first; none of those that are chosen already."""
    text = "\n".join((writing.title, writing.narrative, writing.own_part))
    close = closeness_of(text, tuple(criterion.text for criterion in index.criteria))
    found = suggest(index, text, close=close, leave_out=writing.codes)
    return tuple(
        SuggestedKsb(each.criterion.code, each.criterion.text, each.because) for each in found
    )
