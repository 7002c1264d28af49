"""Which lists can be taken in."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.domain import intake_apprenticeships, intake_people
from app.domain.intake import Column


class ListKind(StrEnum):
    """What the rows of a list are."""

    PEOPLE = "people"
    APPRENTICESHIPS = "apprenticeships"


COLUMNS: Mapping[ListKind, Sequence[Column]] = {
    ListKind.PEOPLE: intake_people.COLUMNS,
    ListKind.APPRENTICESHIPS: intake_apprenticeships.COLUMNS,
}
