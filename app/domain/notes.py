"""Signed notes and checkpoints in the form of C2SP, so that anybody's tools can check them.

https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint. A checkpoint says of one log
how many entries it had, and what the root of their tree was.
"""

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

ED25519 = b"\x01"
KEY_BYTES = 32
SIGNATURE_BYTES = 64

COUNTED = "gatepost/packs-are-counted"

_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 key, and the name under which it signs."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature says which key made it."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key as people pass it on: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{_base64(ED25519 + self.key)}"


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {_base64(self.key_id + self.signature)}\n"

    def claims(self, key: PublicKey) -> bool:
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` is what was signed, its last line end included."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def whole(self) -> str:
        return self.text + "\n" + "".join(one.line for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``origin`` names the log; ``made_at`` is told in a line more than C2SP asks for.

    ``counted``, in one more, says that every pack under it has an inventory, so that nobody can
    take it out and pass the rest for an older pack.
    """

    origin: str
    size: int
    root: bytes
    made_at: str
    counted: bool = False

    @property
    def text(self) -> str:
        more = f"{COUNTED}\n" if self.counted else ""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n{self.made_at}\n{more}"


class Unreadable(ValueError):
    """The text is not a signed note, a checkpoint or a key."""


def origin_of(log: uuid.UUID) -> str:
    return f"gatepost/log/{log}"


def rotation_text(old: PublicKey, new: PublicKey) -> str:
    """What the old key and the new one both sign when one takes the other's place."""
    return f"gatepost/key-rotation\n{old.text}\n{new.text}\n"


def read_key(text: str) -> PublicKey:
    """Unreadable where it is no Ed25519 key, or its id is not the key's."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if not _NAME.fullmatch(name) or raw[:1] != ED25519 or len(raw) != KEY_BYTES + 1:
        raise Unreadable("This is no Ed25519 verifier key.")
    key = PublicKey(name, raw[1:])
    if key.id.hex() != key_id:
        raise Unreadable("The id of this key is not its own.")
    return key


def read_note(whole: str) -> Note:
    """Unreadable where it has no signature, or one that is malformed."""
    text, separator, lines = whole.rpartition("\n\n")
    signatures = tuple(_read_signatures(lines.split("\n")[:-1]))
    if not separator or not signatures or not lines.endswith("\n"):
        raise Unreadable("This is no signed note.")
    return Note(text + "\n", signatures)


def read_checkpoint(text: str) -> Checkpoint:
    """What a note's text says. Unreadable where it lacks any of the four lines."""
    origin, *rest = text.split("\n")
    if len(rest) < 4 or not origin or not _SIZE.fullmatch(rest[0]):
        raise Unreadable("This note is no checkpoint.")
    root = _decoded(rest[1])
    if len(root) != hashlib.sha256().digest_size:
        raise Unreadable("The root of this checkpoint is no SHA-256.")
    return Checkpoint(origin, int(rest[0]), root, rest[2], counted=COUNTED in rest[3:])


def _read_signatures(lines: Iterable[str]) -> Iterable[Signature]:
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        raw = _decoded(encoded)
        if dash != "—" or not _NAME.fullmatch(name) or len(raw) <= 4:
            raise Unreadable("A signature of this note is malformed.")
        yield Signature(name, raw[:4], raw[4:])


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("This is not base64.") from error
