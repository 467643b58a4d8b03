"""The way of a page: decode, parse, walk, sieve, and what is left is the article."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners import body as bodies
from cleaners import fallback, fields, judge, lines, metadata, next_page, outlets, titles
from cleaners.article import Article, Later
from cleaners.blocks import Walked, holds_text, settle, walk
from cleaners.blocks import lines as blocks_of_text
from cleaners.metadata import Metadata
from cleaners.outlets import Outlet
from cleaners.page import parse
from cleaners.prose import is_prose
from cleaners.reading import Reading, fold
from cleaners.sieves import SIEVES, outside
from cleaners.sieves.edges import REACH


def clean_html(
    body: bytes | str,
    url: str | None = None,
    outlet: Outlet | str | None = "auto",
    charset: str | None = None,
    now: datetime | None = None,
    *,
    opinions: bool = True,
) -> Article:
    """Reads a page of HTML.

    `body` is the page, as bytes or already decoded. `url` is its address. `outlet` is an outlet or its id, "auto" to
    find a shipped one by the address, or None to use no outlet's rules. `charset` is what the HTTP header said. `now`
    is what relative dates are reckoned from; without it none are read. `opinions=False` never asks trafilatura and
    readability, which are otherwise asked when the own reading is unsure.

    Returns an `Article`; a page that is none has no paragraphs and a warning that says so. Raises `OutletError`
    for an unknown outlet id, `TypeError` for an argument of another type, and nothing for any page but `MemoryError`.
    """
    _demand("body", body, bytes, str)
    _demand("charset", charset, str, None)
    _demand("now", now, datetime, None)
    source = _outlet(outlet, url)
    tree, html, read_as, cut = parse(body, charset)
    marks = _marks(tree, source, html) if source and source.rules else None
    reading = _read(walk(tree, marks), url, source)
    if sum(len(b.text) for b in reading.body()) < ENOUGH and any(map(holds_text, reading.walked.deferred)):
        # The story may stand in an element whose name speaks against it.
        reading = _read(walk(tree, marks, defer=False), url, source)
    if cut:
        reading.warn("text-lost")
    if read_as is not None and read_as.doubtful:
        reading.warn("charset-doubtful")
    method = f"rules:{source.id}" if source and reading.ruled else "generic"
    if opinions and not reading.ruled and judge.is_unsure(reading):
        method = "generic+opinions"
        fallback.vote(reading, html)
    _sieve(reading)
    judge.verdict(reading)
    if "no-article" in reading.warnings:
        method = "json-ld" if _take_declared_body(reading) else "none"
    article = _article(reading, url, source, now)
    if source and source.rules and not reading.ruled:
        _warn_of_rules(reading, source, article.published)
    article.charset = read_as
    article.method = method
    article.confidence = judge.confidence(reading)
    if url is not None:
        article.page_on = Later(partial(next_page.find, tree, url))
    return article


#: A body of fewer characters is looked for again in what the walk has left out.
ENOUGH = 400


def _read(walked: Walked, url: str | None, outlet: Outlet | None) -> Reading:
    """Finds headline and body of a page."""
    reading = Reading(walked.blocks, metadata.gather(walked), walked, host=_host(url))
    names = [*reading.meta.site_names, *((outlet.name, outlet.name_en) if outlet else ())]
    reading.brands = frozenset(fold(name) for name in names if name)
    fields.take_ruled(reading)
    titles.find(reading)
    bodies.find(reading)
    return reading


def clean_text(text: str, url: str | None = None, outlet: Outlet | str | None = "auto") -> Article:
    """Reads a text that was already extracted from a page, a line a paragraph. `outlet` is as for `clean_html`.

    Returns an `Article`; every line that is not in it is in `removed`. Raises `OutletError` for an unknown outlet id,
    `TypeError` for an argument of another type, and nothing for any text.
    """
    _demand("text", text, str)
    source = _outlet(outlet, url)
    reading = Reading(blocks_of_text(text), Metadata(), host=_host(url), extracted=True)
    lines.bound(reading)
    _sieve(reading)
    article = _article(reading, url, source, None)
    article.method = "text" if article.paragraphs else "none"
    article.confidence = judge.confidence(reading)
    if not article.paragraphs:
        reading.warn("no-article")
    return article


def _sieve(reading: Reading) -> None:
    """Runs the sieves over the article and its surroundings."""
    if reading.standfirst is not None and reading.blocks[reading.standfirst].open:
        reading.blocks[reading.standfirst].field = "standfirst"
    settle(reading.blocks[max(0, reading.title_at() - REACH) : reading.last])
    for sieve in SIEVES:
        sieve(reading)
    fields.drop_repeated_standfirst(reading)
    if not reading.extracted:
        fields.take_declared_places(reading)


def _demand(name: str, value: object, *types: type | None) -> None:
    """Raises `TypeError` unless a value is of one of the types; None stands for itself."""
    if not any(value is None if kind is None else isinstance(value, kind) for kind in types):
        wanted = " or ".join("None" if kind is None else kind.__name__ for kind in types)
        raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def _outlet(outlet: Outlet | str | None, url: str | None) -> Outlet | None:
    _demand("url", url, str, None)
    _demand("outlet", outlet, Outlet, str, None)
    if isinstance(outlet, Outlet):
        return outlet
    if outlet == "auto":
        return outlets.of_url(url)
    return outlets.get(outlet) if outlet else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


_DECLARED_DAY = re.compile(
    r"""(?:"datePublished"\s*:\s*"|published_time"\s+content=")\s*(\d{4})-(\d\d)-(\d\d)""",
)


