"""What the files of a hand-over pack are called: read by people, and possible on every system."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from app.domain.files import safe_name
from app.domain.standards import code_order

MAX_TITLE = 48
MAX_OWN_NAME = 30
MAX_BASE = 50
"""Characters. With them the longest path in a pack has some 240, and Windows allows 260."""

MAX_CODES = 4
"""How many codes a name begins with; the others are counted."""

_MAX_BYTES = 100
_MOST_BYTES = 255
"""Of a title in a name, and of a whole name: no system that we know of takes more."""

_IMPOSSIBLE = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=$|[. ])", re.IGNORECASE)
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,10}$")


def portable(text: str, longest: int) -> str:
    """``text`` as a name without an ending, on Windows, macOS and Linux alike; never empty.

    What a name cannot hold there becomes a blank; invisible characters go. It neither begins
    nor ends with a full stop, and is none of the names that Windows keeps for devices.
    """
    whole = safe_name(_IMPOSSIBLE.sub(" ", text))
    name = whole[:longest]
    while len(name.encode()) > _MAX_BYTES:
        name = name[:-1]
    if name != whole and not whole[len(name)].isspace():
        name = name.rpartition(" ")[0] or name
    return _unreserved(name.strip(". ,–-") or "file")


def codes_in_name(codes: Iterable[str]) -> str:
    """K03 S14: so that names stand in the standard's order; “K03 S14 S15 B02 and 9 more”."""
    ordered = sorted(codes, key=code_order)
    shown = " ".join(f"{code[0]}{int(code[1:]):02}" for code in ordered[:MAX_CODES])
    more = len(ordered) - MAX_CODES
    return f"{shown} and {more} more" if more > 0 else shown


def piece_folder(day: str, title: str) -> str:
    """2026-06-01 Lease review memo."""
    return f"{day} {portable(title, MAX_TITLE)}"


def file_names(codes: Sequence[str], title: str, own_names: Sequence[str]) -> tuple[str, ...]:
    """The names of a piece's files: K03 S14 – Lease review memo.pdf.

    Where there are several, each is told by its own name too.
    """
    beginning = f"{codes_in_name(codes)} – " if codes else ""
    names = []
    for own in own_names:
        found = _ENDING.search(own)
        ending = found[0] if found else ""
        name = beginning + portable(title, MAX_TITLE)
        if len(own_names) > 1:
            name += f" – {portable(own.removesuffix(ending), MAX_OWN_NAME)}"
        names.append(name + ending)
    return distinct(names)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each of them once, even where capitals and small letters are the same: name (2).pdf."""
    taken: set[str] = set()
    told: list[str] = []
    for name in names:
        found = _ENDING.search(name)
        ending = found[0] if found else ""
        candidate, number = name, 1
        while same_name(candidate) in taken:
            number += 1
            candidate = f"{name.removesuffix(ending)} ({number}){ending}"
        taken.add(same_name(candidate))
        told.append(candidate)
    return tuple(told)


def same_name(name: str) -> str:
    """What two names have in common that are one and the same on some system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def is_safe_path(path: str) -> bool:
    """Whether a path of an archive names something below it, visibly, on every system."""
    parts = path.split("/")
    return all(_is_safe_part(part) for part in parts) and path == unicodedata.normalize("NFC", path)


def base_name(apprentice: str, day: str) -> str:
    """gatepost-amara-okafor-2026-11-03: the folder that everything in a pack is in."""
    letters = unicodedata.normalize("NFKD", apprentice).casefold()
    kept = "".join(c for c in letters if c.isalnum() or c in " -_’'.")
    who = re.sub(r"[^\w]+", "-", kept).strip("-_")
    return f"gatepost-{portable(who, MAX_BASE - 20)}-{day}"


def _is_safe_part(part: str) -> bool:
    plain = _unreserved(safe_name(_IMPOSSIBLE.sub(" ", part)))
    return part == plain and len(part.encode()) <= _MOST_BYTES


def _unreserved(name: str) -> str:
    return f"_{name}" if _RESERVED.match(name) else name
