"""Feeds, sitemaps and section pages as outlets write them, well and badly."""

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawlers import discovery
from crawlers.discovery import address, key, links, read

BASE = "https://akhbar.example/feed"


def urls(found: discovery.Found) -> list[str]:
    return [entry.url for entry in found.entries]


def test_rss_with_relative_arabic_and_cdata_addresses():
    found = read(
        """<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0"><channel><title>أخبار</title><link>https://akhbar.example</link>
        <image><url>https://akhbar.example/logo.png</url><link>https://akhbar.example</link></image>
        <item><title><![CDATA[افتتاح مكتبة & متحف]]></title><link> /محليات/1001 </link>
          <pubDate>Mon, 05 Jan 2026 10:00:00 +0300</pubDate></item>
        <item><title>سوق الخضار</title><link><![CDATA[https://akhbar.example/1002?a=1&b=2]]></link></item>
        <item><title>بلا رابط</title><guid isPermaLink="true">https://akhbar.example/1003</guid></item>
        <item><title>بلا شيء</title><guid>tag:1004</guid></item>
        </channel></rss>""".encode(),
        BASE,
    )
    assert urls(found) == [
        "https://akhbar.example/%D9%85%D8%AD%D9%84%D9%8A%D8%A7%D8%AA/1001",
        "https://akhbar.example/1002?a=1&b=2",
        "https://akhbar.example/1003",
    ]
    assert found.entries[0].title == "افتتاح مكتبة & متحف"
    assert found.entries[0].published == datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=3)))
    assert found.entries[1].published is None
    assert found.warnings == []


def test_rss_in_windows_1256():
    text = '<?xml version="1.0" encoding="windows-1256"?><rss><channel><item><title>ميناء طنجة</title>'
    text += "<link>https://akhbar.example/7</link></item></channel></rss>"
    assert read(text.encode("cp1256"), BASE).entries[0].title == "ميناء طنجة"


def test_rss_1_and_atom():
    rdf = read(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://akhbar.example/"/>
        <item rdf:about="https://akhbar.example/8"><title>x</title><dc:date>2026-01-05T08:00:00Z</dc:date></item>
        </rdf:RDF>""",
        BASE,
    )
    assert urls(rdf) == ["https://akhbar.example/8"]
    assert rdf.entries[0].published == datetime(2026, 1, 5, 8, tzinfo=UTC)
    atom = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://akhbar.example/"/>
        <entry><title type="html">قطار &amp;quot;الساحل&amp;quot;</title>
        <link rel="enclosure" href="https://akhbar.example/a.mp3"/><link href="https://akhbar.example/9"/>
        <published>2026-01-05T08:00:00Z</published><updated>2026-01-06T08:00:00Z</updated></entry></feed>""".encode(),
        BASE,
    )
    assert urls(atom) == ["https://akhbar.example/9"]
    assert atom.entries[0].title == 'قطار "الساحل"'
    assert atom.entries[0].newest == datetime(2026, 1, 6, 8, tzinfo=UTC)


NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><image:image><image:loc>https://akhbar.example/1.jpg</image:loc></image:image>
    <loc>https://akhbar.example/news/11</loc>
    <news:news><news:publication_date>2026-01-05T10:00+03:00</news:publication_date>
    <news:title>حصاد الزيتون</news:title></news:news></url>
  <url><loc>https://akhbar.example/news/12</loc><lastmod>2026-01-04</lastmod></url></urlset>""".encode()


@pytest.mark.parametrize("body", [NEWS, gzip.compress(NEWS)], ids=["plain", "gzip"])
def test_news_sitemap(body):
    found = read(body, BASE)
    assert urls(found) == ["https://akhbar.example/news/11", "https://akhbar.example/news/12"]
    assert found.entries[0].title == "حصاد الزيتون"
    assert found.entries[0].published == datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert found.entries[1].updated == datetime(2026, 1, 4, tzinfo=UTC)
    assert found.warnings == []


