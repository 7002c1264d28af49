"""The record of acts, as those read it who check it."""

from collections.abc import Mapping

from sqlmodel import Session

from app.models.events import EventRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.standards import get_standard_by_id


def held_against(session: Session, apprenticeship: Apprenticeship) -> Mapping[str, str | None]:
    """The hashes of the standard, plan and rules in force: no statement, once it was read."""
    return {
        "standard": get_standard_by_id(session, apprenticeship.standard_id).sha256,
        "plan": apprenticeship.plan_sha256,
        "rule_sets": apprenticeship.rule_sets_sha256,
    }


def facts_of(event: EventRow) -> Mapping[str, object]:
    """What an entry's body repeats of its event, so that neither changes without the other."""
    return {
        "log": event.log,
        "sequence": event.sequence,
        "at": event.at,
        "actor": event.actor_id,
        "role": event.role,
        "kind": event.kind,
        "apprenticeship": event.apprenticeship_id,
        "evidence": event.evidence_id,
        "subject": event.subject_id,
        "revision": event.revision,
    }
