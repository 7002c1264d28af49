"""The JSON API, ``/api/v1``: the same nouns as the pages, their bodies beside them."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
"""Every router of the API, each with the prefix ``/api/v1``."""
