"""A page as it is seen while an outlet file is drafted: its blocks, and where elements hold them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.article import Article
from cleaners.blocks import SKIPPED
from cleaners.clean import clean_html
from cleaners.drafting.addresses import without_tracking
from cleaners.normal import normal_form
from cleaners.outlets import Outlet, Rules, path_of
from cleaners.page import parse
from cleaners.places import Block
from cleaners.reading import fold


@dataclass(frozen=True)
class Page:
    """A page to draft from. `name` is how messages call it; `url` and `charset` are known of fetched pages only."""

    name: str
    body: bytes | str
    url: str | None = None
    charset: str | None = None


Span = tuple[int, int]  # where an element or a block begins and ends in the page's text without white space


class Seen:
    """A page as the generic reading sees it, with the place of each block and element in the page's text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.article = clean_html(page.body, page.url, outlet=None, charset=page.charset)
        self.tree: LexborHTMLParser = parse(page.body, page.charset)[0]
        self.spans: dict[int, Span] = {}
        self.nodes: dict[Span, list[LexborNode]] = {}  # the elements of a span, the outermost first
        text = self._lay_out()
        self.blocks: list[Block] = []
        self.places: list[Span] = []
        at = 0
        for block in self.article.blocks:
            own = _squeezed(block.text)
            # Blocks follow each other; a short one that is found far off is another text that says the same.
            reach = len(text) if len(own) >= _LONG else at + _NEAR
            if own and (found := text.find(own, at, reach)) >= 0:
                at = found + len(own)
                self.blocks.append(block)
                self.places.append((found, at))
        self.starts = [start for start, _ in self.places]
        self.ends = [end for _, end in self.places]
        self.compare(frozenset(), frozenset())

    def compare(self, repeated: frozenset[str], everywhere: frozenset[str]) -> None:
        """Tells the page which folded texts stand on more pages than one, and which on all of them."""
        self.repeated = repeated
        self.everywhere = everywhere
        self.is_story = [b.open and fold(b.text) not in repeated for b in self.blocks]
        # The length of the story, and of all text, up to each block.
        self._story = [0, *accumulate(len(b.text) * own for b, own in zip(self.blocks, self.is_story, strict=True))]
        self._text = [0, *accumulate(len(b.text) for b in self.blocks)]

    def _lay_out(self) -> str:
        """Notes the span of every element; returns the page's text without white space."""
        pieces: list[str] = []
        size = 0
        open_: list[tuple[LexborNode, int]] = []
        node = self.tree.root
        while node is not None or open_:
            if node is None:
                node, start = open_.pop()
                if size > start:
                    self.spans[node.mem_id] = (start, size)
                    self.nodes.setdefault((start, size), []).insert(0, node)
                node = node.next
            elif node.tag == "-text":
                if piece := _squeezed(node.text_content or ""):
                    pieces.append(piece)
                    size += len(piece)
                node = node.next
            elif node.tag in _UNSEEN:
                node = node.next
            else:
                open_.append((node, size))
                node = node.first_child
        return "".join(pieces)

    @property
    def url(self) -> str | None:
        """The address of the story, if it is known: the page's own, or the one that it declares."""
        url = self.page.url or self.article.url
        if not url or not url.lower().startswith(("http://", "https://")):
            return None
        url = without_tracking(url)
        return url if path_of(url) != "/" else None

    @property
    def day(self) -> date | None:
        published = self.article.published
        return published.date() if isinstance(published, datetime) else published

    def within(self, span: Span) -> range:
        """The numbers of the blocks that stand in a span."""
        return range(bisect_left(self.starts, span[0]), bisect_right(self.ends, span[1]))

    def reason(self, n: int) -> str | None:
        """Why a block is none of the article: its reason, or that it is on other pages, too. None for the article."""
        block = self.blocks[n]
        return block.reason or ("template" if block.open and not self.is_story[n] else None)

    def fit(self, span: Span) -> float:
        """How well a span holds the story and nothing else: the harmonic mean of the story's share that it holds and
        of its share that is the story, 0 to 1."""
        numbers = self.within(span)
        if not numbers:
            return 0.0
        inside = self._text[numbers.stop] - self._text[numbers.start]
        return 2 * (self._story[numbers.stop] - self._story[numbers.start]) / (inside + self.length)

    @property
    def length(self) -> int:
        """The story's length in characters."""
        return self._story[-1]

    def selected(self, selector: str) -> list[Span]:
        """The spans of the elements that a selector selects and that hold text."""
        return [span for node in self.tree.css(selector) if (span := self.spans.get(node.mem_id))]

    def as_well(self, after: list[str], *known: list[str]) -> bool:
        """Whether paragraphs are those of one of the known readings, but for what is on other pages, too."""

        def own(paragraphs: list[str]) -> list[str]:
            return [p for p in paragraphs if fold(p) not in self.repeated]

        gained = Counter(after)
        for paragraphs in known:
            gained -= Counter(paragraphs)
        return not gained and any(own(after) == own(paragraphs) for paragraphs in known)

    def read_by(self, rules: Rules) -> Article:
        """The page as it is read by rules."""
        return self.read(Outlet(id="draft", name="", name_en="", hosts=(), rules=(rules,)))

    def read(self, outlet: Outlet) -> Article:
        return clean_html(self.page.body, self.page.url, outlet=outlet, charset=self.page.charset)


_LONG = 40  # characters
_NEAR = 400
_UNSEEN = SKIPPED | {"script", "title", "head"}


def _squeezed(text: str) -> str:
    return "".join(normal_form(text).split())
