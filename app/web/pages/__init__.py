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
    confirming,
    evidence,
    evidence_changes,
    evidence_list,
    evidence_writing,
    files,
    home,
    queue,
    readiness,
    reopening,
    reviews,
    sign_in,
    sign_off,
    standards,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    account.router,
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
    readiness.router,
    standards.router,
    apprenticeship.router,
)
"""Every router of the pages, in the order in which paths are tried."""
