"""From a typed context to a page, or to the fragment of one.

Every page is a frozen dataclass that derives from ``Page``, names its template and holds all
that the template shows, decided before::

    @dataclass(frozen=True, kw_only=True)
    class EvidenceList(Page):
        template = "evidence/list.html"
        rows: tuple[EvidenceRow, ...]

    return render(request, EvidenceList(title="Your evidence", rows=rows))

A fragment for htmx derives from ``Fragment`` and names the file that the page includes; the
file's name is its element's id. A template sees the fields of its context by their names and
``shell``; ``tests/house/test_templates.py`` fails where it asks for anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from app.domain.errors import FieldError
from app.domain.people import Person
from app.web import filters, forms
from app.web.navigation import NavigationItem, navigation_for, roles_in_words
from app.web.notices import forget_notice, is_htmx, swaps_page, waiting_notice


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a template shows. Subclass ``Page`` or ``Fragment``, not this."""

    template: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class Page(Context):
    """A whole page. ``title`` is its heading too, and a sentence that a person would say.

    ``errors`` are shown in the summary and each beside its field. ``wide`` is for pages where
    people compare: they use the whole of a large screen.
    """

    title: str
    errors: tuple[FieldError, ...] = ()
    wide: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Fragment(Context):
    """A part of a page that htmx puts in place of the one that is there."""

    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page: who looks at it, where they can go, what they just did.

    ``device_key`` is the person's own: under it the page keeps on the device what they typed.
    """

    person: Person | None
    roles: str
    navigation: tuple[NavigationItem, ...]
    notice: str
    wide: bool
    device_key: str = ""


def make_templates(folder: Path, assets: Mapping[str, str]) -> Environment:
    """The template environment. ``assets`` gives the address of each asset by its plain name.

    Escaping is on for every file whatever its name. Undefined names are empty while running,
    because the GOV.UK macros ask for keys that callers leave out; a test is strict instead.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(folder),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = assets.__getitem__
    environment.filters.update(filters.FILTERS)
    environment.filters.update(forms.FILTERS)
    return environment


def render(request: Request, context: Context, *, status: int = 200, notice: str = "") -> Response:
    """The answer that shows ``context``.

    ``notice`` is the sentence of feedback where the answer itself follows an act; a page
    reached by ``see_other`` finds its own. A fragment carries it beside itself (out of band).
    """
    environment: Environment = request.app.state.templates
    shown = {field.name: getattr(context, field.name) for field in fields(context)}
    if isinstance(context, Page):
        shell = _shell(request, wide=context.wide, notice=notice or waiting_notice(request))
        html = environment.get_template(context.template).render(shown, shell=shell)
    else:
        html = environment.get_template(context.template).render(shown)
        if notice:
            html += environment.get_template("components/_notice_beside.html").render(notice=notice)
    response = HTMLResponse(html, status_code=status)
    # The same address answers with a page or with a fragment of it.
    response.headers["Vary"] = "HX-Request, Cookie"
    if isinstance(context, Page) and (swaps_page(request) or not is_htmx(request)):
        forget_notice(request, response)
    return response


def _shell(request: Request, *, wide: bool, notice: str) -> Shell:
    person: Person | None = getattr(request.state, "person", None)
    return Shell(
        person=person,
        roles=roles_in_words(person) if person else "",
        navigation=navigation_for(person, request.url.path),
        notice=notice,
        wide=wide,
        device_key=getattr(request.state, "device_key", ""),
    )
