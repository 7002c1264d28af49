"""Packs are made by the jobs: once, whole, and by whoever is there after a server was killed."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from app.actions.files import add_file, block_file
from app.actions.packs import ask_for_pack, claim_pack, remove_old_packs
from app.actions.submission import submit_evidence
from app.adapters.storage import Storage, open_storage
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound, NotPermitted
from app.domain.evidence import EvidenceStatus
from app.domain.packs import CLAIM_LASTS, KEPT, PackState
from app.domain.people import Person
from app.jobs.packs import make_due_packs
from app.models.packs import PackRow
from app.queries.packs import Pack, find_pack, get_pack_to_open
from app.settings import Settings
from app.upkeep.verify_pack import verify_pack
from tests.make import Maker


class Desk:
    """Where Amara's pack is asked for, made and saved."""

    def __init__(self, make: Maker, storage: Storage, settings: Settings) -> None:
        self.make, self.storage, self.settings = make, storage, settings
        self.folder = settings.data
        self.now = make.now

    def ask(self, by: Person) -> None:
        ask_for_pack(self.make.database, self.make.cast.amaras, by=by, now=self.now)

    def jobs(self, may_go_on: Callable[[], bool] = lambda: True) -> int:
        return make_due_packs(
            self.make.database,
            self.storage,
            self.settings,
            clock=lambda: self.now,
            may_go_on=may_go_on,
        )

    @property
    def pack(self) -> Pack | None:
        with self.make.database.read() as session:
            return find_pack(session, self.make.cast.amaras, now=self.now)

    @property
    def state(self) -> PackState | None:
        return self.pack.state if self.pack else None

    def open(self, by: Person) -> Pack:
        with self.make.database.read() as session:
            return get_pack_to_open(
                session, by, self.make.cast.amaras, now=self.now, today=today_in_london(self.now)
            )[1]

    def stored(self) -> int:
        return sum(1 for _ in self.folder.glob("files/*/*"))


@pytest.fixture
def desk(make: Maker, settings: Settings) -> Desk:
    return Desk(make, open_storage(settings.storage_url), settings)


def test_what_was_asked_for_is_made_and_kept_for_a_week(desk: Desk) -> None:
    desk.make.evidence(EvidenceStatus.SIGNED_OFF)
    desk.ask(desk.make.cast.amara)
    assert desk.state is PackState.WAITING
    assert desk.jobs() == 1
    pack = desk.open(desk.make.cast.ruth)
    assert (pack.state, pack.asked_by) == (PackState.READY, "Amara Okafor")
    content = b"".join(desk.storage.open(desk.make.cast.provider_id, pack.sha256))
    assert len(content) == pack.zip_size
    assert verify_pack(io.BytesIO(content)).findings == []
    assert desk.jobs() == 0, "and it is not made twice"
    desk.now += KEPT
    assert desk.pack is None
    assert remove_old_packs(desk.make.database, desk.storage, now=desk.now) == 1
    assert desk.stored() == 0


@pytest.mark.one_engine
def test_who_asks_while_one_is_made_gets_that_one(desk: Desk) -> None:
    desk.ask(desk.make.cast.amara)
    desk.ask(desk.make.cast.ruth)
    assert desk.jobs() == 1


@pytest.mark.one_engine
def test_a_new_pack_takes_the_place_of_the_one_before(desk: Desk) -> None:
    desk.ask(desk.make.cast.amara)
    desk.jobs()
    desk.now += timedelta(hours=1)
    desk.ask(desk.make.cast.ruth)
    desk.jobs()
    assert desk.open(desk.make.cast.amara).asked_by == "Ruth Ellis"
    remove_old_packs(desk.make.database, desk.storage, now=desk.now)
    assert desk.stored() == 1


@pytest.mark.one_engine
def test_a_pack_is_taken_out_by_the_apprentice_and_the_administrators_alone(desk: Desk) -> None:
    cast = desk.make.cast
    desk.ask(cast.amara)
    desk.jobs()
    for person in cast.everybody:
        around = person in (cast.sam, cast.marcus, cast.priya)
        if person in (cast.amara, cast.ruth):
            assert desk.open(person).state is PackState.READY
            continue
        for act in (desk.ask, desk.open):
            with pytest.raises(NotPermitted if around else NotFound):
                act(person)


@pytest.mark.one_engine
def test_a_file_that_is_blocked_later_withdraws_the_pack(desk: Desk) -> None:
    make, cast = desk.make, desk.make.cast
    piece = make.evidence()
    file = add_file(
        make.database,
        desk.storage,
        piece,
        "a.txt",
        io.BytesIO(b"A client"),
        by=cast.amara,
        now=desk.now,
    )
    submit_evidence(make.database, piece, by=cast.amara, now=desk.now)
    desk.now += timedelta(minutes=1)
    desk.ask(cast.amara)
    desk.jobs()
    assert desk.state is PackState.READY
    block_file(make.database, file, "It names the client.", by=cast.marcus, now=desk.now)
    with pytest.raises(NotPermitted, match="was blocked after it was made"):
        desk.open(cast.amara)
    remove_old_packs(make.database, desk.storage, now=desk.now)
    assert desk.pack is None
    assert desk.stored() == 1, "the file itself stays, blocked"
    desk.now += timedelta(minutes=1)
    desk.ask(cast.amara)
    desk.jobs()
    assert desk.state is PackState.READY


def test_a_pack_of_a_server_that_was_killed_is_begun_anew(desk: Desk) -> None:
    desk.ask(desk.make.cast.amara)
    with desk.make.database.read() as session:
        [pack_id] = session.exec(select(PackRow.id)).all()
    assert claim_pack(desk.make.database, pack_id, now=desk.now)
    assert desk.state is PackState.MAKING
    assert desk.jobs() == 0, "somebody makes it"
    desk.now += CLAIM_LASTS
    assert desk.jobs() == 1


@pytest.mark.one_engine
def test_a_pack_that_kills_every_server_is_given_up(desk: Desk) -> None:
    desk.ask(desk.make.cast.amara)
    with desk.make.database.read() as session:
        [pack_id] = session.exec(select(PackRow.id)).all()
    for _ in range(3):
        assert claim_pack(desk.make.database, pack_id, now=desk.now)
        desk.now += CLAIM_LASTS
    assert desk.jobs() == 0
    assert desk.pack is not None
    assert (desk.pack.state, "Ask for it again" in desk.pack.problem) == (PackState.FAILED, True)
    desk.ask(desk.make.cast.amara)
    assert desk.state is PackState.WAITING


@pytest.mark.one_engine
def test_a_server_that_is_told_to_stop_leaves_the_pack_to_the_next(desk: Desk) -> None:
    desk.ask(desk.make.cast.amara)
    answers = iter([True, False])
    assert desk.jobs(may_go_on=lambda: next(answers)) == 0
    assert desk.state is PackState.WAITING
    assert desk.jobs() == 1


@pytest.mark.one_engine
def test_why_a_pack_cannot_be_made_is_said(desk: Desk) -> None:
    make, cast = desk.make, desk.make.cast
    piece = make.evidence()
    add_file(
        make.database,
        desk.storage,
        piece,
        "a.txt",
        io.BytesIO(b"Gone"),
        by=cast.amara,
        now=desk.now,
    )
    submit_evidence(make.database, piece, by=cast.amara, now=desk.now)
    for file in desk.folder.glob("files/*/*"):
        file.unlink()
    desk.ask(cast.ruth)
    assert desk.jobs() == 0
    assert desk.pack is not None
    assert desk.pack.state is PackState.FAILED
    assert "a backup has it" in desk.pack.problem
