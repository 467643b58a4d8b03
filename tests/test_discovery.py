"""Feeds, sitemaps and section pages as outlets write them, well and badly."""

import gzip
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

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


# --- damaged lists ------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>أخبار</title><link>https://akhbar.example/</link>
<image><url>https://akhbar.example/logo.png</url><link>https://akhbar.example/home</link></image>
<item><title>سوق &amp; ميناء</title><link>https://akhbar.example/1?a=1&amp;b=2</link><guid>https://akhbar.example/g/1</guid>
<pubDate>Mon, 05 Jan 2026 10:00:00 +0300</pubDate><description><![CDATA[<p>نص <a href="/q">هنا</a>]]></description></item>
<item><media:group><media:title>صورة</media:title><link>https://akhbar.example/wrong</link></media:group>
<title><![CDATA[قطار & جسر]]></title><link><![CDATA[https://akhbar.example/2?a=1&b=2]]></link><guid>tag:2</guid></item>
<item><title>مدرسة</title><link>https://akhbar.example/3?a=1&amp;b=2</link><guid>https://akhbar.example/g/3</guid></item>
</channel></rss>""".encode()

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://akhbar.example/"/>
<entry><title type="html">سوق &lt;b&gt;</title><link rel="enclosure" href="https://akhbar.example/wrong.mp3"/>
<link href="https://akhbar.example/1?a=1&amp;b=2"/><content type="xhtml"><div>نص<p>آخر</p></div></content></entry>
<entry><source><link href="https://akhbar.example/wrong"/></source><title>قطار</title>
<link rel="alternate" href='https://akhbar.example/2?a=1&amp;b=2'/></entry>
<entry><link href="https://akhbar.example/3?a=1&amp;b=2"></link><title>مدرسة</title></entry></feed>""".encode()

SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://akhbar.example/wrong.jpg</image:loc></image:image>
<loc>https://akhbar.example/1?a=1&amp;b=2</loc><news:news><news:publication><news:name>أخبار</news:name></news:publication>
<news:publication_date>2026-01-05</news:publication_date><news:title>سوق</news:title></news:news></url>
<url><loc>https://akhbar.example/2?a=1&amp;b=2</loc><lastmod>2026-01-04</lastmod></url>
<url><loc>https://akhbar.example/3?a=1&amp;b=2</loc></url></urlset>""".encode()

INDEX = (
    SITEMAP.replace(b"<urlset", b"<sitemapindex")
    .replace(b"</urlset", b"</sitemapindex")
    .replace(b"<url>", b"<sitemap>")
    .replace(b"</url>", b"</sitemap>")
)

ADDRESSES = [f"https://akhbar.example/{n}?a=1&b=2" for n in (1, 2, 3)]
DAMAGED = {"rss": RSS, "atom": ATOM, "sitemap": SITEMAP, "index": INDEX}
each_list = pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)


def named(body: bytes) -> list[str]:
    found = read(body, BASE)
    return [entry.url for entry in found.entries + found.sitemaps]


def first_entry(body: bytes) -> int:
    """Where the inside of the first entry begins."""
    start = re.search(rb"<(?:item|entry|url|sitemap)>(?!https)", body)
    assert start is not None
    return start.end()


@each_list
def test_whole_lists_with_references_in_addresses(body):
    assert named(body) == ADDRESSES
    assert read(body, BASE).warnings == []


@each_list
@pytest.mark.parametrize(
    "stray",
    [
        "&nbsp;",
        "&laquo;",
        "&unknown;",
        " & ",
        "\x01",
        "<br>",
        "<p>",
        "</b>",
        "<b>نص",
        "<dc:creator>مراسل</dc:creator>",
        "</title>",
    ],
)
def test_damage_before_addresses_leaves_them_right(body, stray):
    at = first_entry(body)
    found = read(body[:at] + stray.encode() + body[at:], BASE)
    assert [entry.url for entry in found.entries + found.sitemaps] == ADDRESSES
    assert found.warnings == ["broken-xml"]
    assert found.lost == 0


@each_list
@pytest.mark.parametrize("damage", ["&nbsp;", "<b>", "</i>", "\x02", "\ufffe", " & ", "<img src=x>", "&unknown;"])
def test_damage_behind_all_addresses_too(body, damage):
    assert named(body + damage.encode()) == ADDRESSES


@each_list
def test_an_address_that_is_cut_off_is_not_given(body):
    ends = [
        body.index(url.replace("&", "&amp;").encode()) + len(url) + 4
        if url.replace("&", "&amp;").encode() in body
        else body.index(url.encode()) + len(url)
        for url in ADDRESSES
    ]
    for cut in range(len(body)):
        assert named(body[:cut]) == ADDRESSES[: len(named(body[:cut]))], body[:cut][-60:]
    for n, end in enumerate(ends):
        found = read(body[:end], BASE)
        assert [entry.url for entry in found.entries + found.sitemaps] == ADDRESSES[:n]
        assert found.warnings == ["broken-xml"]
        assert found.lost == 1
        after = re.compile(rb"</(?:item|entry|url|sitemap)>").search(body, end)
        assert after is not None
        assert named(body[: after.end()]) == ADDRESSES[: n + 1]


# Tags of entries are not among them: where a second end of an entry stands, nobody knows which is the right one.
STRAYS = (
    b"<b>", b"</b>", b"<br>", b"<p", b"&", b"&nbsp;", b"&foo;", b"<", b">", b'"', b"\x01", b"\xce", b"<title>", b"</title>",
    b"<loc>", b"</loc>", b"<link>", b"</link>", b"<image:image>", b"</image:image>", b"</channel>", b"<![CDATA[", b"]]>",
    b"<!--", b"-->",
)  # fmt: skip


def is_xml(body: bytes) -> bool:
    try:
        etree.fromstring(re.sub(rb"&(?!#?\w+;)", b"&amp;", body))
    except etree.XMLSyntaxError:
        return False
    return True


@each_list
def test_no_damage_gives_an_address_that_the_list_does_not_name(body):
    """A stray anywhere, a tag or a character of one away: all but what is XML still, and what is within an address."""
    inside = {
        at for url in re.finditer(rb"https://akhbar[^<\"' \]]*", body) for at in range(url.start(), url.end() + 1)
    }
    places = [at for at in range(len(body)) if at not in inside]
    damaged = [body[:at] + stray + body[at:] for stray in STRAYS for at in places]
    for tag in re.finditer(rb"<[^<>]*>", body):
        damaged.append(body[: tag.start()] + body[tag.end() :])
        damaged += [body[:at] + body[at + 1 :] for at in range(*tag.span()) if at not in inside]
    kept = []
    for broken in damaged:
        if not is_xml(broken):
            found = named(broken)
            assert set(found) <= set(ADDRESSES), broken
            kept.append(len(found))
    assert sum(kept) > 2 * len(kept)  # of three: what a damage does not touch is read


def rss(*items: str, declaration: str = '<?xml version="1.0"?>') -> str:
    return f"{declaration}<rss><channel>{''.join(items)}</channel></rss>"


def item(n: int, title: str = "عنوان") -> str:
    return f"<item><title>{title}</title><link>https://akhbar.example/{n}?a=1&amp;b=2</link></item>"


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("سوق <b>الخضار", "سوق الخضار"),
        ("سوق </b>الخضار", "سوق الخضار"),
        ("سوق <b><i>الخضار</b>", "سوق الخضار"),
        ("سوق <نوع", "سوق <نوع"),
        ("5 < 7", "5 < 7"),
        ("سوق<br>الخضار &laquo;الجديد&raquo;", "سوقالخضار «الجديد»"),
        ("سوق &unknown; \x07", "سوق \ufffd \ufffd"),
    ],
)
def test_titles_with_stray_tags_keep_to_their_items(title, read_as):
    found = read(rss(item(1), item(2, title), item(3)).encode(), BASE)
    assert urls(found) == ADDRESSES
    assert [entry.title for entry in found.entries] == ["عنوان", read_as, "عنوان"]
    assert found.warnings == ["broken-xml"]


