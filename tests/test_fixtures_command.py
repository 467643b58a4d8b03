"""`ghirbal fixtures`: adding pages of a server and of files, what differs, and what is taken for expected."""

import gzip
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

from crawlers import fixture_report, fixtures
from crawlers.cli import main
from crawlers.fixtures import COMPARED, FIELDS, PACKED_OVER, Fixture, FixtureError, load, slug_of

ROOT = Path(__file__).parent.parent
GHIRBAL = Path(sys.executable).with_name("ghirbal")
SHIPPED = ROOT / "fixtures" / "aawsat" / "handball-short"
PAGE = (SHIPPED / "page.html").read_bytes()
URL = json.loads((SHIPPED / "meta.json").read_bytes())["url"]
EXPECTED = json.loads((SHIPPED / "expected.json").read_bytes())


class Ran(NamedTuple):
    status: int
    out: str
    err: str


def ghirbal(*args: object, cwd: Path, stdin: bytes = b"") -> Ran:
    command = [GHIRBAL, "fixtures", *map(str, args)]
    ran = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, timeout=60)
    assert "Traceback" not in ran.stderr.decode()
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def change(path: Path, **keys: object) -> None:
    path.write_text(json.dumps(read(path) | keys, ensure_ascii=False), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder of work with two fixtures."""
    for name in ("aawsat/handball-short", "hespress/water-short"):
        shutil.copytree(ROOT / "fixtures" / name, tmp_path / "fixtures" / name)
    return tmp_path


@pytest.fixture
def web() -> Iterator[str]:
    """A web server at whose every address is the page of aawsat, and says so in its header."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = self.path.endswith(".txt")
            if self.path == "/moved":
                self.send_response(301)
                self.send_header("Location", "/%D8%AE%D8%A8%D8%B1-5219034")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if text else "text/html; charset=UTF-8")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


# --- add --------------------------------------------------------------------------------------------------


def test_a_fetched_page_is_saved_as_found(tmp_path: Path, web: str) -> None:
    before = datetime.now().astimezone().replace(microsecond=0)
    ran = ghirbal("add", f"{web}/page", "--url", URL, "--slug", "handball", "--allow-private", cwd=tmp_path)
    assert ran.status == 0
    saved = tmp_path / "fixtures" / "aawsat" / "handball"
    assert sorted(files(saved)) == ["expected.json", "meta.json", "page.html"]
    assert (saved / "page.html").read_bytes() == PAGE
    meta = read(saved / "meta.json")
    assert before <= datetime.fromisoformat(meta.pop("fetched_at")) <= datetime.now().astimezone()
    assert meta == {
        "url": URL,
        "status": 200,
        "content_type": "text/html; charset=utf-8",
        "charset": "utf-8",
        "sha256": sha256(PAGE).hexdigest(),
        "markup": "seen",
        "notes": "",
    }
    expected = read(saved / "expected.json")
    assert expected == {field: EXPECTED[field] for field in FIELDS} | {"removed_contains": []}
    assert list(expected) == [*FIELDS, "removed_contains"]
    assert EXPECTED["title"] in (saved / "expected.json").read_text(encoding="utf-8")  # letters as letters
    assert ghirbal("check", cwd=tmp_path) == Ran(0, "", "ghirbal: 1 fixture: 0 with differences\n")


