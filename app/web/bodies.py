"""Reading what was sent: counted as it comes, and never before the person is known.

These are the only asynchronous dependencies that wait for anything: a plain route cannot
iterate a body. They hold no connection, and files go to disk through threads. Each one depends
on the person, so that a stranger's upload is refused before it is taken::

    def submit(form: PageForm, person: SignedInPerson, …)        # a page's form, 2 MB
    def add_file(form: UploadForm, person: SignedInPerson, …)    # with files, MAX_UPLOAD_MB
    def sign_in(form: OpenForm, …)                               # nobody need be signed in
    def decide(body: Annotated[DecisionIn, Depends(JsonBody(DecisionIn))], person: ApiPerson, …)
    def add_file(file: RawFile, person: ApiPerson, …)            # raw bytes, MAX_UPLOAD_MB
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Generic, TypeVar, cast
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.domain.errors import FieldError, Invalid, RefusedType, TooLarge
from app.settings import Settings
from app.web.deps import ApiPerson, SignedInPerson
from app.web.field_errors import in_plain_words

MAX_JSON = 1_000_000
MAX_FORM = 2_000_000
MAX_FORM_FIELDS = 1_000
MAX_FORM_FILES = 50
OURS = "unfinished."
"""How the names of the fields begin that are not the person's but ours (``web.saving``)."""

_SPOOLED = 1_000_000

Model = TypeVar("Model", bound=BaseModel)

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came. ``name`` is the sender's word, unsafe as it stands; ``content`` is
    open at its start and closed when the answer is out."""

    name: str
    size: int
    content: IO[bytes]


class Form:
    """The fields of a form: text with plain line ends, free of control characters."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def text(self, name: str) -> str:
        """The last value of that name without blanks around it; empty where there is none."""
        return (self.texts(name) or ("",))[-1]

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value of that name, as of check boxes."""
        return tuple(
            _plain(value).strip() for value in self._data.getlist(name) if isinstance(value, str)
        )

    def secret(self, name: str) -> str:
        """A password, exactly as it was typed."""
        value = self._data.get(name, "")
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> tuple[SentFile, ...]:
        """The files chosen there; an empty field sends one without a name, and a quote is %22."""
        return tuple(
            SentFile(
                value.filename.replace("%22", '"'), value.size or 0, cast("IO[bytes]", value.file)
            )
            for value in self._data.getlist(name)
            if isinstance(value, UploadFile) and value.filename
        )

    def typed(self) -> tuple[tuple[str, str], ...]:
        """What a person typed, for giving it back on an error page; never a password."""
        return tuple(
            (name, _plain(value).strip())
            for name, value in self._data.multi_items()
            if isinstance(value, str)
            and value.strip()
            and "password" not in name
            and not name.startswith(OURS)
        )


def _plain(text: str) -> str:
    return _CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


async def counted(request: Request, limit: int, *, tasted: int = 0) -> AsyncGenerator[bytes, None]:
    """The body, piece by piece; TooLarge as soon as it is known to be over ``limit`` bytes.

    Of a body that says so itself the first ``tasted`` bytes come all the same: what was typed
    stands before the files.
    """
    too_large = TooLarge(f"That is too large. At most {limit // 1_000_000} MB can be sent at once.")
    declared = request.headers.get("Content-Length", "")
    said = declared.isascii() and declared.isdigit() and int(declared) > limit
    if said and not tasted:
        raise too_large
    room = tasted if said else limit
    async for chunk in request.stream():
        yield chunk[:room]
        room -= len(chunk)
        if room < 0:
            raise too_large
    if said:
        raise too_large


async def read_form(request: Request, *, limit: int, files: int = 0) -> AsyncIterator[Form]:
    """Yields the form and closes its files afterwards. It is also kept for the error pages."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            data = await _read_parts(request, limit, files)
        else:
            data = await _read_fields(request, limit)
    except (MultiPartException, ValueError) as error:
        raise Invalid(
            FieldError("", "The form could not be read. Go back, and send it again.")
        ) from error
    form = Form(data)
    request.state.form = form
    try:
        yield form
    finally:
        await data.close()


async def _read_parts(request: Request, limit: int, files: int) -> FormData:
    _check_utf_8(request.headers["Content-Type"])
    parser = MultiPartParser(
        request.headers,
        counted(request, limit, tasted=MAX_FORM),
        max_files=files,
        max_fields=MAX_FORM_FIELDS,
        max_part_size=MAX_FORM,
    )
    try:
        return await parser.parse()
    except (MultiPartException, TooLarge):
        request.state.form = Form(FormData(parser.items))
        raise


