"""The JSON Schemas beside the standards, from which an editor completes and checks the files.

After a change of the shapes, write them anew with `python -m app.adapters.schema_files`.
"""

import json
from collections.abc import Mapping

from app.adapters.plain_words_file import PlainWordsFile
from app.adapters.plan_file import PlanFile
from app.adapters.rule_sets_file import RuleSetsFile
from app.adapters.shapes import Shape
from app.adapters.standard_file import StandardFile
from app.adapters.standards_files import FOLDER

SCHEMAS = FOLDER / "schemas"

SHAPES: Mapping[str, type[Shape]] = {
    "standard.schema.json": StandardFile,
    "assessment-plan.schema.json": PlanFile,
    "rule-sets.schema.json": RuleSetsFile,
    "plain-words.schema.json": PlainWordsFile,
}


def schema_text(shape: type[Shape]) -> str:
    """The JSON Schema of one kind of file, as it stands in `standards/schemas/`."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **shape.model_json_schema(),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas() -> None:
    for name, shape in SHAPES.items():
        (SCHEMAS / name).write_text(schema_text(shape), encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
