"""Loading standards, plans and rule sets: all or nothing, and never a changed wording."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.actions.standards import Loaded, Outcome, load_standards
from app.adapters.db import Database
from app.adapters.plan_file import PlanFile
from app.adapters.standards_files import StandardsFiles, read_files, shipped_files
from app.domain.errors import NotFound, RuleBroken, Stale
from app.domain.events import EventKind
from app.domain.standards import CriterionKind, Verification
from app.models.events import EventRow
from app.models.standards import CriterionRow, PlanRow, RuleSetsRow, StandardRow
from app.queries.standards import (
    current_rule_sets,
    get_plan,
    get_plan_of,
    get_rule_sets,
    get_standard,
    get_standard_id,
    list_standards,
)

KEEPER = Path(__file__).parents[1] / "standards" / "ZZ9001-1.0.yaml"


@pytest.fixture(scope="module")
def shipped() -> StandardsFiles:
    return read_files(shipped_files())


@pytest.fixture(scope="module")
def keeper() -> StandardsFiles:
    return read_files([KEEPER])


def _outcomes(loaded: tuple[Loaded, ...]) -> list[Outcome]:
    return [item.outcome for item in loaded]


def _everything(session: Session) -> list[str]:
    tables = (StandardRow, CriterionRow, PlanRow, RuleSetsRow, EventRow)
    return [repr(row) for table in tables for row in session.exec(select(table))]


def test_what_was_loaded_is_read_back_as_it_was_written(
    database: Database, now: datetime, shipped: StandardsFiles
) -> None:
    loaded = load_standards(database, shipped, now=now)
    assert [item.what for item in loaded] == [
        "ST0244 1.1 Chartered legal executive, 88 criteria",
        "Assessment plan of ST0244 1.1, unverified",
        "3 rule sets",
    ]
    assert _outcomes(loaded) == [Outcome.LOADED] * 3
    assert shipped.rule_sets is not None
    with database.read() as session:
        standard_id = get_standard_id(session, "ST0244", "1.1")
        standard = get_standard(session, "ST0244", "1.1")
        plan = get_plan_of(session, standard_id)
        rules = current_rule_sets(session)
    assert standard == shipped.standards[0].to_standard()
    assert plan == shipped.plans[0].to_plan(shipped.plans[0].sha256)
    assert rules == shipped.rule_sets.to_rule_sets(shipped.rule_sets.sha256)


def test_loading_the_same_again_changes_nothing(
    database: Database, now: datetime, shipped: StandardsFiles
) -> None:
    load_standards(database, shipped, now=now)
    with database.read() as session:
        before = _everything(session)
    again = load_standards(database, shipped, now=now + timedelta(days=1))
    assert _outcomes(again) == [Outcome.UNCHANGED] * 3
    with database.read() as session:
        assert _everything(session) == before


def test_each_thing_that_is_loaded_is_one_event(
    database: Database, now: datetime, shipped: StandardsFiles, keeper: StandardsFiles
) -> None:
    load_standards(database, shipped, now=now)
    load_standards(database, keeper, now=now)
    load_standards(database, StandardsFiles(plans=(_plan(),)), now=now)
    with database.read() as session:
        kinds = session.exec(select(EventRow.kind).order_by(col(EventRow.sequence))).all()
    assert list(kinds) == [
        EventKind.STANDARD_LOADED,
        EventKind.RULE_SETS_LOADED,
        EventKind.STANDARD_LOADED,
        EventKind.PLAN_LOADED,
    ]


def test_another_standard_loads_just_as_well_and_has_the_usual_plan(
    database: Database, now: datetime, keeper: StandardsFiles
) -> None:
    loaded = load_standards(database, keeper, now=now)
    assert _outcomes(loaded) == [Outcome.LOADED]
    with database.read() as session:
        standard = get_standard(session, "ZZ9001", "1.0")
        plan = get_plan_of(session, get_standard_id(session, "ZZ9001", "1.0"))
    assert standard.practice_areas == ()
    assert standard.criterion("D2").text == 'answer ships that call "Keeper"'
    assert plan.status is Verification.UNVERIFIED
    assert CriterionKind.DUTY not in plan.required_for_gateway
    assert [item.id for item in plan.gateway_requirements if item.blocking] == [
        "criteria_met",
        "minimum_duration",
    ]


def test_both_standards_are_listed_by_title(
    database: Database, now: datetime, shipped: StandardsFiles, keeper: StandardsFiles
) -> None:
    load_standards(database, keeper, now=now)
    load_standards(database, shipped, now=now)
    with database.read() as session:
        lines = list_standards(session)
    assert [(line.reference, line.version, line.level) for line in lines] == [
        ("ST0244", "1.1", 6),
        ("ZZ9001", "1.0", 3),
    ]


def test_a_changed_wording_is_refused_and_names_the_criterion_and_both_texts(
    database: Database, now: datetime, keeper: StandardsFiles
) -> None:
    load_standards(database, keeper, now=now)
    [file] = keeper.standards
    changed = file.model_copy(
        update={
            "criteria": tuple(
                item.model_copy(update={"text": "Keep a diary."}) if item.code == "S2" else item
                for item in file.criteria
            )
        }
    )
    with pytest.raises(RuleBroken) as refusal:
        load_standards(database, replace(keeper, standards=(changed,)), now=now)
    assert "S2 is “Keep a log.” there and “Keep a diary.” in the file." in refusal.value.sentence
    with database.read() as session:
        assert get_standard(session, "ZZ9001", "1.0").criterion("S2").text == "Keep a log."


def test_a_changed_wording_under_a_new_version_is_another_standard(
    database: Database, now: datetime, keeper: StandardsFiles
) -> None:
    [file] = keeper.standards
    newer = file.model_copy(update={"version": "2.0", "title": "Keeper of lights"})
    load_standards(database, replace(keeper, standards=(file, newer)), now=now)
    with database.read() as session:
        assert get_standard(session, "ZZ9001", "1.0").title == "Lighthouse keeper"
        assert get_standard(session, "ZZ9001", "2.0").title == "Keeper of lights"


def test_where_one_file_is_refused_none_is_loaded(
    database: Database, now: datetime, shipped: StandardsFiles, keeper: StandardsFiles
) -> None:
    load_standards(database, keeper, now=now)
    [file] = keeper.standards
    changed = file.model_copy(update={"title": "Keeper"})
    with pytest.raises(RuleBroken):
        load_standards(database, replace(shipped, standards=(*shipped.standards, changed)), now=now)
    with database.read() as session:
        assert [line.reference for line in list_standards(session)] == ["ZZ9001"]
        with pytest.raises(NotFound):
            get_standard(session, "ST0244", "1.1")
        with pytest.raises(RuleBroken):
            current_rule_sets(session)


def _plan(pieces_per_criterion: int = 2, reference: str = "ZZ9001", code: str = "K1") -> PlanFile:
    return PlanFile.model_validate(
        {
            "document": "assessment_plan",
            "reference": reference,
            "version": "1.0",
            "pieces_per_criterion": pieces_per_criterion,
            "methods": ({"id": "watch", "name": "Watch", "grades": _GRADES, "criteria": (code,)},),
        },
        strict=False,
    )


_GRADES = ("fail", "pass")


def test_a_changed_plan_is_kept_beside_the_one_before(
    database: Database, now: datetime, keeper: StandardsFiles
) -> None:
    load_standards(database, keeper, now=now)
    with database.read() as session:
        standard_id = get_standard_id(session, "ZZ9001", "1.0")
        usual = get_plan_of(session, standard_id)
    first, second = _plan(2), _plan(3)
    loaded = load_standards(database, StandardsFiles(plans=(first,)), now=now)
    assert _outcomes(loaded) == [Outcome.REPLACED]
    load_standards(database, StandardsFiles(plans=(second,)), now=now)
    with database.read() as session:
        assert get_plan_of(session, standard_id).pieces_per_criterion == 3
        assert get_plan(session, first.sha256).pieces_per_criterion == 2
        assert get_plan(session, usual.sha256) == usual
    load_standards(database, StandardsFiles(plans=(first,)), now=now)
    with database.read() as session:
        assert get_plan_of(session, standard_id).sha256 == first.sha256


def test_a_standard_that_comes_again_without_its_plan_keeps_the_plan_it_has(
    database: Database, now: datetime, keeper: StandardsFiles
) -> None:
    load_standards(database, replace(keeper, plans=(_plan(),)), now=now)
    loaded = load_standards(database, keeper, now=now)
    assert _outcomes(loaded) == [Outcome.UNCHANGED]
    with database.read() as session:
        plan = get_plan_of(session, get_standard_id(session, "ZZ9001", "1.0"))
    assert plan.pieces_per_criterion == 2


def test_a_plan_for_a_standard_that_is_not_there_is_refused(
    database: Database, now: datetime
) -> None:
    with pytest.raises(RuleBroken, match=r"ZZ9999 1\.0, which has not been loaded"):
        load_standards(database, StandardsFiles(plans=(_plan(reference="ZZ9999"),)), now=now)


def test_a_plan_that_allocates_an_unknown_criterion_is_refused(
    database: Database, now: datetime, keeper: StandardsFiles
) -> None:
    load_standards(database, keeper, now=now)
    with pytest.raises(RuleBroken, match="K9 is not a criterion"):
        load_standards(database, StandardsFiles(plans=(_plan(code="K9"),)), now=now)


def test_the_rule_sets_loaded_last_are_in_force_and_the_others_are_kept(
    database: Database, now: datetime, shipped: StandardsFiles
) -> None:
    assert shipped.rule_sets is not None
    first = shipped.rule_sets
    second = first.model_copy(update={"rule_sets": first.rule_sets[:2]})
    for day, rule_sets, outcome in (
        (0, first, Outcome.LOADED),
        (1, second, Outcome.REPLACED),
        (2, second, Outcome.UNCHANGED),
        (3, first, Outcome.REPLACED),
    ):
        at = now + timedelta(days=day)
        loaded = load_standards(database, StandardsFiles(rule_sets=rule_sets), now=at)
        assert _outcomes(loaded) == [outcome]
        with database.read() as session:
            assert current_rule_sets(session).sha256 == rule_sets.sha256
    with database.read() as session:
        assert len(get_rule_sets(session, second.sha256).sets) == 2


def test_two_that_load_at_once_leave_one_standard(
    database: Database, now: datetime, shipped: StandardsFiles
) -> None:
    def load(_: int) -> list[Outcome] | None:
        try:
            return _outcomes(load_standards(database, shipped, now=now))
        except Stale:
            return None

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(load, range(4)))
    done.remove([Outcome.LOADED] * 3)
    assert all(outcomes in (None, [Outcome.UNCHANGED] * 3) for outcomes in done), done
    with database.read() as session:
        assert len(list_standards(session)) == 1
