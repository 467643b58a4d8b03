"""Ghirbal, trafilatura and readability-lxml side by side on one page: what each keeps, and what it leaks.

The blocks of the page are the common ground: a block is kept by a reader when its text stands in the reader's
text, without regard to spaces, punctuation and spelling variants.
"""

from __future__ import annotations

from bisect import bisect, insort
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import accumulate, groupby
from operator import itemgetter
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

import click

from cleaners import Article, clean_html
from cleaners.charset import decode
from cleaners.fallback import ask_readability, ask_trafilatura
from cleaners.normal import words
from cleaners.outlets import Outlet
from cleaners.reading import fold
from crawlers.render import counted, on_one_line, verdict
from crawlers.safe import plain


class Reader(NamedTuple):
    """One who reads the page; settings of one tool are readers of their own."""

    mark: str
    name: str
    tool: str


GHIRBAL = Reader("G", "Ghirbal", "Ghirbal")
OTHERS: dict[Reader, Callable[[str], str]] = {
    Reader("T", "trafilatura", "trafilatura"): partial(ask_trafilatura, precision=False),
    Reader("P", "trafilatura, favor_precision", "trafilatura"): ask_trafilatura,
    Reader("R", "readability-lxml", "readability-lxml"): ask_readability,
}


@dataclass(frozen=True)
class Opinion:
    """What one reader makes of the page: for each block whether it keeps it, what it puts out that stands in no
    block, how many words it puts out, and the seconds it took."""

    reader: Reader
    kept: list[bool]
    foreign: list[str]
    words: int
    seconds: float


@dataclass(frozen=True)
class Comparison:
    """Ghirbal's article and the opinions of all readers, Ghirbal's first."""

    article: Article
    opinions: list[Opinion]

    def only(self, opinion: Opinion) -> int:
        """How many blocks the reader keeps, and no other tool."""
        others = self._of_others(opinion)
        return sum(kept and not any(o.kept[n] for o in others) for n, kept in enumerate(opinion.kept))

    def lacks(self, opinion: Opinion) -> int:
        """How many blocks the reader does not keep, and all other tools do, in one setting at least.

        What Ghirbal has in a field, such as the headline, it does not lack.
        """
        others = self._of_others(opinion)
        tools = {o.reader.tool for o in others}
        article = self.article
        own = {article.title, article.standfirst, *article.captions} if opinion.reader is GHIRBAL else set()
        folded = {fold(text or "") for text in own}
        return sum(
            not kept
            and {o.reader.tool for o in others if o.kept[n]} == tools
            and not article.blocks[n].field
            and fold(article.blocks[n].text) not in folded
            for n, kept in enumerate(opinion.kept)
        )

    def _of_others(self, opinion: Opinion) -> list[Opinion]:
        return [o for o in self.opinions if o.reader.tool != opinion.reader.tool]

    def ratio(self, opinion: Opinion) -> float:
        """The time the reader took, as a multiple of Ghirbal's."""
        return opinion.seconds / self.opinions[0].seconds


def compare(
    body: bytes, url: str | None, *, outlet: Outlet | str | None, charset: str | None, now: datetime | None
) -> Comparison:
    """Has all readers read a page; the parameters are those of `clean_html`. Each reads it several times, for the
    time it takes once it is loaded."""
    html, _ = decode(body, charset)
    article, seconds = _timed(lambda: clean_html(body, url, outlet, charset, now))
    blocks = article.blocks
    opinions = [Opinion(GHIRBAL, [b.open for b in blocks], [], len(words(article.text)), seconds)]
    for reader, ask in OTHERS.items():
        text, seconds = _timed(partial(ask, html))
        kept, foreign = found_in([block.text for block in blocks], text.splitlines())
        opinions.append(Opinion(reader, kept, foreign, len(words(text)), seconds))
    return Comparison(article, opinions)


_RUNS, _SECONDS = 9, 0.5  # at most
_Done = TypeVar("_Done")


def _timed(work: Callable[[], _Done]) -> tuple[_Done, float]:
    """What some work gives, and the seconds of its fastest run but the first, which loads what it needs."""
    done = work()
    took: list[float] = []
    while not took or (len(took) < _RUNS and sum(took) < _SECONDS):
        began = perf_counter()
        work()
        took.append(perf_counter() - began)
    return done, min(took)


# --- whose text is whose ----------------------------------------------------------------------------------

#: A text of so many letters does not stand in another by chance.
_LONG = 20
_TAKEN = "\0"


