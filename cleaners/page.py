"""Bytes to tree: the decoded page as a lexbor tree."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaners.article import Charset
from cleaners.charset import decode, is_binary

#: lexbor looks through all open elements at each block element, so that its time grows with the square of the
#: depth; up to this many tags that costs less than half a second.
SAFE_TAGS = 20_000
#: No outlet nests deeper; the tags of deeper elements are dropped, their text stays.
MAX_DEPTH = 1_000
#: lexbor looks through all attributes of an element at each of them. A page of so many bytes that is one element takes
#: ten seconds so; but a page has a tag in every few hundred bytes, and one that has not is looked at from a tenth on.
SAFE_BYTES = 400_000
BETWEEN_TAGS = 500
#: No outlet has more; further ones are dropped from a page that has a tag of `MANY_ATTRIBUTES`. Scripts have what looks
#: like a tag of many, but not of so many.
MAX_ATTRIBUTES = 100
MANY_ATTRIBUTES = 2_000
#: Each paragraph reopens every formatting element that was not closed. In a page where that could make so many
#: elements (70 bytes each), formatting tags are dropped; up to this many tags it is not even asked.
SAFE_ELEMENTS = 5_000_000
SAFE_FORMATTED_TAGS = 4_000
#: A page is read up to this many bytes.
MAX_BYTES = 64_000_000

# White space is written out: a class of nothing but characters is matched in half the time.
_ATTRIBUTE = (
    rb"""[ \t-\r/]*+[^ \t-\r/>][^ \t-\r/>=]*+"""
    rb"""(?:[ \t-\r]*+=[ \t-\r]*+(?:"[^"]*+"|'[^']*+'|[^ \t-\r>"'][^ \t-\r>]*+|(?=>)))?+"""
)
# A page whose tags have few attributes matches to its end.
_FEW_ATTRIBUTES = re.compile(
    rb"(?:[^<]*+<(?:(?![A-Za-z])|[A-Za-z][^ \t-\r/>]*+(?:%b){0,%d}+(?=[ \t-\r/]*+(?:>|\Z))))*+[^<]*+"
    % (_ATTRIBUTE, MANY_ATTRIBUTES)
)
# A comment or what is read as one, or a tag with its name and its first attributes. Each matches wherever it begins,
# to the end of the page if need be, so that no byte is looked at twice.
_TOKEN = re.compile(
    rb"<!--(?:-?>|.*?--!?>|.*)|<(?:[!?]|/[^a-z])[^>]*+>?"
    rb"|(?P<tag><(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?:%b){0,%d}+)(?P<more>(?:%b)*+)[\s/]*+>?"
    % (_ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE),
    re.IGNORECASE | re.DOTALL,
)
_FORMATTING = frozenset(b"b big code em font i s small strike strong tt u".split())
_FORMATTED = re.compile(rb"<(?:%b)[\s/]" % b"|".join(_FORMATTING), re.IGNORECASE)
_REOPENED = 3 * len(_FORMATTING)  # without attributes: three of a name
# What cannot hold itself but by holding something else, or holds nothing.
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dd dt option rt rp".split()
)
_CELLS = frozenset(b"td th tr tbody thead tfoot colgroup".split())
# An end tag does not reach beyond these.
_WALLS = frozenset(b"table caption marquee object applet template foreignobject desc".split())
_FOREIGN = (b"svg", b"math")
_RAW = frozenset(b"script style title textarea iframe noembed noframes xmp".split())
# An end tag of any other name reaches to the next element of these.
_SPECIAL = _WALLS | frozenset(
    b"address article aside blockquote body button center details dir div dl fieldset figcaption figure footer form "
    b"frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe listing main menu nav noscript ol plaintext pre "
    b"script search section select style summary textarea title ul xmp".split()
)


