"""What stands in the navigation, by the roles a person holds: their own way to work, no more."""

import re
from dataclasses import dataclass

from app.domain.people import ROLE_NAMES, Person, Role


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """``current``: the page itself or one below it is being shown."""

    text: str
    href: str
    current: bool = False


_HOME = ("Home", "/")
_STANDARDS = ("Standards", "/standards")
_ASSESSMENTS = ("Assessments", "/assessments")
_OF_ASSESSMENT_ADMINISTRATORS = (_ASSESSMENTS, ("People", "/people"))

_LINKS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.APPRENTICE: (("Evidence", "/evidence"), ("Readiness", "/readiness")),
    Role.LINE_MANAGER: (),
    Role.ASSESSOR: (("Queue", "/queue"),),
    Role.IQA: (("Apprenticeships", "/apprenticeships"),),
    Role.INDEPENDENT_ASSESSOR: (_ASSESSMENTS,),
    Role.ADMINISTRATOR: (
        ("Apprenticeships", "/apprenticeships"),
        ("People", "/people"),
        ("Organisations", "/organisations"),
    ),
}

# What is reached from another page, and belongs to it.
_FROM = {
    "/messages": "/people",
    "/import/people": "/people",
    "/milestones": "/apprenticeships",
    "/import/apprenticeships": "/apprenticeships",
    "/cohort": "/apprenticeships",
}

_OWN = (
    # A page of one apprenticeship, where its apprentice has that as their own.
    (re.compile("^/apprenticeships/[^/]+(?=/)"), ""),
    (re.compile("^/evidence/[^/]+/decide$"), "/queue"),
)
"""Pages that belong to a link under another address, for whoever has no link to their own."""


def navigation_for(person: Person | None, path: str) -> tuple[NavigationItem, ...]:
    """The links for somebody signed in who looks at ``path``; none for a stranger."""
    if person is None:
        return ()
    roles = [role for role in Role if person.holds(role)]
    of_roles = [link for role in roles for link in _links(person, role)]
    # Somebody with several roles has a home for each; the first is their home anyhow.
    homes = [(f"As {ROLE_NAMES[role].lower()}", f"/as/{role}") for role in roles[1:]]
    links = dict.fromkeys([_HOME, *homes, *of_roles, _STANDARDS])
    for room, where_from in _FROM.items():
        if _is_within(path, room):
            path = where_from
    if not any(_is_within(path, href) for _, href in links):
        for address, own in _OWN:
            path = address.sub(own, path)
    return tuple(NavigationItem(text, href, _is_within(path, href)) for text, href in links)


def _is_within(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))


def _links(person: Person, role: Role) -> tuple[tuple[str, str], ...]:
    """An administrator of an assessment organisation has no apprenticeships."""
    links = _LINKS[role]
    if role is Role.ADMINISTRATOR and person.assessment_organisations_as(role):
        of_provider = links if person.providers_as(role) else ()
        return (*_OF_ASSESSMENT_ADMINISTRATORS, *of_provider)
    return links


def roles_in_words(person: Person) -> str:
    """Which roles a person holds and where, for the account menu."""
    return "; ".join(f"{ROLE_NAMES[held.role]}, {held.organisation}" for held in person.roles)
