"""What people fill in: each form's fields read, and shown again with what is wrong beside them.

A page passes its ``errors`` to every field. An element's id is its field's name with hyphens
for dots (``mappings.0.explanation`` is ``#mappings-0-explanation``), so that the summary's
links find it::

    {{ govukInput({"id": "title", "name": "title", "value": title,
                   "label": {"text": "Title"},
                   "errorMessage": errors | message_for("title")}) }}
"""

from collections.abc import Callable, Iterable, Sequence

from app.domain.errors import FieldError


def field_id(field: str) -> str:
    """The element that a field's error points at."""
    return field.replace(".", "-")


def in_page_order(errors: Iterable[FieldError], fields: Sequence[str]) -> tuple[FieldError, ...]:
    """As their ``fields`` stand on the page; what is of the whole form comes first."""
    places = {field: place for place, field in enumerate(fields)}
    return tuple(sorted(errors, key=lambda error: places.get(error.field, -1)))


def error_list(errors: Sequence[FieldError]) -> list[dict[str, str]]:
    """The ``errorList`` of a GOV.UK error summary: each message a link to its field."""
    return [
        {"text": error.message, "href": f"#{field_id(error.field)}"}
        if error.field
        else {"text": error.message}
        for error in errors
    ]


def message_for(errors: Sequence[FieldError], field: str) -> dict[str, str] | None:
    """The ``errorMessage`` of a GOV.UK field; None where nothing is wrong with it."""
    messages = [error.in_full for error in errors if error.field == field]
    return {"text": " ".join(messages)} if messages else None


FILTERS: dict[str, Callable[..., object]] = {
    "field_id": field_id,
    "error_list": error_list,
    "message_for": message_for,
}
