"""Adding files to a piece of evidence, removing them, blocking one that nobody must open."""

import hashlib
import io
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.actions.evidence import create_evidence, reuse_evidence
from app.actions.files import add_file, block_file, remove_file
from app.actions.submission import submit_evidence, take_back_evidence
from app.adapters.storage import Storage, StorageFailed, open_storage
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.calendar import today_in_london
from app.domain.content import MAX_FILES, FileReference
from app.domain.errors import Invalid, NotFound, NotPermitted, RefusedType, RuleBroken, Stale
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus
from app.domain.files import PDF, TEXT
from app.domain.people import Person, Role
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.events import EventRow
from app.models.evidence import EvidenceFileRow, StoredFileRow
from app.queries.evidence_files import KeptFile, files_of, seen_files
from app.queries.files import FileOfPiece, get_file_for
from app.queries.revisions import revisions_of
from tests.entries import body_of, past_the_record
from tests.make import COMPLETE, Maker, mapped_to

MEMO = b"I reviewed the lease."
PAGES = b"%PDF-1.7\nthe lease"
WHY = "It names the client on page 3."


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage((tmp_path / "files").as_uri())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


class Files:
    """What people do with the files of Amara's evidence."""

    def __init__(self, make: Maker, storage: Storage) -> None:
        self.make = make
        self.storage = storage

    def add(
        self,
        evidence_id: uuid.UUID,
        content: bytes = MEMO,
        name: str = "memo.txt",
        *,
        by: Person | None = None,
        version: int | None = None,
    ) -> uuid.UUID:
        return add_file(
            self.make.database,
            self.storage,
            evidence_id,
            name,
            io.BytesIO(content),
            version=version,
            by=by or self.make.cast.amara,
            now=self.make.now,
        )

    def remove(
        self, evidence_id: uuid.UUID, file_id: uuid.UUID, *, by: Person | None = None
    ) -> str:
        return remove_file(
            self.make.database,
            evidence_id,
            file_id,
            by=by or self.make.cast.amara,
            now=self.make.now,
        )

    def block(self, file_id: uuid.UUID, *, by: Person, reason: str = WHY) -> None:
        block_file(self.make.database, file_id, reason, by=by, now=self.make.now)

    def submitted(self, content: bytes = MEMO) -> tuple[uuid.UUID, uuid.UUID]:
        """A submitted piece with one file."""
        piece = self.make.evidence()
        file = self.add(piece, content)
        submit_evidence(self.make.database, piece, by=self.make.cast.amara, now=self.make.now)
        return piece, file

    def on(self, evidence_id: uuid.UUID, *, for_: Person | None = None) -> tuple[KeptFile, ...]:
        piece = self.make.seen_by(for_ or self.make.cast.amara, evidence_id)
        with self.make.database.read() as session:
            return seen_files(piece, files_of(session, evidence_id))

    def found(self, file_id: uuid.UUID, *, by: Person) -> FileOfPiece:
        with self.make.database.read() as session:
            return get_file_for(session, by, file_id, today=today_in_london(self.make.now))

    def events(self, *kinds: EventKind) -> list[EventRow]:
        with self.make.database.read() as session:
            return list(
                session.exec(
                    select(EventRow)
                    .where(col(EventRow.kind).in_(kinds))
                    .order_by(col(EventRow.sequence))
                )
            )


@pytest.fixture
def files(make: Maker, storage: Storage) -> Files:
    return Files(make, storage)


def test_an_apprentice_adds_a_file_to_a_draft(files: Files) -> None:
    draft = files.make.evidence()
    added = files.add(draft, PAGES, "../Lease review.pdf.exe")
    sha256 = hashlib.sha256(PAGES).hexdigest()
    (kept,) = files.on(draft)
    assert kept.reference == FileReference(added, "Lease review.pdf", PDF, len(PAGES), sha256)
    assert b"".join(files.storage.open(files.make.cast.provider_id, sha256)) == PAGES


def test_a_file_raises_the_version_of_its_piece_and_is_one_event(files: Files) -> None:
    draft = files.make.evidence()
    added = files.add(draft)
    assert files.make.seen_by(files.make.cast.amara, draft).version == 2
    (event,) = files.events(EventKind.FILE_ADDED)
    assert (event.subject_id, event.evidence_id, event.role) == (added, draft, Role.APPRENTICE)
    assert hashlib.sha256(MEMO).hexdigest() in body_of(files.make.database, event)
    assert "memo" not in body_of(files.make.database, event)


