"""Whether a document is what Gatepost issued: anybody who holds one may ask."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.domain.calendar import moment_in_words
from app.domain.errors import FieldError
from app.domain.issued import Answer, Standing
from app.queries.issued import standing_of
from app.web.bodies import Form, read_form
from app.web.deps import CurrentDatabase
from app.web.rendering import Page, render

LARGEST = 20_000_000
"""Bytes: a readiness report has less than one million."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class VerifyPage(Page):
    """``answer`` is empty before anything was asked; ``standing`` is its word for the colour."""

    template = "verify/show.html"
    title: str = "Is this document genuine?"
    standing: str = ""
    answer: str = ""
    detail: str = ""


async def _document(request: Request) -> AsyncIterator[Form]:
    async for form in read_form(request, limit=LARGEST, files=1):
        yield form


@router.get("/verify")
def show_verify(request: Request) -> Response:
    return render(request, VerifyPage())


@router.post("/verify")
def verify_document(
    request: Request, form: Annotated[Form, Depends(_document)], database: CurrentDatabase
) -> Response:
    """Nothing of the document is kept or looked into: its hash is all that is asked."""
    files = form.files("document")
    if not files or not files[0].size:
        error = FieldError("document", "Choose the document that you want to check.")
        return render(request, VerifyPage(errors=(error,)), status=422)
    sha256 = hashlib.file_digest(files[0].content, "sha256").hexdigest()  # type: ignore[arg-type]
    with database.read() as session:
        found = standing_of(session, sha256)
    return render(request, _page_of(found))


def _page_of(found: Answer) -> VerifyPage:
    if found.when is None:
        return VerifyPage(
            standing=Standing.NOT_VALID,
            answer="This is not a document that Gatepost issued here",
            detail="It was never issued by this installation, or a byte of it was changed since:"
            " opened and saved again, or printed to a new file, it is another document.",
        )
    issued = f"It was issued on {moment_in_words(found.when)}"
    if found.superseded is not None:
        return VerifyPage(
            standing=Standing.SUPERSEDED,
            answer="This document was genuine and no longer stands",
            detail=f"{issued}. It was superseded on {moment_in_words(found.superseded)}.",
        )
    return VerifyPage(
        standing=Standing.VALID,
        answer="This document is genuine",
        detail=f"{issued}, and not a byte of it was changed since.",
    )
