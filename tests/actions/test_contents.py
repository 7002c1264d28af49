"""What nobody holds any more is erased, and nothing that anybody holds ever is."""

import hashlib
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from app.actions.contents import sweep_contents
from app.actions.evidence import delete_draft, reuse_evidence
from app.actions.files import add_file, block_file, remove_file
from app.actions.submission import submit_evidence, take_back_evidence
from app.adapters.storage import Storage, open_storage
from app.domain.errors import RuleBroken
from tests.cast import NOW
from tests.make import Maker

MEMO = b"I reviewed the lease."
SHA256 = hashlib.sha256(MEMO).hexdigest()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage((tmp_path / "files").as_uri())


def add(make: Maker, storage: Storage, evidence_id: uuid.UUID) -> uuid.UUID:
    return add_file(
        make.database,
        storage,
        evidence_id,
        "memo.txt",
        io.BytesIO(MEMO),
        by=make.cast.amara,
        now=make.now,
    )


def is_kept(make: Maker, storage: Storage) -> bool:
    return storage.exists(make.cast.provider_id, SHA256)


def test_a_file_that_was_removed_before_anybody_saw_it_is_erased(
    make: Maker, storage: Storage
) -> None:
    draft = make.evidence()
    file = add(make, storage, draft)
    assert sweep_contents(make.database, storage, now=NOW) == 0
    remove_file(make.database, draft, file, by=make.cast.amara, now=make.now)
    assert sweep_contents(make.database, storage, now=NOW) == 1
    assert not is_kept(make, storage)
    assert sweep_contents(make.database, storage, now=NOW) == 0


def test_the_files_of_a_deleted_draft_are_erased(make: Maker, storage: Storage) -> None:
    draft = make.evidence()
    add(make, storage, draft)
    delete_draft(make.database, draft, by=make.cast.amara, now=make.now)
    assert sweep_contents(make.database, storage, now=NOW) == 1
    assert not is_kept(make, storage)


def test_what_an_earlier_revision_holds_stays(make: Maker, storage: Storage) -> None:
    amara = make.cast.amara
    piece = make.evidence()
    file = add(make, storage, piece)
    submit_evidence(make.database, piece, by=amara, now=make.now)
    take_back_evidence(make.database, piece, by=amara, now=make.now)
    remove_file(make.database, piece, file, by=amara, now=make.now)
    assert sweep_contents(make.database, storage, now=NOW) == 0
    assert is_kept(make, storage)


def test_what_another_piece_holds_stays(make: Maker, storage: Storage) -> None:
    amara = make.cast.amara
    draft = make.evidence()
    add(make, storage, draft)
    reuse_evidence(make.database, draft, by=amara, now=make.now)
    delete_draft(make.database, draft, by=amara, now=make.now)
    assert sweep_contents(make.database, storage, now=NOW) == 0
    assert is_kept(make, storage)


def test_a_content_may_come_again_after_it_was_erased(make: Maker, storage: Storage) -> None:
    draft = make.evidence()
    file = add(make, storage, draft)
    remove_file(make.database, draft, file, by=make.cast.amara, now=make.now)
    sweep_contents(make.database, storage, now=NOW)
    add(make, storage, draft)
    assert is_kept(make, storage)


def test_a_blocked_content_is_erased_and_still_cannot_come_back(
    make: Maker, storage: Storage
) -> None:
    draft = make.evidence()
    file = add(make, storage, draft)
    block_file(make.database, file, "It names the client.", by=make.cast.ruth, now=make.now)
    remove_file(make.database, draft, file, by=make.cast.amara, now=make.now)
    assert sweep_contents(make.database, storage, now=NOW) == 1
    with pytest.raises(RuleBroken, match="blocked"):
        add(make, storage, draft)
    assert not is_kept(make, storage)


@dataclass
class Meanwhile(Storage):
    """A storage in which something happens right before or after a content is deleted."""

    storage: Storage
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None

    def put(self, provider_id: uuid.UUID, sha256: str, content: IO[bytes]) -> None:
        self.storage.put(provider_id, sha256, content)

    def open(self, provider_id: uuid.UUID, sha256: str) -> Iterator[bytes]:
        return self.storage.open(provider_id, sha256)

    def exists(self, provider_id: uuid.UUID, sha256: str) -> bool:
        return self.storage.exists(provider_id, sha256)

    def delete(self, provider_id: uuid.UUID, sha256: str) -> None:
        self.before()
        self.storage.delete(provider_id, sha256)
        self.after()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_content_that_somebody_adds_while_it_is_erased_stays(
    make: Maker, storage: Storage, moment: str
) -> None:
    draft, another = make.evidence(), make.evidence()
    file = add(make, storage, draft)
    remove_file(make.database, draft, file, by=make.cast.amara, now=make.now)
    sweeping = Meanwhile(storage, **{moment: lambda: add(make, storage, another)})
    assert sweep_contents(make.database, sweeping, now=NOW) == 0
    assert is_kept(make, storage)
    assert b"".join(storage.open(make.cast.provider_id, SHA256)) == MEMO


@dataclass
class SweptMeanwhile(Meanwhile):
    """A storage from which a sweep takes a content between its storing and its row."""

    def exists(self, provider_id: uuid.UUID, sha256: str) -> bool:
        self.storage.delete(provider_id, sha256)
        return False


def test_a_content_that_was_swept_while_it_was_added_is_stored_again(
    make: Maker, storage: Storage
) -> None:
    add(make, SweptMeanwhile(storage), make.evidence())
    assert is_kept(make, storage)


def test_nothing_stays_of_a_file_that_is_refused_at_the_last_moment(
    make: Maker, storage: Storage
) -> None:
    piece = make.evidence()

    class Hasty(Meanwhile):
        def put(self, provider_id: uuid.UUID, sha256: str, content: IO[bytes]) -> None:
            super().put(provider_id, sha256, content)
            submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)

    with pytest.raises(RuleBroken, match="Take it back first"):
        add(make, Hasty(storage), piece)
    assert not is_kept(make, storage)
