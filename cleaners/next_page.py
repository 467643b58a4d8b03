"""Where an article goes on that stands on several numbered pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.blocks import SKIPPED
from cleaners.hints import hint_of
from cleaners.normal import match_form
from cleaners.tracking import parameters

# --- addresses --------------------------------------------------------------------------------------------


class _Numbered(NamedTuple):
    """An address read as a page of something: what is paged, the page's number, and how the number is written."""

    base: tuple[str, str, frozenset[tuple[str, str]]]  # host, path, parameters
    number: int
    written: str  # "query" (?page=2), "named" (/page/2, /page-2), "bare" (/2, _2, ?p=2), "dashed" (-2), "" (page 1)


_QUERY = frozenset(("page", "paged", "pg", "pageno", "page_no", "pagenum", "pagenumber", "page_number", "صفحة"))
# A number of three digits is no page's but an article's.
_PATHS = (
    ("named", re.compile(r"(.+?)[/_,.-](?:pages?|pg|p|الصفحة|صفحة)[/_,=-]?(\d{1,2})(\.\w{3,5})?/?")),
    ("bare", re.compile(r"(.+?)[/_,](\d{1,2})(\.\w{3,5})?/?")),
    ("dashed", re.compile(r"(.+?\D)-(\d{1,2})(\.\w{3,5})?/?")),
)
_EXTENSION = re.compile(r"(?<=[^/])\.(?:x?html?|aspx?|php|jsp)$")


def _readings(url: str) -> Iterator[_Numbered]:
    """All ways to read an address as a numbered page, that as page 1 without a number first."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return
    path = unquote(parts.path)
    given, _ = parameters(parts.query)
    yield _Numbered((host, _bare_path(path), frozenset(given)), 1, "")
    for name, value in given:
        written = "query" if name.lower() in _QUERY else "bare" if name == "p" else ""
        if written and re.fullmatch(r"\d{1,2}", value):
            rest = frozenset((k, v) for k, v in given if k != name)
            yield _Numbered((host, _bare_path(path), rest), int(value), written)
    for written, pattern in _PATHS:
        if found := pattern.fullmatch(path):
            yield _Numbered((host, _bare_path(found[1]), frozenset(given)), int(found[2]), written)


def _bare_path(path: str) -> str:
    return _EXTENSION.sub("", path.rstrip("/"))


# --- the next page ----------------------------------------------------------------------------------------

# In match form, without what is no letter or digit around them.
_NEXT = frozenset(
    match_form(label)
    for label in "التالي|التالية|الصفحة التالية|صفحة تالية|الصفحة القادمة|تابع القراءة|متابعة القراءة|أكمل القراءة"
    "|بقية المقال|next|next page|continue reading".split("|")
)
_FIRST = frozenset(
    match_form(label)
    for label in "1|صفحة 1|الصفحة 1|السابق|السابقة|الصفحة السابقة|الأولى|الصفحة الأولى|page 1|previous|prev"
    "|previous page|first".split("|")
)
_NUMBER = re.compile(r"(?:(?:الصفحه|صفحه|page) )?(\d{1,2})")
_OTHER_PAGER = re.compile(r"تعليق|comment|respond|repl(?:y|ies)")
# A pager in such a place pages something else. The names of pagers themselves say "navigation".
_ELSEWHERE = frozenset(("comments", "related", "read-also", "advertisement", "template", "tags", "breadcrumb"))
_PROSE = 80  # letters of running text
_HEADLINE = 4  # words of a link that is another article's headline
_HEADLINES = 2  # such links may stand between the story and its pager
_TRIED = 20  # links to the next page, which may all be of other pagers


def find(tree: LexborHTMLParser, url: str) -> str | None:
    """The absolute address of the next page of the article whose page this is, or None.

    `url` is the page's address. An address counts that differs from `url` in nothing but a page number,
    one higher: in a parameter (`?page=2`), in the path (`/slug/2`, `/slug/page/2`, `slug_2.html`). It must be named by
    rel="next", or by a number or «التالي» in a pager in or right behind running text.
    """
    here = [one for one in _readings(url) if any(one.base[1:])]  # the home page has none
    base = url
    if (declared := tree.css_first("base[href]")) is not None:
        base = _join(url, declared.attributes.get("href")) or url
    behind = _behind(tree, here, base)
    if not behind:  # as on most pages, where nothing else needs to be looked at
        return None
    links = [(node, _join(base, node.attributes.get("href"))) for node in tree.css("a[href], link[href]")]
    firsts = {
        next(_readings(address), None)
        for node, address in links
        if address and ("prev" in _rel(node) or _label(node) in _FIRST)
    }
    named = [(node, address) for node, address in links if address and "next" in _rel(node)]
    following = (
        (node, address)
        for node, address in chain(named, _pager(tree.body, base))
        if address in behind and _follows(here, address, _label(node), firsts)
    )
    return next((address for node, address in islice(following, _TRIED) if not _is_elsewhere(node)), None)


def _behind(tree: LexborHTMLParser, here: Sequence[_Numbered], base: str) -> set[str]:
    """The addresses among the page's links that are, by their form, those of the page after it."""
    # Links are picked in the parser, where it costs least: the relative ones, and those that hold the end of the path.
    wanted = [_RELATIVE, *(f'a[href*="{part}" i]' for part in {part for one in here for part in _parts(one)})]
    hrefs = (node.attributes.get("href") or "" for node in tree.css(", ".join(wanted)))
    addresses = {_join(base, href) for href in hrefs if _SHORT_NUMBER.search(href)}
    return {
        address
        for address in addresses
        if address and any(_is_behind(one, there) for there in _readings(address) for one in here)
    }


