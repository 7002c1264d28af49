"""A part of the record of acts as a table for a spreadsheet: who did what, and when."""

from collections.abc import Iterable
from datetime import datetime

from app.adapters.sheets import Heading, Sheet
from app.domain.cells import moment_cell
from app.domain.events import in_words_of
from app.domain.people import ROLE_NAMES, Role
from app.queries.record_acts import Act

BY_COMMAND = "Whoever runs the installation"


def acts_sheet(acts: Iterable[Act], part: int, now: datetime) -> Sheet:
    """The numbers are those of the entries; where one is left out, it is not for its reader."""
    return Sheet(
        name=f"record-{part}",
        title="Acts",
        headings=(
            Heading("Entry", 10),
            Heading("When", 18),
            Heading("What", 34),
            Heading("By", 26),
            Heading("As", 24),
            Heading("About", 30),
            Heading("Evidence", 44),
            Heading("Submission", 12),
        ),
        rows=(
            (
                str(act.sequence),
                moment_cell(act.at),
                in_words_of(act.kind),
                act.by or BY_COMMAND,
                _role_name(act.role),
                act.about or "",
                act.evidence or "",
                str(act.revision or ""),
            )
            for act in acts
        ),
        made_at=now,
    )


def _role_name(role: str | None) -> str:
    """As it was written down, where it is none of ours."""
    return ROLE_NAMES[Role(role)] if role in set(Role) else role or ""