def test_a_submitted_piece_is_locked_until_it_is_taken_back(files: Files) -> None:
    piece, file = files.submitted()
    with pytest.raises(RuleBroken, match="Take it back first"):
        files.add(piece, PAGES)
    with pytest.raises(RuleBroken, match="Take it back first"):
        files.remove(piece, file)


def test_a_returned_piece_takes_another_file(files: Files) -> None:
    returned = files.make.evidence(EvidenceStatus.RETURNED)
    files.add(returned)
    assert len(files.on(returned)) == 1


def test_nobody_else_adds_or_removes_a_file(files: Files) -> None:
    cast = files.make.cast
    returned = files.make.evidence(EvidenceStatus.RETURNED)
    file = files.add(returned)
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth):
        with pytest.raises(NotPermitted):
            files.add(returned, PAGES, by=person)
        with pytest.raises(NotPermitted):
            files.remove(returned, file, by=person)
    for person in (cast.theo, cast.nadia, cast.theos_administrator):
        with pytest.raises(NotFound):
            files.add(returned, PAGES, by=person)
        with pytest.raises(NotFound):
            files.remove(returned, file, by=person)


def test_a_withdrawn_apprenticeship_takes_no_more_files(files: Files) -> None:
    draft = files.make.evidence()
    with past_the_record(files.make.database) as session:
        row = session.get_one(ApprenticeshipRow, files.make.cast.amaras)
        row.status = ApprenticeshipStatus.WITHDRAWN
        session.commit()
    with pytest.raises(RuleBroken, match="withdrawn"):
        files.add(draft)


def test_a_stale_version_is_refused(files: Files) -> None:
    draft = files.make.evidence()
    files.add(draft, version=1)
    with pytest.raises(Stale):
        files.add(draft, PAGES, version=1)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"A harmless note.\n<script>alert(1)</script>",
        b"MZ\x90\x00\x03\x00",
        b"#!/bin/sh\n",
    ],
)
def test_what_could_run_is_refused_and_nothing_of_it_is_kept(
    files: Files, folder: Path, content: bytes
) -> None:
    draft = files.make.evidence()
    with pytest.raises(RefusedType, match=r"“note\.txt” .* Add PDF"):
        files.add(draft, content, "note.txt")
    assert files.on(draft) == ()
    assert not folder.exists()


def test_a_file_of_zero_bytes_is_refused(files: Files, folder: Path) -> None:
    draft = files.make.evidence()
    with pytest.raises(Invalid, match=r"“memo\.txt” is empty"):
        files.add(draft, b"")
    assert not folder.exists()


def test_the_same_content_twice_on_one_piece_is_refused_by_name(files: Files) -> None:
    draft = files.make.evidence()
    files.add(draft, name="memo.txt")
    with pytest.raises(RuleBroken, match=r"the same as “memo\.txt”"):
        files.add(draft, name="copy.txt")
    assert len(files.on(draft)) == 1


def test_the_same_content_may_be_on_two_pieces(files: Files, folder: Path) -> None:
    for draft in (files.make.evidence(), files.make.evidence()):
        files.add(draft)
        assert len(files.on(draft)) == 1
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_a_piece_holds_fifty_files_and_no_more(files: Files) -> None:
    draft = files.make.evidence()
    with past_the_record(files.make.database) as session:
        for number in range(MAX_FILES - 1):
            keep_row(session, files, draft, f"{number:064}")
        session.commit()
    files.add(draft)
    with pytest.raises(RuleBroken, match="50 files"):
        files.add(draft, PAGES)


def keep_row(session: Session, files: Files, evidence_id: uuid.UUID, sha256: str) -> None:
    provider_id, now = files.make.cast.provider_id, files.make.now
    session.add(StoredFileRow(provider_id=provider_id, sha256=sha256, size=1, stored_at=now))
    session.flush()
    session.add(
        EvidenceFileRow(
            id=uuid.uuid4(),
            evidence_id=evidence_id,
            provider_id=provider_id,
            sha256=sha256,
            name="memo.txt",
            media_type=TEXT,
            added_at=now,
        )
    )