def _marks(tree: LexborHTMLParser, outlet: Outlet, html: str) -> dict[int, str]:
    """What the outlet's rules select, by the elements' `mem_id`: those rules first that held when the page was
    published, if it says when, and of them the first that select a body."""
    day = None
    if len(outlet.rules) > 1 and (found := _DECLARED_DAY.search(html)):
        with suppress(ValueError):
            day = date(*map(int, found.groups()))
    versions = outlet.rules_for(day)
    rules = next((r for r in versions if any(tree.css_first(s) is not None for s in r.body)), versions[0])
    selected: list[tuple[LexborNode, str]] = []
    for reason, selectors in rules.remove.items():
        for selector in selectors:
            selected += [(node, f"remove:{reason}") for node in tree.css(selector)]
    for name in ("standfirst", "author", "date", "caption", "section", "tags", "title", "body"):
        for selector in getattr(rules, name):
            if nodes := tree.css(selector):
                selected += [(node, name) for node in (nodes[:1] if name in ("body", "title") else nodes)]
                break
    marks = {node.mem_id: name for node, name in selected}
    for node, name in selected:
        if not name.startswith("remove:"):
            around = node.parent
            while around is not None and around.mem_id not in marks:
                marks[around.mem_id] = ""
                around = around.parent
    return marks


def _warn_of_rules(reading: Reading, outlet: Outlet, published: datetime | date | None) -> None:
    """Says that rules were there and were not used: they selected nothing that could be believed, or none are known
    for the page's day."""
    if not any(rules.body for rules in outlet.rules):
        return
    day = published.date() if isinstance(published, datetime) else published
    known = day is None or any(rules.holds_on(day) for rules in outlet.rules)
    reading.warn("rule-not-obeyed" if known else "rule-missing")


def _article(reading: Reading, url: str | None, outlet: Outlet | None, now: datetime | None) -> Article:
    zone = outlet.timezone if outlet else None
    meta = reading.meta
    published = fields.first_date([*meta.published, *reading.dates, *meta.dated], now, zone)
    if published is None and (reading.dates or meta.published):
        reading.warn("date-ambiguous")
    return Article(
        url=url or meta.url,
        canonical=meta.url,
        outlet=outlet.id if outlet else None,
        title=reading.title,
        standfirst=fields.standfirst(reading),
        authors=fields.authors(reading),
        published=published,
        modified=fields.first_date(meta.modified, now, zone),
        section=reading.section or next(iter(meta.sections), None),
        tags=fields.tags(reading, (outlet.name, outlet.name_en) if outlet else ()),
        language=fields.language(reading),
        dateline=reading.dateline,
        captions=list(reading.captions.values()),
        paragraphs=[b.text for b in reading.body()],
        warnings=reading.warnings,
        page_blocks=reading.blocks,
        explain=Later(lambda: outside.sieve(reading)),
    )


def _take_declared_body(reading: Reading) -> bool:
    """Takes the text that JSON-LD declares when the page itself shows none."""
    if not reading.meta.body or "paywall" in reading.warnings:
        return False
    declared = blocks_of_text(reading.meta.body)
    if not any(map(is_prose, declared)):
        return False
    reading.first = len(reading.blocks)
    reading.blocks.extend(declared)
    reading.inside.extend([True] * len(declared))
    reading.last = len(reading.blocks)
    reading.warnings.remove("no-article")
    return True
