"""The quick log: what happened, when, a photo or a file. A draft in a minute, from a phone."""

import uuid
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response

from app.actions.evidence import create_evidence
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.quick_log import logged
from app.domain.unfinished import UnfinishedForm
from app.queries.evidence import Piece
from app.queries.evidence_files import KeptFile
from app.queries.unfinished import unfinished_of
from app.settings import Settings
from app.web.bodies import UploadForm
from app.web.deps import CurrentDatabase, CurrentSettings, CurrentStorage, Now, SignedInPerson
from app.web.forms.days import TypedDay, day_errors, read_day, typed_day
from app.web.forms.evidence import written
from app.web.forms.ids import id_in
from app.web.notices import say_arrived, see_other
from app.web.pages.evidence_writer import Writer
from app.web.pages.files_refused import file_errors, status_of
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

QUICK_LOG = UnfinishedForm.QUICK_LOG

KEPT = "It is kept as a draft. One thing more:"
"""Over the form of the draft, where something that was logged could not be taken as it came."""


@dataclass(frozen=True, kw_only=True)
class QuickLogPage(Page):
    """The form. ``piece_id`` is drawn for the draft that it makes."""

    template = "evidence/quick.html"
    piece_id: uuid.UUID
    what: str
    happened_on: TypedDay
    saving: Saving
    max_file_bytes: int


@dataclass(frozen=True, kw_only=True)
class LoggedPage(Page):
    """What was logged, and the two ways on."""

    template = "evidence/logged.html"
    piece: Piece
    files: tuple[KeptFile, ...]


@router.get("/evidence/quick")
def start(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    writer = Writer(request, database, person, now, uuid4())
    mine = writer.new_desk(None).apprenticeship.id
    with database.read() as session:
        kept = unfinished_of(session, person, QUICK_LOG, mine)
    left = as_form(kept.fields) if kept else None
    what = left.text("what") if left else ""
    day = read_day(left, "happened_on") if left else typed_day(writer.today)
    saving = saves_itself(QUICK_LOG, mine, person, kept=kept, today=writer.today)
    return render(request, _form(writer.piece_id, what, day, saving, settings))


@router.post("/evidence/quick")
def log(
    request: Request,
    form: UploadForm,
    database: CurrentDatabase,
    storage: CurrentStorage,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """A photo that was chosen is never lost to a mistake in another field: it goes into a draft,
    and what is wrong is told where that is written. Sent twice, it makes one draft.
    """
    writer = Writer(request, database, person, now, id_in(form.text("piece")) or uuid4())
    desk = writer.new_desk(None)
    mine = desk.apprenticeship.id
    saving = saves_itself(QUICK_LOG, mine, person, sent=form)
    what, day, files = form.text("what"), read_day(form, "happened_on"), form.files("files")
    if not what and not files:
        error = FieldError("what", "Say what happened, in a few words, or add a photo or a file.")
        page = _form(writer.piece_id, what, day, saving, settings, errors=(error,))
        return render(request, page, status=422)
    content = logged(what, day.value, today=writer.today)
    errors = day_errors(day, "happened_on")
    sent_before = False
    for on in (content.happened_on, None):
        content = replace(content, happened_on=on)
        try:
            create_evidence(
                database,
                mine,
                content,
                new_id=writer.piece_id,
                by=person,
                now=now,
            )
        except Invalid as refusal:
            if any(error.field != "happened_on" for error in refusal.fields):
                wrong = tuple(replace(error, field="what") for error in refusal.fields)
                page = _form(writer.piece_id, what, day, saving, settings, errors=wrong)
                return render(request, page, status=422)
            errors = refusal.fields
        except Stale:
            writer.desk()  # the form was sent twice; a stranger gets 404
            sent_before = True
            break
        else:
            break
    forget_sent(database, QUICK_LOG, mine, form, by=person)
    refused = [
        refusal
        for refusal in writer.add_files(files, storage)
        if not (sent_before and isinstance(refusal, RuleBroken))
    ]
    if refused or (errors and not sent_before):
        writing = replace(written(content), happened_on=day)
        status = status_of(refused) if refused else 422
        answer = writer.show(
            writer.desk(), writing, (*errors, *file_errors(refused)), status=status, notice=KEPT
        )
        return say_arrived(request, answer)
    return see_other(request, f"/evidence/{writer.piece_id}/logged")


@router.get("/evidence/{evidence_id}/logged")
def show_logged(
    request: Request,
    evidence_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    desk = Writer(request, database, person, now, evidence_id).desk()
    return render(request, LoggedPage(title="Logged", piece=desk.kept_piece, files=desk.files))


def _form(
    piece_id: uuid.UUID,
    what: str,
    happened_on: TypedDay,
    saving: Saving,
    settings: Settings,
    errors: tuple[FieldError, ...] = (),
) -> QuickLogPage:
    return QuickLogPage(
        title="Quick log",
        errors=errors,
        piece_id=piece_id,
        what=what,
        happened_on=happened_on,
        saving=saving,
        max_file_bytes=settings.max_upload_bytes,
    )
