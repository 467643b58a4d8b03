"""What an element's tag, class and id say of what it holds: hints, which the reading may overrule."""

from __future__ import annotations

import re
from functools import lru_cache

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

# What a footer is where it closes no page: who wrote it and when, as Drupal has it; who is quoted.
FOOTERS = {"article": "byline", "blockquote": None}

# What a class or id name says of the content, tried in this order. A name is a hint, not a verdict: one that
# stands around the body is overruled there (`cleaners.body`).
_B, _E = r"(?:^|[\s_\-])", r"(?:$|[\s_\-\d])"
NAME_HINTS = tuple(
    (hint, re.compile(pattern))
    for hint, pattern in (
        ("comments", r"comments?(?![a-z])|disqus|" + _B + r"(?:respond|replies|reply)" + _E),
        (
            "caption",
            r"caption|img[\-_]?(?:cap|desc|txt|text|title)|(?:photo|image|pic|media)[\-_]?(?:cap|desc|credit|title|info)"
            + r"|uplcap|^credits?$|descriptif|(?:figure|media|image)[\-_]{0,2}(?:credits?|attribution|copyright)|"
            + _B
            + r"cap"
            + _E,
        ),
        (
            "embed",
            r"twitter-tweet|twitter-video|instagram-media|tiktok-embed|fb-(?:post|video)|telegram-post|embed-?tweet"
            + r"|(?<!share-)tweet[\-_](?:text|body|content|header|author|date|card|embed|container|wrapper)",
        ),
        ("breadcrumb", r"bread[\-_]?crumb|" + _B + r"crumbs?" + _E),
        (
            "prompt",
            _B
            + r"(?:share|sharing|shares|social|socials|follow|newsletter|subscribe|subscription|addthis"
            + r"|sharedaddy|whatsapp|telegram|googlenews|google-news|sociable|self-?promo)"
            + r"|social[\-_]?(?:share|media|links|icons|buttons)|share[\-_]?(?:this|post|bar|buttons?|icons?)",
        ),
        ("read-also", r"(?:read|see)[\-_]?also|also[\-_]?read"),
        (
            "related",
            r"(?<![a-z])related|relevant|recirc|recommend|most[\-_]?(?:read|view|popular|comment)|read[\-_]?more|outbrain|taboola|trending|popular[\-_]?posts?|you[\-_]?may|similar|ticker"
            + r"|(?:next|prev|previous)[\-_]?(?:post|article|story)|post[\-_]?nav|inject|latest[\-_]?news"
            + r"|more[\-_]?(?:news|stories|from)|breaking[\-_]?news|last[\-_]?news|"
            + _B
            + r"rail"
            + _E,
        ),
        (
            "tags",
            _B
            + r"(?:post|entry|article|news|story)?[\-_]?(?:tags?|keywords|topics)(?:[\-_](?:list|links|cloud"
            + r"|container|wrap|wrapper|items?|area|box))?"
            + _E.replace(r"[\s_\-\d]", r"[\s\d]"),
        ),
        ("advertisement", _B + r"(?:ads?|adv|advert\w*|banners?|sponsor\w*|adsbygoogle|dfp|gpt)" + _E),
        (
            "navigation",
            _B
            + r"(?:nav|navbar|navigation|menu|menus|submenu|main-menu|pagination|pager|paging)"
            + _E
            + r"|site[\-_]?(?:nav|menu)|mega[\-_]?menu|skip[\-_]?link|page[\-_]?(?:links|numbers)",
        ),
        (
            "control",
            r"tool[\-_]?bar|font[\-_]?size|text[\-_]?size|resize|"
            + _B
            + r"(?:print|listen|player)"
            + _E
            + r"|visually-?hidden|screen-reader|"
            + _B
            + r"sr-only"
            + _E,
        ),
        (
            "template",
            _B
            + r"(?:footer|copyright|colophon|cookies?|gdpr|consent|popup|modal|overlay|lightbox|login"
            + r"|signup|sign-in|sidebar|side-bar|poll|survey|weather|masthead|search-?form"
            + r"|toast|off-?canvas)"
            + _E
            + r"|(?:author|writer|columnist)[\-_]*(?:box|bio|info|desc|card|about|profile)"
            + r"|about[\-_]?(?:the[\-_]?)?(?:author|writer)"
            + r"|(?:ai|gpt)[\-_]?(?:generated[\-_]?)?summary|summary[\-_]?ai"
            + _E,
        ),
    )
)
# A name that says what it holds; the others beside it are those of its style.
_BODY_NAME = re.compile(
    r"(?:article|entry|post|story|news|single|node)[\-_]{0,2}(?:body|content|text|copy)$|articlebody$|field--?name-?body$"
)
# Inline elements that stand for a line of their own under a headline, whatever their style sheet does.
_META_NAMES = re.compile(
    r"(?:^|[\s_\-])(?:date|time|datetime|author|byline|writer|views|published|posted|updated|source)(?:$|[\s_\-])"
    r"|(?:post|posted|published|entry|meta)[\-_]?(?:by|on)(?:$|[\s_\-])|item(?:hits|date|author)"
    r"|(?:^|[\s_\-])(?:(?:lbl?|label|lit|txt)(?:news|article)?|news|article|post|story)_?(?:date|time|author|writer|source)"
)
_AUTHOR_NAMES = re.compile(
    r"author|(?:^|[\s_\-])auth(?:$|[\s_\-])|byline|by-line|writer|reporter|editor|journalist|creator|vcard"
)
_RANK = {hint: rank for rank, (hint, _) in enumerate(NAME_HINTS)}


@lru_cache(maxsize=8192)
def names_an_author(names: str) -> bool:
    """Whether class and id names (lower case) say that an element names who wrote the story."""
    return bool(_AUTHOR_NAMES.search(names))


@lru_cache(maxsize=32768)
def hint_of(names: str) -> str | None:
    """What the class and id names of an element (lower case) say of its content: a reason, `caption`, or None."""
    best = None
    for name in names.split():
        if _BODY_NAME.match(name):
            return None
        hint = _hint_of_name(name)
        if hint is not None and (best is None or _RANK[hint] < _RANK[best]):
            best = hint
    return best


@lru_cache(maxsize=32768)
def _hint_of_name(name: str) -> str | None:
    for hint, pattern in NAME_HINTS:
        if pattern.search(name):
            return hint
    return None


@lru_cache(maxsize=32768)
def names_a_label(names: str) -> bool:
    """Whether class and id names (lower case) say that an inline element is a label: a date, a name, a count."""
    return bool(_META_NAMES.search(names))
