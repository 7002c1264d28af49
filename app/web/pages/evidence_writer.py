"""An apprentice at work on one piece during one request: what lies there, what is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from app.actions.evidence import edit_evidence
from app.actions.files import add_file, remove_file
from app.actions.submission import submit_evidence
from app.actions.uploads import cancel_upload
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.content import check_content
from app.domain.errors import (
    FieldError,
    Invalid,
    NotFound,
    RuleBroken,
    Stale,
    TooLarge,
)
from app.domain.evidence import EvidenceStatus, check_open_to_change
from app.domain.files import check_fits, safe_name
from app.domain.people import Person
from app.domain.permissions import check_can_write
from app.domain.unfinished import UnfinishedForm
from app.queries.apprenticeships import Apprenticeship, spells_of
from app.queries.evidence import get_evidence_for
from app.queries.evidence_files import files_of, seen_files
from app.queries.homes import own_apprenticeship
from app.queries.matters import matters_of
from app.queries.sign_off import decisions_on
from app.queries.standards import get_standard_by_id
from app.queries.suggesting import word_index_of
from app.queries.unfinished import pieces_begun, unfinished_of
from app.queries.uploads import uploads_to
from app.settings import Settings
from app.web.bodies import Form, SentFile
from app.web.filters import moment
from app.web.forms.evidence import Rearranged, Writing, read_writing
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.pages.evidence_changes import FieldChange, changes_between
from app.web.pages.evidence_writing_contexts import Desk, evidence_form, save_line
from app.web.pages.files_refused import Refusal, file_errors, status_of
from app.web.pages.suggesting import SuggestedKsb, suggested_ksbs
from app.web.rendering import render
from app.web.saving import as_form, forget_sent, saves_itself


@dataclass(frozen=True, slots=True)
class Writer:
    """``piece_id`` is the piece's, or the one drawn for it before it is first kept."""

    request: Request
    database: Database
    person: Person
    now: datetime
    piece_id: UUID

    @property
    def today(self) -> date:
        return today_in_london(self.now)

    def new_desk(self, chosen: UUID | None) -> Desk:
        """For a new piece in the ``chosen`` apprenticeship, or in the one worked on."""
        with self.database.read() as session:
            apprenticeship = own_apprenticeship(
                session, self.person, today=self.today, chosen=chosen
            )
            check_open_for_work(apprenticeship.status)
            begun = pieces_begun(session, self.person)
            return replace(
                self._desk(session, apprenticeship),
                unfinished=next((one for one in begun if one.subject_id == self.piece_id), None),
                begun=tuple(one for one in begun if one.subject_id != self.piece_id),
            )

    def desk(self) -> Desk:
        """For a piece that is there. NotFound or NotPermitted where it is not theirs to write."""
        with self.database.read() as session:
            piece = get_evidence_for(session, self.person, self.piece_id, today=self.today)
            check_can_write(piece.apprenticeship.standing)
            returned = piece.status is EvidenceStatus.RETURNED
            decisions = decisions_on(session, piece.id) if returned else ()
            return replace(
                self._desk(session, piece.apprenticeship),
                piece=piece,
                files=seen_files(piece, files_of(session, piece.id)),
                uploads=uploads_to(session, self.person, piece.id, now=self.now),
                last=decisions[-1] if decisions else None,
                unfinished=unfinished_of(
                    session, self.person, UnfinishedForm.EVIDENCE, self.piece_id
                ),
            )

    def resume(self, desk: Desk, writing: Writing) -> Response:
        """The form as it was left: with what was typed into it last, else with ``writing``."""
        kept, piece = desk.unfinished, desk.piece
        if kept is None:
            return self.show(desk, writing)
        typed = read_writing(as_form(kept.fields))
        if piece is None or kept.version == piece.version or typed.content == piece.content:
            return self.show(desk, typed)
        theirs = changes_between(piece.content, typed.content, desk.standard)
        return self.show(desk, typed, theirs=theirs)

    def leave(self) -> Response:
        """What was typed and not saved is thrown away; the piece stays as it is."""
        self._forget_what_was_typed()
        return see_other(self.request, "/evidence", "You threw away what you had typed.")

    def check_readable(self, desk: Desk, writing: Writing) -> None:
        """Invalid with everything at once, where a field cannot even be read."""
        if not writing.errors:
            return
        try:
            check_content(
                writing.content,
                criteria={criterion.code for criterion in desk.standard.criteria},
                practice_areas={area.key for area in desk.standard.practice_areas},
                today=self.today,
            )
        except Invalid as also:
            raise Invalid(*writing.errors, *also.fields) from None
        raise Invalid(*writing.errors)

    def keep(
        self,
        writing: Writing,
        intent: str,
        *,
        version: int,
        refused: Sequence[Refusal] = (),
    ) -> Response:
        """Keep what was typed, then do what the button said. Nothing typed is ever lost."""
        desk = self.desk()
        try:
            self.check_readable(desk, writing)
            edit_evidence(
                self.database,
                self.piece_id,
                writing.content,
                version=version,
                by=self.person,
                now=self.now,
            )
        except Invalid as refusal:
            errors = (*refusal.fields, *file_errors(refused))
            return self.show(desk, writing, errors, version=version)
        except Stale:
            return self._settle(desk, writing, intent)
        if refused:
            return self.show(self.desk(), writing, file_errors(refused), status=status_of(refused))
        return self.go_on(writing, intent)

    def go_on(self, writing: Writing, intent: str) -> Response:
        """What follows once the piece is kept."""
        self._forget_what_was_typed()
        act, _, which = intent.partition(":")
        edit = f"/evidence/{self.piece_id}/edit"
        if act == "submit":
            try:
                submit_evidence(self.database, self.piece_id, by=self.person, now=self.now)
            except Invalid as refusal:
                notice = "It is saved, and not submitted yet."
                return self.show(self.desk(), writing, refusal.fields, notice=notice)
            return see_other(
                self.request, f"/evidence/{self.piece_id}", f"You submitted “{writing.title}”."
            )
        if act == "remove-file":
            file_id = id_in(which)
            if file_id is None:
                raise NotFound
            name = remove_file(self.database, self.piece_id, file_id, by=self.person, now=self.now)
            return see_other(self.request, f"{edit}#files", f"You removed “{name}”.")
        if act == "cancel-upload":
            return self._cancel_upload(which)
        if act == "files":
            return see_other(self.request, f"{edit}#files", "Saved. Now you can add files.")
        if act == "upload":
            return see_other(self.request, f"{edit}#files", "Saved, with your files.")
        return see_other(self.request, edit, "Saved.")

    def add_files(self, files: Sequence[SentFile], storage: Storage) -> list[Refusal]:
        """Each by itself: one that is refused takes nothing from the others."""
        settings: Settings = self.request.app.state.settings
        refused: list[Refusal] = []
        for file in files:
            try:
                check_fits(safe_name(file.name), file.size, settings.max_upload_bytes)
                add_file(
                    self.database,
                    storage,
                    self.piece_id,
                    file.name,
                    file.content,
                    by=self.person,
                    now=self.now,
                )
            except (Invalid, RuleBroken, TooLarge) as refusal:
                refused.append(refusal)
        return refused

    def show(
        self,
        desk: Desk,
        writing: Writing,
        errors: tuple[FieldError, ...] = (),
        *,
        status: int = 200,
        version: int | None = None,
        asked: Rearranged | None = None,
        theirs: tuple[FieldChange, ...] = (),
        notice: str = "",
    ) -> Response:
        """The form. ``version`` is the one that was typed for, where it was not kept."""
        page = evidence_form(
            desk,
            writing,
            piece_id=self.piece_id,
            version=version,
            today=self.today,
            saving=saves_itself(
                UnfinishedForm.EVIDENCE,
                self.piece_id,
                self.person,
                kept=desk.unfinished,
                sent=self._sent if version is not None else None,
                sentence=save_line(desk.piece, self.today, saved=version is None),
                today=self.today,
            ),
            errors=errors,
            asked=asked,
            suggested=self._suggested(desk, writing) if asked and asked.suggested else (),
            theirs=theirs,
        )
        status = 422 if errors and status == 200 else status
        return render(self.request, page, status=status, notice=notice)

    def show_rearranged(self, desk: Desk, asked: Rearranged, *, version: int) -> Response:
        """The form after one of its inner buttons; nothing was kept."""
        return self.show(desk, asked.writing, asked.errors, version=version, asked=asked)

    def _cancel_upload(self, which: str) -> Response:
        upload_id = id_in(which)
        if upload_id is None:
            raise NotFound
        storage: Storage = self.request.app.state.storage
        name = cancel_upload(self.database, storage, upload_id, by=self.person, now=self.now)
        notice = f"What had arrived of “{name}” was thrown away."
        return see_other(self.request, f"/evidence/{self.piece_id}/edit#files", notice)

    def _suggested(self, desk: Desk, writing: Writing) -> tuple[SuggestedKsb, ...]:
        with self.database.read() as session:
            index = word_index_of(session, desk.standard)
        return suggested_ksbs(index, writing)

    @property
    def _sent(self) -> Form | None:
        sent: Form | None = getattr(self.request.state, "form", None)
        return sent

    def _forget_what_was_typed(self) -> None:
        if self._sent:
            forget_sent(
                self.database, UnfinishedForm.EVIDENCE, self.piece_id, self._sent, by=self.person
            )

    def _settle(self, desk: Desk, writing: Writing, intent: str) -> Response:
        """The piece is another than the form was made for: sent twice, or changed elsewhere."""
        piece = desk.kept_piece
        if piece.content == writing.content:
            if piece.status is EvidenceStatus.SUBMITTED:
                return see_other(self.request, f"/evidence/{piece.id}", "It is submitted.")
            return self.go_on(writing, intent)
        check_open_to_change(piece.status)
        error = FieldError(
            "",
            f"This piece was changed in another window on {moment(piece.updated_at)}."
            " Nothing that you typed is lost: compare the two, then save yours or leave it.",
        )
        theirs = changes_between(piece.content, writing.content, desk.standard)
        return self.show(desk, writing, (error,), status=409, version=piece.version, theirs=theirs)

    def _desk(self, session: Session, apprenticeship: Apprenticeship) -> Desk:
        return Desk(
            apprenticeship=apprenticeship,
            standard=get_standard_by_id(session, apprenticeship.standard_id),
            spells=spells_of(session, [apprenticeship.id])[apprenticeship.id],
            matters=matters_of(session, self.person, apprenticeship, today=self.today),
        )
