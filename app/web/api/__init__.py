"""The JSON API, ``/api/v1``: the same nouns as the pages, their bodies beside them."""

from fastapi import APIRouter

from app.web.api import evidence, sign_off

ROUTERS: tuple[APIRouter, ...] = (evidence.router, sign_off.router)
"""Every router of the API, each with the prefix ``/api/v1``."""
