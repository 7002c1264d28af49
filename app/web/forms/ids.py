"""Ids in forms and addresses: what is no id is nobody's."""

import uuid


def id_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
