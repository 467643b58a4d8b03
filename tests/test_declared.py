"""Headline, authors, dates, section and tags as pages declare and print them."""

# Sentences and markup are kept on one line.
from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from cleaners import clean_html
from cleaners.article import Article
from tests.pages import (
    CHROMES,
    MENU,
    SITE,
    STORY,
    TITLE,
    Chrome,
    Story,
    document,
    el,
    img,
    json_ld,
    link,
    links,
    meta,
    ps,
    wordpress,
)

BODY = el("div.entry-content", ps(*STORY))


def read(*body: str, title: str = f"{TITLE} | {SITE}", head: str = "", url: str | None = None) -> Article:
    return clean_html(document(*body, title=title, head=head), url, opinions=False)


# The headline


@pytest.mark.parametrize(
    "declared",
    [
        f"{TITLE} | {SITE}", f"{TITLE} - {SITE}", f"{TITLE} – {SITE}", f"{TITLE} — {SITE}", f"{TITLE} : {SITE}", f"{TITLE}: {SITE}",
        f"{SITE} | {TITLE}", f"{SITE} - {TITLE}", f"{SITE} – {TITLE}", f"{SITE} : {TITLE}", f"{SITE}: {TITLE}", f"{TITLE} » {SITE}",
        f"{TITLE}| {SITE}", f"{TITLE} -{SITE}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_headline_that_no_block_shows(declared: str, named: bool) -> None:
    """The page shows no headline. Without a declared name of the outlet, the masthead says it."""
    head = meta("og:title", declared) + (meta("og:site_name", SITE) if named else "")
    article = read(el("header", link(SITE)), BODY, el("footer", SITE), title=declared, head=head)
    assert article.title == TITLE


def test_headline_before_section_and_site_name() -> None:
    declared = f"{TITLE} - محليات - {SITE}"
    head = meta("og:title", declared) + meta("og:site_name", SITE) + meta("article:section", "محليات")
    assert read(BODY, title=declared, head=head).title == TITLE


@pytest.mark.parametrize("heading", ["h1", "h2", "h3", "div.title", "span.news_title", "p.headline", "strong"])
@pytest.mark.parametrize("declared", [f"{TITLE} | {SITE}", f"{SITE} - {TITLE}"])
def test_headline_in_any_element(heading: str, declared: str) -> None:
    article = read(el("div.top", link(SITE)), el("div.story", el(heading, TITLE), BODY), title=declared)
    assert article.title == TITLE
    assert article.paragraphs == STORY


def test_site_name_in_h1() -> None:
    article = read(el("h1.logo", link(SITE)), el("article", el("h2", TITLE), BODY), title=f"{TITLE} | {SITE}")
    assert article.title == TITLE


def test_section_in_h1() -> None:
    article = read(el("h1", "محليات"), el("article", el("h2.title", TITLE), BODY), title=f"{TITLE} | {SITE}")
    assert article.title == TITLE


def test_headline_in_an_element_named_for_what_stands_beside_it() -> None:
    head = el("div.b-right-rail__full-width", el("h1", TITLE), el("figure", img(), el("figcaption", "المنارة ليلاً")))
    article = read(el("section.b-right-rail__main", head, el("article.b-article-body", ps(*STORY))))
    assert article.title == TITLE
    assert article.captions == ["المنارة ليلاً"]
    assert article.paragraphs == STORY


def test_short_headline_of_a_column() -> None:
    """Nothing but the document's title says it, with the outlet's name; other stories are linked beside it."""
    rail = el("div.side", *(el("div", link(f"خبر آخر من أخبار المدينة رقم {n}")) for n in range(9)))
    column = el("div.art", el("span.tit", "نوافذ البحر"), "<br>", BODY)
    article = read(column, rail, title=f"نوافذ البحر - {SITE}")
    assert article.title == "نوافذ البحر"
    assert article.paragraphs == STORY


def test_caption_credited_to_the_outlet() -> None:
    head = meta("og:site_name", SITE)
    for said, captions in (("المنارة قبل الترميم (الميناء)", 1), ("المنارة قبل الترميم (بعام)", 0)):
        body = el("div.entry-content", el("p", img(), "<br>", el("em", said)), ps(*STORY))
        article = read(el("div.story", el("h1", TITLE), body), head=head)
        assert article.captions == [said] * captions
        assert article.paragraphs == [said] * (1 - captions) + STORY


def test_headline_with_line_breaks() -> None:
    shown = "المنارة القديمة تستقبل زوارها<br>بعد ثلاث سنوات من الترميم"
    assert read(el("h1", shown), BODY).title == TITLE


def test_headline_as_shown_not_as_shared() -> None:
    """The headline shown is the title though the one for sharing is another."""
    article = read(
        el("h1", TITLE),
        BODY,
        title=f"منارة الميناء تفتح أبوابها | {SITE}",
        head=meta("og:title", "منارة الميناء تفتح أبوابها"),
    )
    assert article.title == TITLE


def test_headline_with_kicker() -> None:
    article = read(el("div.kicker", "تراث الساحل"), el("h1", TITLE), BODY)
    assert article.title == TITLE
    assert article.paragraphs == STORY


def test_headline_with_quotes_and_entities() -> None:
    title = "رئيس البلدية: «المنارة للجميع» &amp; الدخول مجاني"
    article = read(
        el("h1", title), BODY, title=f"{title} | {SITE}", head=meta("og:title", title.replace("&amp;", "&amp;amp;"))
    )
    assert article.title == "رئيس البلدية: «المنارة للجميع» & الدخول مجاني"


def test_long_menu_before_the_story() -> None:
    names = [f"{name} {number}" for number in range(1, 31) for name in MENU]
    article = read(el("div.m", links(names, "ul", "li")), el("div.c", el("h1", TITLE), BODY))
    assert (article.title, article.paragraphs) == (TITLE, STORY)


# JSON-LD as pages have it

NEWS = {
    "@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-03-12T09:30:00+02:00", "dateModified": "2024-03-13T10:00:00+02:00",
    "author": {"@type": "Person", "name": "كرم منصور"}, "articleSection": "محليات", "keywords": ["المنارة", "تراث"],
}  # fmt: skip
TEXT = json.dumps(NEWS, ensure_ascii=False)
SCRIPTS = {
    "plain": TEXT,
    "list": f"[{TEXT}]",
    "graph": f'{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"{SITE}"}},{{"@type":"WebPage","name":"x"}},{TEXT}]}}',
    "type as list": TEXT.replace('"NewsArticle"', '["Article","NewsArticle"]'),
    "type as address": TEXT.replace('"NewsArticle"', '"http://schema.org/NewsArticle"'),
    "in CDATA": f"//<![CDATA[\n{TEXT}\n//]]>",
    "in a comment": f"<!-- {TEXT} -->",
    "trailing comma": TEXT[:-1] + ",}",
    "raw line ends": TEXT.replace("ثلاث سنوات من", "ثلاث سنوات\nمن"),
    "main entity": f'{{"@type":"WebPage","mainEntity":{TEXT}}}',
    "semicolon": TEXT + ";",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_json_ld(name: str) -> None:
    article = read(el("h1", TITLE), BODY, head=f'<script type="application/ld+json">{SCRIPTS[name]}</script>')
    assert article.title == TITLE
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")
    assert article.modified == datetime.fromisoformat("2024-03-13T10:00:00+02:00")
    assert article.authors == ["كرم منصور"]
    assert article.section == "محليات"
    assert article.tags == ["المنارة", "تراث"]


def test_broken_json_ld() -> None:
    """A quotation mark within a value: the plain pairs can be read all the same."""
    broken = TEXT.replace("كرم منصور", 'كرم "أبو سليم" منصور')
    article = read(el("h1", TITLE), BODY, head=f'<script type="application/ld+json">{broken}</script>')
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")
    assert article.paragraphs == STORY


def test_json_ld_of_other_stories() -> None:
    teaser = json_ld(headline="قصة أخرى", datePublished="2020-01-05")
    article = read(el("h1", TITLE), BODY, head=json_ld(**{k: v for k, v in NEWS.items() if k != "@type"}) + teaser)
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")


def test_microdata_only() -> None:
    article = read(
        el(
            "div.x1",
            el("h1", TITLE, itemprop="headline"),
            el("span", el("span", "كرم منصور", itemprop="name"), itemprop="author", itemscope="itemscope"),
            el("time", "الثلاثاء", itemprop="datePublished", datetime="2024-03-12T09:30:00+02:00"),
            el("div.x2", ps(*STORY), itemprop="articleBody"),
            itemscope="itemscope", itemtype="https://schema.org/NewsArticle",
        ),
    )  # fmt: skip
    assert (article.title, article.paragraphs) == (TITLE, STORY)
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")
    assert article.authors == ["كرم منصور"]


def test_microdata_in_meta_elements() -> None:
    article = read(
        el("div.x1", '<meta itemprop="datePublished" content="2024-03-12">', el("h1", TITLE), ps(*STORY)),
    )
    assert article.published == date(2024, 3, 12)


# Dates


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("الثلاثاء 12 مارس 2024 - 09:30", datetime(2024, 3, 12, 9, 30)),
        ("12 آذار 2024", date(2024, 3, 12)),
        ("١٢ مارس ٢٠٢٤", date(2024, 3, 12)),
        ("نشر في: 12/03/2024 09:30 ص", datetime(2024, 3, 12, 9, 30)),
        ("تاريخ النشر: 2024-03-12", date(2024, 3, 12)),
        ("آخر تحديث: 12 مارس 2024", date(2024, 3, 12)),
        ("الثلاثاء، 12 مارس/آذار 2024", date(2024, 3, 12)),
        ("02 رمضان 1445 هـ - 12 مارس 2024 م", date(2024, 3, 12)),
        ("March 12, 2024", date(2024, 3, 12)),
        ("2024-03-12", date(2024, 3, 12)),
        ("12-03-2024", date(2024, 3, 12)),
        ("12.03.2024", date(2024, 3, 12)),
    ],
)
@pytest.mark.parametrize("element", ["div.date", "span", "p", "time"])
def test_printed_date(printed: str, wanted: date, element: str) -> None:
    article = read(el("div.story", el("h1", TITLE), el(element, printed), BODY))
    assert article.published == wanted
    assert article.paragraphs == STORY
    assert "date" in {r.reason for r in article.removed if r.text == printed}


def test_date_of_a_time_element() -> None:
    """What is printed is no date; what the element declares is."""
    article = read(
        el(
            "div.story",
            el("h1", TITLE),
            el("div.meta", el("time", "قبل ساعتين", datetime="2024-03-12T09:30:00+02:00")),
            BODY,
        )
    )
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")


def test_date_glued_to_other_labels() -> None:
    row = el(
        "div.post-meta", el("span.date", "12 مارس، 2024"), el("span.views", "1204"), el("span.time", "دقيقة واحدة")
    )
    assert read(el("div.story", el("h1", TITLE), row, BODY)).published == date(2024, 3, 12)


@pytest.mark.parametrize(
    "row",
    [
        el("div.info", "المدينة - الميناء | الثلاثاء 12 مارس 2024, 05:13 مساء"),
        el("div.info", "نشر في: 12 مارس 2024 | الكاتب: كرم منصور"),
        el("div.info", "12 مارس, 2024 في المحليات | طباعة المقال"),
        el("div.info", "الثلاثاء 12 مارس 2024 الساعة 08 صباحاً / عدد القراءات 4302"),
        el("div.info", "نشر في الميناء يوم 12 - 03 - 2024"),
        el("div.info", el("span", "12 مارس 2024"), " ", el("span", "الميناء")),
        el("p.info", el("span.d", "2024-03-12"), el("span.c", link("محافظات"))),
    ],
)
def test_date_in_a_row_of_labels(row: str) -> None:
    article = read(el("div.story", el("h1", TITLE), row, BODY))
    assert isinstance(article.published, date)
    assert (article.published.year, article.published.month, article.published.day) == (2024, 3, 12)
    assert article.paragraphs == STORY
    assert article.authors == (["كرم منصور"] if "كرم" in row else [])


def test_row_of_labels_above_the_headline_may_be_of_today() -> None:
    bar = el("div.top-bar", "الأحد 1 سبتمبر 2024 | بيروت 24 درجة | العدد الأسبوعي")
    assert read(bar, el("div.story", el("h1", TITLE), BODY)).published is None


@pytest.mark.parametrize(
    "line", ["2024 عام الفرص الضائعة", "في 12 مارس 2024 أضيئت العدسة", "12 مارس 2024 يوم من أيام العمر"]
)
def test_a_subheading_with_a_date_is_no_row_of_labels(line: str) -> None:
    article = read(el("div.story", el("h1", TITLE), el("div.entry-content", el("h3", line), ps(*STORY))))
    assert article.published is None
    assert article.paragraphs == [line, *STORY]


@pytest.mark.parametrize(
    "element",
    [
        el("b", "كرم منصور") + " " + el("time", "2024-03-12T09:30:00+02:00") + " " + el("span", "38 قراءة"),
        el("abbr.published", "الثلاثاء 12", title="2024-03-12T09:30:00+02:00"),
        el("span", "الثلاثاء 12", property="dc:date dc:created", content="2024-03-12T09:30:00+02:00"),
        el("span", "الثلاثاء 12", itemprop="datePublished", content="2024-03-12T09:30:00+02:00"),
    ],
)
def test_date_of_an_attribute(element: str) -> None:
    article = read(el("div.story", el("h1", TITLE), el("div", element), BODY))
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")


def test_date_of_today_in_the_header_is_not_that_of_the_story() -> None:
    article = read(
        el("div.top-bar", "الأحد 1 سبتمبر 2024"), el("div.story", el("h1", TITLE), el("div.d", "12 مارس 2024"), BODY)
    )
    assert article.published == date(2024, 3, 12)


def test_of_dates_above_the_headline_the_nearest_counts() -> None:
    today = el("div.today", "الأحد 1 سبتمبر 2024")
    story = el("div.story", el("span.created", "نشر بتاريخ الثلاثاء, 12 مارس 2024 09:30"), el("h2.title", TITLE), BODY)
    for page in (today + story, today + links(MENU, "ul.menu") + story):
        assert read(page).published == datetime(2024, 3, 12, 9, 30)


def test_date_above_the_menu_gives_no_date() -> None:
    today = el("div.today", "الأحد 1 سبتمبر 2024")
    article = read(today, links(MENU, "ul.menu"), el("div.story", el("h1", TITLE), BODY))
    assert article.published is None
    assert article.paragraphs == STORY


@pytest.mark.parametrize("label", ["أخبار محلية", "رام الله", "فرانس برس", SITE, "شؤون البحر"])
def test_label_before_a_date_is_no_author(label: str) -> None:
    head = meta("article:section", "شؤون البحر") + meta("og:site_name", SITE)
    article = read(el("div.story", el("h1", TITLE), el("small", f"{label} — 12 مارس 2024"), BODY), head=head)
    assert (article.authors, article.published, article.paragraphs) == ([], date(2024, 3, 12), STORY)


def test_line_with_its_hour_is_no_caption() -> None:
    """The line stands with the picture of its source in an element, or behind the lead."""
    said = "صوت الميناء الثلاثاء, 12 مارس 2024 09:30 298 قراءة"
    row = el("div.src", el("img", src="/s.png", alt="صوت الميناء"), said)
    for story in (row + BODY, el("p", STORY[0]) + row + ps(*STORY[1:])):
        article = read(el("div.story", el("h1", TITLE), story))
        assert (article.published, article.captions) == (datetime(2024, 3, 12, 9, 30), [])
        assert article.paragraphs == STORY


def test_an_hour_in_the_story_stays() -> None:
    told = ["تقام الأمسية في ساحة الميناء يوم 12 مارس 2024 20:30 ويدخلها الناس مجاناً.", *STORY]
    article = read(el("div.story", el("h1", TITLE), ps(*told)))
    assert (article.published, article.paragraphs) == (None, told)


def test_date_between_labels() -> None:
    row = el(
        "div.info", el("span", "شؤون محلية"), " | ", el("span", "الثلاثاء 12-03-2024"), " | ", el("span", "الميناء")
    )
    article = read(el("div.today", "الأحد 1 سبتمبر 2024"), el("div.story", el("h1", TITLE), row, BODY))
    assert article.published == date(2024, 3, 12)
    assert article.paragraphs == STORY


def test_date_of_today_alone_gives_no_date() -> None:
    article = read(
        el("header", el("div.today", "الأحد 1 سبتمبر 2024"), links(MENU)), el("div.story", el("h1", TITLE), BODY)
    )
    assert article.published is None


def test_dates_of_other_stories_are_not_that_of_the_story() -> None:
    rail = el(
        "div.more",
        *(el("div", link(f"خبر آخر من أخبار المدينة رقم {n}"), el("span", f"{n} يناير 2020")) for n in range(2, 7)),
    )
    assert read(el("div.story", el("h1", TITLE), BODY), rail).published is None


def test_declared_date_before_printed_one() -> None:
    head = meta("article:published_time", "2024-03-12T09:30:00+02:00")
    article = read(el("div.story", el("h1", TITLE), el("div.date", "12 مارس 2024"), BODY), head=head)
    assert article.published == datetime.fromisoformat("2024-03-12T09:30:00+02:00")


def test_published_and_modified_printed() -> None:
    article = read(
        el(
            "div.story",
            el("h1", TITLE),
            el("div", "نشر في: 12 مارس 2024 - 09:30"),
            el("div", "آخر تحديث: 13 مارس 2024 - 10:00"),
            BODY,
        )
    )
    assert article.published == datetime(2024, 3, 12, 9, 30)
    assert article.modified == datetime(2024, 3, 13, 10, 0)


# Authors


@pytest.mark.parametrize(
    ("row", "authors"),
    [
        (el("div.byline", "بقلم: كرم منصور"), ["كرم منصور"]),
        (el("p", "كتب: كرم منصور"), ["كرم منصور"]),
        (el("p", "كتبت ليلى سعد"), ["ليلى سعد"]),
        (el("div.author-name", link("كرم منصور")), ["كرم منصور"]),
        (el("span.author.vcard", link("كرم منصور", "a.url.fn")), ["كرم منصور"]),
        (el("div", "بقلم: كرم منصور وليلى سعد"), ["كرم منصور", "ليلى سعد"]),
        (el("div", "كتب: كرم منصور - ليلى سعد"), ["كرم منصور", "ليلى سعد"]),
        (el("div", "إعداد: كرم منصور، ليلى سعد"), ["كرم منصور", "ليلى سعد"]),
        (el("div.source", "الميناء - رويترز"), ["رويترز"]),
        (el("p", "بيروت: كرم منصور"), ["كرم منصور"]),
        (el("p", "By Karam Mansour"), ["Karam Mansour"]),
        (el("div.auth", "كرم منصور"), ["كرم منصور"]),
        (el("span.item-author", "كتب بواسطة ", link("ك.م")), ["ك.م"]),
        (el("div.author", "أ.ف.ب"), []),
        (el("p", "بيروت – د. كرم منصور"), ["د. كرم منصور"]),
        (el("div", "نص: كرم منصور ", link("متابعة")), ["كرم منصور"]),
        (el("small", "كرم منصور — 12 مارس 2024"), ["كرم منصور"]),
        (el("div.author", el("div", "بقلم"), link("د. كرم منصور")), ["د. كرم منصور"]),
        (el("div.author", "أ.د. كرم منصور"), ["أ.د. كرم منصور"]),
        (el("a.author-link", "كرم منصور", href="/author/9", rel="author"), ["كرم منصور"]),
        (el("div.author", el("div", "كرم منصور"), el("div", "باحث في تاريخ الموانئ")), ["كرم منصور"]),
        (el("div.author", el("div", "ليلى سعد"), el("div", "أستاذة جامعية")), ["ليلى سعد"]),
        (el("div.author", el("div", "كرم منصور"), el("div", "بيروت")), ["كرم منصور"]),
        (el("div.author", el("div", "خبير الدين منصور")), ["خبير الدين منصور"]),
        (el("div.author-name", "كرم منصور @karam_m"), ["كرم منصور"]),
        (el("div", "كرم منصور (بيروت) @karam_m"), ["كرم منصور"]),
        (el("p", "بيروت ـ من كرم منصور :"), ["كرم منصور"]),
        (el("div.news-info", "السبت 30/مارس/2024 - 07:10 م", el("span.newsauthor", " كرم منصور")), ["كرم منصور"]),
        (el("p", "حاوره: كرم منصور 12 مارس 2024م"), ["كرم منصور"]),
        (el("p", "بيروت ـ «صوت الساحل» ـ كرم منصور:"), ["كرم منصور"]),
        (el("span.author", "Super User"), []),
        (el("div.author", img(), el("div", "كرم منصور")), ["كرم منصور"]),
    ],
)
def test_printed_author(row: str, authors: list[str]) -> None:
    article = read(el("div.story", el("h1", TITLE), row, BODY))
    assert article.authors == authors
    assert article.paragraphs == STORY
    assert article.standfirst is None


def test_an_editor_behind_the_story_is_not_its_author() -> None:
    """Where nobody else is named, the editor is all the page says."""
    body = el("div.entry-content", ps(*STORY, "تحرير: ليلى سعد"))
    known = read(el("div.story", el("h1", TITLE), el("p", "بقلم: كرم منصور"), body))
    assert known.authors == ["كرم منصور"]
    assert known.paragraphs == STORY
    assert read(el("div.story", el("h1", TITLE), body)).authors == ["ليلى سعد"]


def test_declared_description_in_a_heading_within_the_body() -> None:
    said = "المنارة تفتح أبوابها للتلاميذ مجاناً أيام السبت"
    body = el("div.entry-content", el("h2", said), ps(*STORY))
    for declared, standfirst in ((said, said), ("موقع إخباري يومي يهتم بأخبار المدينة والميناء", None)):
        article = read(el("div.story", el("h1", TITLE), body), head=meta("og:description", declared))
        assert article.standfirst == standfirst
        assert article.paragraphs == ([] if standfirst else [said]) + STORY


def test_the_name_of_a_declared_author_before_the_story() -> None:
    head = meta("author", "كرم منصور")
    for line, kept in (("كرم منصور", []), ("برج قديم", ["برج قديم"])):
        body = el("div.entry-content", el("p", el("b", line)), ps(*STORY))
        assert read(el("div.story", el("h1", TITLE), body), head=head).paragraphs == kept + STORY


@pytest.mark.parametrize(
    ("declared", "authors"),
    [
        ("كرم منصور", ["كرم منصور"]),
        ({"@type": "Organization", "name": "رويترز"}, ["رويترز"]),
        ([{"name": "كرم منصور"}, {"name": "ليلى سعد"}], ["كرم منصور", "ليلى سعد"]),
        (["كرم منصور", "ليلى سعد"], ["كرم منصور", "ليلى سعد"]),
        ("كرم منصور، ليلى سعد", ["كرم منصور", "ليلى سعد"]),
        ("لندن: كرم منصور", ["كرم منصور"]),
        ({"name": ["كرم منصور", "ليلى سعد"]}, ["كرم منصور", "ليلى سعد"]),
        ({"name": "admin"}, []),
        ({"name": ""}, []),
        ("https://example.org/author/9", []),
    ],
)
def test_declared_author(declared: object, authors: list[str]) -> None:
    assert read(el("h1", TITLE), BODY, head=json_ld(headline=TITLE, author=declared)).authors == authors


def test_name_behind_the_story_though_the_outlet_declares_itself() -> None:
    head = meta("og:site_name", SITE) + json_ld(headline=TITLE, author={"@type": "Organization", "name": SITE})
    article = read(el("div.story", el("h1", TITLE), el("div", ps(*STORY, "كرم منصور"))), head=head)
    assert article.authors == ["كرم منصور"]
    assert article.paragraphs == STORY


@pytest.mark.parametrize(("told", "authors"), [("د. كرم منصور", ["د. كرم منصور"]), ("مبنى البلدية القديم", [])])
def test_name_behind_a_short_sentence(told: str, authors: list[str]) -> None:
    article = read(el("div.story", el("h1", TITLE), el("div", ps(*STORY, "وللحديث بقية.", told))))
    assert article.authors == authors


def test_who_posted_it_in_the_foot_of_the_story() -> None:
    foot = el(
        "div.post-footer",
        el("span.post-author.vcard", "مرسلة بواسطة ", el("span.fn", "كرم منصور")),
        el("span", "في 10:45 م"),
    )
    article = read(
        el("div.post", el("h3.post-title", TITLE), el("div.post-body", *(el("div", t) for t in STORY)), foot)
    )
    assert article.authors == ["كرم منصور"]
    assert article.paragraphs == STORY


# Section and tags


@pytest.mark.parametrize(
    "trail",
    [
        el("div.breadcrumb", link("الرئيسية"), " / ", link("محليات")),
        el("ul.breadcrumb", el("li", link("الرئيسية")), el("li", link("محليات")), el("li.active", TITLE)),
        el("nav", el("ol.breadcrumb", el("li", link("الرئيسية")), el("li", link("محليات"))), aria_label="breadcrumb"),
        el("nav.breadcrumbs", link("الرئيسية"), " » ", link("محليات")),
        el("div", link("الرئيسية"), " » ", link("محليات"), " » ", TITLE),
        el("div", link("الرئيسية"), " / ", link("محليات")),
        el("div", link("Home"), " / ", link("محليات")),
        el("div.path", el("span", link("الصفحة الرئيسية")), " > ", el("span", link("محليات"))),
    ],
)
def test_section_from_breadcrumb(trail: str) -> None:
    article = read(el("div.story", trail, el("h1", TITLE), BODY))
    assert article.section == "محليات"
    assert article.paragraphs == STORY


@pytest.mark.parametrize(
    "row",
    [
        el("div.tags", link("المنارة"), link("تراث")),
        el("div.tags", el("span", "الوسوم:"), link("المنارة"), ", ", link("تراث")),
        el("ul.post-tags", el("li", link("#المنارة")), el("li", link("#تراث"))),
        el("div", "الكلمات المفتاحية: ", link("المنارة"), " ", link("تراث")),
        el("div", el("h4", "وسوم"), links(["المنارة", "تراث"])),
        el("p", "كلمات دلالية: المنارة، تراث"),
    ],
)
def test_tags_behind_the_story(row: str) -> None:
    article = read(el("div.story", el("h1", TITLE), BODY, row))
    assert article.tags == ["المنارة", "تراث"]
    assert article.paragraphs == STORY


def test_declared_tags() -> None:
    assert read(el("h1", TITLE), BODY, head=meta("keywords", "المنارة، الصيادين، سيارات")).tags == [
        "المنارة",
        "الصيادين",
    ]
    assert read(el("h1", TITLE), BODY, head=meta("article:tag", "المنارة") + meta("article:tag", "تراث")).tags == [
        "المنارة",
        "تراث",
    ]


# What the chromes of `tests/pages.py` say beside the story


@pytest.mark.parametrize("chrome", CHROMES)
def test_date_in_chrome(chrome: Chrome) -> None:
    published = clean_html(chrome(Story(ps(*STORY))), opinions=False).published
    assert published is not None and (published.year, published.month, published.day) == (2024, 3, 12)


def test_language() -> None:
    assert clean_html(wordpress(Story(ps(*STORY)))).language == "ar"
