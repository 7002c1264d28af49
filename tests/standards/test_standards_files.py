"""Files that hold something wrong are refused with the file, the line and a sentence."""

from pathlib import Path

import pytest

from app.adapters.standards_files import check_files, read_files, shipped_files
from app.domain.errors import Invalid
from app.domain.standards import Criterion, CriterionKind

KEEPER = Path(__file__).parent / "ZZ9001-1.0.yaml"

PLAN = """\
document: assessment_plan
reference: ZZ9001
version: "1.0"
methods:
  - id: watch
    name: A night's watch
    grades: [fail, pass]
    criteria: [K1, S1]
"""

RULES = """\
document: rule_sets
rule_sets:
  - id: old
    minimum_duration: {number: 372, unit: days, source: a book}
    review_interval: {number: 12, unit: weeks, source: a book}
  - id: new
    starts_from: 2025-08-01
    minimum_duration: {number: 8, unit: months, source: a book}
    review_interval: {number: 3, unit: month_ends, source: a book}
"""

TWICE = """\
gateway_requirements:
  - {id: a, text: A, who: iqa}
  - {id: a, text: B, who: iqa}
"""

LATER = """\
  - id: later
    starts_from: 2026-08-01
    minimum_duration: {number: 8, unit: months, source: a book}
    review_interval: {number: 3, unit: months, source: a book}
"""


def _findings(folder: Path, text: str) -> list[tuple[int | None, str]]:
    file = folder / "file.yaml"
    file.write_text(text, encoding="utf-8")
    return [(finding.line, finding.sentence) for finding in check_files([file])]


def test_nothing_is_wrong_with_the_shipped_files_nor_with_a_made_up_standard() -> None:
    assert check_files([*shipped_files(), KEEPER]) == []


def test_a_made_up_standard_reads_as_written() -> None:
    standard = read_files([KEEPER]).standards[0].to_standard()
    assert standard.criteria[1:3] == (
        Criterion("K2", CriterionKind.KNOWLEDGE, "the tides: their times and heights"),
        Criterion("S1", CriterionKind.SKILL, "Trim a lamp ‘by feel’."),
    )
    assert standard.duty_map == {"D2": ("K2", "S1")}
    assert standard.practice_areas == ()


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("code: K2", "code: K1", 18, "“K1” is given twice"),
        ("code: K2", "code: K3", 18, "gap in the numbers before K3: K2 is missing"),
        ("code: K2", "code: K5", 18, "gap in the numbers before K5: K2 to K4 are missing"),
        ("code: B1", "code: B2", 24, "gap in the numbers before B2: B1 is missing"),
        ("code: K2", "code: Q2", 18, "must be a code"),
        ("code: K2", "code: K02", 18, "must be a code"),
        ("code: K2", "code: 2", 18, "“code” must be text; put it in quotes"),
        ("    text: Keep a log.\n", "", 22, "“text” is missing"),
        ("text: Keep a log.", "text: '  '", 23, "“text” must not be blank"),
        ("text: Keep a log.", "words: Keep a log.", 23, "“words” is not a field"),
        ("D2: [S1, K2]", "D3: [S1, K2]", 14, "D3 is not a criterion"),
        ("D2: [S1, K2]", "K1: [S1, K2]", 14, "K1 is not a duty"),
        ("D2: [S1, K2]", "D2: [S1, K9]", 14, "K9 is not a criterion"),
        ("D2: [S1, K2]", "D2: [S1, D1]", 14, "D1 is a duty"),
        ("D2: [S1, K2]", "D2: [S1, S1]", 14, "“S1” is given twice"),
        ("D2: [S1, K2]", "D2: []", 14, "“D2” must hold at least 1"),
        ("D2: [S1, K2]", "D2: K2", 14, "“D2” must be a list"),
        ("D2: [S1, K2]", "D2: [S1]\n  D2: [K2]", 15, "“D2” is given twice"),
        ("D2: [S1, K2]", "[S1, K2]", 13, "“duty_map” must hold fields"),
        ('version: "1.0"', "version: 1.0", 6, "“version” must be text; put it in quotes"),
        ('version: "1.0"', "version: ../1", 6, "“version” must be letters, digits"),
        ("level: 3", "level: three", 8, "“level” must be a whole number"),
        ("level: 3", "level: true", 8, "“level” must be a whole number"),
        ("level: 3", "level: 3.0", 8, "“level” must be a whole number"),
        ("level: 3", "level: .inf", 8, "“level” must be a whole number"),
        ("level: 3", "level: 9", 8, "“level” must be at most 8"),
        ("level: 3", "level: 0", 8, "“level” must be at least 1"),
        ("level: 3", "level: 3\nlevle: 3", 9, "“levle” is not a field"),
        ("2026-01-05", "5 January 2026", 12, "“source_date” must be a date such as 2026-01-31"),
        ("2026-01-05", "20260105", 12, "“source_date” must be a date such as 2026-01-31"),
        ("2026-01-05", "2026-02-30", 12, "“source_date” must be a date such as 2026-01-31"),
        ("title: Lighthouse keeper\n", "", 4, "“title” is missing"),
        ("title: Lighthouse keeper", "title: [a, b]", 7, "“title” must be text"),
        ("title: Lighthouse keeper", "title: ' keeper'", 7, "“title” must be one line of text"),
        ("title: Lighthouse keeper", f"title: {'x' * 501}", 7, "at most 500 characters"),
        ("document: standard", "document: recipe", 4, "must say what this file is"),
        ("document: standard", "document: [standard]", 4, "must say what this file is"),
        ("document: standard\n", "", 4, "must say what this file is"),
        ("document: standard", "document: rule_sets", 4, "“rule_sets” is missing"),
    ],
)
def test_a_standard_with_a_fault_is_refused(
    tmp_path: Path, before: str, after: str, line: int, words: str
) -> None:
    text = KEEPER.read_text(encoding="utf-8")
    assert before in text
    found = _findings(tmp_path, text.replace(before, after, 1))
    matching = [place for place, sentence in found if words in sentence]
    assert matching == [line], found
    assert all(sentence.endswith(".") for _, sentence in found)


