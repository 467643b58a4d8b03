"""The crawl against a hostile server: each case is refused with its cause, and the crawl goes on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.children import NAMES, ROOT, Crawl, Ran, crawl
from tests.hostile.server import CASES, PAGE, PARAGRAPHS, PRIVATE_TARGETS, Server, moved, says, serving

ROOM = 96  # MB that a crawl of hostile pages may take beyond one of harmless pages


def cause_of(done: Crawl, name: str) -> str | None:
    """The cause of a case's failure: its address is named, or the one that it led to, which ends in what it is."""
    ending = re.compile(rf"[/?]{re.escape(name.removeprefix('to-'))}$|/{re.escape(name)}(?:\?.*)?$|[?]{name}$")
    return next((cause for url, cause in done.failed.items() if ending.search(url)), None)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    with serving() as server:
        server.lists("page")
        done = crawl(server, tmp_path_factory.mktemp("harmless"))
        assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]
        return done.ran


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, Server]:
    """All cases in one crawl, of a host that is public; side by side, as some take all the time there is."""
    together = {"CONCURRENT_REQUESTS": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 2, "AUTOTHROTTLE_ENABLED": 0}
    with serving() as server:
        return crawl(server, tmp_path_factory.mktemp("plain"), **together), server


@pytest.mark.parametrize("name", CASES)
def test_case(plain: tuple[Crawl, Server], name: str) -> None:
    done, _ = plain
    if CASES[name].cause == "not-text":
        assert "not-text 3" in done.table
    else:
        assert cause_of(done, name) == CASES[name].cause


def test_the_crawl_goes_on(plain: tuple[Crawl, Server]) -> None:
    done, server = plain
    assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]
    assert server.secrets == []
    causes = Counter(case.cause for case in CASES.values())
    for cause in ("private-address", "credentials", "encoding", "too-large", "timeout"):
        assert f"page {cause} {causes[cause]}" in done.table


def test_memory_is_bounded(plain: tuple[Crawl, Server], harmless: Ran) -> None:
    done, _ = plain
    assert done.ran.megabytes < harmless.megabytes + ROOM


# --- addresses ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, Server]:
    """The redirects in one crawl of which every host is mapped to the server, which is no public one here."""
    with serving() as server:
        server.lists("page", *(name for name in CASES if name.startswith("to-")))
        address = f"127.0.0.2:{server.port}"
        return crawl(server, tmp_path_factory.mktemp("mapped"), HOST_MAP=address, world={"public": []}), server


@pytest.mark.parametrize("name", [f"to-{name}" for name in PRIVATE_TARGETS])
def test_what_is_mapped_leads_to_nothing_private(mapped: tuple[Crawl, Server], name: str) -> None:
    done, server = mapped
    # Where a name leads is for the map to say: to the server, which has no such page.
    assert cause_of(done, name) == ("http-404" if name.startswith("to-name") else "private-address")
    assert server.visits == 0


def test_what_is_mapped_is_reached_though_it_is_private(mapped: tuple[Crawl, Server]) -> None:
    done, server = mapped
    assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]
    assert done.ran.looked_up == []
    hosts = {re.search(r"\r\nHost: (\S+)", request, re.IGNORECASE)[1] for request in server.requests}
    assert hosts <= {f"{name}:{server.port}" for name in NAMES} | set(NAMES)


def test_only_the_mapped_host_is_reached(tmp_path: Path) -> None:
    """A map of one host: a host below it that is mapped elsewhere is private as ever."""
    with serving() as server:
        server.lists("page", "to-name", "to-loopback")
        hosts = {"news.example": f"127.0.0.2:{server.port}", "intern.news.example": f"127.0.0.1:{server.port}"}
        done = crawl(server, tmp_path, HOST_MAP=json.dumps(hosts), world={"public": []})
        assert len(server.secrets) == 2  # robots.txt and the page: mapped on purpose
        assert cause_of(done, "to-loopback") == "private-address"


def test_a_private_host_is_not_crawled(tmp_path: Path) -> None:
    with serving() as server:
        done = crawl(server, tmp_path, world={"names": {"news.example": ["127.0.0.1"]}})
        assert done.items == []
        assert list(done.failed.values()) == ["private-address"]
        assert "feed private-address 1" in done.table
        assert (server.requests, server.secrets) == ([], [])


def test_a_private_host_is_crawled_with_leave(tmp_path: Path) -> None:
    with serving() as server:
        server.lists("page")
        done = crawl(server, tmp_path, ALLOW_PRIVATE=1, world={"public": []})
        assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]


