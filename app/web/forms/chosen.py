"""How much of what a list can be narrowed by has been chosen."""

from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def chosen_in(filters: "DataclassInstance") -> int:
    """How many fields of ``filters`` say something else than they do where nothing is chosen."""
    return sum(getattr(filters, each.name) != each.default for each in fields(filters))
