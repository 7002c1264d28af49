"""What was typed and never sent goes when it is old and nobody can send it; else it stays."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from app.actions.handover_changes import withdraw_handover
from app.actions.people import deactivate_person
from app.actions.sign_off import sign_off_evidence
from app.actions.unfinished import save_unfinished
from app.actions.unfinished_tidying import AT_ONCE, remove_what_nobody_can_send
from app.domain.assessments import AssessmentState
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.unfinished import KEPT_UNSENT, MOST_BEGUN, Seen, UnfinishedForm, part_of_choice
from app.models.unfinished import UnfinishedRow
from tests.assessed import Assessed
from tests.make import Maker, all_met

MINUTE = timedelta(minutes=1)


def type_into(
    make: Maker,
    who: Person,
    form: UnfinishedForm,
    subject: uuid.UUID,
    words: str,
    *,
    part: str = "",
    pieces: tuple[uuid.UUID, ...] = (),
    version: int = 0,
) -> None:
    save_unfinished(
        make.database,
        form,
        subject,
        (("feedback", words), *(("piece", f"{each} 2 Lease") for each in pieces)),
        part=part_of_choice(pieces) if pieces else part,
        seen=Seen(version=version),
        by=who,
        now=make.now,
    )


def left(make: Maker) -> set[str]:
    with make.database.read() as session:
        return {row.fields[0][1] for row in session.exec(select(UnfinishedRow))}


def test_what_can_still_be_sent_stays_however_old_and_the_rest_goes(make: Maker) -> None:
    cast, of = make.cast, UnfinishedForm
    draft = make.evidence()
    waits, decided = (make.evidence(EvidenceStatus.SUBMITTED) for _ in range(2))
    type_into(make, cast.amara, of.EVIDENCE, uuid.UUID(int=7), "begun", version=1)
    type_into(make, cast.amara, of.EVIDENCE, draft, "draft", version=1)
    for piece, name in ((waits, "waits"), (decided, "decided")):
        type_into(make, cast.sam, of.DECISION, piece, name, version=2)
        type_into(make, cast.sam, of.COMMENT, piece, f"comment, {name}")
    type_into(make, cast.sam, of.ALL_MET, cast.sam.id, "both", pieces=(waits, decided))
    type_into(make, cast.sam, of.ALL_MET, cast.sam.id, "neither", pieces=(decided,))
    type_into(make, cast.marcus, of.CONFIRMING, cast.amaras, "confirming")
    sign_off_evidence(
        make.database, decided, all_met(("K5", "S2")), version=2, by=cast.sam, now=make.now
    )
    everything = left(make)
    assert len(everything) == 9

    assert remove_what_nobody_can_send(make.database, now=make.now + KEPT_UNSENT - MINUTE) == 0
    assert remove_what_nobody_can_send(make.database, now=make.now + KEPT_UNSENT) == 2
    assert left(make) == everything - {"decided", "neither"}
    deactivate_person(make.database, cast.marcus.id, by=cast.ruth, now=make.now)
    assert remove_what_nobody_can_send(make.database, now=make.now + 3 * KEPT_UNSENT) == 1
    assert left(make) == everything - {"decided", "neither", "confirming"}


def test_somebody_who_has_begun_as_many_pieces_as_they_may_loses_none(make: Maker) -> None:
    for n in range(MOST_BEGUN):
        new, amara = uuid.UUID(int=n + 1), make.cast.amara
        type_into(make, amara, UnfinishedForm.EVIDENCE, new, f"piece {n}", version=1)
    assert MOST_BEGUN >= AT_ONCE, "one round looks at them all"
    assert remove_what_nobody_can_send(make.database, now=make.now + KEPT_UNSENT) == 0
    assert len(left(make)) == MOST_BEGUN


@pytest.mark.one_engine
def test_what_was_typed_of_a_method_goes_with_the_hand_over(assessed: Assessed) -> None:
    made, ines, make = assessed.assessment(AssessmentState.ALLOCATED), assessed.ines, assessed.make
    found, _ = assessed.seen_by(ines, made)
    for form in (UnfinishedForm.GRADING, UnfinishedForm.PLANNING):
        type_into(make, ines, form, made, str(form), part="portfolio", version=found.version)
    later = assessed.now + KEPT_UNSENT
    still = left(make)
    removed = remove_what_nobody_can_send(make.database, now=later)
    assert (removed, left(make)) == (0, still)
    withdraw_handover(
        make.database, assessed.cast.amaras, "Again.", by=assessed.cast.ruth, now=later
    )
    assert remove_what_nobody_can_send(make.database, now=later) == 2
    assert left(make) == set()
