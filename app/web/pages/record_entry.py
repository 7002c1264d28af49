"""One entry of the record as a page: what it says in words, and what proves that it is in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.events import in_words_of
from app.domain.people import ROLE_NAMES, SignedInBy
from app.domain.statements import BY_SHA256
from app.queries.record_entries import SeenEntry
from app.web.filters import moment, plural
from app.web.rendering import Page

_SIGNED_IN_BY = {
    SignedInBy.SESSION: "In a browser, signed in",
    SignedInBy.API_TOKEN: "By a program, with their API token",
    SignedInBy.PASSWORD_AGAIN: "In a browser, with their password asked for again",
    SignedInBy.ONE_TIME_LINK: "By a one-time link",
    SignedInBy.COMMAND: "At the command line of the installation",
}


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    """``path`` are the hashes of the proof, empty where no checkpoint covers the entry yet.

    ``body`` is the exact text, empty where it was erased; ``proof`` is all of it as one text.
    """

    template = "record/entry.html"
    what: str
    back_href: str
    back: str
    facts: tuple[tuple[str, str], ...]
    body: str
    salt: str
    leaf_hash: str
    path: tuple[str, ...]
    tree_size: int
    checkpoint: str
    proof: str


def entry_page(found: SeenEntry) -> EntryPage:
    entry, proof = found.entry, found.proof
    back_href, back = _back(found)
    house = f" of {found.house}" if found.house else " of the installation"
    return EntryPage(
        title=f"Entry {entry.sequence} in the record{house}",
        what=in_words_of(found.event.kind),
        back_href=back_href,
        back=back,
        facts=tuple((name, value) for name, value in _facts(found) if value),
        body=entry.body or "",
        salt=entry.salt.hex() if entry.salt else "",
        leaf_hash=entry.leaf_hash.hex(),
        path=tuple(each.hex() for each in proof.path) if proof else (),
        tree_size=proof.checkpoint.size if proof else 0,
        checkpoint=proof.note.whole if proof else "",
        proof=proof.as_text() if proof else "",
    )


def _back(found: SeenEntry) -> tuple[str, str]:
    if found.piece:
        return f"/evidence/{found.piece.id}", found.piece.content.title
    if found.apprenticeship:
        return f"/apprenticeships/{found.apprenticeship.id}", found.apprenticeship.apprentice
    return "/", "Home"


def _facts(found: SeenEntry) -> Iterable[tuple[str, str]]:
    event, said = found.event, found.said
    details, held = _mapping(said.get("details")), _mapping(said.get("held_against"))
    statement = str(said.get("statement_sha256", ""))
    role = f", {ROLE_NAMES[event.role].lower()}" if event.role else ""
    yield "When", moment(event.at)
    yield "By", f"{found.by}{role}" if found.by else "Whoever runs the installation"
    if signed_in_by := said.get("signed_in_by"):
        yield "How", _SIGNED_IN_BY[SignedInBy(str(signed_in_by))]
    if found.apprenticeship:
        yield "Apprentice", found.apprenticeship.apprentice
    if found.piece:
        yield "Evidence", found.piece.content.title
    yield "Submission", str(event.revision or "")
    yield "What they said by it", _statement(statement)
    yield "SHA-256 of what was submitted", str(details.get("content_sha256", ""))
    files = details.get("files")
    yield "Files", plural(len(files), "file") if isinstance(files, list) and files else ""
    for name, key in (("standard", "standard"), ("plan", "plan"), ("rules", "rule_sets")):
        yield f"SHA-256 of the {name}", str(held.get(key) or "")
    rows = _mapping(said.get("rows"))
    vouched = sum(len(_mapping(each)) for each in rows.values())
    yield "Vouches for", plural(vouched, "row") + " of the database" if vouched else ""
    if said.get("imported"):
        yield "Entered later", "The act is from before there was a record."


def _statement(sha256: str) -> str:
    if not sha256:
        return ""
    return f"“{BY_SHA256[sha256]}”" if sha256 in BY_SHA256 else f"SHA-256 {sha256}"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
