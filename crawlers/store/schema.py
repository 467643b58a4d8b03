"""Brings the tables of a store up to date, by Alembic's migrations."""

from __future__ import annotations

import logging
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, inspect, text

MIGRATIONS = files("crawlers.store") / "migrations"
NEWEST = "0001"  # tests/test_store.py compares it with the migrations
_LOCK = 0x67_68_69_72_62_61_6C  # any number, the same for all that migrate


class Unknown(Exception):
    """The database is not one of this program's, or one of a newer program's."""


def upgrade(connection: Connection) -> None:
    """Runs the migrations that a database lacks, inside the connection's transaction. Raises `Unknown`."""
    if connection.dialect.name == "postgresql":  # two processes at once; SQLite has locked the file by now
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision == NEWEST:
            return
        if revision is None or revision > NEWEST:
            raise Unknown(f"is of a newer Ghirbal (its tables are at {revision}, known is {NEWEST})")
    elif tables:
        raise Unknown(f"is not a store of Ghirbal: it has a table {sorted(tables)[0]!r}")

    # Alembic takes a quarter of a second to load, and is needed once in the life of a store.
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of its plug-ins
    from alembic import command
    from alembic.config import Config

    with TemporaryDirectory(prefix="ghirbal-") as spare:
        config = Config()
        config.set_main_option("script_location", str(_on_disk(MIGRATIONS, Path(spare))).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)


def _on_disk(folder: Traversable, spare: Path) -> Path:
    """A folder of the package as Alembic wants it; of an egg, which scrapyd runs, it is copied to `spare`."""
    if isinstance(folder, Path):
        return folder
    for entry in folder.iterdir():
        if entry.is_dir():
            (spare / entry.name).mkdir()
            _on_disk(entry, spare / entry.name)
        else:
            (spare / entry.name).write_bytes(entry.read_bytes())
    return spare
