"""Articles over numbered pages: where the next page is, and where it is not."""

import copy
import dataclasses
import json
import pickle
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from cleaners import Article, clean_html

FIXTURE = Path(__file__).parent.parent / "fixtures" / "hespress" / "postman-pages"

PROSE = "خرج الصيادون قبل الفجر إلى المياه العميقة، وعادوا عند الظهر بشباك ثقيلة وحكايات لا تنتهي عن الموج والريح."
STORY = f"<h1>صيادو الشمال يعودون إلى البحر</h1><p>{PROSE}</p><p>{PROSE}</p>"
SITE = "https://outlet.example"


def page(pager: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><div>{STORY}{pager}</div></body></html>"


def link(href: str, label: str = "2", **attributes: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<a href="{href}"{said}>{label}</a>'


def next_page(html: str | bytes, url: str) -> str | None:
    return clean_html(html, url).next_page


# --- the next page is found -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("/news/slug", "/news/slug/2"),
        ("/news/slug/", "/news/slug/2/"),
        ("/news/slug/", "2/"),
        ("/news/slug-1523456.html", "/news/slug-1523456.html/2"),
        ("/news/slug", "/news/slug/page/2"),
        ("/news/slug", "/news/slug/page-2/"),
        ("/news/slug", "/news/slug/صفحة/2"),
        ("/news/slug", "?page=2"),
        ("/news/slug?id=7", "?id=7&page=2"),
        ("/details.asp?article=602518&section=4", "/details.asp?section=4&article=602518&PageNo=2"),
        ("/news/slug?utm_source=feed", "?paged=2"),
        ("/news/slug.html", "/news/slug_2.html"),
        ("/news/slug.html", "/news/slug-2.html"),
        ("/news/slug.html", "/news/slug/2.html"),
        ("/news/slug.html", "/news/slug,2.html"),
        ("/news/slug", "?p=2"),
        ("/news/slug", "//www.outlet.example/news/slug/2"),
        ("/خبر/صيادو-الشمال", "/%D8%AE%D8%A8%D8%B1/صيادو-الشمال/2"),
        ("/news/slug", "/news/slug/2#content"),
        ("/news/slug/page/2", "/news/slug/page/3"),
        ("/news/slug?page=2", "?page=3"),
        ("/news/slug?page=9", "?page=10"),
    ],
)
def test_forms_of_addresses(url: str, href: str) -> None:
    number = re.search(r"\d+(?=\D*$)", href.partition("#")[0])
    assert next_page(page(link(href, number[0])), SITE + url) == urljoin(SITE + url, href.partition("#")[0])


LABELS = (
    "2|٢|۲|[2]|صفحة 2|الصفحة ٢|Page 2|التالي|التالي »|« التالي|الصفحة التالية|التالية|الصفحه التاليه|Next|next page ›"
    "|متابعة القراءة|»|<img src='x.png'>|<span>2</span>"
)


@pytest.mark.parametrize("label", LABELS.split("|"))
def test_labels(label: str) -> None:
    assert next_page(page(link("/slug/2", label)), SITE + "/slug") == SITE + "/slug/2"


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="next" href="/slug/2">',
        '<link rel="prefetch NEXT" href="https://outlet.example/slug/2">',
        '<base href="https://outlet.example/slug/"><link rel="next" href="2">',
    ],
)
def test_rel_next_in_the_head(head: str) -> None:
    assert next_page(page("", head), SITE + "/slug") == SITE + "/slug/2"


def test_rel_next_on_a_link_may_say_anything_and_stand_anywhere() -> None:
    html = f"<body>{link('/slug/2', 'إلى بقية الحكاية', rel='next')}{STORY}</body>"
    assert next_page(html, SITE + "/slug") == SITE + "/slug/2"


def test_bytes_in_any_charset() -> None:
    html = page(link("/خبر/2", "الصفحة التالية"))
    for encoding in ("utf-8", "windows-1256", "utf-16"):
        assert next_page(html.encode(encoding), SITE + "/خبر") == SITE + "/خبر/2"


def test_the_next_page_and_not_the_last() -> None:
    pager = " ".join(link(f"/slug/{n}", str(n)) for n in (5, 3, 2)) + link("/slug/5", "الأخيرة")
    assert next_page(page(pager), SITE + "/slug") == SITE + "/slug/2"


def test_a_pager_that_counts_from_zero() -> None:
    pager = link("?page=1", "2") + link("?page=2", "3")
    assert next_page(page(pager), SITE + "/node/77123") == SITE + "/node/77123?page=1"
    pager = link("/node/77123", "1") + link("?page=2", "3")
    assert next_page(page(pager), SITE + "/node/77123?page=1") == SITE + "/node/77123?page=2"
    assert next_page(page(link("?page=1", "التالي")), SITE + "/node/77123") == SITE + "/node/77123?page=1"


@pytest.mark.parametrize("first", ["1", "١", "السابق", "الصفحة السابقة", "الأولى"])
def test_a_bare_number_counts_where_the_first_page_has_none(first: str) -> None:
    pager = link("/slug", first) + link("/slug/3", "3")
    assert next_page(page(pager), SITE + "/slug/2") == SITE + "/slug/3"
    pager = link("/slug.html", first) + link("/slug-3.html", "3")
    assert next_page(page(pager), SITE + "/slug-2.html") == SITE + "/slug-3.html"


def test_a_pager_within_the_body() -> None:
    html = (
        f"<article><h1>عنوان</h1><p>{PROSE}</p><div class='pagination'>{link('/slug/2')}</div><p>{PROSE}</p></article>"
    )
    assert next_page(html, SITE + "/slug") == SITE + "/slug/2"


