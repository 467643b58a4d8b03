"""What the entries of a damaged list say: of a feed or sitemap that is cut off, or is not the XML that it should be.

`crawlers.discovery` comes here with what lxml refuses. Recovery as lxml has it is made to lose no text: it drops every
`&amp;` behind the first error, gives an address that is cut off for a whole one, and takes the end of a stray tag for
the end of an entry. Here an address is right or absent:

- An end tag closes the nearest open element of its name. What is open in that was never closed, and says nothing.
- A text that is wanted holds no elements: one that begins within it shows that it was never closed.
- HTML's tags for text are no elements, wherever they stand.
- An entry ends where the next begins, if not before.
- An entry is given up when an address in it was never closed or has something in it that cannot be read, and when an
  end tag in it has no beginning: nobody knows then in which element stood what came before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from html.entities import html5

from w3lib.encoding import html_body_declared_encoding

#: The elements that are entries.
ENTRIES = ("item", "entry", "url", "sitemap")

_LISTS = frozenset("rss rdf channel feed urlset sitemapindex".split())
_ADDRESSES = frozenset("origlink loc link".split())
_HTML = frozenset(
    "a abbr b big blockquote br center cite code del div em font h1 h2 h3 h4 h5 h6 hr i iframe img ins li meta noscript"
    " ol p pre q s script small span strike strong style sub sup table tbody td th tr tt u ul wbr".split()
)
_MAX_DEPTH = 32  # in an entry; those of real lists hold elements in elements in elements at most

# A section or comment that is never closed reaches to the end, so that no end is looked for twice.
_TOKEN = re.compile(
    rb"<!\[CDATA\[(?P<section>.*?)(?:\]\]>|\Z)"
    rb"|<!--.*?(?:-->|\Z)"
    rb"|<(?P<end>/?)(?P<name>[a-z_][\w:.-]*+)(?P<attributes>(?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*')*+>|[^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_EDGE = re.compile(rb"</?(?:[a-z]+:)?(?:item|entry|url|sitemap)[\s/>]", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"\s+([a-z_][\w:.-]*)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')", re.IGNORECASE)
_REFERENCE = re.compile(r"&(#?\w+;)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ASCII = "<a>+AGE-~{\\x41\\u0041"  # reads otherwise in UTF-7 and the like, and where escapes are undone
_UNSURE = re.compile("[<>\ufffd]")  # nothing that an address contains


def entries(body: bytes, texts: Collection[str]) -> Iterator[tuple[str, dict[str, str] | None]]:
    """The entries of a list in its order, each with what it says; with None for one that is given up.

    `body` begins with the declaration or the root element. What an entry says is the first text of each child that is
    among `texts` (local names in lower case), its white space collapsed, under the child's name; `@href` is the first
    link of Atom to the entry itself, `@about` what RDF says the entry is about. U+FFFD stands for what cannot be read.
    Takes time in proportion to the body, and memory in proportion to the largest entry.
    """
    codec = _codec(body)
    entry: _Entry | None = None
    at = 0
    for token in _TOKEN.finditer(body):
        if entry is not None and entry.is_sure:
            entry.text(body[at : token.start()])
        at = token.end()
        if token["name"] is None:
            if entry is not None and entry.is_sure:
                entry.section(token["section"], token[0])
            continue
        tag = token["name"]
        name = tag.rpartition(b":")[2].lower().decode()
        if token["end"]:
            if entry is None:
                continue
            if tag == entry.tag or name in _LISTS:
                yield entry.kind, entry.end(tag == entry.tag)
                entry = None
            elif entry.is_sure:
                entry.close(tag, name)
        elif name in ENTRIES and (entry is None or name == entry.kind or name != "url"):
            if entry is not None:
                yield entry.kind, entry.end(False)
            entry = _Entry(name, tag, token["attributes"], texts, codec)
            if token["attributes"].endswith(b"/>"):
                yield entry.kind, entry.end(True)
                entry = None
        elif entry is not None and entry.is_sure:
            entry.open(tag, name, token["attributes"])
    if entry is not None:
        yield entry.kind, entry.end(False)


class _Entry:
    """An entry as far as it has been read."""

    def __init__(self, kind: str, tag: bytes, attributes: bytes, texts: Collection[str], codec: str):
        self.kind, self.tag, self.texts, self.codec = kind, tag, texts, codec
        self.said: dict[str, str] = {}
        self.is_sure = True
        self.path: list[tuple[bytes, str]] = []  # what is open in it
        self.reading = ""  # the text that is wanted and open; always the last of the path
        self.words: list[str] = []
        for name, value in (_attributes(attributes) or {}).items():
            if name.endswith(b":about") and not _UNSURE.search(about := self.plain(value)):
                self.said["@about"] = about

    def open(self, tag: bytes, name: str, attributes: bytes) -> None:
        if name in _HTML:
            self.is_sure &= self.reading not in _ADDRESSES
            return
        if self.path and self.path[-1][1] in self.texts:
            self.give_up_text()
            self.path.pop()
        describes = not self.path or (len(self.path) == 1 and self.path[0][1] == "news")
        has_href = name == "link" and describes and self.link(attributes)
        if attributes.endswith(b"/>"):
            return
        if len(self.path) == _MAX_DEPTH:
            self.is_sure = False
            return
        self.path.append((tag, name))
        if describes and name in self.texts and not has_href:
            self.reading, self.words = name, []

    def link(self, attributes: bytes) -> bool:
        """Notes a link of Atom; whether it is one."""
        said = _attributes(attributes)
        if said is None:
            self.is_sure = False
            return False
        if not (url := " ".join(self.plain(said.get(b"href", b"")).split())):
            return False
        if said.get(b"rel", b"alternate") == b"alternate":
            self.is_sure &= not _UNSURE.search(url)
            self.said.setdefault("@href", url)
        return True

    def close(self, tag: bytes, name: str) -> None:
        if name in _HTML:
            self.is_sure &= self.reading not in _ADDRESSES
        elif self.path and self.path[-1] == (tag, name):
            self.keep_text()
            self.path.pop()
        elif name in self.texts:  # never open, for they hold nothing that could be
            self.is_sure &= name not in _ADDRESSES or name in self.said
        elif (tag, name) not in self.path:
            self.is_sure = False
        else:
            self.give_up_text()
            while self.path.pop() != (tag, name):
                pass

    def text(self, raw: bytes) -> None:
        if self.reading:
            self.words.append(self.plain(raw))
        elif not self.path and b"<" in raw:  # a tag that is cut off
            self.is_sure = False

    def section(self, raw: bytes | None, whole: bytes) -> None:
        """Reads a CDATA section, or passes over a comment."""
        if _EDGE.search(whole):  # it was never closed, and ends where one of another entry does
            self.is_sure = False
        elif self.reading and raw is not None:
            self.words.append(self.decoded(raw))

    def keep_text(self) -> None:
        if not self.reading:
            return
        text = " ".join("".join(self.words).split())
        if self.reading in _ADDRESSES and _UNSURE.search(text):
            self.is_sure = False
        elif text and not (self.reading == "guid" and _UNSURE.search(text)):
            self.said.setdefault(self.reading, text)
        self.reading = ""

    def give_up_text(self) -> None:
        self.is_sure &= self.reading not in _ADDRESSES
        self.reading = ""

    def end(self, is_closed: bool) -> dict[str, str] | None:
        """What it says. Where it may have gone on, an address may have followed what only stands in for one."""
        self.give_up_text()
        if not self.is_sure:
            return None
        if is_closed and not self.path:
            return self.said
        if not self.said.keys() & {*_ADDRESSES, "@href"}:
            return None
        return {name: text for name, text in self.said.items() if name not in ("guid", "@about")}

    def plain(self, raw: bytes) -> str:
        return _REFERENCE.sub(_character, self.decoded(raw))

    def decoded(self, raw: bytes) -> str:
        return _CONTROL.sub("\ufffd", raw.decode(self.codec, "replace"))


def _attributes(raw: bytes) -> dict[bytes, bytes] | None:
    """The attributes of a tag, as they are written behind its name; None where they are not as XML has them."""
    raw = raw.removesuffix(b">").removesuffix(b"/").rstrip()
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(raw):
        match = _ATTRIBUTE.match(raw, at)
        if match is None:
            return None
        found.setdefault(match[1], match[2] or match[3] or b"")
        at = match.end()
    return found


def _character(reference: re.Match[str]) -> str:
    name = reference[1]
    return (unescape(reference[0]) if name.startswith("#") else html5.get(name)) or "\ufffd"


def _codec(body: bytes) -> str:
    """What the list says that it is written in, where that can be so: its tags were found as ASCII."""
    codec = html_body_declared_encoding(body[: body.find(b">") + 1]) or "utf-8"
    try:
        is_fit = _ASCII.encode().decode(codec, "replace") == _ASCII
    except (LookupError, UnicodeError):  # Python has codecs for what is no text
        is_fit = False
    return codec if is_fit else "utf-8"
