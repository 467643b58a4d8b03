"""The article's fields beside its text: what rules select, what places say, and what is declared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from cleaners import cues, datelines, dates
from cleaners.blocks import settle
from cleaners.normal import normal_form
from cleaners.places import Block
from cleaners.reading import Reading, fold
from cleaners.sieves.edges import REACH, add_author, is_nobody, name_in, several, take_byline, take_dates
from cleaners.sieves.phrases import believed, tags_in
from cleaners.titles import heading_of


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
                line = datelines.read(block.text, reading.brands)
                add_author(reading, (line.author if line else None) or name_in(block.text))
                block.mark("byline", "rule of the outlet")
        elif mark == "date":
            reading.dates += [stamp for stamp, at in reading.walked.times if at == n and block.place.tag == "time"]
            take_dates(reading, block.text)
            block.mark("date", "rule of the outlet")
        elif mark == "section":
            reading.section = reading.section or normal_form(block.text)
            block.mark("breadcrumb", "rule of the outlet")
        elif mark == "tags":
            _add_tag(reading, block)
        elif mark == "standfirst" and reading.standfirst is None:
            reading.standfirst = n


def take_declared_places(reading: Reading) -> None:
    """Takes section and tags from the places that hold them: the breadcrumb, and the tag list behind the body."""
    trail: list[Block] = []
    behind = reading.title_at()
    listed = False  # behind a heading of tags
    for n, block in enumerate(reading.blocks):
        if n > behind and n >= reading.last and heading_of(block) == "h1":
            break  # another story's
        place = block.place.inside
        if n < behind and block.text[0] in "اأHA" and _HOME_TRAIL.match(block.text):
            trail.append(block)
        if reading.last <= n < reading.last + _NEAR and block.open and block.words <= 40:
            cue = cues.find(block)
            if cue is not None and cue.group.follow == "tags" and (not cue.rest or believed(block, cue, 1, 1)):
                for tag in tags_in(block):
                    _take_tag(reading, tag)
                block.mark("tags", f"cue «{cue.phrase}»")
                listed = not cue.rest
                continue
            if listed and block.linked > 0.5 and block.words <= 4:
                _add_tag(reading, block)
                continue
            listed = False
        if reading.section is None and abs(n - behind) <= REACH and (named := _SECTION.match(block.text)):
            reading.section = normal_form(named[1])
        if place is None or block.field is not None:
            continue
        if place.hint == "tags" and n >= behind and block.words <= 6 and block.linked > 0.5:
            _add_tag(reading, block)
        elif place.hint == "breadcrumb" and n < behind + 3:
            trail.append(block)
    if reading.section is None and trail:
        settle(trail)
        reading.section = _last_crumb(trail, fold(reading.title or ""))


#: Tags stand within this many blocks behind the story.
_NEAR = 12
_HOME_TRAIL = re.compile(r"^(?:أنت الآن تتصفح\s*:?\s*)?(?:(?:الصفحة )?الرئيسية|Home)\s*[»›>/\\|،\-]\s*\S")
_SECTION = re.compile(r"^(?:القسم|قسم|التصنيف|تصنيف)\s*:\s*([^:،.|]{2,30})$")
_CRUMBS = re.compile(r" ?[»›>/\\|←•] ?")
_HOME = frozenset(map(fold, ("الرئيسية", "الصفحة الرئيسية", "Home", "أنت هنا", "الأولى")))


def _last_crumb(trail: list[Block], title: str) -> str | None:
    """The last name of a breadcrumb that is neither the home page nor the article itself."""
    names = [name for block in trail for name in _CRUMBS.split(block.text) if name.strip()]
    for name in reversed(names):
        folded = fold(name)
        if folded and folded not in _HOME and len(name) <= 40 and not (title and folded in title):
            return name.strip()
    return None


#: No article has more tags; each is looked for among the others.
_MOST = 500


def _add_tag(reading: Reading, block: Block) -> None:
    _take_tag(reading, block.text)
    block.mark("tags", "a list of tags")


def _take_tag(reading: Reading, text: str) -> None:
    tag = normal_form(text).strip(" #،,؛:").replace("_", " ")
    if tag and len(reading.tags) < _MOST and tag not in reading.tags:
        reading.tags.append(tag)


def standfirst(reading: Reading) -> str | None:
    """The text of the standfirst, if no sieve has removed it."""
    if reading.standfirst is None:
        return None
    block = reading.blocks[reading.standfirst]
    return block.text if block.field == "standfirst" else None


def drop_repeated_standfirst(reading: Reading) -> None:
    """A standfirst that the first paragraph says again is none."""
    if reading.standfirst is None:
        return
    block = reading.blocks[reading.standfirst]
    opening = next(reading.body(), None)
    if block.field == "standfirst" and opening is not None and fold(block.text) in fold(opening.text):
        block.field = None
        block.mark("repeated-text", "the first paragraph says it again")


def first_date(texts: list[str], now: datetime | None, zone: str | None) -> datetime | date | None:
    """The first of the texts that is a date."""
    for text in texts:
        if (found := dates.parse(text, now=now, timezone=zone)) is not None:
            return found
    return None


# Letters of other languages in Arabic script, of Arabic, and Latin ones.
_LETTERS = tuple(map(re.compile, ("[پچژگڤڭںےۆێڕڵہھ]+", "[ء-ي]+", "[A-Za-z]+")))
_SAMPLE = 400  # characters: enough to tell a script by


def language(reading: Reading) -> str | None:
    """The language as the text shows it where its script tells, else as the page declares it (ISO 639-1)."""
    text = next((b.text for b in reading.body() if len(b.text) > 60), reading.title or "")[:_SAMPLE]
    if not text.isascii():
        other, arabic, latin = (sum(map(len, letters.findall(text))) for letters in _LETTERS)
        if arabic > 20 and arabic > latin and other <= arabic / 50:
            return "ar"
    return (reading.meta.language or "").replace("_", "-").partition("-")[0].lower() or None


def tags(reading: Reading, outlet_names: Iterable[str] = ()) -> list[str]:
    """The tags that the page shows or declares; of META keywords, which are often those of the whole site, only the
    ones that the article names and that are not the outlet's own."""
    if reading.tags or reading.meta.tags:
        return reading.tags or reading.meta.tags
    if not reading.meta.keywords:
        return []
    text = "\n".join([reading.title or "", *(b.text for b in reading.body())])
    names = set(map(fold, (*reading.meta.site_names, *outlet_names)))
    return [tag for tag in reading.meta.keywords if tag in text and fold(tag) not in names]


def authors(reading: Reading) -> list[str]:
    """The printed authors, else the declared ones; these too where the printed ones ran into each other."""
    printed, declared = reading.authors, persons(reading.meta.authors)
    if not printed or (len(declared) > 1 and fold("".join(printed)) == fold("".join(declared))):
        return declared
    return printed


def persons(names: list[str]) -> list[str]:
    """The names that can be those of persons or agencies."""
    found: list[str] = []
    for name in names:
        line = datelines.read(name)  # «لندن: سامي الحداد»
        found += several((line.author if line else None) or name)
    return [n for n in found if "@" not in n and len(n) <= 80 and not is_nobody(n)]