@pytest.mark.parametrize(
    ("broken", "lost"),
    [
        ("<item><link>https://akhbar.example/2<title>سوق</title></item>", 1),
        ("<item><link>https://akhbar.example/2</item>", 1),
        ("<item><link>https://akhbar.example/2\x01</link></item>", 1),
        ("<item><link>https://akhbar.example/2&unknown;</link></item>", 1),
        ("<item><link>https://akhbar.example/2<br></link></item>", 1),
        ("<item><link><![CDATA[https://akhbar.example/2</link></item>", 1),
        ("<item><title><![CDATA[سوق</title><link>https://akhbar.example/2</link></item>", 1),
        ("<item><image:image <image:loc>https://akhbar.example/2</image:loc></image:image></item>", 1),
        ('<item><link href="https://akhbar.example/2"x"/></item>', 1),
        ("<item><title>سوق</item>", 1),
        ("<item><title>سوق <foo>الخضار</title><link>https://akhbar.example/2</link></item>", 1),
        ("<item><br></item>", 0),
    ],
)
def test_an_entry_without_a_sure_address_is_lost_alone(broken, lost):
    found = read(rss("<br>", item(1), broken, "<item><title><![CDATA[]]></title></item>", item(3)).encode(), BASE)
    assert urls(found) == [ADDRESSES[0], ADDRESSES[2]]
    assert found.lost == lost
    assert found.warnings == ["broken-xml"]