def parse(body: bytes | str, charset: str | None = None) -> tuple[LexborHTMLParser, str, Charset | None, bool]:
    """Reads a page.

    Returns its tree, its decoded source (without what was dropped of it), how its bytes were read (None when `body`
    is a str), and whether text may have been lost. A picture, an archive or the like is an empty page. Raises
    `MemoryError` when its tree does not fit into memory.
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
    if is_binary(html):
        html, source = "", b""
    cut = len(source) > MAX_BYTES
    if cut:
        source = source[:MAX_BYTES]
    tags = source.count(b"<")
    formatted = tags > SAFE_FORMATTED_TAGS and (len(_FORMATTED.findall(source)) + _REOPENED) * tags > SAFE_ELEMENTS
    if (
        tags > SAFE_TAGS
        or formatted
        or (
            len(source) > (SAFE_BYTES if tags * BETWEEN_TAGS > len(source) else SAFE_BYTES // 10)
            and _FEW_ATTRIBUTES.match(source).end() < len(source)  # type: ignore[union-attr]
        )
    ):
        source = _tamed(source, _FORMATTING if formatted else frozenset())
        html = source.decode("utf-8", "replace")  # for others that read it
    try:
        return LexborHTMLParser(source), html, read_as, cut
    except SelectolaxError as error:
        raise MemoryError("no memory for the page") from error


def _tamed(source: bytes, dropped: frozenset[bytes]) -> bytes:
    """The page without what its parse would take more than linear time for: the tags of what lies deeper than
    `MAX_DEPTH`, attributes above `MAX_ATTRIBUTES`, and the tags that are named in `dropped`.

    What is open is reckoned as the standard has it (HTML, 13.2.6), roughly: rather more than less.
    """
    out: list[bytes] = []
    open_ = _Open()
    without: dict[bytes, int] = {}  # start tags that were dropped, whose end tags go with them
    at = kept = raw = 0
    while token := _TOKEN.search(source, at):
        at = token.end()
        if not (name := token["name"]):
            continue
        name = name.lower()
        if name in _SHALLOW:
            drop = False
        elif name in _CELLS:
            drop = False
            open_.close_cell()
        elif token["end"]:
            drop = without.get(name, 0) > 0
            if drop:
                without[name] -= 1
            elif at > raw:
                open_.close(name)
        else:
            drop = name in dropped or open_.depth >= MAX_DEPTH
            if drop:
                without[name] = without.get(name, 0) + 1
            else:
                if name not in _RAW:
                    open_.open(name)
                elif raw <= at:
                    # Text up to its own end tag, but perhaps not within a drawing.
                    end = re.compile(rb"</" + name + rb"[\s/>]|\Z", re.IGNORECASE).search(source, at)
                    raw = end.start() if end else len(source)
                    if not any(map(open_.holds, _FOREIGN)):
                        at = raw
        if drop:
            out.append(source[kept : token.start()])
            kept = token.end()
        elif token["more"]:
            out.append(source[kept : token.end("tag")])
            kept = token.end("more")
    out.append(source[kept:])
    return b" ".join(out)


class _Open:
    """The elements that are open, and how deep they lie."""

    def __init__(self) -> None:
        self.depth = 0
        self._names: list[bytes | None] = []  # None: closed before what it holds
        self._at: dict[bytes, list[int]] = {}
        self._walls = [-1]
        self._special = [-1]

    def holds(self, name: bytes) -> bool:
        return bool(self._at.get(name))

    def open(self, name: bytes) -> None:
        at = len(self._names)
        self._at.setdefault(name, []).append(at)
        if name in _SPECIAL:
            self._special.append(at)
            if name in _WALLS:
                self._walls.append(at)
        self._names.append(name)
        self.depth += 1

    def close(self, name: bytes) -> None:
        """Closes the element of that name that an end tag would, and what it holds; a formatting element alone."""
        spots = self._at.get(name)
        walls = self._walls if name in _SPECIAL or name in _FORMATTING else self._special
        if not spots or spots[-1] < walls[-1]:
            return
        if name in _FORMATTING:
            self._names[spots.pop()] = None
            self.depth -= 1
        else:
            self._cut(spots[-1])

    def close_cell(self) -> None:
        """Closes what the cells of the innermost table hold."""
        wall = self._walls[-1]
        if wall >= 0 and self._names[wall] == b"table":
            self._cut(wall + 1)

    def _cut(self, size: int) -> None:
        while len(self._names) > size:
            name = self._names.pop()
            if name is not None:
                self._at[name].pop()
                self.depth -= 1
                if name in _SPECIAL:
                    self._special.pop()
                    if name in _WALLS:
                        self._walls.pop()
