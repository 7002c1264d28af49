"""The statement of result as it goes out, to a browser and to a program alike."""

import uuid
from datetime import datetime

from fastapi import Request, Response

from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.issued import IssuedKind
from app.domain.people import Person
from app.queries.issued import issued_about
from app.reports.result import statement_of_result
from app.reports.result_pdf import result_as_pdf, result_pdf_name
from app.web.downloads import content_disposition, to_be_saved


def result_document(
    request: Request,
    database: Database,
    storage: Storage,
    apprenticeship_id: uuid.UUID,
    *,
    by: Person,
    now: datetime,
) -> Response:
    """As it was issued; until it is, the same without the proof."""
    with database.read() as session:
        statement = statement_of_result(session, by, apprenticeship_id, now=now)
        issued = issued_about(session, statement.result.id, IssuedKind.RESULT)
    if issued:
        return to_be_saved(request, storage, issued.provider_id, issued)
    return Response(
        result_as_pdf(statement, now=now),
        media_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition(result_pdf_name(statement)),
            "Cache-Control": "private, no-store",
        },
    )
