"""Archived pages that are read anew: of which articles they are, and what is stored of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select, update

from crawlers.store.addresses import key_of
from crawlers.store.articles import (
    ADD_VERSION,
    OUTCOMES,
    Read,
    adding,
    columns_of,
    is_forgotten,
    reached_by,
    settle,
    version_of,
)
from crawlers.store.changes import differences
from crawlers.store.tables import addresses, articles, fetches, pages, runs, versions


class Fetched(NamedTuple):
    """A fetch that the archive holds pages of."""

    id: int
    run: int
    outlet: str
    url: str  # as listed
    pages: int
    is_newest: bool  # whether nothing that was fetched later stands in its place
    is_article: bool  # whether the store has an article of it


class Result(NamedTuple):
    """What reading anew makes of an article: `unchanged`, `changed`, `new`; `older` when something else took its place
    meanwhile; `forgotten`."""

    outcome: str
    changes: dict[str, Any] | None = None


def fetch_of(connection: Connection, record: str) -> tuple[Fetched, int] | None:
    """The fetch of a page by its WARC-Record-ID, and the number of the page in it, from 1; None where none is known."""
    f = fetches.c
    row = connection.execute(
        select(f.id, f.run_id, runs.c.outlet, f.url, f.at, f.outcome, pages.c.number)
        .join_from(pages, fetches, fetches.c.id == pages.c.fetch_id)
        .join(runs, runs.c.id == fetches.c.run_id)
        .where(pages.c.record == record)
    ).one_or_none()
    if row is None:
        return None
    a = addresses.c
    newest = and_(versions.c.article_id == articles.c.id, versions.c.number == articles.c.version)
    stored = connection.execute(
        select(a.state, a.fetched_at, a.article_id, versions.c.fetch_id)
        .outerjoin_from(addresses, articles, articles.c.id == a.article_id)
        .outerjoin(versions, newest)
        .where(a.key == key_of(row.url))
    ).one_or_none()
    if stored is None or stored.state == "forgotten":
        is_newest = False
    elif stored.article_id is not None:
        is_newest = stored.fetch_id == row.id
    else:
        is_newest = row.outcome not in OUTCOMES and (stored.fetched_at is None or stored.fetched_at <= row.at)
    number = connection.execute(select(func.count()).where(pages.c.fetch_id == row.id)).scalar_one()
    is_article = stored is not None and stored.article_id is not None
    return Fetched(row.id, row.run_id, row.outlet, row.url, number, is_newest, is_article), row.number


def count(connection: Connection, outlets: Iterable[str]) -> int:
    """How many pages of outlets the store knows to be in the archive."""
    of_runs = select(func.count()).select_from(pages).join(fetches).join(runs, runs.c.id == fetches.c.run_id)
    return int(connection.execute(of_runs.where(runs.c.outlet.in_(list(outlets)))).scalar_one())


def compare(connection: Connection, fetched: Fetched, read: Read) -> Result:
    """What `save` would make of an article. Nothing is changed."""
    return _compared(connection, fetched, read)[0]


def save(connection: Connection, fetched: Fetched, read: Read) -> Result:
    """Stores what was read anew of a fetch's pages, where it differs: as a version with the cause `recleaned`, or as an
    article where there was none."""
    result, article, number = _compared(connection, fetched, read)
    if result.outcome == "new":
        values = columns_of(read) | {
            "outlet": read.outlet,
            "key": key_of(read.canonical or read.final_url),
            "version": 1,
            "first_fetched_at": read.fetched_at,
            "last_fetched_at": read.fetched_at,
        }
        added = connection.execute(adding(connection.dialect.name), values).scalar()
        if added is None:  # a crawl was quicker
            return Result("older")
        article = int(added)
        settle(connection, fetched.run, read.outlet, reached_by(read), "recleaned", read.fetched_at, article)
    elif result.outcome == "changed":
        values = columns_of(read) | {"version": number + 1}
        connection.execute(update(articles).where(articles.c.id == article).values(values))
    else:
        return result
    version = version_of(article, number + 1, read, result.changes)
    connection.execute(ADD_VERSION, version | {"cause": "recleaned", "run_id": None, "fetch_id": fetched.id})
    return result


def _compared(connection: Connection, fetched: Fetched, read: Read) -> tuple[Result, int, int]:
    """What becomes of an article; its row, and the number of its newest version, both 0 where it has none."""
    reached = reached_by(read)
    if is_forgotten(connection, reached.values()):
        return Result("forgotten"), 0, 0
    a = addresses.c
    of_address = select(a.article_id).where(a.key == key_of(fetched.url))
    known = articles.c.id == connection.execute(of_address).scalar()
    row = connection.execute(select(articles.c.id, articles.c.version).where(known).with_for_update()).one_or_none()
    if row is None:
        same = select(articles.c.id).where(articles.c.key == key_of(read.canonical or read.final_url))
        taken = connection.execute(same).first() is not None
        return Result("older" if taken else "new"), 0, 0
    newest = connection.execute(
        select(versions.c.content, versions.c.fetch_id).where(
            versions.c.article_id == row.id, versions.c.number == row.version
        )
    ).one()
    if newest.fetch_id != fetched.id:
        return Result("older"), row.id, row.version
    differing = differences(newest.content, read.content)
    return Result("changed" if differing else "unchanged", differing), row.id, row.version
