"""Pages and texts made to stop whoever reads them: by their size, their depth, their disorder, or what they declare.

Each function takes how much of it there is to be, so that growth can be seen; `PAGES` and `TEXTS` name them, with an
amount that makes about a megabyte. `benchmarks/robustness.py` has the peers read the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable

SENTENCE = "عاد صيادو الميناء إلى البحر صباح اليوم، بعد أسبوعين من الرياح."
STORY = [
    "عاد صيادو الميناء الشمالي إلى البحر صباح اليوم، بعد أسبوعين من الرياح التي أبقت المراكب عند الرصيف.",
    "وقال كبير الصيادين إن الشباك خرجت ممتلئة من أول رمية، وإن السوق استقبلت الحصيلة قبل شروق الشمس بقليل.",
    "وتوقع مكتب الأرصاد أن يبقى البحر هادئا حتى نهاية الأسبوع، على أن تعود الرياح الغربية مساء الأحد المقبل.",
]
TITLE = "صيادو الميناء الشمالي يعودون إلى البحر"
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)

Make = Callable[[int], "bytes | str"]


def page(content: str, head: str = "") -> str:
    """A story with something hostile behind it."""
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{TITLE}</title>{head}</head><body>'
        f"<article><h1>{TITLE}</h1>{PARAGRAPHS}{content}</article></body></html>"
    )


def around(before: str, behind: str = "") -> str:
    """A story with something hostile around it."""
    return f"<html><head><title>{TITLE}</title></head><body>{before}<h1>{TITLE}</h1>{PARAGRAPHS}{behind}"


_IN_LETTERS = str.maketrans("0123456789", "ابتثجحخدذر")


def times(piece: str, n: int) -> str:
    """`piece` n times; each `%d` of it is a number of its own, each `%w` a word."""
    if "%" not in piece:
        return piece * n
    return "".join(piece.replace("%d", str(i)).replace("%w", str(i).translate(_IN_LETTERS)) for i in range(n))


def repeated(piece: str) -> Make:
    """A story, and behind it a piece n times."""
    return lambda n: page(times(piece, n))


def declared(piece: str) -> Make:
    """A story, and in its head a piece n times."""
    return lambda n: page("", times(piece, n))


def wrapped(piece: str, end: str = "") -> Make:
    """A story within n pieces."""
    return lambda n: around(times(piece, n), end * n)


def within_depth(tag: str, attributes: str) -> Make:
    """As deep as elements are kept at all, with n words and a paragraph in the innermost."""
    return lambda n: around(f"<{tag} {attributes}>" * 900 + "<i>كلمة </i>" * n + "<p>آخر</p>" + f"</{tag}>" * 900)


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def news(**properties: object) -> str:
    return page("", json_ld({"@type": "NewsArticle", "headline": TITLE, **properties}))


EVERY_TAG = (
    "a abbr address article aside audio b bdo big blockquote body button caption center cite code col colgroup dd del "
    "details dfn dialog dir div dl dt em fieldset figcaption figure font footer form frameset h1 h2 h6 head header hr "
    "html i iframe img input ins kbd label legend li main map mark marquee math menu meta nav nobr noscript object ol "
    "optgroup option output p param picture pre progress q ruby rp rt s samp section select small source span strong "
    "style sub summary sup svg table tbody td template tfoot th thead time title tr tt u ul var video wbr"
).split()

#: Pages, with an amount of each that makes about a megabyte.
PAGES: dict[str, tuple[Make, int]] = {
    # Size.
    "paragraphs without text": (lambda n: "<p>" * n, 350_000),
    "paragraphs": (repeated(f"<p>%d {SENTENCE}</p>"), 8_000),
    "one paragraph": (lambda n: page(f"<p>{f'{SENTENCE} ' * n}</p>"), 9_000),
    "one word": (lambda n: page("<p>" + "كلمة" * n), 120_000),
    "one line of letters": (lambda n: "x" * n, 1_000_000),
    "line breaks": (lambda n: page("سطر<br>" * n), 90_000),
    "white space": (lambda n: page("<p>" + " \n\t\u00a0" * n), 200_000),
    "white space that is no space": (lambda n: page("<p>" + "\u200b\u3000\u2028\u200f" * n), 80_000),
    "links": (repeated('<a href="/%d">خبر</a> '), 40_000),
    "linked titles": (repeated('<li><a href="/%d">وزارة الزراعة توزع شتول الزيتون على المزارعين %d</a></li>'), 8_000),
    "cards": (repeated("<div class=item><h3><a href=/%d>عنوان خبر آخر من الميناء %d</a></h3><p>" + SENTENCE), 5_000),
    "prompts": (repeated("<p>اقرأ أيضاً: <a href=/%d>عنوان خبر آخر %d</a></p>"), 12_000),
    "articles": (repeated(f"<article><h1>خبر %d</h1><p>{SENTENCE}</p></article>"), 6_000),
    "headlines": (repeated("<h1>عنوان رقم %d من الميناء</h1>"), 18_000),
    "the headline again": (lambda n: page(f"<h2>{TITLE}</h2>" * n), 12_000),
    "the story again": (lambda n: page(PARAGRAPHS * n), 1_700),
    "captions": (repeated("<figure><img src=x alt='صورة %d من الميناء'><figcaption>صورة %d من الميناء</figcaption>"), 6_000),
    "pictures": (repeated("<img src=x alt='صورة %d من الميناء الشمالي'>"), 15_000),
    "bylines": (repeated("<p class=author>كتب: سليم %w</p>"), 20_000),
    "bylines before": (lambda n: around(times("<p class=author>كتب: سليم %w</p>", n)), 20_000),
    "names of authors": (repeated("<span itemprop=author>سليم %w</span><br>"), 16_000),
    "dates": (repeated("<time datetime='2026-01-01T00:00:00Z'>12 مارس 2026 %d</time>"), 14_000),
    "tags": (repeated("<ul class=tags><li><a href=/%d>وسم %d</a></li></ul>"), 16_000),
    "a list of tags": (lambda n: page(f"<div class=tags>{times('<a href=/t%d rel=tag>وسم %d</a>', n)}</div>"), 20_000),
    "breadcrumb": (lambda n: page(f"<div class=breadcrumb>{times('<a href=/%d>قسم %d</a> » ', n)}</div>"), 20_000),
    "breadcrumbs before": (lambda n: around(f"<div class=breadcrumb>{times('<a href=/%d>قسم %d</a> » ', n)}</div>"), 20_000),
    "pagers": (repeated("<a href=/news/slug/%d>%d</a>"), 25_000),
    "pagers of comments": (repeated("<div class=comments><a href=/news/slug/2>2</a></div>"), 16_000),
    "addresses that are pages": (repeated("<a href=/news/slug/page/2/page/2?page=2&p=2&page=%d>2</a>"), 14_000),
    "links in links": (
        lambda n: page("<object><a href=/news/slug/2>2 " * 400 + f"<i>{SENTENCE}</i>" * n), 8_000,
    ),
    "sentences in the deep": (
        lambda n: page("<a href=/news/slug/2>2</a>" + "<div>" * 900 + f"<i>{SENTENCE}{SENTENCE}</i>" * n), 5_000,
    ),
    "verse": (lambda n: page(times("<div>شطر أول من القصيدة %d<br>شطر ثان منها<br></div>", n)), 9_000),
    "forms": (repeated("<form><input><button>أرسل</button></form>"), 20_000),
    # Depth.
    "nested": (lambda n: around("<div>" * n, "</div>" * n), 90_000),
    "nested, never closed": (wrapped("<div>"), 200_000),
    "nested, closed by others": (wrapped("<div></x>"), 100_000),
    "nested, closed out of scope": (wrapped("<object><marquee></object></marquee>"), 28_000),
    "nested spans": (wrapped("<span>"), 160_000),
    "nested bold": (wrapped("<b>"), 300_000),
    "bold reopened by each paragraph": (lambda n: page("<b><i><u><s><tt><em>" * 3 + "<p>كلمة" * n), 80_000),
    "nested fonts": (wrapped("<font size=%d>"), 60_000),
    "fonts reopened by each paragraph": (lambda n: page(times("<p><font size=%d>" + "كلمة", n)), 40_000),
    "a link around each level": (wrapped("<a><div>"), 120_000),
    "nested lists": (wrapped("<ul><li>"), 120_000),
    "nested list items": (wrapped("<li><button>"), 80_000),
    "nested tables": (wrapped("<table><tr><td>"), 60_000),
    "nested templates": (wrapped("<template>"), 90_000),
    "nested drawings": (wrapped("<svg><g>"), 120_000),
    "nested formulas": (wrapped("<math><mi>"), 100_000),
    "nested forms": (wrapped("<form><div>"), 90_000),
    "nested selections": (wrapped("<select><option>"), 60_000),
    "nested ruby": (wrapped("<ruby><rt>"), 100_000),
    "deep, each named an author": (within_depth("div", "itemprop=author"), 20_000),
    "deep, each named navigation": (within_depth("div", "class=menu"), 20_000),
    "deep, each named a caption": (within_depth("div", "class=caption"), 20_000),
    "deep, each a date": (within_depth("time", "class=date"), 20_000),
    # Disorder.
    "misnested": (lambda n: page("<b><p><i></b></p></i>" * n), 45_000),
    "misnested links": (lambda n: page("<a><p></a></p>" * n), 70_000),
    "text in tables": (lambda n: page("<table>" + "كلمة<tr>" * n), 80_000),
    "every tag unclosed": (lambda n: page("".join(f"<{tag}>" for tag in EVERY_TAG) * n), 1_300),
    "every tag closed": (lambda n: page("".join(f"</{tag}>" for tag in EVERY_TAG) * n), 1_200),
    "closing tags": (lambda n: page("</div></p></br></x>" * n), 50_000),
    "opening brackets": (lambda n: page("<" * n), 1_000_000),
    "broken tags": (lambda n: page("<a <b </ <! <? " * n), 65_000),
    "tags that never end": (lambda n: "<a " * n, 300_000),
    "end tags in attributes": (wrapped("<div title='</div>'>"), 50_000),
    "end tags in comments": (wrapped("<div><!--</div>-->"), 50_000),
    "end tags in scripts": (wrapped("<div><script></div></script>"), 32_000),
    "end tags in declarations": (wrapped("<div><!</div>"), 70_000),
    "end tags out of a cell": (wrapped("<div><table><tr><td></div>"), 36_000),
    "unclosed comments": (lambda n: page("<!-- <!--- -- --!" * n), 60_000),
    "comments": (lambda n: page("<!---->" * n), 140_000),
    "doctypes": (lambda n: page("<!doctype html>" * n), 65_000),
    "unclosed attribute": (lambda n: page('<div title="' + "> <p>كلمة" * n), 80_000),
    "unclosed script": (lambda n: page("<script>" + "<!-- <script> " * n), 70_000),
    "scripts": (lambda n: page("<script>var a=1</script>" * n), 40_000),
    "plain text": (lambda n: page("<plaintext>" + "<p>كلمة" * n), 90_000),
    "text areas": (lambda n: page("<textarea><title>" * n), 60_000),
    # Tables.
    "cells": (lambda n: page(f"<table>{'<tr><td>1<td>2<td>3<td>4' * (n // 4)}</table>"), 160_000),
    "cells of one row": (lambda n: page(f"<table><tr>{'<td>كلمة' * n}</table>"), 80_000),
    "cells that span all": (lambda n: page(f"<table>{'<tr><td colspan=65534 rowspan=65534>س' * n}</table>"), 25_000),
    "tables": (lambda n: page("<table><tr><td>أ<td>ب</table>" * n), 30_000),
    "tables in a row": (lambda n: page("<table><tr><td>" + "<table><tr><td>أ</table>" * n + "</table>"), 40_000),
    # Attributes and names.
    "attributes": (lambda n: page(f"<div {times('a%d=1 ', n)}>{SENTENCE}</div>"), 100_000),
    "attributes behind a quoted bracket": (lambda n: page(f"<div title='>' {times('a%d=1 ', n)}>{SENTENCE}</div>"), 100_000),
    "attributes in an unclosed tag": (lambda n: page(f"<div {times('a%d ', n)}<p>{SENTENCE}"), 120_000),
    "attributes, a thousand a tag": (lambda n: page(f"<div {times('a%d=1 ', 1_000)}>" * n), 120),
    "the same attribute": (lambda n: page(f"<div {'a=1 ' * n}>{SENTENCE}</div>"), 250_000),
    "class names": (lambda n: page(f"<div class='{times('item-%d ', n)}'>{SENTENCE}</div>"), 90_000),
    "a long class name": (lambda n: page(f"<div class='{'post-' * n}'>{SENTENCE}</div>"), 200_000),
    "elements with names of their own": (repeated("<div class='a%d b%d' id=c%d>كلمة</div>"), 20_000),
    "styles": (lambda n: page(f"<div style='{'color:red;' * n}'>{SENTENCE}</div>"), 100_000),
    "a long address": (lambda n: page(f"<a href='/{'a/' * n}'>{SENTENCE}</a>"), 500_000),
    # Entities and characters.
    "entities": (lambda n: page("<p>" + "&amp;&lt;&#1575;&nbsp;" * n), 45_000),
    "entities that are none": (lambda n: page("<p>" + "&nosuch;&;&#;&#x;" * n), 60_000),
    "ampersands": (lambda n: page("<p>" + "&" * n), 1_000_000),
    "a long entity": (lambda n: page("<p>&#" + "9" * n + ";"), 1_000_000),
    "escaped tags": (lambda n: page("<p>" + "&lt;p&gt;" * n), 110_000),
    "NUL": (lambda n: page("<p>كل\0مة</p>" * n), 60_000),
    "NUL alone": (lambda n: b"\0" * n, 1_000_000),
    "control bytes": (lambda n: bytes(range(256)) * n, 4_000),
    "no byte of ASCII": (lambda n: b"\xff\xfe\xfd\x80" * n, 250_000),
    "lone surrogates": (lambda n: page("<p>كل\ud800مة \udfff</p>" * n), 45_000),
    "direction marks": (lambda n: page("<p>" + "\u202eكلمة\u202c\u200f " * n), 60_000),
    "combining marks": (lambda n: page("<p>ا" + "\u064b\u0655" * n), 250_000),
    "combining marks out of order": (lambda n: page("<p>a" + "\u0301\u0327" * n), 250_000),
    "ligatures": (lambda n: page("<p>" + "\ufdfa" * n), 300_000),
    "punctuation": (lambda n: page("<p>" + "- : | » " * n), 120_000),
    "dashes in a title": (lambda n: "<title>" + "اسم - " * n + "</title>" + PARAGRAPHS, 100_000),
    "dashes in a headline": (lambda n: f"<title>{TITLE}</title><h1>" + "اسم - " * n + "</h1>" + PARAGRAPHS, 100_000),
    # What is declared.
    "charsets": (lambda n: page("", times("<meta charset=x-%d>", n)).encode("windows-1256", "replace"), 50_000),
    "a title without end": (lambda n: f"<title>{'كلمة ' * n}", 100_000),
    "titles": (declared("<title>عنوان %d</title>"), 40_000),
    "meta elements": (declared("<meta property=article:tag content='وسم %d'>"), 18_000),
    "meta of authors": (declared("<meta name=author content='سليم %w'>"), 18_000),
    "meta of titles": (declared("<meta property=og:title content='عنوان %d'>"), 18_000),
    "meta of dates": (declared("<meta property=article:published_time content='%d'>"), 18_000),
    "meta of summaries": (declared("<meta name=description content='ملخص طويل لما جاء في الخبر عن الميناء %d'>"), 10_000),
    "keywords": (lambda n: page("", f"<meta name=keywords content='{times('كلمة %d، ', n)}'>"), 60_000),
    "JSON-LD scripts": (lambda n: page("", json_ld({"@type": "NewsArticle", "headline": TITLE}) * n), 6_000),
    "JSON-LD, a long text": (lambda n: news(articleBody=f"{SENTENCE}\n" * n), 9_000),
    "JSON-LD, one long line": (lambda n: news(articleBody=f"{SENTENCE} " * n), 9_000),
    "JSON-LD, authors": (lambda n: news(author=[{"name": f"سليم {i}"} for i in range(n)]), 25_000),
    "JSON-LD, keywords": (lambda n: news(keywords=[f"وسم {i}" for i in range(n)]), 40_000),
    "JSON-LD, a keyword string": (lambda n: news(keywords="، ".join(f"وسم {i}" for i in range(n))), 60_000),
    "JSON-LD, a graph": (lambda n: page("", json_ld({"@graph": [{"@type": "WebSite", "name": f"{i}"} for i in range(n)]})), 25_000),
    "JSON-LD, nested": (lambda n: page("", f'<script type="application/ld+json">{"[" * n}</script>'), 1_000_000),
    "JSON-LD, nested graphs": (lambda n: page("", '<script type="application/ld+json">' + '{"@graph":[' * n), 90_000),
    "JSON-LD, a long number": (lambda n: page("", f'<script type="application/ld+json">{{"a":{"9" * n}}}</script>'), 1_000_000),
    "JSON-LD, broken": (lambda n: page("", '<script type="application/ld+json">{' + '"headline":"' * n), 80_000),
    "JSON-LD, backslashes": (lambda n: page("", '<script type="application/ld+json">{"headline":"' + "\\" * n), 1_000_000),
    "JSON-LD, commas": (lambda n: page("", '<script type="application/ld+json">[' + ", " * n), 500_000),
    "JSON-LD, white space": (lambda n: page("", '<script type="application/ld+json">{,' + " " * n + "x"), 1_000_000),
}  # fmt: skip

#: Texts that were extracted before.
TEXTS: dict[str, tuple[Make, int]] = {
    "lines": (lambda n: "\n".join(f"{i} {SENTENCE}" for i in range(n)), 9_000),
    "short lines": (lambda n: "سطر\n" * n, 150_000),
    "empty lines": (lambda n: "\n" * n, 1_000_000),
    "the same line": (lambda n: f"{SENTENCE}\n" * n, 9_000),
    "one line": (lambda n: f"{SENTENCE} " * n, 9_000),
    "one word": (lambda n: "ا" * n, 500_000),
    "prompts": (lambda n: "اقرأ أيضاً\nعنوان خبر آخر من الميناء\n" * n, 10_000),
    "prompts on one line": (lambda n: "اقرأ أيضاً: " * n, 50_000),
    "captions": (lambda n: "".join(f"صورة {i} من الميناء (رويترز)\n" for i in range(n)), 20_000),
    "bylines": (lambda n: times("كتب: سليم %w\n", n), 40_000),
    "dates": (lambda n: "الأربعاء 12 مارس 2026 10:30\n" * n, 20_000),
    "addresses": (lambda n: "".join(f"https://example.com/{i}/{'%D8%A7' * 9}\n" for i in range(n)), 12_000),
    "brackets": (lambda n: "(" * n, 1_000_000),
    "dashes": (lambda n: "بيروت - " * n, 80_000),
    "separators": (lambda n: "\u2028\x85\x0b\x0c\x1c" * n, 150_000),
    "surrogates": (lambda n: "\ud83d\ude00\udfff " * n, 80_000),
    "combining marks": (lambda n: "a" + "\u0301\u0327" * n, 250_000),
    "direction marks": (lambda n: "\u202e\u200f\u2066كلمة " * n, 60_000),
}
