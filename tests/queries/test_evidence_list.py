"""Finding a piece again: filters, words, and pages of a long list."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.actions.evidence import edit_evidence
from app.actions.submission import submit_evidence, take_back_evidence
from app.domain.calendar import today_in_london
from app.domain.errors import Invalid
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.people import Person
from app.domain.permissions import Sight
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.cursors import Page
from app.queries.evidence_list import Filters, Summary, list_evidence
from app.queries.matters import matters_of
from tests.make import COMPLETE, Maker, mapped_to

NOTE = replace(
    COMPLETE,
    title="Naïve questions at the café",
    kind=EvidenceKind.ATTENDANCE_NOTE,
    narrative="It's about K1-2 and the client's £1,000.",
    matter="Orchard",
    practice_area="employment",
    mappings=mapped_to(["K1"]),
)


EVERYTHING = Filters()


def _list(
    make: Maker,
    person: Person,
    filters: Filters = EVERYTHING,
    *,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Summary]:
    today = today_in_london(make.now)
    with make.database.read() as session:
        apprenticeship = get_apprenticeship_for(session, person, make.cast.amaras, today=today)
        return list_evidence(
            session, person, apprenticeship, filters, today=today, cursor=cursor, limit=limit
        )


def _ids(page: Page[Summary]) -> set[uuid.UUID]:
    return {item.id for item in page.items}


def test_each_filter_finds_the_piece_and_not_the_other(make: Maker) -> None:
    lease = make.evidence(EvidenceStatus.SIGNED_OFF)
    note = make.evidence(EvidenceStatus.SUBMITTED, NOTE)
    for person in (make.cast.amara, make.cast.sam, make.cast.marcus, make.cast.priya):
        for filters, found in (
            (Filters(), {lease, note}),
            (Filters(status=EvidenceStatus.SUBMITTED), {note}),
            (Filters(criterion="K5"), {lease}),
            (Filters(criterion="K1"), {note}),
            (Filters(kind=EvidenceKind.ATTENDANCE_NOTE), {note}),
            (Filters(practice_area="property_and_conveyancing"), {lease}),
            (Filters(matter="Orchard"), {note}),
            (Filters(words="memo break"), {lease}),
            (Filters(words="lease", matter="Orchard"), set()),
        ):
            assert _ids(_list(make, person, filters)) == found, (person.name, filters)


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("naive cafe", True),
        ("NAÏVE", True),
        ("ques", True),
        ("estions", False),
        ("it's", True),
        ("K1-2", True),
        ("£1,000", True),
        ('"', None),
        ("*", None),
        ("AND OR NOT", False),
        ("NEAR(client)", False),
        ("client NOT about", False),
        ("scope : live", False),
        ("client & about", True),
        ("client | !about", True),
        ("(client", True),
        (":*", None),
        ("\\", None),
        ("'; DROP TABLE evidence; --", False),
        ("x" * 10_000, False),
    ],
)
def test_words_are_words_and_never_commands(make: Maker, words: str, finds: bool | None) -> None:
    """None: there is no word in it, so nothing is narrowed."""
    note = make.evidence(EvidenceStatus.SUBMITTED, NOTE)
    for person in (make.cast.amara, make.cast.sam):
        found = _ids(_list(make, person, Filters(words=words)))
        assert found == ({note} if finds or finds is None else set())


def test_others_find_what_was_submitted_and_not_what_is_being_written(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    secret = replace(COMPLETE, narrative="Zebra crossing.", title="Zebra")
    edit_evidence(make.database, piece, secret, version=None, by=make.cast.amara, now=make.now)
    zebra = Filters(words="zebra")
    assert _ids(_list(make, make.cast.amara, zebra)) == {piece}
    assert _ids(_list(make, make.cast.sam, zebra)) == set()
    [seen] = _list(make, make.cast.sam).items
    assert seen.title == "Lease review memo"
    submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    assert _ids(_list(make, make.cast.sam, zebra)) == {piece}
    take_back_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    assert _ids(_list(make, make.cast.sam, zebra)) == set()


def test_a_search_never_leaves_the_apprenticeship(make: Maker) -> None:
    make.evidence(EvidenceStatus.SUBMITTED, NOTE)
    today = today_in_london(make.now)
    with make.database.read() as session:
        theos = get_apprenticeship_for(session, make.cast.theo, make.cast.theos, today=today)
        found = list_evidence(session, make.cast.theo, theos, Filters(words="cafe"), today=today)
    assert found.items == ()


def test_of_an_earlier_employer_a_line_manager_cannot_search_what_they_cannot_read(
    make: Maker,
) -> None:
    earlier = replace(NOTE, happened_on=date(2024, 5, 1))
    piece = make.evidence(EvidenceStatus.SUBMITTED, earlier)
    [outline] = _list(make, make.cast.marcus).items
    assert (outline.id, outline.sight) == (piece, Sight.OUTLINE)
    assert (outline.kind, outline.matter, outline.practice_area) == (None, "", None)
    for filters in (
        Filters(words="client"),
        Filters(matter="Orchard"),
        Filters(practice_area="employment"),
        Filters(kind=EvidenceKind.ATTENDANCE_NOTE),
    ):
        assert _ids(_list(make, make.cast.marcus, filters)) == set()
    with make.database.read() as session:
        today = today_in_london(make.now)
        theirs = get_apprenticeship_for(session, make.cast.marcus, make.cast.amaras, today=today)
        assert matters_of(session, make.cast.marcus, theirs, today=today) == ()


@pytest.mark.parametrize("who", ["amara", "sam"])
def test_pages_hold_every_piece_once(make: Maker, who: str) -> None:
    """All are changed within one second, so that ids must tell them apart."""
    pieces = [make.evidence(EvidenceStatus.SUBMITTED) for _ in range(7)]
    person: Person = getattr(make.cast, who)
    seen: list[uuid.UUID] = []
    cursor = None
    while True:
        page = _list(make, person, cursor=cursor, limit=3)
        seen += [item.id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == sorted(pieces)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "a" * 60, "MDAwMDAwMDA"])
@pytest.mark.one_engine
def test_a_made_up_cursor_is_refused_in_a_sentence(make: Maker, cursor: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        _list(make, make.cast.amara, cursor=cursor)


def test_the_newest_comes_first(make: Maker) -> None:
    first, second = make.evidence(), make.evidence()
    later = make.now + timedelta(minutes=5)
    changed = replace(COMPLETE, title="Changed")
    edit_evidence(make.database, first, changed, version=1, by=make.cast.amara, now=later)
    assert [item.id for item in _list(make, make.cast.amara).items] == [first, second]
