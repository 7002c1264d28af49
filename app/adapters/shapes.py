"""What the shapes of the files in `standards/` share."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.standards import Verification

_REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$"
_CODE = r"^[KSBD][1-9][0-9]{0,3}$"
_KEY = r"^[a-z0-9][a-z0-9_-]{0,63}$"
_LINE = r"^\S(.*\S)?$"
_TEXT = r"\S"

PATTERNS_IN_WORDS: Mapping[str, str] = {
    _REFERENCE: "must be letters, digits, full stops, hyphens and underscores, 32 at most",
    _CODE: "must be a code: K, S, B or D and a number from 1, such as K7",
    _KEY: "must be lower-case letters, digits, hyphens and underscores, 64 at most",
    _LINE: "must be one line of text with no space at either end",
    _TEXT: "must not be blank",
}

Reference = Annotated[str, Field(pattern=_REFERENCE)]
Code = Annotated[str, Field(pattern=_CODE)]
Key = Annotated[str, Field(pattern=_KEY)]
Line = Annotated[str, Field(max_length=500, pattern=_LINE)]
Text = Annotated[str, Field(max_length=20_000, pattern=_TEXT)]


class Shape(BaseModel):
    """Nothing but the fields named, of the types named, and never changed afterwards."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )


class Checked(Shape):
    """Something that was read in a published source, or is only believed."""

    status: Verification = Verification.UNVERIFIED
    """Whether this was read in its published source."""
    source: Line | None = None
    """Where it was read, or what is not known about it."""

    @model_validator(mode="after")
    def _verified_by_something(self) -> Self:
        if self.status is Verification.VERIFIED and self.source is None:
            raise ValueError("What is verified must name its source.")
        return self
