"""What is done with fetched pages beside the reactor, in a worker: archived, cleaned, stored.

A page stands in the archive before anything is stored of it. One that is given alone is archived before it is cleaned,
so that it is kept whatever its cleaning comes to; of several, all when the last one is read. Cleaning has a deadline
that ends the worker, for nothing less stops a page that has found a slow spot; `crawlers.workers` starts another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from cleaners import outlets
from crawlers.archive import Archive, Page
from crawlers.cleaning import clean, content_of, read_of
from crawlers.deadline import deadline
from crawlers.store import Store, articles, open_store

# The warnings that say what a page without paragraphs is instead; the others may stand beside them.
_NO_ARTICLE = ("needs-script", "paywall", "listing", "error-page")


@dataclass(frozen=True)
class Setup:
    """What a worker is set up with."""

    store: str  # address
    warc: Path | None  # the archive's folder; None keeps no pages
    own: Path | None  # the folder of outlet files that are not shipped
    timeout: float  # seconds for the pages of one article
    patience: float  # seconds that a store which went away is waited for


@dataclass(frozen=True)
class Job:
    """An article to be read: its pages, of which `archived` stand in the archive already."""

    outlet: str
    run: int
    url: str  # as listed
    pages: Sequence[Page]
    archived: int = 0
    is_cut: bool = False  # a further page could not be had, and is not to be looked for
    wants_removed: bool = False  # in the item
    is_again: bool = False  # the worker that had it before has died


@dataclass(frozen=True)
class Done:
    """What came of a job. With `next_page` nothing is stored yet: the job is to be given again with that page."""

    outcome: str  # one of `articles.OUTCOMES`, or what the page is instead of an article
    next_page: str | None = None
    canonical: str | None = None
    counts: Mapping[str, int] | None = None  # warnings and removals, for the stats
    item: Mapping[str, Any] | None = None  # of an article that is new or edited


def do(setup: Setup, jobs: Sequence[Job]) -> list[Done]:
    """Archives, cleans and stores the pages of some articles; what came of each. Raises `StoreError`, `ArchiveError`.

    They are stored in one transaction: where this process ends, or something is raised, none of them is. It ends with
    SIGALRM when cleaning an article takes longer than the setup allows.
    """
    forgotten = [_is_forgotten(setup, job) for job in jobs]
    wanted = [job for job, is_forgotten in zip(jobs, forgotten, strict=True) if not is_forgotten]
    # Of several, each is done again when this process ends over one of them: they are archived when all are read.
    if len(jobs) == 1:
        _keep(setup, wanted)
    read = [
        _without(job, "forgotten", []) if is_forgotten else _read(setup, job)
        for job, is_forgotten in zip(jobs, forgotten, strict=True)
    ]
    if len(jobs) > 1:
        _keep(setup, wanted)
    stores = [
        partial(_stored_already, job, each.store) if job.is_again and each.store else each.store
        for job, each in zip(jobs, read, strict=True)
    ]
    outcomes = _store(setup).write(_stored, stores) if any(stores) else stores
    return [
        replace(done, outcome=outcome, item=done.item if outcome in ("new", "edited") else None) if outcome else done
        for (done, _), outcome in zip(read, outcomes, strict=True)
    ]


class _Read(NamedTuple):
    """An article that was read: what came of it until it is stored, and what stores it and gives the outcome."""

    done: Done
    store: Callable[[Connection], str] | None = None


def _stored(connection: Connection, stores: Sequence[Callable[[Connection], str] | None]) -> list[str | None]:
    return [store and store(connection) for store in stores]


def _stored_already(job: Job, store: Callable[[Connection], str], connection: Connection) -> str:
    """The outcome that a worker stored and died before it could say so; else that of storing."""
    return articles.outcome_of(connection, job.run, job.url) or store(connection)


def _is_forgotten(setup: Setup, job: Job) -> bool:
    """The address that was listed was waiting; where it led to may be one that is to be kept no more."""
    elsewhere = {page.url for page in job.pages} - {job.url}
    return bool(elsewhere) and _store(setup).read(articles.is_forgotten, elsewhere)


def _keep(setup: Setup, jobs: Iterable[Job]) -> None:
    """Archives the pages of jobs that are not archived yet."""
    if setup.warc is not None:
        for job in jobs:
            for page in job.pages[job.archived :]:
                _archive(setup.warc).write(job.outlet, page)


def _read(setup: Setup, job: Job) -> _Read:
    records = [page.record for page in job.pages] if setup.warc is not None else []
    outlet = outlets.load(setup.own)[job.outlet]
    with deadline(setup.timeout):
        article, next_page = clean(job.pages, outlet)
        if next_page is not None and not job.is_cut:
            return _Read(Done("unread", next_page=next_page))
        counts = Counter(f"removed/{block.reason}" for block in article.page_blocks if block.reason)
        item = content_of(article, job.url, job.pages, removed=job.wants_removed)
    counts.update(f"warning/{warning}" for warning in article.warnings)
    if not article.paragraphs:
        outcome = next((w for w in article.warnings if w in _NO_ARTICLE), "no-article")
        return _without(job, outcome, records)
    read = read_of(article, job.url, job.pages, outlet, setup.own, *records)
    return _Read(Done("read", None, read.canonical, counts, item), partial(articles.save, run=job.run, read=read))


def _without(job: Job, outcome: str, records: Sequence[str]) -> _Read:
    first = job.pages[0]
    where = {"run": job.run, "outlet": job.outlet, "url": job.url, "final_url": first.url, "outcome": outcome}
    said = {"status": first.status, "now": first.fetched_at, "records": records}
    return _Read(Done(outcome), partial(articles.no_article, **where, **said))


@cache
def _archive(folder: Path) -> Archive:
    return Archive(folder)


@cache
def _store(setup: Setup) -> Store:
    """The store, which the crawl has opened before, so that it is worth waiting for. Raises `StoreError`."""
    return open_store(setup.store, patience=setup.patience, is_there=True)
