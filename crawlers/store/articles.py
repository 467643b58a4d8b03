"""Articles: each once, with a version for every text that its outlet gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, insert, or_, select, update
from w3lib.url import safe_url_string

from cleaners.normal import match_form
from crawlers.store.addresses import inserting, key_of, noted
from crawlers.store.changes import changes
from crawlers.store.tables import addresses, articles, fetches, pages, runs, versions

#: What `save` makes of an article.
OUTCOMES = ("new", "edited", "unchanged", "duplicate", "forgotten")

#: Fields whose presence is watched; the others are always there, or rightly missing from many articles.
WATCHED = ("title", "standfirst", "authors", "published", "section", "tags", "captions")


# What is asked and said for every page; SQLAlchemy takes longer to make a statement than SQLite to do it.
_FORGOTTEN = select(addresses.c.key).where(addresses.c.key == bindparam("key"), addresses.c.state == "forgotten")
_BY_KEY = select(articles.c.id, articles.c.version).where(articles.c.key == bindparam("key")).with_for_update()
ADD_VERSION = insert(versions)


@cache
def adding(dialect: str) -> Any:
    """Adds an article and gives its number, or None where it is there already."""
    return inserting(dialect, articles).on_conflict_do_nothing(index_elements=["key"]).returning(articles.c.id)


@cache
def _settling(dialect: str) -> Any:
    """Adds an address that is done, or notes that it is; of `unchanged` fetches in a row it keeps count."""
    statement = inserting(dialect, addresses)
    new = statement.excluded
    names = ("state", "outcome", "fetched_at", "failures", "run_id", "article_id")
    in_a_row = case((new.unchanged > 0, addresses.c.unchanged + 1), else_=0)
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={name: new[name] for name in names} | {"unchanged": in_a_row},
        where=addresses.c.state != "forgotten",
    )


@dataclass(frozen=True)
class Read:
    """An article as it was fetched and cleaned."""

    outlet: str
    url: str  # as listed
    final_url: str  # which answered
    status: int
    fetched_at: datetime
    cleaner: str  # the version of Ghirbal
    content: Mapping[str, Any]  # `Article.as_dict(removed=False)`, its further keys included
    canonical: str | None = None  # what the page calls its address, where that is credible
    records: Sequence[str] = ()  # the WARC-Record-IDs of its pages
    next_pages: Sequence[str] = ()  # addresses of its further pages


class Known(NamedTuple):
    """What the store has of an address: the article there, all addresses that lead to it, and what was fetched."""

    article: int | None
    title: str | None
    versions: int
    outlets: frozenset[str]  # whose crawls have met it
    reached: Mapping[str, str]  # the addresses by their keys
    fetches: frozenset[int]
    records: frozenset[str]  # the WARC-Record-IDs of its pages


def save(connection: Connection, run: int, read: Read) -> str:
    """Stores an article and notes that its address is done; one of `OUTCOMES`.

    `duplicate` is an address that leads to an article which this run has stored from another address already.
    """
    key = key_of(read.canonical or read.final_url)
    reached = reached_by(read)
    version: dict[str, Any] | None = None
    if is_forgotten(connection, reached.values()):
        outcome = "forgotten"
        forget_addresses(connection, read.outlet, reached, read.fetched_at)
    else:
        outcome, article, version = _store(connection, run, key, read)
        settle(connection, run, read.outlet, reached, outcome, read.fetched_at, article)
    fetch = noted(
        connection,
        run,
        read.url,
        outcome,
        status=read.status,
        now=read.fetched_at,
        records=read.records,
        method=read.content["method"],
        length=sum(map(len, read.content["paragraphs"])),
        fields=[name for name in WATCHED if read.content[name]],
        warnings=read.content["warnings"],
    )
    if version is not None:
        connection.execute(ADD_VERSION, version | {"cause": outcome, "run_id": run, "fetch_id": fetch})
    return outcome


def outcome_of(connection: Connection, run: int, url: str) -> str | None:
    """What a run has noted of an address; None where it has not."""
    return connection.execute(select(fetches.c.outcome).where(fetches.c.run_id == run, fetches.c.url == url)).scalar()


def reached_by(read: Read) -> dict[str, str]:
    """The addresses that lead to an article, by their keys."""
    urls = (read.url, read.final_url, read.canonical, *read.next_pages)
    return {key_of(url): url for url in urls if url}


def no_article(
    connection: Connection,
    run: int,
    outlet: str,
    url: str,
    final_url: str,
    outcome: str,
    *,
    status: int,
    now: datetime,
    records: Sequence[str] = (),
) -> str:
    """Notes that what an address leads to is no article, but `outcome`, which it gives back. It is asked for again only
    when a list names an edit."""
    reached = {key_of(url): url, key_of(final_url): final_url}
    settle(connection, run, outlet, reached, outcome, now, None)
    noted(connection, run, url, outcome, status=status, now=now, records=records)
    return outcome


def duplicate(
    connection: Connection, run: int, outlet: str, url: str, final_url: str, *, status: int, now: datetime
) -> None:
    """Notes that an address leads to another one that was read already."""
    of_other = select(addresses.c.article_id).where(addresses.c.key == key_of(final_url))
    article = connection.execute(of_other).scalar()
    settle(connection, run, outlet, {key_of(url): url}, "duplicate", now, article)
    noted(connection, run, url, "duplicate", status=status, now=now)


def _store(connection: Connection, run: int, key: str, read: Read) -> tuple[str, int, dict[str, Any] | None]:
    """What became of an article, its number, and the version that is to be added."""
    values = columns_of(read)
    first = {"outlet": read.outlet, "key": key, "version": 1, "first_fetched_at": read.fetched_at}
    # Most articles are new: to add one, or be told that it is there, is one question instead of two.
    added = connection.execute(
        adding(connection.dialect.name), values | first | {"last_fetched_at": read.fetched_at}
    ).scalar()
    if added is not None:
        return "new", added, version_of(added, 1, read, None)
    row = connection.execute(_BY_KEY, {"key": key}).one()
    newest = connection.execute(
        select(versions.c.content, versions.c.run_id).where(
            versions.c.article_id == row.id, versions.c.number == row.version
        )
    ).one()
    changed = changes(newest.content, read.content)
    if not changed:
        connection.execute(update(articles).where(articles.c.id == row.id).values(last_fetched_at=read.fetched_at))
        return "duplicate" if newest.run_id == run else "unchanged", row.id, None
    if newest.run_id == run:  # a variant of the page, such as its AMP copy: what came first stays
        return "duplicate", row.id, None
    values |= {"version": row.version + 1, "last_fetched_at": read.fetched_at}
    connection.execute(update(articles).where(articles.c.id == row.id).values(values))
    return "edited", row.id, version_of(row.id, row.version + 1, read, changed)


def columns_of(read: Read) -> dict[str, Any]:
    """What the row of an article takes from its newest version."""
    content = read.content
    return {
        "url": content["url"],
        "title": content["title"],
        "published": day_of(content["published"]),
        "matched": match_form("\n".join(filter(None, (content["title"], content["text"])))),
    }


def version_of(article: int, number: int, read: Read, changed: Mapping[str, Any] | None) -> dict[str, Any]:
    """The row of a version, but for its cause, its run and its fetch."""
    return {
        "article_id": article,
        "number": number,
        "fetched_at": read.fetched_at,
        "cleaner": read.cleaner,
        "content": dict(read.content),
        "changes": dict(changed) if changed is not None else None,
    }


def settle(
    connection: Connection,
    run: int,
    outlet: str,
    reached: Mapping[str, str],
    outcome: str,
    now: datetime,
    article: int | None,
) -> None:
    """Notes that addresses are done: the one that was listed, the one that answered, the one the page names.

    So the others are not fetched when a list names them later.
    """
    values = {
        "outlet": outlet,
        "newest": now,
        "listed_at": now,
        "state": "done",
        "outcome": outcome,
        "fetched_at": now,
        "failures": 0,
        "unchanged": int(outcome == "unchanged"),
        "run_id": run,
        "article_id": article,
    }
    rows = [
        {"key": key, "url": reached[key]} | values
        for key in sorted(reached)  # in one order, so that no two transactions wait for each other
    ]
    connection.execute(_settling(connection.dialect.name), rows)


def known(connection: Connection, url: str) -> Known:
    """What the store has of an address and of the article to which it leads."""
    a = addresses.c
    key = key_of(url)
    columns = (articles.c.id, articles.c.outlet, articles.c.key, articles.c.url, articles.c.title, articles.c.version)
    article = connection.execute(
        select(*columns)
        .outerjoin(addresses, a.article_id == articles.c.id)
        .where(or_(articles.c.key == key, a.key == key))
        .limit(1)
    ).one_or_none()
    leads = a.key == key if article is None else or_(a.key == key, a.article_id == article.id)
    rows = connection.execute(select(a.key, a.url, a.outlet).where(leads)).all()
    reached, outlets = {row.key: row.url for row in rows}, {row.outlet for row in rows}
    of_article = select(versions.c.fetch_id).where(False)
    if article is not None:
        reached.setdefault(article.key, article.url)
        outlets.add(article.outlet)
        of_article = select(versions.c.fetch_id).where(versions.c.article_id == article.id)
    # An address is asked for with its letters percent-encoded, however a list wrote it.
    written = {variant for each in (url, *reached.values()) for variant in (each, safe_url_string(each))}
    asked = connection.execute(
        select(fetches.c.id, runs.c.outlet)
        .join(runs, runs.c.id == fetches.c.run_id)
        .where(or_(fetches.c.url.in_(written), fetches.c.id.in_(of_article)))
    ).all()
    ids = frozenset(row.id for row in asked)
    records = connection.execute(select(pages.c.record).where(pages.c.fetch_id.in_(ids))).scalars()
    return Known(
        article=article.id if article else None,
        title=article.title if article else None,
        versions=article.version if article else 0,
        outlets=frozenset(outlets | {row.outlet for row in asked}),
        reached=reached,
        fetches=ids,
        records=frozenset(records),
    )


def forget(connection: Connection, url: str, outlet: str, now: datetime) -> Known:
    """Removes all that the store has of the article at an address, and keeps it from coming back under any address
    that led to it, this one included; what it had. What the archive holds of it is not the store's.

    `outlet` is whose an address is that the store does not know.
    """
    had = known(connection, url)
    forget_addresses(connection, outlet, {key_of(url): url, **had.reached}, now)
    if had.article is not None:
        connection.execute(delete(versions).where(versions.c.article_id == had.article))
        connection.execute(delete(articles).where(articles.c.id == had.article))
    connection.execute(delete(pages).where(pages.c.fetch_id.in_(had.fetches)))
    connection.execute(delete(fetches).where(fetches.c.id.in_(had.fetches)))
    return had


def forget_addresses(connection: Connection, outlet: str, reached: Mapping[str, str], now: datetime) -> None:
    """Keeps addresses from being fetched ever again. What is stored of them stays, and stays theirs."""
    values = {"state": "forgotten", "outcome": "forgotten"}
    new = {"outlet": outlet, "newest": now, "listed_at": now, "failures": 0, "unchanged": 0}
    rows = [{"key": key, "url": reached[key]} | new | values for key in sorted(reached)]
    statement = inserting(connection.dialect.name, addresses).on_conflict_do_update(index_elements=["key"], set_=values)
    connection.execute(statement, rows)


def is_forgotten(connection: Connection, urls: Iterable[str]) -> bool:
    """Whether one of these addresses is to be fetched, kept and stored no more."""
    # Mostly one key, for which a list of them would be a statement made anew.
    return any(connection.execute(_FORGOTTEN, {"key": key}).first() for key in {key_of(url) for url in urls})


def day_of(text: str | None) -> datetime | None:
    """The day and time of an article's date as it stands in its content; in UTC where it names no zone."""
    if not text:
        return None
    day = datetime.fromisoformat(text)
    return day if day.tzinfo else day.replace(tzinfo=UTC)
