"""Standards, assessment plans and rule sets, read from their YAML files and checked."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from app.adapters import findings
from app.adapters.plain_words_file import PlainWordsFile
from app.adapters.plan_file import PlanFile
from app.adapters.rule_sets_file import RuleSetsFile
from app.adapters.standard_file import StandardFile
from app.adapters.yaml_reader import MAX_BYTES, YamlDocument, YamlRefused, read_yaml
from app.domain.errors import Invalid

FOLDER = Path(__file__).parents[2] / "standards"

AnyFile: TypeAlias = StandardFile | PlanFile | RuleSetsFile | PlainWordsFile

SHAPES: Mapping[str, type[AnyFile]] = {
    "standard": StandardFile,
    "assessment_plan": PlanFile,
    "rule_sets": RuleSetsFile,
    "plain_words": PlainWordsFile,
}


@dataclass(frozen=True)
class Finding:
    """What is wrong in a file, and on which line, where it is about a line."""

    file: Path
    line: int | None
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {self.sentence}"


@dataclass(frozen=True)
class StandardsFiles:
    """What a set of files holds, once nothing in them is wrong."""

    standards: tuple[StandardFile, ...] = ()
    plans: tuple[PlanFile, ...] = ()
    rule_sets: RuleSetsFile | None = None
    plain_words: PlainWordsFile | None = None


@dataclass(frozen=True)
class _Read:
    file: Path
    document: YamlDocument
    content: AnyFile


def shipped_files() -> list[Path]:
    """The files that come with Gatepost."""
    return sorted(FOLDER.glob("*.yaml"))


def check_files(files: Iterable[Path]) -> list[Finding]:
    """Everything that is wrong in these files, each on its own and taken together."""
    return _check(files)[1]


def read_files(files: Iterable[Path]) -> StandardsFiles:
    """Raises Invalid, with the first finding and how many more there are."""
    read, wrong = _check(files)
    if wrong:
        raise Invalid(sentence=f"{wrong[0]}{_and_more(len(wrong) - 1)}")
    contents = [item.content for item in read]
    return StandardsFiles(
        standards=tuple(item for item in contents if isinstance(item, StandardFile)),
        plans=tuple(item for item in contents if isinstance(item, PlanFile)),
        rule_sets=next((item for item in contents if isinstance(item, RuleSetsFile)), None),
        plain_words=next((item for item in contents if isinstance(item, PlainWordsFile)), None),
    )


def _and_more(count: int) -> str:
    if count == 0:
        return ""
    how_many = "is 1 more finding" if count == 1 else f"are {count} more findings"
    return f" There {how_many} in these files."


def _check(files: Iterable[Path]) -> tuple[list[_Read], list[Finding]]:
    read: list[_Read] = []
    wrong: list[Finding] = []
    for file in files:
        try:
            document = read_yaml(_content(file))
            shape = _shape(document)
        except YamlRefused as refusal:
            wrong.append(Finding(file, refusal.line or None, refusal.sentence))
            continue
        try:
            content = shape.model_validate_json(json.dumps(document.value))
        except ValidationError as error:
            found = findings.of_shape(error)
        else:
            read.append(_Read(file, document, content))
            found = findings.of_content(content)
        wrong += [Finding(file, document.line_of(path), sentence) for path, sentence in found]
    return read, [*wrong, *_taken_together(read)]


def _content(file: Path) -> bytes:
    """At most one byte more than is accepted: the reader refuses what is larger."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise YamlRefused(0, f"The file could not be read: {reason}.") from error


def _shape(document: YamlDocument) -> type[AnyFile]:
    kinds = ", ".join(SHAPES)
    if not isinstance(document.value, dict):
        raise YamlRefused(1, f"The file must hold fields, the first being “document”: {kinds}.")
    kind = document.value.get("document")
    if not isinstance(kind, str) or kind not in SHAPES:
        line = document.line_of(("document",))
        raise YamlRefused(line, f"“document” must say what this file is, one of: {kinds}.")
    return SHAPES[kind]


def _taken_together(read: Sequence[_Read]) -> Iterator[Finding]:
    """The same thing in two files, and plans that do not fit their standard."""
    first_of: dict[tuple[str, ...], Path] = {}
    for item in read:
        subject = _subject(item.content)
        first = first_of.setdefault(subject, item.file)
        if first is not item.file:
            line = item.document.line_of(("document",))
            yield Finding(item.file, line, f"{first} holds the same {' '.join(subject)}.")
    standards = [item.content for item in read if isinstance(item.content, StandardFile)]
    for item in read:
        for standard in standards:
            if isinstance(item.content, PlanFile) and item.content.is_for(standard):
                codes = {criterion.code for criterion in standard.criteria}
                for path, sentence in findings.of_allocation(item.content, codes):
                    yield Finding(item.file, item.document.line_of(path), sentence)


def _subject(content: AnyFile) -> tuple[str, ...]:
    match content:
        case StandardFile():
            return "standard", content.reference, content.version
        case PlanFile():
            return "plan of", content.reference, content.version
        case RuleSetsFile():
            return ("rule sets",)
        case PlainWordsFile():
            return ("plain words",)
