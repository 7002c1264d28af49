"""The pages that are measured, and how."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.progress import Progress
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.main import create_app
from app.web.sessions import SESSION
from tests.conftest import settings_for
from tests.performance.measuring import Timed, floor_of, timed, watching
from tests.performance.provider import Provider
from tests.performance.server import served

TIMES, AT_ONCE = 60, 8


@dataclass(frozen=True)
class Look:
    """A page, as one person asks for it."""

    name: str
    person: Person
    path: str


@dataclass(frozen=True)
class Looked:
    """What was measured; ``floor`` in milliseconds."""

    size: int
    name: str
    statements: int
    kilobytes: float
    alone: Timed
    together: Timed
    floor: float


def of_the_cohort(provider: Provider) -> tuple[Look, ...]:
    ruth = provider.cast.ruth
    return (Look("Cohort", ruth, "/cohort"), Look("Cohort: who waits", ruth, "/cohort/waits"))


def of_everything(provider: Provider) -> tuple[Look, ...]:
    cast = provider.cast
    amaras = f"/apprenticeships/{cast.amaras}"
    signed_off = provider.a_piece(EvidenceStatus.SIGNED_OFF)
    submitted = provider.a_piece(EvidenceStatus.SUBMITTED)
    return (
        Look("Apprentice’s home", cast.amara, "/"),
        Look("Evidence", cast.amara, "/evidence"),
        Look("Evidence with a word", cast.amara, "/evidence?q=landlord"),
        Look("A piece of evidence", cast.amara, f"/evidence/{signed_off}"),
        Look("Readiness", cast.amara, f"{amaras}/readiness"),
        Look("Readiness as a PDF", cast.amara, f"{amaras}/readiness.pdf"),
        Look("Progress", cast.amara, f"{amaras}/progress"),
        Look("Matrix", cast.amara, f"{amaras}/progress/matrix"),
        Look("Line manager’s home", cast.marcus, "/"),
        Look("Assessor’s home", cast.sam, "/"),
        Look("Queue", cast.sam, "/queue"),
        Look("A piece to decide on", cast.sam, f"/evidence/{submitted}/decide"),
        Look("Administrator’s home", cast.ruth, "/"),
        Look("Apprenticeships", cast.ruth, "/apprenticeships"),
        Look("People", cast.ruth, "/people"),
        *of_the_cohort(provider),
    )


def looked_at(
    provider: Provider, size: int, looks: tuple[Look, ...], progress: Progress
) -> Iterator[Looked]:
    """Each page, from a server elsewhere and taken apart here."""
    app = create_app(
        settings_for(provider.data, database_url=provider.database_url), with_jobs=False
    )
    task = progress.add_task(f"Pages of {size:,}", total=len(looks))
    with served(provider.database_url, provider.data) as address:
        for look in looks:
            cookie = {"Cookie": f"{SESSION}={provider.session_of(look.person)}"}
            browser = TestClient(app, headers=cookie)
            browser.get(look.path)
            with watching(app) as seen:
                answer = browser.get(look.path)
            timed(address, look.path, cookie, at_once=1, times=3)
            yield Looked(
                size,
                look.name,
                len(seen.statements),
                len(answer.content) / 1000,
                timed(address, look.path, cookie, at_once=1, times=TIMES),
                timed(address, look.path, cookie, at_once=AT_ONCE, times=2 * TIMES),
                floor_of(provider.database, seen),
            )
            progress.advance(task)
    progress.remove_task(task)
    app.state.database.close()
