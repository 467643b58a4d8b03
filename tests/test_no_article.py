"""Pages that are no article: no paragraphs come out, and the warning says what they are."""

# Sentences and markup are kept on one line.
from __future__ import annotations

import bz2
import gzip
import json
import random
import zlib

import pytest

from cleaners import clean_html
from tests.pages import (
    ABOUT,
    COMMENTS,
    MENU,
    OTHERS,
    RIGHTS,
    SITE,
    STORY,
    TITLE,
    cards,
    document,
    el,
    img,
    json_ld,
    link,
    links,
    meta,
    ps,
)

HEADER = el("header.site-header", link(SITE), el("nav.main-menu", links(MENU)))
FOOTER = el("footer.site-footer", ps(ABOUT), el("div.copyright", RIGHTS))


def site(*content: str, title: str, head: str = "") -> str:
    return document(HEADER, *content, FOOTER, title=title, head=head)


LISTINGS = {
    "section": site(
        el("main", el("h1.page-title", "محليات"), el("div.list", cards("article.post", "h2.entry-title", "div.excerpt")), el("div.pagination", link("2"), link("3"))),
        title=f"محليات | {SITE}", head=meta("og:type", "website"),
    ),
    "section of hashed names": document(
        el("div.css-1", *(link(name) for name in MENU)),
        el("div.css-2", el("h1.css-3", "محليات"), cards("div.css-4", "div.css-5", "div.css-6")),
        el("div.css-7", RIGHTS), title=f"محليات | {SITE}",
    ),
    "section with a description": site(
        el("div.archive-header", el("h1", "محليات"), el("div.archive-description", ps("أخبار المدينة وأهلها، من الميناء إلى السهل، كل يوم على صفحات صحيفة الميناء."))),
        el("div.archive", cards("div.post", "h3", "p")), title=f"محليات | {SITE}",
    ),
    "search results": site(
        el("main", el("h1", "نتائج البحث عن: المنارة"), el("form", '<input name="s">'), cards("div.result", "h3", "p")),
        title=f"نتائج البحث عن «المنارة» - {SITE}",
    ),
    "tag page": site(el("main", el("h1", "الوسم: تراث"), cards("article", "h2", "p")), title=f"تراث - {SITE}"),
    "author page": site(
        el("main", el("div.author-header", img("كرم منصور"), el("h1", "كرم منصور"), ps("صحافي مقيم في الميناء، يكتب عن البحر والتراث منذ عام 2009.")), cards("article", "h2", "p")),
        title=f"كرم منصور - {SITE}",
    ),
    "home page": site(
        el("div.hero", el("h2", link(TITLE)), ps(STORY[0])),
        *(el("section", el("h2", name), cards("div.card", "h3", "p", 3)) for name in MENU[:4]),
        title=SITE, head=meta("og:type", "website"),
    ),
    "home page of titles": site(*(el("section", el("h2", name), links(title for title, _ in OTHERS)) for name in MENU[:4]), title=SITE),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTINGS)
def test_listing(name: str) -> None:
    article = clean_html(LISTINGS[name])
    assert article.paragraphs == []
    assert "listing" in article.warnings and "no-article" in article.warnings