def test_the_result_is_shown_and_a_look_asked_for(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    ran = ghirbal("add", "page.html", "--url", URL, cwd=tmp_path)
    lines = ran.out.splitlines()
    assert lines[:2] == ["aawsat/5219034", "method rules:aawsat, rules body, caption, title"]
    assert lines[lines.index("= title") + 1] == EXPECTED["title"]
    assert f"+ paragraphs ({len(EXPECTED['paragraphs'])})\n" + "\n\n".join(EXPECTED["paragraphs"]) in ran.out
    for trap in EXPECTED["removed_contains"]:
        shown = re.search(rf"^- {trap['reason']} \(\d+\)\n((?:.+\n)+)", ran.out, re.MULTILINE)
        assert shown and trap["text"] in shown[1]
    assert "nothing in: standfirst, authors" in ran.out
    assert "right or wrong" in ran.err and "Look at the page" in ran.err


def test_a_redirected_page_has_the_address_that_it_came_to(tmp_path: Path, web: str) -> None:
    ran = ghirbal("add", f"{web}/moved", "--outlet", "new-paper", "--allow-private", cwd=tmp_path)
    assert ran.status == 0
    saved = tmp_path / "fixtures" / "new-paper" / "5219034"
    assert read(saved / "meta.json")["url"] == f"{web}/خبر-5219034"
    assert read(saved / "expected.json")["outlet"] is None
    assert ghirbal("check", cwd=tmp_path).status == 0


def test_a_file_says_its_own_address_and_nothing_of_how_it_was_fetched(tmp_path: Path) -> None:
    page = tmp_path / "saved.html.gz"
    page.write_bytes(gzip.compress(PAGE))
    os.utime(page, (1_700_000_000, 1_700_000_000))
    assert ghirbal("add", page, "--slug", "one", cwd=tmp_path).status == 0
    saved = tmp_path / "fixtures" / "aawsat" / "one"
    assert (saved / "page.html").read_bytes() == PAGE
    meta = read(saved / "meta.json")
    assert meta["fetched_at"] == "2023-11-14T22:13:20Z"
    assert [meta[key] for key in ("status", "content_type", "charset")] == [None, None, None]
    assert meta["url"].startswith("https://aawsat.com/")


def test_standard_input(tmp_path: Path) -> None:
    assert ghirbal("add", "-", "--url", URL, cwd=tmp_path, stdin=PAGE).status == 0
    assert (tmp_path / "fixtures/aawsat/5219034/page.html").read_bytes() == PAGE


def test_nothing_is_overwritten_without_being_told(here: Path) -> None:
    before = files(here)
    (here / "page.html").write_bytes(PAGE.replace("ناشئو".encode(), "صغار".encode()))
    ran = ghirbal("add", "page.html", "--url", URL, "--slug", "handball-short", cwd=here)
    assert ran.status == 1
    assert re.fullmatch(r"ghirbal: fixtures/aawsat/handball-short: is there already .*--force.*\n", ran.err)
    assert files(here / "fixtures") == {k.removeprefix("fixtures/"): v for k, v in before.items()}

    change(here / "fixtures/aawsat/handball-short/expected.json", seen_by="reader")
    ran = ghirbal("add", "page.html", "--url", URL, "--slug", "handball-short", "--force", cwd=here)
    assert ran.status == 0
    fixture = load(here / "fixtures/aawsat/handball-short")
    assert "صغار" in fixture.expected["title"]
    assert fixture.expected["removed_contains"] == EXPECTED["removed_contains"]
    assert fixture.expected["seen_by"] == "reader"
    assert fixture.meta["notes"] == read(SHIPPED / "meta.json")["notes"]
    assert fixture.meta["sha256"] == sha256((here / "page.html").read_bytes()).hexdigest()


def test_a_large_page_is_packed_the_same_each_time(tmp_path: Path) -> None:
    large = PAGE + b"<!--" + b" " * PACKED_OVER + b"-->"
    (tmp_path / "page.html").write_bytes(large)
    for slug in ("one", "two"):
        assert ghirbal("add", "page.html", "--url", URL, "--slug", slug, cwd=tmp_path).status == 0
    one, two = (tmp_path / "fixtures/aawsat" / slug for slug in ("one", "two"))
    assert sorted(files(one)) == ["expected.json", "meta.json", "page.html.gz"]
    assert (one / "page.html.gz").read_bytes() == (two / "page.html.gz").read_bytes()
    assert gzip.decompress((one / "page.html.gz").read_bytes()) == large
    assert read(one / "meta.json")["sha256"] == sha256(large).hexdigest()
    assert ghirbal("check", cwd=tmp_path).status == 0

    (tmp_path / "page.html").write_bytes(PAGE)
    assert ghirbal("add", "page.html", "--url", URL, "--slug", "one", "--force", cwd=tmp_path).status == 0
    assert sorted(files(one)) == ["expected.json", "meta.json", "page.html"]
    assert ghirbal("check", cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["missing.html"], "missing.html: no such file or directory"),
        (["text.txt"], "text.txt: is extracted text, not a page"),
        (["nameless.html"], "nameless.html: does not say its own address: --url gives it"),
        (["page.html", "--url", "https://example.org/a"], "--outlet names a new outlet"),
        (["page.html", "--url", URL, "--outlet", "hespress"], "an address of aawsat"),
        (["page.html", "--url", "https://example.org/a", "--outlet", "hespress"], "at no host of hespress"),
        (["page.html", "--slug", "../../elsewhere"], "no name for a folder"),
        (["page.html", "--slug", ""], "no name for a folder"),
        (["page.html", "--url", "https://example.org/a", "--outlet", ".."], "no name for a folder"),
        (["http://127.0.0.1:9/"], "is not a public address"),
    ],
)
def test_what_cannot_be_saved_changes_nothing(tmp_path: Path, args: list[str], said: str) -> None:
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)
    (work / "page.html").write_bytes(PAGE)
    (work / "text.txt").write_text("نص", encoding="utf-8")
    (work / "nameless.html").write_text("<p>نص</p>", encoding="utf-8")
    before = files(tmp_path)
    ran = ghirbal("add", *args, cwd=work)
    assert ran.status == 1
    assert ran.out == ""
    assert said in ran.err and ran.err.count("\n") == 1
    assert files(tmp_path) == before


