"""What all bodies of the API share: no field is unknown, and nothing is guessed.

A text that must say something is ``Words``; a page of a list is a ``Listed``.
"""

from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import AfterValidator, BaseModel, ConfigDict

from app.web.bodies import JsonBody

T = TypeVar("T")


class In(BaseModel):
    """What is sent. ``"1"`` is no number and ``1`` no truth value."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class Nothing(In):
    """A body without any field; none need be sent."""


class Listed(Out, Generic[T]):
    """A page of a list. ``next`` is the cursor of the page after it, null on the last."""

    items: list[T]
    next: str | None


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("This is needed.")
    return text


Words = Annotated[str, AfterValidator(_says_something)]
NoBody = Annotated[Nothing, Depends(JsonBody(Nothing))]
Cursor = Annotated[
    str | None,
    Query(max_length=1000, description="The `next` of the page before; none for the first."),
]
