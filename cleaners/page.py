"""Bytes to tree: the decoded page as a lexbor tree."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from selectolax.lexbor import LexborHTMLParser

from cleaners.article import Charset
from cleaners.charset import decode

#: lexbor looks through all open elements at each block element, so that its time grows with the square of the
#: depth; up to this many tags that costs less than half a second.
SAFE_TAGS = 20_000
#: lexbor looks through all attributes of an element at each of them; in larger pages than this, tags that are longer
#: than any outlet's lose their attributes.
SAFE_BYTES = 500_000
LONGEST_TAG = 65_536
_LONG_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9-]*)\s[^<>]{%d,}>" % LONGEST_TAG)
#: No outlet nests deeper; the tags of deeper elements are dropped, their text stays.
MAX_DEPTH = 1_000
#: A page is read up to this many bytes.
MAX_BYTES = 64_000_000

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})[^>]*>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr p li".split())


def parse(body: bytes | str, charset: str | None = None) -> tuple[LexborHTMLParser, str, Charset | None, bool]:
    """Reads a page.

    Returns its tree, its decoded source, how its bytes were read (None when `body` is a str), and whether text may
    have been lost.
    """
    read_as = None
    source: bytes | str
    if isinstance(body, str):
        html = body
        source = html.encode("utf-8", "replace")
    else:
        html, read_as = decode(body, charset)
        plain = read_as.name == "utf-8" and not read_as.doubtful and not body.startswith(BOM_UTF8)
        source = body if plain else html.encode("utf-8", "replace")
    cut = len(source) > MAX_BYTES
    if cut:
        source = source[:MAX_BYTES]
    if len(source) > SAFE_BYTES and any(map(_is_long, source.split(b"<"))):
        source = _LONG_TAG.sub(rb"<\1>", source)
    if len(source) > SAFE_TAGS * len("<p>") and source.count(b"<") > SAFE_TAGS:
        source = _without_deep_tags(source.decode("utf-8", "replace"))
    return LexborHTMLParser(source), html, read_as, cut


def _is_long(part: bytes) -> bool:
    """Whether a tag may be too long, by what stands between its `<` and the next one."""
    return len(part) > LONGEST_TAG and part.find(b">", 0, LONGEST_TAG) < 0


def _without_deep_tags(html: str) -> str:
    """The page without the tags of what lies deeper than `MAX_DEPTH`."""
    out: list[str] = []
    depth = at = 0
    for tag in _TAG.finditer(html):
        closing, name = tag[1], tag[2].lower()
        if name in _VOID:
            continue
        if closing:
            depth = max(0, depth - 1)
            deep = depth >= MAX_DEPTH
        else:
            deep = depth >= MAX_DEPTH
            depth += 1
        if deep:
            out.append(html[at : tag.start()])
            at = tag.end()
    if not out:
        return html
    out.append(html[at:])
    return " ".join(out)
