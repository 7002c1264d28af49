"""The record through the API: what a program needs to check an act without trusting the server."""

import json
import uuid

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.actions.checkpoints import make_due_checkpoints, signer_for
from app.actions.record_erasure import erase_bodies
from app.adapters.signing import Signer, is_signed_by
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus
from app.domain.notes import read_checkpoint, read_note
from app.domain.proofs import faults_of, read_proof
from app.domain.record import INSTALLATION
from app.models.events import EventRow
from app.settings import Settings
from tests.api.sent import refused
from tests.conftest import SignInAs
from tests.make import Maker


def sign(make: Maker, settings: Settings) -> Signer:
    signer = signer_for(make.database, settings.data, settings.signs_as, now=make.now)
    make_due_checkpoints(make.database, signer, now=make.now)
    return signer


def entry_of(make: Maker, piece: uuid.UUID, kind: EventKind) -> str:
    with make.database.read() as session:
        event = session.exec(
            select(EventRow).where(col(EventRow.evidence_id) == piece, col(EventRow.kind) == kind)
        ).one()
    return f"/api/v1/record/{event.log}/entries/{event.sequence}"


def test_a_program_can_check_a_sign_off_against_the_public_key_alone(
    make: Maker, api_for: SignInAs, settings: Settings
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    path = entry_of(make, piece, EventKind.EVIDENCE_SIGNED_OFF)
    amara = api_for(make.cast.amara)
    early = amara.get(path).json()
    assert (early["proof"], early["tree_size"], early["checkpoint"]) == (None, None, None)
    checkpoint = f"/api/v1/record/{make.cast.provider_id}/checkpoint"
    assert refused(amara.get(checkpoint), 404) == "No checkpoint of this log was signed yet."

    signer = sign(make, settings)
    said = amara.get(path)
    proof = read_proof(said.text)
    assert faults_of(proof) == ()
    assert is_signed_by(proof.note, signer.public)
    assert said.json()["leaf_hash"] == early["leaf_hash"]
    body = json.loads(said.json()["body"])
    assert (body["kind"], body["actor"]) == ("evidence_signed_off", str(make.cast.sam.id))
    assert "Sam" not in said.text
    assert "Lease" not in said.text

    note = amara.get(checkpoint)
    assert note.headers["Content-Type"].startswith("text/plain")
    assert is_signed_by(read_note(note.text), signer.public)
    assert read_checkpoint(read_note(note.text).text).size == said.json()["tree_size"]


@pytest.mark.one_engine
def test_what_was_erased_stays_proven(make: Maker, api_for: SignInAs, settings: Settings) -> None:
    path = entry_of(make, make.evidence(EvidenceStatus.SIGNED_OFF), EventKind.EVIDENCE_SIGNED_OFF)
    erase_bodies(make.database, make.cast.provider_id, [int(path.rpartition("/")[2])], now=make.now)
    sign(make, settings)
    said = api_for(make.cast.amara).get(path)
    assert (said.json()["body"], said.json()["salt"]) == (None, None)
    assert faults_of(read_proof(said.text)) == ()


@pytest.mark.one_engine
def test_those_see_an_entry_who_see_what_it_speaks_of(make: Maker, api_for: SignInAs) -> None:
    cast = make.cast
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    signed_off = entry_of(make, piece, EventKind.EVIDENCE_SIGNED_OFF)
    started = entry_of(make, piece, EventKind.EVIDENCE_STARTED)
    checkpoint = f"/api/v1/record/{cast.provider_id}/checkpoint"
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya, cast.ruth):
        client = api_for(person)
        assert client.get(signed_off).status_code == 200, person.name
        own = 200 if person is cast.amara else 404
        assert client.get(started).status_code == own, person.name
    for stranger in cast.strangers:
        refused(api_for(stranger).get(signed_off), 404)
    for stranger in (cast.theo, cast.theos_manager, cast.theos_administrator):
        assert "signed yet" not in refused(api_for(stranger).get(checkpoint), 404)


@pytest.mark.one_engine
@pytest.mark.parametrize("sequence", ["0", "-1", "first", "99999999999999999999", "4000"])
def test_an_entry_that_there_is_not(make: Maker, api_for: SignInAs, sequence: str) -> None:
    ruth = api_for(make.cast.ruth)
    for log in (make.cast.provider_id, INSTALLATION, uuid.uuid4()):
        refused(ruth.get(f"/api/v1/record/{log}/entries/{sequence}"), 404)


@pytest.mark.one_engine
def test_of_the_installations_log_one_sees_its_keys_and_ones_own_acts(
    make: Maker, api_for: SignInAs, settings: Settings
) -> None:
    sign(make, settings)
    with make.database.read() as session:
        kinds = {
            event.kind: event.sequence
            for event in session.exec(select(EventRow).where(col(EventRow.log) == INSTALLATION))
        }

    def seen(client: TestClient, kind: EventKind) -> int:
        path = f"/api/v1/record/{INSTALLATION}/entries/{kinds[kind]}"
        return int(client.get(path).status_code)

    ruth, sam = api_for(make.cast.ruth), api_for(make.cast.sam)
    assert (seen(ruth, EventKind.KEY_MADE), seen(sam, EventKind.KEY_MADE)) == (200, 404)
    assert seen(ruth, EventKind.STATE_IMPORTED) == 404, "it names rows of every house"
