"""Runs: one crawl of one outlet, from its beginning to why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from crawlers.store import leases
from crawlers.store.tables import runs


class Held(Exception):
    """The outlet is being crawled by another process; the message says by whom."""


def begin(
    connection: Connection, outlet: str, holder: str, arguments: Mapping[str, Any], now: datetime, seconds: float
) -> int:
    """Takes the lease of an outlet for `seconds` and begins a run; its number. Raises `Held`.

    Runs of the outlet that never ended were killed: with the lease in hand that is certain, and is written down.
    """
    if by := leases.take(connection, outlet, holder, seconds):
        since = connection.execute(
            select(runs.c.started_at).where(runs.c.outlet == outlet, runs.c.holder == by).order_by(runs.c.id.desc())
        ).scalar()
        host, pid, _ = by.rsplit(":", 2)
        raise Held(f"process {pid} of {host}" + (f", since {since:%Y-%m-%d %H:%M} UTC" if since else ""))
    unended = update(runs).where(runs.c.outlet == outlet, runs.c.ended_at.is_(None))
    connection.execute(unended.values(ended_at=now, reason="died"))
    values = {"outlet": outlet, "holder": holder, "arguments": dict(arguments), "started_at": now}
    return int(connection.execute(runs.insert().values(values)).inserted_primary_key[0])


def end(
    connection: Connection, run: int, outlet: str, holder: str, reason: str, counts: Mapping[str, Any], now: datetime
) -> None:
    """Ends a run: why, and what was counted; frees the outlet."""
    values = {"ended_at": now, "reason": reason, "counts": dict(counts)}
    connection.execute(update(runs).where(runs.c.id == run).values(values))
    leases.give_back(connection, outlet, holder)


def last_begun(connection: Connection, outlet: str) -> datetime | None:
    """When the last run of an outlet began that was neither killed nor interrupted, nor is under way."""
    ended = select(runs.c.started_at).where(runs.c.outlet == outlet, runs.c.reason.not_in(("died", "shutdown")))
    return connection.execute(ended.order_by(runs.c.id.desc()).limit(1)).scalar()
