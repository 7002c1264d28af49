"""The files that come with Gatepost: the published wording, and what is not known said so."""

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.adapters.plan_file import PlanFile
from app.adapters.rule_sets_file import RuleSetsFile
from app.adapters.schema_files import SCHEMAS, SHAPES, schema_text
from app.adapters.standards_files import FOLDER, StandardsFiles, read_files, shipped_files
from app.adapters.yaml_reader import read_yaml
from app.domain.plans import ComputedRequirement, Grade, Plan
from app.domain.rule_sets import Unit, minimum_end, next_review_due, rule_set_for
from app.domain.standards import CriterionKind, Standard, Verification

HERE = Path(__file__).parent
PUBLISHED = FOLDER.parents[1] / "shared" / "data" / "chartered-legal-executive-level-6.txt"


@pytest.fixture(scope="module")
def shipped() -> StandardsFiles:
    return read_files(shipped_files())


@pytest.fixture(scope="module")
def standard(shipped: StandardsFiles) -> Standard:
    return shipped.standards[0].to_standard()


@pytest.fixture(scope="module")
def plan(shipped: StandardsFiles) -> Plan:
    return shipped.plans[0].to_plan(shipped.plans[0].sha256)


def test_every_criterion_is_there(standard: Standard) -> None:
    codes = {kind: [item.code for item in standard.of_kind(kind)] for kind in CriterionKind}
    assert codes == {
        CriterionKind.KNOWLEDGE: [f"K{number}" for number in range(1, 26)],
        CriterionKind.SKILL: [f"S{number}" for number in range(1, 34)],
        CriterionKind.BEHAVIOUR: [f"B{number}" for number in range(1, 10)],
        CriterionKind.DUTY: [f"D{number}" for number in range(1, 22)],
    }


def test_every_text_is_the_published_one_byte_for_byte(standard: Standard) -> None:
    recorded = (HERE / "ST0244-1.1.sha256").read_text(encoding="ascii").splitlines()
    assert [
        f"{hashlib.sha256(criterion.text.encode()).hexdigest()}  {criterion.code}"
        for criterion in standard.criteria
    ] == recorded


def test_the_file_says_what_the_published_text_says_where_that_is_at_hand(
    standard: Standard,
) -> None:
    for file in PUBLISHED.parent.glob(PUBLISHED.name):
        _check_says_the_same(standard, file.read_bytes().decode("utf-8"))


def _check_says_the_same(standard: Standard, published: str) -> None:
    statements = dict(re.findall(r"^([KSB]\d+): (.*)$", published, re.MULTILINE))
    statements |= dict(re.findall(r"^Duty (D\d+)\n\n(.*)$", published, re.MULTILINE))
    assert {criterion.code: criterion.text for criterion in standard.criteria} == statements
    assert published.startswith(f"{standard.title}\n\nLevel {standard.level} - ")
    assert f"\nSummary\n\n{standard.summary}\n\nTypical job titles" in published
    titles, keywords = "\n".join(standard.typical_job_titles), "\n".join(standard.keywords)
    assert f"include:\n\n{titles}\n\nKeywords:\n\n{keywords}\n\nKnowledge" in published


def test_the_facts_around_the_wording(standard: Standard) -> None:
    assert standard.name == "ST0244 1.1"
    assert (standard.level, standard.lars_code, standard.typical_duration_months) == (6, 41, 60)
    assert len(standard.practice_areas) == 13


def test_only_the_published_row_of_the_duty_map_is_recorded(standard: Standard) -> None:
    row = "K1 K4 K6 K7 K8 K10 K12 K13 K21 S2 S10 S19 B1 B4 B5"
    assert standard.duty_map == {"D1": tuple(row.split())}


def test_the_plan_says_that_it_was_not_checked(plan: Plan) -> None:
    assert plan.status is Verification.UNVERIFIED
    assert plan.portfolio.status is plan.grade_table.status is Verification.UNVERIFIED
    assert {method.status for method in plan.methods} == {Verification.UNVERIFIED}
    assert all(method.criteria == () for method in plan.methods)


