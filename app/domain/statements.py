"""The exact words that people say by acting. A page shows them as they stand here, and the
record keeps their hash: so a wording is never changed, but a new one takes its place.
"""

import hashlib
from collections.abc import Mapping

SUBMITTED = "This is my own work, and what I say of it is true."
CONFIRMED = "This is the apprentice’s own work, done in my organisation."
SIGNED_OFF = "I have read this work, and it shows each KSB that I marked as met."
RETURNED = "I have read this work, and it needs what I wrote before I can sign it off."
REVIEW_AGREED = "This review was held, and says what was discussed and what is to be done."


def sha256_of_statement(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()


BY_SHA256: Mapping[str, str] = {
    sha256_of_statement(each): each
    for each in (SUBMITTED, CONFIRMED, SIGNED_OFF, RETURNED, REVIEW_AGREED)
}
"""Every statement that was ever shown, by what the record keeps of it."""
