"""Tree to blocks, text to blocks: one walk over the page gathers all that the rest of the reading needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.article import Block, Place
from cleaners.normal import normal_form

# Elements without text that a reader sees.
SKIPPED = frozenset(
    "style noscript template svg iframe object canvas select option datalist textarea math audio video map "
    "applet embed source track param area -comment base".split()
)
# Elements that do not end a paragraph. A cell does not end one either: a table row is a paragraph.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p output q rp rt ruby "
    "s samp small span strike strong sub sup tt u var wbr time td th".split()
)
CELLS = frozenset(("td", "th"))
# Inline elements whose names can matter.
NAMED = frozenset(("span", "a", "time", "small", "em", "i", "strong", "label", "b", "font", "cite"))

TEXTUAL = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "li"))

# What a tag says of its content.
TAG_HINTS = {
    "nav": "navigation",
    "footer": "template",
    "aside": "template",
    "form": "control",
    "button": "control",
    "menu": "navigation",
    "dialog": "template",
    "figcaption": "caption",
    "caption": "caption",
    "address": "byline",
    "amp-sidebar": "navigation",
    "amp-ad": "advertisement",
    "amp-embed": "advertisement",
    "amp-social-share": "prompt",
    "amp-consent": "template",
}

# What a class or id name says of the content, tried in this order. A name is a hint, not a verdict: one that
# stands around the body is overruled there (`cleaners.body`).
_B, _E = r"(?:^|[\s_\-])", r"(?:$|[\s_\-\d])"
NAME_HINTS = tuple(
    (hint, re.compile(pattern))
    for hint, pattern in (
        ("comments", r"comments?(?![a-z])|disqus|" + _B + r"(?:respond|replies|reply)" + _E),
        ("caption", r"caption|img[\-_]?(?:cap|desc|txt|text)|(?:photo|image|pic)[\-_]?(?:cap|desc|credit|title|info)"
                    + r"|uplcap|" + _B + r"credits?" + _E),
        ("breadcrumb", r"bread[\-_]?crumb|" + _B + r"crumbs?" + _E),
        ("prompt", _B + r"(?:share|sharing|shares|social|socials|follow|newsletter|subscribe|subscription|addthis"
                   + r"|sharedaddy|whatsapp|telegram|googlenews|google-news|sociable)"
                   + r"|social[\-_]?(?:share|media|links|icons|buttons)|share[\-_]?(?:this|post|bar|buttons?|icons?)"),
        ("read-also", r"(?:read|see)[\-_]?also|also[\-_]?read"),
        ("related", r"(?<![a-z])related|relevant|recirc|recommend|most[\-_]?(?:read|view|popular|comment)|read[\-_]?more|outbrain|taboola|trending|popular[\-_]?posts?|you[\-_]?may|similar|ticker"
                    + r"|(?:next|prev|previous)[\-_]?(?:post|article|story)|post[\-_]?nav|inject|latest[\-_]?news"
                    + r"|more[\-_]?(?:news|stories|from)|breaking[\-_]?news|last[\-_]?news|" + _B + r"rail" + _E),
        ("tags", _B + r"(?:post|entry|article|news|story)?[\-_]?(?:tags?|keywords|topics)(?:[\-_](?:list|links|cloud"
                 + r"|container|wrap|wrapper|items?|area|box))?" + _E.replace(r"[\s_\-\d]", r"[\s\d]")),
        ("advertisement", _B + r"(?:ads?|adv|advert\w*|banners?|sponsor\w*|adsbygoogle|dfp|gpt)" + _E),
        ("navigation", _B + r"(?:nav|navbar|navigation|menu|menus|submenu|main-menu|pagination|pager|paging)" + _E
                       + r"|site[\-_]?(?:nav|menu)|mega[\-_]?menu|skip[\-_]?link"),
        ("control", r"tool[\-_]?bar|font[\-_]?size|text[\-_]?size|resize|" + _B + r"(?:print|listen|player)" + _E),
        ("template", _B + r"(?:footer|copyright|colophon|cookies?|gdpr|consent|popup|modal|overlay|lightbox|login"
                     + r"|signup|sign-in|sidebar|side-bar|poll|survey|weather|masthead|search-?form"
                     + r"|toast|off-?canvas)" + _E + r"|author[\-_]?(?:box|bio|info|desc)|about[\-_]?author"),
    )
)
_SCHEMA_BODY = "articlebody"


@lru_cache(maxsize=8192)
def hint_of(names: str) -> str | None:
    """What the class and id names of an element (lower case) say of its content: a reason, `caption`, or None."""
    for hint, pattern in NAME_HINTS:
        if pattern.search(names):
            return hint
    return None


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
    props: list[tuple[str, str, int]] = field(default_factory=list)  # itemprop, content or "", blocks before
    document_title: str | None = None
    canonical: str | None = None
    language: str | None = None
    scripts: int = 0  # characters of script


def walk(tree: LexborHTMLParser, marks: Mapping[int, str] | None = None) -> Walked:
    """Walks the page once. `marks` says of elements (by `mem_id`) what outlet rules select them for."""
    out = Walked()
    root = tree.root
    if root is None:
        return out
    blocks, places = out.blocks, out.places
    top = Place("html", "", None)
    place = top
    buffer: list[str] = []
    stack: list[tuple[LexborNode, Place | None, bool, bool]] = []  # node, place to return to, link, flushes
    in_link = False
    linked_chars = links = 0
    gap = True

    def flush() -> None:
        nonlocal linked_chars, links, gap
        if buffer:
            text = normal_form("".join(buffer))
            buffer.clear()
            if text:
                share = min(1.0, linked_chars / len(text)) if linked_chars else 0.0
                blocks.append(Block(text, place, linked=share, links=links, gap=gap))
                gap = False
        linked_chars = links = 0

    node: LexborNode | None = root
    while True:
        if node is None:
            if not stack:
                break
            node, back, was_link, flushes = stack.pop()
            if flushes:
                flush()
                gap = True
            if was_link:
                in_link = False
            if back is not None:
                place = back
            node = node.next
            continue
        tag = node.tag
        if tag == "-text":
            text = node.text_content
            if text and (buffer or not text.isspace()):
                buffer.append(text)
                if in_link:
                    linked_chars += len(text.strip())
            node = node.next
            continue
        if tag == "br":
            if buffer:
                flush()
            node = node.next
            continue
        if tag in SKIPPED or tag is None:
            node = node.next
            continue
        attributes = node.attributes if tag not in INLINE or tag in NAMED else _NONE
        back = None
        is_link = flushes = False
        if tag == "a":
            if not in_link and attributes.get("href"):
                if place.inside is not None and place.inside.hint == "tags":
                    flush()  # each tag a block
                    flushes = True
                is_link = in_link = True
                links += 1
        elif tag == "img" or tag == "amp-img":
            _image(attributes, out, place)
            node = node.next
            continue
        elif tag == "script":
            if "ld+json" in (attributes.get("type") or ""):
                out.json_ld.append(node.text_content or _text(node))
            else:
                out.scripts += 1
            node = node.next
            continue
        elif tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name and (content := attributes.get("content")):
                out.metas.append((name.lower(), content))
            node = node.next
            continue
        elif tag == "link":
            if attributes.get("rel") == "canonical":
                out.canonical = attributes.get("href")
            node = node.next
            continue
        elif tag == "title":
            if out.document_title is None and place.tag in ("head", "html"):
                out.document_title = normal_form(_text(node)) or None
            node = node.next
            continue
        elif tag in CELLS:
            buffer.append(" ")
        if attributes:
            if tag == "time" and (stamp := attributes.get("datetime")):
                out.times.append((stamp, len(blocks)))
            prop = attributes.get("itemprop")
            if prop:
                out.props.append((prop.lower(), attributes.get("content") or "", len(blocks)))
            names = attributes.get("class") or ""
            if ident := attributes.get("id"):
                names = f"{names} {ident}"
            names = names.lower()
        else:
            prop, names = None, ""
        if tag not in INLINE:
            flush()
            flushes = gap = True
            back = place
            hint = TAG_HINTS.get(tag) or (hint_of(names) if names else None)
            if hint == "control" and tag in TEXTUAL:
                hint = None  # names of utility style sheets
            place = Place(tag, names, place, hint)
            if prop and prop.lower() == _SCHEMA_BODY:
                place.names += " schema-body"
                place.hint, place.inside = None, back.inside
            if attributes:
                if attributes.get("hidden", "") is None or "display:none" in (
                    attributes.get("style") or ""
                ).replace(" ", ""):
                    place.hidden = True
                if tag == "html":
                    out.language = attributes.get("lang")
            if marks and (mark := marks.get(node.mem_id)):
                place.mark = mark
            places.append(place)
        elif names and (hint := hint_of(names)) and (hint == "caption" or not buffer):
            # A named span that begins a paragraph, or a caption, is a block of its own.
            flush()
            flushes = gap = True
            back = place
            place = Place(tag, names, place, hint)
            if marks and (mark := marks.get(node.mem_id)):
                place.mark = mark
            places.append(place)
        stack.append((node, back, is_link, flushes))
        node = node.first_child
    flush()
    return out


_NONE: Mapping[str, str | None] = {}


def _text(node: LexborNode) -> str:
    return node.text(deep=True) or ""


def _image(attributes: Mapping[str, str | None], out: Walked, place: Place) -> None:
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
