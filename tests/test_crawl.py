"""The crawl, each time as a process of its own against a real server on the loopback address."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaners import clean_html, outlets
from crawlers import fixture_server, summary
from crawlers.fixture_server import place

ROOT = Path(__file__).parent.parent
ENV = os.environ | {"SCRAPY_SETTINGS_MODULE": "crawlers.settings", "PYTHONPATH": str(ROOT)}
QUICK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_START_DELAY": 0,
    "RETRY_BACKOFF": 0.1,
    "CLEANING_WORKERS": 1,  # with more, what is fetched later may be read first
    "CONTACT": "editor@ghirbal.example",
}

PARAGRAPHS = (
    "افتتح أهالي البلدة القديمة أمس مكتبة عامة في مبنى المدرسة المهجورة، بعد عامين من أعمال الترميم التي "
    "شارك فيها متطوعون من القرى المجاورة.",
    "وقالت أمينة المكتبة إن الرفوف تضم نحو أربعة آلاف كتاب، جُمع أكثرها من بيوت السكان، وإن قاعة القراءة "
    "ستظل مفتوحة حتى الثامنة مساءً.",
    "وتعتزم البلدية تنظيم أمسيات شهرية للقراءة، يدعى إليها كتّاب ورسامون من أنحاء الإقليم، على أن يخصص "
    "يوم الخميس للأطفال.",
)


def page(title: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<nav><a href="/">الرئيسية</a></nav><article><h1>{title}</h1>{body}</article></body></html>'
    ).encode()


HTML = {"Content-Type": "text/html; charset=utf-8"}
ROBOTS = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow:\n")


class Asked(NamedTuple):
    at: float
    host: str
    path: str
    headers: dict[str, str]


class Server:
    """Answers by (host, path) or path, with (status, headers, body) or a function of the visit's number."""

    def __init__(self, answers: dict):
        self.answers = {"/robots.txt": ROBOTS, **answers}
        self.asked: list[Asked] = []
        visits: Counter[tuple[str, str]] = Counter()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                where = place(f"http://{self.headers['Host']}{self.path}")
                server.asked.append(Asked(time.monotonic(), *where, dict(self.headers)))
                answer = server.answers.get(where) or server.answers.get(where[1]) or (404, {}, b"")
                visits[where] += 1
                status, headers, body = answer(visits[where]) if isinstance(answer, Callable) else answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(ConnectionError):  # too large, or killed
                    self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=[0.05], daemon=True).start()
        self.address = f"127.0.0.1:{self.http.server_address[1]}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@pytest.fixture
def serve():
    servers = []

    def start(answers: dict) -> Server:
        servers.append(Server(answers))
        return servers[-1]

    yield start
    for server in servers:
        server.http.shutdown()
        server.http.server_close()


def feed(*urls: str) -> tuple:
    days = (f"Mon, 05 Jan 2026 {23 - n:02}:00:00 +0000" for n in range(len(urls)))
    items = "".join(
        f"<item><link>{url}</link><pubDate>{day}</pubDate></item>" for url, day in zip(urls, days, strict=True)
    )
    return 200, {"Content-Type": "text/xml"}, f"<rss><channel>{items}</channel></rss>".encode()


def command(name: str, server: str, output: Path | None = None, limit: int | None = None, **settings):
    settings = QUICK | {"HOST_MAP": server} | settings
    return [
        *(sys.executable, "-m", "scrapy", "crawl", name),
        *(["-o", str(output)] if output else []),
        *(["-a", f"limit={limit}"] if limit else []),
        *(part for key, value in settings.items() for part in ("-s", f"{key}={value}")),
    ]


class Crawl(NamedTuple):
    items: list[dict]
    log: str
    output: bytes


