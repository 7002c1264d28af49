"""The JSON API, ``/api/v1``: the same nouns as the pages, their bodies beside them."""

from fastapi import APIRouter

from app.web.api import (
    accounts,
    apprenticeships,
    arrivals,
    assessments,
    evidence,
    files,
    gateway,
    handover,
    intake,
    packs,
    phrases,
    progress,
    qualifications,
    readiness,
    record,
    sign_off,
    standards,
    uploads,
)

ROUTERS: tuple[APIRouter, ...] = (
    accounts.open_router,
    accounts.router,
    standards.router,
    apprenticeships.router,
    intake.router,
    evidence.router,
    files.router,
    uploads.router,
    sign_off.router,
    phrases.router,
    qualifications.router,
    readiness.router,
    progress.router,
    record.router,
    gateway.router,
    handover.router,
    assessments.router,
    arrivals.router,
    packs.router,
)
"""Every router of the API, each with the prefix ``/api/v1``."""
