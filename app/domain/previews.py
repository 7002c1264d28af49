"""Previews: of which files there is a small picture, how large it is, and what it is called."""

import hashlib
from datetime import timedelta

from app.domain.files import HEIC, PDF

PREVIEWABLE = frozenset((PDF, "image/png", "image/jpeg", "image/gif", "image/webp"))
"""Kinds of files that a small picture is made of: pictures, and the first page of a PDF."""

MEDIA_TYPE = "image/webp"
SIDE = 640
"""Pixels of the longer side at most."""

MOST_ATTEMPTS = 3
"""What kills whoever looks at it is not looked at for ever."""

TRIED_AGAIN_AFTER = timedelta(minutes=5)


def preview_name(sha256: str) -> str:
    """Under which the preview of a content lies beside it: no content ever has that hash."""
    return hashlib.sha256(f"The preview of {sha256}".encode()).hexdigest()


def preview_in_words(name: str, media_type: str) -> str:
    """What somebody hears who does not see it; ``name`` and kind are those of the file."""
    return f"The first page of {name}" if media_type == PDF else f"The picture {name}, made small"


def no_preview_in_words(media_type: str) -> str:
    """Why there is no small picture of a file that is one; empty where nobody looks for it."""
    return "No preview is made of a HEIC photo." if media_type == HEIC else ""
