"""The workers of a crawl: a bounded pool of processes beside the reactor, shared by all spiders of a process.

A worker that dies of its page's deadline, or of its memory, takes nothing with it but that page.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from scrapy.settings import BaseSettings

from crawlers import work
from crawlers.archive import ArchiveError
from crawlers.store import StoreError
from crawlers.work import Done, Job, Setup
from crawlers.worker import Died, Worker

_AT_ONCE = 8  # jobs that go to a worker together

_pools: dict[tuple[Setup, int], Workers] = {}


class DeadlineError(Exception):
    """A page was given up: it was not cleaned in time."""


class CrashError(Exception):
    """A page was given up: its worker died of it, twice. The message says of what."""


class Workers:
    """The pool. Get one with `hire`, and let it go with `release`."""

    def __init__(self, setup: Setup, number: int) -> None:
        self.setup = setup
        self.number = number
        self.users = 0
        self._workers = [Worker(work.do, setup) for _ in range(number)]
        self._idle = list(self._workers)
        self._threads = ThreadPoolExecutor(number, "worker")
        self._waiting: deque[tuple[Job, asyncio.Future[Done]]] = deque()
        self._given: set[asyncio.Future[None]] = set()

    async def do(self, job: Job) -> Done:
        """What `work.do` gives for a job. Raises what it raises, `DeadlineError` and `CrashError`."""
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, answer))
        self._give()
        return await answer

    def _give(self) -> None:
        """Gives what waits to the workers. Where more waits than there are workers, several jobs go at once: the way
        there and back, and a transaction, cost as much as a page."""
        while self._waiting and len(self._given) < self.number:
            number = min(_AT_ONCE, -(-len(self._waiting) // self.number))
            some = [self._waiting.popleft() for _ in range(number)]
            giving = asyncio.ensure_future(self._answer(some))
            self._given.add(giving)
            giving.add_done_callback(self._taken)

    def _taken(self, giving: asyncio.Future[None]) -> None:
        self._given.discard(giving)
        self._give()

    async def _answer(self, asked: Sequence[tuple[Job, asyncio.Future[Done]]]) -> None:
        """Has jobs done, and tells those who wait for them."""
        results: Sequence[Done | Exception]
        try:
            results = await self._do([job for job, _ in asked])
        except Exception as error:
            is_first = len(asked) > 1 or (isinstance(error, CrashError) and not asked[0][0].is_again)
            if is_first and not isinstance(error, StoreError | ArchiveError):
                for job, answer in asked:  # which of them it was, and whether it was one, shows when each is alone
                    await self._answer([(replace(job, is_again=True), answer)])
                return
            results = [error] * len(asked)
        for (_, answer), result in zip(asked, results, strict=True):
            if answer.done():  # who waited has given up
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)

    async def _do(self, jobs: Sequence[Job]) -> list[Done]:
        worker = self._idle.pop()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, jobs)
        except Died as error:
            if error.exitcode == -signal.SIGALRM:
                raise DeadlineError(f"not cleaned within {self.setup.timeout:g} s") from None
            raise CrashError(str(error)) from None
        except MemoryError:
            raise CrashError("needs too much memory") from None
        finally:
            self._idle.append(worker)

    def kill(self) -> None:
        """Ends what the workers do: the threads that wait for them would keep this process."""
        for worker in self._workers:
            worker.kill()

    def release(self) -> None:
        """Says that a crawl does without the pool; with the last one, its processes end."""
        self.users -= 1
        if not self.users:
            _pools.pop((self.setup, self.number), None)
            self._threads.shutdown()
            for worker in self._workers:
                worker.end()


def hire(settings: BaseSettings) -> Workers:
    """The pool that a crawl's settings ask for, the same for all crawls of this process. It does not outlast the
    reactor."""
    from twisted.internet import reactor  # which is chosen by the settings

    if not _pools:
        reactor.addSystemEventTrigger("after", "shutdown", kill_all)  # type: ignore[attr-defined]
    folder, own = settings["WARC_DIR"], settings["GHIRBAL_OUTLETS"]
    setup = Setup(
        store=settings["STORE"],
        warc=Path(folder) if folder else None,
        own=Path(own) if own else None,
        timeout=settings.getfloat("CLEANING_TIMEOUT"),
        patience=settings.getfloat("STORE_PATIENCE"),
    )
    number = settings.getint("CLEANING_WORKERS")
    workers = _pools.get((setup, number)) or Workers(setup, number)
    _pools[setup, number] = workers
    workers.users += 1
    return workers


def kill_all() -> None:
    for workers in _pools.values():
        workers.kill()
