"""Freezing what was submitted, and telling what changed."""

import string
import uuid
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.content import Content, FileReference, Mapping
from app.domain.evidence import ClientDetails, EvidenceKind
from app.domain.revisions import Changes, compare, freeze, thaw
from tests.make import COMPLETE

FILE = FileReference(uuid.UUID(int=7), "memo.pdf", "application/pdf", 1200, "a" * 64)

words = st.text(max_size=60)
contents = st.builds(
    Content,
    title=words,
    kind=st.none() | st.sampled_from(EvidenceKind),
    happened_on=st.none() | st.dates(),
    happened_to=st.none() | st.dates(),
    narrative=words,
    own_part=words,
    practice_area=st.none() | words,
    matter=words,
    client_details=st.none() | st.sampled_from(ClientDetails),
    links=st.lists(words, max_size=3).map(tuple),
    mappings=st.lists(
        st.builds(Mapping, st.sampled_from(["K1", "S2", "B3"]), words, words), max_size=3
    ).map(tuple),
    files=st.lists(
        st.builds(
            FileReference,
            st.uuids(),
            words,
            st.just("application/pdf"),
            st.integers(min_value=1, max_value=2**53),
            st.text(string.hexdigits.lower(), min_size=64, max_size=64),
        ),
        max_size=2,
    ).map(tuple),
)


@given(contents)
def test_what_was_frozen_thaws_to_the_same(content: Content) -> None:
    assert thaw(freeze(content).body) == content


@given(contents, contents)
def test_equal_contents_alone_have_equal_hashes(one: Content, other: Content) -> None:
    assert (freeze(one).sha256 == freeze(other).sha256) == (one == other)


@given(contents, contents)
def test_the_work_is_the_same_where_only_mappings_differ(one: Content, other: Content) -> None:
    assert freeze(one).work_sha256 == freeze(replace(one, mappings=other.mappings)).work_sha256


def test_a_frozen_form_never_changes_its_bytes() -> None:
    """A revision of today must have the same hash in six years."""
    frozen = freeze(replace(COMPLETE, files=(FILE,)))
    assert frozen.body.startswith('{"client_details":"removed","files":[{"id":"00000000-0000-0000')
    assert frozen.sha256 == "b2923bc3f90db159ff355c69ef6eb59668cbf4d7a358f56cc535bd4cce154e8b"
    assert frozen.work_sha256 == "ee3a74bde3100ffbe541c3927cedd04fa874a440299bc63d98d80bf29b0d80e9"


def test_nothing_changed_is_nothing_to_tell() -> None:
    assert not compare(COMPLETE, COMPLETE)


def test_each_change_is_told_once_and_in_its_place() -> None:
    before = replace(COMPLETE, files=(FILE,))
    after = replace(
        COMPLETE,
        title="Lease memo",
        happened_to=date(2026, 6, 3),
        mappings=(Mapping("K5", "Because of the clause.", "p. 2"), Mapping("B1", "I kept calm.")),
        files=(replace(FILE, name="memo-2.pdf", sha256="b" * 64),),
    )
    assert compare(before, after) == Changes(
        fields=(
            ("title", "Lease review memo", "Lease memo"),
            ("happened_to", "", "2026-06-03"),
        ),
        files_added=("memo-2.pdf",),
        files_removed=("memo.pdf",),
        mappings_added=("B1",),
        mappings_removed=("S2",),
        mappings_changed=((before.mappings[0], after.mappings[0]),),
    )
