"""Who may crawl an outlet: a lease that the run renews, free again when its holder is gone.

The clock is the database's own, so that machines whose clocks differ agree. A holder that died on this machine is
known to be dead at once; one on another machine when its lease runs out.
"""

from __future__ import annotations

import os
import socket

import psutil
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from crawlers.store.tables import leases

SECONDS = 60.0  # that a lease lasts; it is renewed three times in that time


def holder() -> str:
    """This process among all processes of all machines: HOST:PID:STARTED."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def take(connection: Connection, outlet: str, holder: str, seconds: float = SECONDS) -> str | None:
    """Takes or renews the lease of an outlet; None, or who holds it when it is not to be had."""
    now = _now(connection)
    until = now + seconds
    row = connection.execute(select(leases).where(leases.c.outlet == outlet).with_for_update()).one_or_none()
    if row is None:
        try:
            with connection.begin_nested():
                connection.execute(leases.insert().values(outlet=outlet, holder=holder, until=until))
        except IntegrityError:  # another one was quicker
            return take(connection, outlet, holder, seconds)
        return None
    if row.holder != holder and row.until > now and not _is_dead(row.holder):
        return str(row.holder)
    connection.execute(update(leases).where(leases.c.outlet == outlet).values(holder=holder, until=until))
    return None


def give_back(connection: Connection, outlet: str, holder: str) -> None:
    """Frees an outlet, if the holder still has it."""
    connection.execute(delete(leases).where(leases.c.outlet == outlet, leases.c.holder == holder))


def _now(connection: Connection) -> float:
    """Seconds of the database's clock."""
    if connection.dialect.name == "sqlite":
        # As a day of the Julian calendar: older releases of SQLite cannot say it in seconds with a fraction.
        return (float(connection.execute(select(func.julianday("now"))).scalar_one()) - 2440587.5) * 86400
    return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())


def _is_dead(holder: str) -> bool:
    """Whether a holder was a process of this machine and is none any more."""
    host, pid, started = holder.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    now = _started(int(pid))
    # Numbers of processes are used again. The minute is for clocks that are set while a process runs.
    return now is None or abs(now - int(started)) > 60


def _started(pid: int) -> int | None:
    """When a process began, in seconds; None where there is none."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else int(process.create_time())
    except psutil.NoSuchProcess:
        return None