def crawl(name: str, server: str, folder: Path, **options) -> Crawl:
    output = folder / "articles.jsonl"
    run = subprocess.run(
        command(name, server, output, **options),
        cwd=folder,
        env=ENV,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    written = output.read_bytes() if output.exists() else b""
    return Crawl([json.loads(line) for line in written.splitlines()], run.stderr, written)


def articles(*numbers: int) -> dict:
    return {f"/العالم-العربي/{n}": (200, HTML, page(f"مكتبة في البلدة رقم {n}")) for n in numbers}


def url(n: int) -> str:
    return f"https://aawsat.com/العالم-العربي/{n}"


# --- a whole crawl ----------------------------------------------------------------------------------------


def write_fixtures(folder: Path, outlet: str, urls: list[str]) -> None:
    for n, address in enumerate(urls):
        slug = folder / outlet / f"page-{n}"
        slug.mkdir(parents=True)
        (slug / "page.html").write_bytes(page(f"مكتبة في البلدة رقم {n}"))
        meta = {
            "url": address,
            "fetched_at": f"2026-01-0{n + 1}T10:00:00Z",
            "status": 200,
            "content_type": "text/html; charset=utf-8",
            "charset": "utf-8",
        }
        (slug / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Five pages, dealt out over feeds, a news sitemap and an index with a gzipped sitemap."""
    folder = tmp_path_factory.mktemp("whole")
    write_fixtures(folder / "fixtures", "aawsat", [url(5300001 + n * 10) for n in range(5)])
    with fixture_server.serving(fixture_server.site(folder / "fixtures")) as (address, asked):
        yield crawl("aawsat", address, folder), asked, fixture_server.pages(folder / "fixtures")["aawsat"]


def test_every_list_is_read_and_every_article_comes_once(whole):
    done, _, pages = whole
    assert sorted(item["url"] for item in done.items) == sorted(p.url for p in pages)


def test_the_newest_comes_first(whole):
    done, _, pages = whole
    newest_first = sorted(pages, key=lambda p: p.fetched_at, reverse=True)
    assert [item["url"] for item in done.items] == [p.url for p in newest_first]


def test_items_hold_the_article_and_how_it_was_fetched(whole):
    done, _, _ = whole
    item = done.items[0]
    assert item["outlet"] == "aawsat"
    assert item["title"] == "مكتبة في البلدة رقم 4"
    assert item["paragraphs"] == list(PARAGRAPHS)
    assert item["charset"].lower().replace("_", "-") == "utf-8"
    assert item["status"] == 200
    assert item["final_url"] == item["url"]
    assert item["url"].startswith("https://aawsat.com/")
    assert datetime.fromisoformat(item["fetched_at"]).utcoffset().total_seconds() == 0


def test_output_is_whole_lines_of_unescaped_json(whole):
    done, _, _ = whole
    assert done.output.endswith(b"\n")
    assert "أمينة المكتبة".encode() in done.output
    assert b"\\u0" not in done.output


def test_the_map_keeps_hosts_and_robots_txt_is_obeyed(whole):
    done, asked, pages = whole
    assert {place(visited)[0] for visited in asked} == {"aawsat.com"}
    assert place(asked[0]) == ("aawsat.com", "/robots.txt")
    forbidden = fixture_server.forbidden_address(outlets.get("aawsat"), pages)
    assert place(forbidden) not in {place(visited) for visited in asked}
    assert "page not read: robots" in done.log


def test_no_address_is_asked_for_twice(whole):
    _, asked, _ = whole
    assert not [visited for visited, times in Counter(map(place, asked)).items() if times > 1]


def test_summary_says_what_was_done(whole):
    done, _, _ = whole
    row = next(line for line in done.log.splitlines() if line.startswith("│ aawsat"))
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells[:4] == ["aawsat", "6", "5", "5"]  # found, among them the forbidden one; pages; articles
    assert cells[6:8] == ["rule-not-obeyed 5", "page robots 1"]  # its pages here have none of the outlet's markup
    assert "Traceback" not in done.log


# --- articles over several pages --------------------------------------------------------------------------


def pages_of(path: str, number: int) -> dict:
    """An article over so many pages, each with a headline, a paragraph of its own and a pager; WordPress's form."""

    def where(n: int) -> str:
        return path if n == 1 else f"{path}/{n}"

    def one(n: int) -> bytes:
        pager = " ".join(f'<a href="{where(m)}">{m}</a>' for m in range(1, number + 1) if m != n)
        body = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1][:-1]}، كما في الصفحة رقم {n}.</p>"
        title = "مكتبة في صفحات"
        return (
            f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title></head><body>'
            f"<article><h1>{title}</h1>{body}</article><nav>{pager}</nav></body></html>"
        ).encode()

    return {where(n): (200, HTML, one(n)) for n in range(1, number + 1)}


