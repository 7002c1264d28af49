"""Under which names files are kept, and what stands in the way of adding or opening one."""

import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.content import FileReference
from app.domain.errors import Invalid, NotPermitted, RuleBroken
from app.domain.files import (
    DOCX,
    EXTENSIONS,
    MAX_FILE_NAME,
    PDF,
    TEXT,
    check_block_reason,
    check_can_be_opened,
    check_may_return,
    check_not_blocked_yet,
    check_not_empty,
    check_not_there_yet,
    check_room_for_one_more,
    file_name,
    safe_name,
)


def a_file(name: str = "memo.pdf", sha256: str = "a" * 64) -> FileReference:
    return FileReference(uuid.uuid4(), name, PDF, 10, sha256)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("memo.pdf", "memo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\amara\\Lease review.docx", "Lease review.docx"),
        ("/var/mail/", "file"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("memo.pdf. . ", "memo.pdf"),
        ("me\x00mo\x1b.pdf", "memo.pdf"),
        ("line\r\nbreak.pdf", "line break.pdf"),
        ("contract\u202efdp.exe", "contractfdp.exe"),
        ("\u2067\ufeffmemo\u200b.pdf", "memo.pdf"),
        ("\ud800memo.pdf", "memo.pdf"),
        ("Cafe\u0301 lease.pdf", "Café lease.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("契約書.pdf", "契約書.pdf"),
    ],
)
def test_a_file_keeps_its_name_without_what_misleads(raw: str, name: str) -> None:
    assert safe_name(raw) == name


def test_a_long_name_is_shortened_and_keeps_its_ending() -> None:
    name = safe_name("a" * 5_000 + ".docx")
    assert len(name) == MAX_FILE_NAME
    assert name.endswith("a.docx")


@given(st.text())
def test_any_name_becomes_one_that_is_safe_everywhere(raw: str) -> None:
    name = safe_name(raw)
    assert 1 <= len(name) <= MAX_FILE_NAME
    assert not set(name) & set("/\\")
    assert not name.startswith((".", " "))
    assert all(unicodedata.category(character) not in ("Cc", "Cf", "Cs") for character in name)
    assert name.encode().decode() == name
    assert safe_name(name) == name


@given(st.text(), st.sampled_from(sorted(EXTENSIONS)))
def test_every_name_ends_as_its_content_does(raw: str, media_type: str) -> None:
    name = file_name(raw, media_type)
    assert len(name) <= MAX_FILE_NAME
    assert name.rpartition(".")[2].lower() in EXTENSIONS[media_type]
    assert file_name(name, media_type) == name


@pytest.mark.parametrize(
    ("raw", "media_type", "name"),
    [
        ("invoice.pdf.exe", PDF, "invoice.pdf"),
        ("invoice.exe", PDF, "invoice.exe.pdf"),
        ("page.html", TEXT, "page.html.txt"),
        ("letter v1.2", TEXT, "letter v1.2.txt"),
        ("MEMO.PDF", PDF, "MEMO.PDF"),
        ("memo", DOCX, "memo.docx"),
        ("notes.md", TEXT, "notes.md"),
    ],
)
def test_an_ending_that_lies_is_put_right(raw: str, media_type: str, name: str) -> None:
    assert file_name(raw, media_type) == name


def test_an_empty_file_is_refused() -> None:
    check_not_empty("memo.pdf", 1)
    with pytest.raises(Invalid, match="is empty"):
        check_not_empty("memo.pdf", 0)


def test_a_piece_holds_fifty_files() -> None:
    check_room_for_one_more([a_file()] * 49)
    with pytest.raises(RuleBroken, match="50 files"):
        check_room_for_one_more([a_file()] * 50)


def test_the_same_content_twice_names_the_file_that_is_there() -> None:
    check_not_there_yet("copy.pdf", "b" * 64, [a_file()])
    with pytest.raises(RuleBroken, match=r"the same as “memo\.pdf”"):
        check_not_there_yet("copy.pdf", "a" * 64, [a_file()])


def test_a_blocked_file_says_who_blocked_it_and_why() -> None:
    check_can_be_opened("memo.pdf", blocked=False, by=None, reason=None)
    with pytest.raises(NotPermitted, match=r"by Marcus Lee.*It names the client\."):
        check_can_be_opened(
            "memo.pdf", blocked=True, by="Marcus Lee", reason="It names the client."
        )


def test_a_blocked_content_cannot_come_back() -> None:
    check_may_return("memo.pdf", blocked=False)
    with pytest.raises(RuleBroken, match="blocked"):
        check_may_return("memo.pdf", blocked=True)


@pytest.mark.parametrize("reason", ["", "  ", "a" * 5_001, "a\x00b"])
def test_blocking_needs_a_reason_that_is_text(reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_block_reason(reason)
    assert [error.field for error in refused.value.fields] == ["reason"]


def test_a_file_is_blocked_once() -> None:
    check_not_blocked_yet("memo.pdf", blocked=False, by=None)
    with pytest.raises(RuleBroken, match="already, by Marcus Lee"):
        check_not_blocked_yet("memo.pdf", blocked=True, by="Marcus Lee")