def test_two_providers_keep_the_same_content_each_for_itself(files: Files, folder: Path) -> None:
    cast = files.make.cast
    files.add(files.make.evidence())
    theos = create_evidence(
        files.make.database, cast.theos, COMPLETE, by=cast.theo, now=files.make.now
    )
    files.add(theos, by=cast.theo)
    sha256 = hashlib.sha256(MEMO).hexdigest()
    assert {path.parent.name for path in folder.rglob(sha256)} == {
        str(cast.provider_id),
        str(cast.other_provider_id),
    }


def test_nothing_is_written_down_where_the_storage_fails(files: Files, folder: Path) -> None:
    draft = files.make.evidence()
    folder.write_text("Not a folder.")
    with pytest.raises(StorageFailed, match="try again"):
        files.add(draft)
    assert files.on(draft) == ()
    assert files.make.seen_by(files.make.cast.amara, draft).version == 1


def test_a_file_that_was_never_submitted_goes_without_trace_of_a_row(files: Files) -> None:
    draft = files.make.evidence()
    file = files.add(draft)
    assert files.remove(draft, file) == "memo.txt"
    with files.make.database.read() as session:
        assert files_of(session, draft) == ()
    assert files.make.seen_by(files.make.cast.amara, draft).version == 3
    (event,) = files.events(EventKind.FILE_REMOVED)
    assert event.subject_id == file


def test_an_earlier_revision_keeps_a_file_that_is_removed(files: Files) -> None:
    make, amara = files.make, files.make.cast.amara
    piece, file = files.submitted()
    take_back_evidence(make.database, piece, by=amara, now=make.now)
    files.remove(piece, file)
    assert files.on(piece) == ()
    with make.database.read() as session:
        (first,) = revisions_of(session, piece)
        assert [reference.id for reference in first.content.files] == [file]
        assert [kept.reference.id for kept in files_of(session, piece)] == [file]
    assert files.found(file, by=amara).kept.removed_at == make.now
    submit_evidence(make.database, piece, by=amara, now=make.now)
    with pytest.raises(NotFound):
        files.found(file, by=make.cast.sam)


def test_a_file_is_removed_once_and_from_its_own_piece(files: Files) -> None:
    one, other = files.make.evidence(), files.make.evidence()
    file = files.add(one)
    with pytest.raises(NotFound):
        files.remove(other, file)
    files.remove(one, file)
    with pytest.raises(NotFound, match="not any more"):
        files.remove(one, file)


def test_those_who_see_the_submission_find_its_files_and_strangers_do_not(files: Files) -> None:
    cast = files.make.cast
    _, file = files.submitted()
    for person in (cast.amara, cast.sam, cast.marcus, cast.priya, cast.ruth):
        assert files.found(file, by=person).kept.reference.name == "memo.txt"
    for person in cast.strangers:
        with pytest.raises(NotFound):
            files.found(file, by=person)


def test_a_file_of_a_draft_is_the_apprentices_alone(files: Files) -> None:
    cast = files.make.cast
    file = files.add(files.make.evidence())
    files.found(file, by=cast.amara)
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth):
        with pytest.raises(NotFound):
            files.found(file, by=person)


def test_a_file_added_after_the_submission_is_not_seen_before_the_next(files: Files) -> None:
    cast = files.make.cast
    returned = files.make.evidence(EvidenceStatus.RETURNED)
    file = files.add(returned)
    with pytest.raises(NotFound):
        files.found(file, by=cast.sam)
    submit_evidence(files.make.database, returned, by=cast.amara, now=files.make.now)
    files.found(file, by=cast.sam)


def test_a_new_employer_does_not_open_files_of_the_earlier_ones_clients(files: Files) -> None:
    make, cast = files.make, files.make.cast
    harbour_day = today_in_london(make.now).replace(year=2024)
    piece = make.evidence(content=replace(COMPLETE, happened_on=harbour_day))
    file = files.add(piece)
    submit_evidence(make.database, piece, by=cast.amara, now=make.now)
    files.found(file, by=cast.sam)
    with pytest.raises(NotFound):
        files.found(file, by=cast.marcus)
    with pytest.raises(NotFound):
        files.block(file, by=cast.marcus)


