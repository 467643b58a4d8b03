"""A real PostgreSQL for the tests: a server of their own in a temporary folder, on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

_INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
needs_postgres = pytest.mark.skipif(not _INSTALLED, reason="needs PostgreSQL: ./system-packages.sh installs it")


class Postgres:
    """A server that can be killed and started again; its data stay."""

    def __init__(self, folder: Path) -> None:
        self.bin = _INSTALLED[-1].parent
        self.data = folder / "data"
        # It does not run as root, which the tests of a container do.
        self.user = "postgres" if os.getuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "-A", "trust", "-U", "ghirbal", "-D", str(self.data), "--no-sync")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.names = count(1)
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        log = str(self.data / "log")
        self._run("pg_ctl", "-D", str(self.data), "-o", options, "-l", log, "--wait", "--timeout=60", "start")

    def kill(self) -> None:
        """Ends the server at once, connections and all."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "--wait", "stop")

    def address(self, database: str) -> str:
        return f"postgresql://ghirbal@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a new empty database."""
        name = f"store{next(self.names)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def _run(self, program: str, *arguments: str) -> None:
        ran = subprocess.run(
            [self.bin / program, *arguments],
            user=self.user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if ran.returncode:
            log = self.data / "log"
            print(log.read_text() if log.exists() else "", file=sys.stderr)
            raise RuntimeError(f"{program}: {ran.stderr}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="ghirbal-postgres-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.kill()
