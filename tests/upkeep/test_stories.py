"""What a visitor of the demonstration reads: each piece must hold up on its own."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.adapters.standards_files import read_files, shipped_files
from app.domain.standards import Standard
from app.upkeep.demo.documents import content_of
from app.upkeep.demo.stories import (
    Revise,
    SignOff,
    Story,
    Submit,
    read_reviews,
    read_stories,
)
from tests.cast import NOW

STORIES = read_stories()
SUBMITTED = [story for story in STORIES if any(isinstance(step, Submit) for step in story.then)]


@pytest.fixture(scope="module")
def standard() -> Standard:
    (file,) = read_files(shipped_files()).standards
    return file.to_standard()


def test_each_piece_has_a_name_a_title_and_a_narrative_of_its_own() -> None:
    for part in ("piece", "title", "narrative"):
        texts = [text for story in STORIES if (text := getattr(story, part))]
        assert len(set(texts)) == len(texts), part


def test_amara_and_chloe_show_work_in_every_practice_area(standard: Standard) -> None:
    theirs = [story for story in SUBMITTED if story.of in ("amara", "chloe")]
    assert len(theirs) >= 45
    areas = {area.key for area in standard.practice_areas}
    assert {story.practice_area for story in theirs} == areas


@pytest.mark.parametrize("story", SUBMITTED, ids=lambda story: story.piece)
def test_a_submitted_piece_says_what_was_done_and_how_it_shows_each_criterion(
    story: Story, standard: Standard
) -> None:
    words = len(story.narrative.split())
    assert 60 <= words <= 260, f"{words} words"
    known = {criterion.code for criterion in standard.criteria}
    revised = [step.shows for step in story.then if isinstance(step, Revise) and step.shows]
    for shows in (story.shows, *revised):
        assert shows.keys() <= known
        assert all(shown.how for shown in shows.values())


@pytest.mark.parametrize("story", SUBMITTED, ids=lambda story: story.piece)
def test_feedback_speaks_of_criteria_that_were_decided(story: Story) -> None:
    codes = set(story.shows)
    for step in story.then:
        if isinstance(step, Revise) and step.shows is not None:
            codes = set(step.shows)
        if isinstance(step, SignOff):
            assert len(step.feedback.split()) >= 12
            assert step.remarks.keys() | step.not_met.keys() <= codes
            assert not step.added.keys() & codes


def test_what_is_shown_on_a_page_is_on_a_page_that_there_is() -> None:
    """A document has as many pages as were written, so that "p. 2" can be opened."""
    made = 0
    for story in STORIES:
        for document in story.files:
            if document.name.endswith(".pdf"):
                made += 1
                content = content_of(document, by="Chloe Patel", at=NOW)
                assert len(PdfReader(BytesIO(content)).pages) == len(document.pages), document.name
    assert made >= 10


def test_reviews_name_people_of_the_apprenticeship() -> None:
    for review in read_reviews():
        assert len(review.discussed.split()) >= 6
        for action in review.actions:
            assert action.who in {"amara", "chloe", "dana", "theo", "jo", "marcus"}
