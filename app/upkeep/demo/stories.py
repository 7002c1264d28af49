"""What the people of the demonstration wrote and decided, read from ``stories/``."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.adapters.yaml_reader import read_yaml
from app.domain.calendar import add_months
from app.domain.content import Mapping
from app.domain.evidence import ClientDetails, EvidenceKind
from app.upkeep.demo.documents import Document

FOLDER = Path(__file__).parent / "stories"


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Shape):
    """The first day of the work: counted from the apprentice's first day, or back from today."""

    month: int | None = None
    day: int = 1
    days: int = 1
    days_ago: int | None = None

    def first(self, started_on: date, today: date) -> date:
        if self.days_ago is not None:
            return today - timedelta(days=self.days_ago)
        return add_months(started_on, (self.month or 1) - 1) + timedelta(days=self.day - 1)


class Shown(Shape):
    """How a piece shows a criterion, and the page or time."""

    how: str
    where: str = ""


class Step(Shape):
    """``after`` is in days, from the last day of the work."""

    after: int


class Submit(Step):
    do: Literal["submit"]


class SignOff(Step):
    """Every criterion is met but those of ``not_met``; ``sighted`` is where the original is."""

    do: Literal["sign_off", "return"]
    feedback: str
    remarks: dict[str, str] = {}
    not_met: dict[str, str] = {}
    added: dict[str, str] = {}
    sighted: str | None = None


class Revise(Step):
    do: Literal["revise"]
    narrative: str | None = None
    shows: dict[str, Shown] | None = None


class ReplaceFile(Step, Document):
    """``file`` is the name of the one that goes."""

    do: Literal["replace_file"]
    file: str


class Confirm(Step):
    do: Literal["confirm"]
    statement: str = ""


class Remark(Step):
    do: Literal["comment"]
    who: str
    text: str


class Reopen(Step):
    do: Literal["reopen"]
    reason: str


class Block(Step):
    do: Literal["block"]
    who: str
    file: str
    reason: str


AnyStep: TypeAlias = Annotated[
    Submit | SignOff | Revise | ReplaceFile | Confirm | Remark | Reopen | Block,
    Field(discriminator="do"),
]


class Story(Shape):
    """A piece of evidence, and what became of it."""

    piece: str
    of: str
    when: When
    title: str
    kind: EvidenceKind | None = None
    matter: str = ""
    client_details: ClientDetails | None = None
    narrative: str = ""
    own_part: str = ""
    files: tuple[Document, ...] = ()
    shows: dict[str, Shown] = {}
    then: tuple[AnyStep, ...] = ()
    practice_area: str

    @property
    def is_title_only(self) -> bool:
        return not self.narrative


class ToDo(Shape):
    what: str
    who: str
    weeks: int
    done: bool = False


class Review(Shape):
    """Whoever ``agreed`` leaves out has not; None stands for everybody."""

    of: str
    week: int
    discussed: str
    actions: tuple[ToDo, ...] = ()
    agreed: tuple[str, ...] | None = None
    comments: dict[str, str] = {}


class _Area(Shape):
    practice_area: str
    pieces: tuple[Story, ...]

    @model_validator(mode="before")
    @classmethod
    def _each_piece_is_of_the_area(cls, given: dict[str, object]) -> dict[str, object]:
        pieces = given.get("pieces")
        if isinstance(pieces, list):
            area = {"practice_area": given.get("practice_area")}
            return {**given, "pieces": [{**area, **piece} for piece in pieces]}
        return given


class _Reviews(Shape):
    reviews: tuple[Review, ...]


@cache
def read_stories() -> tuple[Story, ...]:
    """Every piece of every practice area."""
    files = sorted(FOLDER.glob("*.yaml"))
    areas = [_Area.model_validate_json(_json(file)) for file in files if file.stem != "reviews"]
    return tuple(piece for area in areas for piece in area.pieces)


@cache
def read_reviews() -> tuple[Review, ...]:
    return _Reviews.model_validate_json(_json(FOLDER / "reviews.yaml")).reviews


def mappings_of(shows: dict[str, Shown]) -> tuple[Mapping, ...]:
    return tuple(Mapping(code, shown.how, shown.where) for code, shown in shows.items())


def paragraphs(folded: str) -> str:
    """A text as people type it: the files fold lines, and keep one break between paragraphs."""
    return folded.strip().replace("\n", "\n\n")


def _json(file: Path) -> str:
    return json.dumps(read_yaml(file.read_bytes()).value)
