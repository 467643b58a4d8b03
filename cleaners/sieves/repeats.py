"""Paragraphs that stand twice: copies for mobile, pull quotes of nothing new."""

from __future__ import annotations

from cleaners.body import quotation
from cleaners.places import Block
from cleaners.reading import Reading, fold


def sieve(reading: Reading) -> None:
    """Marks a paragraph that came before; a short refrain stays."""
    seen: set[str] = set()
    body = list(reading.body())
    for block in body:
        if block.words < 8:
            continue
        if block.text in seen:
            block.mark("repeated-text", "a paragraph that came before")
        seen.add(block.text)
    if reading.extracted:
        _run_together(reading)
        return
    _pull_quotes(body)


def _pull_quotes(body: list[Block]) -> None:
    """Marks what the layout sets as a quotation, by its name alone, and a paragraph says too."""
    places = {block.place for block in body}
    quoting = {place for place in places if (around := quotation(place)) and around.tag != "blockquote"}
    if not quoting:
        return
    for quote in [block for block in body if block.place in quoting and block.open][:_MOST_QUOTES]:
        own = quote.text.strip(' «»"“”.،…')
        if quote.words >= 3 and any(own in block.text for block in body if block is not quote and block.open):
            quote.mark("repeated-text", "a pull quote")


_MOST_QUOTES = 20


def _run_together(reading: Reading) -> None:
    """Marks a paragraph that is the text of those behind it, or before it, without their line ends: some texts hold
    the body in both forms."""
    body = list(reading.body())
    folded = [fold(block.text) for block in body]
    by_opening = {text[:_OPENING]: n for n, text in reversed(list(enumerate(folded)))}
    for n, block in enumerate(body):
        if block.words < 20:
            continue
        first = n + 1
        if first == len(body) or not folded[n].startswith(folded[first]):
            first = by_opening[folded[n][:_OPENING]]
        if first != n and _spells_out(folded, first, n) and block.open:
            block.mark("repeated-text", "other paragraphs run together")


_OPENING = 24


def _spells_out(folded: list[str], first: int, whole: int) -> bool:
    """Whether the paragraphs from `first` on say all that paragraph `whole` says; a text may end within it."""
    at, count = 0, 0
    for n in range(first, len(folded)):
        rest = len(folded[whole]) - at
        if n == whole or rest <= 0:
            break
        if not folded[whole].startswith(folded[n], at):
            return count >= 2 and whole == len(folded) - 1 and folded[n].startswith(folded[whole][at:])
        at += len(folded[n])
        count += 1
    return count >= 2 and at >= len(folded[whole])
