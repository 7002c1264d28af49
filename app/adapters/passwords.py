"""Passwords, kept as Argon2id hashes (RFC 9106, the profile for 64 MiB of memory)."""

import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.domain.people import MAX_PASSWORD

_PASSWORDS = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65536, parallelism=4),))

NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$eAD5r+GT+MEd2BvG7uBqdg$uKcIaVMvVXGeJph6j1vjXZJnm89JeZUyuzpKZ6kDnLg"
)
"""The hash of a password that nobody knows."""


def hash_password(password: str) -> str:
    return _PASSWORDS.hash(_bytes(password))


def check_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether ``password`` is the one of ``stored``, and a newer hash of it where one is due.

    Without a stored hash it takes as long and is wrong: time tells nobody who has an account.
    """
    if stored is None or len(password) > MAX_PASSWORD:
        _PASSWORDS.verify(b"", NOBODY)
        return False, None
    return _PASSWORDS.verify_and_update(_bytes(password), stored)


def _bytes(password: str) -> bytes:
    """An é is the same é on every keyboard."""
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
