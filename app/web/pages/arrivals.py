"""Taking in a portfolio from elsewhere: its pack is sent, looked at, and taken in or put away."""

from shlex import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.actions.arrivals import put_away, receive_pack, take_in
from app.domain.arrivals import KEPT
from app.domain.errors import FieldError, Invalid
from app.domain.people import OrganisationKind, Person, Role
from app.domain.permissions import providers_to_administer
from app.queries.arrivals import Arrival, arrivals_for, get_arrival_for
from app.queries.organisations import organisations_of_house, providers_of
from app.queries.people import colleagues_in_role
from app.web.bodies import PageForm, UploadForm
from app.web.deps import CurrentDatabase, CurrentSettings, CurrentStorage, Now, SignedInPerson
from app.web.filters import file_size
from app.web.forms.arrivals import TypedLanding, landing_of, read_landing
from app.web.forms.ids import id_in
from app.web.notices import is_htmx, see_other
from app.web.pages.arrivals_contexts import (
    ArrivalBox,
    ArrivalsPage,
    arrival_box,
    arrival_line,
    arrival_page,
)
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/arrivals")
def show_arrivals(
    request: Request,
    database: CurrentDatabase,
    person: SignedInPerson,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    with database.read() as session:
        arrivals = arrivals_for(session, person, now=now)
        page = _list_page(session, person, arrivals, settings.max_upload_bytes)
    return render(request, page)


@router.post("/arrivals")
def send(
    request: Request,
    form: UploadForm,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    providers_to_administer(person)
    files, provider = form.files("file"), form.text("provider")
    try:
        if not files:
            raise Invalid(FieldError("file", "Choose the pack: a ZIP file."))
        arrival_id = receive_pack(
            database,
            storage,
            files[0].name,
            files[0].content,
            provider_id=id_in(provider),
            by=person,
            now=now,
        )
    except Invalid as refusal:
        with database.read() as session:
            arrivals = arrivals_for(session, person, now=now)
            page = _list_page(
                session,
                person,
                arrivals,
                settings.max_upload_bytes,
                provider=provider,
                errors=refusal.fields,
            )
        return render(request, page, status=422)
    return see_other(
        request, f"/arrivals/{arrival_id}", "The pack is here. Nothing in it is taken in yet."
    )


@router.get("/arrivals/{arrival_id}")
def show_arrival(
    request: Request, arrival_id: UUID, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    with database.read() as session:
        arrival = get_arrival_for(session, person, arrival_id, now=now)
        box = _box(session, arrival, errors=arrival.errors)
    if is_htmx(request):
        return render(request, box)
    return render(request, arrival_page(box, arrival, arrival.errors))


@router.post("/arrivals/{arrival_id}/take")
def take(
    request: Request,
    arrival_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    typed = read_landing(form)
    try:
        take_in(database, arrival_id, landing_of(typed), typed.key, by=person, now=now)
    except Invalid as refusal:
        with database.read() as session:
            arrival = get_arrival_for(session, person, arrival_id, now=now)
            box = _box(session, arrival, typed=typed, errors=refusal.fields)
        return render(request, arrival_page(box, arrival, refusal.fields), status=422)
    return see_other(
        request,
        f"/arrivals/{arrival_id}",
        "The portfolio is being taken in. You can leave this page meanwhile.",
    )


@router.post("/arrivals/{arrival_id}/put-away")
def put_pack_away(
    request: Request,
    arrival_id: UUID,
    _form: PageForm,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    put_away(database, storage, arrival_id, by=person, now=now)
    return see_other(request, "/arrivals", "The pack is put away. Nothing of it is kept here.")


def _list_page(
    session: Session,
    person: Person,
    arrivals: tuple[Arrival, ...],
    most: int,
    *,
    provider: str = "",
    errors: tuple[FieldError, ...] = (),
) -> ArrivalsPage:
    providers = providers_of(session, providers_to_administer(person))
    return ArrivalsPage(
        lines=tuple(arrival_line(each) for each in arrivals),
        providers=tuple({"value": str(each.id), "text": each.name} for each in providers)
        if len(providers) > 1
        else (),
        provider=provider,
        max_file_bytes=most,
        largest=file_size(most),
        command=_command([each.name for each in providers]),
        days=KEPT.days,
        errors=errors,
    )


def _command(providers: list[str]) -> str:
    provider = quote(providers[0]) if len(providers) == 1 else "PROVIDER"
    return f"gatepost import PACK.zip --email ADDRESS --provider {provider}"


def _box(
    session: Session,
    arrival: Arrival,
    *,
    typed: TypedLanding | None = None,
    errors: tuple[FieldError, ...] = (),
) -> ArrivalBox:
    """The names that the form offers are those of the provider that it was sent to."""
    house = [arrival.provider_id]
    return arrival_box(
        arrival,
        employers=tuple(
            each.name
            for each in organisations_of_house(session, house)
            if each.kind is OrganisationKind.EMPLOYER
        ),
        line_managers=colleagues_in_role(session, house, Role.LINE_MANAGER),
        assessors=colleagues_in_role(session, house, Role.ASSESSOR),
        typed=typed,
        errors=errors,
    )
