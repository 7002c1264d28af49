"""One's reviews in one's own calendar program: the page that makes the address, and the feed."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.calendar_feed import make_calendar_feed, revoke_calendar_feed
from app.adapters.db import Database
from app.domain.errors import NotFound
from app.domain.people import Person
from app.queries.calendar import calendar_made_at, find_calendar_owner
from app.reports.review_calendar import review_calendar
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.notices import see_other
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

MEDIA_TYPE = "text/calendar; charset=utf-8"
MADE = "Your calendar has an address."
RENEWED = "Your calendar has a new address. The one before no longer works."


@dataclass(frozen=True, kw_only=True)
class CalendarPage(Page):
    """``made`` is a whole address, shown this once; ``since`` is None where there is none."""

    template = "calendar/show.html"
    title: str = "Your reviews in your calendar"
    since: datetime | None
    made: str = ""


@router.get("/account/calendar")
def show_calendar(request: Request, database: CurrentDatabase, person: SignedInPerson) -> Response:
    return render(request, _page(database, person))


@router.post("/account/calendar")
def make_address(
    request: Request,
    _form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """The address stands on the page that answers, and nowhere afterwards."""
    with database.read() as session:
        had_one = calendar_made_at(session, person) is not None
    token = make_calendar_feed(database, by=person, now=now)
    page = _page(database, person, made=f"{settings.public_url}/calendar/{token}.ics")
    return render(request, page, notice=RENEWED if had_one else MADE)


@router.post("/account/calendar/revoke")
def revoke_address(
    request: Request, _form: PageForm, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    revoke_calendar_feed(database, by=person)
    return see_other(request, "/account/calendar", "The address no longer works.")


@router.get("/calendar/{token}.ics")
def read_calendar(
    token: str, database: CurrentDatabase, settings: CurrentSettings, now: Now
) -> Response:
    """For a program, which cannot sign in: whoever knows the address reads it."""
    with database.read() as session:
        person = find_calendar_owner(session, token)
        if person is None:
            raise NotFound
        found = review_calendar(
            session, person, host=settings.signs_as, public_url=settings.public_url, now=now
        )
    return Response(
        found,
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="gatepost.ics"'},
    )


def _page(database: Database, person: Person, *, made: str = "") -> CalendarPage:
    with database.read() as session:
        since = calendar_made_at(session, person)
    return CalendarPage(since=since, made=made)
