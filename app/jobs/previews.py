"""Makes small pictures of files that people added."""

import io
from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryFile

import structlog

from app.actions.previews import begin_preview, note_preview
from app.adapters.db import Database
from app.adapters.previews import make_preview
from app.adapters.storage import Storage
from app.domain.previews import preview_name
from app.queries.previews import PreviewDue, previews_due

AT_ONCE = 5
"""Other jobs wait no longer than for so many."""

_log = structlog.get_logger("gatepost.jobs")


def make_due_previews(
    database: Database,
    storage: Storage,
    *,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """How many were made. A file of which there can be none is as good without."""
    with database.read() as session:
        due = previews_due(session, clock(), limit=AT_ONCE)
    made = 0
    for each in due:
        if not may_go_on():
            break
        if begin_preview(database, each.provider_id, each.sha256, now=clock()):
            made += _make(database, storage, each)
    return made


def _make(database: Database, storage: Storage, due: PreviewDue) -> bool:
    with TemporaryFile() as content:
        content.writelines(storage.open(due.provider_id, due.sha256))
        content.flush()
        picture = make_preview(content, due.media_type)
    if picture is None:
        _log.info("no_preview", sha256=due.sha256, media_type=due.media_type)
        note_preview(database, due.provider_id, due.sha256)
        return False
    storage.put(due.provider_id, preview_name(due.sha256), io.BytesIO(picture.content))
    kept = note_preview(
        database,
        due.provider_id,
        due.sha256,
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
    )
    if not kept:
        storage.delete(due.provider_id, preview_name(due.sha256))
    return kept
