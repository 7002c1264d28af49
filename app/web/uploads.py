"""Resumable uploads as tus 1.0.0 has them (creation, expiration, checksum, termination).

Its client asks how much arrived, and sends on from there. What it is told in words is plain text,
for its page to show; a program gets a problem, as everywhere in the API. Each dependency is there
twice: for a page's client, known by its session, and for a program, known by its token.
"""

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, cast

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from app.domain.errors import FieldError, GatepostError, Invalid, RefusedType
from app.domain.uploads import Damaged
from app.settings import Settings
from app.web.bodies import counted
from app.web.deps import ApiPerson, SignedInPerson

TUS = "Tus-Resumable"
VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = ("sha256", "sha1")
PART = "application/offset+octet-stream"

_SPOOLED = 1_000_000


class OtherProtocol(GatepostError):
    """Not the version of tus that is spoken here, or none."""

    def __init__(self) -> None:
        super().__init__(f"Files are sent in parts by tus {VERSION} alone.")


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a part, whole or not; ``content`` is open at its start."""

    offset: int
    size: int
    content: IO[bytes]


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that is about to come, as its sender describes it; ``size`` in bytes."""

    name: str
    mark: str
    size: int


async def page_speaks_tus(request: Request, _person: SignedInPerson) -> None:
    _check_protocol(request)


async def program_speaks_tus(request: Request, _person: ApiPerson) -> None:
    _check_protocol(request)


SpeaksTus = Annotated[None, Depends(page_speaks_tus)]
ProgramSpeaksTus = Annotated[None, Depends(program_speaks_tus)]


async def announced_by_page(request: Request, _spoken: SpeaksTus) -> Announced:
    return _announced(request)


async def announced_by_program(request: Request, _spoken: ProgramSpeaksTus) -> Announced:
    """It has no body: ``request.state.body_sha256`` names what stands in its headers instead."""
    announced = _announced(request)
    request.state.body_sha256 = hashlib.sha256(repr(announced).encode()).hexdigest()
    return announced


async def part_from_page(request: Request, _spoken: SpeaksTus) -> AsyncIterator[Part]:
    async for part in _read_part(request):
        yield part


async def part_from_program(request: Request, _spoken: ProgramSpeaksTus) -> AsyncIterator[Part]:
    async for part in _read_part(request):
        yield part


AnnouncedFile = Annotated[Announced, Depends(announced_by_page)]
AnnouncedByProgram = Annotated[Announced, Depends(announced_by_program)]
SentPart = Annotated[Part, Depends(part_from_page)]
PartFromProgram = Annotated[Part, Depends(part_from_program)]


def protocol_headers(settings: Settings) -> dict[str, str]:
    """What of tus is spoken here, for whoever asks by OPTIONS."""
    return {
        TUS: VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.max_upload_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def tus_headers(
    *, offset: int | None = None, length: int | None = None, expires_at: datetime | None = None
) -> dict[str, str]:
    headers = {TUS: VERSION}
    if offset is not None:
        headers["Upload-Offset"] = str(offset)
    if length is not None:
        headers["Upload-Length"] = str(length)
    if expires_at is not None:
        headers["Upload-Expires"] = format_datetime(expires_at, usegmt=True)
    return headers


def _check_protocol(request: Request) -> None:
    if request.headers.get(TUS) != VERSION:
        raise OtherProtocol


def _announced(request: Request) -> Announced:
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    return Announced(
        said.get("filename", ""), said.get("mark", ""), _number(request, "Upload-Length")
    )


async def _read_part(request: Request) -> AsyncIterator[Part]:
    """Yields what came, even where the connection broke: that need not be sent again."""
    if request.headers.get("Content-Type", "") != PART:
        raise RefusedType(FieldError("", f"Send a part as {PART}."))
    offset = _number(request, "Upload-Offset")
    algorithm, checksum = _checksum(request.headers.get("Upload-Checksum", ""))
    digest = hashlib.new(algorithm, usedforsecurity=False)
    settings: Settings = request.app.state.settings
    with SpooledTemporaryFile(max_size=_SPOOLED) as kept:
        size = 0
        try:
            async for chunk in counted(request, settings.max_upload_bytes):
                size += len(chunk)
                digest.update(chunk)
                await run_in_threadpool(kept.write, chunk)
        except ClientDisconnect:
            pass
        if checksum is not None and digest.digest() != checksum:
            raise Damaged
        await run_in_threadpool(kept.seek, 0)
        yield Part(offset, size, cast("IO[bytes]", kept))


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Invalid(FieldError(header, f"{header} must be a number of bytes."))
    return int(text)


def _metadata(header: str) -> Mapping[str, str]:
    """Names, each with a value in base64, by commas."""
    pairs = (pair.split(" ") for pair in header.split(",") if pair.strip())
    try:
        return {
            name: b64decode(value[0] if value else "", validate=True).decode()
            for name, *value in (each[-2:] if not each[0] else each for each in pairs)
        }
    except (NotBase64, UnicodeDecodeError) as error:
        raise Invalid(FieldError("Upload-Metadata", "Its values must be base64.")) from error


def _checksum(header: str) -> tuple[str, bytes | None]:
    """The algorithm and the digest that is expected; None where nothing was said of it."""
    if not header:
        return ALGORITHMS[0], None
    algorithm, _, digest = header.partition(" ")
    try:
        if algorithm not in ALGORITHMS:
            raise ValueError
        return algorithm, b64decode(digest, validate=True)
    except ValueError as error:
        refusal = FieldError("Upload-Checksum", "It must be sha256 or sha1, and a digest.")
        raise Invalid(refusal) from error
