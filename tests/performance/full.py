"""One apprenticeship as it is after three years: sixty pieces, two hundred mappings."""

from dataclasses import replace
from datetime import timedelta

from app.adapters.db import Database
from app.domain.content import Mapping
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.queries.standards import get_standard_by_id
from tests.cast import MOVED_ON, NOW, STARTED_ON, Cast
from tests.make import COMPLETE, Maker

PIECES, MAPPINGS = 60, 200

STATUSES = (
    *(EvidenceStatus.SIGNED_OFF for _ in range(44)),
    *(EvidenceStatus.SUBMITTED for _ in range(6)),
    *(EvidenceStatus.RETURNED for _ in range(4)),
    *(EvidenceStatus.DRAFT for _ in range(6)),
)
KINDS = tuple(EvidenceKind)
WORK = (
    ("Lease review memo", "I read the lease against the heads of terms and set out each break"),
    ("Completion statement", "I drew up the statement and agreed the apportionments with the bank"),
    ("Witness statement", "I took the statement in two meetings and settled it with the client"),
    ("Disclosure list", "I went through four boxes of letters and listed what we must disclose"),
    ("Letter of advice", "I set out the three courses open to the client and what each would cost"),
    ("Probate papers", "I worked out the estate, filled in the forms and answered the queries"),
)
SO_THAT = (
    "and explained to the partner why the clause could not stand as it was drafted.",
    "and noted the limits of what I could say without instructions from the landlord.",
    "and kept the other side’s solicitor to the timetable that the court had given us.",
    "and asked for help where the point went beyond what I had met in my training.",
)


def fill(database: Database, cast: Cast) -> None:
    """Amara's pieces, each walked to its status by the people themselves."""
    with database.read() as session:
        codes = [each.code for each in get_standard_by_id(session, cast.standard_id).criteria]
    maker, begun = Maker(database, cast, NOW), 0
    for number, status in enumerate(STATUSES):
        share = MAPPINGS // PIECES + (number < MAPPINGS % PIECES)
        title, what = WORK[number % len(WORK)]
        happened_on = STARTED_ON + timedelta(days=17 * number)
        content = replace(
            COMPLETE,
            title=f"{title} {number + 1}",
            kind=KINDS[number % len(KINDS)],
            happened_on=happened_on,
            narrative=" ".join(f"{what} {why}" for why in SO_THAT),
            matter=f"Matter {number + 1}",
            mappings=tuple(
                Mapping(codes[(begun + nth) % len(codes)], f"{what}.", f"p. {nth + 1}")
                for nth in range(share)
            ),
        )
        begun += share
        by_marcus = happened_on >= MOVED_ON and number % 2 == 0
        maker.evidence(status, content, confirmed=by_marcus)
