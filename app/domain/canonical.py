"""One byte form for one value, so that its hash can be taken and compared for years."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeAlias

_AS_THEY_ARE = (bool, int, str)

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None


def canonical_json(value: Json) -> bytes:
    """RFC 8785 for what Gatepost stores: ASCII keys, and no floating-point numbers."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256_of(value: Json) -> str:
    """SHA-256 of the canonical form, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def plain(value: object) -> Json:
    """A value as JSON tells it, the same before it is stored and after it is read again."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, _AS_THEY_ARE):
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    raise TypeError(f"There is no canonical form of a {type(value).__name__}.")
