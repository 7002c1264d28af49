"""A pack is checked by itself: what was changed in it is found, by whoever has the file alone."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.reviews import answer_review, record_review
from app.adapters.bag import BagWriter
from app.adapters.bag_reader import open_bag
from app.adapters.signing import new_signer
from app.adapters.storage import open_storage
from app.domain.evidence import EvidenceStatus
from app.domain.notes import Note, read_checkpoint, read_note
from app.domain.reviews import ActionToTake
from app.reports.pack import write_pack
from app.reports.portfolio import portfolio
from app.settings import Settings
from app.upkeep.verify_pack import verify_pack
from tests.make import Maker

pytestmark = pytest.mark.one_engine

Files = dict[str, bytes]
Json = dict[str, Any]


@pytest.fixture
def files(make: Maker, settings: Settings, tmp_path: Path) -> Files:
    """What lies in a pack of Amara's: a piece in each status, and a review."""
    for status in (EvidenceStatus.SUBMITTED, EvidenceStatus.RETURNED, EvidenceStatus.SIGNED_OFF):
        make.evidence(status, confirmed=True)
    cast = make.cast
    action = ActionToTake("Write up the hearing.", cast.amara.id, date(2026, 12, 1))
    review = record_review(
        make.database,
        cast.amaras,
        held_on=date(2026, 11, 2),
        discussed="Pace.",
        actions=[action],
        by=cast.sam,
        now=make.now,
    )
    answer_review(make.database, review, agreed=True, comment="Yes.", by=cast.amara, now=make.now)
    signer = signer_for(make.database, tmp_path / "keys", "northgate", now=make.now)
    make_checkpoint(make.database, [signer], make.cast.provider_id, now=make.now)
    with make.database.read() as session:
        whole = portfolio(session, make.cast.amaras, now=make.now)
    whole = whole.counted_by(signer, now=make.now)
    target = io.BytesIO()
    write_pack(whole, open_storage(settings.storage_url), target)
    with open_bag(target) as bag:
        return {path: bag.read(path, 10_000_000) for path in bag.payload}


def packed(files: Files, now: Any) -> io.BytesIO:
    target = io.BytesIO()
    with BagWriter(target, "pack", now) as bag:
        for path, content in files.items():
            bag.add(path, [content])
        bag.seal({})
    return target


def changed(files: Files, path: str, change: Callable[[Json], object]) -> Files:
    said = json.loads(files[path])
    change(said)
    return {**files, path: json.dumps(said).encode()}


def findings(files: Files, make: Maker) -> str:
    return " ".join(verify_pack(packed(files, make.now)).findings)


def test_a_pack_is_sound_with_nothing_else_at_hand(files: Files, make: Maker) -> None:
    verified = verify_pack(packed(files, make.now))
    assert verified.findings == []
    assert verified.about[0].startswith("The portfolio of Amara Okafor in ST0244 1.1, from North")


def signed_off(said: Json) -> Json:
    return next(piece for piece in said["pieces"] if piece["status"] == "signed_off")


def _meets(said: Json) -> None:
    signed_off(said)["decision"]["criteria"][0]["met"] = False


def _by_another(said: Json) -> None:
    signed_off(said)["decision"]["by"]["id"] = said["pieces"][0]["confirmation"]["by"]["id"]
    signed_off(said)["decision"]["by"]["name"] = said["pieces"][0]["confirmation"]["by"]["name"]


def _rewritten(said: Json) -> None:
    signed_off(said)["content"]["narrative"] = "I did all of it alone."


def _promoted(said: Json) -> None:
    piece = next(piece for piece in said["pieces"] if piece["status"] == "returned")
    piece["status"] = "signed_off"
    piece["decision"]["outcome"] = "signed_off"
    piece["decision"]["criteria"][0]["met"] = True


def _praised(said: Json) -> None:
    signed_off(said)["confirmation"]["statement"] = "The best work that I have seen."


def _agreed(said: Json) -> None:
    said["reviews"][0]["answers"][0]["comment"] = "I was not heard."


def _done(said: Json) -> None:
    said["reviews"][0]["actions"][0]["done_at"] = "2026-11-03T10:00:00Z"


def _another(said: Json) -> None:
    said["apprenticeship"] = "00000000-0000-0000-0000-000000000001"


def _elsewhere(said: Json) -> None:
    said["provider"]["id"] = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (_meets, "does not vouch for the decision on “Lease review memo”"),
        (_by_another, "does not vouch for the decision on"),
        (_rewritten, "is not what its SHA-256 says"),
        (_promoted, "does not vouch for the decision on"),
        (_praised, "does not vouch for the confirmation of"),
        (_agreed, "does not vouch for the progress review of 2026-11-02"),
        (_done, "does not vouch for the progress review of"),
        (_another, "is about another apprenticeship"),
        (_elsewhere, "not that of the provider"),
        (lambda said: said.update(format="gatepost-portfolio-0"), "does not fit its shape"),
        (lambda said: said["pieces"].append(said["pieces"][0]), "says the same thing twice"),
    ],
)
def test_what_was_changed_in_it_is_found(
    files: Files, make: Maker, change: Callable[[Json], object], finding: str
) -> None:
    assert finding in findings(changed(files, "portfolio.json", change), make)


