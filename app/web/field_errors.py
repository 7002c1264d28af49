"""What pydantic found wrong, in plain words and under the names that the sender used."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.errors import FieldError

_SENTENCES = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field here.",
    "string_type": "This must be text.",
    "string_too_short": "This must be at least {min_length} characters.",
    "string_too_long": "This must be {max_length} characters or fewer.",
    "too_short": "There must be at least {min_length} of these.",
    "too_long": "There must be {max_length} of these or fewer.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "list_type": "This must be a list.",
    "tuple_type": "This must be a list.",
    "model_type": "This must be an object.",
    "date_from_datetime_parsing": "This must be a day like 2026-11-03.",
    "date_parsing": "This must be a day like 2026-11-03.",
    "date_type": "This must be a day like 2026-11-03.",
    "uuid_parsing": "This must be an id.",
    "uuid_type": "This must be an id.",
    "enum": "This must be {expected}.",
    "literal_error": "This must be {expected}.",
    "json_invalid": "This is not JSON: {error}.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
}


def in_plain_words(errors: Iterable[Mapping[str, Any]], *, skip: int = 0) -> tuple[FieldError, ...]:
    """One FieldError for each of pydantic's; ``skip`` drops that many leading parts of a place."""
    return tuple(
        FieldError(".".join(str(part) for part in error["loc"][skip:]), _sentence(error))
        for error in errors
    )


def _sentence(error: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        return str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    return sentence.format_map(error.get("ctx", {}))
