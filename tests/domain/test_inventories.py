"""The inventory of a pack: nothing about an apprenticeship is left out, or slipped in."""

import uuid
from dataclasses import replace

import pytest

from app.domain.inventories import inventory_of, not_as_counted, read_inventory
from app.domain.notes import Checkpoint, Unreadable, origin_of
from app.domain.record import Entry
from app.domain.record_extract import Extract, Proven

LOG, WHOSE = uuid.UUID(int=7), uuid.UUID(int=100)
SHA256, OTHER = "a" * 64, "b" * 64


def of(*sequences: int, size: int = 9) -> Extract:
    return Extract(
        LOG,
        Checkpoint(origin_of(LOG), size, b"\x00" * 32, "2026-11-03T10:00:00Z"),
        tuple(Proven(Entry(LOG, each, b"", "{}", b""), ()) for each in sequences),
    )


INVENTORY = inventory_of(of(2, 5, 8), WHOSE, SHA256, "2026-11-03T10:00:01Z")


def test_what_is_signed_is_read_as_it_was_written() -> None:
    assert read_inventory(INVENTORY.text) == INVENTORY
    assert INVENTORY.text.splitlines() == [
        "gatepost/inventory",
        str(LOG),
        str(WHOSE),
        "9",
        "3",
        "8",
        SHA256,
        "2026-11-03T10:00:01Z",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gatepost/inventory\n",
        INVENTORY.text.replace("inventory", "log"),
        INVENTORY.text.replace(str(LOG), "a log"),
        INVENTORY.text.replace("\n3\n", "\n-3\n"),
        INVENTORY.text.replace(SHA256, "none"),
    ],
)
def test_what_is_no_inventory_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(Unreadable):
        read_inventory(text)


@pytest.mark.parametrize(
    ("extract", "whose", "sha256", "said"),
    [
        (of(2, 5, 8), WHOSE, SHA256, ""),
        (
            of(2, 5),
            WHOSE,
            OTHER,
            (
                "1 entry of the record is missing: the last one about this apprenticeship is"
                " entry 8 of the record, and the last one here is 5."
            ),
        ),
        (
            of(),
            WHOSE,
            OTHER,
            (
                "3 entries of the record are missing: the last one about this apprenticeship is"
                " entry 8 of the record, and the last one here is none."
            ),
        ),
        (
            of(2, 8),
            WHOSE,
            OTHER,
            (
                "1 entry of the record is missing: there are 3 about this apprenticeship up to"
                " entry 8 of the record, and 2 here."
            ),
        ),
        (
            of(2, 5, 8, 9),
            WHOSE,
            OTHER,
            (
                "1 entry of the record is added: there are 3 about this apprenticeship up to"
                " entry 8 of the record, and 4 here."
            ),
        ),
        (
            of(2, 6, 8),
            WHOSE,
            OTHER,
            "The entries of the record are not those that the inventory was signed of.",
        ),
        (
            of(2, 5, 8, size=12),
            WHOSE,
            SHA256,
            (
                "The inventory of the record counts up to entry 9, and the checkpoint covers 12:"
                " one of them is of another day."
            ),
        ),
        (
            of(2, 5, 8),
            uuid.UUID(int=101),
            SHA256,
            "The inventory of the record is that of another apprenticeship.",
        ),
    ],
)
def test_what_was_left_out_or_slipped_in_is_said(
    extract: Extract, whose: uuid.UUID, sha256: str, said: str
) -> None:
    assert " ".join(not_as_counted(INVENTORY, extract, whose, sha256)) == said


def test_a_checkpoint_says_that_packs_under_it_are_counted() -> None:
    before = of().checkpoint
    assert "packs-are-counted" not in before.text
    assert replace(before, counted=True).text == f"{before.text}gatepost/packs-are-counted\n"
