"""A certificate that nobody must open is blocked, with a reason."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.qualifications import block_certificate
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.files import check_not_blocked_yet
from app.domain.people import Person
from app.domain.permissions import check_can_block_certificate
from app.queries.qualifications import get_qualification_for
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.notices import see_other
from app.web.pages.files import BlockFilePage
from app.web.pages.qualification_lines import address_of
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/qualifications/{qualification_id}/certificate/block")
def ask_why_to_block(
    request: Request,
    qualification_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(database, qualification_id, person, now))


@router.post("/qualifications/{qualification_id}/certificate/block")
def block(
    request: Request,
    qualification_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    page, reason = _page(database, qualification_id, person, now), form.text("reason")
    try:
        block_certificate(database, qualification_id, reason, by=person, now=now)
    except Invalid as refusal:
        page = _page(database, qualification_id, person, now, reason, refusal.fields)
        return render(request, page, status=422)
    return see_other(request, page.back_to, "The certificate is blocked. Nobody can open it.")


def _page(
    database: Database,
    qualification_id: UUID,
    person: Person,
    now: datetime,
    reason: str = "",
    errors: tuple[FieldError, ...] = (),
) -> BlockFilePage:
    with database.read() as session:
        apprenticeship, found = get_qualification_for(
            session, person, qualification_id, today=today_in_london(now)
        )
    check_can_block_certificate(apprenticeship.standing)
    file = found.certificate
    if file is None:
        raise NotFound("There is no certificate yet.")
    check_not_blocked_yet(file.name, blocked=file.blocked, by=file.blocked_by)
    return BlockFilePage(
        title=f"Block “{file.name}”",
        errors=errors,
        apprentice=apprenticeship.apprentice,
        provider=apprenticeship.provider,
        action=f"/qualifications/{qualification_id}/certificate/block",
        back_to=address_of(apprenticeship),
        reason=reason,
    )
