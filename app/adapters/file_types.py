"""What a file is, told by its content. What its sender calls it is never believed."""

import codecs
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from filetype import guess_mime  # type: ignore[import-untyped]

from app.adapters import compound_files
from app.adapters.storage import chunks_of
from app.adapters.zips import BROKEN, Sparing
from app.domain import files
from app.domain.files import refused_type

_HEAD = 65_536
_MAX_MEMBER = 1_000_000
_MAX_ZIP_DIRECTORY = 2_000_000

_MEDIA = {
    "image/png": "image/png",
    "image/apng": "image/png",
    "image/jpeg": "image/jpeg",
    "image/gif": "image/gif",
    "image/webp": "image/webp",
    "image/heic": files.HEIC,
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "video/mp4": "video/mp4",
    "video/x-m4v": "video/mp4",
    "video/quicktime": "video/quicktime",
    "video/webm": "video/webm",
}
"""Pictures, sound and film that are kept, by the names that ``filetype`` gives them."""

_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
"""By which a photo says that it is one: ``filetype`` knows the plainest alone."""

_OFFICE_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": files.DOCX,
    b"spreadsheetml.sheet.main+xml": files.XLSX,
    b"presentationml.presentation.main+xml": files.PPTX,
}
_OPEN_DOCUMENTS = {kind.encode(): kind for kind in (files.ODT, files.ODS, files.ODP)}
_COMPOUND_DOCUMENTS = {
    "WordDocument": files.DOC,
    "Workbook": files.XLS,
    "Book": files.XLS,
    "PowerPoint Document": files.PPT,
    "__properties_version1.0": files.MSG,
}
_MACROS = re.compile(
    r"(^|/)vbaProject[^/]*$|^(Basic|Scripts)/.|^Macros$|^_VBA_PROJECT", re.IGNORECASE
)

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(
    r"<(?:!doctype|\?xml|/?(?:\w{1,20}:)?(?:html|head|body|title|script|style|link|meta|base"
    r"|iframe|frameset|object|embed|applet|svg|math|form|img|image|video|audio|table|div|h1"
    r"|font|br|p|a|b))(?=[\s/>])",
    re.IGNORECASE,
)
_LONGEST_MARK = 40
_MAIL_HEADERS = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_MAIL_SENDER_OR_DAY = re.compile(r"^(?:from|date|received):", re.IGNORECASE | re.MULTILINE)

_WEB_PAGE = "is a web page, or a picture or data written in the code of web pages"
_PROGRAM = "is a program or a script"
_MACRO = "is a document with macros in it"
_ARCHIVE = "is an archive or of an unknown kind"
_UNKNOWN = "is not of a kind that can be recognised"


def media_type_of(content: IO[bytes], name: str) -> str:
    """One of ``domain.files.EXTENSIONS``; RefusedType, in one sentence, for anything else.

    ``name`` is for that sentence. It also tells CSV and e-mail from other text, for whose bytes
    all three are safe.
    """
    content.seek(0)
    head = content.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return files.PDF
    if head.startswith(b"{\\rtf"):
        return files.RTF
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(content, name)
    if head.startswith(compound_files.SIGNATURE):
        return _in_compound_file(content, name)
    if _is_text(content):
        return _of_text(content, name)
    found: str | None = guess_mime(head)
    if found in _MEDIA:
        return _MEDIA[found]
    if _is_heic(head):
        return files.HEIC
    raise refused_type(name, _UNKNOWN)


def _is_heic(head: bytes) -> bool:
    """Told by the brands in its first box, of four letters each; its version is none of them."""
    brands = head[8 : min(int.from_bytes(head[:4], "big"), len(head))]
    names = {brands[at : at + 4] for at in range(0, len(brands), 4) if at != 4}
    return head[4:8] == b"ftyp" and not names.isdisjoint(_HEIC_BRANDS)


def _in_zip(content: IO[bytes], name: str) -> str:
    try:
        with zipfile.ZipFile(Sparing(content, _MAX_ZIP_DIRECTORY)) as archive:
            if any(_MACROS.search(member) for member in archive.namelist()):
                raise refused_type(name, _MACRO)
            if _member(archive, "mimetype") in _OPEN_DOCUMENTS:
                return _OPEN_DOCUMENTS[_member(archive, "mimetype")]
            parts = _member(archive, "[Content_Types].xml")
            for main_part, media_type in _OFFICE_MAIN_PARTS.items():
                if main_part in parts:
                    return media_type
    except BROKEN as error:
        raise refused_type(name, _ARCHIVE) from error
    raise refused_type(name, _ARCHIVE)


def _member(archive: zipfile.ZipFile, member: str) -> bytes:
    """Its beginning; empty where there is none, or where it is packed in an unusual way."""
    if member not in archive.NameToInfo:
        return b""
    info = archive.getinfo(member)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    with archive.open(info) as opened:
        return opened.read(_MAX_MEMBER)


def _in_compound_file(content: IO[bytes], name: str) -> str:
    try:
        inside = compound_files.top_names(content)
    except compound_files.NotACompoundFile as error:
        raise refused_type(name, _UNKNOWN) from error
    if any(_MACROS.search(each) for each in inside):
        raise refused_type(name, _MACRO)
    for stream, media_type in _COMPOUND_DOCUMENTS.items():
        if stream in inside:
            return media_type
    raise refused_type(name, _UNKNOWN)


def _is_text(content: IO[bytes]) -> bool:
    try:
        return not any(_NOT_TEXT.search(piece) for piece in _decoded(content))
    except UnicodeDecodeError:
        return False


def _of_text(content: IO[bytes], name: str) -> str:
    ending = name.lower().rpartition(".")[2]
    content.seek(0)
    head = content.read(_HEAD)
    if head.removeprefix(codecs.BOM_UTF8).startswith(b"#!"):
        raise refused_type(name, _PROGRAM)
    if ending == "eml" and _is_mail(head.decode("latin-1")):
        return files.EML
    if _has_markup(content):
        raise refused_type(name, _WEB_PAGE)
    return files.CSV if ending == "csv" else files.TEXT


def _is_mail(head: str) -> bool:
    headers = _MAIL_HEADERS.match(head)
    return headers is not None and _MAIL_SENDER_OR_DAY.search(headers[0]) is not None


def _has_markup(content: IO[bytes]) -> bool:
    """Anywhere in it: a page that begins like a letter is a page all the same."""
    before = ""
    for piece in _decoded(content):
        window = before + piece
        if _MARKUP.search(window):
            return True
        before = window[-_LONGEST_MARK:]
    return False


def _decoded(content: IO[bytes]) -> Iterator[str]:
    """Every byte as one character, unless it says that it is UTF-16: marks of code are ASCII."""
    content.seek(0)
    is_utf16 = content.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    decoder = codecs.getincrementaldecoder("utf-16" if is_utf16 else "latin-1")()
    for chunk in chunks_of(content):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
