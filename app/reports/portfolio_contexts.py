"""What the page of a pack shows, decided before: its template does not think."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """A piece under a criterion."""

    title: str
    href: str
    state: str
    locator: str
    decided: str


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    text: str
    status: str
    word: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria of a kind."""

    name: str
    met: int
    of: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class File:
    """``href`` is empty where the file was blocked."""

    name: str
    href: str
    about: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion under a piece, and what was decided on it."""

    code: str
    text: str
    explanation: str
    locator: str
    verdict: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Piece:
    id: str
    title: str
    state: str
    facts: tuple[tuple[str, str], ...]
    narrative: str
    own_part: str
    files: tuple[File, ...]
    links: tuple[str, ...]
    shows: tuple[Shown, ...]
    decided: str
    feedback: str
    confirmed: str
    statement: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A progress review; ``answers`` pairs who answered, with what they said."""

    title: str
    by: str
    discussed: str
    actions: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration at the gateway, and the text that it is in the pack; none where it came."""

    title: str
    statement: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """All that the template shows. ``stood`` says of which moment it speaks."""

    title: str
    answer: str
    summary: str
    stood: str
    ksbs: str
    drafts: int
    blocked: int
    facts: tuple[tuple[str, str], ...]
    around: tuple[tuple[str, str, str], ...]
    groups: tuple[Group, ...]
    pieces: tuple[Piece, ...]
    reviews: tuple[Meeting, ...]
    declarations: tuple[Declared, ...]
    declared_before: tuple[Declared, ...]
