"""Small pictures of files: made by the jobs, seen by whoever may open the file, harmless."""

import io
import struct
import uuid
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfWriter
from starlette.testclient import TestClient

from app.actions.contents import sweep_contents
from app.actions.files import add_file, block_file, remove_file
from app.actions.previews import begin_preview
from app.actions.submission import submit_evidence
from app.adapters.storage import Storage, open_storage
from app.domain.content import FileReference
from app.domain.previews import MOST_ATTEMPTS, TRIED_AGAIN_AFTER, preview_name
from app.jobs.previews import make_due_previews
from app.queries.evidence_files import Preview, files_of
from app.queries.files import get_file_for
from app.settings import Settings
from tests.conftest import SignInAs
from tests.make import Maker

ON_ITS_SIDE, GPS = 0x0112, 0x8825


def photo(width: int = 1200, height: int = 800) -> bytes:
    """As a phone takes it: held upright, and with the place where it was taken."""
    said = Image.Exif()
    said[ON_ITS_SIDE] = 6
    said.get_ifd(GPS).update({1: "N", 2: (53.0, 28.0, 50.0)})
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(kept, "JPEG", exif=said)
    assert Image.open(kept).getexif().get_ifd(GPS)[1] == "N"
    return kept.getvalue()


def letter() -> bytes:
    written = PdfWriter()
    written.add_blank_page(595, 842)
    kept = io.BytesIO()
    written.write(kept)
    return kept.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A small file that says of itself that it is a picture of billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    )


class Desk:
    """Where Amara adds files to a piece, and the jobs look at them."""

    def __init__(self, make: Maker, storage: Storage) -> None:
        self.make, self.storage, self.now = make, storage, make.now
        self.piece = make.evidence()

    def add(self, name: str, content: bytes) -> uuid.UUID:
        return add_file(
            self.make.database,
            self.storage,
            self.piece,
            name,
            io.BytesIO(content),
            by=self.make.cast.amara,
            now=self.now,
        )

    def submit(self) -> None:
        submit_evidence(self.make.database, self.piece, by=self.make.cast.amara, now=self.now)

    def jobs(self) -> int:
        return make_due_previews(self.make.database, self.storage, clock=lambda: self.now)

    def preview(self, file_id: uuid.UUID) -> Preview | None:
        with self.make.database.read() as session:
            kept = files_of(session, self.piece)
        return next(each.preview for each in kept if each.reference.id == file_id)

    def reference(self, file_id: uuid.UUID) -> FileReference:
        with self.make.database.read() as session:
            amara, today = self.make.cast.amara, self.now.date()
            return get_file_for(session, amara, file_id, today=today).kept.reference


@pytest.fixture
def desk(make: Maker, settings: Settings) -> Desk:
    return Desk(make, open_storage(settings.storage_url))


def test_a_photo_and_the_first_page_of_a_pdf_are_seen_beside_their_names(
    desk: Desk, client_for: SignInAs
) -> None:
    board, memo = desk.add("board.jpg", photo()), desk.add("letter.pdf", letter())
    note = desk.add("note.txt", b"A note.")
    desk.submit()
    sam: TestClient = client_for(desk.make.cast.sam)
    assert "<img" not in sam.get(f"/evidence/{desk.piece}").text, "the page is as good without"
    assert desk.jobs() == 2
    assert desk.jobs() == 0, "and none is made twice"
    page = sam.get(f"/evidence/{desk.piece}").text
    assert (
        f'src="/files/{board}/preview" width="427" height="640" loading="lazy" '
        'alt="The picture board.jpg, made small"'
    ) in page
    assert 'alt="The first page of letter.pdf"' in page
    assert page.count("<img") == 2
    file, small = sam.get(f"/files/{board}"), sam.get(f"/files/{board}/preview")
    for header in ("Content-Security-Policy", "Cache-Control", "X-Content-Type-Options"):
        assert small.headers[header] == file.headers[header]
    assert small.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(small.content)).size == (427, 640)
    assert Image.open(io.BytesIO(sam.get(f"/files/{memo}/preview").content)).height == 640
    assert sam.get(f"/files/{note}/preview").status_code == 404


