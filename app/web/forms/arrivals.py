"""What is typed to take in a portfolio from elsewhere: where it is to land."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.landing import Landing, landing_in
from app.web.bodies import Form


@dataclass(frozen=True, slots=True)
class TypedLanding:
    """As it stands in the boxes."""

    email: str = ""
    employer: str = ""
    line_manager: str = ""
    assessor: str = ""
    key: str = ""


def read_landing(form: Form) -> TypedLanding:
    return TypedLanding(
        email=form.text("apprentice.email"),
        employer=form.text("employer"),
        line_manager=form.text("line_managers.0"),
        assessor=form.text("assessors.0"),
        key=form.text("key"),
    )


def kept_landing(said: Mapping[str, object]) -> TypedLanding:
    """What was typed before, as it was kept with the pack."""
    landing = landing_in(said)
    return TypedLanding(
        email=landing.email,
        employer=landing.employer or "",
        line_manager=next(iter(landing.line_managers), ""),
        assessor=next(iter(landing.assessors), ""),
        key=str(said.get("key") or ""),
    )


def landing_of(typed: TypedLanding) -> Landing:
    return Landing(
        email=typed.email,
        employer=typed.employer or None,
        line_managers=(typed.line_manager,) if typed.line_manager else (),
        assessors=(typed.assessor,) if typed.assessor else (),
    )