def test_text_of_a_server_is_no_page(tmp_path: Path, web: str) -> None:
    ran = ghirbal("add", f"{web}/page.txt", "--url", URL, "--allow-private", cwd=tmp_path)
    assert ran.status == 1
    assert ran.err.endswith("is text, not a page\n")


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "file").touch()
    ran = ghirbal("add", "page.html", "--url", URL, "--folder", "file/fixtures", cwd=tmp_path)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "ghirbal: file/fixtures/aawsat/5219034: not a directory\n"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://aawsat.com/الرياضة/5219034-ناشئو-اليد", "5219034"),
        ("https://aawsat.com/%D8%AE%D8%A8%D8%B1/5219034-%D8%AE", "5219034"),
        ("https://www.almasryalyoum.com/news/details/2756789", "2756789"),
        ("https://www.lbcgroup.tv/news/lebanon-news/900001/خبر/ar", "900001"),
        ("https://www.hespress.com/oud-maker-1523456.html", "oud-maker-1523456"),
        ("https://example.org/2024/05/01/The_Sea%20at-Tyre/", "the-sea-at-tyre"),
        ("http://archive.aawsat.com/details.asp?section=4&article=602518&feature=", "article-602518"),
    ],
)
def test_a_slug_is_made_of_the_address(url: str, slug: str) -> None:
    assert slug_of(url) == slug


def test_an_address_that_says_nothing_gives_a_digest() -> None:
    one, other = (slug_of(f"https://example.org/{path}") for path in ("ثقافة/المنارة", "ثقافة/الميناء"))
    assert re.fullmatch(r"[0-9a-f]{12}", one)
    assert one != other
    long = slug_of("https://example.org/" + "a-very-long-slug-" * 40)
    assert len(long) <= 60 and not long.endswith("-")
    assert re.fullmatch(r"[a-z0-9-]+", slug_of("https://example.org/../..%2F..%2Fetc%2Fpasswd"))


# --- check ------------------------------------------------------------------------------------------------


def test_a_difference_reads_line_by_line(here: Path) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    paragraphs = [*EXPECTED["paragraphs"]]
    paragraphs[1] = "سطر آخر."
    del paragraphs[3]
    change(path, title="عنوان آخر", standfirst="مقدمة", paragraphs=paragraphs)
    ran = ghirbal("check", "aawsat", cwd=here)
    assert ran.status == 1
    assert ran.err == "ghirbal: 1 fixture: 1 with differences\n"
    now = EXPECTED["paragraphs"]
    assert ran.out == (
        f"aawsat/handball-short/title\n- expected\nعنوان آخر\n+ now\n{EXPECTED['title']}\n\n"
        "aawsat/handball-short/standfirst\n- expected\nمقدمة\n+ now\n(nothing)\n\n"
        "aawsat/handball-short/paragraphs\n"
        f"- expected, 2 of 3\nسطر آخر.\n+ now, 2 of 4\n{now[1]}\n+ now, 4 of 4\n{now[3]}\n\n"
    )
    assert ghirbal("check", "hespress", cwd=here).status == 0
    assert ghirbal("check", "*/*/authors", "aawsat/handball-short/tags", cwd=here).status == 0
    title = ghirbal("check", "aawsat/*/title", cwd=here)
    assert title.status == 1 and "paragraphs" not in title.out


