"""The way of a page: decode, parse, walk, sieve, and what is left is the article."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from cleaners import body as bodies
from cleaners import dates, lines, metadata, outlets, titles
from cleaners.article import Article
from cleaners.blocks import lines as blocks_of_text
from cleaners.blocks import walk
from cleaners.metadata import Metadata
from cleaners.outlets import Outlet, Rules
from cleaners.page import parse
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
    tree, read_as, cut = parse(body, charset)
    rules = source.rules_for(None) if source else None
    walked = walk(tree, _marks(tree, rules) if rules else None)
    meta = metadata.gather(walked)
    reading = Reading(walked.blocks, meta, walked, _host(url or meta.url))
    if cut:
        reading.warn("text-lost")
    _mark_by_rules(reading)
    titles.find(reading)
    bodies.find(reading)
    for sieve in SIEVES:
        sieve(reading)
    article = _article(reading, url, source, now)
    article.charset = read_as
    article.method = "generic"
    return article


def clean_text(text: str, url: str | None = None) -> Article:
    """Reads a text that was already extracted from a page, a line a paragraph.

    Returns an `Article`; every line that is not in it is in `removed`. Raises `TypeError` when `text` is no str.
    """
    source = _outlet("auto", url)
    reading = Reading(blocks_of_text(text), Metadata(), None, _host(url))
    lines.bound(reading)
    for sieve in SIEVES:
        sieve(reading)
    article = _article(reading, url, source, None)
    article.method = "text"
    return article


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
    if not paragraphs:
        reading.warn("no-article")
    return Article(
        url=url or meta.url,
        outlet=outlet.id if outlet else None,
        title=reading.title,
        standfirst=reading.standfirst,
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


def _date(texts: list[str], now: datetime | None, zone: str | None) -> datetime | date | None:
    for text in texts:
        if (found := dates.parse(text, now=now, timezone=zone)) is not None:
            return found
    return None


def _persons(names: list[str]) -> list[str]:
    return [n for n in names if "@" not in n and n.lower() not in ("admin", "administrator", "editor")]