def test_read_also_and_neighbours_before_the_pager() -> None:
    between = link("/other-1", "حكاية أخرى من المرفأ القديم في الشمال") + link(
        "/other-2", "المقال التالي: سوق السمك يفتح"
    )
    assert next_page(page(between + link("/slug/2")), SITE + "/slug") == SITE + "/slug/2"


# --- what is no next page ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "pager"),
    [
        # other articles
        ("/slug", link("/other-slug", "التالي", rel="next")),
        ("/slug", link("/other-slug/2", "2")),
        ("/news/5320313", link("/news/5320314", "التالي", rel="next")),
        ("/news/15", link("/news/16", "التالي", rel="next")),
        ("/news/1", link("/news/2", "التالي", rel="next")),
        ("/news/15", link("/news", "أخبار") + link("/news/16", "16")),
        ("/2026/01/05", link("/2026/01/06", "6")),
        ("/?p=12", link("/?p=13", "التالي", rel="next")),
        ("/article.php?id=5", link("/article.php?id=6", "التالي", rel="next")),
        ("/article.php?p=5", link("/article.php?p=6", "التالي", rel="next")),
        ("/burj", link("/burj-2", "التالي", rel="next")),  # a slug that was taken
        ("/burj", link("/burj-2", "أبراج اليوم")),
        ("/burj-2", link("/burj", "1") + link("/burj-3", "التالي", rel="next")),
        ("/details?page=2&id=5", link("/details?page=3&id=6", "3")),
        ("/details?id=5", link("/details?page=2", "2")),
        # sections, archives, the home page
        ("/economy/slug", link("/economy/page/2", "2") + link("/economy/2", "التالي", rel="next")),
        ("/economy/slug", link("/page/2", "التالي", rel="next")),
        ("/", link("/page/2", "التالي", rel="next")),
        ("/", link("/2", "2")),
        ("/tag/slug", link("/slug/2", "2")),
        # comments
        ("/slug", link("/slug/comment-page-2/#comments", "التالي", rel="next")),
        ("/slug", link("/slug/comment-page-2", "2")),
        ("/slug", link("/slug?cpage=2", "2")),
        ("/slug", link("/slug?page=2#comments", "2")),
        ("/slug", link("/slug?page=2", "تعليقات أقدم", rel="next")),
        ("/slug", f"<div id='comments'>{link('/slug?page=2')}</div>"),
        ("/slug", f"<section class='comment-list'><p>{PROSE}</p>{link('/slug?page=2', rel='next')}</section>"),
        # other lists on the page
        ("/slug", f"<div class='related-posts'>{link('/slug?page=2')}</div>"),
        ("/slug", f"<ul class='most-read'><li>{link('/slug?page=2', 'التالي')}</li></ul>"),
        ("/slug", "".join(link(f"/o-{n}", "حكاية أخرى من المرفأ القديم") for n in range(3)) + link("/slug?page=2")),
        # other hosts
        ("/slug", link("https://other.example/slug/2", "2")),
        ("/slug", link("https://m.outlet.example/slug/2", "التالي", rel="next")),
        # not the page behind this one
        ("/slug", link("/slug/3", "3") + link("/slug", "1")),
        ("/slug", link("/slug/1", "1") + link("?page=1", "1")),
        ("/slug", link("/slug?page=0", "التالي")),
        ("/slug?page=3", link("?page=2", "2") + link("?page=3", "3")),
        ("/slug", link("/slug/200", "200") + link("/slug/2/print", "2")),
        # no address, or no pager's label
        ("/slug", link("#", "التالي") + link("javascript:next(2)", "2") + "<a>2</a>" + link("http://[", "2")),
        ("/slug", link("mailto:a@outlet.example", "2") + link("", "2")),
        ("/slug", link("/slug/2", "صورة من المرفأ")),
        ("/slug", ""),
    ],
)
def test_no_next_page(url: str, pager: str) -> None:
    assert next_page(page(pager), SITE + url) is None


def test_a_pager_before_any_text() -> None:
    assert next_page(f"<body>{link('/slug/2')}{STORY}</body>", SITE + "/slug") is None
    script = f"<script>{PROSE}{PROSE}</script>"
    assert next_page(f"<body>{script}{link('/slug/2')}{STORY}</body>", SITE + "/slug") is None


@pytest.mark.parametrize("html", ["", "<", "\0", b"", b"\xff\xfe", "<a href='/slug/2'>2", "<base href='http://['>"])
def test_pages_that_are_none(html: str | bytes) -> None:
    assert next_page(html, SITE + "/slug") is None
    assert next_page(html, "") is None
    assert next_page(html, "http://[") is None


def test_the_pages_of_the_fixture() -> None:
    meta = json.loads((FIXTURE / "meta.json").read_text(encoding="utf-8"))
    urls = [meta["url"], *meta["next_pages"]]
    names = ["page.html", "page-2.html", "page-3.html"]
    found = [next_page((FIXTURE / name).read_bytes(), url) for name, url in zip(names, urls, strict=True)]
    assert found == [*urls[1:], None]


# --- copies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, dataclasses.replace, lambda article: pickle.loads(pickle.dumps(article))],  # noqa: S301
)
def test_a_copy_knows_what_nobody_has_asked_the_article_for(copied) -> None:
    def read() -> Article:
        return clean_html(page(link("/news/slug/2")), f"{SITE}/news/slug")

    article, other = read(), copied(read())
    assert other == article
    assert (other.next_page, other.removed) == (f"{SITE}/news/slug/2", article.removed)
    assert other.removed
    assert dataclasses.asdict(read())["paragraphs"] == article.paragraphs