_WHOLE = ("/", "#", "http:", "https:", "javascript:", "mailto:", "tel:", "whatsapp:")
_RELATIVE = 'link[rel~="next" i][href], a[href]' + "".join(f':not([href^="{beginning}" i])' for beginning in _WHOLE)
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_DISTINCT = 6  # letters: so much of a path few other links hold


def _parts(one: _Numbered) -> tuple[str, str]:
    """The end of a path, for selectors of attributes that hold it: as it is, and percent-encoded."""
    path = one.base[1]
    start = len(path)
    while start > 0 and len(path) - start < _DISTINCT:
        start = path.rfind("/", 0, start)
    end = path[max(start, 0) :] or "?"
    return _quoted(end), _quoted(quote(end, errors="replace"))


def _quoted(text: str) -> str:
    """A text within the quotation marks of a selector."""
    return re.sub(r"[^\w/%.~-]", lambda found: f"\\{ord(found[0]):x} ", text, flags=re.ASCII)


def _join(base: str, href: str | None) -> str | None:
    """The absolute address without fragment; None where it is none."""
    try:
        parts = urlsplit(urljoin(base, (href or "").strip()))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return urlunsplit(parts._replace(fragment=""))


def _label(node: LexborNode) -> str:
    """What a link says, in match form and without arrows; where it shows no letter, what it is labelled."""
    texts = (_beginning(node), node.attributes.get("aria-label"), node.attributes.get("title"))
    return next(filter(None, (_stripped((text or "")[:_LONGEST]) for text in texts)), "")


def _beginning(node: LexborNode) -> str:
    """The text of a link as far as its label can go: up to another link in it, and no more than a label has. In a link
    that is never closed all the rest of the page may stand."""
    texts: list[str] = []
    size = 0
    for part in islice(node.traverse(include_text=True), 1, None):
        if part.tag == "-text" and (text := part.text_content):
            texts.append(text[:_LONGEST])
            size += len(text)
        if part.tag == "a" or size > _LONGEST:
            break
    return "".join(texts)


_LONGEST = 500  # characters of a label, white space included


def _stripped(text: str) -> str:
    return re.sub(r"^[\W_]+|(?<![\W_])[\W_]+$", "", match_form(text))


def _rel(node: LexborNode) -> list[str]:
    return (node.attributes.get("rel") or "").lower().split()


def _is_behind(here: _Numbered, there: _Numbered) -> bool:
    """Whether an address is that of the page after another, as far as the two tell."""
    if not there.written or there.base != here.base:
        return False
    if here.written:
        return there.number == here.number + 1 and there.written == here.written
    # Some systems count from 0: the number of their second page is 1.
    return there.number == 2 or (there.number == 1 and there.written == "query")


def _follows(here: Sequence[_Numbered], address: str, label: str, firsts: Set[_Numbered | None]) -> bool:
    """Whether an address is that of the page after `here`. `label` is what the link to it says, `firsts` are the
    addresses that the page calls «1» or «السابق», or rel="prev"."""
    said = _NUMBER.fullmatch(label)
    for one in here:
        if one.written in ("bare", "dashed") and _Numbered(one.base, 1, "") not in firsts:
            continue  # /15 and /16 are two articles
        for there in _readings(address):
            if not _is_behind(one, there) or (not one.written and said is not None and said[1] != "2"):
                continue
            # A slug that was taken gets a number behind a dash, too: only a pager's label tells.
            if there.written != "dashed" or (said is not None and int(said[1]) == there.number):
                return True
    return False


def _pager(body: LexborNode | None, base: str) -> Iterator[tuple[LexborNode, str]]:
    """The links with a number or «التالي» that stand in or right behind running text, in page order."""
    headlines = _HEADLINES + 1  # there is nothing yet to stand behind
    for node in body.traverse(include_text=True) if body is not None else ():
        if node.tag == "-text":
            if len((node.text_content or "").strip()) >= _PROSE and not _stands_in(node, _NO_PROSE):
                headlines = 0
        elif node.tag == "a" and (address := _join(base, node.attributes.get("href"))):
            label = _label(node)
            if not label or label in _NEXT or _NUMBER.fullmatch(label):
                if headlines <= _HEADLINES:
                    yield node, address
            elif label.count(" ") + 1 >= _HEADLINE:
                headlines += 1


_NO_PROSE = SKIPPED | {"a", "script"}


def _stands_in(node: LexborNode, tags: frozenset[str]) -> bool:
    around = node.parent
    while around is not None and around.tag not in tags:
        around = around.parent
    return around is not None


def _is_elsewhere(node: LexborNode) -> bool:
    """Whether a link pages something else than the story: it says so, or an element does that holds it and not the
    headline."""
    target = unquote(node.attributes.get("href") or "").partition("#")[2].lower()
    if _OTHER_PAGER.search(target) or _OTHER_PAGER.search(_label(node)):
        return True
    around = node.parent
    while around is not None and around.tag not in _HOLDERS and around.css_first("h1") is None:
        names = f"{around.attributes.get('class') or ''} {around.attributes.get('id') or ''}".lower()
        if hint_of(names) in _ELSEWHERE:
            return True
        around = around.parent
    return False


_HOLDERS = frozenset(("html", "head", "body", "article", "main"))
