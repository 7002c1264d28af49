"""What the pages of packs that arrived show, decided before."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from app.domain.arrivals import IN_HAND, ArrivalState
from app.domain.calendar import day_in_words, moment_in_words, today_in_london
from app.domain.errors import FieldError
from app.domain.facts import pieces_in_words
from app.domain.landing import from_before_in_words
from app.queries.arrivals import Arrival
from app.queries.people import Colleague
from app.web.filters import file_size
from app.web.forms.arrivals import TypedLanding, kept_landing
from app.web.rendering import Fragment, Page

Choices = tuple[dict[str, str], ...]

HEADLINES = {
    ArrivalState.WAITING: "The pack is about to be looked through.",
    ArrivalState.LOOKING: "The pack is being looked through.",
    ArrivalState.READY: "The pack verifies.",
    ArrivalState.TAKING: "The portfolio is being taken in.",
    ArrivalState.TAKEN: "The portfolio was taken in.",
    ArrivalState.REFUSED: "The pack was refused, and nothing of it was kept.",
}


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """A pack in the list."""

    name: str
    href: str
    state: str
    sent: str


@dataclass(frozen=True, kw_only=True)
class ArrivalsPage(Page):
    """Where a pack is sent, and those that were sent lately.

    ``command`` is how whoever runs the installation takes in one that is too large to be sent.
    """

    template = "arrivals/list.html"
    title: str = "Take in a portfolio"

    lines: tuple[ArrivalLine, ...]
    providers: Choices
    provider: str
    max_file_bytes: int
    largest: str
    command: str
    days: int


@dataclass(frozen=True, kw_only=True)
class _Box:
    """``holds`` is empty until it was looked through; ``typed`` stands in the form."""

    here: str
    state: str
    in_hand: bool
    ready: bool
    headline: str
    detail: str
    percent: int
    holds: tuple[tuple[str, str], ...]
    verified: tuple[str, ...]
    apprenticeship_href: str
    employer: str
    typed: TypedLanding
    employers: tuple[str, ...]
    line_managers: tuple[Colleague, ...]
    assessors: tuple[Colleague, ...]


@dataclass(frozen=True, kw_only=True)
class ArrivalBox(_Box, Fragment):
    """How far it is, which the page asks for again while the jobs have it in hand."""

    template = "arrivals/_arrival.html"


@dataclass(frozen=True, kw_only=True)
class ArrivalPage(_Box, Page):
    template = "arrivals/show.html"

    name: str
    sent: str


def arrival_line(arrival: Arrival) -> ArrivalLine:
    return ArrivalLine(
        arrival.name, f"/arrivals/{arrival.id}", HEADLINES[arrival.state], _sent(arrival)
    )


def arrival_page(box: ArrivalBox, arrival: Arrival, errors: tuple[FieldError, ...]) -> ArrivalPage:
    said: dict[str, Any] = {field.name: getattr(box, field.name) for field in fields(_Box)}
    found = arrival.found or {}
    title = f"The portfolio of {found['apprentice']}" if found else "A pack from elsewhere"
    return ArrivalPage(
        title=title, name=arrival.name, sent=_sent(arrival), **{**said, "errors": errors}
    )


def arrival_box(
    arrival: Arrival,
    *,
    employers: tuple[str, ...] = (),
    line_managers: tuple[Colleague, ...] = (),
    assessors: tuple[Colleague, ...] = (),
    typed: TypedLanding | None = None,
    errors: tuple[FieldError, ...] = (),
) -> ArrivalBox:
    found, ready = arrival.found or {}, arrival.state is ArrivalState.READY
    return ArrivalBox(
        here=f"/arrivals/{arrival.id}",
        state=arrival.state.value,
        in_hand=arrival.state in IN_HAND,
        ready=ready,
        headline=HEADLINES[arrival.state],
        detail=arrival.refusal,
        percent=100 * arrival.done // arrival.of if arrival.of else 0,
        holds=_holds(found) if found else (),
        verified=_verified(found) if found and ready else (),
        apprenticeship_href=f"/apprenticeships/{arrival.apprenticeship_id}"
        if arrival.apprenticeship_id
        else "",
        employer=str(found.get("employer") or ""),
        typed=typed or kept_landing(arrival.landing or {}),
        employers=employers,
        line_managers=line_managers,
        assessors=assessors,
        errors=errors,
    )


def _holds(found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    signed_off, drafts = found["signed_off"], found["drafts"]
    stood = moment_in_words(datetime.fromisoformat(found["stood_at"]))
    started, ends = (
        day_in_words(date.fromisoformat(found[name])) for name in ("started_on", "planned_end_on")
    )
    facts = (
        ("Apprentice", found["apprentice"]),
        ("Training provider", found["provider"]),
        ("Standard", found["standard"]),
        ("As it stood", f"{stood}, having passed the gateway" if found["passed"] else stood),
        ("Programme", f"{started} to {ends}"),
        ("Present employer", found["employer"] or "None is named"),
        ("Evidence", f"{pieces_in_words(found['pieces'])}, {signed_off} of them signed off"),
        ("Progress reviews", _count(found["reviews"])),
        ("Qualifications", _count(found["qualifications"])),
        ("Declarations", _count(found["declarations"])),
        ("Left behind", f"{pieces_in_words(drafts)} in draft" if drafts else ""),
    )
    return tuple((name, value) for name, value in facts if value)


def _verified(found: Mapping[str, Any]) -> tuple[str, ...]:
    before, provider = found["from_before"], found["provider"]
    return (
        f"{found['files']:,} files are what the manifest says.",
        f"{found['entries']:,} entries of the record of {provider} vouch for what it says.",
        *((from_before_in_words(before),) if before else ()),
        f"Signed by the key {found['key']}. Whether that is the provider’s own, only they can say.",
    )


def _count(number: int) -> str:
    return str(number) if number else ""


def _sent(arrival: Arrival) -> str:
    sent = (
        f"{arrival.sent_by} sent it on {moment_in_words(arrival.sent_at)}"
        f" ({file_size(arrival.size)})."
    )
    if arrival.state is not ArrivalState.READY:
        return sent
    return f"{sent} It is kept here until {day_in_words(today_in_london(arrival.expires_at))}."
