"""The past read by today's cleaners: archived pages cleaned anew, and compared with what the store has of them.

Each file of the archive is read once, as a stream. Articles are cleaned in workers, which write what differs, each in a
transaction of its own: what was interrupted is gone on with by the next one, and what is done twice changes nothing.
"""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from pebble import ProcessExpired, ProcessPool

from cleaners import outlets
from crawlers import archive
from crawlers.archive import ArchiveError, Page
from crawlers.cleaning import clean, read_of
from crawlers.deadline import SECONDS, begin_worker, deadline, workers_of
from crawlers.store import Store, open_store, recleaned
from crawlers.store.recleaned import Fetched

_AHEAD = 4  # articles that wait, for each worker


class Told(NamedTuple):
    """What came of an article: an outcome of `recleaned.Result`; `no-longer` when it was an article and is none;
    `none` when it is still none; `given-up`. Or of what is no article of the store's: `unknown`, pages of a file;
    `incomplete`, of which a page is missing; `damaged`. `where` is an address or a file, `why` a line."""

    outcome: str
    where: str
    why: str = ""
    changes: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Setup:
    """What a worker is set up with."""

    store: str  # address
    own: Path | None  # the folder of outlet files that are not shipped
    patience: float  # seconds that a store which went away is waited for
    dry_run: bool
    timeout: float = SECONDS  # for the pages of one article


def reclean(
    store: Store,
    files: Iterable[Path],
    setup: Setup,
    *,
    jobs: int,
    watch: Callable[[Iterator[Page | Told]], Iterator[Page | Told]] = iter,
) -> Iterator[Told]:
    """Reads the pages of archive files anew. `watch` is given all pages as they are read, to show how far the work is.

    Raises `StoreError`, and `ChildProcessError` when no worker can be had.
    """
    context = workers_of(__name__)
    under_way: deque[tuple[str, Future[Told]]] = deque()
    pool = ProcessPool(jobs, initializer=_begin, initargs=[setup], context=context)
    try:
        for each in _articles(store, watch(_pages(files))):
            if isinstance(each, Told):
                yield each
                continue
            fetched, its_pages = each
            under_way.append((fetched.url, pool.schedule(_do, args=[fetched, its_pages])))
            while len(under_way) >= _AHEAD * jobs:
                yield _result(*under_way.popleft(), setup)
        while under_way:
            yield _result(*under_way.popleft(), setup)
    except BrokenProcessPool:
        raise ChildProcessError("a worker could not begin, or was killed") from None
    finally:
        pool.stop()
        pool.join()


def _result(url: str, future: Future[Told], setup: Setup) -> Told:
    try:
        return future.result()
    except ProcessExpired as error:
        is_slow = error.exitcode == -signal.SIGALRM
        why = f"not cleaned within {setup.timeout:g} s" if is_slow else f"its worker ended with {error.exitcode}"
        return Told("given-up", url, why)
    except MemoryError:
        return Told("given-up", url, "needs too much memory")


# --- which pages ------------------------------------------------------------------------------------------


def _pages(files: Iterable[Path]) -> Iterator[Page | Told]:
    for path in files:
        try:
            yield from archive.read(path)
        except ArchiveError as error:
            yield Told("damaged", str(path), str(error))


def _articles(store: Store, found: Iterable[Page | Told]) -> Iterator[tuple[Fetched, list[Page]] | Told]:
    """The pages by articles, with what is to be said of those that are not read."""
    parts = _Parts()
    for page in found:
        if isinstance(page, Told):
            yield page
            continue
        known = store.read(recleaned.fetch_of, page.record)
        if known is None:
            yield Told("unknown", page.url)
            continue
        fetched, number = known
        if not fetched.is_newest:
            if number == 1:
                yield Told("older", fetched.url)
        elif its_pages := parts.add(fetched, number, page):
            yield fetched, its_pages
    for url in parts.left():
        yield Told("incomplete", url, "a page of it is not in the archive")


class _Parts:
    """The pages of articles over several, on disk until the last one is there."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it is gone with this object
        self._places: dict[int, dict[int, int]] = {}
        self._urls: dict[int, str] = {}

    def add(self, fetched: Fetched, number: int, page: Page) -> list[Page]:
        """All pages in their order, with the last one that was missing; until then none."""
        if fetched.pages == 1:
            return [page]
        places = self._places.setdefault(fetched.id, {})
        self._urls[fetched.id] = fetched.url
        places[number] = self._file.seek(0, 2)
        pickle.dump(page, self._file)
        if len(places) < fetched.pages:
            return []
        del self._places[fetched.id], self._urls[fetched.id]
        return [self._at(place) for _, place in sorted(places.items())]

    def _at(self, place: int) -> Page:
        self._file.seek(place)
        return pickle.load(self._file)  # noqa: S301 - it comes from this program

    def left(self) -> Iterable[str]:
        return self._urls.values()


# --- in a worker ------------------------------------------------------------------------------------------


class _Worker:
    setup: Setup
    store: Store


def _begin(setup: Setup) -> None:
    begin_worker()
    _Worker.setup = setup
    _Worker.store = open_store(setup.store, patience=setup.patience, is_there=True)


def _do(fetched: Fetched, pages: list[Page]) -> Told:
    """Cleans the pages of an article and stores what differs. Ends its process with SIGALRM when cleaning is slow."""
    setup, store = _Worker.setup, _Worker.store
    outlet = outlets.load(setup.own).get(fetched.outlet)
    if outlet is None:
        return Told("given-up", fetched.url, f"there is no outlet {fetched.outlet}")
    try:
        with deadline(setup.timeout):
            article, _ = clean(pages, outlet)
    except Exception as error:  # whatever is wrong with one page, the others are read
        return Told("given-up", fetched.url, f"could not be cleaned: {type(error).__name__}: {error}")
    if not article.paragraphs:
        why = next((warning for warning in article.warnings if warning != "no-article"), "no-article")
        return Told("no-longer" if fetched.is_article else "none", fetched.url, why)
    anew = read_of(article, fetched.url, pages, outlet, setup.own)
    if setup.dry_run:
        result = store.read(recleaned.compare, fetched, anew)
    else:
        result = store.write(recleaned.save, fetched, anew)
    return Told(result.outcome, fetched.url, changes=result.changes)