PAGED = place(url(5300001))[1]
TOLD = re.compile(r"الصفحة رقم (\d+)\.$")


def told(item: dict) -> list[int]:
    """The pages whose own paragraph is in the item."""
    return [int(found[1]) for text in item["paragraphs"] if (found := TOLD.search(text))]


def test_pages_of_an_article_are_joined(tmp_path):
    folder = ROOT / "fixtures" / "hespress" / "postman-pages"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    (tmp_path / "fixtures" / "hespress").mkdir(parents=True)
    (tmp_path / "fixtures" / "hespress" / "postman-pages").symlink_to(folder)
    with fixture_server.serving(fixture_server.site(tmp_path / "fixtures")) as (address, asked):
        done = crawl("hespress", address, tmp_path)
    (item,) = done.items
    assert place(item["url"]) == place(item["final_url"]) == place(expected["url"])
    for field in ("title", "authors", "published", "tags", "captions", "paragraphs", "warnings"):
        assert item[field] == expected[field], field
    of_article = [place(visited)[1].rpartition(".html")[2] for visited in asked if "1541210.html" in visited]
    assert of_article == ["", "/2", "/3"]


def test_a_missing_page_loses_its_text_alone(serve, tmp_path):
    other = url(5300002)
    server = serve({"/feed": feed(url(5300001), other), **pages_of(PAGED, 4), **articles(5300002)})
    server.answers[f"{PAGED}/3"] = (404, {}, b"")
    done = crawl("aawsat", server.address, tmp_path)
    single, paged = sorted(done.items, key=told)
    assert told(paged) == [1, 2]
    assert paged["paragraphs"].count(PARAGRAPHS[0]) == 1
    assert "text-lost" in paged["warnings"]
    assert single["paragraphs"] == list(PARAGRAPHS)
    assert "text-lost" not in single["warnings"]
    assert f"{PAGED}/4" not in server.paths()
    assert "next-page not read: http-404" in done.log
    assert "Traceback" not in done.log


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ((302, {"Location": "https://other.example/2"}, b""), "offsite"),
        ((302, {"Location": PAGED.encode().decode("latin-1")}, b""), "duplicate"),
        ((200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\x00\x00"), "not-text"),
        ((200, HTML, "<title>لا شيء</title><p>لا شيء</p>".encode()), None),
    ],
)
def test_what_is_no_next_page_is_lost_text(serve, tmp_path, answer, cause):
    server = serve({"/feed": feed(url(5300001)), **pages_of(PAGED, 3), f"{PAGED}/2": answer})
    done = crawl("aawsat", server.address, tmp_path)
    (item,) = done.items
    assert told(item) == [1]
    assert "text-lost" in item["warnings"]
    assert {asked.host for asked in server.asked} == {"aawsat.com"}
    assert cause is None or f"next-page {cause} 1" in " ".join(done.log.replace("│", " ").split())
    assert "Traceback" not in done.log


def test_robots_txt_binds_next_pages_and_they_are_bounded(serve, tmp_path):
    robots = (200, {}, f"User-agent: *\nDisallow: {PAGED}/2\n".encode())
    second = place(url(5300002))[1]
    pages = {**pages_of(PAGED, 3), **pages_of(second, 14)}
    server = serve({"/robots.txt": robots, "/feed": feed(url(5300001), url(5300002)), **pages})
    done = crawl("aawsat", server.address, tmp_path)
    assert sorted(map(told, done.items)) == [[1], list(range(1, 11))]
    assert all("text-lost" in item["warnings"] for item in done.items)
    assert f"{PAGED}/2" not in server.paths()
    assert f"{second}/11" not in server.paths()
    assert "next-page not read: robots" in done.log


def test_a_next_page_is_fetched_once_even_where_it_is_listed(serve, tmp_path):
    listed = feed(url(5300001), "https://aawsat.com/node/5300001", url(5300001) + "/2")
    server = serve({"/feed": listed, **pages_of(PAGED, 3), "/node/5300001": (302, {"Location": "/x"}, b"")})
    done = crawl("aawsat", server.address, tmp_path, limit=1)
    assert [told(item) for item in done.items] == [[1, 2, 3]]
    visits = Counter(server.paths())
    assert [visits[path] for path in (PAGED, f"{PAGED}/2", f"{PAGED}/3")] == [1, 1, 1]


