"""Fixtures that several files of tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.store import Store, open_store
from tests.postgres import needs_postgres, postgres

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        address = str(tmp_path / "ghirbal.db")
    else:
        address = request.getfixturevalue("postgres").new_database()
    store = open_store(address, patience=5)
    yield store
    store.close()
