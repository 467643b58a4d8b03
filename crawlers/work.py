"""What is done with a fetched page beside the reactor, in a worker: archived, cleaned, stored, in this order.

A page stands in the archive before anything else can go wrong with it. Cleaning has a deadline that ends the worker,
for nothing less stops a page that has found a slow spot; `crawlers.workers` starts another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cleaners import outlets
from cleaners.outlets import Outlet
from crawlers.archive import Archive, Page
from crawlers.cleaning import clean, content_of, read_of
from crawlers.deadline import begin_worker, deadline
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


@dataclass(frozen=True)
class Done:
    """What came of a job. With `next_page` nothing is stored yet: the job is to be given again with that page."""

    outcome: str  # one of `articles.OUTCOMES`, or what the page is instead of an article
    next_page: str | None = None
    canonical: str | None = None
    counts: Mapping[str, int] | None = None  # warnings and removals, for the stats
    item: Mapping[str, Any] | None = None  # of an article that is new or edited


class _Worker:
    setup: Setup
    archive: Archive | None


def begin(setup: Setup) -> None:
    """Sets this process up as a worker. Nothing that may fail: a worker that does not begin is begun again."""
    begin_worker()
    _Worker.setup = setup
    _Worker.archive = Archive(setup.warc) if setup.warc else None


def do(job: Job) -> Done:
    """Archives, cleans and stores the pages of an article. Raises `StoreError` and `ArchiveError`.

    The process ends with SIGALRM when cleaning takes longer than the setup allows.
    """
    # The address that was listed was waiting; where it led to may be one that is to be kept no more.
    elsewhere = {page.url for page in job.pages} - {job.url}
    if elsewhere and _store().read(articles.is_forgotten, elsewhere):
        return _without(job, "forgotten", [])
    if _Worker.archive is not None:
        for page in job.pages[job.archived :]:
            _Worker.archive.write(job.outlet, page)
    outlet = _outlet(job.outlet)
    with deadline(_Worker.setup.timeout):
        article, next_page = clean(job.pages, outlet)
        if next_page is not None and not job.is_cut:
            return Done("unread", next_page=next_page)
        counts = Counter(f"removed/{block.reason}" for block in article.page_blocks if block.reason)
        item = content_of(article, job.url, job.pages, removed=job.wants_removed)
    counts.update(f"warning/{warning}" for warning in article.warnings)
    if not article.paragraphs:
        outcome = next((w for w in article.warnings if w in _NO_ARTICLE), "no-article")
        return _without(job, outcome, _records(job))
    read = read_of(article, job.url, job.pages, outlet, _Worker.setup.own, *_records(job))
    outcome = _store().write(articles.save, job.run, read)
    return Done(outcome, None, read.canonical, counts, item if outcome in ("new", "edited") else None)


def _without(job: Job, outcome: str, records: Sequence[str]) -> Done:
    first = job.pages[0]
    where = (job.run, job.outlet, job.url, first.url, outcome)
    said = {"status": first.status, "now": first.fetched_at, "records": records}
    _store().write(articles.no_article, *where, **said)
    return Done(outcome)


def _records(job: Job) -> list[str]:
    return [page.record for page in job.pages] if _Worker.archive is not None else []


@cache
def _store() -> Store:
    """The store, which the crawl has opened before, so that it is worth waiting for. Raises `StoreError`."""
    return open_store(_Worker.setup.store, patience=_Worker.setup.patience, is_there=True)


@cache
def _outlet(name: str) -> Outlet:
    return outlets.load(_Worker.setup.own)[name]
