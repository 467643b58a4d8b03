"""Fixtures that several files of tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.store import Store, open_store
from tests.postgres import needs_postgres, postgres

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "ghirbal.db")
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store, in SQLite and in PostgreSQL."""
    store = open_store(address, patience=5)
    yield store
    store.close()