def test_a_name_that_changes_between_two_requests(tmp_path: Path) -> None:
    """Public for robots.txt and the feed, private when the page is asked for."""
    with serving() as server:
        server.lists("page")
        names = {"news.example": ["127.0.0.2", "127.0.0.2", "127.0.0.1"]}
        done = crawl(server, tmp_path, DNSCACHE_ENABLED=0, world={"names": names})
        assert [number for _, number in done.ran.looked_up] == names["news.example"]
        assert cause_of(done, "page") == "private-address"
        assert server.secrets == []


@pytest.mark.parametrize(
    "case", ["to-loopback", "to-many", "bomb-gzip", "broken-br", "endless-head", "endless-body", "drip-body", "nothing"]
)
def test_rules_that_cannot_be_had_allow_nothing(tmp_path: Path, case: str) -> None:
    with serving() as server:
        server.answers["/robots.txt"] = CASES[case].answer
        done = crawl(server, tmp_path)
        assert list(done.failed.values()) == ["robots-unreachable"]
        assert done.items == []
        assert server.visits == 0


def test_rules_without_an_end_are_read_in_part(tmp_path: Path, harmless: Ran) -> None:
    with serving() as server:
        server.lists("page", "nothing")
        rules = b"User-agent: *\nDisallow: /case/nothing\n" + b"Disallow: /*a*b*c\n" * 400_000
        server.answers["/robots.txt"] = says(rules, Content_Type="text/plain")
        done = crawl(server, tmp_path)
        assert cause_of(done, "nothing") == "robots"
        assert len(done.items) == 1
    assert done.ran.megabytes < harmless.megabytes + ROOM


def test_a_page_that_refreshes_to_a_private_address(tmp_path: Path) -> None:
    with serving() as server:
        server.lists("refresh")
        tag = '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:{}/case/secret?refresh">'
        server.answers["refresh"] = says(tag.format(server.port).encode() + PAGE)
        assert cause_of(crawl(server, tmp_path), "refresh") == "private-address"
        assert server.visits == 0


def test_a_next_page_that_is_private(tmp_path: Path) -> None:
    with serving() as server:
        server.lists("news/1234567")
        link = b'<link rel="next" href="/case/news/1234567/2">'
        server.answers["news/1234567"] = says(PAGE.replace(b"<title>", link + b"<title>"))
        server.answers["news/1234567/2"] = moved("http://127.0.0.1:PORT/case/secret")
        done = crawl(server, tmp_path)
        assert "next-page private-address 1" in done.table
        assert "text-lost" in done.items[0]["warnings"]
        assert server.visits == 0


def test_addresses_with_credentials_are_not_listed(tmp_path: Path) -> None:
    with serving() as server:
        items = "".join(
            f"<item><link>http://{user}news.example:{server.port}/case/page?{n}</link></item>"
            for n, user in enumerate(("", "user@", "user:secret@", "@"))
        )
        server.answers["/feed"] = says(f"<rss><channel>{items}</channel></rss>".encode(), Content_Type="text/xml")
        done = crawl(server, tmp_path)
        assert len(done.items) == 1
        assert not any("\r\nauthorization" in request.lower() for request in server.requests)


def test_nothing_of_one_host_is_told_to_another(tmp_path: Path) -> None:
    with serving() as server:
        server.lists("cookies")
        (item,) = crawl(server, tmp_path).items
        assert item["final_url"] == f"http://other.news.example:{server.port}/case/page?other"
        for request in server.requests:
            assert not re.search(r"\r\n(?:cookie|authorization):", request, re.IGNORECASE)


def test_proxies_of_the_environment_are_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as server:
        server.lists("page")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}/")
        assert len(crawl(server, tmp_path).items) == 1
        assert server.visits == 0


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://news.example/x", "data:,x", "s3://bucket/key"])
def test_no_handler_but_for_http(tmp_path: Path, address: str) -> None:
    """Also where a page's own spider asks for it."""
    code = (
        "import sys; from scrapy.crawler import AsyncCrawlerProcess as P; from scrapy import Spider\n"
        "from scrapy.utils.project import get_project_settings as s\n"
        "class One(Spider):\n name = 'one'; start_urls = [sys.argv[1]]; custom_settings = {'ROBOTSTXT_OBEY': False}\n"
        " def parse(self, response): print('READ', response.body)\n"
        "p = P(s()); p.crawl(One); p.start()"
    )
    env = os.environ | {"SCRAPY_SETTINGS_MODULE": "crawlers.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, address], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", timeout=60
    )
    assert "READ" not in done.stdout
    assert "Unsupported URL scheme" in done.stderr
