"""What is typed saves itself: one address for every form that does."""

import uuid
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from app.actions.unfinished import save_unfinished
from app.domain.calendar import today_in_london
from app.domain.unfinished import ChangedElsewhere, UnfinishedForm
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.saving import (
    Saving,
    changed_elsewhere,
    save_state,
    saved_at,
    seen_in,
    typed_fields,
    typist,
)
from app.web.sessions import NotSignedIn, page_before

router = APIRouter(include_in_schema=False)


@router.post("/unfinished/{form_name}/{subject_id}")
def save(
    request: Request,
    form_name: UnfinishedForm,
    subject_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
    part: str = "",
) -> Response:
    """Where another person has signed in at this browser meanwhile, it is not theirs to save."""
    if typist(request) != str(person.id):
        raise NotSignedIn
    today, seen = today_in_london(now), seen_in(form)
    saving = Saving(form_name, subject_id, person.id, part, page=page_before(request))
    try:
        token = save_unfinished(
            database,
            form_name,
            subject_id,
            typed_fields(form),
            part=part,
            seen=seen,
            by=person,
            now=now,
        )
    except ChangedElsewhere as refusal:
        return save_state(request, changed_elsewhere(saving, refusal, today=today), status=409)
    return save_state(
        request, replace(saving, token=token, state="saved", sentence=saved_at(now, today))
    )
