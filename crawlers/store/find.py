"""Articles found again: by outlet, day, run and words, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select

from cleaners.normal import match_form
from crawlers.store.addresses import key_of
from crawlers.store.tables import addresses, articles, versions


@dataclass(frozen=True)
class Filter:
    """Which articles; what is empty or None does not filter. `since` is included, `until` is not.

    The day is that of publication; of articles that do not say it, that of the first fetch. Each of `words` must stand
    in the headline or the text, in whatever spelling: they are compared in match form.
    """

    outlets: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    run: int | None = None
    words: tuple[str, ...] = ()


class Found(NamedTuple):
    """An article as it stands in a list. Days are aware."""

    id: int
    outlet: str
    url: str
    title: str | None
    published: datetime | None
    first_fetched_at: datetime
    version: int


class Version(NamedTuple):
    """What an article said at a time; see the table `versions`."""

    number: int
    cause: str
    fetched_at: datetime
    cleaner: str
    content: dict[str, Any]
    changes: dict[str, Any] | None


def find(connection: Connection, wanted: Filter, limit: int | None = None) -> list[Found]:
    """The articles that pass a filter, the newest first."""
    statement = _filtered(select(*(articles.c[name] for name in Found._fields)), wanted)
    return [Found(*row) for row in connection.execute(statement.limit(limit))]


def count(connection: Connection, wanted: Filter) -> int:
    """How many articles pass a filter."""
    return int(connection.execute(_filtered(select(func.count(articles.c.id)), wanted).order_by(None)).scalar_one())


def contents(connection: Connection, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The content of the newest version of each article that passes a filter; read as it is asked for.

    Beside the keys of the content: `first_fetched_at` and `version`.
    """
    newest = and_(versions.c.article_id == articles.c.id, versions.c.number == articles.c.version)
    columns = (versions.c.content, articles.c.first_fetched_at, articles.c.version)
    statement = _filtered(select(*columns).join_from(articles, versions, newest), wanted)
    for content, first, version in connection.execution_options(yield_per=500).execute(statement):
        yield content | {"first_fetched_at": first.isoformat(timespec="seconds"), "version": version}


def article_at(connection: Connection, url: str) -> Found | None:
    """The article to which an address leads, also by its AMP, mobile, print and tracking variants."""
    key = key_of(url)
    statement = (
        select(*(articles.c[name] for name in Found._fields))
        .outerjoin(addresses, addresses.c.article_id == articles.c.id)
        .where(or_(articles.c.key == key, addresses.c.key == key))
    )
    row = connection.execute(statement.limit(1)).one_or_none()
    return Found(*row) if row else None


def history(connection: Connection, article: int) -> list[Version]:
    """The versions of an article, the first one first."""
    columns = (versions.c[name] for name in Version._fields)
    rows = connection.execute(select(*columns).where(versions.c.article_id == article).order_by(versions.c.number))
    return [Version(*row) for row in rows]


def _filtered(statement: Select[Any], wanted: Filter) -> Select[Any]:
    day = func.coalesce(articles.c.published, articles.c.first_fetched_at)
    if wanted.outlets:
        statement = statement.where(articles.c.outlet.in_(wanted.outlets))
    if wanted.since is not None:
        statement = statement.where(day >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(day < wanted.until)
    if wanted.run is not None:
        of_run = select(versions.c.article_id).where(versions.c.run_id == wanted.run)
        statement = statement.where(articles.c.id.in_(of_run))
    for word in wanted.words:
        statement = statement.where(articles.c.matched.contains(match_form(word), autoescape=True))
    return statement.order_by(day.desc(), articles.c.id.desc())