@pytest.mark.one_engine
def test_whoever_writes_the_piece_sees_its_photos_and_why_there_is_none_of_a_heic(
    desk: Desk, client_for: SignInAs
) -> None:
    board = desk.add("board.jpg", photo())
    desk.add("IMG_0042.HEIC", struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(100))
    assert desk.jobs() == 1
    amara = client_for(desk.make.cast.amara)
    for page in ("edit", "files", "logged"):
        shown = amara.get(f"/evidence/{desk.piece}/{page}").text
        assert f'src="/files/{board}/preview"' in shown, page
        assert shown.count("<img") == 1, page
        assert shown.count("No preview is made of a HEIC photo.") == 1, page


@pytest.mark.one_engine
def test_where_a_photo_was_taken_does_not_come_along(desk: Desk, client_for: SignInAs) -> None:
    board = desk.add("board.jpg", photo())
    desk.jobs()
    small = client_for(desk.make.cast.amara).get(f"/files/{board}/preview").content
    seen = Image.open(io.BytesIO(small))
    assert dict(seen.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile"} & seen.info.keys()


def test_a_preview_is_seen_by_those_who_may_open_the_file(
    desk: Desk, client: TestClient, client_for: SignInAs
) -> None:
    board, cast = desk.add("board.jpg", photo()), desk.make.cast
    desk.jobs()
    for person in (cast.sam, cast.marcus, cast.ruth, *cast.strangers):
        assert client_for(person).get(f"/files/{board}/preview").status_code == 404, "a draft"
    desk.submit()
    for person in (cast.sam, cast.marcus, cast.ruth):
        assert client_for(person).get(f"/files/{board}/preview").status_code == 200
    for person in cast.strangers:
        assert client_for(person).get(f"/files/{board}/preview").status_code == 404
    assert client.get(f"/files/{board}/preview").status_code == 303
    why = "It names the client."
    block_file(desk.make.database, board, why, by=cast.marcus, now=desk.now)
    assert client_for(cast.sam).get(f"/files/{board}/preview").status_code == 403
    assert "<img" not in client_for(cast.sam).get(f"/evidence/{desk.piece}").text


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.png", bomb),
        ("torn.jpg", lambda: photo()[:400]),
        ("torn.pdf", lambda: b"%PDF-1.7\n1 0 obj << /Type /Pages /Kids [1 0 R] >>"),
    ],
)
def test_a_hostile_file_hurts_nobody(desk: Desk, name: str, content: Callable[[], bytes]) -> None:
    hostile, board = desk.add(name, content()), desk.add("board.jpg", photo())
    assert desk.jobs() == 1
    assert desk.preview(hostile) is None
    assert desk.preview(board) is not None
    desk.now += timedelta(days=1)
    assert desk.jobs() == 0, "it is not tried again"


def test_what_was_in_hand_when_a_server_was_killed_is_made_later_and_not_for_ever(
    desk: Desk,
) -> None:
    board = desk.add("board.jpg", photo())
    provider, sha256 = desk.make.cast.provider_id, desk.reference(board).sha256

    def be_killed() -> bool:
        return begin_preview(desk.make.database, provider, sha256, now=desk.now)

    assert be_killed()
    assert desk.jobs() == 0, "it may still be in hand"
    desk.now += TRIED_AGAIN_AFTER
    assert desk.jobs() == 1
    other = desk.add("other.jpg", photo(900))
    sha256 = desk.reference(other).sha256
    for _ in range(MOST_ATTEMPTS):
        assert be_killed()
        desk.now += TRIED_AGAIN_AFTER
    assert not be_killed()
    assert desk.jobs() == 0


def test_a_preview_goes_with_its_file_and_comes_back_with_it(desk: Desk) -> None:
    board, amara = desk.add("board.jpg", photo()), desk.make.cast.amara
    provider, sha256 = desk.make.cast.provider_id, desk.reference(board).sha256
    desk.jobs()
    assert desk.storage.exists(provider, preview_name(sha256))
    remove_file(desk.make.database, desk.piece, board, by=amara, now=desk.now)
    assert sweep_contents(desk.make.database, desk.storage, now=desk.now) == 1
    assert not desk.storage.exists(provider, preview_name(sha256))
    again = desk.add("board.jpg", photo())
    assert desk.preview(again) is None
    assert desk.jobs() == 1
    assert desk.preview(again) is not None
