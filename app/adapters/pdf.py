"""Documents set by Typst: tagged, titled and accessible (PDF/UA-1), in fonts that we ship.

A template in ``templates/print`` reads its content as JSON from ``sys.inputs.content``. Text that
people wrote is data there, and never read as markup.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime

from app.domain.canonical import Json
from app.settings import ROOT

_TEMPLATES = ROOT / "templates/print"
FONTS = ROOT / "app/web/assets/built/fonts"
_SECONDS = 120


def typeset(template: str, content: Mapping[str, Json], *, at: datetime) -> bytes:
    """The PDF of ``template`` (a file name) filled with ``content``, dated ``at``.

    PDF/UA forbids a character that none of the fonts can show. A document that holds one is
    made without that standard, its template being told by ``sys.inputs.standard`` to say so.

    It is set in a process of its own, which starts in 0.05 s: here Typst would keep 40 MB of
    each of the last ten documents (measured on readiness reports).
    """
    if not any(FONTS.glob("*.ttf")):
        raise RuntimeError("The fonts are not there yet: run `make install`.")
    order = {
        "template": str(_TEMPLATES / template),
        "fonts": str(FONTS),
        "content": json.dumps(content, ensure_ascii=False),
        "at": int(at.timestamp()),
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.adapters.typesetting"],
        cwd=ROOT,
        input=json.dumps(order).encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Typst refused {template}: {done.stderr.decode(errors='replace')}")
    return done.stdout
