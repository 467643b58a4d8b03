"""CSS selectors for an element of a page, made of names that will last.

A name lasts when somebody gave it to say what the element holds. Names that a bundler made, that only style, or
that count pages, do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import inf

from selectolax.lexbor import LexborNode

_IDENTIFIER = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]*$")
_TOKENS = re.compile(r"[-_]+")

# Prefixes that style libraries and bundlers put before a hash.
_HASHED_PREFIX = re.compile(
    r"(?:css|sc|jsx|svelte|emotion|styled|tss|astro|ng|_?ngcontent|data-v|elementor-element)-[^-]*$|jss\d"
)
# Utility style sheets (Tailwind, Bootstrap and their like): a name says how the element looks.
_UTILITY = re.compile(
    r"-?[mp][trblxyse]?-(?:\d|auto|px).*|[mp][trblxyse]?\d+"
    r"|text-(?:\d?[a-z]{2}|base|left|right|center|start|end|justify|wrap|nowrap|white|black|muted|dark|light|primary"
    r"|secondary|[a-z]+-\d{2,3})"
    r"|(?:font|leading|tracking|bg|border|rounded|shadow|items|justify|self|gap|space|divide|ring|overflow|opacity"
    r"|transition|duration|cursor|aspect|basis|line-clamp|whitespace|animate)(?:-.*)?"
    r"|(?:top|bottom|left|right|inset|z|w|h|min-[wh]|max-[wh]|d|g|gx|gy|order|float|pull|grow|shrink|flex|grid|block"
    r"|inline|table|object|align|content(?=-)|visible|hidden)(?:-(?:\d+|auto|full|screen\w*|px|none|left|right|center|start|end"
    r"|between|around|baseline|middle|top|bottom|flex|grid|block|row|col|wrap|nowrap|inline|cover|contain|xs|sm|md|lg|xl"
    r"|prose|fit|min|max|cell|cols|rows))*"
    r"|static|fixed|absolute|relative|sticky|isolate|invisible"
    r"|(?:tie-)?(?:col|cols|columns?|row|rows|large|medium|small|xs|sm|md|lg|xl|xxl|span|offset|container|wrapper|wrap"
    r"|inner|outer|clearfix|clear|cf|prose|truncate|uppercase|italic|underline|antialiased)(?:-?(?:fluid|xs|sm|md|lg|xl"
    r"|xxl|push|pull|offset|\d+))*"
    r"|(?:img|btn|embed)-(?:fluid|responsive|block|default|primary|link)|rtl|ltr|wow|fade\w*|in|no-gutters?"
    r"|align(?:left|right|center|none)"
)
# What a script adds for the moment, or the server for this page.
_PASSING = re.compile(
    r"(?:is|has|no|was)-.*|active|opened|closed|shown|current|selected|loaded|loading|lazy\w*|first|last|odd|even"
    r"|(?:category|tag|term)-(?!name|list|link|title|box|item)[a-z_-]+|(?:type|status|format|page|post)-(?:post|page"
    r"|publish|standard|video|image|gallery|type-.*)|hentry"
)
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
# Short words without a vowel that people do write.
_SPELT = frozenset("html xhtml ctl cms css rss txt img btn nws str dsc cntnt td tr hdr ftr www".split())


@lru_cache(maxsize=32768)
def lasts(name: str) -> bool:
    """Whether a class or id name says what its element holds, rather than how it looks, when it was built or which
    story it is of."""
    if not _IDENTIFIER.match(name) or len(name) < 2 or len(name) > 60 or re.search(r"\d{3}", name):
        return False
    if _HASHED_PREFIX.match(name) or _UTILITY.fullmatch(name) or _PASSING.fullmatch(name):
        return False
    return not any(_is_made_up(token) for token in _TOKENS.split(name) if token)


def _is_made_up(token: str) -> bool:
    """Whether a part of a name is a hash: digits among its letters, letters of mixed case, or no vowel."""
    letters = re.sub(r"^\d{1,2}|\d{1,2}$", "", token)
    numbered = len(letters) != len(token)
    if re.search(r"\d", letters) or (numbered and len(letters) <= 2 and len(token) >= 4):
        return True
    if token[0].isdigit() and (token[-1].isdigit() or re.search(r"[a-z][A-Z]", letters)):
        return True
    if letters.lower() in _SPELT:
        return False
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", letters)
    if len(parts) >= 3 and len(letters) / len(parts) < 2.6:
        return True
    return len(letters) >= 5 and not _VOWEL.search(letters)


# What names say of the field that they are of.
WORDS = {
    "body": "body content text story desc details? paragraphs? copy",
    "title": "title head(?:line|ing)? h1 name",
    "standfirst": "standfirst sub-?(?:title|head)? lead lede intro summary excerpt dek chapo brief desc teaser",
    "author": "author byline writer editor by creator reporter journalist",
    "date": "date time published? posted updated stamp",
    "caption": "caption credit cap desc figcaption",
    "tags": "tags? keywords? topics? labels?",
    "related": "related more also similar recommend(?:ed)? most next prev latest read rail popular",
    "read-also": "related more also similar see read",
    "prompt": "share sharing social follow newsletter subscribe subscription sms app",
    "comments": "comments? respond reply replies disqus feedback",
    "advertisement": "ads? adv advert(?:isement)? banner sponsor(?:ed)?",
    "control": "option tools? print font resize player listen control",
    "template": "footer copyright about",
    "source": "source",
    "copyright": "copyright rights",
}


@lru_cache(maxsize=64)
def _said(field: str) -> re.Pattern[str]:
    words = "|".join(WORDS.get(field, field).split())
    return re.compile(rf"(?:^|[-_]|(?<=[a-z])(?=[A-Z]))(?:{words})(?=$|[-_A-Z\d])|(?:{words})$", re.IGNORECASE)


# What an element costs that is selected by this: the lower, the longer it will last.
_SEMANTIC = 1.0  # itemprop, or an id or class that says what the field is
_NAMED = 2.0  # another id or class, or an element of a meaning of its own
_HALF = 4.0  # the beginning of a name whose end is made
_BARE = UNNAMED = 5.0  # any element of the tag
_SHAPED = 6.0  # what stands in it
_PLACED = 9.0  # where it stands
_STEP = 0.5  # each element around it that is named, too

# Tags that say what they hold, by field.
_TAGS = {"body": ("article", "main"), "title": ("h1",), "date": ("time",), "caption": ("figcaption",)}
#: More elements around one are not looked at for names.
_REACH = 8
_MODULE = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:[-_]+[A-Za-z][A-Za-z0-9]*)*(?:__|--|_))[A-Za-z0-9+_-]{4,8}$")


#: What a cost weighs against how well a selector fits, from 0 to 1.
COST = 0.01


def candidates(node: LexborNode, field: str) -> dict[str, float]:
    """Selectors that select the element, among others or alone, with what each costs: the lower, the longer it will
    last. `field` is what the element holds: a key of the rules, or a reason."""
    own = dict(_simple(node, field))
    own.update(_pairs(own))
    tag = node.tag or "*"
    said = _said(field)
    around = list(_named_around(node))
    found = {selector: cost for selector, cost in own.items() if cost < _BARE}
    shape = next((f"{tag}:has(> {child})" for child in ("p", "br") if _has_child(node, child)), None)
    parent = node.parent
    for n, (outer, name, cost) in enumerate(around):
        far = 0.1 * n
        for selector, price in own.items():
            if selector == tag and said.search(name):
                price = _NAMED
            found[f"{name} {selector}"] = cost + price + _STEP + far
            for further, name_2, cost_2 in around[n + 1 :][:4]:
                if further is not outer:
                    found[f"{name_2} {name} {selector}"] = cost + cost_2 + price + 2 * _STEP + far
        if shape:
            found[f"{name} {shape}"] = cost + _SHAPED + _STEP + far
        if parent is not None and outer.mem_id == parent.mem_id:
            found[f"{name} > {tag}"] = cost + own[tag] + _STEP
            if shape:
                found[f"{name} > {shape}"] = cost + _SHAPED + _STEP
            found[f"{name} > {tag}:nth-of-type({_place(node)})"] = cost + _PLACED + _STEP
    if shape:
        found[f"main {shape}"] = found[f"h1 ~ {shape}"] = _SHAPED + 2 * _STEP
    return found


def _simple(node: LexborNode, field: str) -> Iterator[tuple[str, float]]:
    """What the element is called: selectors of one name each."""
    tag = node.tag or "*"
    said = _said(field)

    def cost(name: str) -> float:
        return _SEMANTIC if said.search(name) else _NAMED

    for key, raw in node.attributes.items():
        value = (raw or "").strip()
        if key == "id" and lasts(value):
            yield f"#{value}", cost(value) - 0.1
        elif key == "class":
            for name in dict.fromkeys(value.split()):
                if lasts(name):
                    yield f".{name}", cost(name)
                    yield f"{tag}.{name}", cost(name) + 0.2
                elif (found := _MODULE.match(name)) and lasts(found[1].rstrip("_-")) and not lasts(name):
                    yield f'{tag}[class*="{found[1]}"]', _HALF
        elif key in ("itemprop", "property", "role", "rel") and lasts(value):
            yield f'[{key}="{value}"]', _SEMANTIC
        elif key.startswith("data-") and lasts(key):
            if not value:
                yield f"[{key}]", cost(key) + 0.1
            elif lasts(value) and not re.search(r"\d", value) and value.lower() not in ("true", "false"):
                yield f'[{key}="{value}"]', cost(value) + 0.1
    yield tag, _NAMED if tag in _TAGS.get(field, ()) else _BARE


def _pairs(own: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Two class names together."""
    classes = [selector for selector in own if selector.startswith(".")][:4]
    for n, one in enumerate(classes):
        for other in classes[n + 1 :]:
            yield one + other, (own[one] + own[other]) / 2 + _STEP


def _named_around(node: LexborNode) -> Iterator[tuple[LexborNode, str, float]]:
    """The names of the elements around, the nearest first, up to two an element, with what they cost."""
    outer = node.parent
    for _ in range(_REACH):
        if outer is None or outer.tag in ("body", "html", None):
            return
        names = sorted(_simple(outer, "body"), key=lambda found: found[1])
        for name, cost in [(n, c) for n, c in names if c < _BARE][:2]:
            yield outer, name, min(cost, _NAMED) * 0.5 if cost < _HALF else cost
        outer = outer.parent


def _has_child(node: LexborNode, tag: str) -> bool:
    return any(child.tag == tag for child in node.iter())


def _place(node: LexborNode) -> int:
    place, other = 1, node.prev
    while other is not None:
        place += other.tag == node.tag
        other = other.prev
    return place


def gather(pool: dict[str, float], node: LexborNode, field: str, *, below: float = inf) -> None:
    """Adds the selectors of an element that cost less than `below` to a pool of them, each with its lowest cost."""
    for selector, cost in candidates(node, field).items():
        if cost < below:
            pool[selector] = min(cost, pool.get(selector, cost))
