"""A document that cannot be set says why to whoever runs the place, and to nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters import pdf

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


def test_content_that_does_not_fit_its_template_is_a_fault_that_names_it() -> None:
    with pytest.raises(RuntimeError, match=r"Typst refused readiness\.typ: .*title"):
        pdf.typeset("readiness.typ", {}, at=AT)


def test_without_fonts_it_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(RuntimeError, match="make install"):
        pdf.typeset("readiness.typ", {}, at=AT)