def found_in(texts: Sequence[str], lines: Sequence[str]) -> tuple[list[bool], list[str]]:
    """For each text of a page whether it stands in the lines that a reader puts out; and those of the lines of which
    something stands in no text.

    Each letter of the lines speaks for one text only, so that of several copies as many are found as there are.
    Those that the page has once are looked for first, the longest before all, each between its neighbours that were
    found. A short one counts only as a whole line or as what is left of one, a long one also out of its order.
    """
    texts = [fold(text) for text in texts]
    folded = [fold(line) for line in lines]
    edges = {0, *accumulate(map(len, folded))}
    left = "".join(folded)
    spans: dict[int, tuple[int, int]] = {}

    def whole(text: str, low: int, high: int) -> int:
        """Where the text stands and nothing left of its line beside it; -1 for nowhere."""
        start = left.find(text, low, high)
        while start >= 0:
            end = start + len(text)
            if (start in edges or left[start - 1] == _TAKEN) and (end in edges or left[end] == _TAKEN):
                return start
            start = left.find(text, start + 1, high)
        return -1

    found: list[int] = []

    def take(n: int, start: int) -> None:
        nonlocal left
        if start >= 0:
            end = start + len(texts[n])
            spans[n] = start, end
            insort(found, n)
            left = left[:start] + _TAKEN * (end - start) + left[end:]

    times = Counter(texts)
    order = sorted(filter(texts.__getitem__, range(len(texts))), key=lambda n: (times[texts[n]] > 1, -len(texts[n])))
    for n in order:
        at = bisect(found, n)
        low = spans[found[at - 1]][1] if at else 0
        high = spans[found[at]][0] if at < len(found) else len(left)
        take(n, (left.find if len(texts[n]) >= _LONG else whole)(texts[n], low, high))
    for n in order:
        if n not in spans and len(texts[n]) >= _LONG:
            take(n, left.find(texts[n]))
    page = "".join(texts)
    foreign, end = [], 0
    for line, letters in zip(lines, folded, strict=True):
        start, end = end, end + len(letters)
        if not all(piece in page for piece in left[start:end].split(_TAKEN)):
            foreign.append(line)
    return [n in spans for n in range(len(texts))], foreign


# --- forms ------------------------------------------------------------------------------------------------


def text(compared: Comparison, source: str, *, color: bool = False) -> str:
    """Every block that a reader keeps, in page order, with who does; a summary at the end.

    Who keeps a block and what became of it in Ghirbal's reading (`+` kept, `=` a field of the article, `-` removed,
    with reason and rule) stand on a line of their own, once for neighbours with the same fate; then a line for the
    text of each block, alone, so that a terminal that orders Arabic finds lines of one direction.
    """

    def paint(text: str, fg: str) -> str:
        return click.style(text, fg=fg) if color else text

    article, opinions = compared.article, compared.opinions
    out = [click.style(plain(source), bold=True) if color else plain(source)]
    out.append(", ".join(f"{o.reader.mark} {o.reader.name}" for o in opinions))
    out.append("")
    keepers_of = zip(*(o.kept for o in opinions), strict=True)
    shown = [
        (keepers, verdict(block)[0], block.text)
        for keepers, block in zip(keepers_of, article.blocks, strict=True)
        if any(keepers)
    ]
    for (keepers, fate), group in groupby(shown, key=itemgetter(0, 1)):
        texts = [_shortened(plain(text)) for *_, text in group]
        marks = " ".join(o.reader.mark if kept else "·" for o, kept in zip(opinions, keepers, strict=True))
        count = f"  ({len(texts)} blocks)" if len(texts) > 1 else ""
        fg = ("green" if all(keepers) else "cyan") if keepers[0] else "yellow" if fate.startswith("=") else "red"
        out.append(paint(f"{marks}   {fate}{count}", fg))
        out += [*texts, ""]
    for opinion in opinions:
        if opinion.foreign:
            out.append(paint(f"{opinion.reader.mark}   in no block of the page", "magenta"))
            out += [*(_shortened(plain(line)) for line in opinion.foreign), ""]
    hidden = len(article.blocks) - len(shown)
    return "\n".join([*out, *_table(compared), "", f"not shown: {counted(hidden, 'block')} that none keeps"]) + "\n"


_WIDTH = 110  # letters


def _shortened(text: str) -> str:
    """The text, or its beginning up to the end of a word."""
    if len(text) <= _WIDTH:
        return text
    beginning = text[:_WIDTH]
    return (beginning.rpartition(" ")[0] or beginning) + " …"


def _table(compared: Comparison) -> list[str]:
    rows = [("", "words", "only it", "lacks", "time")]
    for o in compared.opinions:
        figures = (o.words, compared.only(o), compared.lacks(o), f"{compared.ratio(o):.1f}")
        rows.append((f"{o.reader.mark} {o.reader.name}", *map(str, figures)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def json(compared: Comparison, source: str) -> str:
    """The comparison on one line: the readers with their figures, and every block of the page."""
    article, opinions = compared.article, compared.opinions
    readers: list[dict[str, Any]] = [
        {
            "name": o.reader.name,
            "words": o.words,
            "only": compared.only(o),
            "lacks": compared.lacks(o),
            "time": round(compared.ratio(o), 2),
            "in_no_block": o.foreign,
        }
        for o in opinions
    ]
    blocks: list[dict[str, Any]] = [
        {
            "text": block.text,
            "kept_by": [o.reader.name for o in opinions if o.kept[n]],
            "field": block.field,
            "reason": block.reason,
            "rule": block.rule,
        }
        for n, block in enumerate(article.blocks)
    ]
    head = {"source": source, "url": article.url, "outlet": article.outlet, "method": article.method}
    return on_one_line(head | {"readers": readers, "blocks": blocks})
