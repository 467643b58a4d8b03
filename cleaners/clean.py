"""The way of a page: decode, parse, walk, sieve, and what is left is the article."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from cleaners import body as bodies
from cleaners import dates, fallback, judge, lines, metadata, outlets, titles
from cleaners.article import Article
from cleaners.blocks import lines as blocks_of_text
from cleaners.blocks import walk
from cleaners.metadata import Metadata
from cleaners.outlets import Outlet, Rules
from cleaners.page import parse
from cleaners.prose import is_prose
from cleaners.reading import Reading
from cleaners.sieves import SIEVES


def clean_html(
    body: bytes | str,
    url: str | None = None,
    outlet: str | None = "auto",
    charset: str | None = None,
    now: datetime | None = None,
    *,
    opinions: bool = True,
) -> Article:
    """Reads a page of HTML.

    `body` is the page, as bytes or already decoded. `url` is its address. `outlet` is an outlet's id, "auto" to
    find it by the address, or None to use no outlet's rules. `charset` is what the HTTP header said. `now` is what
    relative dates are reckoned from; without it none are read. `opinions=False` never asks trafilatura and
    readability, which are otherwise asked when the own reading is unsure.

    Returns an `Article`; a page that is none has no paragraphs and a warning that says so. Raises `OutletError`
    for an unknown outlet id, and `TypeError` when `body` is neither bytes nor str.
    """
    source = _outlet(outlet, url)
    tree, html, read_as, cut = parse(body, charset)
    rules = source.rules_for(None) if source else None
    marks = _marks(tree, rules) if rules else None
    walked = walk(tree, marks)
    reading = Reading(walked.blocks, metadata.gather(walked), walked, _host(url))
    if cut:
        reading.warn("text-lost")
    if read_as is not None and read_as.doubtful:
        reading.warn("charset-doubtful")
    if rules and rules.body and "body" not in (marks or {}).values():
        reading.warn("rule-missing")
    _mark_by_rules(reading)
    titles.find(reading)
    bodies.find(reading)
    method = f"rules:{source.id}" if source and reading.ruled else "generic"
    if opinions and not reading.ruled and judge.confidence(reading) < fallback.UNSURE:
        method = "generic+opinions"
        fallback.vote(reading, html)
    _sieve(reading)
    judge.verdict(reading)
    if "no-article" in reading.warnings:
        method = "json-ld" if _take_declared_body(reading) else "none"
    article = _article(reading, url, source, now)
    article.charset = read_as
    article.method = method
    article.confidence = judge.confidence(reading)
    return article


def clean_text(text: str, url: str | None = None) -> Article:
    """Reads a text that was already extracted from a page, a line a paragraph.

    Returns an `Article`; every line that is not in it is in `removed`. Raises `TypeError` when `text` is no str.
    """
    source = _outlet("auto", url)
    reading = Reading(blocks_of_text(text), Metadata(), None, _host(url))
    lines.bound(reading)
    _sieve(reading)
    article = _article(reading, url, source, None)
    article.method = "text" if article.paragraphs else "none"
    article.confidence = judge.confidence(reading)
    if not article.paragraphs:
        reading.warn("no-article")
    return article


def _sieve(reading: Reading) -> None:
    if reading.standfirst is not None and reading.blocks[reading.standfirst].open:
        reading.blocks[reading.standfirst].field = "standfirst"
    for sieve in SIEVES:
        sieve(reading)


def _outlet(outlet: str | None, url: str | None) -> Outlet | None:
    if outlet == "auto":
        return outlets.of_url(url)
    return outlets.get(outlet) if outlet else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _marks(tree: LexborHTMLParser, rules: Rules) -> dict[int, str]:
    """What the rules select, by the elements' `mem_id`."""
    marks: dict[int, str] = {}
    for reason, selectors in rules.remove.items():
        for selector in selectors:
            for node in tree.css(selector):
                marks[node.mem_id] = f"remove:{reason}"
    for name in ("standfirst", "author", "date", "caption", "section", "tags", "title", "body"):
        for selector in getattr(rules, name):
            found = tree.css(selector)
            for node in found[:1] if name in ("body", "title") else found:
                marks[node.mem_id] = name
            if found:
                break
    return marks


def _mark_by_rules(reading: Reading) -> None:
    for block in reading.blocks:
        mark = block.place.mark
        if mark and mark.startswith("remove:"):
            block.mark(mark.removeprefix("remove:"), "rule of the outlet")


def _article(reading: Reading, url: str | None, outlet: Outlet | None, now: datetime | None) -> Article:
    zone = outlet.timezone if outlet else None
    meta = reading.meta
    paragraphs = [b.text for b in reading.body()]
    return Article(
        url=url or meta.url,
        outlet=outlet.id if outlet else None,
        title=reading.title,
        standfirst=_standfirst(reading),
        authors=reading.authors or _persons(meta.authors),
        published=_date([*meta.published, *reading.dates], now, zone),
        modified=_date(meta.modified, now, zone),
        section=reading.section or next(iter(meta.sections), None),
        tags=reading.tags or meta.tags,
        language=(meta.language or "").replace("_", "-").partition("-")[0].lower() or None,
        dateline=reading.dateline,
        captions=reading.captions,
        paragraphs=paragraphs,
        warnings=reading.warnings,
        blocks=reading.blocks,
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


def _standfirst(reading: Reading) -> str | None:
    if reading.standfirst is None:
        return None
    block = reading.blocks[reading.standfirst]
    return block.text if block.field == "standfirst" else None


def _date(texts: list[str], now: datetime | None, zone: str | None) -> datetime | date | None:
    for text in texts:
        if (found := dates.parse(text, now=now, timezone=zone)) is not None:
            return found
    return None


def _persons(names: list[str]) -> list[str]:
    return [n for n in names if "@" not in n and n.lower() not in ("admin", "administrator", "editor")]