def test_a_trap_that_is_not_removed_says_what_became_of_it(here: Path) -> None:
    traps = [
        {"text": EXPECTED["paragraphs"][0][:30], "reason": "related"},
        {"text": "تكنولوجيا", "reason": "tags"},
        {"text": "ليس في الصفحة", "reason": "related"},
    ]
    change(here / "fixtures/aawsat/handball-short/expected.json", removed_contains=traps)
    ran = ghirbal("check", cwd=here)
    assert ran.status == 1
    _, *told = re.split(r"^[-+] (?:expected|now), \d of 3\n", ran.out, flags=re.MULTILINE)
    assert [entry.splitlines()[:2] for entry in told[:3]] == [[t["reason"], t["text"]] for t in traps]
    fates = [entry.splitlines()[0] for entry in told[3:]]
    assert fates[0] == "kept" and fates[1].startswith("navigation") and fates[2] == "not on the page"


def test_a_page_that_was_changed_shows(here: Path) -> None:
    page = here / "fixtures/aawsat/handball-short/page.html"
    page.write_bytes(PAGE + b"\n")
    ran = ghirbal("check", cwd=here)
    assert ran.status == 1
    assert [line for line in ran.out.splitlines() if "/" in line] == ["aawsat/handball-short/sha256"]


def test_a_rule_that_stops_working_shows_where_the_text_is_the_same(tmp_path: Path) -> None:
    """The outlet's file without one rule after the other: `method` and `rules` tell, even if nothing else does."""
    shipped = (ROOT / "cleaners/outlets/aawsat.toml").read_text(encoding="utf-8")
    broken = shipped.replace(".printable-area article .entry-content", "#no-such-element")
    assert broken != shipped
    (tmp_path / "aawsat.toml").write_text(broken, encoding="utf-8")
    found = {d.field: d for d in fixtures.differences(load(SHIPPED, tmp_path))}
    assert found["method"].now == "generic"
    assert found["rules"].now == ["caption", "title"]
    assert "paragraphs" not in found

    own = tmp_path / "own"
    own.mkdir()
    (own / "aawsat.toml").write_text(re.sub(r"(?m)^caption = .*\n", "", shipped), encoding="utf-8")
    assert [d.field for d in fixtures.differences(load(SHIPPED, own))] == ["rules"]
    ran = ghirbal("check", "aawsat/handball-short", "--folder", ROOT / "fixtures", "--outlets", own, cwd=tmp_path)
    assert ran.status == 1
    assert ran.out == "aawsat/handball-short/rules\n- expected, 2 of 3\ncaption\n\n"


def test_time_stands_still(tmp_path: Path) -> None:
    """A date that a page gives by the hour is reckoned from when the page was fetched."""
    story = "".join(f"<p>{'فتحت المكتبة أبوابها صباح اليوم أمام القراء بعد أشهر من العمل.' * 3}</p>" for _ in range(5))
    page = f"<html><h1>المكتبة تفتح أبوابها</h1><time class='date'>منذ 3 ساعات</time><article>{story}</article></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    os.utime(tmp_path / "page.html", (1_700_000_000, 1_700_000_000))
    ran = ghirbal("add", "page.html", "--url", "https://example.org/1", "--outlet", "new-paper", cwd=tmp_path)
    assert ran.status == 0
    (saved,) = (tmp_path / "fixtures/new-paper").iterdir()
    assert read(saved / "expected.json")["published"].startswith("2023-11-14T19:13")
    assert ghirbal("check", cwd=tmp_path).status == 0
    change(saved / "meta.json", fetched_at="2020-02-01T01:00:00Z")
    assert load(saved).result["published"].startswith("2020-01-31T22:00")


@pytest.mark.parametrize("name", ["nothing", "aawsat/nothing", "aawsat/handball-short/titel", "a/b/c/d"])
def test_an_id_that_names_nothing_is_wrong_usage(here: Path, name: str) -> None:
    ran = ghirbal("check", "hespress", name, cwd=here)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1 and name.partition("/")[0] in ran.err


