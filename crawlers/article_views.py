"""Stored articles as they are shown: in a list, as an article, and by what became of them.

An Arabic text stands on a line of its own, so that a terminal that orders Arabic finds lines of one direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click

from cleaners.article import Article
from crawlers.safe import plain, readable
from crawlers.store.find import Found, Version


def listed(found: Iterable[Found], *, terminal: bool, color: bool = False) -> Iterator[str]:
    """Articles as lines, with their line ends: on a terminal two lines and a gap for each, headline last.

    Elsewhere a line for each, its columns parted by tabs: published and first fetched (ISO 8601, UTC; the first empty
    where it is not known), outlet, versions, address, headline.
    """
    for each in found:
        title = plain(each.title or "")
        if not terminal:
            days = (day.isoformat(timespec="seconds") if day else "" for day in (each.published, each.first_fetched_at))
            yield "\t".join([*days, plain(each.outlet), str(each.version), plain(each.url), title]) + "\n"
            continue
        day = f"{each.published or each.first_fetched_at:%Y-%m-%d %H:%M}" + ("" if each.published else " (fetched)")
        versions = [f"{each.version} versions"] if each.version > 1 else []
        head = "  ".join([day, plain(each.outlet), *versions, plain(readable(each.url))])
        yield f"{_painted(head, color, dim=True)}\n{_painted(title or '(no headline)', color, bold=True)}\n\n"


def article_of(content: Mapping[str, Any]) -> Article:
    """The article that was stored as this content, for `crawlers.render`: without what was removed from its page."""
    days = {name: _day(content[name]) for name in ("published", "modified")}
    same = ("url", "title", "standfirst", "authors", "section", "tags", "dateline", "captions", "paragraphs")
    return Article(**{name: content[name] for name in same}, **days)


def history(versions: Iterable[Version], *, color: bool = False) -> Iterator[str]:
    """The versions of an article, each with what changed in it, with line ends."""
    for version in versions:
        day = f"{version.fetched_at:%Y-%m-%d %H:%M} UTC"
        said = f"version {version.number}  {version.cause}  {day}  ghirbal {version.cleaner}"
        yield _painted(plain(said), color, bold=True) + "\n"
        for field, change in (version.changes or {}).items():
            yield "\n"
            if field == "paragraphs":
                yield from _paragraphs(change, color)
            else:
                yield f"{field}\n"
                yield from _replaced([_value(change[0])], [_value(change[1])], color)
        yield "\n"


def _paragraphs(changes: Iterable[Mapping[str, Any]], color: bool) -> Iterator[str]:
    for n, change in enumerate(changes):
        old, new = change["old"], change["new"]
        first, last = change["at"] + 1, change["at"] + len(old)
        where = f"behind paragraph {change['at']}" if not old else f"paragraph {first}"
        yield ("\n" if n else "") + where + (f" to {last}" if len(old) > 1 else "") + "\n"
        yield from _replaced(old, new, color)


def _replaced(old: Sequence[str], new: Sequence[str], color: bool) -> Iterator[str]:
    for mark, fg, texts in (("- was", "red", old), ("+ is", "green", new)):
        if texts:
            yield _painted(mark, color, fg=fg) + "\n"
            yield from (plain(text) + "\n" for text in texts)


def _value(value: Any) -> str:
    return (" · ".join(value) if isinstance(value, list) else value) or "(nothing)"


def told(changes: Mapping[str, Any]) -> str:
    """What changed in an article, in a few words: `title, paragraphs -1 +2`."""
    words = []
    for field, change in changes.items():
        if field == "paragraphs":
            lost, won = (sum(len(each[side]) for each in change) for side in ("old", "new"))
            field = "paragraphs" + (f" -{lost}" if lost else "") + (f" +{won}" if won else "")
        words.append(field)
    return ", ".join(words)


def _day(text: str | None) -> datetime | date | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _painted(text: str, color: bool, **style: Any) -> str:
    return click.style(text, **style) if color else text
