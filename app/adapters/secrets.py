"""Secrets that a person or a program carries: sessions, API tokens, one-time links.

Only the digest is stored. The secret is 256 random bits, so a plain SHA-256 keeps it. A link
that does no more than stop our mail is signed instead, and nothing of it is stored; nor is the
key under which a person's device keeps what they typed.
"""

import hashlib
import hmac
import secrets
import uuid
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

_MAC = 16


def new_secret() -> str:
    """43 characters that are safe in a cookie, a header and a link."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored and looked up in place of ``secret``."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def signed_for(person_id: uuid.UUID, key: str) -> str:
    """43 characters that say whom a link in a message is about, and that we wrote it.

    The same each time, so that the link in an old message works as long as ``key`` does.
    """
    return urlsafe_b64encode(person_id.bytes + _mac(person_id, key)).decode().rstrip("=")


def read_signed(token: str, key: str) -> uuid.UUID | None:
    """Whom ``signed_for`` named; None where it was not us, or another key."""
    try:
        said = urlsafe_b64decode(token.encode() + b"=")
        person_id = uuid.UUID(bytes=said[:_MAC])
    except (NotBase64, ValueError):
        return None
    ours = len(said) == 2 * _MAC and hmac.compare_digest(said[_MAC:], _mac(person_id, key))
    return person_id if ours else None


def _mac(person_id: uuid.UUID, key: str) -> bytes:
    said = b"mail for " + person_id.bytes
    return hmac.digest(key.encode(), said, "sha256")[:_MAC]


def device_key(secret: bytes, person_id: uuid.UUID) -> str:
    """The person's own AES key of 256 bits, in base64: the same at every sign-in."""
    made = hmac.digest(secret, b"gatepost: kept on a device\0" + person_id.bytes, "sha256")
    return b64encode(made).decode()
