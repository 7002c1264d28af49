"""Puts the parts together and decides nothing."""

import gc
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from threading import Event, Thread

from anyio import to_thread
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from app.adapters.db import Database
from app.adapters.log import set_up_log
from app.adapters.storage import open_storage
from app.domain.errors import RuleBroken
from app.jobs.runner import run_jobs
from app.settings import ROOT, Settings
from app.upkeep.checking import check_for_jobs
from app.web import api, health, pages
from app.web.api.description import describe_api
from app.web.errors import UnexpectedErrors, handle_errors
from app.web.rendering import make_templates
from app.web.security import PlainAddresses, SameSite, SecurityHeaders

THREADS = 4
"""Of a worker. Measured: 1.3 times faster than 40, which only wait for each other."""

GARBAGE = 50_000
"""New objects after which Python looks for cycles among them, and not 700. Measured: a page makes
thousands, hardly any in a cycle, and with eight at once the slowest were a third slower for it."""

JOBS_GRACE = 5.0
"""Seconds that a message on its way out gets when the server is told to stop."""

_BUILT = ROOT / "app/web/assets/built"


def create_app(settings: Settings, *, with_jobs: bool = True) -> FastAPI:
    """The application, ready to serve. Its database is opened by the first request.

    ``with_jobs``: a server of it also runs the jobs, where it holds their lease.
    """
    set_up_log()
    app = FastAPI(
        title="Gatepost",
        version=version("gatepost"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_serving_with_jobs if with_jobs else _serving,
    )
    assets = _asset_addresses(_BUILT / "manifest.json")
    app.state.settings = settings
    app.state.database = Database(settings.database_url)
    app.state.storage = open_storage(settings.storage_url)
    app.state.templates = make_templates(ROOT / "templates", assets)

    # Pages are left as they are: beside what somebody types they hold a key, and how far both
    # shrink together would tell of it.
    app.mount("/assets", GZipMiddleware(_Assets(directory=_BUILT / "static")))
    for router in (health.router, *pages.ROUTERS, *api.ROUTERS):
        app.include_router(router)
    describe_api(app, api.ROUTERS)
    handle_errors(app)
    # The last one added is the outermost.
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(PlainAddresses)
    app.add_middleware(SameSite)
    app.add_middleware(SecurityHeaders)
    return app


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = THREADS
    _spare_the_collector()
    yield
    database: Database = app.state.database
    database.close()


def _spare_the_collector() -> None:
    """Once in a process: what was read at its start is never garbage, and is not looked through."""
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE)


@asynccontextmanager
async def _serving_with_jobs(app: FastAPI) -> AsyncIterator[None]:
    async with _serving(app):
        stop = Event()
        database, settings = app.state.database, app.state.settings
        jobs = Thread(
            target=run_jobs,
            args=(database, settings, stop),
            kwargs={"check": check_for_jobs(database, settings)},
            daemon=True,
        )
        jobs.start()
        yield
        stop.set()
        await to_thread.run_sync(jobs.join, JOBS_GRACE)


def _asset_addresses(manifest: Path) -> Mapping[str, str]:
    """The address of each asset by its plain name, from what the build wrote."""
    try:
        names: dict[str, str] = json.loads(manifest.read_text())
    except FileNotFoundError:
        raise RuleBroken("The style and scripts are not built yet: run `make install`.") from None
    return {name: f"/assets/{hashed}" for name, hashed in names.items()}


class _Assets(StaticFiles):
    """Each file's name holds its hash, so a browser need never ask for it again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
