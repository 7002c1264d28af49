"""Writing evidence: the form, kept as a draft, submitted when the apprentice says so."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request, Response

from app.actions.evidence import create_evidence
from app.domain.errors import FieldError, Invalid, NotFound, Stale
from app.domain.evidence import check_open_to_change
from app.queries.standards import get_standard
from app.web.bodies import PageForm, UploadForm
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.forms.evidence import Writing, read_version, read_writing, rearranged, written
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.pages.evidence_writer import Writer
from app.web.pages.evidence_writing_contexts import FoundKsbs, found_ksbs
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LEAVE = "leave"
"""The button that throws away what was typed and not saved."""


@router.get("/evidence/new")
def start(
    request: Request,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
    apprenticeship: UUID | None = None,
    piece: UUID | None = None,
    criterion: Annotated[tuple[str, ...], Query()] = (),
) -> Response:
    """An empty form; KSBs that the link names are chosen in it already.

    ``piece`` is one that was begun here before, and may have been saved as a draft since.
    """
    writer = Writer(request, database, person, now, piece or uuid4())
    desk = writer.new_desk(apprenticeship)
    if piece and desk.unfinished is None:
        with suppress(NotFound):
            return see_other(request, f"/evidence/{writer.desk().kept_piece.id}/edit")
    writing = Writing().with_codes(code for code in criterion if desk.standard.has(code))
    return writer.resume(desk, writing)


@router.post("/evidence/new")
def keep_new(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    """The form holds the id of the piece that it makes, so that sent twice it makes one."""
    writer = Writer(request, database, person, now, id_in(form.text("piece")) or uuid4())
    desk = writer.new_desk(id_in(form.text("apprenticeship")))
    writing, intent = read_writing(form), form.text("intent")
    if intent == LEAVE:
        return writer.leave()
    if asked := rearranged(form, writing, desk.standard):
        return writer.show_rearranged(desk, asked, version=1)
    writing = writing.shared_out()
    try:
        writer.check_readable(desk, writing)
        create_evidence(
            database,
            desk.apprenticeship.id,
            writing.content,
            new_id=writer.piece_id,
            by=person,
            now=now,
        )
    except Invalid as refusal:
        return writer.show(desk, writing, refusal.fields, version=1)
    except Stale:
        return writer.keep(writing, intent, version=1)
    return writer.go_on(writing, intent)


@router.get("/evidence/{evidence_id}/edit")
def edit(
    request: Request,
    evidence_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    writer = Writer(request, database, person, now, evidence_id)
    desk = writer.desk()
    check_open_to_change(desk.kept_piece.status)
    return writer.resume(desk, written(desk.kept_piece.content))


@router.post("/evidence/{evidence_id}/edit")
def keep(
    request: Request,
    evidence_id: UUID,
    form: UploadForm,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """Files first: chosen once, they are not lost to a mistake in another field."""
    writer = Writer(request, database, person, now, evidence_id)
    desk = writer.desk()
    writing, intent, files = read_writing(form), form.text("intent"), form.files("files")
    if intent == LEAVE:
        return writer.leave()
    refused = writer.add_files(files, storage)
    added = len(files) - len(refused)
    typed_for = read_version(form) + added
    if asked := rearranged(form, writing, desk.standard):
        return writer.show_rearranged(writer.desk() if added else desk, asked, version=typed_for)
    if intent == "upload" and not files:
        refused.append(Invalid(FieldError("files", "Choose a file first.")))
    return writer.keep(writing.shared_out(), intent, version=typed_for, refused=refused)


@router.get("/standards/{reference}/{version}/find")
def find(
    request: Request,
    reference: str,
    version: str,
    database: CurrentDatabase,
    _person: SignedInPerson,
    find: str = "",
    criterion: Annotated[tuple[str, ...], Query()] = (),
) -> Response:
    """While somebody types: the KSBs that their words find, to be ticked."""
    with database.read() as session:
        standard = get_standard(session, reference, version)
    found = found_ksbs(standard, find, criterion) if find.strip() else ()
    return render(request, FoundKsbs(sought=find.strip(), found=found))
