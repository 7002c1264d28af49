"""Taking a list in: the columns, a look at what would become of each row, and then the act.

Nothing of a list is kept until it is taken in: what was read goes with the page that shows it.
"""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.intake_lists import take_in
from app.adapters.db import Database
from app.adapters.sheet_reader import MAX_BYTES, read_sheet, read_text
from app.adapters.sheets import SheetFormat
from app.domain.cells import SheetRow
from app.domain.errors import FieldError, Invalid, TooLarge
from app.domain.intake import Becomes
from app.domain.intake_lists import COLUMNS, ListKind
from app.domain.people import Person
from app.domain.permissions import provider_to_act_in, providers_to_administer
from app.queries.intake import fates_of
from app.queries.organisations import providers_of
from app.reports.intake_template import template_of
from app.web.bodies import Form, UploadForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.pages.intake_contexts import BACK, IntakePage, done, looked_at
from app.web.rendering import render
from app.web.spreadsheets import save_sheet

router = APIRouter(include_in_schema=False)


@router.get("/import/{kind}")
def show_intake(
    request: Request, kind: ListKind, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    return render(request, _page(database, kind, person))


@router.get("/import/{kind}/template.{ending}")
def save_template(kind: ListKind, ending: SheetFormat, person: SignedInPerson) -> Response:
    providers_to_administer(person)
    return save_sheet(template_of(kind), ending)


@router.post("/import/{kind}")
def look_or_take_in(
    request: Request,
    kind: ListKind,
    form: UploadForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """A file is looked at; what was looked at is taken in, if nothing in it is wrong by now."""
    providers_to_administer(person)
    chosen = id_in(form.text("provider"))
    try:
        house = provider_to_act_in(person, chosen)
        rows, file_name = _rows_in(form)
        with database.read() as session:
            fates = fates_of(session, kind, house, rows)
        if form.text("act") == "take" and fates.to_take and not fates.number(Becomes.WRONG):
            taken = take_in(
                database,
                kind,
                rows,
                provider_id=house,
                by=person,
                public_url=settings.public_url,
                now=now,
            )
            return see_other(
                request, BACK[kind][1], done(kind, taken, by_mail=bool(settings.smtp_url))
            )
    except Invalid as refusal:
        page = _page(database, kind, person, chosen, refusal.fields)
        return render(request, page, status=422)
    except TooLarge as refusal:
        page = _page(database, kind, person, chosen, (FieldError("file", refusal.sentence),))
        return render(request, page, status=413)
    page = looked_at(_page(database, kind, person, house), kind, fates, rows, file_name)
    return render(request, page, status=422 if page.is_wrong else 200)


def _rows_in(form: Form) -> tuple[Sequence[SheetRow], str]:
    """Of the file that was chosen now, or else of the one looked at before; and its name."""
    files = form.files("file")
    if files:
        return read_sheet(files[-1].content), files[-1].name[-100:]
    if form.text("kept"):
        return read_text(form.text("kept")), form.text("file_name")[:100]
    raise Invalid(FieldError("file", "Choose a file first."))


def _page(
    database: Database,
    kind: ListKind,
    person: Person,
    house: UUID | None = None,
    errors: tuple[FieldError, ...] = (),
) -> IntakePage:
    houses = providers_to_administer(person)
    with database.read() as session:
        providers = providers_of(session, houses) if len(houses) > 1 else ()
    back_text, back_href = BACK[kind]
    return IntakePage(
        title=f"Import {kind}",
        here=f"/import/{kind}",
        back_text=back_text,
        back_href=back_href,
        columns=COLUMNS[kind],
        max_bytes=MAX_BYTES,
        providers=tuple({"value": str(each.id), "text": each.name} for each in providers),
        provider=str(house or ""),
        errors=errors,
    )
