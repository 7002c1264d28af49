"""What can be wrong in the content of a standard's, a plan's or a rule sets' file, in sentences.

Each finding is a path into the file and a sentence. The reader turns the path into a line.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.adapters.plain_words_file import PlainWordsFile
from app.adapters.plan_file import PlanFile
from app.adapters.rule_sets_file import RuleSetsFile
from app.adapters.shapes import PATTERNS_IN_WORDS
from app.adapters.standard_file import StandardFile
from app.adapters.yaml_reader import Path
from app.domain.standards import KIND_LETTERS, CriterionKind, code_order

Found: TypeAlias = Iterator[tuple[Path, str]]

_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that belongs here",
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must hold fields",
    "model_type": "must hold fields",
}
_WITH_LIMIT = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must be at most {max_length} characters long",
    "too_short": "must hold at least {min_length}",
    "enum": "must be one of {expected}",
    "literal_error": "must be {expected}",
}


def of_shape(error: ValidationError) -> Found:
    """Fields that are missing, unknown or of the wrong type."""
    for details in error.errors(include_url=False):
        path = tuple(part for part in details["loc"] if part != "[key]")
        yield path, _sentence(path, details)


def of_content(content: StandardFile | PlanFile | RuleSetsFile | PlainWordsFile) -> Found:
    """What a single file says against itself."""
    match content:
        case StandardFile():
            return _of_standard(content)
        case PlanFile():
            return _of_plan(content)
        case RuleSetsFile():
            return _of_rule_sets(content)
        case PlainWordsFile():
            return iter(())


def of_allocation(plan: PlanFile, codes: Collection[str]) -> Found:
    """Criteria that a method of `plan` names and its standard, which has `codes`, does not."""
    for place, method in enumerate(plan.methods):
        for item, code in enumerate(method.criteria):
            if code not in codes:
                yield (
                    ("methods", place, "criteria", item),
                    f"{code} is not a criterion of {plan.reference} {plan.version}.",
                )


def _sentence(path: Path, details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _PLAIN:
        problem = _PLAIN[kind]
    elif kind in _WITH_LIMIT:
        problem = _WITH_LIMIT[kind].format(**context)
    elif kind == "string_pattern_mismatch":
        problem = PATTERNS_IN_WORDS[context["pattern"]]
    elif kind.startswith("date"):
        problem = "must be a date such as 2026-01-31"
    else:
        problem = f"does not fit: {details['msg']}"
    return f"{_name(path)} {problem}."


def _name(path: Path) -> str:
    match path:
        case (*_, str(parent), int(place)):
            return f"Item {place + 1} of “{parent}”"
        case (*_, last):
            return f"“{last}”"
        case _:
            return "The file"


def _of_standard(standard: StandardFile) -> Found:
    yield from _repeated((("criteria", i, "code"), c.code) for i, c in enumerate(standard.criteria))
    yield from _gaps(standard)
    areas = list(enumerate(standard.practice_areas))
    yield from _repeated((("practice_areas", i, "key"), area.key) for i, area in areas)
    yield from _repeated((("practice_areas", i, "name"), area.name) for i, area in areas)
    codes = {criterion.code for criterion in standard.criteria}
    for duty, row in standard.duty_map.items():
        if duty not in codes:
            yield ("duty_map", duty), f"{duty} is not a criterion of this standard."
        elif not duty.startswith(KIND_LETTERS[CriterionKind.DUTY]):
            yield ("duty_map", duty), f"{duty} is not a duty: the map goes from duties to KSBs."
        yield from _repeated((("duty_map", duty, i), code) for i, code in enumerate(row))
        for place, code in enumerate(row):
            path = ("duty_map", duty, place)
            if code not in codes:
                yield path, f"{code} is not a criterion of this standard."
            elif code.startswith(KIND_LETTERS[CriterionKind.DUTY]):
                yield path, f"{code} is a duty: the map goes from duties to KSBs."


def _gaps(standard: StandardFile) -> Found:
    """Each kind counts from 1 without a gap; the first code after a gap is the one named."""
    places: dict[CriterionKind, dict[int, int]] = defaultdict(dict)
    for place, criterion in enumerate(standard.criteria):
        places[criterion.kind].setdefault(code_order(criterion.code)[1], place)
    for kind, place_of in places.items():
        letter = KIND_LETTERS[kind]
        before = 0
        for number in sorted(place_of):
            if number == before + 2:
                missing = f"{letter}{number - 1} is missing"
            elif number > before + 2:
                missing = f"{letter}{before + 1} to {letter}{number - 1} are missing"
            if number > before + 1:
                yield (
                    ("criteria", place_of[number], "code"),
                    f"There is a gap in the numbers before {letter}{number}: {missing}.",
                )
            before = number


def _of_plan(plan: PlanFile) -> Found:
    kinds = enumerate(plan.required_for_gateway)
    yield from _repeated((("required_for_gateway", i), kind) for i, kind in kinds)
    requirements = enumerate(plan.gateway_requirements)
    yield from _repeated((("gateway_requirements", i, "id"), item.id) for i, item in requirements)
    yield from _repeated((("methods", i, "id"), method.id) for i, method in enumerate(plan.methods))
    for i, method in enumerate(plan.methods):
        yield from _repeated((("methods", i, "grades", j), g) for j, g in enumerate(method.grades))
        codes = enumerate(method.criteria)
        yield from _repeated((("methods", i, "criteria", j), code) for j, code in codes)
    fewest, most = plan.portfolio.fewest_pieces, plan.portfolio.most_pieces
    if fewest is not None and most is not None and fewest > most:
        yield ("portfolio", "most_pieces"), "“most_pieces” is less than “fewest_pieces”."


def _of_rule_sets(content: RuleSetsFile) -> Found:
    sets = content.rule_sets
    yield from _repeated((("rule_sets", i, "id"), item.id) for i, item in enumerate(sets))
    if sets[0].starts_from is not None:
        yield (
            ("rule_sets", 0, "starts_from"),
            "The first rule set holds for every earlier start: leave “starts_from” out.",
        )
    for place, (before, item) in enumerate(pairwise(sets), start=1):
        if item.starts_from is None:
            yield ("rule_sets", place), "“starts_from” is missing: only the first leaves it out."
        elif before.starts_from is not None and item.starts_from <= before.starts_from:
            yield (
                ("rule_sets", place, "starts_from"),
                "Rule sets stand in the order of their start dates, and no two start together.",
            )


def _repeated(values: Iterable[tuple[Path, str]]) -> Found:
    seen: set[str] = set()
    for path, value in values:
        if value in seen:
            yield path, f"“{value}” is given twice."
        seen.add(value)
