"""ghirbal reclean: the archive read anew, over a store that older cleaners have written."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crawlers import archive
from crawlers.archive import Page
from crawlers.discovery import Entry
from crawlers.reclean import Setup, reclean
from crawlers.store import articles, find
from crawlers.store import tables as t
from crawlers.store.addresses import failed, key_of, listed
from tests.stored import NOW, PARAGRAPHS, Kept, begin, page, url
from tests.test_cli import GHIRBAL, Ran, ghirbal
from tests.test_crawl import crawl, feed, pages_of, serve

__all__ = ["serve"]

HOUR = timedelta(hours=1)
DATED = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-02-01T10:00:00Z"}</script>'


@pytest.fixture
def kept(address: str, tmp_path: Path):
    with closing(Kept(address, tmp_path, "reclean", "--jobs", 1)) as made:
        yield made


@pytest.fixture
def sqlite(tmp_path: Path):
    with closing(Kept(str(tmp_path / "ghirbal.db"), tmp_path, "reclean", "--jobs", 1)) as made:
        yield made


def versions(kept: Kept, n: int) -> list[find.Version]:
    found = kept.store.read(find.article_at, url(n))
    return kept.store.read(find.history, found.id) if found else []


def rows(kept: Kept) -> list[int]:
    tables = (t.articles, t.versions, t.addresses, t.fetches, t.pages, t.runs)
    return [kept.store.read(lambda c, of=of: c.execute(select(func.count()).select_from(of)).scalar()) for of in tables]


def lines(ran: Ran) -> list[list[str]]:
    return [line.split("\t") for line in ran.out.splitlines()]


def test_what_older_cleaners_read_otherwise_is_a_version_with_what_changed(kept: Kept):
    kept.keep(1)
    kept.keep(2, title="عنوان قديم", paragraphs=["سطر زائد", *PARAGRAPHS[:2]])
    kept.keep(3, page("رصيف", more=DATED), published=None)
    before = rows(kept)
    dry = kept("--dry-run")
    assert dry.err == (
        "ghirbal: 3 read: 1 unchanged, 2 changed\n"
        "ghirbal: changed in: title 1, paragraphs 1, published 1\n"
        "ghirbal: nothing is stored: --dry-run\n"
    )
    assert lines(dry) == [["changed", url(2), "title, paragraphs -1 +1"], ["changed", url(3), "published"]]
    assert (rows(kept), dry.status) == (before, 0)
    ran = kept()
    assert (ran.status, ran.out) == (0, dry.out)
    old, new = versions(kept, 2)
    assert (new.number, new.cause, new.fetched_at, new.content["paragraphs"]) == (2, "recleaned", NOW, list(PARAGRAPHS))
    assert new.changes["title"] == ["عنوان قديم", "عنوان رقم 2"]
    assert (old.cleaner, old.content["title"]) == ("0.0.1", "عنوان قديم")
    assert new.cleaner != "0.0.1"
    assert new.content["url"] == url(2)
    assert new.content["text"] == "\n\n".join(PARAGRAPHS)
    [found] = kept.store.read(find.find, find.Filter(words=("عنوان رقم 2",)))
    assert (found.url, found.title) == (url(2), "عنوان رقم 2")
    assert kept.store.read(find.article_at, url(3)).published is not None
    after = rows(kept)
    assert after == [before[0], before[1] + 2, *before[2:]]
    again = kept()
    assert (again.out, again.err, rows(kept)) == ("", "ghirbal: 3 read: 3 unchanged\n", after)


def test_only_what_the_newest_version_was_read_from_counts(kept: Kept):
    kept.keep(1, paragraphs=["قديم."])
    kept.keep(1, page("عنوان جديد"), now=NOW + HOUR)
    kept.keep(1, page("عنوان جديد"), now=NOW + 2 * HOUR)
    ran = kept()
    assert (ran.out, ran.err) == ("", "ghirbal: 3 read: 1 unchanged, 2 superseded\n")
    assert [version.cause for version in versions(kept, 1)] == ["new", "edited"]


def test_what_was_no_article_becomes_one_and_the_reverse_is_said(kept: Kept):
    run = begin(kept.store)
    kept.keep(1, run=run, is_read=False)
    kept.keep(2, page("قائمة", "لا شيء"), paragraphs=["كان هنا خبر قصير."])
    kept.keep(3, page("قائمة", "لا شيء"), is_read=False)
    kept.keep(4, is_read=False)
    kept.store.write(articles.forget_addresses, "aawsat", {key_of(url(4)): url(4)}, NOW)
    kept.keep(5, is_read=False)
    assert kept.keep(5, page("جاء بعد ذلك"), now=NOW + HOUR) == "new"
    # It took too long then, and waits for another try.
    slow = Page(archive.new_record(), url(6), 200, [("Content-Type", "text/html; charset=utf-8")], page("بطيء"), NOW)
    kept.archive.write("aawsat", slow)
    kept.store.write(listed, "aawsat", [Entry(url(6))], now=NOW)
    kept.store.write(failed, run, key_of(url(6)), url(6), "deadline", status=200, now=NOW, records=[slow.record])
    ran = kept()
    assert sorted(line[:2] for line in lines(ran)) == [["new", url(1)], ["new", url(6)], ["no-longer", url(2)]]
    assert ran.err.startswith("ghirbal: 7 read: 1 unchanged, 2 new, 1 no longer an article, 1 still none, 2 superseded")
    [version] = versions(kept, 1)
    assert (version.cause, version.content["paragraphs"], version.changes) == ("recleaned", list(PARAGRAPHS), None)
    [stays] = versions(kept, 2)
    assert stays.content["paragraphs"] == ["كان هنا خبر قصير."]
    assert versions(kept, 4) == []
    assert kept.store.read(lambda c: articles.is_forgotten(c, [url(4)]))
    assert [version.content["title"] for version in versions(kept, 5)] == ["جاء بعد ذلك"]
    again = kept()
    assert [line[0] for line in lines(again)] == ["no-longer"]
    assert "3 unchanged, 1 no longer an article" in again.err
    assert kept.keep(1, now=NOW + HOUR) == "unchanged"  # the next crawl finds it as it is


def test_the_pages_of_an_article_are_joined_wherever_they_stand(kept: Kept):
    def paged(n: int, last: int = 3) -> list[bytes]:
        def one(number: int) -> bytes:
            text = f"وفي الصفحة رقم {number} من التحقيق أن أعمال الترميم ستستمر حتى نهاية الصيف المقبل في كل الأرصفة."
            pager = "".join(f'<a href="{url(n)}/{m}">{m}</a> ' for m in range(2, last + 1) if m != number)
            return page("تحقيق في صفحات", *PARAGRAPHS[:2], text, more=f"<nav class='pager'>{pager}</nav>")

        return [one(number) for number in range(1, last + 1)]

    kept.archive.file_size = 1  # each page in a file of its own
    kept.keep(1, *paged(1))
    kept.keep(2)
    # The last page comes first where files are read in their order.
    first, *_, last = archive.files(kept.warc, "aawsat")[:3]
    last.rename(first.with_name("aawsat-00000000T000000Z-first.warc.gz"))
    assert kept().err == "ghirbal: 2 read: 2 unchanged\n"
    first.unlink()
    ran = kept()
    assert ran.status == 1
    assert ran.err == (
        f"ghirbal: {url(1)}: a page of it is not in the archive\nghirbal: 2 read: 1 unchanged, 1 incomplete\n"
    )
    assert len(versions(kept, 1)) == 1


def test_what_cannot_be_read_is_said_and_the_rest_is_done(sqlite: Kept, tmp_path: Path):
    sqlite.keep(1, paragraphs=["قديم."])
    sqlite.keep(2, page("عنوان", os.urandom(3000).hex()))
    sqlite.keep(3, paragraphs=["قديم."])
    stray = Page(archive.new_record(), url(9), 200, [], page("غريب"), NOW)
    sqlite.archive.write("aawsat", stray)
    [path] = archive.files(sqlite.warc, "aawsat")
    body = bytearray(path.read_bytes())
    middle = len(body) // 2
    body[middle : middle + 60] = os.urandom(60)
    path.write_bytes(body)
    (path.parent / "notes.warc.gz").write_bytes(b"not an archive")
    (sqlite.warc / "nobody").mkdir()
    ran = sqlite()
    assert ran.status == 1
    assert [line[:2] for line in lines(ran)] == [["changed", url(1)], ["changed", url(3)]]
    said = ran.err.splitlines()
    assert said[0] == f"ghirbal: {sqlite.warc}/nobody: no outlet nobody; its pages are left out"
    assert re.fullmatch(rf"ghirbal: {path}: is damaged at byte \d+: passed over", said[1])
    assert said[2] == f"ghirbal: {path.parent}/notes.warc.gz: holds no record of a WARC file"
    assert said[3:5] == ["ghirbal: pages that the store does not know, left out: 1", "ghirbal: 2 read: 2 changed"]
    assert sqlite("hespress").err.startswith(f"ghirbal: {sqlite.warc}/hespress: no archive\n")
    assert sqlite("nobody").status == 2
    ran = sqlite("--warc", tmp_path / "none")
    assert ran == Ran(1, "", f"ghirbal: {tmp_path}/none: no archive; --warc names another folder\n")


def test_a_file_that_is_cut_off_is_named_and_the_others_are_read(sqlite: Kept):
    sqlite.archive.file_size = 1  # each page in a file of its own
    for n in (1, 2, 3):
        sqlite.keep(n, paragraphs=["قديم."])
    cut = archive.files(sqlite.warc, "aawsat")[1]
    cut.write_bytes(cut.read_bytes()[:-100])
    ran = sqlite()
    assert (ran.status, sorted(line[1] for line in lines(ran))) == (1, [url(1), url(3)])
    said, summary, _ = ran.err.splitlines()
    assert re.fullmatch(rf"ghirbal: {cut}: breaks off in the record at byte \d+", said)
    assert summary == "ghirbal: 2 read: 2 changed"


def test_a_slow_page_is_given_up_alone(sqlite: Kept):
    sqlite.keep(1, paragraphs=["قديم."])
    sqlite.keep(
        2, page("طويل", *(f"{paragraph} {n}" for n in range(4000) for paragraph in PARAGRAPHS)), paragraphs=["قديم."]
    )
    setup = Setup(sqlite.address, None, 0, dry_run=False, timeout=0.05)
    told = list(reclean(sqlite.store, archive.files(sqlite.warc, "aawsat"), setup, jobs=1))
    assert [(each.outcome, each.where) for each in told][-1] == ("given-up", url(2))
    assert told[-1].why == "not cleaned within 0.05 s"
    assert len(versions(sqlite, 2)) == 1


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_what_was_interrupted_is_gone_on_with(sqlite: Kept, ending: signal.Signals):
    number = 150
    run = begin(sqlite.store)
    for n in range(number):
        sqlite.keep(n, run=run, paragraphs=["قديم."])

    def done() -> int:
        recleaned = select(func.count()).where(t.versions.c.cause == "recleaned")
        return sqlite.store.read(lambda c: c.execute(recleaned).scalar())

    env = os.environ | {"GHIRBAL_STORE": sqlite.address, "GHIRBAL_WARC": str(sqlite.warc)}
    command = [GHIRBAL, "reclean", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env) as process:
        end = time.monotonic() + 30
        while time.monotonic() < end and not done():
            time.sleep(0.01)
        process.send_signal(ending)
        said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == (130 if ending == signal.SIGINT else -ending)
    assert "Traceback" not in said
    assert 0 < done() < number
    assert sqlite().status == 0
    assert done() == number
    assert {len(versions(sqlite, n)) for n in range(0, number, 10)} == {2}


def test_a_crawl_is_read_anew_as_it_was(serve, tmp_path: Path):
    """What a crawl has stored, over several pages, cut ones and redirected ones, is what reclean makes of its archive."""
    one, paged, cut, moved = (f"https://aawsat.com/العالم-العربي/{n}" for n in range(5300001, 5300005))
    paths = [each.removeprefix("https://aawsat.com") for each in (one, paged, cut, moved)]
    server = serve({"/feed": feed(one, paged, cut, moved), **pages_of(paths[1], 3), **pages_of(paths[2], 3)})
    server.answers[paths[0]] = (200, {"Content-Type": "text/html"}, page("رصيف"))
    server.answers[f"{paths[2]}/2"] = (404, {}, b"")
    server.answers[paths[3]] = (302, {"Location": "https://www.aawsat.com/node/5300009"}, b"")
    server.answers["/node/5300009"] = (200, {"Content-Type": "text/html"}, page("معرض"))
    assert len(crawl("aawsat", server.address, tmp_path).items) == 4
    ran = ghirbal("reclean", cwd=tmp_path)
    assert (ran.status, ran.out, ran.err) == (0, "", "ghirbal: 4 read: 4 unchanged\n")
