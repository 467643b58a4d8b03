"""What a page is made of: blocks of text, and the places they stand in.

`copy` and `pickle` are told how they are made: of compiled classes they cannot find it out by themselves.
"""

from __future__ import annotations

from typing import Any, Final

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class Place:
    """An element that holds blocks: its tag, its class and id names in lower case, and what it stands in.

    `hint` is what the tag or a name says of the content: a reason, `caption`, or None. `inside` is the nearest
    hint of the place and its ancestors.
    """

    heading: str | None = None  # the heading element that it is, or stands in
    hidden = False
    mark: str | None = None  # what an outlet's rule selected it for
    # What the reading of the body adds up here: its own score; characters, linked characters and running text of
    # all blocks within.
    score: float = 0.0
    chars: float = 0.0
    linked: float = 0.0
    prose: float = 0.0
    plain: dict[str, Place] | None = None

    def __init__(self, tag: str, names: str, parent: Place | None, hint: str | None = None) -> None:
        self.tag = tag
        self.names = names
        self.parent = parent
        self.hint = hint
        if tag in HEADINGS:
            self.heading = tag
        if parent is None:
            self.depth = 0
            self.inside: Place | None = self if hint else None
        else:
            self.depth = parent.depth + 1
            self.inside = self if hint else parent.inside
            if parent.heading:
                self.heading = parent.heading
            if parent.hidden:
                self.hidden = True
            if parent.mark:
                self.mark = parent.mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Place, (self.tag, self.names, None), {name: getattr(self, name) for name in _OF_A_PLACE}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def stands_in(self, around: Place) -> bool:
        """Whether this is `around`, or lies in it."""
        place: Place | None = self
        while place is not None and place.depth >= around.depth:
            if place is around:
                return True
            place = place.parent
        return False

    def up(self, levels: int) -> list[Place]:
        """This element and those around it, the inner ones first: so many at most."""
        found = [self]
        while len(found) < levels and (around := found[-1].parent) is not None:
            found.append(around)
        return found

    def plain_child(self, tag: str) -> tuple[Place, bool]:
        """The place of this element's children of a tag that have no attributes: one for all of them, since nothing
        tells them apart. Also says whether it is new."""
        if self.plain is None:
            self.plain = {}
        elif (place := self.plain.get(tag)) is not None:
            return place, False
        place = self.plain[tag] = Place(tag, "", self)
        return place, True


# What copies are given beside what makes them.
_OF_A_PLACE: Final = tuple("parent hint inside depth heading hidden mark score chars linked prose plain".split())
_OF_A_BLOCK: Final = tuple("linked links gap words prose cue key reason rule field".split())


class Block:
    """One visual paragraph of a page, or one line of a text, with its place and its features.

    A sieve marks it with `reason` and `rule`; what became a field of the article has `field`. A block with neither
    is a paragraph of the article.
    """

    __slots__ = ("cue", "field", "gap", "key", "linked", "links", "place", "prose", "reason", "rule", "text", "words")

    def __init__(self, text: str, place: Place, *, linked: float = 0.0, links: int = 0, gap: bool = True) -> None:
        self.text = text
        self.place = place
        self.linked = linked  # the share of the text that stands in links, 0 to 1
        self.links = links
        self.gap = gap  # begins a paragraph; False after a <br> or a single line end
        self.words: int = text.count(" ") + 1
        self.prose: float | None = None  # see `cleaners.prose.weight`
        self.cue: Any = False  # what `cleaners.cues.find` found, False before it has looked
        self.key = ""  # the copy that is matched on, made when a sieve first asks (`cleaners.cues.key`)
        self.reason: str | None = None
        self.rule: str | None = None
        self.field: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Block, (self.text, self.place), {name: getattr(self, name) for name in _OF_A_BLOCK}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    @property
    def open(self) -> bool:
        """Whether no sieve has marked the block and no field has taken it."""
        return self.reason is None and self.field is None

    def mark(self, reason: str, rule: str) -> None:
        """Removes the block from the article, unless a sieve or a field has it already."""
        if self.reason is None and self.field is None:
            self.reason = reason
            self.rule = rule