def test_index_of_sitemaps_and_plain_text():
    found = read(
        b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap><loc>https://akhbar.example/2025.xml.gz</loc><lastmod>2025-12-31</lastmod></sitemap>
        <sitemap><loc>/2026.xml.gz</loc></sitemap></sitemapindex>""",
        BASE,
    )
    assert [s.url for s in found.sitemaps] == [
        "https://akhbar.example/2025.xml.gz",
        "https://akhbar.example/2026.xml.gz",
    ]
    assert found.entries == []
    text = read("\ufeffhttps://akhbar.example/1\r\nhttps://akhbar.example/خبر\nno address\n".encode(), BASE)
    assert urls(text) == ["https://akhbar.example/1", "https://akhbar.example/%D8%AE%D8%A8%D8%B1"]


@pytest.mark.parametrize(
    ("body", "expected", "warnings"),
    [
        # cut off in the middle
        (NEWS[: NEWS.index(b"</url>") + 12], ["https://akhbar.example/news/11"], ["broken-xml"]),
        # `&` not escaped, entity of HTML, prefix not declared
        (
            b"<rss><channel><item><link>https://akhbar.example/?p=1&lang=ar</link><title>&laquo;x</title>"
            b"<dc:date>2026-01-05</dc:date></item></channel></rss>",
            ["https://akhbar.example/?p=1&lang=ar"],
            ["broken-xml"],
        ),
        # the server's own message, then a blank line, before the declaration
        (
            b'<b>Warning</b>: x in y\n\n<?xml version="1.0"?><rss><item><link>/1</link></item></rss>',
            ["https://akhbar.example/1"],
            [],
        ),
        # bytes that are not of the declared charset
        (
            b'<?xml version="1.0" encoding="UTF-8"?><rss><item><title>\xce\xc8</title>'
            b"<link>/1</link></item><item><link>/2</link></item></rss>",
            ["https://akhbar.example/1", "https://akhbar.example/2"],
            ["broken-xml"],
        ),
        (b"<!doctype html><html><body>404</body></html>", [], ["not-a-list"]),
        (b"", [], ["not-a-list"]),
        (b"<rss>", [], ["broken-xml"]),
        (b"<urlset></urlset>", [], []),
        (gzip.compress(NEWS)[:-30], ["https://akhbar.example/news/11"], ["bad-gzip", "broken-xml"]),
        (b"\x1f\x8b not gzip", [], ["bad-gzip", "not-a-list"]),
    ],
)
def test_broken_lists_give_what_can_be_read(body, expected, warnings):
    found = read(body, BASE)
    assert urls(found)[: len(expected)] == expected
    assert found.warnings == warnings
    assert set(warnings) <= set(discovery.WARNINGS)


def test_entities_and_files_are_not_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    found = read(
        f'<!DOCTYPE rss [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY e0 "lol">{bomb}]><rss><channel>'
        f"<item><link>https://akhbar.example/1</link><title>&file;&e12;</title></item></channel></rss>".encode(),
        BASE,
    )
    assert urls(found) == ["https://akhbar.example/1"]
    assert "secret" not in (found.entries[0].title or "")
    assert len(found.entries[0].title or "") < 100


def test_huge_lists_are_bounded(monkeypatch):
    monkeypatch.setattr(discovery, "MAX_ENTRIES", 10)
    many = b"<urlset>" + b"<url><loc>https://akhbar.example/1</loc></url>" * 20 + b"</urlset>"
    found = read(many, BASE)
    assert len(found.entries) == 10
    assert found.warnings == ["truncated"]
    monkeypatch.setattr(discovery, "MAX_BYTES", 2**20)
    found = read(gzip.compress(b"<urlset>" + b" " * 2**24), BASE)
    assert found.entries == []
    assert "truncated" in found.warnings


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_links_of_a_section_page(charset):
    page = """<html><head><base href="https://www.akhbar.example/ar/"></head><body>
      <a href="/محليات/1001"><img src="x.jpg"> افتتاح <b>مكتبة</b></a> <a href="1002">ثان</a>
      <a href="/محليات/1001">مكرر</a> <a href="javascript:void(0)">x</a> <a href="mailto:a@b.c">x</a><a>x</a>
      </body></html>"""
    found = links(page.encode(charset), "https://akhbar.example/s", charset)
    assert [entry.url for entry in found] == [
        "https://www.akhbar.example/%D9%85%D8%AD%D9%84%D9%8A%D8%A7%D8%AA/1001",
        "https://www.akhbar.example/ar/1002",
    ]
    assert found[0].title == "افتتاح مكتبة"


def test_links_of_nothing():
    assert links(b"", BASE) == links(b"\x00", BASE) == links(b"<a href='http://['>x</a>", BASE, "no-such") == []


@pytest.mark.parametrize(
    "other",
    [
        "https://akhbar.example/محليات/1001?b=2&a=1",
        "https://akhbar.example/%d9%85%d8%ad%d9%84%d9%8a%d8%a7%d8%aa/1001/?a=1&b=2#comments",
        "http://www.akhbar.example/محليات/1001?utm_source=rss&a=1&utm_medium=x&b=2&fbclid=1",
    ],
)
def test_key_is_the_same_for_all_addresses_of_an_article(other):
    assert key(other) == key("https://akhbar.example/محليات/1001?a=1&b=2")


def test_key_differs_for_other_articles():
    assert key("https://akhbar.example/?p=1") != key("https://akhbar.example/?p=2")
    assert key("https://akhbar.example/1") != key("https://sport.akhbar.example/1")


def test_address_drops_only_what_tracks():
    assert address("https://a.example/x?id=5&utm_source=rss#top") == "https://a.example/x?id=5"
    assert address("https://a.example/x?q=a%20b&empty=") == "https://a.example/x?q=a%20b&empty="
