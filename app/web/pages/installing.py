"""What puts Gatepost on a phone's home screen, and says there that the network is gone.

All of it is the same for everybody, signed in or not: nothing here knows of anybody.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.web.rendering import Page, Shell

router = APIRouter(include_in_schema=False)

COLOUR = "#0b5a5c"
OFFLINE = "/offline"

KEPT = (
    "copying.js",
    "gatepost.css",
    "gatepost.svg",
    "gatepost.js",
    "govuk-frontend.js",
    "htmx.js",
    "js-enabled.js",
    "keep.js",
    "keys.js",
    "pages.js",
    "phrases.js",
    "saving-form.js",
    "saving.js",
    "sending.js",
    "told.js",
    "upload.js",
    "uploads.js",
    "words.js",
)
"""What a page needs to look like one. What is asked for later is not among it."""

NOBODY = Shell(person=None, roles="", navigation=(), notice="", wide=False)


@dataclass(frozen=True, kw_only=True)
class OfflinePage(Page):
    template = "errors/offline.html"


@router.get("/manifest.webmanifest")
async def manifest(request: Request) -> Response:
    asset = _assets(_environment(request))
    icons = [
        {"src": asset("gatepost.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": asset("gatepost-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": asset("gatepost-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": asset("gatepost-full-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    said = {
        "id": "/",
        "name": "Gatepost",
        "description": "The evidence portfolio of an apprenticeship.",
        "lang": "en-GB",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": "#ffffff",
        "icons": icons,
        "shortcuts": [{"name": "Quick log", "url": "/evidence/quick"}],
    }
    return Response(json.dumps(said), media_type="application/manifest+json")


@router.get("/service-worker.js")
async def service_worker(request: Request) -> Response:
    """Another one, byte for byte, whenever anything that it keeps is another."""
    environment = _environment(request)
    asset = _assets(environment)
    assets = [asset(name) for name in KEPT]
    worker = asset("service-worker.js")
    what = "\n".join((*assets, worker, _offline(environment)))
    version = hashlib.sha256(what.encode()).hexdigest()[:12]
    shell = json.dumps({"version": version, "offline": OFFLINE, "assets": assets})
    script = f"self.SHELL = {shell};\nimportScripts({json.dumps(worker)});\n"
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get(OFFLINE)
async def offline(request: Request) -> Response:
    return HTMLResponse(_offline(_environment(request)))


def _offline(environment: Environment) -> str:
    page = OfflinePage(title="There is no network")
    shown = {field.name: getattr(page, field.name) for field in fields(page)}
    return environment.get_template(page.template).render(shown, shell=NOBODY)


def _assets(environment: Environment) -> Callable[[str], str]:
    """The address of an asset by its plain name."""
    return cast("Callable[[str], str]", environment.globals["asset"])


def _environment(request: Request) -> Environment:
    environment: Environment = request.app.state.templates
    return environment
