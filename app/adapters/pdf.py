"""Documents set by Typst: tagged, titled and accessible (PDF/UA-1), in fonts that we ship.

A template in ``templates/print`` reads its content as JSON from ``sys.inputs.content``. Text that
people wrote is data there, and never read as markup.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Literal

import typst

from app.domain.canonical import Json
from app.settings import ROOT

_TEMPLATES = ROOT / "templates/print"
FONTS = ROOT / "app/web/assets/built/fonts"
_NO_GLYPH = "could not be displayed with"


def typeset(template: str, content: Mapping[str, Json], *, at: datetime) -> bytes:
    """The PDF of ``template`` (a file name) filled with ``content``, dated ``at``.

    PDF/UA forbids a character that none of the fonts can show. A document that holds one is
    made without that standard, its template being told by ``sys.inputs.standard`` to say so.
    """
    shown = json.dumps(content, ensure_ascii=False)
    try:
        return _compile(template, shown, "ua-1", at)
    except typst.TypstError as error:
        if _NO_GLYPH not in error.message:
            raise
    return _compile(template, shown, None, at)


def _compile(template: str, content: str, standard: Literal["ua-1"] | None, at: datetime) -> bytes:
    compiler = typst.Compiler(
        root=_TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"content": content, "standard": standard or "none"},
    )
    document = compiler.compile(
        _TEMPLATES / template,
        format="pdf",
        pdf_standards=[standard] if standard else [],
        timestamp=at,
    )
    if not isinstance(document, bytes):
        raise TypeError(f"{template} came out as something other than one PDF.")
    return document


@cache
def _fonts() -> typst.Fonts:
    """Ours alone, so that a document looks the same wherever it is made."""
    if not any(FONTS.glob("*.ttf")):
        raise RuntimeError("The fonts are not there yet: run `make install`.")
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
