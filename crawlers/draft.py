"""Drafting an outlet file from the command line: the pages, from files or fetched, and what the draft makes of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cleaners.drafting import Draft, Page, Tried
from crawlers.render import counted
from crawlers.safe import plain
from crawlers.sources import is_address

if TYPE_CHECKING:
    from crawlers.sources import Source

PAUSE = 1.0  # seconds between two pages of the outlet


def pages(names: Iterator[str], read: Callable[[str], Source | None], say: Callable[[str], None]) -> Iterator[Page]:
    """The pages of some sources, as far as `read` gives them; what is none is said."""
    fetched = False
    for name in names:
        if is_address(name):
            if fetched:
                time.sleep(PAUSE)
            fetched = True
        source = read(name)
        if source is None:
            continue
        if source.is_text:
            say(f"{name}: is extracted text; pages are compared")
            continue
        yield Page(name, source.body, source.url, source.charset)


def shown(draft: Draft) -> str:
    """What the draft extracts of each page: how many paragraphs, by which rules, what is removed; then title, first
    and last paragraph, each on a line of its own so that a terminal that orders Arabic finds lines of one direction."""
    return "\n".join(_shown(tried) for tried in draft.tried)


def _shown(tried: Tried) -> str:
    drafted, generic = tried.drafted, tried.generic
    count = counted(len(drafted.paragraphs), "paragraph")
    if drafted.paragraphs != generic.paragraphs:
        count += f" ({len(generic.paragraphs)} without rules)"
    how = "rules" if drafted.method.startswith("rules:") else "the generic reading"
    day = drafted.published.isoformat() if drafted.published else "no date"
    reasons = Counter(removal.reason for removal in drafted.removed).most_common()
    removed = ", ".join(f"{reason} {n}" for reason, n in reasons) or "nothing"
    lines = [f"{tried.page.name}: {count} by {how}, {day}; removed: {removed}", drafted.title or "(no title)"]
    if drafted.paragraphs:
        lines += [drafted.paragraphs[0], "…", drafted.paragraphs[-1]]
    return "\n".join(map(plain, lines)) + "\n"
