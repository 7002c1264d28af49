"""Part of an import: a pack is looked through before anything of it is kept."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO

from app.adapters.bag_reader import Bag, open_bag
from app.adapters.db import Database
from app.adapters.pack_reader import content_of, read_portfolio, refuse
from app.adapters.pack_record import RecordChecked, check_record
from app.adapters.portfolio_file import PortfolioFile
from app.domain.apprenticeships import SpellKind
from app.domain.calendar import today_in_london
from app.domain.content import check_content, missing_for_submission
from app.domain.errors import Invalid
from app.domain.evidence import EvidenceStatus
from app.domain.landing import NamedSpell, employers_after
from app.domain.notes import PublicKey
from app.domain.terms import specialism_error
from app.queries.standards import get_standard

Tell = Callable[[int, int], None]


@contextmanager
def looked_through(
    database: Database,
    content: IO[bytes],
    *,
    trusted: PublicKey | None,
    now: datetime,
    tell: Tell,
) -> Iterator[tuple[Bag, PortfolioFile, RecordChecked]]:
    """The pack, where all of it is what it says. Invalid with the first thing that is not.

    Looked at are the archive, each file against its hash, what is said against the record that
    came with it, and that against the standard here.
    """
    with open_bag(content) as bag:
        bag.check_contents(tell)
        said = read_portfolio(bag)
        checked = check_record(bag, said, trusted)
        if checked.findings:
            refuse(checked.findings[0].rstrip("."))
        _check_against_standard(database, said, today_in_london(now))
        yield bag, said, checked


def employers_said(
    said: PortfolioFile, employer: str | None, today: date
) -> tuple[NamedSpell, ...]:
    """The employers from the start on, the present one last; empty where none is known."""
    before = [
        NamedSpell(spell.organisation.name, spell.starts_on, spell.ends_on)
        for spell in said.spells
        if spell.kind is SpellKind.EMPLOYER and spell.organisation
    ]
    return employers_after(before, employer, today=today, started_on=said.started_on)


def what_it_holds(
    bag: Bag, said: PortfolioFile, checked: RecordChecked, today: date
) -> Mapping[str, object]:
    """For whoever decides whether it is taken in, as JSON."""
    employers = employers_said(said, None, today)
    standard = said.standard
    return {
        "apprentice": said.apprentice.name,
        "provider": said.provider.name,
        "standard": f"{standard.title}, {standard.reference} {standard.version}",
        "stood_at": said.readiness.as_of.isoformat(),
        "passed": said.passage is not None,
        "started_on": said.started_on.isoformat(),
        "planned_end_on": said.planned_end_on.isoformat(),
        "employer": employers[-1].name if employers else None,
        "pieces": len(said.pieces),
        "signed_off": sum(each.status is EvidenceStatus.SIGNED_OFF for each in said.pieces),
        "drafts": said.drafts,
        "reviews": len(said.reviews),
        "qualifications": len(said.qualifications),
        "declarations": len(said.declarations) + len(said.declared_before),
        "files": len(bag.payload),
        "entries": len(checked.extract.entries) if checked.extract else 0,
        "key": checked.key.text if checked.key else "",
        "from_before": len(checked.from_before),
    }


def _check_against_standard(database: Database, said: PortfolioFile, today: date) -> None:
    """The same standard in the same words must be loaded here, and each piece must fit it."""
    with database.read() as session:
        standard = get_standard(session, said.standard.reference, said.standard.version)
    if standard.sha256 != said.standard.sha256:
        refuse(f"the words of {standard.name} are not those that are loaded here")
    areas = {area.key for area in standard.practice_areas}
    known = {criterion.code for criterion in standard.criteria}
    if specialism_error(said.specialism, areas):
        refuse("its specialism is none of the standard’s")
    for piece in said.pieces:
        content = content_of(piece.content)
        title = f"“{content.title[:60]}”"
        try:
            check_content(content, criteria=known, practice_areas=areas, today=today)
        except Invalid as error:
            refuse(f"{title} cannot be kept here. {error.sentence.rstrip('.')}")
        if missing_for_submission(content):
            refuse(f"{title} lacks what a submission needs")
        if piece.decision and not {c.criterion for c in piece.decision.criteria} <= known:
            refuse(f"the decision on {title} speaks of what is not in the standard")
