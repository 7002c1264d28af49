"""What may be kept in a piece of evidence, and what it lacks before it is submitted."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.content import Content, Mapping, check_content, missing_for_submission
from app.domain.errors import Invalid
from tests.make import COMPLETE

TODAY = date(2026, 11, 3)
CRITERIA = ("K5", "S2", *(f"K{n}" for n in range(100, 250)))
AREAS = ("property_and_conveyancing",)


def refusals(content: Content) -> list[str]:
    try:
        check_content(content, criteria=CRITERIA, practice_areas=AREAS, today=TODAY)
    except Invalid as refused:
        return [error.field for error in refused.fields]
    return []


def test_a_complete_piece_is_kept_and_lacks_nothing() -> None:
    assert refusals(COMPLETE) == []
    assert missing_for_submission(COMPLETE) == ()


def test_an_empty_draft_with_a_title_is_kept() -> None:
    assert refusals(Content(title="x")) == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": "x\x00y"}, ["title"]),
        ({"narrative": "x" * 100_001}, ["narrative"]),
        ({"own_part": "x" * 5_001}, ["own_part"]),
        ({"matter": "x" * 101}, ["matter"]),
        ({"practice_area": "astrology"}, ["practice_area"]),
        ({"happened_on": date(2026, 11, 4)}, ["happened_on"]),
        ({"happened_on": date(1066, 10, 14)}, ["happened_on"]),
        ({"happened_to": date(2026, 5, 31)}, ["happened_to"]),
        ({"happened_to": date(2026, 12, 1)}, ["happened_to"]),
        ({"happened_on": None, "happened_to": date(2026, 6, 1)}, ["happened_on"]),
        ({"links": ("javascript:alert(1)",)}, ["links"]),
        ({"links": ("//example.com",)}, ["links"]),
        ({"links": ("https://exa mple.com",)}, ["links"]),
        ({"links": ("http://[",)}, ["links"]),
        ({"links": ("https://example.com",) * 21}, ["links"]),
        ({"mappings": (Mapping("K99", "x"),)}, ["mappings"]),
        ({"mappings": (Mapping("K5", "x"), Mapping("K5", "y"))}, ["mappings"]),
        ({"mappings": (Mapping("K5", "x" * 5_001),)}, ["mappings.K5"]),
        ({"mappings": (Mapping("K5", "x", "p" * 101),)}, ["mappings.K5.locator"]),
        ({"mappings": tuple(Mapping(f"K{n}") for n in range(100, 201))}, ["mappings"]),
        ({"title": "", "matter": "x" * 101}, ["title", "matter"]),
    ],
)
def test_what_does_not_fit_is_refused_in_its_place(
    change: dict[str, object], fields: list[str]
) -> None:
    assert refusals(replace(COMPLETE, **change)) == fields  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "link", ["https://example.com", "http://example.com/a?b=c#d", "https://example.com/%20x"]
)
def test_web_addresses_are_kept(link: str) -> None:
    assert refusals(replace(COMPLETE, links=(link,))) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": None}, "kind"),
        ({"happened_on": None}, "happened_on"),
        ({"narrative": " \n"}, "narrative"),
        ({"client_details": None}, "client_details"),
        ({"mappings": ()}, "mappings"),
        ({"mappings": (Mapping("K5", " "),)}, "mappings.K5"),
    ],
)
def test_what_a_submission_lacks_is_named(change: dict[str, object], field: str) -> None:
    lacks = missing_for_submission(replace(COMPLETE, **change))  # type: ignore[arg-type]
    assert [error.field for error in lacks] == [field]
