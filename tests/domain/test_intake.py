"""What becomes of each row of a list, by what the house knows before."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.domain import intake_apprenticeships, intake_people
from app.domain.cells import SheetRow
from app.domain.errors import Invalid
from app.domain.intake import Becomes, Fate, KnownPerson, day_in, lines_of
from app.domain.intake_apprenticeships import ApprenticeshipsKnown, apprenticeship_fates
from app.domain.intake_people import PeopleKnown, PersonToAdd, people_fates
from app.domain.people import Role
from app.domain.terms import NewApprenticeship

PEOPLE = ("Name", "Email address", "Role", "Employer")
STARTS = tuple(column.heading for column in intake_apprenticeships.COLUMNS)

SAM = "sam@x.example"
ACCOUNTS = {
    SAM: KnownPerson("Sam Rowe", here=True, deactivated=False),
    "gone@x.example": KnownPerson("Gone Away", here=True, deactivated=True),
    "theo@x.example": KnownPerson("Theo Brandt", here=False, deactivated=True),
}
KNOWN = PeopleKnown(
    "Northgate Training", ACCOUNTS, {"marlow & co": "Marlow & Co"}, {(SAM, Role.ASSESSOR, "")}
)
STANDARDS = {"ST0244 1.1": {"employment": "Employment"}, "ZZ9001 1.0": {}}


def rows(*cells: Sequence[str]) -> list[SheetRow]:
    return [SheetRow(number, tuple(each)) for number, each in enumerate(cells, start=1)]


def people(*cells: Sequence[str]) -> tuple[Fate[PersonToAdd], ...]:
    return people_fates(lines_of(rows(PEOPLE, *cells), intake_people.COLUMNS), KNOWN).rows


def start(**cells: str) -> tuple[Fate[NewApprenticeship], ...]:
    written = {
        "Apprentice": "Dev Anand",
        "Email address": "dev@x.example",
        "Standard": "ST0244 1.1",
        "Employer": "Marlow & Co",
        "Line managers": SAM,
        "Assessors": SAM,
        "Start date": "7/9/2026",
        "Planned end date": "2031-09-06",
        **{name.replace("_", " "): value for name, value in cells.items()},
    }
    known = ApprenticeshipsKnown(
        ACCOUNTS, KNOWN.employers, STANDARDS, {("ben@x.example", "ST0244 1.1")}
    )
    row = [written.get(heading, "") for heading in STARTS]
    lines = lines_of(rows(STARTS, row, row), intake_apprenticeships.COLUMNS)
    return apprenticeship_fates(lines, known).rows


@pytest.mark.parametrize(
    ("cells", "becomes", "said"),
    [
        (("Dev Anand", "dev@x.example", "assessor"), Becomes.NEW, "Is added"),
        (("Dev", "dev@x.example", "LINE_MANAGER", "marlow & CO"), Becomes.NEW, "Is added"),
        # Somebody of another house is as new as anybody.
        (("Theo Brandt", "theo@x.example", "Assessor"), Becomes.NEW, "Is added"),
        (("Sam Rowe", "SAM@x.example ", "Administrator"), Becomes.KNOWN, "gets this role."),
        (("Samuel Rowe", SAM, "Administrator"), Becomes.KNOWN, "as Sam Rowe"),
        (("Sam Rowe", SAM, "Assessor"), Becomes.UNCHANGED, "already"),
    ],
)
def test_a_row_that_is_right_says_what_becomes_of_it(
    cells: Sequence[str], becomes: Becomes, said: str
) -> None:
    [fate] = people(cells)
    assert (fate.number, fate.becomes, fate.errors) == (2, becomes, ())
    assert said in fate.says
    assert (fate.row is None) == (becomes is Becomes.UNCHANGED)


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        (("", "dev@x.example", "Assessor"), "name", "Enter a name."),
        (("=1+1", "dev@x.example", "Assessor"), "name", "begins like a formula"),
        (("Dev", "dev at x", "Assessor"), "email", "like name@example.com"),
        (("Dev", "", "Assessor"), "email", "Enter an email address."),
        (("Dev", "dev@x.example", "Apprentice"), "role", "Write one of: Line manager"),
        (("Dev", "dev@x.example", ""), "role", "Write one of"),
        (("Dev", "dev@x.example", "Line manager"), "employer", "for whom they manage"),
        (("Dev", "dev@x.example", "Assessor", "Marlow"), "employer", "Only line managers"),
        (("Gone", "gone@x.example", "Assessor"), "email", "deactivated"),
    ],
)
def test_a_row_that_is_wrong_names_its_column(cells: Sequence[str], field: str, said: str) -> None:
    [fate] = people(cells)
    assert (fate.becomes, fate.row) == (Becomes.WRONG, None)
    assert [(error.field, said in error.message) for error in fate.errors] == [(field, True)]


def test_an_address_belongs_to_one_name_and_a_role_is_given_once() -> None:
    fates = people(
        ("Dev Anand", "dev@x.example", "Assessor"),
        ("Dev Anand", "DEV@x.example", "assessor"),
        ("Devi Anand", "dev@x.example", "Administrator"),
        ("dev anand", "dev@x.example", "Administrator"),
    )
    assert [fate.becomes for fate in fates] == [
        Becomes.NEW,
        Becomes.WRONG,
        Becomes.WRONG,
        Becomes.NEW,
    ]
    assert fates[1].says == "Row 2 says the same."
    assert fates[2].says == "Row 2 gives this address to Dev Anand."


def test_a_new_employer_is_named_once_as_it_is_first_written() -> None:
    cells = [(f"P {n}", f"p{n}@x.example", "Line manager", firm) for n, firm in enumerate("BbA")]
    lines = lines_of(rows(PEOPLE, *cells), intake_people.COLUMNS)
    assert people_fates(lines, KNOWN).new_employers == ("A", "B")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ((), "The list is empty."),
        (("Name", "E-mail", "Role"), "“E-mail” is none of its columns"),
        (("Name", "Role"), "no column “Email address”"),
        (("Name", "Email address", "Role", "name"), "the column “name” twice"),
        (("Name", "Email address", "Role"), "no row below the headings"),
    ],
)
def test_a_list_with_other_headings_is_refused_in_a_sentence(
    head: Sequence[str], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        lines_of(rows(head) if head else [], intake_people.COLUMNS)


def test_columns_may_stand_in_any_order_and_optional_ones_be_left_out() -> None:
    [line] = lines_of(rows(("ROLE", "email  Address", "Name"), ("a", "b")), intake_people.COLUMNS)
    assert line.cells == {"role": "a", "email": "b", "name": ""}


def test_an_apprenticeship_is_read_as_it_was_written() -> None:
    first, again = start(
        Specialism="EMPLOYMENT",
        Weekly_hours="35",
        Unique_learner_number="1000 0000 00",
        Assessors=f"{SAM};\n",
    )
    assert first.row is not None
    assert (first.row.started_on, first.row.planned_end_on) == (date(2026, 9, 7), date(2031, 9, 6))
    assert (first.row.specialism, first.row.weekly_hours) == ("employment", 35)
    assert (first.row.uln, first.row.assessors) == ("1000000000", (SAM,))
    assert first.says == "Starts on 7 September 2026, to 6 September 2031. The apprentice is new."
    assert again.says == "Row 2 says the same."


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"Standard": "ST0244"}, "standard", "There are: ST0244 1.1, ZZ9001 1.0."),
        ({"Employer": ""}, "employer", "employer’s name"),
        ({"Employer": "@Marlow"}, "employer", "formula"),
        ({"Line_managers": "nobody@x.example"}, "line_managers", "Nobody here has"),
        ({"Assessors": f"{SAM}, {SAM}"}, "assessors", "named twice"),
        ({"Line_managers": "theo@x.example"}, "line_managers", "Nobody here has"),
        ({"Assessors": "gone@x.example"}, "assessors", "Nobody here has"),
        ({"Start_date": "9/31/2026"}, "started_on", "Write the day like"),
        ({"Planned_end_date": "soon"}, "planned_end_on", "Write the day like"),
        ({"Planned_end_date": "2026-09-07"}, "planned_end_on", "after the start"),
        ({"Start_date": "1926-09-07"}, "started_on", "from 2000"),
        ({"Unique_learner_number": "1000000001"}, "uln", "check digit"),
        ({"Specialism": "Shipping"}, "specialism", "practice areas"),
        ({"Weekly_hours": "35.5"}, "weekly_hours", "whole number"),
        ({"Weekly_hours": "99"}, "weekly_hours", "from 1 to 60"),
        ({"Email_address": "ben@x.example"}, "apprentice.email", "already"),
        ({"Email_address": "gone@x.example"}, "apprentice.email", "deactivated"),
    ],
)
def test_an_apprenticeship_that_cannot_start_names_the_column(
    cells: dict[str, str], field: str, said: str
) -> None:
    fate = start(**cells)[0]
    assert [(error.field, said in error.message) for error in fate.errors] == [(field, True)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-07", date(2026, 9, 7)),
        ("2026-09-07 00:00:00", date(2026, 9, 7)),
        ("7/9/2026", date(2026, 9, 7)),
        ("07.09.2026", date(2026, 9, 7)),
        ("7 Sep 2026", date(2026, 9, 7)),
        ("7 September 2026", date(2026, 9, 7)),
        ("9/31/2026", None),
        ("7/9/26", None),
        ("46272", None),
        ("", None),
    ],
)
def test_a_day_is_read_year_first_or_as_in_england_day_first(text: str, day: date | None) -> None:
    assert day_in(text) == day