def test_the_plan_asks_what_the_report_works_out(plan: Plan) -> None:
    assert all(plan.requirement(computed) for computed in ComputedRequirement)
    covered = {item.id for item in plan.gateway_requirements if item.computed}
    assert covered == set(ComputedRequirement)
    assert {item.id for item in plan.gateway_requirements if item.blocking} == {
        ComputedRequirement.CRITERIA_MET,
        ComputedRequirement.MINIMUM_DURATION,
    }
    assert all(item.source for item in plan.gateway_requirements)


def test_knowledge_skills_and_behaviours_count_and_duties_are_shown(plan: Plan) -> None:
    assert plan.required_for_gateway == (
        CriterionKind.KNOWLEDGE,
        CriterionKind.SKILL,
        CriterionKind.BEHAVIOUR,
    )
    assert plan.pieces_per_criterion == 1
    assert plan.grade_table.otherwise is Grade.PASS


@pytest.mark.parametrize(
    ("started_on", "ends", "review"),
    [
        (date(2021, 9, 6), date(2022, 9, 13), date(2021, 11, 29)),
        (date(2025, 7, 31), date(2026, 8, 7), date(2025, 10, 23)),
        (date(2025, 8, 1), date(2026, 4, 1), date(2025, 11, 30)),
    ],
)
def test_the_rules_follow_the_start_date(
    shipped: StandardsFiles, started_on: date, ends: date, review: date
) -> None:
    assert shipped.rule_sets is not None
    rule_sets = shipped.rule_sets.to_rule_sets(shipped.rule_sets.sha256)
    rules = rule_set_for(rule_sets, started_on)
    assert minimum_end(started_on, rules) == ends
    assert next_review_due(started_on, rules) == review


def test_what_was_not_found_for_the_oldest_starts_is_said(shipped: StandardsFiles) -> None:
    assert shipped.rule_sets is not None
    oldest = shipped.rule_sets.to_rule_sets("0" * 64).sets[0]
    assert oldest.minimum_duration.status is Verification.VERIFIED
    assert oldest.review_interval.status is Verification.UNVERIFIED
    assert oldest.review_interval.unit is Unit.WEEKS


def test_a_plan_and_rules_read_back_as_they_were_stored(shipped: StandardsFiles) -> None:
    assert shipped.rule_sets is not None
    files: tuple[PlanFile | RuleSetsFile, ...] = (*shipped.plans, shipped.rule_sets)
    for file in files:
        again = type(file).model_validate_json(file.body)
        assert again == file
        assert again.sha256 == file.sha256 == hashlib.sha256(file.body.encode()).hexdigest()


def test_a_plan_and_rules_that_were_stored_before_these_fields_are_still_read(
    shipped: StandardsFiles,
) -> None:
    assert shipped.rule_sets is not None
    plan, rules = json.loads(shipped.plans[0].body), json.loads(shipped.rule_sets.body)
    del plan["sufficiency"]
    for each in rules["rule_sets"]:
        del each["part_time"], each["english_and_maths"]
    old_plan = PlanFile.model_validate_json(json.dumps(plan)).to_plan("0" * 64)
    assert not old_plan.sufficiency.asks_anything
    read = RuleSetsFile.model_validate_json(json.dumps(rules)).to_rule_sets("0" * 64)
    for rule_set in read.sets:
        assert rule_set.part_time is None
        assert rule_set.english_and_maths.status is Verification.UNVERIFIED


@pytest.mark.parametrize("name", SHAPES)
def test_the_schema_is_current(name: str) -> None:
    kept = (SCHEMAS / name).read_text(encoding="utf-8")
    assert kept == schema_text(SHAPES[name]), "run python -m app.adapters.schema_files"


@pytest.mark.parametrize(
    "file", [*shipped_files(), HERE / "ZZ9001-1.0.yaml"], ids=lambda file: str(file.name)
)
def test_each_file_names_its_schema_and_satisfies_it(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named is not None
    schema = json.loads((file.parent / named[1]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(read_yaml(file.read_bytes()).value)
