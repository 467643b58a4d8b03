"""The workers of a crawl: several jobs at a time, of which one that fails costs the others nothing."""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
import pytest
from scrapy.settings import Settings
from sqlalchemy import func, select

from crawlers import archive, workers
from crawlers.archive import Page
from crawlers.store import Store, open_store, runs
from crawlers.store.tables import articles, fetches
from crawlers.work import Done, Job
from crawlers.worker import Died, Worker
from crawlers.workers import DeadlineError
from tests.stored import NOW, PARAGRAPHS, page, pages_in, url

ENDLESS = page("بلا نهاية", *(f"{paragraph} {n}" for n in range(60_000) for paragraph in PARAGRAPHS))


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "ghirbal.db"))


def job(run: int, n: int, body: bytes | None = None, outlet: str = "aawsat") -> Job:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    fetched = Page(archive.new_record(), url(n), 200, headers, body or page(f"عنوان رقم {n}"), NOW)
    return Job(outlet, run, url(n), (fetched,))


def begin(store: Store) -> int:
    return store.write(runs.begin, "aawsat", "elsewhere:1:0", {}, NOW, 600)


def results(
    store: Store, folder: Path, jobs: Sequence[Job], meanwhile: Callable[[], None] = lambda: None
) -> list[Done | BaseException]:
    """What comes of jobs that are all given at once, to two workers."""
    settings = Settings()
    settings.setmodule("crawlers.settings")
    said = {"STORE": store.address, "WARC_DIR": str(folder / "warc"), "CLEANING_WORKERS": 2, "CLEANING_TIMEOUT": 1}
    settings.setdict(said, priority="cmdline")

    async def all_of_them() -> list[Done | BaseException]:
        pool = workers.hire(settings)
        try:
            under_way = asyncio.gather(*map(pool.do, jobs), return_exceptions=True)
            await asyncio.to_thread(meanwhile)
            return await under_way
        finally:
            await asyncio.to_thread(pool.release)

    return asyncio.run(all_of_them())


def stored(store: Store) -> int:
    return store.read(lambda c: c.execute(select(func.count()).select_from(articles)).scalar_one())


def outcomes(store: Store) -> Counter[str]:
    return Counter(store.read(lambda c: c.execute(select(fetches.c.outcome)).scalars().all()))


def archived(folder: Path) -> list[str]:
    return sorted(each.record for path in archive.files(folder / "warc", "aawsat") for each in pages_in(path))


def records(jobs: Sequence[Job]) -> list[str]:
    return sorted(each.pages[0].record for each in jobs)


def test_every_job_is_done_once(kept: Store, tmp_path: Path):
    run = begin(kept)
    jobs = [job(run, n) for n in range(40)]
    done = results(kept, tmp_path, jobs)
    assert [each.outcome for each in done] == ["new"] * 40
    assert [each.item["url"] for each in done] == [each.url for each in jobs]
    assert outcomes(kept) == {"new": 40}
    assert archived(tmp_path) == records(jobs)


def test_a_page_past_its_deadline_is_given_up_alone(kept: Store, tmp_path: Path):
    run = begin(kept)
    jobs = [job(run, n, ENDLESS if n == 9 else None) for n in range(16)]
    done = results(kept, tmp_path, jobs)
    assert [n for n, each in enumerate(done) if isinstance(each, DeadlineError)] == [9]
    assert str(done[9]) == "not cleaned within 1 s"
    assert [each.outcome for n, each in enumerate(done) if n != 9] == ["new"] * 15
    assert outcomes(kept) == {"new": 15}
    assert archived(tmp_path) == records(jobs)


def test_a_job_that_fails_is_told_of_alone(kept: Store, tmp_path: Path):
    run = begin(kept)
    done = results(kept, tmp_path, [job(run, n, outlet="nowhere" if n == 7 else "aawsat") for n in range(16)])
    assert isinstance(done[7], KeyError)
    assert [each.outcome for n, each in enumerate(done) if n != 7] == ["new"] * 15


def test_workers_that_are_killed_lose_and_double_nothing(kept: Store, tmp_path: Path):
    run = begin(kept)
    jobs = [job(run, n) for n in range(400)]

    def kill() -> None:
        while stored(kept) < 8:
            pass
        found = [worker for server in psutil.Process().children() for worker in server.children()]
        assert len(found) == 2
        for worker in found:
            worker.kill()

    done = results(kept, tmp_path, jobs, kill)
    assert Counter(each.outcome for each in done if isinstance(each, Done)) == {"new": len(jobs)}
    assert all(each.item for each in done)
    assert outcomes(kept) == {"new": len(jobs)}
    assert stored(kept) == len(jobs)


def test_a_worker_that_cannot_be_begun_is_said_and_begun_later():
    worker = Worker(_doubled, None)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        with pytest.raises(Died, match="no worker could be begun: too many open files"):
            worker.ask(1)
        worker.kill()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert worker.ask(2) == 4
    worker.end()


def _doubled(_: None, number: int) -> int:
    return 2 * number