async def _read_fields(request: Request, limit: int) -> FormData:
    body = bytearray()
    try:
        async for chunk in counted(request, limit, tasted=limit):
            body += chunk
    except TooLarge:
        with suppress(ValueError):
            request.state.form = Form(_fields_in(body))
        raise
    return _fields_in(body)


def _fields_in(body: bytearray) -> FormData:
    """ValueError where they are too many."""
    text = body.decode(errors="replace")
    return FormData([*parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS)])


def _check_utf_8(content_type: str) -> None:
    """Browsers send nothing else. Some other charsets make what is no text, or break while read."""
    _, options = parse_options_header(content_type)
    if options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise MultiPartException("The form is not in UTF-8.")


async def _page_form(request: Request, _person: SignedInPerson) -> AsyncIterator[Form]:
    async for form in read_form(request, limit=MAX_FORM):
        yield form


async def _upload_form(request: Request, _person: SignedInPerson) -> AsyncIterator[Form]:
    settings: Settings = request.app.state.settings
    limit = settings.max_upload_bytes + MAX_FORM
    async for form in read_form(request, limit=limit, files=MAX_FORM_FILES):
        yield form


async def _open_form(request: Request) -> AsyncIterator[Form]:
    async for form in read_form(request, limit=MAX_FORM):
        yield form


PageForm = Annotated[Form, Depends(_page_form)]
UploadForm = Annotated[Form, Depends(_upload_form)]
OpenForm = Annotated[Form, Depends(_open_form)]


async def read_raw_file(request: Request, _person: ApiPerson) -> AsyncIterator[SentFile]:
    """Yields the body as a file, named by the query's ``name``."""
    settings: Settings = request.app.state.settings
    with SpooledTemporaryFile(max_size=_SPOOLED) as kept:
        size = 0
        digest = hashlib.sha256()
        async for chunk in counted(request, settings.max_upload_bytes):
            size += len(chunk)
            digest.update(chunk)
            await run_in_threadpool(kept.write, chunk)
        await run_in_threadpool(kept.seek, 0)
        request.state.body_sha256 = digest.hexdigest()
        yield SentFile(request.query_params.get("name", ""), size, cast("IO[bytes]", kept))


RawFile = Annotated[SentFile, Depends(read_raw_file)]


async def read_json(request: Request, model: type[Model]) -> Model:
    """The body as a ``model``, nothing sent being ``{}``; Invalid with every misfit at once.

    ``request.state.body_sha256`` names the bytes: a repeated request is known by them.
    """
    body = b"".join([chunk async for chunk in counted(request, MAX_JSON)])
    request.state.body_sha256 = hashlib.sha256(body).hexdigest()
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise RefusedType(FieldError("", "Send JSON, and say so: Content-Type: application/json."))
    try:
        value = model.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise Invalid(*in_plain_words(error.errors(include_url=False))) from error
    wrong = dict.fromkeys(_not_text(value.model_dump()), "It holds control characters.")
    wrong |= dict.fromkeys(_named_twice(body or b"{}"), "This is there twice.")
    if wrong:
        raise Invalid(*(FieldError(field, message) for field, message in wrong.items()))
    return value


def _named_twice(body: bytes) -> list[str]:
    """The names that stand twice in one object: which of the two is meant, nobody can say."""
    twice: list[str] = []

    def count(pairs: list[tuple[str, object]]) -> None:
        twice.extend(name for name, times in Counter(n for n, _ in pairs).items() if times > 1)

    json.loads(body, object_pairs_hook=count)
    return twice


def is_text(value: str) -> bool:
    """Whether it is free of control characters: no database or document takes them all."""
    return not _CONTROL_CHARACTERS.search(value)


def _not_text(value: object, field: str = "") -> Iterator[str]:
    """The fields with control characters in them."""
    if isinstance(value, str):
        if not is_text(value):
            yield field
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _not_text(item, f"{field}.{name}" if field else str(name))
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from _not_text(item, f"{field}.{position}")


@dataclass(frozen=True, slots=True)
class OpenJsonBody(Generic[Model]):
    """A dependency that reads a ``model`` from anybody: ``Depends(OpenJsonBody(TokenIn))``."""

    model: type[Model]

    async def __call__(self, request: Request) -> Model:
        return await read_json(request, self.model)


@dataclass(frozen=True, slots=True)
class JsonBody(Generic[Model]):
    """A dependency that reads a ``model`` from somebody who is signed in."""

    model: type[Model]

    async def __call__(self, request: Request, _person: ApiPerson) -> Model:
        return await read_json(request, self.model)
