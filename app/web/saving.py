"""Forms that save themselves while one types, and what each says of it.

A page that holds such a form asks the database what was typed into it before
(``queries.unfinished``), shows that in the fields, and gives the form a ``Saving``::

    <form … {{ saves_itself(saving) }}>
      {{ save_state(saving) }}

htmx sends the form to ``/unfinished/…`` a moment after each key, and puts the answer, a
``SaveState``, in place of the line that says how things stand. ``saving.js`` keeps on the device
what cannot be sent. Without scripts nothing saves itself, and every button does what it did.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote

from fastapi import Request, Response
from starlette.datastructures import FormData

from app.actions.unfinished import forget_unfinished
from app.adapters.db import Database, unless_busy
from app.domain.calendar import today_in_london
from app.domain.people import Person
from app.domain.unfinished import ChangedElsewhere, Seen, UnfinishedForm, kept_under
from app.queries.unfinished import Unfinished
from app.web.bodies import OURS, Form
from app.web.filters import moment
from app.web.forms.ids import id_in
from app.web.rendering import Fragment, render

TYPIST = "Gatepost-Typist"
"""The header of every request by which a form saves itself: the id of the person who types."""

_NOT_TYPED = frozenset(("version", "intent", "act", "files", "find", "add"))


@dataclass(frozen=True, slots=True)
class Saving:
    """A form that saves itself, and how that stands.

    ``state`` is one of "" (nothing to say), saved, elsewhere, signed_out, refused and fault (try
    again); ``token`` names what the form was filled in upon. ``part`` is that of its subject, where
    it has a form for each of them. ``over`` and ``over_version`` are of what would be written
    over, with "elsewhere". ``page`` is where the form stands.
    """

    form: UnfinishedForm
    subject_id: uuid.UUID
    typist: uuid.UUID
    part: str = ""
    token: uuid.UUID | None = None
    state: str = ""
    sentence: str = ""
    page: str = ""
    over: uuid.UUID | None = None
    over_version: int = 0

    @property
    def name(self) -> str:
        return f"{self.form}-{kept_under(self.subject_id, self.part)}"

    @property
    def href(self) -> str:
        address = f"/unfinished/{self.form}/{self.subject_id}"
        return f"{address}?part={quote(self.part)}" if self.part else address


@dataclass(frozen=True, kw_only=True)
class SaveState(Fragment):
    """The line of a form that says whether what is typed is saved."""

    template = "components/_save_state.html"
    saving: Saving


def saves_itself(
    form: UnfinishedForm,
    subject_id: uuid.UUID,
    person: Person,
    *,
    part: str = "",
    kept: Unfinished | None = None,
    sent: Form | None = None,
    sentence: str = "",
    today: date | None = None,
) -> Saving:
    """For a page: with what was ``kept`` before in its fields, or again with what was ``sent``.

    ``sentence`` stands where nothing was kept.
    """
    saving = Saving(form, subject_id, person.id, part, sentence=sentence)
    if sent:
        return replace(saving, token=seen_in(sent).token)
    if kept:
        saved = saved_at(kept.saved_at, today or today_in_london(kept.saved_at))
        return replace(saving, token=kept.token, state="saved", sentence=saved)
    return saving


def forget_sent(
    database: Database,
    form: UnfinishedForm,
    subject_id: uuid.UUID,
    sent: Form,
    *,
    part: str = "",
    by: Person,
) -> None:
    """After the act: what was typed is part of it, or thrown away.

    Where the database is busy it stays: the act is done, and must not seem to have failed.
    """
    seen = seen_in(sent)
    if seen.token or seen.writer:
        with unless_busy():
            forget_unfinished(database, form, subject_id, part=part, seen=seen, by=by)


def seen_in(form: Form) -> Seen:
    """What a form that is sent says that it was filled in upon."""
    version = form.text("version")
    return Seen(
        token=id_in(form.text(f"{OURS}token")),
        version=int(version) if version.isascii() and version.isdecimal() else 0,
        writer=form.text(f"{OURS}writer")[:40],
    )


def typed_fields(form: Form) -> tuple[tuple[str, str], ...]:
    """What is kept of a form: everything that a person fills in."""
    return tuple((name, value) for name, value in form.typed() if name not in _NOT_TYPED)


def as_form(fields: Iterable[tuple[str, str]]) -> Form:
    """What was kept, as if it had just been sent."""
    return Form(FormData(list(fields)))


def typist(request: Request) -> str:
    """Who types, where a form saves itself by this request; else empty."""
    return request.headers.get(TYPIST, "")


def save_state(request: Request, saving: Saving, *, status: int = 200) -> Response:
    answer = render(request, SaveState(saving=saving), status=status)
    answer.headers["Gatepost-Saving"] = saving.state
    return answer


def not_saved(request: Request, status: int, sentence: str, page: str) -> Response | None:
    """The refusal of a form that wanted to save itself, in its own line; None where it is none.

    ``page`` is where somebody signs in again.
    """
    _, room, form, subject_id, *_rest = f"{request.url.path}///".split("/")
    subject, person = id_in(subject_id), id_in(typist(request))
    if room != "unfinished" or form not in set(UnfinishedForm) or not subject or not person:
        return None
    state = "signed_out" if status == 401 else "fault" if status >= 500 else "refused"
    said = "You have been signed out." if status == 401 else sentence
    part = request.query_params.get("part", "")
    saving = Saving(
        UnfinishedForm(form), subject, person, part, state=state, sentence=said, page=page
    )
    return save_state(request, saving, status=status)


def changed_elsewhere(saving: Saving, refusal: ChangedElsewhere, *, today: date) -> Saving:
    at = f" {when(refusal.at, today)}" if refusal.at else ""
    return replace(
        saving,
        state="elsewhere",
        sentence=f"This was changed in another window{at}, so what stands here was not saved"
        " over it.",
        over=refusal.token,
        over_version=refusal.version,
    )


def saved_at(at: datetime, today: date) -> str:
    """Saved 10:42am, or Saved on 2 November 2026 at 10:42am."""
    day, _, clock = moment(at).partition(" at ")
    return f"Saved {clock}" if today_in_london(at) == today else f"Saved on {day} at {clock}"


def when(at: datetime, today: date) -> str:
    """At 10:42am, or on 2 November 2026 at 10:42am."""
    day, _, clock = moment(at).partition(" at ")
    return f"at {clock}" if today_in_london(at) == today else f"on {day} at {clock}"
