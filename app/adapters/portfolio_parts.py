"""What the shapes of a portfolio are made of: names, texts and hashes."""

import uuid
from typing import Annotated

from pydantic import Field

from app.adapters.shapes import Shape
from app.domain import content, people

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Words = Annotated[str, Field(max_length=content.MAX_NARRATIVE)]
Feedback = Annotated[str, Field(max_length=content.MAX_FEEDBACK)]
Name = Annotated[str, Field(min_length=1, max_length=people.MAX_NAME)]


class NamedShape(Shape):
    """A person or an organisation, by the id that it has where the pack was made."""

    id: uuid.UUID
    name: Name


class TotalShape(Shape):
    met: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=0)]
