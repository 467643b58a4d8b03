"""The article's fields beside its text: what rules select, what places say, and what is declared."""

from __future__ import annotations

import re
from datetime import date, datetime

from cleaners import dates
from cleaners.article import Block
from cleaners.reading import Reading, fold
from cleaners.sieves.edges import add_author, name_in, take_byline


def take_ruled(reading: Reading) -> None:
    """Takes the fields that an outlet's rules select, and marks what they remove."""
    for n, block in enumerate(reading.blocks):
        mark = block.place.mark
        if mark is None or mark in ("body", "title", "caption") or not block.open:
            continue
        if mark.startswith("remove:"):
            block.mark(mark.removeprefix("remove:"), "rule of the outlet")
        elif mark == "author":
            if not take_byline(reading, block):
                add_author(reading, name_in(block.text))
                block.mark("byline", "rule of the outlet")
        elif mark == "date":
            reading.dates.append(block.text)
            block.mark("date", "rule of the outlet")
        elif mark == "section":
            reading.section = reading.section or block.text
            block.mark("breadcrumb", "rule of the outlet")
        elif mark == "tags":
            _add_tag(reading, block)
        elif mark == "standfirst" and reading.standfirst is None:
            reading.standfirst = n


def take_declared_places(reading: Reading) -> None:
    """Takes section and tags from the places that hold them: the breadcrumb, and the tag list behind the body."""
    if reading.last == 0:
        return
    trail: list[Block] = []
    for n, block in enumerate(reading.blocks):
        place = block.place.inside
        if n < reading.first and _HOME_TRAIL.match(block.text):
            trail.append(block)
        if place is None or block.field is not None:
            continue
        if place.hint == "tags" and n >= reading.first and block.words <= 6 and block.linked > 0.5:
            _add_tag(reading, block)
        elif place.hint == "breadcrumb" and n < reading.first + 3:
            trail.append(block)
    if reading.section is None and trail:
        reading.section = _last_crumb(trail, fold(reading.title or ""))


_HOME_TRAIL = re.compile(r"^(?:أنت الآن تتصفح\s*:?\s*)?(?:الصفحة )?الرئيسية\s*[»›>/\\|،\-]\s*\S")
_CRUMBS = re.compile(r"\s*[»›>/\\|←•]\s*")
_HOME = frozenset(map(fold, ("الرئيسية", "الصفحة الرئيسية", "Home", "أنت هنا", "الأولى")))


def _last_crumb(trail: list[Block], title: str) -> str | None:
    """The last name of a breadcrumb that is neither the home page nor the article itself."""
    names = [name for block in trail for name in _CRUMBS.split(block.text) if name.strip()]
    for name in reversed(names):
        folded = fold(name)
        if folded and folded not in _HOME and len(name) <= 40 and not (title and folded in title):
            return name.strip()
    return None


def _add_tag(reading: Reading, block: Block) -> None:
    tag = block.text.strip(" #،,؛:").replace("_", " ")
    if tag and tag not in reading.tags:
        reading.tags.append(tag)
    block.mark("tags", "a list of tags")


def standfirst(reading: Reading) -> str | None:
    """The text of the standfirst, if no sieve has removed it."""
    if reading.standfirst is None:
        return None
    block = reading.blocks[reading.standfirst]
    return block.text if block.field == "standfirst" else None


def first_date(texts: list[str], now: datetime | None, zone: str | None) -> datetime | date | None:
    """The first of the texts that is a date."""
    for text in texts:
        if (found := dates.parse(text, now=now, timezone=zone)) is not None:
            return found
    return None


_NO_PERSONS = frozenset(("admin", "administrator", "editor", "webmaster", "المحرر", "المدير"))


def persons(names: list[str]) -> list[str]:
    """The names that can be those of persons or agencies."""
    return [n for n in names if "@" not in n and len(n) <= 80 and n.lower() not in _NO_PERSONS]
