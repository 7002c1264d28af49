"""The homes of those who run a training provider, and of those who watch over its quality."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response

from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.jobs import FAILED
from app.domain.people import Person, Role
from app.queries.gateway_homes import AtTheGateway, at_the_gateway
from app.queries.homes import LeftAlone, apprentices_left_alone
from app.queries.job_problems import JobProblem, job_problems_for
from app.queries.outbox import waiting_messages_for
from app.queries.verifications import Verification, latest_verification
from app.web.filters import code_list as listed
from app.web.filters import moment, plural
from app.web.pages.assessments import show_assessments_home
from app.web.pages.gateway import gateway_path
from app.web.rendering import Page, render

SHOWN = 20
UNSOUND = "The record wants looking into"


@dataclass(frozen=True, slots=True)
class Wants:
    """Something that only an administrator can put right."""

    name: str
    why: str
    href: str


@dataclass(frozen=True, kw_only=True)
class AdministratorHome(Page):
    template = "home/administrator.html"
    wants: tuple[Wants, ...]


@dataclass(frozen=True, kw_only=True)
class IqaHome(Page):
    template = "home/iqa.html"
    provider: str
    wants: tuple[Wants, ...]


@dataclass(frozen=True, kw_only=True)
class RolelessHome(Page):
    template = "home/roleless.html"


def show_administrator_home(
    request: Request, database: Database, person: Person, now: datetime
) -> Response:
    if not person.providers_as(Role.ADMINISTRATOR):
        return show_assessments_home(request, database, person, now)
    with database.read() as session:
        messages = waiting_messages_for(session, person, now=now, limit=SHOWN)
        today = today_in_london(now)
        alone = apprentices_left_alone(session, person, today=today, limit=SHOWN)
        gates = at_the_gateway(session, person, today=today)
        check = latest_verification(session)
        jobs = job_problems_for(session, person)
    wants = [_pass(each) for each in gates if not each.undeclared]
    wants += [_provide_for(each) for each in alone]
    if messages.items:
        count = plural(len(messages.items), "message") + (" and more" if messages.next else "")
        wants.insert(
            0,
            Wants(
                f"{count} not sent yet",
                "Each holds a link for one person. Where no mail is set up, pass it on yourself.",
                "/messages",
            ),
        )
    wants = [_look_at(each) for each in jobs] + wants
    title = "Somebody waits for you" if wants else "Nobody waits for you"
    if check is not None and not check.outcome.sound:
        wants.insert(0, _look_into(check))
        title = UNSOUND
    return render(request, AdministratorHome(title=title, wants=tuple(wants)))


def show_iqa_home(request: Request, database: Database, person: Person, _now: datetime) -> Response:
    houses = {held.organisation for held in person.roles if held.role is Role.IQA}
    with database.read() as session:
        check = latest_verification(session)
    wants = (_look_into(check),) if check is not None and not check.outcome.sound else ()
    page = IqaHome(
        title=UNSOUND if wants else "You read what assessors decide",
        provider=listed(sorted(houses)),
        wants=wants,
    )
    return render(request, page)


def show_roleless_home(request: Request) -> Response:
    return render(request, RolelessHome(title="You hold no role at present"))


def _look_into(check: Verification) -> Wants:
    made = f"Checked on {moment(check.finished_at)}."
    if check.outcome.broke_off:
        return Wants("The check of the record broke off", made, "/record")
    found = plural(len(check.outcome.findings), "finding")
    return Wants(
        "The record of acts is not sound",
        f"{found}: something is not as the record says. {made}",
        "/record",
    )


def _look_at(failing: JobProblem) -> Wants:
    return Wants(
        FAILED[failing.job],
        "It is tried again by itself. See since when it has failed.",
        "/messages#jobs",
    )


def _pass(ready: AtTheGateway) -> Wants:
    return Wants(
        f"{ready.apprentice} is ready: pass them through the gateway",
        "All three have declared.",
        gateway_path(ready.apprenticeship_id),
    )


def _provide_for(alone: LeftAlone) -> Wants:
    lacks = [
        name
        for name, there in (("assessor", alone.assessor), ("line manager", alone.line_manager))
        if not there
    ]
    return Wants(
        f"{alone.apprentice} has no {' and no '.join(lacks)}",
        "Their evidence waits until somebody is named."
        if not alone.assessor
        else "Nobody can confirm that their work is their own until somebody is named.",
        f"/apprenticeships/{alone.apprenticeship_id}/settings",
    )
