"""One document, set by Typst in a process of its own: see ``adapters.pdf``, which starts it.

The order comes in as JSON, the PDF goes out; where Typst refuses, its words and exit code 1.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typst

NO_GLYPH = "could not be displayed with"


def typeset(
    template: Path, fonts: Path, content: str, standard: Literal["ua-1"] | None, at: datetime
) -> bytes:
    compiler = typst.Compiler(
        root=template.parent,
        # Ours alone, so that a document looks the same wherever it is made.
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        ),
        sys_inputs={"content": content, "standard": standard or "none"},
    )
    document = compiler.compile(
        template,
        format="pdf",
        pdf_standards=[standard] if standard else [],
        timestamp=at,
    )
    if not isinstance(document, bytes):
        raise TypeError(f"{template.name} came out as something other than one PDF.")
    return document


def main() -> None:
    order = json.load(sys.stdin.buffer)
    template, fonts = Path(order["template"]), Path(order["fonts"])
    content, at = order["content"], datetime.fromtimestamp(order["at"], UTC)
    try:
        document = typeset(template, fonts, content, "ua-1", at)
    except typst.TypstError as error:
        if NO_GLYPH not in error.message:
            sys.exit(error.diagnostic)
        document = typeset(template, fonts, content, None, at)
    sys.stdout.buffer.write(document)


if __name__ == "__main__":
    main()
