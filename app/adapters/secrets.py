"""Secrets that a person or a program carries: sessions, API tokens, one-time links.

Only the digest is stored. The secret is 256 random bits, so a plain SHA-256 keeps it.
"""

import hashlib
import secrets


def new_secret() -> str:
    """43 characters that are safe in a cookie, a header and a link."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored and looked up in place of ``secret``."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