def test_no_fixtures_at_all(tmp_path: Path) -> None:
    ran = ghirbal("check", cwd=tmp_path)
    assert ran.status == 2
    assert ran.err.startswith("ghirbal: fixtures: no fixtures")


def test_a_broken_fixture_is_named_and_the_others_are_checked(here: Path) -> None:
    fixture = here / "fixtures/aawsat/handball-short"
    change(here / "fixtures/hespress/water-short/expected.json", title="عنوان آخر")
    breaks = {
        "expected.json": b'{"removed_contains": ["x"]}',
        "meta.json": b'{"url": "https://aawsat.com/node/1", "charset": null, "fetched_at": "noon"}',
        "page.html": None,
        "page.html.gz": b"\x1f\x8b broken",
    }
    for name, content in breaks.items():
        shutil.rmtree(fixture)
        shutil.copytree(SHIPPED, fixture)
        if name.endswith(".gz"):
            (fixture / "page.html").unlink()
        if content is None:
            (fixture / name).unlink()
        else:
            (fixture / name).write_bytes(content)
        ran = ghirbal("check", cwd=here)
        assert ran.status == 1
        assert ran.err.splitlines()[0].startswith(f"ghirbal: fixtures/aawsat/handball-short/{name}: ")
        assert ran.err.splitlines()[1] == "ghirbal: 2 fixtures: 1 with differences, 1 broken"
        assert "hespress/water-short/title" in ran.out
    shutil.copy(SHIPPED / "page.html", fixture)
    with pytest.raises(FixtureError, match=r"both page\.html and page\.html\.gz"):
        load(fixture)


def test_further_pages_are_of_the_article_and_of_the_checksum(tmp_path: Path) -> None:
    def page(n: int) -> bytes:
        story = "".join(
            f"<p>{f'في الجزء {n} من القصة فقرة رقم {k} عن الميناء القديم وأهله الذين عادوا.' * 3}</p>" for k in range(4)
        )
        return f"<html><h1>الميناء القديم</h1><article>{story}</article></html>".encode()

    folder = tmp_path / "fixtures/new-paper/port"
    folder.mkdir(parents=True)
    for name, content in (("page.html", page(1)), ("page-2.html", page(2))):
        (folder / name).write_bytes(content)
    url = "https://example.org/port"
    meta = {"url": url, "next_pages": [f"{url}/2"], "fetched_at": "2026-01-01T00:00:00Z", "charset": "utf-8"}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (folder / "expected.json").write_text("{}", encoding="utf-8")
    assert ghirbal("accept", "new-paper", "--yes", cwd=tmp_path).status == 0
    fixture = load(folder)
    assert len(fixture.expected["paragraphs"]) == 8
    assert fixture.meta["sha256"] == sha256(page(1) + page(2)).hexdigest()
    (tmp_path / "page.html").write_bytes(page(3))
    ran = ghirbal("add", "page.html", "--url", url, "--outlet", "new-paper", "--slug", "port", "--force", cwd=tmp_path)
    assert ran.status == 1 and "further pages" in ran.err


# --- accept -----------------------------------------------------------------------------------------------


def test_accept_shows_and_takes_the_result_and_keeps_what_hands_wrote(here: Path) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    change(path, title="عنوان آخر", method="generic", seen_by="reader")
    other = files(here / "fixtures/hespress")
    ran = ghirbal("accept", "aawsat", "--yes", cwd=here)
    assert ran.status == 0
    assert "عنوان آخر" in ran.out and EXPECTED["title"] in ran.out
    assert read(path) == EXPECTED | {"seen_by": "reader"}
    assert files(here / "fixtures/hespress") == other
    assert (path.with_name("meta.json")).read_bytes() == (SHIPPED / "meta.json").read_bytes()
    assert ghirbal("check", cwd=here).status == 0


def test_accept_writes_as_the_shipped_fixtures_are_written(here: Path) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    change(path, title="عنوان آخر")
    change(path.with_name("meta.json"), sha256="0")
    assert ghirbal("accept", "aawsat", "--yes", cwd=here).status == 0
    assert files(path.parent) == files(SHIPPED)
    assert sorted(p.name for p in (here / "fixtures").iterdir()) == ["aawsat", "hespress"]


