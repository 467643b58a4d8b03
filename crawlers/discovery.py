"""Where an outlet's articles are: feeds, sitemaps and section pages, read into addresses without network.

One reader serves every list that machines write (RSS 0.9 to 2.0, Atom, sitemaps with or without news tags,
indexes of sitemaps, plain text, each also gzipped): outlets list a feed among their sitemaps and the
reverse, so the root element says what it is, not the place where it stood. lxml reads as a stream, so a list of the
size that the sitemap protocol allows stays within bounds; what it refuses, `crawlers.salvage` reads. Names are compared
without their namespace, which outlets forget or get wrong.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree, html
from w3lib.html import strip_html5_whitespace
from w3lib.url import canonicalize_url, safe_url_string

from cleaners.tracking import parameters
from crawlers import salvage

# What one list may hold: https://www.sitemaps.org/protocol.html#index (50 MB unpacked, 50,000 addresses).
MAX_BYTES = 50 * 2**20
MAX_ENTRIES = 50_000
MAX_URL = 8_000  # characters; the patterns of outlets are looked for in addresses, and a long one can make that last

NEVER = datetime.min.replace(tzinfo=UTC)  # the day of what no list gives a day

#: What `read` may have to say of a list. A closed list.
WARNINGS = ("broken-xml", "truncated", "not-a-list", "bad-gzip")


class Entry(NamedTuple):
    """An address that a list or page names, with what it says of it. Both days are aware or None."""

    url: str
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None

    @property
    def newest(self) -> datetime:
        """For sorting: the later of the two days, the beginning of time where none is given."""
        return max((day for day in (self.published, self.updated) if day), default=NEVER)


@dataclass
class Found:
    """What `read` finds in a list: articles' addresses, the sitemaps that an index names, and warnings.

    `lost` is how many entries were seen of which no address could be read for sure, because the list is damaged.
    """

    entries: list[Entry] = field(default_factory=list)
    sitemaps: list[Entry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lost: int = 0


def read(body: bytes, base: str) -> Found:
    """The entries of the feed or sitemap at `base`, with absolute addresses; duplicates stay in.

    Never raises on bad input: what could be read is in the result, what was wrong is one of `WARNINGS` in it. Of a list
    that is damaged an address is given as the list says it, or not at all.
    """
    found = Found()
    body = _unpack(body, found.warnings)
    start = _ROOT.search(body)
    if start is None:
        whole = body[: body.rfind(b"\n") + 1] if found.warnings else body
        found.entries = list(islice(_text(whole), MAX_ENTRIES))
        if not found.entries:
            found.warnings.append("not-a-list")
        return found
    # Servers put blank lines, a byte order mark or their own error messages before the declaration, and write
    # `&` in addresses unescaped, which makes no address doubtful.
    body = body[start.start() :]
    escaped = _BARE_AMPERSAND.sub(lambda match: b"&amp;" if match[0] == b"&" else match[0], body)
    is_broken = len(escaped) != len(body)
    try:
        named = list(islice(_parsed(escaped, base), MAX_ENTRIES))
    except etree.XMLSyntaxError:
        is_broken, named = True, []
        for kind, said in islice(salvage.entries(body, _TEXTS), MAX_ENTRIES):
            if said is None:
                found.lost += 1
            elif entry := _entry(said, base):
                named.append((kind, entry))
    for kind, entry in named:
        (found.sitemaps if kind == "sitemap" else found.entries).append(entry)
    if len(named) + found.lost == MAX_ENTRIES:
        found.warnings = list(dict.fromkeys([*found.warnings, "truncated"]))
    elif is_broken:
        found.warnings.append("broken-xml")
    return found


def links(body: bytes, base: str, charset: str = "utf-8") -> list[Entry]:
    """The links of a section page in page order, each address once; their text is the title.

    `charset` is what the page is written in; without it, raw letters in addresses would be misread.
    """
    try:
        tree = html.document_fromstring(body, parser=html.HTMLParser(encoding=charset, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError):
        return []
    if (declared := tree.find(".//base[@href]")) is not None:
        base = _join(base, declared.get("href")) or base
    found: dict[str, Entry] = {}
    for anchor in islice(tree.iter("a"), MAX_ENTRIES):
        if (url := _join(base, anchor.get("href") or "")) and url not in found:
            found[url] = Entry(url, " ".join(str(anchor.text_content()).split()) or None)
    return list(found.values())


def address(url: str) -> str:
    """The address to fetch: without its fragment and the parameters that only track the reader."""
    parts = urlsplit(url)
    kept, is_tracked = parameters(parts.query)
    return urlunsplit(parts._replace(query=urlencode(kept) if is_tracked else parts.query, fragment=""))


@lru_cache(4096)  # an address is asked for several times on its way
def key(url: str) -> str:
    """What all addresses of one article have in common; for comparing only, it need not answer.

    The same are http and https, hosts with and without `www.`, and the AMP, mobile and print variants of a page, as far
    as the address shows it: `amp.` and `m.` hosts, `/amp` and `/print` at either end of the path, `?amp=1`,
    `?outputType=amp`. Neither fragment, slash at the end, order of parameters nor tracking makes a difference.
    """
    parts = urlsplit(canonicalize_url(address(url)))
    query = "&".join(part for part in parts.query.split("&") if not _VARIANT.fullmatch(part))
    path = _VARIANT_PATH.sub("", parts.path).rstrip("/")
    return urlunsplit(("", _VARIANT_HOST.sub("", parts.hostname or ""), path, query, ""))


# --- reading one element ------------------------------------------------------------------------------------

_ENTRY_TAGS = tuple(f"{{*}}{name}" for name in salvage.ENTRIES)
_ROOT = re.compile(rb"<\?xml|<(?:[a-z]+:)?(?:rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
# A section that is never closed reaches to the end: looked for from each of its beginnings anew, the end of a list of
# nothing but beginnings would be looked for until the next day.
_BARE_AMPERSAND = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#?\w+;)", re.DOTALL)
# What tells a variant of a page from the page.
_VARIANT_HOST = re.compile(r"^(?:www|amp|m|mobile)\.(?=.+\..)")
_VARIANT_PATH = re.compile(r"^/(?:amp|print)(?=/.)|/(?:amp|print)/?$|\.amp(?=(?:\.html?)?$)")
_VARIANT = re.compile(r"(?i)amp(?:=1|=true|=)?|output(?:type)?=amp|print(?:=1|=true|=)?|view=print")
_PUBLISHED = ("pubdate", "published", "publication_date", "issued", "date")
_UPDATED = ("updated", "lastmod", "modified")
_TEXTS = frozenset(("origlink", "loc", "link", "guid", "title", *_PUBLISHED, *_UPDATED))


def _name(element: etree._Element) -> str:
    """The tag without namespace, also without a prefix that was never declared; empty for comments."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _parsed(body: bytes, base: str) -> Iterator[tuple[str, Entry]]:
    """The entries of a list that is XML, with the names of their elements. Raises `XMLSyntaxError` where it is none."""
    elements = etree.iterparse(
        BytesIO(body),
        events=("end",),
        tag=_ENTRY_TAGS,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in elements:
        if entry := _entry(_said(element), base):
            yield _name(element), entry
        _forget(element)


def _said(element: etree._Element) -> dict[str, str]:
    """What one `item`, `entry`, `url` or `sitemap` says, in the form of `salvage.entries`."""
    said: dict[str, str] = {}
    for child in _described(element):
        name, text = _name(child), " ".join("".join(child.itertext()).split())
        if name == "link" and (href := child.get("href")):  # Atom
            if child.get("rel", "alternate") == "alternate":
                said.setdefault("@href", href)
        elif text:
            said.setdefault(name, text)
    if about := element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"):
        said["@about"] = about
    return said


def _entry(said: dict[str, str], base: str) -> Entry | None:
    """What is said, as an entry; None without address (such as the `url` of a feed's image)."""
    guid = said.get("guid", "")
    url = (
        said.get("origlink")  # the outlet's own, where a feed service rewrote `link`
        or said.get("loc")
        or said.get("link")
        or said.get("@href")
        or (guid if guid.startswith(("http://", "https://")) else "")
        or said.get("@about", "")
    )
    if not (url := _join(base, url)):
        return None
    title = unescape(said.get("title", "")) or None  # many feeds escape twice
    return Entry(url, title, _first_day(said, _PUBLISHED), _first_day(said, _UPDATED))


def _described(element: etree._Element) -> Iterator[etree._Element]:
    """The children that describe the entry itself; of nested ones only those of `news:news`."""
    for child in element.iterchildren("*"):  # no comments, no entities
        if _name(child) == "news":
            yield from child.iterchildren("*")
        else:
            yield child


def _forget(element: etree._Element) -> None:
    """Frees what was read; without it a stream grows to the whole tree."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _text(body: bytes) -> Iterator[Entry]:
    """A sitemap in plain text: an address a line."""
    for line in body.decode("utf-8-sig", errors="replace").splitlines():
        if re.fullmatch(r"https?://[^\s\ufffd]+", line := line.strip()):
            yield Entry(_join("", line))


def _join(base: str, url: str) -> str:
    """The absolute http address, percent-encoded; empty where it is none, names a user or is longer than
    `MAX_URL`."""
    if not (url := strip_html5_whitespace(url)) or len(url) > MAX_URL:
        return ""
    try:
        joined = safe_url_string(urljoin(base, url))
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or len(joined) > MAX_URL:
        return ""
    return joined


def _unpack(body: bytes, warnings: list[str]) -> bytes:
    """The body, unpacked if it is gzipped, up to `MAX_BYTES` or to where it breaks off."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    stream, parts, size = zlib.decompressobj(wbits=31), [], 0
    try:
        while body and size < MAX_BYTES and not stream.eof:
            parts.append(stream.decompress(body, 2**20))
            size += len(parts[-1])
            body = stream.unconsumed_tail
    except zlib.error:
        warnings.append("bad-gzip")
    else:
        if not stream.eof:
            warnings.append("truncated" if size >= MAX_BYTES else "bad-gzip")
    return b"".join(parts)


def _first_day(said: dict[str, str], names: Iterable[str]) -> datetime | None:
    return next((day for name in names if name in said and (day := _day(said[name]))), None)


def _day(text: str) -> datetime | None:
    """A day as feeds (RFC 822) and sitemaps (ISO 8601) write it; in UTC where no zone is named."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        try:
            day = parsedate_to_datetime(text)
        except (ValueError, OverflowError):  # a year or a zone of many digits
            return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)
