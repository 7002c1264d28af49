"""What is told of files that came with a form and were not kept."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.errors import FieldError, Invalid, RefusedType, RuleBroken, TooLarge

Refusal = Invalid | RuleBroken | TooLarge
"""Of one file among several."""


def file_errors(refused: Sequence[Refusal]) -> tuple[FieldError, ...]:
    return tuple(
        replace(refusal.fields[0], field="files")
        if isinstance(refusal, RefusedType)
        else FieldError("files", refusal.sentence)
        for refusal in refused
    )


def status_of(refused: Sequence[Refusal]) -> int:
    if any(isinstance(refusal, RefusedType) for refusal in refused):
        return 415
    return 413 if any(isinstance(refusal, TooLarge) for refusal in refused) else 422
