"""Small pictures of files, made where a hostile file hurts nobody (``preview_maker``)."""

import struct
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from app.domain.files import PDF
from app.domain.previews import SIDE

SECONDS = 20
"""Of the clock on the wall; of its own the process has fewer."""

_MOST = 2_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP picture; ``width`` and ``height`` in pixels."""

    content: bytes
    width: int
    height: int


def make_preview(content: IO[bytes], media_type: str) -> Picture | None:
    """None where there can be none. ``content`` is a file of this machine, read from its start."""
    kind = "pdf" if media_type == PDF else "picture"
    content.seek(0)
    with TemporaryFile() as answer:
        try:
            made = subprocess.run(  # noqa: S603 - our own program, and no word of anybody's
                [sys.executable, "-m", "app.adapters.preview_maker", kind, str(SIDE)],
                stdin=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        answer.seek(0)
        return _picture(answer.read(_MOST)) if made.returncode == 0 else None


def _picture(answer: bytes) -> Picture | None:
    """What it says is believed only as far as it can do no harm."""
    if len(answer) < 16 or answer[4:8] != b"RIFF" or answer[12:16] != b"WEBP":
        return None
    width, height = struct.unpack(">HH", answer[:4])
    if not (0 < width <= SIDE and 0 < height <= SIDE):
        return None
    return Picture(answer[4:], width, height)
