"""A list from a spreadsheet, looked at or taken in: the same for pages, API and commands."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.actions.intake_apprenticeships import take_in_apprenticeships
from app.actions.intake_people import take_in_people
from app.adapters.db import Database
from app.domain.cells import SheetRow
from app.domain.intake import Fates, lines_of
from app.domain.intake_lists import COLUMNS, ListKind
from app.domain.people import Person


def take_in(
    database: Database,
    kind: ListKind,
    rows: Sequence[SheetRow],
    *,
    provider_id: uuid.UUID,
    by: Person | None,
    public_url: str,
    now: datetime,
) -> Fates[Any]:
    """What became of each row. Invalid, with every row and column that is wrong, takes none."""
    lines = lines_of(rows, COLUMNS[kind])
    take = take_in_people if kind is ListKind.PEOPLE else take_in_apprenticeships
    return take(database, lines, provider_id=provider_id, by=by, public_url=public_url, now=now)
