"""The record of acts: what it holds, its checkpoints and keys, and whether it still holds good."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from app.actions.verifications import ask_for_verification
from app.domain.calendar import days_in_words, today_in_london
from app.domain.people import Person
from app.domain.permissions import houses_to_look_into
from app.domain.record import INSTALLATION
from app.domain.record_access import houses_with_log
from app.domain.verification import in_a_sentence, time_taken
from app.queries.checkpoints import Checkpoint, Key, keys_of, latest_checkpoint
from app.queries.organisations import all_providers
from app.queries.record_acts import Part, parts_of
from app.queries.record_entries import get_entry_for, lengths_of
from app.queries.verifications import Verification, latest_verification, waiting_verification
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import moment
from app.web.notices import see_other
from app.web.pages.record_entry import entry_page
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

MOST = 2**31 - 1
NIGHTLY = "as every night, without anybody asking"


@dataclass(frozen=True, slots=True)
class PartShown:
    """Acts of a log, from one to another, as a file to be saved."""

    what: str
    saved_as: SaveAs


@dataclass(frozen=True, slots=True)
class LogShown:
    """``after``: how many acts came after the latest checkpoint.

    ``latest`` and the ``earlier`` parts are there where the reader looks after the whole house.
    """

    name: str
    acts: int
    after: int
    checkpoint: Checkpoint | None
    latest: PartShown | None
    earlier: tuple[PartShown, ...]


@dataclass(frozen=True, slots=True)
class CheckUnderWay:
    """``share`` is how much is done, in per cent."""

    sentence: str
    share: int


@dataclass(frozen=True, slots=True)
class CheckMade:
    """``withheld``: there is more to be told, and it may speak of other providers' work."""

    sentence: str
    when: str
    sound: bool
    findings: tuple[str, ...]
    remarks: tuple[str, ...]
    withheld: bool


@dataclass(frozen=True, kw_only=True)
class RecordPage(Page):
    template = "record/show.html"
    title: str = "The record of acts"
    logs: tuple[LogShown, ...]
    keys: tuple[Key, ...]
    under_way: CheckUnderWay | None
    made: CheckMade | None


@router.get("/record")
def show_record(request: Request, database: CurrentDatabase, person: SignedInPerson) -> Response:
    houses = houses_to_look_into(person)
    with database.read() as session:
        waiting, latest = waiting_verification(session), latest_verification(session)
        everywhere = {each.id for each in all_providers(session)} <= houses
        page = RecordPage(
            logs=_logs(session, person),
            keys=keys_of(session),
            under_way=_under_way(waiting) if waiting else None,
            made=_made(latest, tells_all=everywhere) if latest else None,
        )
    return render(request, page)


@router.post("/record/verifications")
def check_now(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    ask_for_verification(database, by=person, now=now)
    return see_other(request, "/record", "You asked for a check of the record.")


@router.get("/record/{log}/entries/{sequence}")
def show_entry(
    request: Request,
    log: UUID,
    sequence: Annotated[int, Path(ge=1, le=MOST)],
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_entry_for(session, person, log, sequence, today=today_in_london(now))
    return render(request, entry_page(found))


def _logs(session: Session, person: Person) -> tuple[LogShown, ...]:
    houses = houses_to_look_into(person)
    names = {
        held.organisation_id: held.organisation
        for held in person.roles
        if held.organisation_id in houses
    }
    logs = {**names, INSTALLATION: "This installation"}
    lengths = lengths_of(session, list(logs))
    read = houses_with_log(person)
    shown = []
    for log, name in logs.items():
        checkpoint = latest_checkpoint(session, log)
        acts = lengths.get(log, 0)
        after = acts - checkpoint.size if checkpoint else acts
        parts = [_part(log, each) for each in parts_of(session, log, acts)] if log in read else []
        latest = parts[0] if parts else None
        shown.append(LogShown(name, acts, after, checkpoint, latest, tuple(parts[1:])))
    return tuple(shown)


def _part(log: UUID, part: Part) -> PartShown:
    what = f"record, acts {part.first:,} to {part.last:,},"
    if part.since and part.until:
        days = days_in_words(today_in_london(part.since), today_in_london(part.until))
        what = f"{what} {days},"
    return PartShown(what, save_as(f"/record/{log}/acts/{part.number}"))


def _under_way(waiting: Verification) -> CheckUnderWay:
    when = moment(waiting.asked_at)
    asked = (
        f"{waiting.asked_by} asked for it on {when}."
        if waiting.asked_by
        else f"Begun on {when}, {NIGHTLY}."
    )
    if not waiting.of:
        return CheckUnderWay(f"The record is about to be checked. {asked}", 0)
    how_far = f"{waiting.done:,} of {waiting.of:,} entries, rows, files and snapshots"
    share = 100 * waiting.done // waiting.of
    return CheckUnderWay(f"The record is being checked: {how_far} so far. {asked}", share)


def _made(latest: Verification, *, tells_all: bool) -> CheckMade:
    outcome = latest.outcome
    took = f", {time_taken(latest.took)}" if latest.took is not None else ""
    who = f". {latest.asked_by} had asked for it" if latest.asked_by else f", {NIGHTLY}"
    told = () if outcome.broke_off else outcome.findings
    return CheckMade(
        in_a_sentence(outcome),
        when=f"Checked on {moment(latest.finished_at)}{took}{who}.",
        sound=outcome.sound,
        findings=told if tells_all else (),
        remarks=outcome.remarks if tells_all else (),
        withheld=bool(told or outcome.remarks) and not tells_all,
    )
