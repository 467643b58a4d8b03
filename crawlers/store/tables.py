"""The tables of the store. What changes here needs a migration, see `crawlers/store/migrations`.

Days are UTC. What a row of each table stands for:

lists      a feed, sitemap or section page, as it was last read
addresses  what all addresses of an article have in common (`crawlers.discovery.key`), and what became of it
articles   an article, once, whatever addresses lead to it
versions   what an article said at a time: a new one when the outlet edits it, or when better cleaners read it anew
fetches    an article's address that was asked for, and what came of it
pages      a page of a fetch, as a record of the archive
runs       a crawl of one outlet
leases     who may crawl an outlet now
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

KEY = 32  # letters of the digest that an address is known by, see `crawlers.store.addresses.key_of`


class Day(TypeDecorator[datetime]):
    """An aware `datetime`, held in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None else None


# Names of constraints, so that a migration can drop what another database would have named otherwise.
metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outlet", String, nullable=False),
    Column("holder", String, nullable=False),  # the process: HOST:PID:STARTED
    Column("arguments", JSON, nullable=False),
    Column("started_at", Day, nullable=False),
    Column("ended_at", Day),  # None while it runs, and when it was killed until the next run notices
    Column("reason", String),  # why it ended: finished, shutdown, died, …
    Column("counts", JSON),  # the stats of the crawl under `ghirbal/`
    Index("ix_runs_outlet", "outlet", "id"),
)

leases = Table(
    "leases",
    metadata,
    Column("outlet", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until", Float, nullable=False),  # seconds of the database's own clock
)

lists = Table(
    "lists",
    metadata,
    Column("outlet", String, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("dated", Day, nullable=False),  # as its index dated it then
    Column("read_at", Day, nullable=False),
)

fetches = Table(
    "fetches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey(runs.c.id), nullable=False),
    Column("url", Text, nullable=False),
    Column("at", Day, nullable=False),
    Column("status", Integer),  # None where nothing answered
    Column("outcome", String, nullable=False),  # new, edited, unchanged, …, or why it came to nothing
    Column("method", String),  # of the article, see `cleaners.Article.method`
    Column("length", Integer),  # characters of its paragraphs
    Column("fields", JSON),  # the names of the article's fields that hold something
    Column("warnings", JSON),
    Index("ix_fetches_run", "run_id"),
)

pages = Table(
    "pages",
    metadata,
    Column("record", String, primary_key=True),  # the WARC-Record-ID
    Column("fetch_id", ForeignKey(fetches.c.id, ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),  # of the article's pages, from 1
    Index("ix_pages_fetch", "fetch_id"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outlet", String, nullable=False),
    Column("key", String(KEY), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("published", Day),  # for filters; as the page says it, it stands in the content
    Column("matched", Text, nullable=False),  # headline and text in match form, for searches
    Column("version", Integer, nullable=False),  # the number of the newest
    Column("first_fetched_at", Day, nullable=False),
    Column("last_fetched_at", Day, nullable=False),
    Index("ix_articles_published", "outlet", "published"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("cause", String, nullable=False),  # new, edited or recleaned
    Column("run_id", ForeignKey(runs.c.id)),  # None where it was not crawled but recleaned
    Column("fetched_at", Day, nullable=False),
    Column("cleaner", String, nullable=False),  # the version of Ghirbal
    Column("fetch_id", ForeignKey(fetches.c.id), nullable=False),  # whose pages it was read from
    Column("content", JSON, nullable=False),  # `Article.as_dict(removed=False)` and the item's further keys
    Column("changes", JSON),  # against the version before, see `crawlers.store.changes`
    UniqueConstraint("article_id", "number"),
    Index("ix_versions_run", "run_id"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("key", String(KEY), primary_key=True),
    Column("outlet", String, nullable=False),
    Column("url", Text, nullable=False),
    # waiting: to be fetched; done: fetched; gone: the outlet says that it is not there any more; given-up: failed in
    # too many runs; forgotten: removed, and not to come back
    Column("state", String, nullable=False),
    Column("newest", Day, nullable=False),  # published or updated, as listed; the first of all days where no list says
    Column("listed_at", Day, nullable=False),
    Column("fetched_at", Day),
    Column("outcome", String),  # of the last attempt
    Column("failures", Integer, nullable=False),  # attempts in a row that came to nothing
    Column("unchanged", Integer, nullable=False),  # fetches in a row for an edit that was none
    Column("run_id", ForeignKey(runs.c.id)),  # the run that last asked for it
    Column("article_id", ForeignKey(articles.c.id, ondelete="SET NULL")),
    Index("ix_addresses_state", "outlet", "state", "newest"),
    Index("ix_addresses_article", "article_id"),
)
