"""Fixtures that several files of tests share."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.store import Store, open_store
from tests.postgres import needs_postgres, postgres

__all__ = ["postgres"]

# What is begun in the background, or with nohup, has its children ignore the signals that tests send them.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)


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
