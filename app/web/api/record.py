"""The record of acts: the signed checkpoint of a log, and an entry with the proof that it is in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from fastapi.responses import PlainTextResponse
from pydantic import Field

from app.domain.calendar import today_in_london
from app.domain.errors import NotFound
from app.queries.record_entries import get_entry_for, latest_checkpoint_for
from app.web.api.bodies import Out
from app.web.api.routing import api_router
from app.web.deps import ApiPerson, CurrentDatabase, Now

router = api_router("Record")

_NOTE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}
MOST = 2**31 - 1


class RecordEntryOut(Out):
    """``leaf_hash`` is SHA-256(0x00 ‖ body ‖ salt); with ``proof`` it leads to the root in
    ``checkpoint``, as RFC 6962 says. Hashes and salt are hexadecimal, the proof lowest first.
    """

    log: UUID = Field(description="The training provider's id; zero for the installation.")
    seq: int = Field(description="Its place in the log, from 1; its leaf's index is one less.")
    body: str | None = Field(description="RFC 8785 JSON, to the byte; null once it was erased.")
    salt: str | None = Field(description="32 bytes in hexadecimal; null once it was erased.")
    leaf_hash: str
    proof: list[str] | None = Field(description="Null until a checkpoint covers the entry.")
    tree_size: int | None = Field(description="Of the first checkpoint that covers the entry.")
    checkpoint: str | None = Field(
        description="That checkpoint: a signed note (C2SP) whose root is in base64."
    )


@router.get("/record/{log}/checkpoint", response_class=PlainTextResponse, responses=_NOTE)
def get_checkpoint(
    log: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> PlainTextResponse:
    """Read the latest checkpoint of a log: a signed note (C2SP), as it is. 404 before the first."""
    with database.read() as session:
        found = latest_checkpoint_for(session, person, log, today=today_in_london(now))
    if found is None:
        raise NotFound("No checkpoint of this log was signed yet.")
    return PlainTextResponse(found.note)


@router.get("/record/{log}/entries/{seq}")
def get_record_entry(
    log: UUID,
    seq: Annotated[int, Path(ge=1, le=MOST)],
    person: ApiPerson,
    database: CurrentDatabase,
    now: Now,
) -> RecordEntryOut:
    """Read an entry of the record, and the proof that it is in. Those see it who may see what it
    speaks of. The proof is under the first checkpoint that covers it, signed within seconds of a
    sign-off and each night: until then proof, tree_size and checkpoint are null.
    """
    with database.read() as session:
        found = get_entry_for(session, person, log, seq, today=today_in_london(now))
    if found.proof is not None:
        return RecordEntryOut.model_validate(found.proof.as_json())
    entry = found.entry
    return RecordEntryOut(
        log=entry.log,
        seq=entry.sequence,
        body=entry.body,
        salt=entry.salt.hex() if entry.salt else None,
        leaf_hash=entry.leaf_hash.hex(),
        proof=None,
        tree_size=None,
        checkpoint=None,
    )
