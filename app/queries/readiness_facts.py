"""Everything that readiness is computed from, gathered for one apprenticeship."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.apprenticeships import PAST_THE_GATEWAY
from app.domain.calendar import today_in_london
from app.domain.facts import Facts, counted
from app.domain.people import Person
from app.domain.readiness import Readiness, readiness
from app.domain.rule_sets import rule_set_for
from app.domain.snapshots import as_passed
from app.queries.apprenticeships import (
    Apprenticeship,
    Spell,
    breaks_in,
    get_apprenticeship_for,
    spells_of,
)
from app.queries.passages import Passage, present_passage
from app.queries.readiness import (
    MappedPiece,
    PieceLine,
    held_against,
    mappings_among,
    pieces_for,
)
from app.queries.standards import get_standard_by_id


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts, and the lines behind them as the person who asked may see them.

    Of somebody who is through the gateway they are those of the ``passage``, and not of today.
    ``mapped`` are the mappings that count: once a portfolio is selected, of what is signed off
    only its pieces.
    """

    apprenticeship: Apprenticeship
    spells: tuple[Spell, ...]
    rule_sets_sha256: str
    pieces: tuple[PieceLine, ...]
    mapped: tuple[MappedPiece, ...]
    facts: Facts
    passage: Passage | None = None


def gather_facts(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, today: date
) -> Gathered:
    """Five statements, once standard, plan and rules have been read before; six after the gateway.

    NotFound where the apprenticeship is not this person's to know of. The facts are the same
    for everybody; what a person may not see of a piece is left out of its line.
    """
    apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
    spells = spells_of(session, [apprenticeship_id])[apprenticeship_id]
    passed = apprenticeship.status in PAST_THE_GATEWAY
    passage = present_passage(session, apprenticeship_id) if passed else None
    against = held_against(session, apprenticeship, passage.snapshot if passage else None)
    pieces = pieces_for(session, person, apprenticeship, today=today)
    mapped = mappings_among(session, apprenticeship_id, pieces)
    facts = Facts(
        standard=get_standard_by_id(session, apprenticeship.standard_id),
        plan=against.plan,
        rule_set=rule_set_for(against.rule_sets, apprenticeship.started_on),
        started_on=apprenticeship.started_on,
        today=today_in_london(passage.passed_at) if passage else today,
        weekly_hours=apprenticeship.weekly_hours,
        breaks=breaks_in(spells),
        mappings=tuple(each.fact for each in mapped),
        pieces=tuple(each.fact for each in pieces),
        last_review_on=against.last_review_on,
        recorded=against.recorded,
    )
    return Gathered(
        apprenticeship=apprenticeship,
        spells=spells,
        rule_sets_sha256=against.rule_sets.sha256,
        pieces=pieces,
        mapped=counted(mapped, facts.pieces),
        facts=facts,
        passage=passage,
    )


def readiness_in(gathered: Gathered) -> Readiness:
    """The answer; for who is through the gateway, the one that they passed with."""
    found = readiness(gathered.facts)
    passage = gathered.passage
    return as_passed(found, passage.snapshot) if passage else found
