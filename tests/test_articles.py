"""ghirbal articles, over a store and an archive as crawls leave them."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pyarrow.parquet
import pytest

from crawlers import archive, export, forget
from crawlers.archive import Page
from crawlers.files import written_whole
from crawlers.store import addresses, articles, find, leases, open_store, runs
from tests.stored import NOW, PARAGRAPHS, SITE, Kept, begin, keep, page, unpacked, url
from tests.test_cli import GHIRBAL, Ran, ghirbal
from tests.test_crawl import Server, crawl, feed, serve

__all__ = ["serve"]

HOUR = timedelta(hours=1)
OTHER = "عاد معرض الكتاب إلى ساحة المدينة القديمة بعد انقطاع دام أربع سنوات، وتشارك فيه ثلاثون دارا من بلدان مختلفة."


@pytest.fixture
def kept(address: str, tmp_path: Path):
    with closing(Kept(address, tmp_path, "articles", file_size=1)) as made:  # a file for each page
        yield made


@pytest.fixture
def sqlite(tmp_path: Path):
    (tmp_path / "store").mkdir()
    with closing(Kept(str(tmp_path / "store" / "ghirbal.db"), tmp_path, "articles", file_size=1)) as made:
        yield made


# --- list -------------------------------------------------------------------------------------------------


def test_a_list_is_a_line_an_article_the_newest_first(kept: Kept):
    run = begin(kept.store)
    kept.keep(1, run=run, published="2026-02-01", title="إضراب المعلّمين\tينتهي")
    kept.keep(2, published="2026-02-02T23:30:00-02:00", title="عنوان\x1b[31m أحمر\u202e\u2067 هنا")
    kept.keep(3, title=None)
    rows = [line.split("\t") for line in kept().out.splitlines()]
    first = NOW.isoformat()
    assert rows == [
        ["", first, "aawsat", "1", url(3), ""],
        ["2026-02-03T01:30:00+00:00", first, "aawsat", "1", url(2), "عنوان أحمر هنا"],
        ["2026-02-01T00:00:00+00:00", first, "aawsat", "1", url(1), "إضراب المعلّمين ينتهي"],
    ]

    def numbers(*args: object) -> str:
        return "".join(line.split("\t")[4][-1] for line in kept("list", *args).out.splitlines())

    assert numbers("--since", "2026-02-03") == "32"
    assert numbers("--until", "2026-02-03T01:30") == "1"
    assert numbers("--run", run) == "1"
    assert numbers("--search", "المعلمين اضراب") == "1"
    assert numbers("--limit", 2) == "32"
    assert numbers("--outlet", "aawsat", "--outlet", "hespress") == "321"
    assert kept("--outlet", "hespress") == Ran(3, "", "ghirbal: no article is found\n")


def test_outlets_and_days_that_cannot_be_are_said(sqlite: Kept, tmp_path: Path):
    sqlite.keep(1, outlet="gone")  # its file is no longer there
    assert sqlite("--outlet", "gone").status == 0
    for command in (["list"], ["export", "-o", tmp_path / "a.jsonl"]):
        see = f"(see ghirbal articles {command[0]} --help)\n"
        ran = sqlite(*command, "--outlet", "gone", "--outlet", "nosuch")
        assert ran == Ran(2, "", f"ghirbal: no outlet nosuch: `ghirbal outlets` lists them {see}")
        ran = sqlite(*command, "--since", "2026-03-01", "--until", "2026-03-01")
        assert ran == Ran(2, "", f"ghirbal: --since 2026-03-01 00:00 is not before --until 2026-03-01 00:00 {see}")
    assert not (tmp_path / "a.jsonl").exists()
    (tmp_path / "nosuch.toml").write_text('name = "x"\nname_en = "x"\nhosts = ["nosuch.example"]\n')
    assert sqlite("--outlet", "nosuch", "--outlets", tmp_path).status == 3


def test_the_help_of_the_group_has_the_options_of_the_list():
    said, listed = ghirbal("articles", "--help").out, ghirbal("articles", "list", "--help").out
    options = re.findall(r"^ +(?:-\w, )?(--[a-z]+)", listed, re.MULTILINE)
    assert {"--outlet", "--since", "--search", "--store"} <= set(options)
    assert all(re.search(rf"{option} ", said) for option in options)
    assert all(f"\n  {command} " in said for command in ("export", "forget", "list", "show"))
    assert "\n  Examples:\n" in said and "\n  Exit status:\n" in said


def test_on_a_terminal_each_headline_has_a_line_and_terminals_are_told_to_order_it(sqlite: Kept):
    for n in range(51):
        sqlite.keep(n, title=f"عنوان رقم {n}", published="2026-02-01T10:00:00+00:00", now=NOW + n * HOUR)
    arabic = "https://aawsat.com/%D8%A7%D9%84%D8%B1%D8%A3%D9%8A/5300051-%E2%80%AE"
    day = {"published": "2026-02-01T10:00:00+00:00", "now": NOW + 51 * HOUR}
    keep(sqlite.store, sqlite.archive, arabic, page("عنوان رقم 51"), title="عنوان رقم 51", **day)
    main, child = pty.openpty()
    command = [GHIRBAL, "articles", "--store", sqlite.address]
    with subprocess.Popen(command, stdout=child, stderr=subprocess.PIPE, env=os.environ | {"NO_COLOR": "1"}) as ran:
        os.close(child)
        seen = b""
        try:
            while piece := os.read(main, 65536):
                seen += piece
        except OSError:
            pass
        said = ran.stderr.read().decode()
    lines = seen.decode().replace("\r\n", "\n").removeprefix("\x1b[?2501h").removesuffix("\x1b[?2501l").split("\n")
    assert lines[:4] == [
        "2026-02-01 10:00  aawsat  https://aawsat.com/الرأي/5300051-%E2%80%AE",
        "عنوان رقم 51",
        "",
        f"2026-02-01 10:00  aawsat  {url(50)}",
    ]
    assert all(re.match("[ء-ي]", line) for line in lines[1::3])
    assert said == "ghirbal: the 50 newest of 52: --limit shows more\n"
    assert sqlite("--limit", 1).out.split("\t")[4] == arabic
    assert sqlite("show", lines[0].split()[-1], "--format", "markdown").out.endswith(f"\n<{lines[0].split()[-1]}>\n")


def test_what_is_no_store_is_said_and_none_is_made(tmp_path: Path):
    ran = ghirbal("articles", "--store", tmp_path / "none.db")
    assert (ran.status, ran.err) == (1, f"ghirbal: {tmp_path}/none.db: no such store; --store names another one\n")
    (tmp_path / "page.db").write_text("<html>" * 400)
    ran = ghirbal("articles", "--store", tmp_path / "page.db")
    assert (ran.status, ran.err) == (1, f"ghirbal: {tmp_path}/page.db: file is not a database\n")
    assert not (tmp_path / "none.db").exists()


# --- show -------------------------------------------------------------------------------------------------


@pytest.fixture
def edited(sqlite: Kept) -> Kept:
    sqlite.keep(1, page("رصيف الصيادين", *PARAGRAPHS[:2]), published="2026-02-01")
    later = NOW + HOUR
    assert sqlite.keep(1, page("رصيف الصيادين يعود", *PARAGRAPHS), now=later, published="2026-02-01") == "edited"
    return sqlite


def test_an_article_is_shown_as_clean_shows_it(edited: Kept):
    text = "\n\n".join(("رصيف الصيادين يعود", *PARAGRAPHS)) + "\n"
    assert edited("show", url(1)) == Ran(0, text, "")
    assert edited("show", url(1).replace("https://", "http://www.") + "/?utm_source=x").out == text
    assert edited("show", url(1), "--version", 1).out == "\n\n".join(("رصيف الصيادين", *PARAGRAPHS[:2])) + "\n"
    markdown = edited("show", url(1), "--format", "markdown").out
    assert markdown.startswith("# رصيف الصيادين يعود\n\n2026-02-01\n\n")
    assert markdown.endswith(f"\n\n<{url(1)}>\n")
    ran = edited("show", url(1), "--format", "json")
    said = json.loads(ran.out)
    assert (said["paragraphs"], said["version"], said["first_fetched_at"]) == (list(PARAGRAPHS), 2, NOW.isoformat())
    assert PARAGRAPHS[0] in ran.out


def test_history_says_what_changed_in_each_version(edited: Kept):
    assert edited("show", url(1), "--history").out == (
        f"version 1  new  2026-03-01 12:00 UTC  ghirbal 0.0.1\n\n"
        f"version 2  edited  2026-03-01 13:00 UTC  ghirbal 0.0.1\n\n"
        f"title\n- was\nرصيف الصيادين\n+ is\nرصيف الصيادين يعود\n\n"
        f"behind paragraph 2\n+ is\n{PARAGRAPHS[2]}\n\n"
    )
    first, second = map(json.loads, edited("show", url(1), "--history", "--format", "json").out.splitlines())
    assert (first["version"], first["cause"], first["changes"]) == (1, "new", None)
    assert second["changes"]["paragraphs"] == [{"at": 2, "old": [], "new": [PARAGRAPHS[2]]}]


def test_what_is_not_there_is_said(edited: Kept):
    assert edited("show", url(2)) == Ran(3, "", f"ghirbal: {url(2)}: no such article\n")
    assert edited("show", url(1), "--version", 3) == Ran(3, "", f"ghirbal: {url(1)}: has 2 versions\n")
    edited.keep(3)
    assert edited("show", url(3), "--version", 2).err == f"ghirbal: {url(3)}: has 1 version\n"
    for wrong in ("x", "http://[", "ftp://aawsat.com/1"):
        ran = edited("show", wrong)
        assert (ran.status, ran.err.count("\n")) == (2, 1)


# --- export -----------------------------------------------------------------------------------------------


def test_the_three_forms_hold_the_same(kept: Kept, tmp_path: Path):
    kept.keep(1, tags=["بحر", "صيد"], published="2026-02-01")
    kept.keep(1, page("عنوان جديد"), now=NOW + HOUR, published="2026-02-01")
    kept.keep(2, authors=[])
    for ending in ("jsonl", "csv", "parquet"):
        ran = kept("export", "-o", tmp_path / f"a.{ending}")
        assert ran == Ran(0, "", f"ghirbal: 2 articles in {tmp_path}/a.{ending}\n")
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert "عنوان جديد" in lines
    objects = [json.loads(line) for line in lines.splitlines()]
    assert [(o["url"], o["version"]) for o in objects] == [(url(2), 1), (url(1), 2)]
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == list(export.COLUMNS)
    days = {name: datetime.fromisoformat for name, kind in export.COLUMNS.items() if kind == "day"}
    for row, said in zip(table.to_pylist(), objects, strict=True):
        assert row == {name: days.get(name, lambda value: value)(said[name]) for name in row}
        assert row["fetched_at"].tzinfo is not None
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[1]["tags"] == ""
    assert rows[0]["paragraphs"] == "\n".join(PARAGRAPHS)
    assert [(row["url"], row["title"], row["published"]) for row in rows] == [
        (o["url"], o["title"], o["published"] or "") for o in objects
    ]
    only = kept("export", "--until", "2026-02-02")
    assert [json.loads(line)["url"] for line in only.out.splitlines()] == [url(1)]
    ran = kept("export", "--until", "2026-02-02", "-o", tmp_path / "one.csv")
    assert ran.err == f"ghirbal: 1 article in {tmp_path}/one.csv\n"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝1"])
def test_formulas_do_not_run_in_spreadsheets(formula: str):
    out = StringIO()
    export.write([dict.fromkeys(export.COLUMNS) | {"title": formula, "tags": [formula], "version": 1}], out, "csv")
    [row] = csv.DictReader(StringIO(out.getvalue().removeprefix("\ufeff"), newline=""))
    assert (row["title"], row["tags"], row["version"]) == ("'" + formula, "'" + formula, "1")


def test_nothing_found_and_nothing_whole_leave_the_file_as_it_was(sqlite: Kept, tmp_path: Path):
    sqlite.keep(1)
    for ending in ("jsonl", "csv", "parquet"):
        file = tmp_path / f"a.{ending}"
        file.write_text("before")
        assert sqlite("export", "-o", file, "--outlet", "hespress") == Ran(3, "", "ghirbal: no article is found\n")

        def broken():
            yield sqlite.store.read(lambda c: next(find.contents(c, find.Filter())))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), written_whole(file) as out:
            export.write(broken(), out, ending)
        assert file.read_text() == "before"
    assert sorted(path.name for path in tmp_path.glob("*a.*")) == ["a.csv", "a.jsonl", "a.parquet"]


def test_many_articles_are_written_in_row_groups(tmp_path: Path):
    number = 4500
    content = {"url": SITE, "paragraphs": ["x"], "fetched_at": NOW.isoformat(), "version": 1}
    with written_whole(tmp_path / "a.parquet") as out:
        assert export.write(({**content, "status": n} for n in range(number)), out, "parquet") == number
    file = pyarrow.parquet.ParquetFile(tmp_path / "a.parquet")
    assert file.num_row_groups == 3
    assert file.read(["status"])["status"].to_pylist() == list(range(number))


def test_wrong_usage_of_export_is_said(sqlite: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ran = sqlite("export", "-o", tmp_path / "a.xlsx")
    assert ran.status == 2
    assert "a.xlsx: ends in none of .jsonl, .csv, .parquet" in ran.err
    ran = sqlite("--outlet", "aawsat", "export")  # an option of the list, not of the export
    assert ran.status == 2
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(export.ExportError, match=r"needs the package pyarrow: pip install 'ghirbal\[parquet\]'"):
        export.check("parquet")


# --- forget -----------------------------------------------------------------------------------------------


def is_forgotten(kept: Kept, address: str) -> bool:
    return kept.store.read(articles.is_forgotten, [address])


def test_a_forgotten_article_is_nowhere_and_the_others_are_as_they_were(kept: Kept, tmp_path: Path):
    kept.keep(1, page("رصيف", *PARAGRAPHS), page("رصيف", "وفي الصفحة الثانية أن الحجر جلب من جبل بعيد عن الميناء."))
    kept.keep(2, page("معرض", OTHER))
    assert kept.keep(1, page("رصيف", *PARAGRAPHS[:2]), now=NOW + HOUR) == "edited"
    assert keep(kept.store, kept.archive, f"{SITE}/old", page("رصيف", *PARAGRAPHS[:2]), final_url=url(1)) == "unchanged"
    # Of a crawl that was killed: in the archive, and unknown to the store.
    stray = Page(archive.new_record(), url(1) + "?utm_source=x", 200, [], page("رصيف"), NOW)
    kept.archive.write("aawsat", stray)
    before = unpacked(tmp_path)
    assert all(text.encode() in before for text in PARAGRAPHS)
    ran = kept("forget", f"{SITE}/old", "--yes")
    said = "3 addresses, 2 versions, 5 pages of the archive"
    assert ran == Ran(0, "", f"ghirbal: forgotten: {SITE}/old: {said}\n")
    after = unpacked(tmp_path)
    assert not [text for text in (*PARAGRAPHS, "جلب من جبل", "رصيف") if text.encode() in after]
    assert OTHER.encode() in unpacked(kept.warc)
    assert kept("show", url(1)).status == 3
    assert OTHER in kept("show", url(2)).out
    for gone in (url(1), f"{url(1)}/2", f"{SITE}/old"):
        assert is_forgotten(kept, gone)
        assert kept("show", gone).status == 3
    assert kept.keep(1) == "forgotten"
    assert kept("forget", url(1), "--yes").status == 0  # what came meanwhile
    assert PARAGRAPHS[0].encode() not in unpacked(tmp_path)


def test_a_forgotten_text_leaves_no_bytes_in_a_full_store(sqlite: Kept, tmp_path: Path):
    run = begin(sqlite.store)
    for n in range(120):
        body = page(f"عنوان فريد {n}", f"فقرة فريدة {n} من نص المقال. " * (1 + n % 40))
        keep(sqlite.store, None, url(n), body, run=run)
    for n in range(0, 120, 7):
        assert sqlite("forget", url(n), "--yes", "--no-warc").status == 0
        held = unpacked(Path(sqlite.address).parent)
        # In a row, in the JSON of a version, and in the form that is searched in.
        assert not re.search(rf"(عنوان فريد|فقرة فريدة|فقره فريده) {n}\D".encode(), held)
    assert len(sqlite().out.splitlines()) == 120 - 18


def test_a_store_that_is_being_read_is_said_to_hold_a_copy(sqlite: Kept, monkeypatch: pytest.MonkeyPatch):
    sqlite.keep(1)
    monkeypatch.setattr("crawlers.store._PRAGMAS", ("busy_timeout=100", "secure_delete=ON"))
    store = open_store(sqlite.address)
    with sqlite3.connect(sqlite.address, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        assert not forget.forget(store, url(1), "aawsat", None).log_is_empty
        reader.execute("COMMIT")
    assert store.empty_log()
    store.close()


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_kill_at_any_step_leaves_nothing_that_comes_back_and_is_gone_on_with(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
):
    kept.keep(1)
    kept.keep(1, page("رصيف", *PARAGRAPHS[:2]), now=NOW + HOUR)
    kept.keep(1, page("رصيف", *PARAGRAPHS[:1]), now=NOW + 2 * HOUR)
    keep(kept.store, kept.archive, f"{SITE}/old", page("رصيف", *PARAGRAPHS[:1]), final_url=url(1))
    removed, whole = archive.remove, articles.forget
    steps = 0

    def killed(function):
        def run(*args):
            nonlocal steps
            steps += 1
            if steps == step:
                raise SystemExit
            return function(*args)

        return run

    monkeypatch.setattr(archive, "remove", killed(removed))
    if step == 4:
        monkeypatch.setattr(articles, "forget", killed(whole))
        steps = -1
    with pytest.raises(SystemExit):
        forget.forget(kept.store, f"{SITE}/old", "aawsat", kept.warc)
    monkeypatch.undo()
    assert is_forgotten(kept, url(1))
    assert kept.store.write(addresses.listed, "aawsat", [], now=NOW) == (0, 0)
    assert kept.keep(1, now=NOW + 3 * HOUR) == "forgotten"
    assert kept("forget", f"{SITE}/old", "--yes").status == 0
    assert not [text for text in (*PARAGRAPHS, "رصيف") if text.encode() in unpacked(tmp_path)]


def test_an_outlet_that_is_being_crawled_is_left_alone(kept: Kept):
    kept.keep(1)
    kept.store.write(runs.begin, "aawsat", "elsewhere:7:0", {}, NOW, 60)
    ran = kept("forget", url(1), "--yes")
    assert ran == Ran(75, "", "ghirbal: aawsat is being crawled by process 7 of elsewhere\n")
    assert kept("show", url(1)).status == 0
    kept.store.write(leases.give_back, "aawsat", "elsewhere:7:0")
    assert kept("forget", url(1), "--yes").status == 0
    kept.store.write(runs.begin, "aawsat", "elsewhere:8:0", {}, NOW, 60)  # it was given back


def test_an_address_is_forgotten_ahead(kept: Kept):
    assert kept("forget", url(1), "--yes") == Ran(
        0, "", f"ghirbal: forgotten: {url(1)}: 1 address, 0 versions, 0 pages of the archive\n"
    )
    kept.store.write(addresses.listed, "aawsat", [addresses.Entry(url(1), updated=NOW)], now=NOW)
    assert kept.store.read(addresses.waiting, "aawsat", begin(kept.store), limit=9) == []
    ran = kept("forget", "https://nobody.example/1", "--yes")
    assert (ran.status, "no outlet has this address" in ran.err) == (2, True)
    assert kept("forget", "https://nobody.example/1", "--yes", "--outlet", "aawsat").status == 0
    assert kept("forget", "https://nobody.example/1", "--yes", "--outlet", "nobody").status == 2
    assert is_forgotten(kept, "https://nobody.example/1")


def test_without_the_archive_nothing_is_removed(sqlite: Kept, tmp_path: Path):
    sqlite.keep(1)
    ran = sqlite("forget", url(1), "--yes", "--warc", tmp_path / "elsewhere")
    assert ran.status == 1
    assert "no archive of aawsat, which is to hold its pages; nothing is removed from the store" in ran.err
    assert sqlite("show", url(1)).status == 0
    assert sqlite("forget", url(1)).status == 2  # nobody can be asked
    assert sqlite("forget", url(1), "--yes", "--no-warc").status == 0
    assert sqlite("show", url(1)).status == 3


def test_a_damaged_file_is_said_and_the_rest_is_done(sqlite: Kept):
    sqlite.keep(1, page("رصيف", *PARAGRAPHS, OTHER), page("معرض", os.urandom(4000).hex()))
    path = archive.files(sqlite.warc, "aawsat")[-1]
    body = bytearray(path.read_bytes())
    body[-900:-800] = os.urandom(100)
    path.write_bytes(body)
    ran = sqlite("forget", url(1), "--yes")
    assert ran.status == 1
    assert "1 version, 1 page of the archive\n" in ran.err
    assert re.search(r"warc\.gz: is damaged at byte \d+: passed over: it may hold a page", ran.err)
    assert sqlite("show", url(1)).status == 3


def test_a_question_is_asked_on_a_terminal(sqlite: Kept):
    sqlite.keep(1, title="رصيف الصيادين")
    main, child = pty.openpty()
    for answer, status in ((b"n\n", 130), (b"y\n", 0)):
        os.write(main, answer)
        env = os.environ | {"GHIRBAL_STORE": sqlite.address, "GHIRBAL_WARC": str(sqlite.warc)}
        command = [GHIRBAL, "articles", "forget", url(1)]
        ran = subprocess.run(command, stdin=child, capture_output=True, env=env, timeout=60)
        assert ran.returncode == status, ran.stderr
        assert "رصيف الصيادين\nforget it for ever? [y/N]: ".encode() in ran.stderr
    assert sqlite("show", url(1)).status == 3


def test_a_crawl_does_not_bring_it_back(serve, tmp_path: Path):
    """Forgotten, it is neither asked for, nor kept when another address leads there."""
    first, second, third = (f"https://aawsat.com/العالم-العربي/{n}" for n in (5300001, 5300002, 5300003))
    server: Server = serve({"/feed": feed(first, second)})
    for path, body in ((first, page("رصيف")), (second, page("معرض", OTHER)), (third, None)):
        there = path.removeprefix("https://aawsat.com")
        moved = (301, {"Location": first.removeprefix("https://aawsat.com").encode().decode("latin-1")}, b"")
        server.answers[there] = (200, {"Content-Type": "text/html; charset=utf-8"}, body) if body else moved
    crawl("aawsat", server.address, tmp_path)
    (tmp_path / "articles.jsonl").unlink()
    assert PARAGRAPHS[0].encode() in unpacked(tmp_path)
    ran = ghirbal("articles", "forget", first, "--yes", cwd=tmp_path)
    assert (ran.status, "1 address, 1 version, 1 page of the archive" in ran.err) == (0, True), ran.err
    assert PARAGRAPHS[0].encode() not in unpacked(tmp_path)
    asked = len(server.asked)
    server.answers["/feed"] = feed(first, second, third)
    done = crawl("aawsat", server.address, tmp_path, limit=5)
    assert "forgotten 1" in " ".join(done.log.replace("│", " ").split())
    assert [asked.path[-1] for asked in server.asked[asked:] if "/53" in asked.path] == ["3", "1"]
    assert PARAGRAPHS[0].encode() not in unpacked(tmp_path)
    assert len(ghirbal("articles", cwd=tmp_path).out.splitlines()) == 1