def test_accept_takes_one_field(here: Path) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    change(path, title="عنوان آخر", section="قسم آخر")
    assert ghirbal("accept", "aawsat/handball-short/section", "--yes", cwd=here).status == 0
    assert read(path) == EXPECTED | {"title": "عنوان آخر"}


def test_what_is_recorded_nowhere_is_filled_in(here: Path) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    path.write_text(json.dumps({k: v for k, v in EXPECTED.items() if k not in ("method", "rules")}), encoding="utf-8")
    assert "(not recorded)" in ghirbal("check", cwd=here).out
    assert ghirbal("accept", "aawsat", "--yes", cwd=here).status == 0
    assert list(read(path)) == [*FIELDS, "removed_contains"]


def test_a_trap_is_written_by_hand_and_is_not_taken_back(here: Path) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    traps = [{"text": "ليس في الصفحة", "reason": "related"}]
    change(path, removed_contains=traps)
    ran = ghirbal("accept", "aawsat", "--yes", cwd=here)
    assert ran.status == 1
    assert read(path)["removed_contains"] == traps


def test_accept_needs_somebody_to_ask(here: Path) -> None:
    change(here / "fixtures/aawsat/handball-short/expected.json", title="عنوان آخر")
    before = files(here)
    ran = ghirbal("accept", "aawsat", cwd=here)
    assert ran.status == 2 and "--yes" in ran.err
    assert ghirbal("accept", "--yes", cwd=here).status == 2  # no ID
    assert files(here) == before


@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"n\n", 1), (b"\x04", 130)], ids=["yes", "no", "end"])
def test_accept_asks_on_a_terminal(here: Path, answer: bytes, status: int) -> None:
    path = here / "fixtures/aawsat/handball-short/expected.json"
    change(path, title="عنوان آخر")
    before = path.read_bytes()
    ours, theirs = pty.openpty()
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
    shown = b""
    with subprocess.Popen([GHIRBAL, "fixtures", "accept", "aawsat"], **streams, cwd=here) as running:
        os.close(theirs)
        try:
            while data := os.read(ours, 65536):
                asked = b"take what is now" in shown
                shown += data
                if b"take what is now" in shown and not asked:
                    os.write(ours, answer)
        except OSError:  # Linux says so when the other end is closed
            pass
    os.close(ours)
    assert running.returncode == status
    assert "عنوان آخر" in re.sub(r"\x1b\[[0-9;]*m", "", shown.decode())
    assert (path.read_bytes() == before) == (status != 0)


def test_only_the_words_that_changed_are_underlined() -> None:
    fixture = Fixture(SHIPPED, {}, {}, ())
    found = [fixtures.Difference("title", "فاز الفريق مساء أمس", "فاز الفريق اليوم")]
    told = fixture_report.told(fixture, found, color=True)
    assert re.findall(r"\x1b\[4m(.+?)\x1b\[0m", told) == ["مساء أمس", "اليوم"]
    assert re.sub(r"\x1b\[[0-9;]*m", "", told) == fixture_report.told(fixture, found)


def test_a_text_that_drives_terminals_does_not() -> None:
    fixture = Fixture(SHIPPED, {}, {}, ())
    told = fixture_report.told(fixture, [fixtures.Difference("title", "أ\x1b[2Jب", ["ج\u202eد"])])
    assert "\x1b" not in told and "\u202e" not in told


def test_each_example_is_understood_and_each_option_in_the_docs() -> None:
    group = main.commands["fixtures"]
    docs = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    said = docs.partition("\n## ghirbal fixtures\n")[2].partition("\n## ")[0]
    examples = re.findall(r"^ {2,}ghirbal fixtures (.+)$", said, re.MULTILINE)
    for command in group.commands.values():
        examples += re.findall(r"^ {2,}ghirbal fixtures (.+)$", command.get_help(click.Context(command)), re.MULTILINE)
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help and f"`{option.opts[-1]}" in said
    assert len(examples) >= 10
    for name, *args in map(shlex.split, examples):
        group.commands[name].make_context(name, args)


def test_fields_can_all_be_named() -> None:
    assert fixtures.select(ROOT / "fixtures", ["aawsat/handball-short"]) == {SHIPPED: [*COMPARED]}
