"""Hostile feeds and sitemaps: what can be read of them is, the rest is a warning, within bounds of time and memory."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import pytest

from crawlers import discovery
from tests.deadline import soon
from tests.hostile.children import crawl
from tests.hostile.server import MB, PARAGRAPHS, Server, says, serving

BASE = "http://news.example/feed"
LINK = "<link>/case/page</link>"
ITEM = f"<item>{LINK}</item>"


def rss(inside: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<rss><channel>{inside}</channel></rss>'.encode()


def laughs(letters: str = "abcdefghij") -> str:
    """Ten entities, each of ten times the one before it: ten billion laughs."""
    pairs = pairwise(letters)
    return '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairs) + "]>"


def entity(declared: str) -> bytes:
    return rss(f"<item>{LINK}<title>&x;</title></item>", f"<!DOCTYPE rss [<!ENTITY {declared}>]>")


#: By name, with the number of addresses that can be read of each.
LISTS: dict[str, tuple[bytes, int]] = {
    "laughs": (rss(f"<item>{LINK}<title>&j;</title></item>", laughs()), 1),
    "laughs-in-an-attribute": (rss(f'<item a="&j;">{LINK}</item>', laughs()), 1),
    "quadratic-entity": (
        rss(
            "<item><title>" + "&x;" * 100_000 + f"</title>{LINK}</item>",
            f'<!DOCTYPE r [<!ENTITY x "{"y" * 100_000}">]>',
        ),
        1,
    ),
    "external-file": (entity('x SYSTEM "file:///etc/passwd"'), 1),
    "external-address": (entity('x SYSTEM "http://127.0.0.1:PORT/case/secret"'), 1),
    "external-parameter": (
        rss(ITEM, '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:PORT/case/secret"> %x;]>'),
        1,
    ),
    "external-dtd": (rss(ITEM, '<!DOCTYPE rss SYSTEM "http://127.0.0.1:PORT/case/secret">'), 1),
    "included-file": (
        rss(
            '<item xmlns:xi="http://www.w3.org/2001/XInclude"><title><xi:include href="file:///etc/passwd" parse="text"/>'
            f"</title>{LINK}</item>"
        ),
        1,
    ),
    "stylesheet": (b'<?xml-stylesheet href="http://127.0.0.1:PORT/case/secret"?>' + rss(ITEM), 1),
    "deep": (rss(ITEM + "<a>" * 500_000), 1),
    "attributes": (rss(f"<item {' '.join(f'a{n}={chr(34) * 2}' for n in range(100_000))}>{LINK}</item>"), 1),
    "sections-without-an-end": (rss(ITEM + "<![CDATA[" * 400_000), 1),
    "comments-without-an-end": (rss(ITEM + "<!--" * 500_000), 1),
    "comments-in-a-title": (rss(ITEM + "<item><title>" + "<!---->" * 400_000), 1),
    "entries-without-an-end": (rss(ITEM + "<item>" * 1_000_000), 1),
    "tags-in-an-entry": (rss(ITEM + "<item>" + "<a><x></y>" * 400_000), 1),
    "ends-behind-a-deep-entry": (rss(ITEM + "<item>" + "<x>" * 31 + "<y><z></y>" * 400_000), 1),
    "quotes-without-an-end": (rss(ITEM + "<item>" + "<link '\"" * 400_000), 1),
    "ampersands": (rss(ITEM + "&" * 2_000_000), 1),
    "day-of-many-digits": (rss(f"<item>{LINK}<pubDate>Mon, 05 Jan {'9' * 30} 10:00:00 +0000</pubDate></item>"), 1),
    "zone-of-many-digits": (rss(f"<item>{LINK}<pubDate>Mon, 05 Jan 2026 10:00:00 +{'9' * 30}</pubDate></item>"), 1),
    "bomb": (gzip.compress(rss(ITEM).replace(b"</channel></rss>", b"")) + gzip.compress(bytes(64 * MB), 1) * 8, 1),
    "bomb-in-one": (gzip.compress(rss(ITEM).replace(b"</channel></rss>", b"") + bytes(128 * MB), 1), 1),
    "bomb-in-a-bomb": (gzip.compress(gzip.compress(rss(ITEM))), 0),
    "bomb-without-an-end": (gzip.compress(rss(ITEM) + bytes(64 * MB), 1)[:-8], 1),
}


def served(server: Server, name: str) -> None:
    body = LISTS[name][0].replace(b"PORT", str(server.port).encode())
    server.answers["/feed"] = says(body, Content_Type="text/xml")


@pytest.mark.parametrize("name", LISTS)
def test_what_can_be_read_is(name: str) -> None:
    body, number = LISTS[name]
    with soon():
        found = discovery.read(body, BASE)
    assert len(found.entries) == number
    assert not any("root:" in (entry.title or "") for entry in found.entries)


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith(("external", "included", "stylesheet"))])
def test_nothing_else_is_fetched(tmp_path: Path, name: str) -> None:
    with serving() as server:
        served(server, name)
        done = crawl(server, tmp_path)
        assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]
        assert "root:" not in done.ran.err
        assert server.visits == 0


@pytest.mark.parametrize("name", ["laughs", "quadratic-entity", "bomb", "bomb-in-one"])
def test_a_crawl_stays_within_bounds(tmp_path: Path, name: str) -> None:
    with serving() as server:
        served(server, name)
        done = crawl(server, tmp_path)
        assert len(done.items) == LISTS[name][1]
        assert done.ran.megabytes < 400  # a list may be as large as the protocol has it, fifty when it is unpacked


def test_what_is_lost_of_a_damaged_list_is_said(tmp_path: Path) -> None:
    with serving() as server:
        cut_off = rss(ITEM + "<item><link>/case/secret</link></item>").partition(b"ret</link>")[0]
        server.answers["/feed"] = says(cut_off, Content_Type="text/xml")
        done = crawl(server, tmp_path)
        assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]
        assert done.failed == {}
        assert "broken-xml: " in done.ran.err
        assert "lost-entries (1): " in done.ran.err
        assert "list lost-entries 1" in done.table


def test_addresses_that_are_none() -> None:
    wrong = (
        "http://user@news.example/1", "http://user:secret@news.example/1", "http://@news.example/1",
        "http://news.example/" + "1/" * 1_000_000, "http://news.example/" + "خ" * 2000,
        "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ftp://news.example/1", "http://[::1",
    )  # fmt: skip
    items = "".join(f"<item><link>{url}</link></item>" for url in wrong)
    assert discovery.read(rss(items), BASE).entries == []
    anchors = "".join(f'<a href="{url}">x</a>' for url in wrong)
    assert discovery.links(anchors.encode(), BASE) == []
