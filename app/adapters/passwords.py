"""Passwords, kept as Argon2id hashes.

19 MiB, twice over, in one lane: what OWASP recommends, and little enough that a crowd of
strangers who try to sign in does not exhaust the machine.
"""

import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.domain.people import MAX_PASSWORD

_PASSWORDS = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))

NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$J9QYbbs68Lm42rn0aK/4Sg$BwYuXDAqqq5siUZ7+sq0iMDC7/3jxl7CkccTHa0iV7E"
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
