"""Files of evidence: opening one, blocking one. They are added where the piece is written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.files import block_file
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.files import check_not_blocked_yet
from app.domain.people import Person
from app.queries.files import FileToBlock, get_file_to_block
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.downloads import download, download_preview
from app.web.notices import see_other
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class BlockFilePage(Page):
    """Asks why. ``reason`` is what was typed before."""

    template = "files/block.html"
    apprentice: str
    provider: str
    action: str
    back_to: str
    reason: str = ""


@router.get("/files/{file_id}")
@router.head("/files/{file_id}")
def open_file(
    request: Request,
    file_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    return download(request, database, storage, file_id, by=person, now=now)


@router.get("/files/{file_id}/preview")
@router.head("/files/{file_id}/preview")
def open_preview(
    request: Request,
    file_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    return download_preview(request, database, storage, file_id, by=person, now=now)


@router.get("/files/{file_id}/block")
def ask_why_to_block(
    request: Request, file_id: UUID, person: SignedInPerson, database: CurrentDatabase, now: Now
) -> Response:
    file = _file_to_block(database, file_id, person, now)
    check_not_blocked_yet(file.name, blocked=file.kept.blocked, by=file.kept.blocked_by)
    return render(request, _block_page(file))


@router.post("/files/{file_id}/block")
def block(
    request: Request,
    file_id: UUID,
    form: PageForm,
    person: SignedInPerson,
    database: CurrentDatabase,
    now: Now,
) -> Response:
    reason = form.text("reason")
    try:
        file = block_file(database, file_id, reason, by=person, now=now)
    except Invalid as refusal:
        asked = _file_to_block(database, file_id, person, now)
        page = _block_page(asked, reason=reason, errors=refusal.fields)
        return render(request, page, status=422)
    return see_other(
        request, _after_block(file), f"“{file.name}” is blocked. Nobody can open it any more."
    )


def _file_to_block(database: Database, file_id: UUID, person: Person, now: datetime) -> FileToBlock:
    with database.read() as session:
        return get_file_to_block(session, person, file_id, today=today_in_london(now))


def _block_page(
    file: FileToBlock, *, reason: str = "", errors: tuple[FieldError, ...] = ()
) -> BlockFilePage:
    return BlockFilePage(
        title=f"Block “{file.name}”" if file.seen else "Block a file that was not submitted",
        errors=errors,
        apprentice=file.apprenticeship.apprentice,
        provider=file.apprenticeship.provider,
        action=f"/files/{file.kept.reference.id}/block",
        back_to=_after_block(file),
        reason=reason,
    )


def _after_block(file: FileToBlock) -> str:
    """The piece of evidence, for those who see it."""
    return f"/evidence/{file.evidence_id}" if file.seen else "/"
