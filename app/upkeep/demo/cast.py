"""Who everybody is in the demonstration. All of them are made up, and so are their addresses."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.calendar import add_months
from app.domain.pace import Milestone
from app.domain.people import Role

STANDARD = ("ST0244", "1.1")
MONTHS = 60

LARKFIELD = "Larkfield Legal Training"
TAMBLYN = "Tamblyn Crake Solicitors"
ASHLOCK = "Ashlock Reeve LLP"
SALTMARSH = "Saltmarsh College"
WEXCOMBE = "Wexcombe Council"
ASSESS_UK = "Assess UK"

EMPLOYERS = {LARKFIELD: (TAMBLYN, ASHLOCK), SALTMARSH: (WEXCOMBE,)}
"""The two providers, and the employers that each of them knows."""

HOUSES = (*EMPLOYERS, ASSESS_UK)
"""Those that have an administrator: the providers and the assessment organisation."""

MILESTONES = tuple(
    Milestone(month, ksbs) for month, ksbs in ((6, 4), (12, 11), (24, 28), (36, 45), (48, 60))
)


@dataclass(frozen=True)
class Character:
    name: str
    role: Role
    organisation: str

    @property
    def first(self) -> str:
        """The first name in plain letters, by which the stories know them."""
        parted = unicodedata.normalize("NFD", self.name.split()[0].lower())
        return parted.encode("ascii", "ignore").decode()

    @property
    def email(self) -> str:
        return f"{self.first}@{self.organisation.split()[0].lower()}.example"

    @property
    def needs_adding(self) -> bool:
        """Administrators come with their provider, apprentices with their apprenticeship."""
        return self.role not in (Role.ADMINISTRATOR, Role.APPRENTICE)


PEOPLE = (
    Character("Amara Okafor", Role.APPRENTICE, LARKFIELD),
    Character("Ben Hughes", Role.APPRENTICE, LARKFIELD),
    Character("Chloe Patel", Role.APPRENTICE, LARKFIELD),
    Character("Dana Kowalski", Role.APPRENTICE, LARKFIELD),
    Character("Jo Whitfield", Role.LINE_MANAGER, TAMBLYN),
    Character("Marcus Lee", Role.LINE_MANAGER, ASHLOCK),
    Character("Sam Rowe", Role.ASSESSOR, LARKFIELD),
    Character("Nadia Karim", Role.ASSESSOR, LARKFIELD),
    Character("Priya Nair", Role.IQA, LARKFIELD),
    Character("Ruth Ellis", Role.ADMINISTRATOR, LARKFIELD),
    Character("Theo Brandt", Role.APPRENTICE, SALTMARSH),
    Character("Ingrid Voss", Role.LINE_MANAGER, WEXCOMBE),
    Character("Oliver Penn", Role.ASSESSOR, SALTMARSH),
    Character("Farah Siddiqui", Role.ADMINISTRATOR, SALTMARSH),
    Character("Owen Price", Role.ADMINISTRATOR, ASSESS_UK),
    Character("Inês Duarte", Role.INDEPENDENT_ASSESSOR, ASSESS_UK),
    Character("Karl Meyer", Role.INDEPENDENT_ASSESSOR, ASSESS_UK),
)

BY_NAME = {person.first: person for person in PEOPLE}


@dataclass(frozen=True)
class Post:
    """Where an apprentice works from the first day of ``month``, and who looks after them."""

    month: int
    employer: str
    line_manager: str
    assessor: str


@dataclass(frozen=True)
class Pause:
    """A break in learning, from the first day of ``month``."""

    month: int
    months: int
    reason: str


@dataclass(frozen=True)
class Career:
    """``months`` and ``days`` are how long ago the apprenticeship started.

    It was planned for so many months, ``planned``; who is through the gateway passed ``passed``
    days ago.
    """

    apprentice: str
    months: int
    days: int
    specialism: str
    uln: str
    posts: tuple[Post, ...]
    pause: Pause | None = None
    planned: int = MONTHS
    passed: int | None = None

    def started_on(self, today: date) -> date:
        """A Monday."""
        day = add_months(today, -self.months) - timedelta(days=self.days)
        return day - timedelta(days=day.weekday())

    def first_of(self, month: int, today: date) -> date:
        return add_months(self.started_on(today), month - 1)

    def post_on(self, day: date, today: date) -> Post:
        begun = [post for post in self.posts if self.first_of(post.month, today) <= day]
        return begun[-1] if begun else self.posts[0]


CAREERS = {
    career.apprentice: career
    for career in (
        Career(
            "amara",
            months=37,
            days=12,
            specialism="civil_litigation",
            uln="1029384753",
            posts=(Post(1, TAMBLYN, "jo", "nadia"), Post(15, ASHLOCK, "marcus", "sam")),
        ),
        Career(
            "ben",
            months=1,
            days=20,
            specialism="property_and_conveyancing",
            uln="2038475619",
            posts=(Post(1, TAMBLYN, "jo", "nadia"),),
        ),
        Career(
            "chloe",
            months=57,
            days=20,
            specialism="property_and_conveyancing",
            uln="3049586728",
            posts=(Post(1, TAMBLYN, "jo", "nadia"),),
            pause=Pause(28, 3, "Parental leave, at Chloe’s wish. She is back part-time at first."),
            passed=3,
        ),
        Career(
            "dana",
            months=22,
            days=10,
            specialism="family_and_mediation",
            uln="5067788258",
            posts=(Post(1, TAMBLYN, "jo", "nadia"),),
            planned=24,
            passed=75,
        ),
        Career(
            "theo",
            months=16,
            days=10,
            specialism="public_sector",
            uln="4058677138",
            posts=(Post(1, WEXCOMBE, "ingrid", "oliver"),),
        ),
    )
}


def house_of(person: Character) -> str:
    if person.organisation in HOUSES:
        return person.organisation
    return next(name for name, known in EMPLOYERS.items() if person.organisation in known)


def administrator_of(house: str) -> Character:
    return next(
        person
        for person in PEOPLE
        if person.role is Role.ADMINISTRATOR and person.organisation == house
    )
