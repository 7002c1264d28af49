"""Files of evidence: which kinds are kept, under which names, and what forbids adding one."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from app.domain.content import MAX_FILES, FileReference, text_errors
from app.domain.errors import (
    FieldError,
    Invalid,
    NotPermitted,
    RefusedType,
    RuleBroken,
    TooLarge,
)

MAX_FILE_NAME = 200
MAX_REASON = 5_000

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
PPTX = f"{_OFFICE}.presentationml.presentation"
ODT = f"{_OPEN}.text"
ODS = f"{_OPEN}.spreadsheet"
ODP = f"{_OPEN}.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
PDF = "application/pdf"
RTF = "application/rtf"
TEXT = "text/plain"
CSV = "text/csv"
EML = "message/rfc822"
MSG = "application/vnd.ms-outlook"
HEIC = "image/heic"

EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    PDF: ("pdf",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    PPTX: ("pptx",),
    DOC: ("doc",),
    XLS: ("xls",),
    PPT: ("ppt",),
    ODT: ("odt",),
    ODS: ("ods",),
    ODP: ("odp",),
    RTF: ("rtf",),
    TEXT: ("txt", "md"),
    CSV: ("csv",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    HEIC: ("heic", "heif"),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a",),
    "audio/wav": ("wav",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov",),
    "video/webm": ("webm",),
    EML: ("eml",),
    MSG: ("msg",),
}
"""Every kind of file that is kept, by its media type; its usual ending comes first."""

KEPT_KINDS = (
    "PDF, Word, Excel, PowerPoint, OpenDocument, RTF, plain text, CSV, "
    "PNG, JPEG, GIF, WebP, HEIC, MP3, M4A, WAV, MP4, MOV, WebM, EML or MSG"
)

_NAMELESS = "file"
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,10}$")


def safe_name(raw: str) -> str:
    """The name of a file without its folders and without characters that mislead or break.

    Control characters, line breaks and the invisible marks that turn the direction of text go;
    what is left is never empty, hidden, or longer than 200 characters, its ending included.
    """
    last = re.split(r"[/\\]", raw)[-1]
    shown = "".join(_shown(character) for character in unicodedata.normalize("NFC", last))
    name = " ".join(unicodedata.normalize("NFC", shown).split()).strip(". ")
    return _shortened(name) or _NAMELESS


def file_name(raw: str, media_type: str) -> str:
    """A safe name whose ending agrees with the content: "invoice.pdf.exe" is "invoice.pdf"."""
    name = safe_name(raw)
    if _has_ending(name, media_type):
        return name
    without = _ENDING.sub("", name)
    if _has_ending(without, media_type):
        return without
    return _shortened(f"{name}.{EXTENSIONS[media_type][0]}")


def refused_type(name: str, why: str) -> RefusedType:
    """``why`` carries on from the name: “x.svg” ``is a web page``."""
    said = f"“{name}” {why}, so it is not kept."
    return RefusedType(FieldError("file", said, f"Add {KEPT_KINDS}."))


def check_not_empty(name: str, size: int) -> None:
    if size == 0:
        raise Invalid(FieldError("file", f"“{name}” is empty: it has no bytes in it."))


def check_fits(name: str, size: int, most: int) -> None:
    """``size`` and ``most`` in bytes."""
    if size > most:
        raise TooLarge(f"“{name}” is too large: at most {most // 1_000_000} MB can be added.")


def check_room_for_one_more(files: Collection[FileReference]) -> None:
    if len(files) >= MAX_FILES:
        raise RuleBroken(f"This piece has {MAX_FILES} files, which is as many as one can hold.")


def check_not_there_yet(name: str, sha256: str, files: Collection[FileReference]) -> None:
    """The same content twice on one piece tells nobody anything new."""
    for file in files:
        if file.sha256 == sha256:
            same = "" if name == file.name else f": it is the same as “{file.name}”"
            raise RuleBroken(f"“{name}” is on this piece already{same}.")


def check_may_return(name: str, *, blocked: bool) -> None:
    """A blocked content stays out, under whichever name it comes back."""
    if blocked:
        raise RuleBroken(
            f"“{name}” cannot be added: somebody at your training provider or employer blocked "
            "this file because of what it holds. Take out what must not be seen, and add that."
        )


def check_can_be_opened(name: str, *, blocked: bool, by: str | None, reason: str | None) -> None:
    if blocked:
        raise NotPermitted(
            f"“{name}” was blocked by {by}, so nobody can open it. The reason given: {reason}"
        )


def check_not_blocked_yet(name: str, *, blocked: bool, by: str | None) -> None:
    if blocked:
        raise RuleBroken(f"“{name}” is blocked already, by {by or 'somebody else'}.")


def check_block_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(FieldError("reason", "Say why nobody may open this file."))
    errors = text_errors("reason", "The reason", reason, MAX_REASON)
    if errors:
        raise Invalid(*errors)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") else character


def _has_ending(name: str, media_type: str) -> bool:
    ending = _ENDING.search(name)
    return ending is not None and ending[0][1:].lower() in EXTENSIONS[media_type]


def _shortened(name: str) -> str:
    found = _ENDING.search(name)
    ending = found[0] if found else ""
    stem = name.removesuffix(ending)[: MAX_FILE_NAME - len(ending)]
    return stem.rstrip(". ") + ending