def test_next_pages_keep_the_pace(serve, tmp_path):
    listed = feed(url(5300001), url(5300002), url(5300003))
    server = serve({"/feed": listed, **pages_of(PAGED, 3), **articles(5300002, 5300003)})
    done = crawl("aawsat", server.address, tmp_path, limit=3, DOWNLOAD_DELAY=0.2, DOWNLOAD_DELAY_JITTER=0)
    assert sorted(map(told, done.items)) == [[], [], [1, 2, 3]]
    times = [asked.at for asked in server.asked if "/53" in asked.path]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.18


def test_an_interrupted_crawl_ends_with_the_article_whole(serve, tmp_path):
    server = serve({"/feed": feed(url(5300001)), **pages_of(PAGED, 4)})
    output = tmp_path / "articles.jsonl"
    with subprocess.Popen(
        command("aawsat", server.address, output, DOWNLOAD_DELAY=0.3), cwd=tmp_path, env=ENV, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and f"{PAGED}/2" not in server.paths():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    (line,) = output.read_text(encoding="utf-8").splitlines()
    assert told(json.loads(line)) == [1, 2, 3, 4]


# --- manners ----------------------------------------------------------------------------------------------


def test_retry_after_is_obeyed_by_all_requests(serve, tmp_path):
    busy = url(5300001)

    def answer(visit: int):
        if visit == 1:
            return 429, {"Retry-After": "1"}, b""
        return 200, HTML, page("مكتبة بعد انتظار")

    server = serve(
        {
            "/feed": feed(busy, url(5300002), url(5300003)),
            **articles(5300002, 5300003),
            place(busy)[1]: answer,
        }
    )
    done = crawl("aawsat", server.address, tmp_path)
    assert len(done.items) == 3
    first = next(n for n, asked in enumerate(server.asked) if asked.path == place(busy)[1])
    assert server.asked[first + 1].at - server.asked[first].at >= 1.0


def test_other_outlets_go_on_while_one_waits(serve, tmp_path):
    """The wait does not block the reactor: two spiders in one process, the first of which is told to wait."""
    other = "https://www.hespress.com/maktaba-1523456.html"

    def wait(visit: int):
        return ROBOTS if visit > 1 else (503, {"Retry-After": "2"}, b"")

    server = serve(
        {
            ("aawsat.com", "/robots.txt"): wait,
            ("aawsat.com", "/feed"): feed(url(5300001)),
            ("hespress.com", "/feed"): feed(other),
            place(other): (200, HTML, page("مكتبة أخرى")),
            **articles(5300001),
        }
    )
    code = f"from crawlers.demo import crawl; print(crawl(['aawsat', 'hespress'], {server.address!r}))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=ENV, capture_output=True, encoding="utf-8", timeout=60
    )
    assert run.stdout.splitlines()[-1] == "{'aawsat': 1, 'hespress': 1}", run.stderr
    robots = [asked.at for asked in server.asked if asked[1:3] == ("aawsat.com", "/robots.txt")]
    done = next(asked.at for asked in server.asked if (asked.host, asked.path) == place(other))
    assert robots[1] - robots[0] >= 2.0
    assert done < robots[1]
    assert len((tmp_path / "demo" / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_host_that_asks_for_too_long_a_wait_is_left_alone(serve, tmp_path):
    server = serve({"/feed": (503, {"Retry-After": "3600"}, b""), **articles(5300001)})
    started = time.monotonic()
    done = crawl("aawsat", server.address, tmp_path)
    assert time.monotonic() - started < 20
    assert server.paths() == ["/robots.txt", "/feed"]
    assert "retry-after" in done.log
    assert done.items == []


@pytest.mark.parametrize("robots", [(503, {}, b""), (200, {"Content-Length": "99"}, b"User-agent")])
def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone(serve, tmp_path, robots):
    server = serve({"/robots.txt": robots, "/feed": feed(url(5300001)), **articles(5300001)})
    done = crawl("aawsat", server.address, tmp_path, DOWNLOAD_TIMEOUT=0.5)
    assert done.items == []
    assert set(server.paths()) == {"/robots.txt"}
    assert done.log.count("feed not read: robots-unreachable") == len(outlets.get("aawsat").feeds)
    assert "Traceback" not in done.log


def test_crawl_delay_of_robots_txt_is_kept(serve, tmp_path):
    robots = (200, {}, b"User-agent: Ghirbal\nCrawl-delay: 0.25\n")
    server = serve({"/robots.txt": robots, "/feed": feed(url(5300001)), **articles(5300001)})
    crawl("aawsat", server.address, tmp_path, limit=1, DOWNLOAD_DELAY_JITTER=0)
    times = [asked.at for asked in server.asked]
    assert len(times) > 3
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.23


def test_one_request_at_a_time_with_an_honest_name(serve, tmp_path):
    open_requests, most = 0, 0
    lock = threading.Lock()

    def slow(visit: int):
        nonlocal open_requests, most
        with lock:
            open_requests += 1
            most = max(most, open_requests)
        time.sleep(0.1)
        with lock:
            open_requests -= 1
        return 200, HTML, page("مكتبة")

    numbers = range(5300001, 5300006)
    server = serve({"/feed": feed(*map(url, numbers))} | {place(url(n))[1]: slow for n in numbers})
    done = crawl("aawsat", server.address, tmp_path)
    assert len(done.items) == 5
    assert most == 1
    for asked in server.asked:
        assert re.fullmatch(r"Ghirbal/[\d.]+ \(\+editor@ghirbal\.example\)", asked.headers["User-Agent"])
        assert "Cookie" not in asked.headers


def test_a_list_may_be_larger_than_a_page(serve, tmp_path):
    status, headers, body = feed(url(5300001))
    server = serve({"/feed": (status, headers, b" " * 9 * 2**20 + body), **articles(5300001)})
    assert len(crawl("aawsat", server.address, tmp_path).items) == 1


# --- what goes wrong --------------------------------------------------------------------------------------


def test_failures_are_counted_by_cause_and_lose_nothing_else(serve, tmp_path):
    large, empty, moved, picture, elsewhere = (place(url(n))[1] for n in range(5300002, 5300007))
    nothing = "<!doctype html><title>فارغة</title><p>لا شيء</p>".encode()
    known = place(url(5300001))[1].encode().decode("latin-1")
    server = serve(
        {
            "/feed": feed(*map(url, range(5300001, 5300008))),
            "/feed/health": (200, {}, b"<html>an error page</html>"),
            "/googlenews.xml": (500, {}, b""),
            **articles(5300001),
            large: (200, HTML, page("كبيرة") + b" " * 9 * 2**20),
            empty: (200, HTML, nothing),
            moved: (301, {"Location": known}, b""),
            elsewhere: (301, {"Location": f"https://www.aawsat.com{known}"}, b""),
            picture: (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\x00\x00"),
        }
    )
    done = crawl("aawsat", server.address, tmp_path)
    assert [item["url"] for item in done.items] == [
        "https://aawsat.com/%D8%A7%D9%84%D8%B9%D8%A7%D9%84%D9%85-%D8%A7%D9%84%D8%B9%D8%B1%D8%A8%D9%8A/5300001"
    ]
    table = " ".join(done.log[done.log.index("outlet ") :].replace("│", " ").split())
    warnings = clean_html(nothing, url=url(5300003)).warnings
    why = [w for w in warnings if w in ("needs-script", "paywall", "listing", "error-page")] or ["no-article"]
    no_article = ("duplicate 2", "not-text 1", f"{why[0]} 1")
    failures = (
        "page too-large 1",
        "page http-404 1",
        "sitemap http-500 1",
        "list not-a-list 1",
    )
    for said in no_article + failures:
        assert said in table
    assert server.paths().count("/googlenews.xml") == 3  # as many as RETRY_TIMES says
    assert "Traceback" not in done.log


def test_limit_fetches_no_page_more_than_it_takes(serve, tmp_path):
    nothing = url(5300001)
    server = serve({"/feed": feed(nothing, *map(url, range(5300002, 5300010))), **articles(*range(5300002, 5300010))})
    done = crawl("aawsat", server.address, tmp_path, limit=2)
    assert [item["url"][-7:] for item in done.items] == ["5300002", "5300003"]
    assert len([path for path in server.paths() if "/53" in path]) == 3  # the first one is 404


def test_sections_serve_where_no_list_names_an_article(serve, tmp_path):
    section = place(outlets.get("aawsat").sections[0])[1]
    links = f'<a href="{url(5300001)}">خبر</a><a href="/about">عنا</a><a href="//other.example/news/1">x</a>'
    server = serve({section: (200, HTML, links.encode()), **articles(5300001)})
    done = crawl("aawsat", server.address, tmp_path)
    assert len(done.items) == 1
    assert "/about" not in server.paths()
    assert {asked.host for asked in server.asked} == {"aawsat.com"}


def test_redirects_and_charset_of_the_header(serve, tmp_path):
    arabic = page("ميناء طنجة").replace(b'<meta charset="utf-8">', b"").decode().encode("cp1256")
    server = serve(
        {
            "/feed": feed("https://aawsat.com/node/5300001"),
            "/node/5300001": (302, {"Location": "https://www.aawsat.com/world/5300001-maktaba"}, b""),
            "/world/5300001-maktaba": (200, {"Content-Type": "text/html; charset=windows-1256"}, arabic),
        }
    )
    (item,) = crawl("aawsat", server.address, tmp_path).items
    assert item["url"] == "https://aawsat.com/node/5300001"
    assert item["final_url"] == "https://www.aawsat.com/world/5300001-maktaba"
    assert item["title"] == "ميناء طنجة"
    assert item["paragraphs"] == list(PARAGRAPHS)


@pytest.mark.parametrize("ending", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.long)])
def test_an_interrupted_crawl_leaves_whole_lines(serve, tmp_path, ending):
    numbers = range(5300001, 5300401)
    server = serve({"/feed": feed(*map(url, numbers[:24])), **articles(*numbers)})
    output = tmp_path / "elsewhere" / "stored.jsonl"
    with subprocess.Popen(
        command("aawsat", server.address, output, DOWNLOAD_DELAY=0.1),
        cwd=tmp_path,
        env=ENV,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not (output.exists() and output.read_bytes().count(b"\n") >= 2):
            time.sleep(0.02)
        process.send_signal(ending)
        process.communicate(timeout=30)
    written = output.read_bytes()
    assert written.endswith(b"\n")
    assert 2 <= len([json.loads(line) for line in written.splitlines()]) < 24


def test_what_the_summary_says_without_room_for_a_table():
    counts = {
        "found": 4,
        "pages": 3,
        "articles": 3,
        "new": 2,
        "edited": 1,
        "removed/tags": 2,
        "failed/page/http-404": 1,
    }
    cells = summary.row("aawsat", {f"ghirbal/{name}": n for name, n in counts.items()}, "shutdown")
    assert list(summary.lines([cells])) == [
        "aawsat: found 4, pages 3, articles 3, 1 edited",
        "  blocks removed: tags 2",
        "  failures: page http-404 1, shutdown 1",
    ]


# --- commands ---------------------------------------------------------------------------------------------


def test_scrapy_lists_the_outlets():
    run = subprocess.run([sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == sorted(outlets.load())


def run_demo(folder: Path, fixtures: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "crawlers.demo", str(fixtures)],
        cwd=folder,
        env=ENV,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_demo_starts_from_nothing_and_says_when_an_outlet_gives_nothing(tmp_path):
    fixtures = tmp_path / "fixtures"
    write_fixtures(fixtures, "aawsat", [url(5300001), url(5300011)])
    write_fixtures(fixtures, "hespress", ["https://www.hespress.com/maktaba-1523456.html"])
    for _ in range(2):
        run = run_demo(tmp_path, fixtures)
        assert run.returncode == 0, run.stderr
        assert "مكتبة في البلدة رقم 1" in run.stdout
        lines = (tmp_path / "demo" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        assert Counter(json.loads(line)["outlet"] for line in lines) == {"aawsat": 2, "hespress": 1}
    (fixtures / "hespress" / "page-0" / "page.html").write_text("<title>لا شيء</title>", encoding="utf-8")
    run = run_demo(tmp_path, fixtures)
    assert run.returncode == 1
    assert "no article of hespress" in run.stderr
    (fixtures / "aawsat" / "page-0" / "meta.json").write_text("{", encoding="utf-8")
    run = run_demo(tmp_path, fixtures)
    assert run.returncode == 1
    assert "page-0/meta.json" in run.stderr
    assert "Traceback" not in run.stderr
