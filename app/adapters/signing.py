"""The keys that sign checkpoints: Ed25519, in files of their own, never in the database."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.domain.errors import RuleBroken
from app.domain.notes import Note, PublicKey, Signature

IN_FORCE = "record.key"
COMING = "record.key.new"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key, and the name under which it signs."""

    name: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(self.name, raw)

    def sign(self, text: str) -> Signature:
        public = self.public
        return Signature(public.name, public.id, self.key.sign(text.encode()))


def new_signer(name: str) -> Signer:
    return Signer(name, Ed25519PrivateKey.generate())


def signer_in(folder: Path, name: str) -> Signer:
    """The key in force; one is made at the first start, readable by its owner alone.

    Where two servers start at once, both end up with the one that was there first.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / IN_FORCE
    if not place.exists():
        _keep(new_signer(name), place)
    return _read(place, name)


def kept_signer(folder: Path, name: str) -> Signer | None:
    """The key in force, if one was ever made here."""
    place = folder / IN_FORCE
    return _read(place, name) if place.exists() else None


def prepare_key(folder: Path, name: str) -> Signer:
    """A new key, on disk and not in force yet."""
    place = folder / COMING
    place.unlink(missing_ok=True)
    _keep(new_signer(name), place)
    return _read(place, name)


def coming_signer(folder: Path, name: str) -> Signer | None:
    """The key that is prepared and not in force yet, if there is one."""
    place = folder / COMING
    return _read(place, name) if place.exists() else None


def exchange_key(folder: Path) -> None:
    """The prepared key is in force from now on. What signed before is gone."""
    (folder / COMING).replace(folder / IN_FORCE)


def is_signed_by(note: Note, key: PublicKey) -> bool:
    """Whether one of the note's signatures is by this key, and is right."""
    public = Ed25519PublicKey.from_public_bytes(key.key)
    for one in note.signatures:
        if one.claims(key):
            try:
                public.verify(one.signature, note.text.encode())
            except InvalidSignature:
                return False
            return True
    return False


def _read(place: Path, name: str) -> Signer:
    """RuleBroken where it cannot be read, or holds something else."""
    try:
        key = load_pem_private_key(place.read_bytes(), password=None)
    except OSError as error:
        raise RuleBroken(
            f"The key that signs the record cannot be read: {place}: {error.strerror or error}."
            " Let the account that runs Gatepost read it; nothing is signed until then."
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise RuleBroken(
            f"{place} does not hold the key that signs the record: it is damaged, or another file."
            " Put the file back from a backup; nothing is signed until then."
        )
    return Signer(name, key)


def _keep(signer: Signer, place: Path) -> None:
    pem = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    mine = place.with_name(f"{place.name}.{os.getpid()}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(mine, place)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
