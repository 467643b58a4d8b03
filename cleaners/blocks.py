"""Tree to blocks, text to blocks: one walk over the page gathers all that the rest of the reading needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.hints import FOOTERS, TAG_HINTS, hint_of, names_a_label, names_an_author
from cleaners.normal import normal_form
from cleaners.places import Block, Place

# Elements without text that a reader sees.
SKIPPED = frozenset(
    "style noscript template svg iframe object canvas select option datalist textarea math audio video map "
    "applet embed source track param area base -comment !doctype".split()
)
# Elements that do not end a paragraph. A cell does not end one either: a table row is a paragraph.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p output q rp rt ruby "
    "s samp small span strike strong sub sup tt u var wbr time td th".split()
)
CELLS = frozenset(("td", "th"))
# Inline elements whose names can matter.
NAMED = frozenset(("span", "a", "time", "small", "em", "i", "strong", "label", "b", "font", "cite", "abbr"))

TEXTUAL = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "li"))
PLAIN = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "li"))

_SCHEMA_BODY = "articlebody"


@dataclass(slots=True)
class Image:
    """A picture: what its attributes say of it, and the number of blocks before it."""

    texts: tuple[str, ...]
    at: int
    place: Place


@dataclass(slots=True)
class Walked:
    """What one walk over a page gathers."""

    blocks: list[Block] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)  # (name or property or itemprop, content)
    json_ld: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)  # (datetime attribute, number of blocks before)
    authors: list[tuple[str, int]] = field(default_factory=list)  # text of elements that name one, blocks before
    author_links: list[tuple[str, int]] = field(default_factory=list)  # text of links to an author's page, the same
    document_title: str | None = None
    canonical: str | None = None
    language: str | None = None
    scripts: int = 0
    marks: Mapping[int, str] | None = None
    deferred: list[tuple[int, LexborNode, Place]] = field(default_factory=list)  # blocks before, element, its place


# What the walk does with a tag; what is not named in `_KINDS` is a block.
_TEXT: Final = 0
_SKIP: Final = 1
_INLINE: Final = 2
_NAMED: Final = 3
_CELL: Final = 4
_BREAK: Final = 5
_OTHER: Final = 6
_BLOCK: Final = 7
_KINDS: Final = {
    **dict.fromkeys(SKIPPED, _SKIP),
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(NAMED, _NAMED),
    **dict.fromkeys(CELLS, _CELL),
    **dict.fromkeys(("img", "amp-img", "script", "meta", "link", "title"), _OTHER),
    "-text": _TEXT,
    "br": _BREAK,
}
# What happens at the end of an element: it ends a paragraph, a link, a row of data.
_FLUSHES: Final = 1
_LINK: Final = 2
_ROW: Final = 4


# Elements of these hints are left for later when they hold neither a paragraph nor a headline: half of a page, and
# nothing of it is in the article. `expand` reads them when somebody asks for what was removed.
DEFERRED = frozenset(("navigation", "prompt", "advertisement", "template", "control", "related", "comments"))
_KEPT_IN = 'p, h1, br, script[type="application/ld+json"]'


def walk(tree: LexborHTMLParser, marks: Mapping[int, str] | None = None, *, defer: bool = True) -> Walked:
    """Walks the page once. `marks` says of elements (by `mem_id`) what outlet rules select them for, and has the
    elements around them with an empty text.

    The blocks' text is collapsed, not yet in normal form: `settle` brings those to it that are looked at. With
    `defer`, elements that hold nothing of an article by their names and elements are noted in `deferred` instead.
    """
    out = Walked(marks=marks)
    if tree.root is not None:
        _walk(tree.root, Place("html", "", None), out, _kept(tree, marks) if defer else None)
    return out


def _kept(tree: LexborHTMLParser, marks: Mapping[int, str] | None) -> set[int]:
    """The elements that hold something that is looked for, by `mem_id`."""
    kept: set[int] = set()
    for found in tree.css(_KEPT_IN):
        node: LexborNode | None = found
        while node is not None and node.mem_id not in kept:
            kept.add(node.mem_id)
            node = node.parent
    return kept if marks is None else kept.union(marks)


def holds_text(deferred: tuple[int, LexborNode, Place]) -> bool:
    """Whether a deferred element holds more than labels: a sentence or two on end."""
    part = Walked()
    _walk(deferred[1], deferred[2], part, None)
    return sum(len(b.text) for b in part.blocks if len(b.text) > 60 and b.linked <= 0.5) > 150


def expand(walked: Walked) -> dict[int, list[Block]]:
    """Reads what the walk has deferred: the blocks by the number of blocks before them. Can be done once."""
    found: dict[int, list[Block]] = {}
    for at, node, place in walked.deferred:
        part = Walked(marks=walked.marks)
        _walk(node, place, part, None)
        found.setdefault(at, []).extend(part.blocks)
    walked.deferred.clear()
    return found


def _stamp(attributes: Mapping[str, str | None], prop: str | None) -> str | None:
    """When the story was published, as an attribute of a microformat, of microdata or of RDFa has it."""
    if "published" in (attributes.get("class") or "").split():
        return attributes.get("title")
    if prop == "datepublished" or (attributes.get("property") or "").startswith("dc:date"):
        return attributes.get("content")
    return None


#: The address of an author's page, with the author in it.
_AUTHOR_PAGE = re.compile(r"/authors?/[^/?#]{2}")
#: Elements that name an author; one in another, each text would be read as often.
_MOST_AUTHORS = 100
#: Characters of an element's class and id that are read: what they say is remembered from page to page.
_MOST_NAMES = 500


def _walk(start: LexborNode, place: Place, out: Walked, kept: set[int] | None) -> None:
    """Walks an element. With `kept`, elements that are not in it may be deferred."""
    marks = out.marks
    blocks, places = out.blocks, out.places
    buffer: list[str] = []
    # The open elements: node, place to return to, and what happens at its end.
    stack: list[tuple[LexborNode, Place | None, int]] = []
    in_link = in_row = False
    linked = links = 0  # of what is in the buffer: characters in links, and links
    gap = True

    node: LexborNode | None = start
    while True:
        if node is None:
            node, back, end = stack.pop()
            if in_row and not end & _ROW and node.tag not in _KINDS:
                buffer.append(" ")  # a paragraph of a cell
            if end:
                if end & _FLUSHES:
                    if buffer:
                        _flush(buffer, out, place, linked, links, gap)
                        linked = links = 0
                    gap = True
                if end & _LINK:
                    in_link = False
                if end & _ROW:
                    in_row = False
            if back is not None:
                place = back
            if not stack:
                break
            node = node.next
            continue
        tag: str = node.tag or ""
        kind = _KINDS.get(tag, _BLOCK)
        if kind == _TEXT:
            text: str | None = node.text_content
            if text and (buffer or not text.isspace()):
                buffer.append(text)
                if in_link:
                    linked += len(text.strip())
            node = node.next
            continue
        if kind == _SKIP:
            node = node.next
            continue
        if kind == _BREAK:
            if in_row:
                buffer.append(" ")
            elif buffer:
                gap = _flush(buffer, out, place, linked, links, gap)
                linked = links = 0
            node = node.next
            continue
        if kind == _INLINE and (marks is None or node.mem_id not in marks):
            stack.append((node, None, 0))
            node = node.first_child
            continue
        attributes: dict[str, str | None] = node.attributes
        if not attributes and kind == _BLOCK and marks is None and not in_row and tag in PLAIN:
            if buffer:
                _flush(buffer, out, place, linked, links, gap)
                linked = links = 0
            gap = True
            stack.append((node, place, _FLUSHES))
            place, is_new = place.plain_child(tag)
            if is_new:
                places.append(place)
            node = node.first_child
            continue
        if kind == _OTHER:
            _take_other(node, tag, attributes, out, place)
            node = node.next
            continue
        names, prop, hidden = "", None, False
        if attributes:
            names = attributes.get("class") or ""
            if len(attributes) > 1 or not names:
                if ident := attributes.get("id"):
                    names = f"{names} {ident}"
                if tag == "nav" and (label := attributes.get("aria-label")):
                    names = f"{names} {label}"
                if tag == "time":
                    out.times.append((attributes.get("datetime") or _text(node), len(blocks)))
                if prop := attributes.get("itemprop"):
                    prop = prop.lower()
                if ("content" in attributes or tag == "abbr") and (stamp := _stamp(attributes, prop)):
                    out.times.append((stamp, len(blocks)))
                if (prop == "author" or attributes.get("rel") == "author") and len(out.authors) < _MOST_AUTHORS:
                    out.authors.append((_text(node), len(blocks)))
                style = attributes.get("style")
                hidden = "hidden" in attributes or bool(style and "display:none" in style.replace(" ", ""))
            names = names.lower()[:_MOST_NAMES]
        elif tag == "time":
            out.times.append((_text(node), len(blocks)))
        mark = marks.get(node.mem_id) if marks else None
        back = None
        end = 0
        if tag == "a" and not in_link and (href := attributes.get("href")):
            if "/author" in href and _AUTHOR_PAGE.search(href) and len(out.author_links) < _MOST_AUTHORS:
                out.author_links.append((normal_form(_text(node)), len(blocks)))
            around = place.inside
            if around is not None and around.hint in ("tags", "breadcrumb") and place.depth - around.depth <= 3:
                gap = _flush(buffer, out, place, linked, links, gap)  # each tag a block
                linked = links = 0
                end = _FLUSHES
            in_link = True
            end |= _LINK
            links += 1
        if in_row or (kind == _CELL and not (place.tag == "tr" and place.names == LAYOUT)):
            buffer.append(" ")
            stack.append((node, None, end))
            node = node.first_child
            continue
        if kind in (_BLOCK, _CELL):
            if buffer:
                _flush(buffer, out, place, linked, links, gap)
                linked = links = 0
            gap = True
            end |= _FLUSHES
            back = place
            hint = hint_of(names) if names else None
            if hint != "breadcrumb":
                hint = TAG_HINTS.get(tag) or hint
            if tag == "footer" and place.tag in FOOTERS:
                hint = FOOTERS[place.tag]
            if hint is not None:
                if hint == "control" and tag in TEXTUAL:
                    hint = None  # names of utility style sheets
                elif (
                    kept is not None
                    and hint in DEFERRED
                    and node.mem_id not in kept
                    and not (hint == "template" and names_an_author(names))
                ):
                    out.deferred.append((len(blocks), node, place))
                    node = node.next
                    continue
            if tag == "tr":
                if in_row := not _is_layout(node):
                    end |= _ROW
                else:
                    names = LAYOUT
            elif tag == "html":
                out.language = attributes.get("lang")
            place = Place(tag, names, place, hint)
            if prop == _SCHEMA_BODY:
                place.names += " schema-body"
                place.hint, place.inside = None, back.inside
            if hidden:
                place.hidden = True
        elif (
            mark
            or (names and tag != "a" and place.tag not in TEXTUAL and _stands_alone(node, names))
            or (names and (hint := hint_of(names)) and (hint == "caption" or (not buffer and _is_whole(node, hint))))
            or (buffer and place.tag not in TEXTUAL and _is_next_label(node, tag, names, buffer[-1], in_link=in_link))
        ):
            # A named span that begins a paragraph, a caption, and a label in a row of labels is a block of its own.
            if buffer:
                _flush(buffer, out, place, linked, links, gap)
                linked = links = 0
            gap = True
            end |= _FLUSHES
            back = place
            place = Place(tag, names, place, hint_of(names) if names else None)
        elif place.tag == "figcaption" and tag == "span" and buffer and buffer[-1][-1] not in _GOES_WITH + "و":
            buffer.append(" ")  # a caption and its credit
        if back is not None:
            if mark:
                place.mark = mark
            places.append(place)
        stack.append((node, back, end))
        node = node.first_child


def _flush(buffer: list[str], out: Walked, place: Place, linked: int, links: int, gap: bool) -> bool:
    """Makes what was gathered a block, if there is anything to see; says whether the next one begins a paragraph."""
    text = " ".join("".join(buffer).split())
    buffer.clear()
    if len(text) <= 4:
        text = normal_form(text)  # there may be nothing to see
    if text:
        share = min(1.0, linked / len(text)) if linked else 0.0
        out.blocks.append(Block(text, place, linked=share, links=links, gap=gap))
        return False
    return gap


def settle(blocks: Iterable[Block]) -> None:
    """Brings the text of blocks to normal form; a block without anything to see left is removed."""
    for block in blocks:
        if not (block.text.isascii() and block.text.isprintable()):
            block.text = normal_form(block.text)
            if not block.text:
                block.mark("template", "nothing to see")


def _stands_alone(node: LexborNode, names: str) -> bool:
    """Whether an inline element is a label of its own by its names, and no running text goes on behind it."""
    if not names_a_label(names):
        return False
    behind = node.next
    return behind is None or behind.tag != "-text" or len((behind.text_content or "").strip()) <= 25


def _is_whole(node: LexborNode, hint: str) -> bool:
    """Whether a named element that begins a paragraph is no label of what goes on behind it."""
    return hint != "control" or _text(node).rstrip()[-1:] not in _GOES_WITH


def _is_next_label(node: LexborNode, tag: str, names: str, before: str, *, in_link: bool) -> bool:
    """Whether an inline element is a label in a row of them, which style sheets part from each other: a name, a day, a
    count. What is `before` it in the paragraph ends with the element before it, or with the line end behind that."""
    apart = before[-1].isspace()
    if before[-1] in _GOES_WITH or (apart and ("\n" not in before or tag == "a")):
        return False
    left = node.prev
    if apart:
        if left is None or left.tag != "-text":
            return False
        left = left.prev
    if left is None or left.tag not in NAMED or tag == "a" == left.tag:
        return False
    if not names and (tag in _MARKUP or left.tag in _MARKUP or not _BY_EDITORS.isdisjoint(node.attributes)):
        return False
    text, said = _text(node), _text(left)
    if not text.strip() or not said.strip() or text[0].isspace() or said[-1].isspace():
        return False
    told = (in_link and names) or tag in _LABELS or left.tag in _LABELS
    if not (told or _DIGIT.search(text) or _DIGIT.search(said)):
        return False  # two parts of a word, for all that is known
    return _is_row(node)


def _is_row(node: LexborNode) -> bool:
    """Whether a few inline elements stand with nothing but separators, and what they say is short and no sentence."""
    child: LexborNode | None = node
    for _ in range(_IN_A_ROW):
        if child is None or (left := child.prev) is None or _KINDS.get(left.tag or "", _BLOCK) in _ENDS_A_ROW:
            break
        child = left
    size = 0
    last = ""
    for _ in range(2 * _IN_A_ROW):
        if child is None or _KINDS.get(child.tag or "", _BLOCK) in _ENDS_A_ROW:
            return size <= _LONG_ROW and last[-1:] not in ".؟!"
        if child.tag == "-text":
            said = (child.text_content or "").strip()
            if len(said) > 3:
                return False
        elif child.tag != "-comment":
            said = _text(child).strip()
            last = said or last
            size += len(said)
        child = child.next
    return False


_IN_A_ROW = 12  # nodes on either side
_ENDS_A_ROW = frozenset((_BLOCK, _BREAK, _CELL))
_LABELS = frozenset(("a", "time"))
_DIGIT = re.compile(r"\d")
_LONG_ROW = 200  # characters
# What editors mark words with, in the middle of them at times.
_MARKUP = frozenset(("b", "strong", "em", "i", "font"))
_BY_EDITORS = frozenset(("style", "dir", "lang"))
_GOES_WITH = ':،,([«"“'  # what is behind these belongs to them

#: Stands for the names of a table row that lays out the page and does not hold data.
LAYOUT = "(layout)"
_LONG_CELL = 250  # characters but white space


def _is_layout(row: LexborNode) -> bool:
    """Whether a table row lays out the page: it has one cell, holds other blocks, or has a cell full of text."""
    cells = [cell for cell in row.iter() if cell.tag in CELLS]
    if len(cells) < 2 or row.css_first("table, div, h1, h2, h3, ul, img") is not None:
        return True
    return any(len("".join(_text(cell).split())) > _LONG_CELL for cell in cells)


def _take_other(node: LexborNode, tag: str, attributes: dict[str, str | None], out: Walked, place: Place) -> None:
    """Takes what elements say that hold no visible text."""
    if tag == "meta":
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and (content := attributes.get("content")):
            out.metas.append((name.lower(), content))
    elif tag == "script":
        if "ld+json" in (attributes.get("type") or ""):
            out.json_ld.append(_text(node))
        out.scripts += 1
    elif tag == "link":
        if attributes.get("rel") == "canonical":
            out.canonical = attributes.get("href")
    elif tag == "title":
        if out.document_title is None and place.tag in ("head", "html"):
            out.document_title = normal_form(_text(node)) or None
    else:
        _image(attributes, out, place)


def _text(node: LexborNode) -> str:
    return node.text(deep=True) or ""


def _image(attributes: dict[str, str | None], out: Walked, place: Place) -> None:
    texts = tuple(
        value
        for name in ("alt", "title", "data-caption", "data-image-caption", "data-alt", "data-title")
        if (value := attributes.get(name)) and len(value) > 3
    )
    out.images.append(Image(texts, len(out.blocks), place))


def lines(text: str) -> list[Block]:
    """The lines of an extracted text as blocks. `gap` says whether a blank line stands before one."""
    place = Place("text", "", None)
    blocks: list[Block] = []
    gap = True
    for line in text.splitlines():
        normal = normal_form(line)
        if normal:
            blocks.append(Block(normal, place, gap=gap))
        gap = not normal
    return blocks
