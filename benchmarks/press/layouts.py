"""The pages of the press: stories laid out the way publishing systems do, around text of our own.

A layout is a page of `layouts/` with slots in braces. What is the same on all pages of an outlet (menus, styles,
scripts, rails) is made once and shared by all of them, also in memory: a page is a tuple of parts. Styles and
scripts fill a page up to the size that its outlet's pages have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from random import Random

from benchmarks.press.prose import Story

FOLDER = Path(__file__).parent / "layouts"


@dataclass(frozen=True)
class Layout:
    """How a layout writes a story's text, and the selector of the element that holds it."""

    body: str
    open: str = "<p>"
    close: str = "</p>\n"
    insert: str = ""  # stands behind the second paragraph; {title} and {url} are another story's


LAYOUTS = {
    "wordpress": Layout("div.entry-content", insert='<div class="ad-slot"><span>إعلان</span></div>'),
    "magazine": Layout(
        "div.td-post-content", insert='<p><strong>اقرأ أيضاً: <a href="{url}">{title}</a></strong></p>\n'
    ),
    "drupal": Layout("div.field-name-body", '<p class="rtejustify">'),
    "forms": Layout("#ctl00_main_lblBody", "<div>", "</div>"),
    "hashed": Layout("div.css-bd77x", '<p class="css-pp1">'),
    "breaks": Layout("div.news-text", "", "<br><br>\n"),
    "microdata": Layout("div.story-body", insert='<div id="ad-mpu" class="ad"><script>ads.push("mpu");</script></div>'),
    "utility": Layout("div.prose", '<p class="mb-4">'),
    "broadcaster": Layout(
        "div.wysiwyg",
        insert='<div class="more-on"><h4>اقرأ أيضاً</h4><ul><li><a href="{url}">{title}</a></li></ul></div>\n',
    ),
    "daily": Layout("div.post-text", '<p style="text-align: justify;"><span>', "</span></p>\n"),
}
COPIES = {"amp": Layout("div.amp-content"), "print": Layout("div.print-text")}

_MONTHS = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()


@dataclass(frozen=True)
class Chrome:
    """What all pages of an outlet share. `fill` is about how many characters its styles and scripts have."""

    name: str
    charset: str
    sections: Sequence[str]
    latest: Sequence[tuple[str, str]]  # title and path
    fill: int
    seed: int

    def slots(self) -> dict[str, str]:
        """The slots that the outlet fills."""
        return _slots(self.name, self.charset, tuple(self.sections), tuple(self.latest), self.fill, self.seed)


