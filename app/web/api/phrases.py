"""Phrases of one's own for feedback: nobody else sees them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from app.actions import phrases
from app.adapters.db import Database
from app.domain.people import Person
from app.domain.phrases import MAX_NAME, MAX_TEXT, Phrase
from app.queries.phrases import at_hand, get_phrase_of
from app.web.api.bodies import In, Listed, NoBody, Out, Words
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, CurrentDatabase

router = api_router("Phrases")


class PhraseIn(In):
    """``name`` is short, and among your phrases there is none of the same."""

    name: Words = Field(max_length=MAX_NAME)
    text: Words = Field(max_length=MAX_TEXT)


class PhraseChange(In):
    """What is left out stays."""

    name: Words | None = Field(default=None, max_length=MAX_NAME)
    text: Words | None = Field(default=None, max_length=MAX_TEXT)


class PhraseOut(Out):
    """``uses`` is how often you put it into feedback."""

    id: UUID
    name: str
    text: str
    uses: int


class PhraseList(Listed[PhraseOut]):
    """Your phrases, the most used first. There are never more than one page of them."""


@router.get("/phrases")
def list_phrases(person: ApiPerson, database: CurrentDatabase) -> PhraseList:
    """List your own phrases, the most used first."""
    with database.read() as session:
        found = at_hand(session, person).phrases
    return PhraseList(items=[_out(each) for each in found], next=None)


@router.post("/phrases", status_code=201, responses=refusals(409))
def keep_phrase(
    body: Annotated[PhraseIn, Depends(JsonBody(PhraseIn))],
    person: ApiPerson,
    database: OnceDatabase,
) -> PhraseOut:
    """Keep a phrase, for yourself alone."""
    made = phrases.keep_phrase(database, body.name, body.text, by=person)
    return _as_it_stands(database, person, made)


@router.patch("/phrases/{phrase_id}")
def change_phrase(
    phrase_id: UUID,
    body: Annotated[PhraseChange, Depends(JsonBody(PhraseChange))],
    person: ApiPerson,
    database: OnceDatabase,
) -> PhraseOut:
    """Change a phrase of your own. Feedback that was given with it stays as it is."""
    phrases.edit_phrase(database, phrase_id, name=body.name, text=body.text, by=person)
    return _as_it_stands(database, person, phrase_id)


@router.delete("/phrases/{phrase_id}", status_code=204)
def delete_phrase(
    phrase_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase
) -> None:
    """Delete a phrase of your own. Feedback that was given with it stays as it is."""
    phrases.delete_phrase(database, phrase_id, by=person)


def _as_it_stands(database: Database, person: Person, phrase_id: UUID) -> PhraseOut:
    with database.read() as session:
        return _out(get_phrase_of(session, person, phrase_id))


def _out(phrase: Phrase) -> PhraseOut:
    return PhraseOut(id=phrase.id, name=phrase.name, text=phrase.text, uses=phrase.uses)
