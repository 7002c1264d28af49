"""From the hand-over to a released result, and a second attempt after it."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.actions.assessments import grade_method, plan_method
from app.actions.gateway import take_back_from_gateway
from app.actions.handover import allocate, check_on_receipt, hand_over
from app.actions.handover_changes import change_access, withdraw_handover
from app.actions.installation import add_person_to
from app.actions.results import confirm_result, release_result, try_again
from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.assessments import AssessmentState, ComponentCheck
from app.domain.errors import Invalid, NotFound, NotPermitted, RuleBroken, Stale
from app.domain.evidence import EvidenceStatus
from app.domain.grading import Mark
from app.domain.people import HeldRole, OrganisationKind, Person, Role
from app.domain.plans import AttemptKind, Grade
from app.models.apprenticeships import ApprenticeshipRow
from app.models.events import EventRow
from app.models.gateway import GatewayPassageRow
from tests.assessed import ASKED, METHODS, Assessed
from tests.entries import body_of, past_the_record

CASE_STUDY, PORTFOLIO = METHODS


def test_a_portfolio_goes_from_the_gateway_to_a_released_result(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.RELEASED)
    head, progress = assessed.seen_by(assessed.owen, made)
    assert head.state is AssessmentState.RELEASED
    assert head.independent_assessor == "Inês Duarte"
    (result,) = progress.results
    assert (result.overall, result.confirmed_by, result.released_by) == (
        Grade.PASS,
        "Karl Meyer",
        "Owen Price",
    )
    assert result.working[-1] == "None of these decides: pass overall."
    with assessed.database.read() as session:
        row = session.get_one(ApprenticeshipRow, assessed.cast.amaras)
        assert row.status is ApprenticeshipStatus.COMPLETED
        kinds = session.exec(
            select(EventRow.kind)
            .where(col(EventRow.apprenticeship_id) == assessed.cast.amaras)
            .order_by(col(EventRow.sequence))
        ).all()
    assert kinds[-7:] == [
        "portfolio_handed_over",
        "assessor_allocated",
        "components_checked",
        "method_graded",
        "method_graded",
        "result_confirmed",
        "result_released",
    ]


def test_the_record_holds_no_word_of_what_an_assessor_wrote(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    assessed.accept_all(made)
    mark = Mark(Grade.PASS, notes="She explained the lease well.")
    grade_method(
        assessed.database, made, CASE_STUDY, mark, version=None, by=assessed.ines, now=assessed.now
    )
    with assessed.database.read() as session:
        event = session.exec(select(EventRow).where(EventRow.kind == "method_graded")).one()
    said = body_of(assessed.database, event)
    assert '"grade":"pass"' in said
    assert "lease" not in said


def test_nobody_is_handed_over_before_the_gateway_nor_twice(assessed: Assessed) -> None:
    cast = assessed.cast

    def hand(by: Person = cast.ruth) -> None:
        hand_over(assessed.database, cast.amaras, assessed.organisation_id, by=by, now=assessed.now)

    with pytest.raises(RuleBroken, match="has not passed through the gateway"):
        hand()
    assessed.pass_gateway()
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya):
        with pytest.raises(NotPermitted):
            hand(person)
    with pytest.raises(NotFound):
        hand(assessed.owen)
    hand()
    with pytest.raises(RuleBroken, match="handed over already"):
        hand()


def test_a_portfolio_goes_to_an_assessment_organisation_for_days_to_come(
    assessed: Assessed,
) -> None:
    assessed.pass_gateway()
    with pytest.raises(Invalid) as refused:
        hand_over(
            assessed.database,
            assessed.cast.amaras,
            assessed.cast.harbour_id,
            expires_on=assessed.now.date() - timedelta(days=1),
            by=assessed.cast.ruth,
            now=assessed.now,
        )
    assert [each.field for each in refused.value.fields] == [
        "assessment_organisation",
        "expires_on",
    ]


@pytest.mark.parametrize(
    ("who", "conflict"),
    [
        ("sam", "was an assessor of Amara Okafor"),
        ("nadia", "was an assessor of Amara Okafor"),
        ("jo", "was a line manager of Amara Okafor"),
        ("amara", "is the apprentice"),
    ],
)
def test_whoever_had_to_do_with_an_apprentice_is_not_allocated(
    assessed: Assessed, who: str, conflict: str
) -> None:
    made = assessed.assessment()
    near: Person = getattr(assessed.cast, who)
    give_role(assessed, near)
    with pytest.raises(RuleBroken, match=conflict):
        allocate(assessed.database, made, near.email, by=assessed.owen, now=assessed.now)
    assert assessed.seen_by(assessed.owen, made)[0].independent_assessor is None


def test_a_second_person_with_a_conflict_does_not_confirm(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.PROVISIONAL)
    nadia = give_role(assessed, assessed.cast.nadia)
    with pytest.raises(RuleBroken, match="Nadia Karim was an assessor of Amara Okafor"):
        confirm_result(assessed.database, made, by=nadia, now=assessed.now)


def give_role(assessed: Assessed, person: Person) -> Person:
    """The same person, who is an independent assessor of Assess UK as well."""
    add_person_to(
        assessed.database,
        organisation="Assess UK",
        role=Role.INDEPENDENT_ASSESSOR,
        name=person.name,
        email=person.email,
        public_url="http://gatepost.example",
        now=assessed.now,
    )
    here = assessed.organisation_id
    held = HeldRole(
        Role.INDEPENDENT_ASSESSOR,
        here,
        "Assess UK",
        here,
        OrganisationKind.ASSESSMENT_ORGANISATION,
    )
    return Person(person.id, person.name, person.email, (*person.roles, held))


def test_a_rejected_requirement_is_checked_again_and_both_checks_are_kept(
    assessed: Assessed,
) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    check(assessed, made, ComponentCheck(ASKED[0], True), ComponentCheck(ASKED[1], False, "When?"))
    with pytest.raises(RuleBroken, match="1 requirement has not been accepted"):
        assessed.grade(made, CASE_STUDY, Grade.PASS)
    with pytest.raises(Invalid, match="was accepted before"):
        check(assessed, made, ComponentCheck(ASKED[0], False, "After all not."))
    check(assessed, made, ComponentCheck(ASKED[1], True))
    assessed.grade(made, CASE_STUDY, Grade.PASS)
    _, progress = assessed.seen_by(assessed.ines, made)
    assert [(each.requirement, each.number, each.accepted) for each in progress.checks] == [
        (ASKED[0], 1, True),
        (ASKED[1], 1, False),
        (ASKED[1], 2, True),
    ]


def check(assessed: Assessed, made: uuid.UUID, *checks: ComponentCheck) -> None:
    check_on_receipt(assessed.database, made, checks, by=assessed.ines, now=assessed.now)


def test_a_grade_may_change_until_it_is_confirmed(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.PROVISIONAL)
    assessed.grade(made, CASE_STUDY, Grade.FAIL)
    overall = assessed.seen_by(assessed.owen, made)[1].overall
    assert overall is not None
    assert overall.grade is Grade.FAIL
    confirm_result(assessed.database, made, by=assessed.karl, now=assessed.now)
    with pytest.raises(RuleBroken):
        assessed.grade(made, CASE_STUDY, Grade.PASS)


def test_who_does_what(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    database, now = assessed.database, assessed.now
    with pytest.raises(NotFound):
        grade_method(
            database, made, CASE_STUDY, Mark(Grade.PASS), version=None, by=assessed.karl, now=now
        )
    with pytest.raises(NotPermitted):
        grade_method(
            database, made, CASE_STUDY, Mark(Grade.PASS), version=None, by=assessed.owen, now=now
        )
    with pytest.raises(NotPermitted):
        allocate(database, made, assessed.karl.email, by=assessed.ines, now=now)
    with pytest.raises(Stale):
        plan_method(database, made, CASE_STUDY, now.date(), version=1, by=assessed.ines, now=now)
    assessed.accept_all(made)
    for method in METHODS:
        assessed.grade(made, method, Grade.PASS)
    with pytest.raises(NotPermitted, match="second person"):
        confirm_result(database, made, by=assessed.ines, now=now)
    with pytest.raises(RuleBroken, match="no confirmed result"):
        release_result(database, made, by=assessed.owen, now=now)
    confirm_result(database, made, by=assessed.karl, now=now)
    with pytest.raises(NotPermitted):
        release_result(database, made, by=assessed.karl, now=now)


def test_a_failed_method_is_tried_again_and_capped(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.RELEASED, grades=(Grade.FAIL, Grade.DISTINCTION))
    database, later = assessed.database, assessed.now + timedelta(days=30)
    with assessed.database.read() as session:
        row = session.get_one(ApprenticeshipRow, assessed.cast.amaras)
        assert row.status is ApprenticeshipStatus.GATEWAY
    with pytest.raises(RuleBroken, match="was not failed"):
        try_again(database, made, PORTFOLIO, AttemptKind.RESIT, by=assessed.owen, now=later)
    try_again(database, made, CASE_STUDY, AttemptKind.RESIT, by=assessed.owen, now=later)
    with pytest.raises(RuleBroken, match="part of a confirmed result"):
        assessed.grade(made, PORTFOLIO, Grade.PASS, later=timedelta(days=40))
    with pytest.raises(Invalid, match="pass at best"):
        assessed.grade(made, CASE_STUDY, Grade.DISTINCTION, later=timedelta(days=40))
    assessed.grade(made, CASE_STUDY, Grade.PASS, later=timedelta(days=40))
    confirm_result(database, made, by=assessed.karl, now=later + timedelta(days=11))
    release_result(database, made, by=assessed.owen, now=later + timedelta(days=12))
    _, progress = assessed.seen_by(assessed.owen, made)
    assert [result.overall for result in progress.results] == [Grade.FAIL, Grade.PASS]
    assert [(each.number, each.kind, each.grade) for each in progress.attempts][:2] == [
        (1, AttemptKind.FIRST, Grade.FAIL),
        (2, AttemptKind.RESIT, Grade.PASS),
    ]


def test_what_was_taken_back_through_the_gateway_is_not_assessed(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    with past_the_record(assessed.database) as session:
        passage = session.exec(select(GatewayPassageRow)).one()
        passage.taken_back_at = assessed.now
        session.add(passage)
        session.commit()
    for person in (assessed.owen, assessed.ines):
        with pytest.raises(NotFound):
            assessed.seen_by(person, made)


def test_the_evidence_is_not_open_to_the_assessment_organisation(assessed: Assessed) -> None:
    piece = assessed.make.evidence(EvidenceStatus.SIGNED_OFF)
    assessed.pass_gateway(piece)
    with pytest.raises(NotFound):
        assessed.make.seen_by(assessed.owen, piece)


def test_a_hand_over_is_withdrawn_with_a_reason_and_handed_on_again(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.PROVISIONAL)
    database, cast, now = assessed.database, assessed.cast, assessed.now
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya):
        with pytest.raises(NotPermitted):
            withdraw_handover(database, cast.amaras, "Wrong house.", by=person, now=now)
    with pytest.raises(Invalid, match="Say why"):
        withdraw_handover(database, cast.amaras, " ", by=cast.ruth, now=now)
    withdraw_handover(database, cast.amaras, "Wrong house.", by=cast.ruth, now=now)

    told = (
        "Ruth Ellis of Northgate Training withdrew this hand-over on 3 November 2026: Wrong house."
    )
    for person in (assessed.owen, assessed.ines):
        head, _ = assessed.seen_by(person, made)
        assert head.withdrawal is not None
        assert head.withdrawal.in_words == told
    with pytest.raises(NotFound):
        assessed.seen_by(assessed.karl, made)
    with pytest.raises(RuleBroken, match="withdrew this hand-over"):
        assessed.grade(made, CASE_STUDY, Grade.FAIL)
    with pytest.raises(RuleBroken, match="withdrew this hand-over"):
        allocate(database, made, assessed.karl.email, by=assessed.owen, now=now)
    with pytest.raises(RuleBroken, match="not handed over to anybody"):
        withdraw_handover(database, cast.amaras, "Again.", by=cast.ruth, now=now)

    again = hand_over(database, cast.amaras, assessed.organisation_id, by=cast.ruth, now=now)
    assert assessed.seen_by(assessed.owen, again)[0].state is AssessmentState.HANDED_OVER
    with database.read() as session:
        event = session.exec(select(EventRow).where(EventRow.kind == "handover_withdrawn")).one()
    assert event.log == cast.provider_id
    assert "Wrong house" not in body_of(database, event)


def test_nobody_is_taken_back_while_an_organisation_has_the_portfolio(assessed: Assessed) -> None:
    assessed.assessment(AssessmentState.ALLOCATED)
    database, cast, now = assessed.database, assessed.cast, assessed.now

    def take_back() -> None:
        take_back_from_gateway(database, cast.amaras, "The contract ended.", by=cast.ruth, now=now)

    with pytest.raises(RuleBroken, match=r"to Assess UK\. Withdraw the hand-over first"):
        take_back()
    withdraw_handover(database, cast.amaras, "The contract ended.", by=cast.ruth, now=now)
    take_back()
    with database.read() as session:
        row = session.get_one(ApprenticeshipRow, cast.amaras)
        assert row.status is ApprenticeshipStatus.ON_PROGRAMME


@pytest.mark.parametrize("grade", [Grade.FAIL, Grade.PASS])
def test_a_result_that_was_released_stays_and_so_does_what_it_rests_on(
    assessed: Assessed, grade: Grade
) -> None:
    assessed.assessment(AssessmentState.RELEASED, grades=(grade, Grade.PASS))
    database, cast, now = assessed.database, assessed.cast, assessed.now
    with pytest.raises(RuleBroken, match="A result was released, so the hand-over stays"):
        withdraw_handover(database, cast.amaras, "Too late.", by=cast.ruth, now=now)
    with pytest.raises(RuleBroken, match="Amara Okafor stays through the gateway"):
        take_back_from_gateway(database, cast.amaras, "Too late.", by=cast.ruth, now=now)


def test_the_last_day_of_access_is_changed_on_the_record(assessed: Assessed) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    database, cast, now = assessed.database, assessed.cast, assessed.now
    last = now.date() + timedelta(days=30)
    with pytest.raises(NotPermitted):
        change_access(database, cast.amaras, last, by=cast.sam, now=now)
    with pytest.raises(Invalid, match="must not be in the past"):
        change_access(database, cast.amaras, last - timedelta(days=31), by=cast.ruth, now=now)
    change_access(database, cast.amaras, last, by=cast.ruth, now=now)
    assert assessed.seen_by(assessed.ines, made)[0].expires_on == last
    change_access(database, cast.amaras, None, by=cast.ruth, now=now)
    assert assessed.seen_by(assessed.ines, made)[0].expires_on is None
    with database.read() as session:
        events = session.exec(select(EventRow).where(EventRow.kind == "access_changed")).all()
    assert len(events) == 2
    assert f'"expires_on":"{last}"' in body_of(database, events[0])
