"""People, the organisations they belong to and the roles they hold there."""

import re
import uuid
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import FieldError


class OrganisationKind(StrEnum):
    PROVIDER = "provider"
    EMPLOYER = "employer"
    ASSESSMENT_ORGANISATION = "assessment_organisation"


class Role(StrEnum):
    """A role held in an organisation; the values are those of the API."""

    APPRENTICE = "apprentice"
    LINE_MANAGER = "line_manager"
    ASSESSOR = "assessor"
    IQA = "iqa"
    ADMINISTRATOR = "administrator"
    INDEPENDENT_ASSESSOR = "independent_assessor"


ROLE_NAMES = {
    Role.APPRENTICE: "Apprentice",
    Role.LINE_MANAGER: "Line manager",
    Role.ASSESSOR: "Assessor",
    Role.IQA: "Internal quality assurer",
    Role.ADMINISTRATOR: "Administrator",
    Role.INDEPENDENT_ASSESSOR: "Independent assessor",
}

ORGANISATIONS_OF_ROLE = {
    Role.APPRENTICE: (OrganisationKind.PROVIDER,),
    Role.LINE_MANAGER: (OrganisationKind.EMPLOYER,),
    Role.ASSESSOR: (OrganisationKind.PROVIDER,),
    Role.IQA: (OrganisationKind.PROVIDER,),
    Role.ADMINISTRATOR: (OrganisationKind.PROVIDER, OrganisationKind.ASSESSMENT_ORGANISATION),
    Role.INDEPENDENT_ASSESSOR: (OrganisationKind.ASSESSMENT_ORGANISATION,),
}
"""The kinds of organisation in which each role is held."""

GIVEN_BY_HAND = {
    OrganisationKind.PROVIDER: (
        Role.LINE_MANAGER,
        Role.ASSESSOR,
        Role.IQA,
        Role.ADMINISTRATOR,
    ),
    OrganisationKind.ASSESSMENT_ORGANISATION: (Role.INDEPENDENT_ASSESSOR, Role.ADMINISTRATOR),
}
"""By the kind of house. An apprentice's role comes with their apprenticeship."""

ORGANISATION_KIND_NAMES = {
    OrganisationKind.PROVIDER: "a training provider",
    OrganisationKind.EMPLOYER: "an employer",
    OrganisationKind.ASSESSMENT_ORGANISATION: "an assessment organisation",
}


class SignedInBy(StrEnum):
    """How somebody proved who they are, when they acted."""

    SESSION = "session"
    API_TOKEN = "api_token"
    PASSWORD_AGAIN = "password_again"
    ONE_TIME_LINK = "one_time_link"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a person holds now, and where.

    ``provider_id`` is the organisation itself where it is a house of its own, a provider or
    an assessment organisation, else the provider that the employer belongs to.
    """

    role: Role
    organisation_id: uuid.UUID
    organisation: str
    provider_id: uuid.UUID
    kind: OrganisationKind = OrganisationKind.PROVIDER


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, as every action and query receives them."""

    id: uuid.UUID
    name: str
    email: str
    roles: tuple[HeldRole, ...] = ()
    signed_in_by: SignedInBy = SignedInBy.SESSION

    def holds(self, role: Role) -> bool:
        return any(held.role is role for held in self.roles)

    @property
    def providers(self) -> frozenset[uuid.UUID]:
        """The providers in whose house this person holds any role."""
        return frozenset(held.provider_id for held in self.roles)

    @property
    def works_in_assessment(self) -> bool:
        """Whether this person holds any role in an assessment organisation."""
        kind = OrganisationKind.ASSESSMENT_ORGANISATION
        return any(held.kind is kind for held in self.roles)

    def houses_as(self, role: Role) -> frozenset[uuid.UUID]:
        """The providers and assessment organisations in whose house they hold ``role``."""
        return frozenset(held.provider_id for held in self.roles if held.role is role)

    def providers_as(self, role: Role) -> frozenset[uuid.UUID]:
        """The training providers in whose house this person holds ``role``."""
        return self.houses_as(role) - self.assessment_organisations_as(role)

    def assessment_organisations_as(self, role: Role) -> frozenset[uuid.UUID]:
        """The assessment organisations in which this person holds ``role``."""
        return frozenset(
            held.organisation_id
            for held in self.roles
            if held.role is role and held.kind is OrganisationKind.ASSESSMENT_ORGANISATION
        )


MAX_NAME = 200
MAX_EMAIL = 254
MIN_PASSWORD = 12
MAX_PASSWORD = 200

_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
)
_ULN_WEIGHTS = range(10, 1, -1)


def normal_email(text: str) -> str:
    """The form in which an address is kept and compared: trimmed, lower case."""
    return text.strip().lower()


def plain_name(text: str) -> str:
    """The form in which a name is kept: one line, with single blanks."""
    return " ".join(text.split())


def email_error(text: str, field: str = "email") -> FieldError | None:
    email = normal_email(text)
    if not email:
        return FieldError(field, "Enter an email address.")
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        return FieldError(field, "Enter an email address like name@example.com.")
    return None


def name_error(text: str, field: str = "name", what: str = "a name") -> FieldError | None:
    name = plain_name(text)
    if not name:
        return FieldError(field, f"Enter {what}.")
    if len(name) > MAX_NAME or not name.isprintable():
        return FieldError(field, f"Enter {what}, in {MAX_NAME} letters and signs or fewer.")
    return None


def ukprn_error(ukprn: str, field: str = "ukprn") -> FieldError | None:
    """A provider's number in the UK Register of Learning Providers: 8 digits, the first a 1."""
    if not re.fullmatch(r"1[0-9]{7}", ukprn):
        return FieldError(field, "Check the UKPRN: it is 8 digits, and begins with 1.")
    return None


def password_error(password: str, field: str = "password") -> FieldError | None:
    """Length alone: rules about kinds of characters make passwords worse (NIST SP 800-63B)."""
    if len(password) < MIN_PASSWORD:
        return FieldError(field, f"Choose a password of at least {MIN_PASSWORD} characters.")
    if len(password) > MAX_PASSWORD:
        return FieldError(field, f"Choose a password of at most {MAX_PASSWORD} characters.")
    return None


def uln_error(uln: str, field: str = "uln") -> FieldError | None:
    """A unique learner number has 10 digits, the last a check digit (Learning Records Service)."""
    wrong = FieldError(
        field, "Check the unique learner number: it is 10 digits, with a check digit."
    )
    if not re.fullmatch(r"[0-9]{10}", uln):
        return wrong
    remainder = sum(w * int(d) for w, d in zip(_ULN_WEIGHTS, uln, strict=False)) % 11
    if remainder == 0 or 10 - remainder != int(uln[9]):
        return wrong
    return None
