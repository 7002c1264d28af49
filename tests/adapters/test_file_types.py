"""A file is what its content says it is."""

import io
import struct
import wave
import zipfile
from contextlib import suppress

import docx
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.adapters.file_types import media_type_of
from app.domain.errors import RefusedType
from app.domain.files import CSV, DOC, DOCX, EML, MSG, ODT, PDF, PPT, PPTX, RTF, TEXT, XLS, XLSX

NO_SECTOR = 0xFFFFFFFF
END = 0xFFFFFFFE


def kind_of(content: bytes, name: str = "file") -> str:
    return media_type_of(io.BytesIO(content), name)


def a_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def a_picture(form: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (2, 2), "teal").save(made, form)
    return made.getvalue()


def a_word_document() -> bytes:
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("I reviewed the lease.")
    document.save(made)
    return made.getvalue()


def a_zip(members: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def an_office_file(main_part: str, *more: str) -> bytes:
    kind = f"application/vnd.openxmlformats-officedocument.{main_part}+xml"
    types = f'<Types><Override ContentType="{kind}"/></Types>'
    return a_zip({"[Content_Types].xml": types} | dict.fromkeys(more, ""))


def an_old_office_file(*names: str) -> bytes:
    """A compound file with these streams at its top, one below the other in their tree."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<3I", header, 44, 1, 1, 0)
    struct.pack_into("<I", header, 68, END)
    struct.pack_into("<109I", header, 76, 0, *[NO_SECTOR] * 108)
    entries = [("Root Entry", NO_SECTOR, 1)]
    entries += [
        (name, place + 1 if place < len(names) else NO_SECTOR, NO_SECTOR)
        for place, name in enumerate(names, 1)
    ]
    directory = bytearray()
    for name, right, child in entries:
        entry = bytearray(128)
        encoded = (name + "\0").encode("utf-16-le")
        entry[: len(encoded)] = encoded
        struct.pack_into("<H", entry, 64, len(encoded))
        struct.pack_into("<3I", entry, 68, NO_SECTOR, right, child)
        directory += entry
    sectors = -(-len(directory) // 512)
    directory += bytes(sectors * 512 - len(directory))
    table = [END, *range(2, sectors + 1), END]
    table += [NO_SECTOR] * (128 - len(table))
    return bytes(header) + struct.pack("<128I", *table) + bytes(directory)


def a_sound() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(b"\x80" * 100)
    return made.getvalue()


def a_film(brand: bytes, *compatible: bytes) -> bytes:
    brands = b"".join(compatible)
    box = struct.pack(">I", 16 + len(brands)) + b"ftyp" + brand + b"\0\0\0\0" + brands
    return box + struct.pack(">I", 108) + b"mdat" + bytes(100)


KEPT = {
    "PDF": (a_pdf(), PDF),
    "Word": (a_word_document(), DOCX),
    "Excel": (an_office_file("spreadsheetml.sheet.main"), XLSX),
    "PowerPoint": (an_office_file("presentationml.presentation.main"), PPTX),
    "OpenDocument": (a_zip({"mimetype": ODT, "content.xml": "<office/>"}), ODT),
    "old Word": (an_old_office_file("1Table", "Data", "CompObj", "Summary", "WordDocument"), DOC),
    "old Excel": (an_old_office_file("Workbook"), XLS),
    "old PowerPoint": (an_old_office_file("Current User", "PowerPoint Document"), PPT),
    "Outlook": (an_old_office_file("__nameid_version1.0", "__properties_version1.0"), MSG),
    "RTF": (rb"{\rtf1\ansi I reviewed the lease.}", RTF),
    "PNG": (a_picture("PNG"), "image/png"),
    "JPEG": (a_picture("JPEG"), "image/jpeg"),
    "GIF": (a_picture("GIF"), "image/gif"),
    "WebP": (a_picture("WEBP"), "image/webp"),
    "HEIC": (a_film(b"heic", b"mif1"), "image/heic"),
    "HEIC of more colours": (a_film(b"mif1", b"heix", b"miaf"), "image/heic"),
    "MP3": (b"ID3\x04\0\0\0\0\0\x0a" + bytes(50), "audio/mpeg"),
    "M4A": (a_film(b"M4A ", b"mp42"), "audio/mp4"),
    "WAV": (a_sound(), "audio/wav"),
    "MP4": (a_film(b"mp42", b"isom"), "video/mp4"),
    "MOV": (a_film(b"qt  "), "video/quicktime"),
    "WebM": (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(50), "video/webm"),
    "text": (b"I reviewed the lease.\r\n", TEXT),
    "text in UTF-8": ("I advised Ms Çelik: 3 < 5, and x<y.".encode(), TEXT),
    "text in UTF-16": ("I advised Ms Çelik.".encode("utf-16"), TEXT),
    "text in Windows-1252": ("The fee is £250 – “paid”.".encode("cp1252"), TEXT),
    "text that begins like a program": (b"MZ Solicitors wrote to us.", TEXT),
    "text with an address": (b"From: Amara <a@firm.example>\nSubject: lease\n\nHello", TEXT),
}

WEB_PAGES = {
    "HTML": b"<!DOCTYPE html><html><body>Hello</body></html>",
    "XHTML": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "XML": b'\n<?xml version="1.0"?><note>x</note>',
    "a namespace": b'<a:script xmlns:a="http://www.w3.org/1999/xhtml">alert(1)</a:script>',
    "script far down": b"My note.\n" * 200_000 + b"<ScRiPt>alert(1)</script>",
    "script across two chunks": b"x" * 999_996 + b"<script>alert(1)</script>",
    "script in UTF-16": "A note <script>alert(1)</script>".encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf<html>",
}

REFUSED = {
    "a Windows program": b"MZ\x90\0" + bytes(200),
    "a Linux program": b"\x7fELF\x02\x01" + bytes(200),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a script behind a mark": b"\xef\xbb\xbf#!/usr/bin/python3\n",
    "unknown bytes": bytes(range(256)),
    "broken UTF-16": b"\xff\xfea\0\x00\xd8b\0",
    "a ZIP": a_zip({"memo.txt": "hello"}),
    "an EPUB": a_zip({"mimetype": "application/epub+zip"}),
    "a broken ZIP": b"PK\x03\x04" + bytes(100),
    "Word with macros": an_office_file("wordprocessingml.document.main", "word/vbaProject.bin"),
    "a Word template": an_office_file("wordprocessingml.template.main"),
    "OpenDocument with macros": a_zip({"mimetype": ODT, "Basic/Standard/Module1.xml": ""}),
    "old Word with macros": an_old_office_file("WordDocument", "Macros"),
    "an installer": an_old_office_file("Property", "Binary"),
    "a torn compound file": an_old_office_file("WordDocument")[:700],
    "a film of another kind": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska" + bytes(50),
}


@pytest.mark.parametrize("what", KEPT)
def test_what_people_use_is_recognised(what: str) -> None:
    content, media_type = KEPT[what]
    assert kind_of(content, "misleading.exe") == media_type


@pytest.mark.parametrize("what", WEB_PAGES)
@pytest.mark.parametrize("name", ["page.html", "note.txt", "table.csv", "letter.eml", "memo.pdf"])
def test_a_web_page_is_refused_under_any_name(what: str, name: str) -> None:
    with pytest.raises(RefusedType, match="is a web page") as refused:
        kind_of(WEB_PAGES[what], name)
    assert "Add PDF, Word" in refused.value.sentence


@pytest.mark.parametrize("what", REFUSED)
def test_what_nobody_should_open_is_refused(what: str) -> None:
    with pytest.raises(RefusedType):
        kind_of(REFUSED[what], "memo.pdf")


def test_a_table_is_told_from_other_text_by_its_name() -> None:
    assert kind_of(b"date,hours\n2026-06-01,3\n", "hours.CSV") == CSV


def test_an_e_mail_may_hold_a_page_where_it_is_one() -> None:
    mail = b"From: a@firm.example\r\nDate: today\r\nX: a\r\n b\r\n\r\n<html>Hello</html>"
    assert kind_of(mail, "letter.eml") == EML
    with pytest.raises(RefusedType):
        kind_of(mail, "letter.txt")


def test_a_zip_cannot_make_us_read_a_list_as_long_as_it_likes() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(40_000):
            archive.writestr(f"{number:06}", b"")
    with pytest.raises(RefusedType):
        kind_of(made.getvalue())


def test_a_directory_that_chains_in_a_circle_ends() -> None:
    circle = bytearray(an_old_office_file("WordDocument"))
    struct.pack_into("<I", circle, 512 + 4, 1)
    with pytest.raises(RefusedType):
        kind_of(bytes(circle))


@given(st.sampled_from(sorted(KEPT)), st.integers(0, 3_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_recognised_or_refused(what: str, place: int, damage: bytes) -> None:
    content = KEPT[what][0]
    torn = content[:place] + damage + content[place + len(damage) :]
    with suppress(RefusedType):
        kind_of(torn)
