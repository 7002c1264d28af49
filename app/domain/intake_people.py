"""A list of people to be taken in: who is new, who is given a role, and what is wrong."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.domain.errors import FieldError
from app.domain.intake import (
    Becomes,
    Column,
    Fate,
    Fates,
    KnownPerson,
    Line,
    employers_added,
    formula_errors,
    wrong,
)
from app.domain.people import (
    GIVEN_BY_HAND,
    ORGANISATIONS_OF_ROLE,
    ROLE_NAMES,
    OrganisationKind,
    Role,
    email_error,
    name_error,
    normal_email,
    plain_name,
)

ROLES = GIVEN_BY_HAND[OrganisationKind.PROVIDER]
"""Those that a list may give. An apprentice's role comes with their apprenticeship."""

COLUMNS = (
    Column("name", "Name", "Sam Rowe", "As others see it."),
    Column(
        "email",
        "Email address",
        "sam.rowe@northgate.example",
        "By which they sign in. One person has one address.",
        width=34,
    ),
    Column(
        "role",
        "Role",
        "Assessor",
        f"One of: {', '.join(ROLE_NAMES[role] for role in ROLES)}. "
        "Apprentices come with their apprenticeship.",
    ),
    Column(
        "employer",
        "Employer",
        "",
        "For line managers: the firm they manage in. It is added where it is new.",
        needed=False,
        width=34,
    ),
)


@dataclass(frozen=True, slots=True)
class PersonToAdd:
    """``employer`` is empty where the role is held at the training provider."""

    name: str
    email: str
    role: Role
    employer: str

    @property
    def held(self) -> tuple[str, Role, str]:
        return self.email, self.role, self.employer.casefold()


@dataclass(frozen=True, slots=True)
class PeopleKnown:
    """What the house knows before: accounts by address, and employers by their casefolded name.

    ``held`` are the open roles, each as ``PersonToAdd.held`` says it.
    """

    provider: str
    people: Mapping[str, KnownPerson]
    employers: Mapping[str, str]
    held: AbstractSet[tuple[str, Role, str]]


def people_fates(lines: Sequence[Line], known: PeopleKnown) -> Fates[PersonToAdd]:
    """A row is held against what is known, and against the rows before it."""
    names: dict[str, Line] = {}
    roles: dict[tuple[str, Role, str], Line] = {}
    rows = tuple(_fate(line, known, names, roles) for line in lines)
    named = (fate.row.employer for fate in rows if fate.row)
    return Fates(rows, employers_added(named, known.employers))


def _fate(
    line: Line,
    known: PeopleKnown,
    names: dict[str, Line],
    roles: dict[tuple[str, Role, str], Line],
) -> Fate[PersonToAdd]:
    cells = line.cells
    name, email = plain_name(cells["name"]), normal_email(cells["email"])
    role = _role_in(cells["role"])
    at_employer = role is not None and OrganisationKind.EMPLOYER in ORGANISATIONS_OF_ROLE[role]
    employer = plain_name(cells.get("employer", ""))
    employer = known.employers.get(employer.casefold(), employer)
    someone = known.people.get(email)
    first = names.setdefault(email, line) if email else line
    errors: list[FieldError | None] = [
        *formula_errors(line, COLUMNS),
        name_error(name),
        email_error(email),
        None if role else FieldError("role", f"Write one of: {_names_of_roles()}."),
        _employer_error(employer, at_employer) if role else None,
        _deactivated(someone),
    ]
    if plain_name(first.cells["name"]).casefold() != name.casefold():
        errors.append(_taken(first))
    found = [error for error in errors if error]
    if found or role is None:
        return wrong(line, name or email, found, COLUMNS)
    row = PersonToAdd(name, email, role, employer if at_employer else "")
    place = employer or known.provider
    about = f"{name}, {ROLE_NAMES[role].lower()} at {place}"
    before = roles.setdefault(row.held, line)
    if before is not line:
        same = FieldError("email", f"Row {before.number} says the same.")
        return wrong(line, about, [same], COLUMNS)
    if row.held in known.held:
        return Fate(line.number, about, Becomes.UNCHANGED, "Holds this role already.")
    if someone is None or not someone.here:
        says = "Is added, and gets a link to sign in." if first is line else "Gets this role too."
        return Fate(line.number, about, Becomes.NEW, says, row)
    says = "Is here already, and gets this role."
    if someone.name.casefold() != name.casefold():
        says = f"Is here already as {someone.name}, and gets this role. The name stays."
    return Fate(line.number, about, Becomes.KNOWN, says, row)


def _role_in(text: str) -> Role | None:
    said = " ".join(text.replace("_", " ").casefold().split())
    for role in ROLES:
        if said in (ROLE_NAMES[role].casefold(), role.value.replace("_", " ")):
            return role
    return None


def _names_of_roles() -> str:
    return ", ".join(ROLE_NAMES[role] for role in ROLES)


def _employer_error(employer: str, at_employer: bool) -> FieldError | None:
    if at_employer:
        return name_error(employer, "employer", "the employer for whom they manage")
    if employer:
        return FieldError("employer", "Only line managers are at an employer. Leave it empty.")
    return None


def _deactivated(someone: KnownPerson | None) -> FieldError | None:
    if someone is not None and someone.here and someone.deactivated:
        return FieldError("email", "The account with this address is deactivated.")
    return None


def _taken(first: Line) -> FieldError:
    whose = plain_name(first.cells["name"])
    return FieldError("email", f"Row {first.number} gives this address to {whose}.")