def test_an_assessor_whose_time_ended_finds_the_file_no_more(files: Files) -> None:
    make, cast = files.make, files.make.cast
    _, file = files.submitted()
    with past_the_record(make.database) as session:
        spell = session.exec(
            select(SpellRow).where(
                SpellRow.kind == SpellKind.ASSESSOR, SpellRow.person_id == cast.sam.id
            )
        ).one()
        spell.ends_on = today_in_london(make.now)
        session.commit()
    with pytest.raises(NotFound):
        files.found(file, by=cast.sam)


@pytest.mark.parametrize("who", ["marcus", "ruth"])
def test_a_line_manager_or_an_administrator_blocks_a_file(files: Files, who: str) -> None:
    cast = files.make.cast
    _, file = files.submitted()
    person: Person = getattr(cast, who)
    files.block(file, by=person)
    kept = files.found(file, by=cast.amara).kept
    assert (kept.blocked, kept.blocked_by, kept.block_reason) == (True, person.name, WHY)
    (event,) = files.events(EventKind.FILE_BLOCKED)
    assert (event.subject_id, event.role) == (file, person.roles[0].role)
    assert WHY not in body_of(files.make.database, event)


def test_a_block_leaves_hash_decisions_and_version_as_they_are(files: Files) -> None:
    cast = files.make.cast
    piece, file = files.submitted()
    before = files.make.seen_by(cast.sam, piece)
    files.block(file, by=cast.marcus)
    assert files.make.seen_by(cast.sam, piece) == before


def test_a_block_holds_for_every_copy_in_the_providers_house_and_no_further(files: Files) -> None:
    make, cast = files.make, files.make.cast
    piece, file = files.submitted()
    again = reuse_evidence(make.database, piece, by=cast.amara, now=make.now)
    theos = create_evidence(make.database, cast.theos, COMPLETE, by=cast.theo, now=make.now)
    files.add(theos, by=cast.theo)
    files.block(file, by=cast.marcus)
    assert [kept.blocked for kept in files.on(again)] == [True]
    assert [kept.blocked for kept in files.on(theos, for_=cast.theo)] == [False]


def test_a_blocked_content_does_not_come_back_under_another_name(files: Files) -> None:
    _, file = files.submitted()
    files.block(file, by=files.make.cast.marcus)
    with pytest.raises(RuleBroken, match="blocked"):
        files.add(files.make.evidence(), name="harmless.txt")


def test_an_administrator_blocks_a_file_of_a_draft_without_reading_it(files: Files) -> None:
    cast = files.make.cast
    draft = files.make.evidence()
    file = files.add(draft)
    with pytest.raises(NotFound):
        files.block(file, by=cast.marcus)
    files.block(file, by=cast.ruth)
    assert [kept.blocked for kept in files.on(draft)] == [True]
    with pytest.raises(RuleBroken, match="A file that was not submitted"):
        files.block(file, by=cast.ruth)


def test_nobody_else_blocks_a_file(files: Files) -> None:
    cast = files.make.cast
    _, file = files.submitted()
    for person in (cast.amara, cast.sam, cast.priya):
        with pytest.raises(NotPermitted):
            files.block(file, by=person)
    for person in cast.strangers:
        with pytest.raises(NotFound):
            files.block(file, by=person)
    with pytest.raises(NotFound):
        files.block(uuid.uuid4(), by=cast.ruth)


def test_a_file_is_blocked_once_and_with_a_reason(files: Files) -> None:
    cast = files.make.cast
    _, file = files.submitted()
    with pytest.raises(Invalid, match="Say why"):
        files.block(file, by=cast.marcus, reason="  ")
    files.block(file, by=cast.marcus)
    with pytest.raises(RuleBroken, match="already, by Marcus Lee"):
        files.block(file, by=cast.ruth)


def test_a_piece_is_submitted_with_its_files_in_order(files: Files) -> None:
    make, amara = files.make, files.make.cast.amara
    draft = make.evidence(content=replace(COMPLETE, mappings=mapped_to(["K1"])))
    first = files.add(draft)
    later = replace(make, now=make.now + timedelta(minutes=1))
    second = Files(later, files.storage).add(draft, PAGES, "lease.pdf")
    submit_evidence(make.database, draft, by=amara, now=later.now)
    seen = make.seen_by(make.cast.sam, draft)
    assert [reference.id for reference in seen.content.files] == [first, second]
