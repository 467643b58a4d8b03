"""The store: what has been seen, fetched and read, in SQLite or PostgreSQL.

    open_store(address) ──▶ Store ──▶ store.write(function, …), store.read(function, …)

The functions stand in the modules beside this one, take a connection first, and know nothing of how it came about.
Each runs as one transaction, which is either there or not. A database that goes away is waited for, with the function
run anew when it is back; so a function changes nothing but what its connection leads to.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)

from crawlers.store import schema

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 600.0  # seconds that a database which went away is waited for
_PAUSES = (0.1, 0.5, 2.0, 5.0)  # between attempts; the last one again and again
_BUSY = 30_000  # milliseconds that SQLite waits for another process to end its transaction
_PRAGMAS = (
    f"busy_timeout={_BUSY}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is forgotten is overwritten
)

logger = logging.getLogger(__name__)


class StoreError(Exception):
    """The store cannot be used. The message is one line and names the store and the cause."""


class StoreFull(StoreError):
    """There is no room left for what is to be written. What was written before is whole."""


class Store:
    """A database whose tables are there and up to date. Safe for threads; a process of its own opens its own."""

    def __init__(self, address: str, engine: Engine, patience: float) -> None:
        self.address = address
        self.patience = patience
        self._engine = engine

    def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function(connection, …)` gives, run as one transaction. Raises `StoreError`."""
        return self._steady("BEGIN IMMEDIATE", function, *args, **kwargs)

    def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function(connection, …)` gives; it sees one state of the store. Raises `StoreError`."""
        return self._steady("BEGIN", function, *args, **kwargs)

    def empty_log(self) -> bool:
        """Has SQLite empty its log, in which copies of what was deleted stand; False while another process reads.

        A server keeps logs and freed rows in its own way: there is nothing to do, and True.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        connection = self._engine.raw_connection()
        try:
            busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        finally:
            connection.close()

    def close(self) -> None:
        self._engine.dispose()

    def _steady(self, begin: str, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`begin` is how SQLite is told of a transaction: one that reads first and writes later could not wait for its
        turn. Said here and not by a listener to SQLAlchemy's events, which would be asked of every statement."""
        is_sqlite = self._engine.dialect.name == "sqlite"
        began, attempt = time.monotonic(), 0
        while True:
            try:
                with self._engine.begin() as connection:
                    if is_sqlite:
                        connection.exec_driver_sql(begin)
                    return function(connection, *args, **kwargs)
            except DBAPIError as error:
                if _is_full(error):
                    raise StoreFull(f"{self.address}: no room left: {_words(error)}") from error
                if not _is_passing(error):
                    # The disk, permissions, damage: nothing that waiting would mend, and no mistake of ours.
                    if isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError:
                        raise StoreError(f"{self.address}: {_words(error)}") from error
                    raise
                if time.monotonic() - began >= self.patience:
                    raise StoreError(f"{self.address}: not there: {_words(error)}") from error
                if attempt == 1:
                    logger.warning("%s is not there, waiting for it: %s", self.address, _words(error))
                time.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
                attempt += 1


def open_store(address: str, *, patience: float = PATIENCE, is_there: bool = False) -> Store:
    """The store at `address`: a database URL, or the path of an SQLite file, made where there is none.

    Its tables are brought up to date. A database that goes away later is waited for up to `patience` seconds; with
    `is_there` also one that is away now, because it was opened before.
    Raises `StoreError` when it cannot be opened, is no store, or was written by a newer Ghirbal.
    """
    url = _url(address)
    backend = url.get_backend_name()
    shown = url.database if backend == "sqlite" and url.database else url.set(drivername=backend).render_as_string()
    try:
        engine = create_engine(
            url,
            json_serializer=json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode,
            pool_pre_ping=backend != "sqlite",
        )
    except ModuleNotFoundError as error:
        raise StoreError(f"{shown}: needs the package {error.name}: pip install 'ghirbal[postgresql]'") from None
    except (NoSuchModuleError, ArgumentError) as error:
        raise StoreError(f"{shown}: {_first_line(error)}") from None
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    # A server that is not there at the beginning is a mistake in the address; an SQLite file may be locked by others
    # that open it in this moment.
    opening = _BUSY / 1000 if engine.dialect.name == "sqlite" else 0.0
    store = Store(shown, engine, patience=patience if is_there else opening)
    try:
        store.write(schema.upgrade)
    except schema.Unknown as error:
        raise StoreError(f"{shown}: {error}") from None
    except DBAPIError as error:
        raise StoreError(f"{shown}: {_words(error)}") from None
    store.patience = patience
    return store


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=str(Path(address)))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StoreError(f"{address}: neither a file nor an address such as postgresql://USER@HOST/NAME") from None
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"{url.render_as_string()}: only sqlite and postgresql are stores")
    return url


def _prepare_sqlite(engine: Engine) -> None:
    """Readers that never wait for a writer, and writers that wait for each other instead of failing."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, see `Store`
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


def _is_full(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "53100" or "is full" in str(error.orig)


def _is_passing(error: DBAPIError) -> bool:
    """Whether waiting may help: the connection is gone, or another process holds the database."""
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    # Without a state the server was not reached, or SQLite speaks, which has none.
    return "locked" in str(error.orig) if _of_sqlite(error) else sqlstate is None or sqlstate[:2] in ("08", "40", "57")


def _of_sqlite(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("sqlite3")


def _words(error: DBAPIError) -> str:
    return _first_line(error.orig or error)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
