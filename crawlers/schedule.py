"""The outlets' own intervals kept: each crawl in a process of its own, a few at once.

    when each is due ──▶ APScheduler ──▶ one of a few threads ──▶ `ghirbal crawl OUTLET` ──▶ its exit status, in the log

When an outlet was last crawled stands in the store, whoever did it. So a schedule that is started again goes on where
it was, and several on one store share the outlets: what one has crawled the others leave until it is due again.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from cleaners.outlets import Outlet
from crawlers.children import Children
from crawlers.render import counted
from crawlers.store import Store, StoreError, runs

JITTER = 0.1  # of the interval: a crawl may begin so much later, and is not too early so much before its time
SPREAD = 5.0  # seconds from one first crawl to the next, of those that are due when a schedule begins
PATIENCE = 60.0  # seconds that crawls are given to end when they are told to
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

logger = logging.getLogger(__name__)


class Told(Exception):
    """A schedule was ended by a signal; its number is the argument."""


def keep(
    outlets: Sequence[Outlet], store: Store, command: Sequence[str], env: Mapping[str, str], *, jobs: int, once: bool
) -> dict[str, int]:
    """Crawls outlets by their intervals, `jobs` at once, until a signal ends it; with `once` those that are due, once.

    A crawl is `command`, run in `env` with the outlet's id behind it. Returns the exit statuses of `once`, by outlet.
    Raises `Told` after the crawls that were under way have ended: they are told to, and killed by a second signal or
    when patience ends. Signals reach the main thread only, so this must run in it.
    """
    children = Children()
    statuses: dict[str, int] = {}
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(jobs)},
        # Late is better than not at all, and once is enough: the outlet's lists hold what was missed.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_listener(_say_that_it_still_runs, EVENT_JOB_MAX_INSTANCES)

    def crawl(outlet: Outlet) -> None:
        try:
            if children.ended:
                return
            if (due := _due(outlet, store)) - JITTER * outlet.interval > datetime.now(UTC):
                logger.info("%s was crawled elsewhere, is due at %s UTC", outlet.id, f"{due:%Y-%m-%d %H:%M}")
                if job := scheduler.get_job(outlet.id):
                    job.modify(next_run_time=due)
                return
            began = time.monotonic()
            logger.info("%s begins", outlet.id)
            status = children.run(outlet.id, [*command, outlet.id], env)
            if status is not None:
                statuses[outlet.id] = status
                logger.info("%s ends with status %d after %.0f s", outlet.id, status, time.monotonic() - began)
        except OSError as error:  # the machine has no process to spare
            statuses[outlet.id] = -1
            logger.error("%s does not begin: %s", outlet.id, error)
        finally:
            happened.put(None)

    with _hearing() as happened:
        left = _add_jobs(scheduler, crawl, outlets, store, once=once)
        scheduler.start()
        try:
            while left or not once:
                if (number := happened.get()) is not None:
                    _end(children, happened)
                    raise Told(number)
                left -= 1
        finally:
            children.kill()
            scheduler.shutdown(wait=False)
    return statuses


def _add_jobs(
    scheduler: BackgroundScheduler, crawl: Any, outlets: Sequence[Outlet], store: Store, *, once: bool
) -> int:
    """Adds a job for each outlet, or with `once` for each that is due; how many."""
    now = datetime.now(UTC)
    by_day = sorted(((_due(outlet, store), outlet) for outlet in outlets), key=lambda pair: (pair[0], pair[1].id))
    if once:
        ready = [outlet for at, outlet in by_day if at - JITTER * outlet.interval <= now]
        for outlet in ready:
            scheduler.add_job(crawl, args=[outlet])
        logger.info("%s, %d of them due", counted(len(outlets), "outlet"), len(ready))
        return len(ready)
    number = sum(at <= now for at, _ in by_day)
    gap = min([timedelta(seconds=SPREAD), *(outlet.interval / number for at, outlet in by_day if at <= now)])
    for n, (at, outlet) in enumerate(by_day):
        seconds = outlet.interval.total_seconds()
        trigger = IntervalTrigger(seconds=seconds, jitter=JITTER * seconds, timezone=UTC)
        first = now + n * gap if at <= now else at
        scheduler.add_job(crawl, trigger, [outlet], id=outlet.id, next_run_time=first)
    logger.info("%s, %d of them due", counted(len(outlets), "outlet"), number)
    return len(outlets)


def _due(outlet: Outlet, store: Store) -> datetime:
    """When an outlet is to be crawled, by what the store knows of its last crawl."""
    try:
        begun = store.read(runs.last_begun, outlet.id)
    except StoreError:
        return _LONG_AGO  # the crawl itself waits for the store
    return begun + outlet.interval if begun else _LONG_AGO


def _end(children: Children, happened: SimpleQueue[int | None]) -> None:
    """Has the crawls end: in order, until the next signal comes or patience ends."""
    if not children:
        return
    logger.info("told to end: crawls under way, %d, have %.0f s, or until the next signal", len(children), PATIENCE)
    children.tell(signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    with suppress(Empty):
        while children and happened.get(timeout=max(0.0, until - time.monotonic())) is None:
            pass


@contextmanager
def _hearing() -> Iterator[SimpleQueue[int | None]]:
    """A queue that gets the numbers of the signals that would end the process."""
    happened: SimpleQueue[int | None] = SimpleQueue()
    before = {
        number: signal.signal(number, lambda number, _: happened.put(number))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN  # as nohup has it
    }
    try:
        yield happened
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say_that_it_still_runs(event: JobSubmissionEvent) -> None:
    logger.warning("%s is still being crawled, or waits for its turn; it is left out this time", event.job_id)
