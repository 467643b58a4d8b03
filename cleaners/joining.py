"""The pages of an article over several numbered ones joined to one article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TypeVar

from cleaners.article import Article
from cleaners.places import Block, Place
from cleaners.reading import fold


def join(first: Article, rest: Sequence[Article]) -> Article:
    """One article of the pages of one, in their order; the articles given stay as they are.

    Paragraphs follow each other. What pages repeat stands once, and else in `removed`: headline, standfirst, captions,
    the paragraphs that every page begins with, those that every page ends with (there the last stay), and a paragraph
    that ends one page and begins the next. Address, headline, standfirst, dates and how the page was read are those of
    the first page; authors, section, tags and dateline those of the first page that names any. `confidence` is that of
    the least sure page. A page without paragraphs adds nothing but the warning `text-lost`.
    """
    if not rest:
        return first
    pages = [first, *(page for page in rest if page.paragraphs)]
    blocks = [_copies(page) for page in pages]
    captions = {fold(caption): caption for caption in first.captions}
    beginning = _folds(_open(blocks[0]))
    for n in range(1, len(pages)):
        _drop_heads(first, blocks[n], captions, n + 1)
        for caption in pages[n].captions:
            captions.setdefault(fold(caption), caption)
        _drop_edges(beginning, blocks[n - 1], blocks[n], n + 1)
    warnings = dict.fromkeys(warning for page in pages for warning in page.warnings)
    if len(pages) <= len(rest):
        warnings["text-lost"] = None
    else:
        warnings.pop("short-body", None)  # each page is, beside what it declares of the whole
    every = [block for page in blocks for block in page]
    return replace(
        first,
        authors=list(_first(page.authors for page in pages)),
        section=_first(page.section for page in pages),
        tags=list(_first(page.tags for page in pages)),
        dateline=_first(page.dateline for page in pages),
        captions=list(captions.values()),
        paragraphs=[block.text for block in _open(every)],
        confidence=min(page.confidence for page in pages),
        warnings=list(warnings),
        page_blocks=every,
        explain=None,
        page_on=None,
    )


_Value = TypeVar("_Value")


def _first(values: Iterable[_Value]) -> _Value:
    """The first of the values that holds something, else the last."""
    for value in values:
        if value:
            break
    return value


def _copies(page: Article) -> list[Block]:
    """Blocks of a page to mark; of an article that was not read from a page, its paragraphs."""
    place = Place("text", "", None)
    return [copy(block) for block in page.blocks] or [Block(text, place) for text in page.paragraphs]


def _open(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block.open]


def _folds(blocks: Iterable[Block]) -> list[str]:
    return [fold(block.text) for block in blocks]


def _drop(block: Block, reason: str, page: int) -> None:
    block.field = None
    block.mark(reason, f"repeated on page {page}")


def _drop_heads(first: Article, blocks: list[Block], captions: Mapping[str, str], page: int) -> None:
    """Drops headline, standfirst and captions of earlier pages from a page, as fields and as paragraphs. A headline or
    standfirst of its own becomes a paragraph: it is a subheading of the article."""
    title, standfirst = fold(first.title or ""), fold(first.standfirst or "")
    for block in blocks:
        if not block.open and block.field not in ("title", "standfirst", "captions"):
            continue
        folded = fold(block.text)
        if not folded:
            continue
        # Later pages have their number in the headline.
        if folded == title or (block.field == "title" and title and (title in folded or folded in title)):
            _drop(block, "repeated-title", page)
        elif folded == standfirst:
            _drop(block, "repeated-text", page)
        elif folded in captions:
            _drop(block, "repeated-caption", page)
        elif block.field != "captions":
            block.field = None


def _drop_edges(beginning: list[str], before: list[Block], blocks: list[Block], page: int) -> None:
    """Drops the paragraphs that a page begins with as the first page does, or as the page before ends; and from the
    page before those that both end with."""
    for block, known in zip(_open(blocks), beginning, strict=False):
        if fold(block.text) != known or not known:
            break
        _drop(block, "repeated-text", page)
    last, own = _open(before), _open(blocks)
    if last and own and fold(own[0].text) == fold(last[-1].text):
        _drop(own[0], "repeated-text", page)
    for block, known in zip(reversed(last), reversed(_folds(_open(blocks))), strict=False):
        if fold(block.text) != known or not known:
            break
        _drop(block, "repeated-text", page)
