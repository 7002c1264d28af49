"""Taking a portfolio out: asking for its hand-over pack, seeing how far it is, saving it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.packs import ask_for_pack
from app.domain.calendar import day_in_words, moment_in_words, today_in_london
from app.domain.packs import IN_HAND, KEPT, PackState
from app.queries.packs import Pack, PackDesk, get_pack_desk
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.filters import file_size
from app.web.notices import is_htmx, see_other
from app.web.pack_downloads import save_pack
from app.web.rendering import Fragment, Page, render

router = APIRouter(include_in_schema=False)

_HEADLINES = {
    PackState.WAITING: "The pack is about to be made.",
    PackState.MAKING: "The pack is being made.",
    PackState.READY: "The pack is ready.",
    PackState.FAILED: "The pack could not be made.",
    PackState.WITHDRAWN: "A file in the pack was blocked after it was made, so it is withdrawn.",
}


@dataclass(frozen=True, kw_only=True)
class _Box:
    """``headline`` is empty where no pack was asked for; ``file_href`` where none is ready."""

    here: str
    in_hand: bool
    headline: str
    since: str
    percent: int
    file_href: str
    file_size: str
    sha256: str
    statement: str


@dataclass(frozen=True, kw_only=True)
class PackBox(_Box, Fragment):
    """How far the pack is, which the page asks for again while it is made."""

    template = "packs/_pack.html"


@dataclass(frozen=True, kw_only=True)
class PackPage(_Box, Page):
    """The same, and what is to be known before."""

    template = "packs/show.html"

    apprentice: str
    provider: str
    back_to: str
    days: int


@router.get("/apprenticeships/{apprenticeship_id}/pack")
def show_pack(
    request: Request,
    apprenticeship_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    now: Now,
) -> Response:
    with database.read() as session:
        desk = get_pack_desk(
            session, person, apprenticeship_id, now=now, today=today_in_london(now)
        )
    box = _box(desk, now)
    if is_htmx(request):
        return render(request, box)
    return render(
        request,
        PackPage(
            title="Take the portfolio out",
            apprentice=desk.apprenticeship.apprentice,
            provider=desk.apprenticeship.provider,
            back_to=f"/apprenticeships/{apprenticeship_id}",
            days=KEPT.days,
            **asdict(box),
        ),
    )


@router.post("/apprenticeships/{apprenticeship_id}/pack")
def ask(
    request: Request,
    apprenticeship_id: UUID,
    _form: PageForm,
    person: SignedInPerson,
    database: CurrentDatabase,
    now: Now,
) -> Response:
    ask_for_pack(database, apprenticeship_id, by=person, now=now)
    return see_other(
        request,
        f"/apprenticeships/{apprenticeship_id}/pack",
        "The pack is being made. You can leave this page meanwhile.",
    )


@router.get("/apprenticeships/{apprenticeship_id}/pack.zip")
@router.head("/apprenticeships/{apprenticeship_id}/pack.zip")
def save(
    request: Request,
    apprenticeship_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    return save_pack(request, database, storage, apprenticeship_id, by=person, now=now)


def _box(desk: PackDesk, now: datetime) -> PackBox:
    pack = desk.pack
    here = f"/apprenticeships/{desk.apprenticeship.id}/pack"
    ready = pack is not None and pack.state is PackState.READY
    return PackBox(
        here=here,
        in_hand=pack is not None and pack.state in IN_HAND,
        headline=_HEADLINES[pack.state] if pack else "",
        since=_since(pack) if pack else "",
        percent=100 * pack.done // pack.size if pack and pack.size else 0,
        file_href=f"{here}.zip" if ready else "",
        file_size=file_size(pack.zip_size) if pack else "",
        sha256=pack.sha256 if pack and ready else "",
        statement=desk.statement,
    )


def _since(pack: Pack) -> str:
    match pack.state:
        case PackState.READY:
            made = moment_in_words(pack.made_at or pack.asked_at)
            until = day_in_words(today_in_london(pack.expires_at))
            return (
                f"It was made on {made}, asked for by {pack.asked_by}, and is kept until {until}."
            )
        case PackState.FAILED:
            return pack.problem
        case PackState.WITHDRAWN:
            return "Ask for a new one: it will name that file, and leave it out."
    return f"{pack.asked_by} asked for it on {moment_in_words(pack.asked_at)}."
