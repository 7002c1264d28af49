"""Phrases of one's own while one decides: kept from the feedback, and put into it."""

from dataclasses import replace

from app.actions.phrases import count_use, keep_phrase
from app.adapters.db import Database
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.people import Person
from app.queries.deciding import ToDecide
from app.queries.phrases import at_hand
from app.queries.sign_off_queue import QueueFilters
from app.web.bodies import Form
from app.web.forms.decisions import PHRASE, read_decision
from app.web.forms.ids import id_in
from app.web.pages.deciding_contexts import DecidePage, decide_page
from app.web.saving import Saving

KEEP = "keep"
INSERT = "insert"

NAME = f"{PHRASE}.name"


def phrase_kept(
    database: Database,
    form: Form,
    found: ToDecide,
    filters: QueueFilters,
    *,
    by: Person,
    saving: Saving,
) -> DecidePage:
    """The feedback on the piece, as it stands, is a phrase by now; else the page has errors."""
    typed, name = read_decision(form), form.text(NAME)
    errors: tuple[FieldError, ...] = ()
    try:
        keep_phrase(database, name, typed.feedback, by=by)
    except Invalid as refused:
        fields = {"name": NAME, "text": "feedback"}
        errors = tuple(FieldError(fields[each.field], each.message) for each in refused.fields)
    except RuleBroken as refused:
        errors = (FieldError(NAME, refused.sentence),)
    else:
        with database.read() as session:
            found = replace(found, at_hand=at_hand(session, by))
    return decide_page(
        found,
        typed,
        filters,
        saving=saving,
        act=KEEP,
        focus="feedback",
        phrase_name=name if errors else "",
        errors=errors,
    )


def phrase_inserted(
    database: Database,
    field: str,
    form: Form,
    found: ToDecide,
    filters: QueueFilters,
    *,
    by: Person,
    saving: Saving,
) -> DecidePage:
    """Where no script does it: the phrase stands after what is in that field."""
    typed = read_decision(form)
    if phrase := found.at_hand.phrase(id_in(form.text(f"{PHRASE}.{field}"))):
        count_use(database, phrase.id, by=by)
        typed = typed.with_phrase(field, phrase.text)
    return decide_page(found, typed, filters, saving=saving, act=INSERT, focus=field)
