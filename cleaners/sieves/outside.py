"""What stands outside of the body: marked with what its place says it is."""

from __future__ import annotations

from cleaners.article import Block
from cleaners.body import OFF
from cleaners.reading import Reading


def sieve(reading: Reading) -> None:
    """Marks every open block that is not in the body."""
    for n, block in enumerate(reading.blocks):
        if block.reason is not None or block.field is not None:
            continue
        if reading.first <= n < reading.last and reading.inside[n]:
            continue
        _mark(block, after=n >= reading.first)


def _mark(block: Block, *, after: bool) -> None:
    place = block.place.inside
    if place is not None and place.hint in OFF:
        block.mark(place.hint, f"{place.tag}.{place.names.split()[0]}" if place.names else place.tag)
    elif block.linked > 0.5:
        block.mark("related" if after else "navigation", "links outside of the body")
    else:
        block.mark("template", "outside of the body")
