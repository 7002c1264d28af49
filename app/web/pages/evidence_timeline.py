"""What happened to a piece of evidence, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.events import EventKind
from app.domain.people import ROLE_NAMES
from app.queries.evidence_history import History
from app.queries.sign_off import Happened
from app.web.pages.evidence_changes import changed_names

_WORDS = {
    EventKind.EVIDENCE_STARTED: "Started",
    EventKind.EVIDENCE_SUBMITTED: "Submitted",
    EventKind.EVIDENCE_TAKEN_BACK: "Taken back",
    EventKind.EVIDENCE_SIGNED_OFF: "Signed off",
    EventKind.EVIDENCE_RETURNED: "Returned with feedback",
    EventKind.EVIDENCE_REOPENED: "Re-opened",
    EventKind.EVIDENCE_CONFIRMED: "Confirmed as the apprentice’s own work",
    EventKind.FILE_BLOCKED: "A file was blocked",
    EventKind.EVIDENCE_IMPORTED: "Came from another training provider, with what was decided there",
}
"""What the timeline tells. Changes of a draft are the apprentice's own affair."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """``changed`` names the parts that differ from the submission before. ``number`` is the
    place of the act in the record.
    """

    what: str
    who: str
    at: datetime
    number: int
    record_href: str
    text: str = ""
    changed: str = ""
    changes_href: str = ""


def timeline_of(history: History) -> tuple[TimelineEntry, ...]:
    """The latest first."""
    own = history.piece.apprenticeship.standing.apprentice
    return tuple(
        _entry(history, event)
        for event in reversed(history.events)
        if event.kind in _WORDS and (own or event.kind is not EventKind.EVIDENCE_STARTED)
    )


def _entry(history: History, event: Happened) -> TimelineEntry:
    what, number = _WORDS[event.kind], event.revision or 0
    before = history.revisions.get(number - 1)
    changed = changes_href = ""
    if event.kind is EventKind.EVIDENCE_SUBMITTED and before:
        what = "Submitted again"
        changed = ", ".join(changed_names(before.content, history.revisions[number].content))
        changes_href = f"/evidence/{history.piece.id}/changes?from={number - 1}&to={number}"
    role = f", {ROLE_NAMES[event.role].lower()}" if event.role else ""
    return TimelineEntry(
        what=what,
        who=f"{event.by}{role}" if event.by else "",
        at=event.at,
        number=event.sequence,
        record_href=f"/record/{event.log}/entries/{event.sequence}",
        text=_said(history, event),
        changed=changed,
        changes_href=changes_href,
    )


def _said(history: History, event: Happened) -> str:
    """What was said with the act: feedback, a reason, a statement."""
    for made in history.decisions:
        if made.id == event.subject_id:
            reopened = event.kind is EventKind.EVIDENCE_REOPENED
            return (made.revoked_reason or "") if reopened else made.feedback
    for remark in history.remarks:
        if remark.id == event.subject_id:
            return remark.text
    return ""