def test_an_entry_without_an_end_ends_where_the_next_begins():
    found = read(rss(*(item(n).removesuffix("</item>") for n in (1, 2, 3))).encode(), BASE)
    assert urls(found) == ADDRESSES
    guid = "<item><guid>https://akhbar.example/g/1</guid>"
    assert urls(read(rss(guid + "</item><br>", item(2)).encode(), BASE)) == ["https://akhbar.example/g/1", ADDRESSES[1]]
    assert urls(read(rss(guid, item(2)).encode(), BASE)) == [ADDRESSES[1]]  # the link may have come behind it


@pytest.mark.parametrize("title", ["ميناء طنجة", "ميناء &nbsp; <b>طنجة"])
@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("cp1256", "windows-1256"),
        ("utf-8", "UTF-8"),
        ("utf-8", "utf-16"),
        ("utf-8", "no-such-charset"),
        ("utf-8", "zip"),
        ("utf-8", "idna"),
        ("utf-8", "unicode_escape"),
        ("iso8859-6", "iso-8859-6"),
    ],
)
def test_charsets_that_are_declared(title, codec, label):
    body = rss(item(1, title), item(2), item(3), declaration=f'<?xml version="1.0" encoding="{label}"?>').encode(codec)
    for before in (b"", b"\n\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"):
        found = read(before + body, BASE)
        assert urls(found) == ADDRESSES
        assert found.entries[0].title == "ميناء طنجة"


def test_bytes_of_another_charset_in_an_address():
    raw = "<item><link>https://akhbar.example/محليات</link></item>".encode("cp1256")
    found = read(rss(item(1), "|", item(2)).encode().replace(b"|", raw), BASE)
    assert urls(found) == ADDRESSES[:2]
    assert found.lost == 1


def test_two_lists_in_one_and_what_is_sent_around_them():
    whole = rss(item(1), item(2)).encode()
    assert urls(read(whole + b"\n<script>x = 1 < 2</script>", BASE)) == ADDRESSES[:2]
    assert urls(read(whole + rss(item(3)).encode(), BASE)) == ADDRESSES
    assert urls(read(b'<?xml version="1.0"?>\n' + whole, BASE)) == ADDRESSES[:2]


@pytest.mark.parametrize("start", ["", '<?xml version="1.0"?>', "<rss>"])
def test_html_instead_of_a_list(start):
    page = (
        '<!DOCTYPE html><html><head><title>خطأ</title><link rel="alternate" href="/feed"><meta charset="utf-8"></head>'
        '<body><br><a href="https://akhbar.example/1">خبر</a><p>&nbsp;<img src="/x.png"></body></html>'
    )
    found = read((start + page).encode(), BASE)
    assert (found.entries, found.sitemaps, found.lost) == ([], [], 0)
    assert found.warnings == (["broken-xml"] if start else ["not-a-list"])


def test_a_packed_list_that_is_cut_off():
    text = "".join(f"https://akhbar.example/{n}\n" for n in range(2000)).encode()
    packed = gzip.compress(text)
    found = read(packed[: len(packed) // 2], BASE)
    assert found.warnings == ["bad-gzip"]
    assert len(found.entries) > 500
    assert {entry.url for entry in found.entries} <= set(text.decode().split())
    assert urls(read("https://akhbar.example/1\nhttps://akhbar.example/خبر".encode("cp1256"), BASE)) == [
        "https://akhbar.example/1"
    ]


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
