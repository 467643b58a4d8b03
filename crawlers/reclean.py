"""The past read by today's cleaners: archived pages cleaned anew, and compared with what the store has of them.

Each file of the archive is read once, as a stream. Articles are cleaned in workers, which write what differs, each in a
transaction of its own: what was interrupted is gone on with by the next one, and what is done twice changes nothing.
"""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from cleaners import outlets
from crawlers import archive
from crawlers.archive import ArchiveError, Page
from crawlers.cleaning import clean, read_of
from crawlers.deadline import SECONDS, deadline
from crawlers.store import Store, open_store, recleaned
from crawlers.store.recleaned import Fetched
from crawlers.worker import Died, Worker

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

    Raises `StoreError`.
    """
    workers = [Worker(_do, setup) for _ in range(jobs)]
    idle: SimpleQueue[Worker[[Fetched, list[Page]], Told]] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def asked(fetched: Fetched, pages: list[Page]) -> Told:
        worker = idle.get()
        try:
            return worker.ask(fetched, pages)
        except Died as error:
            is_slow = error.exitcode == -signal.SIGALRM
            return Told("given-up", fetched.url, f"not cleaned within {setup.timeout:g} s" if is_slow else str(error))
        except MemoryError:
            return Told("given-up", fetched.url, "needs too much memory")
        finally:
            idle.put(worker)

    under_way: deque[Future[Told]] = deque()
    with ThreadPoolExecutor(jobs) as threads:
        try:
            for each in _articles(store, watch(_pages(files))):
                if isinstance(each, Told):
                    yield each
                    continue
                under_way.append(threads.submit(asked, *each))
                while len(under_way) >= _AHEAD * jobs:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in workers if under_way else ():  # interrupted
                worker.kill()
    for worker in workers:
        worker.end()


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
        self._done: set[int] = set()  # whose pages may stand twice in the archive, if a worker died of them

    def add(self, fetched: Fetched, number: int, page: Page) -> list[Page]:
        """All pages in their order, with the last one that was missing; until then none."""
        if fetched.pages == 1:
            return [page]
        if fetched.id in self._done:
            return []
        places = self._places.setdefault(fetched.id, {})
        self._urls[fetched.id] = fetched.url
        places[number] = self._file.seek(0, 2)
        pickle.dump(page, self._file)
        if len(places) < fetched.pages:
            return []
        del self._places[fetched.id], self._urls[fetched.id]
        self._done.add(fetched.id)
        return [self._at(place) for _, place in sorted(places.items())]

    def _at(self, place: int) -> Page:
        self._file.seek(place)
        return pickle.load(self._file)  # noqa: S301 - it comes from this program

    def left(self) -> Iterable[str]:
        return self._urls.values()


# --- in a worker ------------------------------------------------------------------------------------------


@cache
def _store(setup: Setup) -> Store:
    return open_store(setup.store, patience=setup.patience, is_there=True)


def _do(setup: Setup, fetched: Fetched, pages: list[Page]) -> Told:
    """Cleans the pages of an article and stores what differs. Ends its process with SIGALRM when cleaning is slow."""
    store = _store(setup)
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
