"""The pages that people use: a noun a file, the contexts of its pages beside its routes.

A route is as thin as this: the form, one action or query, the answer::

    router = APIRouter(include_in_schema=False)

    @router.post("/evidence/{evidence_id}/submit")
    def submit(request: Request, evidence_id: UUID, database: CurrentDatabase,
               person: SignedInPerson, now: Now) -> Response:
        piece = submit_evidence(database, evidence_id, by=person, now=now)
        return see_other(request, f"/evidence/{piece.id}", "You submitted it.")
"""

from fastapi import APIRouter

from app.web.pages import (
    account,
    apprenticeship,
    apprenticeships,
    confirming,
    english_and_maths,
    evidence,
    evidence_changes,
    evidence_list,
    evidence_writing,
    files,
    home,
    messages,
    milestones,
    off_the_job,
    organisations,
    packs,
    people,
    person,
    person_changes,
    qualifications,
    queue,
    readiness,
    record,
    reopening,
    reviews,
    roles,
    settings,
    settings_employer,
    settings_spells,
    settings_status,
    settings_terms,
    sign_in,
    sign_off,
    standards,
    verify,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    account.router,
    people.router,
    person.router,
    person_changes.router,
    roles.router,
    organisations.router,
    messages.router,
    milestones.router,
    apprenticeships.router,
    settings.router,
    settings_terms.router,
    settings_status.router,
    settings_employer.router,
    settings_spells.router,
    home.router,
    evidence_writing.router,
    evidence_changes.router,
    evidence_list.router,
    evidence.router,
    files.router,
    queue.router,
    confirming.router,
    sign_off.router,
    reopening.router,
    reviews.router,
    qualifications.router,
    english_and_maths.router,
    off_the_job.router,
    readiness.router,
    record.router,
    packs.router,
    standards.router,
    verify.router,
    apprenticeship.router,
)
"""Every router of the pages, in the order in which paths are tried."""
