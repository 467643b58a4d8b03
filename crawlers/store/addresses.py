"""The addresses of articles: what lists name, what is to be fetched, and what came of it.

An address is known by the digest of its canonical form, so that the AMP, mobile, print and tracking variants that
`crawlers.discovery.key` takes for one are one row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawlers import discovery
from crawlers.discovery import Entry
from crawlers.store.tables import KEY, addresses, fetches, lists, pages

GIVEN_UP_AFTER = 5  # runs in a row in which an address failed
# Outlets whose lists call every article edited at every crawl: after so many fetches that found nothing new an
# address is fetched for an edit only when a day has passed, then two, then four, up to 64.
_DOUBTED_AFTER = 3
_CHUNK = 500  # parameters of one statement: SQLite and the wire take more, plans do not get better


def key_of(url: str) -> str:
    """The digest by which the store knows an address and its variants."""
    return hashlib.blake2b(discovery.key(url).encode("utf-8", "surrogatepass"), digest_size=KEY // 2).hexdigest()


# --- lists ------------------------------------------------------------------------------------------------


class Validators(NamedTuple):
    """What was said of a list when it was read: by its server, to be sent back so that it may answer 304, and by the
    index that names it."""

    etag: str | None
    last_modified: str | None
    dated: datetime
    read_at: datetime


def validators(connection: Connection, outlet: str) -> dict[str, Validators]:
    """By address: the lists of an outlet that were read before."""
    columns = (lists.c.url, *(lists.c[name] for name in Validators._fields))
    rows = connection.execute(select(*columns).where(lists.c.outlet == outlet))
    return {url: Validators(*rest) for url, *rest in rows}


class Listed(NamedTuple):
    """What a list named: addresses that are new, and such as are to be fetched again because of an edit."""

    new: int
    edited: int


def listed(
    connection: Connection,
    outlet: str,
    entries: Iterable[Entry],
    *,
    now: datetime,
    read: tuple[str, Validators] | None = None,
    again: int | None = None,
) -> Listed:
    """Notes what a list of an outlet names: new addresses, and edits of known ones, wait to be fetched.

    `read` is the list's address and validators, kept in the same transaction: a list that answers 304 has been taken
    in whole. `again` is a run: what it has not asked for yet waits, also when it was fetched before.
    """
    fresh: dict[str, Entry] = {}
    for entry in entries:
        key = key_of(entry.url)
        if key not in fresh or entry.newest > fresh[key].newest:
            fresh[key] = entry
    new: list[dict[str, object]] = []
    edited: list[dict[str, object]] = []
    keys = list(fresh)
    for chunk in (keys[n : n + _CHUNK] for n in range(0, len(keys), _CHUNK)):
        columns = addresses.c
        rows = connection.execute(
            select(
                columns.key, columns.state, columns.newest, columns.fetched_at, columns.unchanged, columns.run_id
            ).where(columns.key.in_(chunk))
        )
        known = {row.key: row for row in rows}
        for key in chunk:
            entry, row = fresh[key], known.get(key)
            if row is None:
                new.append(
                    {
                        "key": key,
                        "outlet": outlet,
                        "url": entry.url,
                        "state": "waiting",
                        "newest": entry.newest,
                        "listed_at": now,
                        "failures": 0,
                        "unchanged": 0,
                    }
                )
                continue
            if row.state == "forgotten":
                continue
            is_edit = entry.newest > row.newest and not _is_doubted(row.unchanged, row.fetched_at, now)
            if is_edit or (again is not None and row.run_id != again and row.state != "waiting"):
                edited.append({"b_key": key, "newest": max(entry.newest, row.newest)})
    if new:  # a worker may have put an address there meanwhile, that another one led to
        connection.execute(inserting(connection.dialect.name, addresses).on_conflict_do_nothing(), new)
    if edited:
        statement = update(addresses).where(addresses.c.key == bindparam("b_key"))
        connection.execute(statement.values(state="waiting", newest=bindparam("newest"), failures=0), edited)
    if read is not None:
        url, said = read
        values = said._asdict()
        if not connection.execute(
            update(lists).where(lists.c.outlet == outlet, lists.c.url == url).values(values)
        ).rowcount:
            connection.execute(insert(lists), values | {"outlet": outlet, "url": url})
    return Listed(len(new), len(edited))


def _is_doubted(unchanged: int, fetched_at: datetime | None, now: datetime) -> bool:
    """Whether an edit is not believed yet, because the last ones were none."""
    if unchanged < _DOUBTED_AFTER or fetched_at is None:
        return False
    return now < fetched_at + timedelta(days=2 ** min(unchanged - _DOUBTED_AFTER, 6))


def inserting(dialect: str, table: Table) -> Any:
    """An INSERT that knows what to do where the row is there already: `on_conflict_do_update` and `…_do_nothing`."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


