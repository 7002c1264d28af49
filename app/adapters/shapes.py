"""What the shapes of the files in `standards/` share."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.standards import Verification

Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
Code = Annotated[str, Field(pattern=r"^[KSBD][1-9][0-9]{0,3}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^\S(.*\S)?$")]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


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
