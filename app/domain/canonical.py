"""One byte form for one value, so that its hash can be taken and compared for years."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None


def canonical_json(value: Json) -> bytes:
    """RFC 8785 for what Gatepost stores: ASCII keys, and no floating-point numbers."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256_of(value: Json) -> str:
    """SHA-256 of the canonical form, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
