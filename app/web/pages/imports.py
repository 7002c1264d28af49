"""Where a portfolio that was begun at another provider came from, and what vouches for it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.calendar import moment_in_words, today_in_london
from app.domain.facts import pieces_in_words
from app.domain.people import ROLE_NAMES
from app.queries.imports import Imported, ImportedDeclaration, get_import_for
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DeclaredThere:
    """A declaration, in a heading, its words, and the snapshot that it covers."""

    title: str
    statement: str
    snapshot_sha256: str


@dataclass(frozen=True, kw_only=True)
class ImportPage(Page):
    """``before`` says how many decisions are older than the record there; empty for none."""

    template = "imports/show.html"

    apprentice: str
    back_to: str
    provider: str
    sentence: str
    before: str
    facts: tuple[tuple[str, str], ...]
    proof: tuple[tuple[str, str], ...]
    declarations: tuple[DeclaredThere, ...]


@router.get("/apprenticeships/{apprenticeship_id}/import")
def show_import(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        apprenticeship, imported, declarations = get_import_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
    return render(
        request,
        ImportPage(
            title=f"Begun at {imported.provider}",
            apprentice=apprenticeship.apprentice,
            back_to=f"/apprenticeships/{apprenticeship_id}",
            provider=imported.provider,
            sentence=f"What came is marked as made elsewhere: it was verified against the record"
            f" of {imported.provider}, entry by entry, before it was taken in.",
            before=_before(imported),
            facts=_facts(imported),
            proof=(
                ("SHA-256 of the pack", imported.pack_sha256),
                ("Record", str(imported.log)),
                ("Root of its tree", imported.root),
                ("Signed by the key", imported.key),
            ),
            declarations=tuple(_declared(each) for each in declarations),
        ),
    )


def _facts(imported: Imported) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Training provider before", imported.provider),
        ("As it stood there", moment_in_words(imported.stood_at)),
        (
            "Passed the gateway there",
            moment_in_words(imported.passed_at) if imported.passed_at else "",
        ),
        ("Taken in here", moment_in_words(imported.at)),
        ("By", imported.by or "Whoever runs this installation, by command"),
        ("Evidence", pieces_in_words(imported.pieces)),
        ("Checkpoint", f"Over {imported.size:,} entries of the record there"),
    )
    return tuple((name, value) for name, value in facts if value)


def _before(imported: Imported) -> str:
    count, provider = imported.decided_before, imported.provider
    if not count:
        return ""
    decisions = "1 decision is" if count == 1 else f"{count} decisions are"
    return (
        f"{decisions} from before {provider} kept a record. Who decided, when and with what"
        " outcome is verified, and the words are not."
    )


def _declared(made: ImportedDeclaration) -> DeclaredThere:
    return DeclaredThere(
        f"{made.by}, {ROLE_NAMES[made.role].lower()}, for {made.organisation}, on"
        f" {moment_in_words(made.at)}",
        made.statement,
        made.snapshot_sha256,
    )
