"""Qualifications and their certificates: recorded, opened, checked and taken out."""

import uuid
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.qualifications import (
    SentCertificate,
    add_certificate,
    check_certificate,
    record_qualification,
    take_out_qualification,
)
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RefusedType, RuleBroken
from app.domain.people import Person
from app.domain.permissions import check_can_record_qualifications, check_can_take_out
from app.domain.qualifications import (
    Subject,
    check_certificate_is_missing,
    check_not_taken_out,
)
from app.domain.rule_sets import rule_set_for
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.qualifications import (
    Qualification,
    english_and_maths_of,
    get_qualification_for,
    qualifications_of,
)
from app.queries.readiness import held_against
from app.web.bodies import Form, PageForm, UploadForm
from app.web.certificates import download_certificate
from app.web.deps import CurrentDatabase, CurrentSettings, CurrentStorage, Now, SignedInPerson
from app.web.forms.ids import id_in
from app.web.forms.qualifications import (
    TypedQualification,
    new_qualification,
    read_qualification,
)
from app.web.notices import see_other
from app.web.pages.qualification_lines import address_of
from app.web.pages.qualifications_contexts import (
    certificate_form,
    qualification_form,
    qualifications_page,
    take_out_form,
)
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/apprenticeships/{apprenticeship_id}/qualifications")
def show_qualifications(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        qualifications = qualifications_of(session, found)
        changes = english_and_maths_of(session, found)
        against = held_against(session, found)
    rule_set = rule_set_for(against.rule_sets, found.started_on)
    page = qualifications_page(found, qualifications, changes, against.plan, rule_set)
    return render(request, page)


@router.get("/apprenticeships/{apprenticeship_id}/qualifications/new")
def show_form(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    found = _to_record(database, apprenticeship_id, person, now)
    subject = request.query_params.get("subject", "")
    typed = TypedQualification(subject if subject in set(Subject) else Subject.MANDATORY)
    limit = settings.max_upload_bytes
    page = qualification_form(found, typed, uuid.uuid4(), max_file_bytes=limit)
    return render(request, page)


@router.post("/apprenticeships/{apprenticeship_id}/qualifications/new")
def record(
    request: Request,
    apprenticeship_id: UUID,
    form: UploadForm,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    found = _to_record(database, apprenticeship_id, person, now)
    typed, new_id = read_qualification(form), id_in(form.text("new_id")) or uuid.uuid4()
    try:
        record_qualification(
            database,
            storage,
            apprenticeship_id,
            new_qualification(typed, today=today_in_london(now)),
            _sent(form),
            new_id=new_id,
            by=person,
            now=now,
        )
    except (Invalid, RuleBroken) as refusal:
        errors, status = _wrong(refusal)
        limit = settings.max_upload_bytes
        page = qualification_form(found, typed, new_id, max_file_bytes=limit, errors=errors)
        return render(request, page, status=status)
    return see_other(request, address_of(found), f"“{typed.name}” is recorded.")


@router.get("/qualifications/{qualification_id}/certificate")
@router.head("/qualifications/{qualification_id}/certificate")
def open_certificate(
    request: Request,
    qualification_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    return download_certificate(request, database, storage, qualification_id, by=person, now=now)


@router.get("/qualifications/{qualification_id}/certificate/add")
def show_certificate_form(
    request: Request,
    qualification_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    apprenticeship, found = _to_show(database, qualification_id, person, now)
    limit = settings.max_upload_bytes
    return render(request, certificate_form(apprenticeship, found, max_file_bytes=limit))


@router.post("/qualifications/{qualification_id}/certificate")
def add(
    request: Request,
    qualification_id: UUID,
    form: UploadForm,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    apprenticeship, found = _to_show(database, qualification_id, person, now)
    try:
        sent = _sent(form)
        if sent is None:
            raise Invalid(FieldError("file", "Choose the certificate first."))
        add_certificate(database, storage, qualification_id, sent, by=person, now=now)
    except (Invalid, RuleBroken) as refusal:
        errors, status = _wrong(refusal)
        limit = settings.max_upload_bytes
        page = certificate_form(apprenticeship, found, max_file_bytes=limit, errors=errors)
        return render(request, page, status=status)
    return see_other(request, address_of(apprenticeship), "The certificate is added.")


@router.post("/qualifications/{qualification_id}/check")
def check(
    request: Request,
    qualification_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    check_certificate(database, qualification_id, by=person, now=now)
    apprenticeship, found = _qualification(database, qualification_id, person, now)
    sentence = f"You checked the certificate of “{found.name}”."
    return see_other(request, address_of(apprenticeship), sentence)


@router.get("/qualifications/{qualification_id}/take-out")
def ask_why_to_take_out(
    request: Request,
    qualification_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    apprenticeship, found = _to_take_out(database, qualification_id, person, now)
    return render(request, take_out_form(apprenticeship, found))


@router.post("/qualifications/{qualification_id}/take-out")
def take_out(
    request: Request,
    qualification_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    apprenticeship, found = _to_take_out(database, qualification_id, person, now)
    reason = form.text("reason")
    try:
        take_out_qualification(database, qualification_id, reason, by=person, now=now)
    except Invalid as refusal:
        page = take_out_form(apprenticeship, found, reason=reason, errors=refusal.fields)
        return render(request, page, status=422)
    sentence = f"“{found.name}” is taken out, and the reason kept."
    return see_other(request, address_of(apprenticeship), sentence)


def _to_record(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> Apprenticeship:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
    check_can_record_qualifications(found.standing)
    check_open_for_work(found.status)
    return found


def _qualification(
    database: Database, qualification_id: UUID, person: Person, now: datetime
) -> tuple[Apprenticeship, Qualification]:
    with database.read() as session:
        return get_qualification_for(session, person, qualification_id, today=today_in_london(now))


def _to_show(
    database: Database, qualification_id: UUID, person: Person, now: datetime
) -> tuple[Apprenticeship, Qualification]:
    apprenticeship, found = _qualification(database, qualification_id, person, now)
    check_can_record_qualifications(apprenticeship.standing)
    check_open_for_work(apprenticeship.status)
    check_not_taken_out(taken_out=found.taken_out is not None)
    check_certificate_is_missing(there=found.certificate is not None)
    return apprenticeship, found


def _to_take_out(
    database: Database, qualification_id: UUID, person: Person, now: datetime
) -> tuple[Apprenticeship, Qualification]:
    apprenticeship, found = _qualification(database, qualification_id, person, now)
    check_can_take_out(apprenticeship.standing, checked=found.checked is not None)
    check_open_for_work(apprenticeship.status)
    check_not_taken_out(taken_out=found.taken_out is not None)
    return apprenticeship, found


def _sent(form: Form) -> SentCertificate | None:
    """The certificate, where one was chosen."""
    files = form.files("file")
    return SentCertificate(files[0].name, files[0].content) if files else None


def _wrong(refusal: Invalid | RuleBroken) -> tuple[tuple[FieldError, ...], int]:
    """What stands beside the fields, and the status that goes with it."""
    if isinstance(refusal, RuleBroken):
        return (FieldError("file", refusal.sentence),), 409
    return refusal.fields, 415 if isinstance(refusal, RefusedType) else 422