ERRORS = {
    "404 with other stories": site(
        el("main", el("h1", "404"), ps("عذراً، الصفحة التي تبحث عنها غير موجودة."), el("h3", "قد يهمك أيضاً"), links(title for title, _ in OTHERS)),
        title=f"الصفحة غير موجودة - {SITE}",
    ),
    "not found in words": site(
        el("div.error", el("h2", "لم يتم العثور على الصفحة"), ps("ربما حذفت الصفحة أو تغير عنوانها، يمكنك العودة إلى الصفحة الرئيسية أو استخدام البحث.")),
        title=f"خطأ - {SITE}",
    ),
    "deleted story": site(el("div.message", ps("عفواً، هذا الخبر غير متوفر أو تم حذفه.")), title=SITE),
    "a number alone": site(el("main", el("h1", "404"), ps("يمكنك العودة إلى الصفحة الأولى أو استخدام البحث.")), title=SITE),
    "server error": document(el("h1", "502 Bad Gateway"), el("center", "nginx"), title="502 Bad Gateway"),
    "challenge": document(el("div.main", el("h1", "example.org"), ps("Checking if the site connection is secure. Please wait while we verify your browser.")), title="Just a moment..."),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_error_page(name: str) -> None:
    article = clean_html(ERRORS[name])
    assert article.paragraphs == []
    assert "error-page" in article.warnings and "no-article" in article.warnings


SHELLS = {
    "empty root": document(el("div#root"), title=f"{TITLE} | {SITE}", head=meta("og:title", TITLE)),
    "root with loader": document(
        el("div#__next", el("div.loader", "جاري التحميل")),
        el("noscript", "يرجى تفعيل الجافا سكريبت لعرض هذه الصفحة."),
        title=SITE,
    ),
    "frame without body": site(el("main", el("h1", TITLE), el("div#article-body")), title=f"{TITLE} | {SITE}"),
}


@pytest.mark.parametrize("name", SHELLS)
def test_shell(name: str) -> None:
    article = clean_html(SHELLS[name])
    assert article.paragraphs == []
    assert "needs-script" in article.warnings and "no-article" in article.warnings


PAYWALLS = {
    "in words": site(
        el("article", el("h1", TITLE), el("div.entry-content", ps(STORY[0]), el("div.wall", el("h3", "هذا المحتوى للمشتركين فقط"), ps("اشترك الآن لمتابعة القراءة."), link("تسجيل الدخول")))),
        title=TITLE,
    ),
    "declared": site(
        el("article", el("h1", TITLE), el("div.entry-content", ps(STORY[0]))),
        title=TITLE, head=json_ld(headline=TITLE, isAccessibleForFree=False),
    ),
    "declared as text": site(
        el("article", el("h1", TITLE), el("div.entry-content", ps(STORY[0]))),
        title=TITLE, head=json_ld(headline=TITLE, isAccessibleForFree="False", articleBody=STORY[0]),
    ),
    "to read the rest": site(
        el("article", el("h1", TITLE), el("div.body", ps(STORY[0]), el("div", "سجل مجاناً لمواصلة قراءة بقية المقال"))), title=TITLE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAYWALLS)
def test_paywall(name: str) -> None:
    article = clean_html(PAYWALLS[name])
    assert article.paragraphs == []
    assert "paywall" in article.warnings and "no-article" in article.warnings


def test_an_article_about_subscribers_is_no_paywall() -> None:
    about = "وقالت الشركة إن المحتوى للمشتركين فقط سيتاح للجميع بعد أسبوع من نشره، وإن عدد المشتركين تضاعف هذا العام."
    article = clean_html(site(el("article", el("h1", TITLE), el("div.entry-content", ps(*STORY, about))), title=TITLE))
    assert article.paragraphs == [*STORY, about]
    assert article.warnings == []


def test_an_article_about_a_missing_page_is_no_error() -> None:
    title = "لماذا تظهر لنا عبارة 404؟ تاريخ أشهر رقم على الإنترنت"
    article = clean_html(site(el("article", el("h1", title), el("div.entry-content", ps(*STORY))), title=title))
    assert (article.title, article.paragraphs, article.warnings) == (title, STORY, [])


def test_a_short_story_with_such_a_number_is_no_error() -> None:
    told = [
        "تنخفض الرؤية غداً إلى أقل من 500 متر على الطريق الساحلي، بحسب مصلحة الأرصاد.",
        "وجرى توزيع 404 حصص على الصيادين.",
    ]
    article = clean_html(site(el("div.news", el("h1", TITLE), el("div.details", "<br>".join(told))), title=TITLE))
    assert (article.paragraphs, article.warnings) == (told, [])


def test_a_wall_that_nobody_sees_is_none() -> None:
    wall = el(
        "section.wall", el("h3", "هذا المحتوى للمشتركين فقط"), ps("اشترك الآن لمواصلة القراءة."), style="display:none"
    )
    article = clean_html(site(el("article", el("h1", TITLE), el("div.body", ps(*STORY[:2]))), wall, title=TITLE))
    assert (article.paragraphs, article.warnings) == (STORY[:2], [])


def test_video_page() -> None:
    page = site(
        el("main", el("h1", "بالفيديو: إضاءة المنارة القديمة"), el("div.player", el("video", src="/v.mp4")), el("div.views", "1204 مشاهدة"), el("h3", "فيديوهات مقترحة"), links(title for title, _ in OTHERS)),
        title=f"بالفيديو: إضاءة المنارة القديمة | {SITE}",
    )  # fmt: skip
    article = clean_html(page)
    assert article.paragraphs == []
    assert "no-article" in article.warnings


def test_gallery_page() -> None:
    captions = ["الدرج الحجري بعد الترميم", "عدسة المنارة من الداخل", "الصيادون على الرصيف مساء"]
    slides = "".join(el("figure", img(text), el("figcaption", text)) for text in captions)
    article = clean_html(site(el("article", el("h1", TITLE), el("div.gallery", slides)), title=TITLE))
    assert article.paragraphs == []
    assert "no-article" in article.warnings


CONSENT = "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين المعلومات على جهازك والوصول إليها، ومعالجة بيانات شخصية مثل المعرفات الفريدة، بغرض عرض إعلانات ومحتوى مخصص وقياس أدائهما."


def test_cookie_wall() -> None:
    page = document(el("div#consent-wall", el("h2", "خصوصيتك تهمنا"), ps(CONSENT, "يمكنك قبول ذلك أو ضبط خياراتك في أي وقت من صفحة سياسة الخصوصية."), el("button", "أوافق"), el("button", "خيارات")), title=SITE)  # fmt: skip
    article = clean_html(page)
    assert article.paragraphs == []
    assert "no-article" in article.warnings


def test_cookie_banner_before_an_article() -> None:
    banner = el("div.cc-window", el("span", CONSENT), link("أوافق"))
    page = document(banner, HEADER, el("article", el("h1", TITLE), el("div.entry-content", ps(*STORY))), FOOTER)
    article = clean_html(page)
    assert article.paragraphs == STORY
    assert {r.reason for r in article.removed if CONSENT in r.text} == {"template"}


def test_forum_of_comments() -> None:
    """The visitors' book of an outlet: nothing but comments."""
    page = site(el("div#comments", el("h2", "التعليقات"), *(el("div.comment", ps(text)) for _, text in COMMENTS)), title=f"آراء الزوار | {SITE}")  # fmt: skip
    article = clean_html(page)
    assert article.paragraphs == []
    assert "no-article" in article.warnings


def test_text_that_only_json_ld_has() -> None:
    """The page shows a comment policy, the story stands in its JSON-LD: that is read, and `method` says so."""
    policy = "لا ينشر الموقع كل ما يصله من تعليقات، ويحتفظ المحررون بحق حذف ما يخرج منها عن آداب الحوار."
    declared = json.dumps(
        {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(STORY)}, ensure_ascii=False
    )
    page = document(
        el("h1", TITLE),
        el("div.app"),
        el("div.policy", ps(policy)),
        head=f'<script type="application/ld+json">{declared}</script>',
    )
    article = clean_html(page, opinions=False)
    assert article.method == "json-ld"
    assert article.paragraphs == list(STORY)


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress, bz2.compress, lambda page: random.Random(1).randbytes(len(page))], ids=["gzip", "zlib", "bz2", "noise"])  # fmt: skip  # noqa: S311
@pytest.mark.parametrize("charset", [None, "utf-8", "windows-1256", "koi8-r"])
def test_what_is_no_text_is_no_article(packed, charset):
    page = "".join(LISTINGS.values()).encode()
    article = clean_html(packed(page), charset=charset)
    assert (article.paragraphs, article.title, article.warnings) == ([], None, ["charset-doubtful", "no-article"])


def test_control_characters_do_not_make_a_text_something_else():
    every = "".join(map(chr, range(1, 32)))
    article = clean_html(document(el("article", el("h1", TITLE), ps(STORY[0] + every, *STORY[1:])), title=TITLE))
    assert article.paragraphs == STORY
