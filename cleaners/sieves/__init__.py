"""The sieves: each a function that marks blocks of a reading with a reason. Their order is the order of work."""

from __future__ import annotations

from collections.abc import Callable

from cleaners.reading import Reading
from cleaners.sieves import behind, captions, edges, next_article, phrases, related, repeats

Sieve = Callable[[Reading], None]

#: Captions first, since a caption under a picture looks like any short line. What stands outside of the article
#: is told apart only when somebody asks (`cleaners.sieves.outside`).
SIEVES: tuple[Sieve, ...] = (
    captions.sieve,
    next_article.sieve,
    related.sieve,
    phrases.sieve,
    edges.sieve,
    repeats.sieve,
    behind.sieve,
)