def _sign_off_in(said: Json) -> Json:
    return next(each for each in said["entries"] if "evidence_signed_off" in each["body"])


def _body(said: Json) -> None:
    entry = _sign_off_in(said)
    entry["body"] = entry["body"].replace("evidence_signed_off", "evidence_returned")


def _forgotten(said: Json) -> None:
    said["entries"].remove(_sign_off_in(said))


def _cut_short(said: Json) -> None:
    del said["entries"][-2:]


def _slipped_in(said: Json) -> None:
    said["entries"].append(said["entries"][-1])


def _said_otherwise(said: Json) -> None:
    """As if it had been erased, of which the tree says nothing."""
    said["entries"][0].update(body=None, salt=None)


def _proof(said: Json) -> None:
    said["entries"][3]["proof"][0] = "0" * 64


def _order(said: Json) -> None:
    said["entries"].reverse()


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (_body, "is not what its leaf is the hash of"),
        (_proof, "is not in the tree that the checkpoint signs"),
        (_order, "is not in its place"),
        (_forgotten, "1 entry of the record is missing: there are "),
        (_cut_short, "2 entries of the record are missing: the last one about this"),
        (_slipped_in, "1 entry of the record is added: there are "),
        (_said_otherwise, "are not those that the inventory was signed of"),
    ],
)
def test_what_was_changed_in_its_record_is_found(
    files: Files, make: Maker, change: Callable[[Json], object], finding: str
) -> None:
    assert finding in findings(changed(files, "record/entries.json", change), make)


def test_a_checkpoint_signed_by_somebody_else_is_found(files: Files, make: Maker) -> None:
    note = read_note(files["record/checkpoint.txt"].decode())
    stranger = new_signer("northgate")
    forged = Note(note.text, (stranger.sign(note.text),)).whole.encode()
    assert "by none of the keys" in findings({**files, "record/checkpoint.txt": forged}, make)
    own = {**files, "record/checkpoint.txt": forged}
    own["record/keys.txt"] = f"{stranger.public.text}\n".encode()
    assert "is not signed by the key that signed the checkpoint" in findings(own, make)
    inventory = read_note(files["record/inventory.txt"].decode()).text
    signed = Note(inventory, (stranger.sign(inventory),)).whole.encode()
    own["record/inventory.txt"] = signed
    assert findings(own, make) == "", "its own word for it is all that a pack alone can show"
    known = new_signer("northgate").public
    verified = verify_pack(packed(own, make.now), trusted=known)
    assert "and not by the one given" in " ".join(verified.findings)


def test_a_pack_says_that_nothing_was_left_out_and_an_inventory_taken_out_is_missed(
    files: Files, make: Maker
) -> None:
    about = " ".join(verify_pack(packed(files, make.now)).about)
    assert "They are all that there were about this apprenticeship" in about
    assert "record/inventory.txt shows" in files["README.txt"].decode()
    left = {path: content for path, content in files.items() if "inventory" not in path}
    assert "There is no record/inventory.txt" in findings(left, make)


def test_a_pack_from_before_there_were_inventories_verifies_and_says_what_is_not_told(
    files: Files, make: Maker, tmp_path: Path
) -> None:
    signer = signer_for(make.database, tmp_path / "keys", "northgate", now=make.now)
    note = read_note(files["record/checkpoint.txt"].decode())
    text = replace(read_checkpoint(note.text), counted=False).text
    earlier = {path: content for path, content in files.items() if "inventory" not in path}
    earlier["record/checkpoint.txt"] = Note(text, (signer.sign(text),)).whole.encode()
    verified = verify_pack(packed(earlier, make.now))
    assert verified.findings == []
    assert "Whether later entries of the record were left out of it is not told" in " ".join(
        verified.about
    )


def test_a_pack_without_its_record_says_so(files: Files, make: Maker) -> None:
    del files["record/checkpoint.txt"]
    assert findings(files, make) == "There is no record/checkpoint.txt."


def test_each_file_that_differs_is_named(files: Files, make: Maker) -> None:
    content = packed(files, make.now)
    with zipfile.ZipFile(content) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members["pack/data/index.html"] = b"<p>Another page</p>"
    members["pack/data/README.txt"] = b"Believe everything"
    forged = io.BytesIO()
    with zipfile.ZipFile(forged, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    found = verify_pack(forged).findings
    assert sorted(found) == [
        f"This pack cannot be taken: {name} is not what the manifest says: its SHA-256 differs."
        for name in ("README.txt", "index.html")
    ]