def test_practice_areas_are_not_given_twice(tmp_path: Path) -> None:
    areas = "practice_areas:\n  - {key: a, name: One}\n  - {key: a, name: One}\n"
    found = _findings(tmp_path, areas + KEEPER.read_text(encoding="utf-8"))
    assert found == [(3, "“a” is given twice."), (3, "“One” is given twice.")]


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("methods:", "status: verified\nmethods:", 1, "verified must name its source"),
        ("methods:", "labels: {boss: Boss}\nmethods:", 4, "“boss” must be one of"),
        ("methods:", "required_for_gateway: []\nmethods:", 4, "must hold at least 1"),
        ("methods:", "required_for_gateway: [duty, duty]\nmethods:", 4, "given twice"),
        ("methods:", "pieces_per_criterion: 0\nmethods:", 4, "must be at least 1"),
        ("methods:", "portfolio: {most_pieces: 5, fewest_pieces: 9}\nmethods:", 4, "is less than"),
        ("methods:", "portfolio: {reflection: never}\nmethods:", 4, "must be one of"),
        (
            "methods:",
            "gateway_requirements: [{id: a, text: A, who: cook}]\nmethods:",
            4,
            "“who” must be one of",
        ),
        (
            "methods:",
            f"{TWICE}methods:",
            6,
            "“a” is given twice",
        ),
        (
            "methods:",
            "gateway_requirements: [{id: a, text: A, who: iqa, blocking: no}]\nmethods:",
            4,
            "“blocking” must be true or false",
        ),
        ("grades: [fail, pass]", "grades: [fail, superb]", 7, "Item 2 of “grades” must be one of"),
        ("grades: [fail, pass]", "grades: [fail, fail]", 7, "“fail” is given twice"),
        ("grades: [fail, pass]", "grades: [pass]", 7, "must hold at least 2"),
        ("[K1, S1]", "[K1, K1]", 8, "“K1” is given twice"),
    ],
)
def test_a_plan_with_a_fault_is_refused(
    tmp_path: Path, before: str, after: str, line: int, words: str
) -> None:
    assert _findings(tmp_path, PLAN) == []
    found = _findings(tmp_path, PLAN.replace(before, after, 1))
    assert [place for place, sentence in found if words in sentence] == [line], found


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("- id: old\n", "- id: old\n    starts_from: 2020-01-01\n", 4, "leave “starts_from” out"),
        ("    starts_from: 2025-08-01\n", "", 6, "“starts_from” is missing"),
        ("id: new", "id: old", 6, "“old” is given twice"),
        ("number: 8", "number: 0", 8, "“number” must be at least 1"),
        ("unit: months", "unit: moons", 8, "“unit” must be one of"),
        ("unit: months, source: a book", "unit: months", 8, "“source” is missing"),
        (
            "  - id: new",
            f"{LATER}  - id: new",
            11,
            "in the order of their start dates",
        ),
    ],
)
def test_rule_sets_with_a_fault_are_refused(
    tmp_path: Path, before: str, after: str, line: int, words: str
) -> None:
    assert _findings(tmp_path, RULES) == []
    found = _findings(tmp_path, RULES.replace(before, after, 1))
    assert [place for place, sentence in found if words in sentence] == [line], found


@pytest.mark.parametrize("text", ["- a\n", "just text\n", "7\n"])
def test_a_file_that_holds_no_fields_is_refused(tmp_path: Path, text: str) -> None:
    [(line, sentence)] = _findings(tmp_path, text)
    assert line == 1
    assert "must hold fields" in sentence


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    missing, folder = check_files([tmp_path / "none.yaml", tmp_path])
    assert str(missing) == (
        f"{tmp_path / 'none.yaml'}: The file could not be read: No such file or directory."
    )
    assert "could not be read" in folder.sentence


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as stream:
        stream.truncate(10_000_000_000)
    assert [finding.sentence for finding in check_files([huge])] == [
        "The file is larger than 1 MB."
    ]


def test_the_same_standard_twice_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(KEEPER.read_bytes())
    [finding] = check_files([KEEPER, copy])
    assert (finding.file, finding.line) == (copy, 4)
    assert f"{KEEPER} holds the same standard ZZ9001 1.0" in finding.sentence


def test_a_plan_names_only_criteria_of_its_standard(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("S1", "S9"), encoding="utf-8")
    assert check_files([plan]) == []
    assert [str(finding) for finding in check_files([plan, KEEPER])] == [
        f"{plan}:8: S9 is not a criterion of ZZ9001 1.0."
    ]


def test_reading_files_with_faults_names_the_first_and_counts_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("[fail, pass]", "[fail, fail, fail]"), encoding="utf-8")
    with pytest.raises(Invalid) as refusal:
        read_files([file])
    assert refusal.value.sentence == (
        f"{file}:7: “fail” is given twice. There is 1 more finding in these files."
    )
