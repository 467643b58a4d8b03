"""The workers of a crawl: a bounded pool of processes beside the reactor, shared by all spiders of a process.

A worker that dies of its page's deadline, or of its memory, takes nothing with it but that page.
"""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pebble import ProcessExpired, ProcessPool
from scrapy.settings import BaseSettings

from crawlers import work
from crawlers.deadline import workers_of
from crawlers.work import Done, Job, Setup

_pools: dict[tuple[Setup, int], Workers] = {}


class DeadlineError(Exception):
    """A page was given up: it was not cleaned in time."""


class CrashError(Exception):
    """A page was given up: its worker died of it. The message says of what."""


class Workers:
    """The pool. Get one with `hire`, and let it go with `release`."""

    def __init__(self, setup: Setup, number: int) -> None:
        self.setup = setup
        self.number = number
        self.users = 0
        self._pool = self._started()

    def _started(self) -> ProcessPool:
        context = workers_of(work.__name__)
        return ProcessPool(self.number, initializer=work.begin, initargs=[self.setup], context=context)

    async def do(self, job: Job, *, is_again: bool = False) -> Done:
        """What `work.do` gives in a worker. Raises what it raises, `DeadlineError` and `CrashError`."""
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.schedule(work.do, args=[job]))
        except BrokenProcessPool:  # a worker was killed while it had nothing to do
            if self._pool is pool:
                self._pool = self._started()
            if is_again:
                raise CrashError("no worker can be had") from None
            return await self.do(job, is_again=True)
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGALRM:
                raise DeadlineError(f"not cleaned within {self.setup.timeout:g} s") from None
            raise CrashError(f"its worker ended with {error.exitcode}") from None
        except MemoryError:
            raise CrashError("needs too much memory") from None

    def release(self) -> None:
        """Says that a crawl does without the pool; with the last one, its processes end."""
        self.users -= 1
        if not self.users:
            _pools.pop((self.setup, self.number), None)
            self._pool.close()
            self._pool.join()


def hire(settings: BaseSettings) -> Workers:
    """The pool that a crawl's settings ask for, the same for all crawls of this process."""
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