# --- fetching ---------------------------------------------------------------------------------------------


class Waiting(NamedTuple):
    """An address that is to be fetched, for the first time or again."""

    key: str
    url: str
    is_new: bool


def waiting(
    connection: Connection,
    outlet: str,
    run: int,
    *,
    limit: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Waiting]:
    """The newest addresses of an outlet that are to be fetched and that the run has not asked for, `limit` at most.

    `since` (included) and `until` (excluded) bound the day that lists name; what no list gives a day is within.
    """
    a = addresses.c
    wanted = (
        select(a.key, a.url, a.fetched_at.is_(None))
        .where(a.outlet == outlet, a.state == "waiting", or_(a.run_id.is_(None), a.run_id != run))
        .order_by(a.newest.desc(), a.listed_at.desc())
        .limit(limit)
    )
    if since is not None:
        wanted = wanted.where(or_(a.newest >= since, a.newest == discovery.NEVER))
    if until is not None:
        wanted = wanted.where(a.newest < until)
    return [Waiting(*row) for row in connection.execute(wanted)]


def is_done(connection: Connection, url: str, run: int, *, before: bool) -> bool:
    """Whether a run has asked for an address or, with `before`, another one fetched it and no list has named an edit
    since."""
    a = addresses.c
    row = connection.execute(select(a.run_id, a.state).where(a.key == key_of(url))).first()
    return row is not None and (row.run_id == run or (before and row.state == "done"))


def failed(
    connection: Connection,
    run: int,
    key: str,
    url: str,
    outcome: str,
    *,
    status: int | None,
    now: datetime,
    records: Sequence[str] = (),
) -> None:
    """Notes that an address gave nothing. It waits for another run, unless it is gone or has failed too often.

    What the outlet forbids is no failure: it waits for as long as it takes.
    """
    a = addresses.c
    failures = connection.execute(select(a.failures).where(a.key == key)).scalar_one_or_none() or 0
    state = "waiting"
    if status in (404, 410):
        state = "gone"
    elif not outcome.startswith("robots"):
        failures += 1
        state = "given-up" if failures >= GIVEN_UP_AFTER else "waiting"
    change = update(addresses).where(a.key == key, a.state != "forgotten")
    connection.execute(change.values(state=state, failures=failures, run_id=run, outcome=outcome))
    noted(connection, run, url, outcome, status=status, now=now, records=records)


# Made once: it takes SQLAlchemy as long as SQLite takes to run them.
_ADD_FETCH, _ADD_PAGE = insert(fetches), insert(pages)


def noted(
    connection: Connection,
    run: int,
    url: str,
    outcome: str,
    *,
    status: int | None,
    now: datetime,
    records: Sequence[str] = (),
    **read: object,
) -> int:
    """Notes an address that was asked for and what came of it; the number of the fetch.

    `records` are the WARC-Record-IDs of its pages, `read` further columns of `fetches`.
    """
    row = {"run_id": run, "url": url, "at": now, "status": status, "outcome": outcome, **read}
    fetch = int(connection.execute(_ADD_FETCH, row).inserted_primary_key[0])
    if records:
        rows = [{"record": record, "fetch_id": fetch, "number": n} for n, record in enumerate(records, 1)]
        connection.execute(_ADD_PAGE, rows)
    return fetch