@cache
def _slots(
    name: str, charset: str, sections: tuple[str, ...], latest: tuple[tuple[str, str], ...], fill: int, seed: int
) -> dict[str, str]:
    random = Random(seed)
    menu = "".join(
        f'<li class="menu-item"><a href="/section/{n}">{section}</a><ul class="sub-menu">'
        + "".join(
            f'<li><a href="/section/{n}/{m}"><span>{section} {sub}</span></a></li>'
            for m, sub in enumerate(("محلية", "عربية", "دولية", "ملفات", "آراء"))
        )
        + "</ul></li>\n"
        for n, section in enumerate(sections, start=1)
    )
    rail = "".join(f'<li class="item"><a href="{path}">{escape(title)}</a></li>\n' for title, path in latest)
    return {
        "name": name,
        "charset": charset,
        "menu": menu,
        "latest": rail,
        "css": _until(fill // 2, lambda: _style(random)),
        "script": _until(fill // 4, lambda: _script(random)),  # most layouts have it at one place, some at two
    }


def _until(size: int, line: Callable[[], str]) -> str:
    lines: list[str] = []
    length = 0
    while length < size:
        lines.append(line())
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def _style(random: Random) -> str:
    name = "".join(random.choices("abcdefghiklmnoprstuvy", k=random.randint(4, 9)))
    return (
        f".{name}-{random.randint(1, 99)}{{margin:{random.randint(0, 40)}px {random.randint(0, 40)}px;"
        f"color:#{random.randrange(16**6):06x};font-size:{random.randint(11, 30)}px}}"
    )


def _script(random: Random) -> str:
    slot = random.randrange(10**6)
    return (
        f'window.slots=window.slots||[];window.slots.push({{id:"unit-{slot}",sizes:[[300,250],[728,90]],'
        f'lazy:{str(random.random() < 0.5).lower()},on:function(e){{return e&&e.width>{slot % 900}?"wide":"slim"}}}});'
    )


@dataclass(frozen=True)
class Sheet:
    """One page to lay out: a story, its address as rel=canonical says it, its days, and two other stories."""

    story: Story
    url: str
    published: datetime
    updated: datetime
    others: Sequence[tuple[str, str]]  # title and address


def page(layout: str, chrome: Chrome, sheet: Sheet) -> tuple[str, ...]:
    """The parts of an article's page; large parts are the same objects on all pages of an outlet."""
    how = LAYOUTS.get(layout) or COPIES[layout]
    story = sheet.story
    (other, other_url), *_ = sheet.others
    insert = how.insert.format(title=escape(other), url=other_url)
    texts = [f"{how.open}{escape(text, quote=False)}{how.close}" for text in story.paragraphs]
    caption = f"مشهد من {story.tags[0]} كما التقطته عدسة {chrome.name}"
    own = {
        "title": escape(story.title, quote=False),
        "head": _head(chrome.name, sheet),
        "published": sheet.published.isoformat(),
        "date": f"{sheet.published.day} {_MONTHS[sheet.published.month - 1]} {sheet.published.year}",
        "section": story.section,
        "tags": " ".join(f'<a href="/tag/{n}" rel="tag">{tag}</a>' for n, tag in enumerate(story.tags)),
        "figure": f'<figure class="lead"><img src="/media/lead.jpg" alt="{escape(caption)}" width="800" height="450">'
        f"<figcaption>{caption}</figcaption></figure>",
        "body": "".join([*texts[:2], insert, *texts[2:]]),
        "next": f'<a href="{other_url}" rel="prev">{escape(other)}</a>',
        "cards": "".join(
            f'<div class="card"><a href="{url}"><img src="/media/{n}.jpg" alt=""></a>'
            f'<h3><a href="{url}">{escape(title)}</a></h3></div>\n'
            for n, (title, url) in enumerate(sheet.others)
        ),
    }
    return fill(layout, chrome.slots(), own)


def listing(chrome: Chrome, section: str, entries: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The parts of a section's page: titles that link to articles."""
    links = "".join(
        f'<div class="teaser"><h2><a href="{escape(url)}">{escape(t)}</a></h2></div>\n' for t, url in entries
    )
    return fill("section", chrome.slots(), {"section": section, "links": links})


def shell(chrome: Chrome) -> tuple[str, ...]:
    """The parts of a page that a script would fill."""
    return fill("shell", chrome.slots(), {})


def fill(layout: str, shared: Mapping[str, str], own: Mapping[str, str]) -> tuple[str, ...]:
    """The layout with its slots filled; what one page has to itself between two slots of its outlet is one part."""
    parts: list[str] = [""]
    for n, text in enumerate(_skeleton(layout)):
        if n % 2 == 0:
            parts[-1] += text
        elif text in own:
            parts[-1] += own[text]
        else:
            parts += [shared[text], ""]
    return tuple(parts)


@cache
def _skeleton(layout: str) -> list[str]:
    return re.split(r"\{\{(\w+)\}\}", (FOLDER / f"{layout}.html").read_text(encoding="utf-8"))


def _head(name: str, sheet: Sheet) -> str:
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sheet.story.title,
        "datePublished": sheet.published.isoformat(),
        "dateModified": sheet.updated.isoformat(),
        "articleSection": sheet.story.section,
        "publisher": {"@type": "Organization", "name": name},
        "mainEntityOfPage": sheet.url,
    }
    return (
        f'<link rel="canonical" href="{escape(sheet.url)}">\n'
        f'<meta property="og:title" content="{escape(sheet.story.title)}"><meta property="og:type" content="article">\n'
        f'<meta property="og:url" content="{escape(sheet.url)}"><meta property="og:site_name" content="{name}">\n'
        f'<script type="application/ld+json">{json.dumps(said, ensure_ascii=False)}</script>'
    )
