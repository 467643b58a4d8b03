"""The store, in SQLite and in a PostgreSQL that the tests start."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from crawlers.discovery import Entry
from crawlers.store import Store, StoreError, StoreFull, addresses, articles, find, leases, open_store, runs, schema
from crawlers.store import tables as t
from crawlers.store.addresses import Validators, key_of
from crawlers.store.articles import Read
from tests.postgres import needs_postgres

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "https://almithal.example"


def begin(store: Store, outlet: str = "almithal", holder: str = "elsewhere:1:0", now: datetime = NOW) -> int:
    return store.write(runs.begin, outlet, holder, {}, now, 60)


def content(**values) -> dict:
    given = {
        "title": "مهرجان الزيتون يعود إلى الوادي",
        "paragraphs": ["بدأ أمس.", "وقال رئيسه إن الموسم جيد."],
    } | values
    empty = dict.fromkeys(("standfirst", "published", "modified", "section", "dateline"))
    lists = {name: [] for name in ("authors", "tags", "captions", "warnings")}
    url = given.get("url", f"{SITE}/1")
    return {"url": url, "method": "generic", **empty, **lists, **given, "text": "\n\n".join(given["paragraphs"])}


def read(url: str = f"{SITE}/1", *, final: str | None = None, canonical: str | None = None, now=NOW, **values) -> Read:
    final = final or url
    return Read("almithal", url, final, 200, now, "1", content(url=url, **values), canonical, [f"<urn:uuid:{uuid4()}>"])


def listed(store: Store, *entries: Entry, now: datetime = NOW, **options) -> addresses.Listed:
    return store.write(addresses.listed, "almithal", entries, now=now, **options)


def waiting(store: Store, run: int, limit: int = 100, **options) -> list[str]:
    return [w.url for w in store.read(addresses.waiting, "almithal", run, limit=limit, **options)]


def state(store: Store, url: str) -> str:
    return store.read(lambda c: c.execute(select(t.addresses.c.state).where(t.addresses.c.key == key_of(url))).scalar())


# --- opening ----------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_knows(store: Store):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), t.metadata)

    assert store.read(differences) == []


def test_the_newest_migration_is_known():
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_heads() == [schema.NEWEST]


def test_many_open_a_new_store_at_once(tmp_path: Path):
    failures: list[Exception] = []

    def opened() -> None:
        try:
            open_store(str(tmp_path / "ghirbal.db")).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=opened) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_is_no_store_says_so(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("<html>" * 400)
    with pytest.raises(StoreError, match=r"page\.html: file is not a database"):
        open_store(str(page))
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (id)")
    with pytest.raises(StoreError, match="is not a store of Ghirbal: it has a table 'songs'"):
        open_store(str(other))
    with pytest.raises(StoreError, match="unable to open"):
        open_store(str(tmp_path / "nowhere" / "ghirbal.db"))
    with pytest.raises(StoreError, match="only sqlite and postgresql"):
        open_store("mysql://localhost/x")
    with pytest.raises(StoreError, match=r"neither a file nor an address"):
        open_store("postgresql://[::1/x")


def test_a_store_of_a_newer_program_is_left_alone(store: Store):
    store.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StoreError, match="is of a newer Ghirbal"):
        open_store(store._engine.url.render_as_string(hide_password=False))


def test_a_full_store_says_so_and_stays_whole(tmp_path: Path):
    store = open_store(str(tmp_path / "ghirbal.db"))
    store.write(lambda c: c.execute(text("PRAGMA max_page_count = 40")))
    entries = [Entry(f"{SITE}/{n}") for n in range(10_000)]
    with pytest.raises(StoreFull, match="no room left"):
        store.write(addresses.listed, "almithal", entries, now=NOW)
    assert store.read(addresses.validators, "almithal") == {}
    run = begin(store)
    assert waiting(store, run) == []


def test_a_damaged_store_says_so(tmp_path: Path):
    path = tmp_path / "ghirbal.db"
    store = open_store(str(path))
    listed(store, *(Entry(f"{SITE}/{n}") for n in range(2000)))
    store.close()
    body = bytearray(path.read_bytes())
    body[len(body) // 4 : len(body) // 2] = b"\xff" * (len(body) // 2 - len(body) // 4)
    path.write_bytes(body)
    store = open_store(str(path))
    with pytest.raises(StoreError, match=r"ghirbal\.db: database disk image is malformed"):
        store.read(lambda connection: connection.execute(select(t.addresses)).all())


# --- addresses --------------------------------------------------------------------------------------------


def test_addresses_wait_newest_first_and_each_once(store: Store):
    run = begin(store)
    a, b, c = (Entry(f"{SITE}/{n}", published=NOW - n * HOUR) for n in range(3))
    assert listed(store, c, a, b, Entry(f"{SITE}/0?utm_source=rss"), Entry(f"{SITE}/undated")) == (4, 0)
    assert listed(store, a, b) == (0, 0)
    assert waiting(store, run) == [a.url, b.url, c.url, f"{SITE}/undated"]
    assert waiting(store, run, limit=1) == [a.url]
    assert waiting(store, run, since=NOW - HOUR) == [a.url, b.url, f"{SITE}/undated"]
    assert waiting(store, run, until=NOW) == [b.url, c.url, f"{SITE}/undated"]


def test_what_was_fetched_waits_again_only_for_an_edit(store: Store):
    run = begin(store)
    entry = Entry(f"{SITE}/1", published=NOW)
    listed(store, entry)
    assert store.write(articles.save, run, read()) == "new"
    assert listed(store, entry) == (0, 0)
    assert waiting(store, run) == []
    edit = entry._replace(updated=NOW + HOUR)
    assert listed(store, edit) == (0, 1)
    assert waiting(store, run) == []  # not twice in one run
    run = begin(store)
    assert waiting(store, run) == [entry.url]
    assert store.write(articles.save, run, read(paragraphs=["بدأ اليوم."])) == "edited"
    assert listed(store, edit) == (0, 0)


def test_an_outlet_that_calls_everything_edited_is_believed_less_and_less(store: Store):
    entry, now, fetched = Entry(f"{SITE}/1", published=NOW), NOW, 0
    for day in range(30):
        now = NOW + timedelta(days=day)
        run = begin(store, now=now)
        listed(store, entry._replace(updated=now), now=now)
        if waiting(store, run):
            fetched += 1
            store.write(articles.save, run, read(now=now))
    assert 6 <= fetched <= 9


def test_full_fetches_again_what_is_stored_once_a_run(store: Store):
    first = begin(store)
    listed(store, Entry(f"{SITE}/1"))
    store.write(articles.save, first, read())
    second = begin(store)
    assert listed(store, Entry(f"{SITE}/1"), again=second) == (0, 1)
    assert waiting(store, second) == [f"{SITE}/1"]
    assert store.write(articles.save, second, read()) == "unchanged"
    assert listed(store, Entry(f"{SITE}/1"), again=second) == (0, 0)


def test_failures_wait_for_the_next_run_and_are_given_up_in_the_end(store: Store):
    url = f"{SITE}/1"
    listed(store, Entry(url))
    for n in range(1, addresses.GIVEN_UP_AFTER + 1):
        run = begin(store)
        assert waiting(store, run) == [url]
        store.write(addresses.failed, run, key_of(url), url, "http-500", status=500, now=NOW)
        assert waiting(store, run) == []
        assert state(store, url) == ("waiting" if n < addresses.GIVEN_UP_AFTER else "given-up")
    assert listed(store, Entry(url, updated=NOW)) == (0, 1)
    run = begin(store)
    store.write(addresses.failed, run, key_of(url), url, "http-410", status=410, now=NOW)
    assert state(store, url) == "gone"


def test_what_robots_forbid_waits_for_ever(store: Store):
    url = f"{SITE}/1"
    listed(store, Entry(url))
    for _ in range(2 * addresses.GIVEN_UP_AFTER):
        store.write(addresses.failed, begin(store), key_of(url), url, "robots", status=None, now=NOW)
    assert waiting(store, begin(store)) == [url]


def test_a_run_knows_what_it_asked_for_and_what_was_done_before(store: Store):
    def done(url: str, *, before: bool) -> bool:
        return store.read(addresses.is_done, url, run, before=before)

    run = begin(store)
    listed(store, *(Entry(f"{SITE}/{n}") for n in (1, 2, 3)))
    store.write(articles.save, run, read(final=f"{SITE}/moved/1"))
    store.write(addresses.failed, run, key_of(f"{SITE}/2"), f"{SITE}/2", "http-500", status=500, now=NOW)
    asked = ("1", "moved/1", "2")
    assert [done(f"{SITE}/{path}", before=False) for path in (*asked, "3", "4")] == [True, True, True, False, False]
    run = begin(store)
    assert not any(done(f"{SITE}/{path}", before=False) for path in asked)
    assert [done(f"{SITE}/{path}", before=True) for path in asked] == [True, True, False]
    listed(store, Entry(f"{SITE}/1", updated=NOW + HOUR))
    assert not done(f"{SITE}/1", before=True)


def test_validators_are_kept_with_what_the_list_named(store: Store):
    said = Validators('"v1"', None, NOW, NOW)
    listed(store, Entry(f"{SITE}/1"), read=(f"{SITE}/rss", said))
    assert store.read(addresses.validators, "almithal") == {f"{SITE}/rss": said}
    later = Validators(None, "Sun, 01 Mar 2026 12:00:00 GMT", NOW, NOW + HOUR)
    listed(store, read=(f"{SITE}/rss", later))
    assert store.read(addresses.validators, "almithal") == {f"{SITE}/rss": later}


# --- articles ---------------------------------------------------------------------------------------------


def test_variants_are_one_article(store: Store):
    run = begin(store)
    listed(store, Entry(f"{SITE}/1"), Entry(f"{SITE}/old/1"), Entry(f"{SITE}/lite?id=1"))
    assert store.write(articles.save, run, read()) == "new"
    assert store.write(articles.save, run, read(f"{SITE}/old/1", final=f"{SITE}/1")) == "duplicate"
    lite = read(f"{SITE}/lite?id=1", canonical=f"{SITE}/1", paragraphs=["بدأ أمس"])
    assert store.write(articles.save, run, lite) == "duplicate"
    assert store.read(find.count, find.Filter()) == 1
    assert waiting(store, begin(store)) == []
    for url in (f"{SITE}/1", f"{SITE}/old/1", f"{SITE}/lite?id=1", "http://www.almithal.example/1/amp/"):
        assert store.read(find.article_at, url).url == f"{SITE}/1"


def test_the_address_that_a_page_names_is_not_fetched_too(store: Store):
    run = begin(store)
    listed(store, Entry(f"{SITE}/1"), Entry(f"{SITE}/lite?id=1"))
    store.write(articles.save, run, read(f"{SITE}/lite?id=1", canonical=f"{SITE}/1"))
    assert waiting(store, run) == []


def test_an_edit_is_a_version_that_says_what_changed(store: Store):
    store.write(articles.save, begin(store), read(published="2026-03-01T10:00:00+03:00"))
    edited = read(title="عنوان", paragraphs=["بدأ أمس.", "وحضره كثيرون.", "وقال رئيسه إن الموسم جيد."], now=NOW + HOUR)
    assert store.write(articles.save, begin(store), edited) == "edited"
    again = read(title="عنوان", paragraphs=edited.content["paragraphs"], published="2026-03-01")
    assert store.write(articles.save, begin(store), again) == "unchanged"
    [found] = store.read(find.find, find.Filter())
    assert (found.title, found.version) == ("عنوان", 2)
    first, second = store.read(find.history, found.id)
    assert (first.cause, first.changes, second.cause, second.fetched_at) == ("new", None, "edited", NOW + HOUR)
    assert second.changes["title"] == ["مهرجان الزيتون يعود إلى الوادي", "عنوان"]
    assert second.changes["paragraphs"] == [{"at": 1, "old": [], "new": ["وحضره كثيرون."]}]


def test_a_forgotten_article_does_not_come_back(store: Store):
    listed(store, Entry(f"{SITE}/1"), Entry(f"{SITE}/2"))
    run = begin(store)
    stored = read(f"{SITE}/2", final=f"{SITE}/1")
    store.write(articles.save, run, stored)
    forgotten = store.write(articles.forget, f"{SITE}/2", "almithal", NOW)
    assert (forgotten.records, forgotten.outlets) == (set(stored.records), {"almithal"})
    assert {key_of(f"{SITE}/1"), key_of(f"{SITE}/2")} == forgotten.reached.keys()
    assert store.read(find.count, find.Filter()) == 0
    for table in (t.versions, t.pages, t.fetches, t.articles):
        assert store.read(lambda c, table=table: c.execute(select(table)).all()) == []
    for url in (f"{SITE}/1", f"{SITE}/2"):
        listed(store, Entry(url, updated=NOW + HOUR))
        assert waiting(store, begin(store)) == []
        assert store.write(articles.save, begin(store), read(f"{SITE}/4", final=url)) == "forgotten"
    assert store.read(find.count, find.Filter()) == 0


def test_articles_are_found_by_outlet_day_run_and_words(store: Store):
    run = begin(store)
    store.write(articles.save, run, read(f"{SITE}/1", published="2026-02-01", paragraphs=["إضراب المعلّمين ينتهي 50%."]))
    store.write(articles.save, begin(store), read(f"{SITE}/2", published="2026-02-02T23:30:00-02:00"))

    def urls(**wanted) -> list[str]:
        return [found.url[-1] for found in store.read(find.find, find.Filter(**wanted))]

    day = datetime(2026, 2, 3, tzinfo=UTC)
    assert urls() == ["2", "1"]
    assert urls(since=day) == ["2"]
    assert urls(until=day) == ["1"]
    assert urls(run=run) == ["1"]
    assert urls(outlets=("hespress",)) == []
    assert urls(words=("اضراب", "المعلمين")) == ["1"]
    assert urls(words=("50%",)) == ["1"]
    assert urls(words=("5%0",)) == []
    [content] = store.read(lambda c: list(find.contents(c, find.Filter(run=run))))
    assert content["paragraphs"] == ["إضراب المعلّمين ينتهي 50%."]
    assert content["version"] == 1


# --- runs and leases --------------------------------------------------------------------------------------


def test_an_outlet_is_crawled_by_one_at_a_time(store: Store):
    begin(store, holder="a:1:0")
    with pytest.raises(runs.Held, match="process 1 of a, since 2026-03-01 12:00 UTC"):
        begin(store, holder="b:2:0")
    begin(store, "hespress", holder="b:2:0")
    assert store.write(leases.take, "almithal", "a:1:0") is None  # renewed
    store.write(leases.give_back, "almithal", "b:2:0")  # not theirs to give
    assert store.write(leases.take, "almithal", "b:2:0") == "a:1:0"
    store.write(leases.give_back, "almithal", "a:1:0")
    assert store.write(leases.take, "almithal", "b:2:0") is None


def test_a_lease_that_ran_out_is_free(store: Store):
    assert store.write(leases.take, "almithal", "a:1:0", -1) is None
    assert store.write(leases.take, "almithal", "b:2:0") is None


def test_the_dead_of_this_machine_hold_nothing(store: Store):
    me = leases.holder()
    host = me.split(":")[0]
    for dead in (f"{host}:999999999:1", f"{me}0"):
        assert store.write(leases.take, "almithal", dead) is None
        assert store.write(leases.take, "almithal", me) is None
        store.write(leases.give_back, "almithal", me)
    store.write(leases.take, "almithal", me)
    assert store.write(leases.take, "almithal", "b:2:0") == me


def test_runs_end_with_a_reason_and_the_killed_are_noticed(store: Store):
    def ended() -> list[tuple]:
        return store.read(lambda c: c.execute(select(t.runs.c.reason, t.runs.c.counts).order_by(t.runs.c.id)).all())

    begin(store)
    run = begin(store)
    assert ended() == [("died", None), (None, None)]
    store.write(runs.end, run, "almithal", "elsewhere:1:0", "finished", {"pages": 3}, NOW)
    assert ended()[1] == ("finished", {"pages": 3})
    assert store.write(leases.take, "almithal", "b:2:0") is None


# --- a database that goes away ----------------------------------------------------------------------------


@needs_postgres
def test_a_database_that_comes_back_costs_a_pause(postgres):
    store = open_store(postgres.new_database(), patience=60)
    run = begin(store)
    postgres.kill()
    threading.Timer(1, postgres.start).start()
    assert store.write(articles.save, run, read()) == "new"
    assert store.read(find.count, find.Filter()) == 1


@needs_postgres
def test_a_database_that_stays_away_is_said_in_one_line(postgres):
    store = open_store(postgres.new_database(), patience=0)
    postgres.kill()
    try:
        with pytest.raises(StoreError, match="not there: ") as caught:
            begin(store)
        assert "\n" not in str(caught.value)
        with pytest.raises(StoreError):
            open_store("postgresql://nobody@127.0.0.1:1/nothing")
    finally:
        postgres.start()
