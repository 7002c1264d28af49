"""The daily mail of one person: what waits for them, as plain text and as HTML.

The HTML asks no other machine for anything and holds nothing that tells whether it was read.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader
from sqlmodel import Session

from app.adapters.secrets import signed_for
from app.domain.calendar import today_in_london
from app.domain.daily_mail import WHY, Line, daily_mail, lines, subject
from app.domain.messages import Message
from app.domain.people import Person
from app.domain.tasks import TaskKind
from app.queries.tasks import tasks_for
from app.queries.tidings import Tidings
from app.settings import ROOT

TEMPLATE = "emails/daily.html"


@dataclass(frozen=True, slots=True)
class DailyMail:
    """What the template shows."""

    title: str
    name: str
    lines: tuple[Line, ...]
    why: str
    home: str
    stop_at: str


def daily_mail_for(
    session: Session,
    person: Person,
    unwanted: Collection[TaskKind],
    tidings: Tidings,
    *,
    key: str,
    public_url: str,
    now: datetime,
) -> Message | None:
    """None where nothing waits for them that they want to be written to about.

    ``key`` signs the link by which they choose; ``tidings`` are of the time since the mail before.
    """
    waits = tasks_for(session, person, tidings, now=now)
    tasks = [task for task in waits if task.kind not in unwanted]
    if not tasks:
        return None
    waiting = lines(tasks, public_url=public_url, today=today_in_london(now))
    stop_at = f"{public_url}/mail/{signed_for(person.id, key)}"
    shown = DailyMail(
        title=subject(len(waiting)),
        name=person.name,
        lines=waiting,
        why=WHY,
        home=public_url,
        stop_at=stop_at,
    )
    return daily_mail(person.name, waiting, html=as_html(shown), stop_at=stop_at)


def as_html(mail: DailyMail) -> str:
    values = {field.name: getattr(mail, field.name) for field in fields(mail)}
    return _environment().get_template(TEMPLATE).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
