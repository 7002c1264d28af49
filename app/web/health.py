"""Whether this process can serve: for whatever watches over it."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError

from app.web.deps import CurrentDatabase

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def healthz(database: CurrentDatabase) -> PlainTextResponse:
    """200 where the database answers, else 503."""
    try:
        with database.read() as session:
            session.connection()
    except SQLAlchemyError:
        return PlainTextResponse("The database does not answer.\n", status_code=503)
    return PlainTextResponse("ok\n")
