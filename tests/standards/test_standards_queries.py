"""Reading standards, plans and rule sets: what is not there, and how few statements it takes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest

from app.actions.standards import load_standards
from app.adapters.db import Database
from app.adapters.standards_files import read_files, shipped_files
from app.domain.errors import NotFound
from app.queries.standards import (
    get_plan,
    get_plan_of,
    get_rule_sets,
    get_standard,
    get_standard_by_id,
    get_standard_id,
)
from tests.conftest import Statements


def test_what_has_not_been_loaded_is_not_found(database: Database) -> None:
    with database.read() as session:
        with pytest.raises(NotFound, match=r"ST0244 9\.9 has not been loaded"):
            get_standard(session, "ST0244", "9.9")
        with pytest.raises(NotFound):
            get_standard_id(session, "ST0244", "9.9")
        with pytest.raises(NotFound):
            get_plan(session, "0" * 64)
        with pytest.raises(NotFound):
            get_rule_sets(session, "0" * 64)


def test_a_standard_is_three_statements_and_then_none(
    database: Database,
    now: datetime,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    load_standards(database, read_files(shipped_files()), now=now)
    with database.read() as session:
        standard_id = get_standard_id(session, "ST0244", "1.1")
        plan = get_plan_of(session, standard_id)
    database.cache.clear()
    with database.read() as session:
        with statements() as ran:
            standard = get_standard_by_id(session, standard_id)
        assert len(ran) == 3, ran
        with statements() as ran:
            assert get_standard_by_id(session, standard_id) is standard
        assert len(ran) == 0, ran
        with statements() as ran:
            assert get_plan_of(session, standard_id) == plan
            assert get_plan(session, plan.sha256) == plan
        assert len(ran) == 1, ran
