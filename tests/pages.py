"""Builds pages the way publishing systems do, around text of our own.

A chrome is a function that lays a `Story` out as one system does: with its menu, breadcrumb, share bar, rail of
other stories, comments and footer, and with that system's class names. Every chrome takes the same story, so a
shape of body can be tried in all of them.
"""

# Sentences and markup are kept on one line.
from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SITE = "صحيفة الميناء"
TITLE = "المنارة القديمة تستقبل زوارها بعد ثلاث سنوات من الترميم"
STORY = [
    "أعلنت بلدية الميناء، أمس الأربعاء، إعادة فتح المنارة القديمة أمام الزوار بعد أعمال ترميم استمرت ثلاث سنوات وشملت السلالم والعدسة والجدران الخارجية.",
    "وقال رئيس البلدية سليم الحاج إن الكلفة بلغت نحو مليوني دولار، موضحاً أن نصفها جاء من تبرعات أهالي المدينة في الداخل والمهجر.",
    "وأضاف أن المنارة ستستقبل تلاميذ المدارس مجاناً أيام السبت، فيما خصصت الطبقة السفلى لمتحف صغير يحكي قصة الصيادين وقواربهم.",
    "وكانت المنارة قد أغلقت قبل أكثر من عشر سنوات بعد تصدع برجها بفعل العواصف، ولم تنجح محاولتان سابقتان لإصلاحها.",
    "ومن المقرر أن تضاء العدسة للمرة الأولى مساء الجمعة المقبل، في احتفال يحضره بحارة متقاعدون عملوا فيها خلال القرن الماضي.",
]
# Further stories, so that pages of one outlet can be compared: title and paragraphs.
STORIES = [
    (
        "مكتبة متنقلة تجوب قرى الجرد على ظهر شاحنة قديمة",
        [
            "قبل أن تفتح المدرسة أبوابها بنصف ساعة، تتوقف أمام ساحة البلدة شاحنة زرقاء صُفّت في صندوقها رفوف من خشب الحور، ويتحلق حولها عشرات الأطفال.",
            "وتقول صاحبة الفكرة، المعلمة المتقاعدة وداد نصار، إنها اشترت الشاحنة بتعويض نهاية خدمتها، ثم جمعت نحو أربعة آلاف كتاب من بيوت الأصدقاء والجيران.",
            "ويستعير القارئ كتابين كل أسبوع مقابل توقيع في دفتر مدرسي، ولم يضع منذ انطلاق المبادرة قبل عامين سوى سبعة عشر كتاباً، معظمها قصص مصورة.",
            "وتمر الشاحنة في إحدى عشرة قرية لا مكتبة عامة فيها، بعضها يرتفع أكثر من ألف وخمسمئة متر، وتنقطع الطريق إليه أياماً في الشتاء.",
            "وتستعد نصار لإضافة رف للكتب الناطقة، بعدما طلبت منها سيدة فقدت بصرها أن تسمع رواية كانت قرأتها في صباها.",
        ],
    ),
    (
        "صيادو البحيرة يعودون إلى الشباك القطنية حفاظاً على صغار السمك",
        [
            "قررت تعاونية صيادي البحيرة الشمالية التخلي عن شباك النايلون ابتداء من الموسم المقبل، والعودة إلى شباك القطن التي كان الآباء ينسجونها في البيوت.",
            "وجاء القرار بعد دراسة أعدها قسم علوم المياه في الجامعة، أظهرت أن ثلث ما يُصطاد بالشباك الحديثة لا يبلغ الحجم الذي يسمح له بالتكاثر.",
            "وأكد رئيس التعاونية، حسين العلي، أن الشبكة القطنية أغلى ثمناً وأقصر عمراً، لكنها تتحلل في الماء إذا فُقدت ولا تظل تصطاد سنوات بلا صاحب.",
            "وستتكفل التعاونية بنصف ثمن الشباك الجديدة، فيما يدفع الصياد الباقي على ثمانية أقساط من غير فوائد.",
            "ويعمل في البحيرة قرابة ستمئة صياد، تراجع متوسط دخلهم بنحو الربع خلال السنوات الخمس الأخيرة مع انحسار الماء وتناقص الأسماك.",
            "وطالب العلي وزارة البيئة بمنع بيع الشباك الضيقة في الأسواق، لأن التزام الصيادين وحده، على حد تعبيره، لا يحمي البحيرة.",
        ],
    ),
    (
        "فريق طالبات يفوز بجائزة الرياضيات للمرة الثالثة على التوالي",
        [
            "أحرزت طالبات ثانوية السنديان المركز الأول في المسابقة الوطنية للرياضيات، متقدمات على اثنين وأربعين فريقاً من مختلف المحافظات.",
            "وحلت الطالبات الأربع خمساً من المسائل الست المطروحة في أقل من ثلاث ساعات، ونلن العلامة الكاملة في مسألة الهندسة التي تعثر فيها معظم المشاركين.",
            "وقالت قائدة الفريق، مريم الخطيب، إن السر في التدريب الجماعي، إذ كانت كل طالبة تشرح لزميلاتها الحل الذي وجدته قبل أن تكتبه على الورق.",
            "وتسافر الفائزات في الصيف إلى العاصمة الأردنية لتمثيل البلاد في المسابقة العربية، التي تستضيف هذا العام فرقاً من ست عشرة دولة.",
        ],
    ),
]
MENU = ["سياسة", "اقتصاد", "محليات", "رياضة", "ثقافة وفن", "صحة", "علوم", "منوعات", "رأي", "فيديو", "صور", "الطقس"]
MENU_EN = ["Home", "News", "Business", "Sports", "Culture", "Opinion", "Video", "Podcasts", "Jobs", "About us"]
OTHERS = [
    ("وزارة الزراعة توزع شتول الزيتون على مزارعي السهل", "بدأت وزارة الزراعة توزيع مئة ألف شتلة زيتون على مزارعي السهل، على أن تستكمل الحملة قبل نهاية الشهر."),
    ("فريق الاتحاد يتأهل إلى نصف نهائي كأس الساحل", "تأهل فريق الاتحاد إلى الدور نصف النهائي بعد فوزه على ضيفه بهدفين لهدف، في مباراة حضرها آلاف المشجعين."),
    ("ندوة عن الشعر الأندلسي في المكتبة الوطنية غداً", "تستضيف المكتبة الوطنية غداً ندوة عن الشعر الأندلسي، يشارك فيها باحثون من المغرب وتونس وإسبانيا."),
    ("أسعار الخضار تتراجع مع بداية الموسم الزراعي", "تراجعت أسعار الخضار في سوق الجملة بنسبة ملحوظة مع بداية الموسم، وفق ما أعلنت نقابة التجار اليوم."),
    ("علماء يرصدون نوعاً نادراً من السلاحف قبالة الشاطئ", "رصد فريق من علماء البحار نوعاً نادراً من السلاحف قبالة الشاطئ الشمالي، للمرة الأولى منذ عشرين عاماً."),
    ("إغلاق الطريق الجبلي جزئياً بسبب أعمال الصيانة", "أعلنت وزارة الأشغال إغلاق الطريق الجبلي جزئياً حتى نهاية الأسبوع، داعية السائقين إلى سلوك طرق بديلة."),
]  # fmt: skip
COMMENTS = [
    ("أبو كريم", "خبر جميل فعلاً، كنت أزور المنارة مع جدي كل صيف وأتمنى أن يحافظ الناس على نظافتها هذه المرة."),
    ("ليلى س.", "شكراً لكل من تبرع. هل هناك موقف للسيارات قرب المدخل؟ ذهبت مرة ولم أجد مكاناً واحداً فارغاً."),
]
ABOUT = "صحيفة الميناء صحيفة يومية مستقلة تصدر منذ عام 1974، وتعنى بأخبار الساحل وأهله في الداخل والمهجر."
RIGHTS = "جميع الحقوق محفوظة © صحيفة الميناء 2024"

Chrome = Callable[["Story"], str]


@dataclass
class Story:
    """What a chrome lays out. `body` stands in the body's element, `above` between it and the headline's."""

    body: str
    above: str = ""
    head: str = ""
    title: str = TITLE


def el(selector: str, *children: str, **attributes: str) -> str:
    """An element by its selector: `el("div.post-body#story", "…")`; `data_x="1"` becomes `data-x`."""
    tag, *names = re.split(r"(?=[.#])", selector)
    classes = " ".join(name[1:] for name in names if name[0] == ".")
    known = {"class": classes, "id": "".join(name[1:] for name in names if name[0] == "#")}
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{value}"' for name, value in {**known, **attributes}.items() if value
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>"


def each(selector: str, texts: Iterable[str]) -> str:
    """Every text in an element of its own."""
    return "\n".join(el(selector, text) for text in texts)


def ps(*texts: str) -> str:
    return each("p", texts)


def link(text: str, selector: str = "a", href: str = "/news/4711") -> str:
    return el(selector, text, href=href)


def img(alt: str = "", src: str = "/media/lamp.jpg", **attributes: str) -> str:
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<img src="{src}" alt="{alt}"{written}>'


def links(texts: Iterable[str], selector: str = "ul", item: str = "li", anchor: str = "a") -> str:
    """A list of links, as menus and rails are."""
    return el(selector, *(el(item, link(text, anchor, f"/go/{n}")) for n, text in enumerate(texts)))


def cards(box: str = "div.item", heading: str = "h3", teaser: str = "p", count: int = 6) -> str:
    """Other stories, each with picture, linked title and a teaser."""
    return "\n".join(
        el(box, link(img(title)), el(heading, link(title)), el(teaser, text)) for title, text in OTHERS[:count]
    )


def json_ld(**properties: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **properties}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def meta(name: str, content: str) -> str:
    key = "property" if name.startswith(("og:", "article:")) else "name"
    return f'<meta {key}="{name}" content="{content}">'


def document(*body: str, title: str = f"{TITLE} | {SITE}", head: str = "", lang: str = "ar") -> str:
    """A whole page around its body, with the scripts that pages have."""
    return (
        f'<!DOCTYPE html><html dir="rtl" lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}'
        "<script>window.dataLayer=[];</script><style>body{margin:0}</style></head><body>"
        + "\n".join(body)
        + '<script src="/app.js"></script></body></html>'
    )


def _head(story: Story) -> str:
    return meta("og:title", f"{story.title} | {SITE}") + meta("og:site_name", SITE) + story.head


def wordpress(story: Story) -> str:
    """A plain WordPress theme."""
    return document(
        el("header#masthead.site-header", link(SITE), el("nav#site-navigation.main-navigation", links(MENU, "ul#menu-main.menu"))),
        el(
            "div#content.site-content",
            el(
                "main#main.site-main",
                el(
                    "article#post-512.post.type-post.hentry",
                    el("header.entry-header", el("h1.entry-title", story.title), el("div.entry-meta", el("span.posted-on", "12 مارس 2024"))),
                    story.above,
                    el("div.entry-content", story.body),
                    el("footer.entry-footer", el("span.tags-links", "الوسوم: ", link("المنارة"), "، ", link("التراث"))),
                ),
                el("nav.navigation.post-navigation", link(f"المقال السابق: {OTHERS[3][0]}"), link(f"المقال التالي: {OTHERS[4][0]}")),
                el("div#comments.comments-area", el("h2.comments-title", "تعليقان"), *(el("li.comment", el("cite", who), ps(what)) for who, what in COMMENTS), el("h3#reply-title", "اترك تعليقاً")),
            ),
            el("aside#secondary.widget-area", el("section.widget", el("h2.widget-title", "أحدث المقالات"), links(t for t, _ in OTHERS))),
        ),
        el("footer#colophon.site-footer", ps(ABOUT), el("div.site-info", RIGHTS)),
        head=_head(story),
    )  # fmt: skip


def jannah(story: Story) -> str:
    """WordPress with the Jannah theme."""
    return document(
        el("header#theme-header", el("div.main-nav-wrapper", links(MENU, "ul#menu-primary.menu")), el("div.breaking", el("span.breaking-title", "عاجل"), links((t for t, _ in OTHERS[3:]), "ul#breaking-news-in-header"))),
        el(
            "div#content.site-content.container",
            el(
                "div.main-content.tie-col-md-8",
                el(
                    "article#the-post.container-wrapper.post-content",
                    el("header.entry-header-outer", el("nav#breadcrumb", link("الرئيسية"), el("em.delimiter", "/"), link("محليات"), el("em.delimiter", "/"), el("span.current", story.title)), el("div.entry-header", el("h1.post-title.entry-title", story.title), el("div#single-post-meta.post-meta", el("span.date.meta-item", "12 مارس، 2024"), el("span.meta-views.meta-item", "1٬204"), el("span.meta-reading-time.meta-item", "دقيقة واحدة")))),
                    story.above,
                    el("div.entry-content.entry.clearfix", story.body),
                    el("div#post-extra-info", el("div.post-shortlink", "https://example.org/?p=512")),
                    el("div#share-buttons-bottom.share-buttons", links(["فيسبوك", "‫X", "لينكدإن", "واتساب", "طباعة"], "div.share-links", "span")),
                ),
                el("div.about-author.container-wrapper", el("h3.author-name", "كرم منصور"), el("div.author-bio", "صحافي مقيم في الميناء، يكتب عن البحر والتراث منذ عام 2009، وصدرت له مجموعة قصصية بعنوان رصيف.")),
                el("div#related-posts.container-wrapper", el("div.mag-box-title", el("h3", "مقالات ذات صلة")), el("div.related-posts-list", cards("div.related-item", "h3.post-title", "p.post-excerpt"))),
                el("div#comments.comments-area", *(el("div.comment-content", ps(what)) for _, what in COMMENTS)),
            ),
            el("aside.sidebar.tie-col-md-4", el("div.widget.posts-list", el("div.widget-title", "الأكثر قراءة"), cards("li.widget-single-post-item", "a.post-title", "span.date", 4))),
        ),
        el("footer#footer.site-footer", el("div.copyright-text", RIGHTS)),
        head=_head(story),
    )  # fmt: skip


def newspaper(story: Story) -> str:
    """WordPress with tagDiv's Newspaper theme."""
    return document(
        el("div.td-header-wrap", el("div.td-header-menu-wrap", links(MENU, "ul.sf-menu"))),
        el(
            "div.td-main-content-wrap",
            el(
                "article.post.td-post-template-default",
                el("div.td-crumb-container", el("div.entry-crumbs", link("الرئيسية"), " › ", link("محليات"), " › ", story.title)),
                el("div.td-post-header", el("ul.td-category", el("li.entry-category", link("محليات"))), el("header.td-post-title", el("h1.entry-title", story.title), el("div.td-module-meta-info", el("span.td-post-date", el("time.entry-date", "مارس 12, 2024", datetime="2024-03-12T09:30:00+02:00")), el("div.td-post-views", "877")))),
                el("div.td-post-sharing-top", links(["Facebook", "Twitter", "WhatsApp", "Telegram"], "div.td-post-sharing", "span", "a.td-social-sharing-button")),
                story.above,
                el("div.td-post-content.tagdiv-type", story.body),
                el("footer", el("div.td-post-source-tags", el("ul.td-tags", el("li", el("span", "الوسوم")), el("li", link("المنارة")), el("li", link("التراث")))), el("div.td-block-row.td-post-next-prev", el("div.td-post-next-prev-content", el("span", "المادة السابقة"), link(OTHERS[3][0])))),
                el("div.td_block_wrap.td_block_related_posts", el("h4.td-related-title", link("مقالات ذات صلة"), link("المزيد للكاتب")), cards("div.td_module_related_posts", "h3.entry-title.td-module-title", "div.td-excerpt")),
            ),
            el("div.td-main-sidebar", el("div.td_block_wrap", el("h4.td-block-title", "آخر الأخبار"), cards("div.td_module_6", "h3.entry-title", "div.td-excerpt", 4))),
        ),
        el("div.td-footer-wrapper", el("div.footer-text-wrap", ABOUT), el("div.td-sub-footer-copy", RIGHTS)),
        head=_head(story),
    )  # fmt: skip


def jnews(story: Story) -> str:
    """WordPress with the JNews theme."""
    return document(
        el("div.jeg_header", links(MENU, "ul.jeg_menu.jeg_main_menu")),
        el(
            "div.jeg_main",
            el(
                "div.jeg_inner_content",
                el("div.jeg_breadcrumbs", el("div#breadcrumbs", el("span", link("الرئيسية")), el("span", link("محليات")))),
                el("div.entry-header", el("h1.jeg_post_title", story.title), el("div.jeg_meta_container", el("div.jeg_meta_date", link("2024-03-12")))),
                el("div.jeg_share_top_container", el("div.jeg_sharelist", link("Share on Facebook", "a.jeg_btn-facebook"), link("Share on Twitter", "a.jeg_btn-twitter"))),
                story.above,
                el("div.entry-content.with-share", el("div.content-inner", story.body, el("div.jeg_post_tags", "تاجز: ", link("المنارة"), link("التراث")))),
                el("div.jnews_prev_next_container", el("div.jeg_prevnext_post", link(OTHERS[3][0], "a.post.prev-post"))),
                el("div.jnews_related_post_container", el("h3.jeg_block_title", "Related Posts"), cards("article.jeg_post", "h3.jeg_post_title", "div.jeg_post_excerpt")),
            ),
            el("div.jeg_sidebar", el("div.widget_jnews_popular", el("h3.jeg_block_title", "الأكثر مشاهدة"), cards("div.jeg_post", "h3.jeg_post_title", "div.jeg_post_meta", 4))),
        ),
        el("div.jeg_footer", el("div.jeg_footer_copyright", RIGHTS)),
        head=_head(story),
    )  # fmt: skip


def drupal(story: Story) -> str:
    """Drupal with its fields and regions."""
    return document(
        el("header.header", el("nav.block-menu", links(MENU, "ul.menu"))),
        el("div.region.region-breadcrumb", el("nav.breadcrumb", links(["الرئيسية", "محليات"], "ol"))),
        el(
            "div.region.region-content",
            el(
                "article.node.node--type-article.node--view-mode-full",
                el("h1.page-header", el("span.field.field--name-title", story.title)),
                el("footer.node__meta", el("div.node__submitted", "12/03/2024 - 09:30")),
                story.above,
                el("div.node__content", el("div.field.field--name-body.field--type-text-with-summary.field__item", story.body)),
                el("div.field.field--name-field-tags", el("div.field__label", "كلمات مفتاحية"), el("div.field__item", link("المنارة")), el("div.field__item", link("التراث"))),
            ),
            el("div.views-element-container.block-views", el("h2", "اقرأ أيضاً"), cards("div.views-row", "div.views-field-title", "div.views-field-body")),
            el("section.comment-wrapper", el("h2.title", "التعليقات"), *(el("div.comment__content", ps(what)) for _, what in COMMENTS)),
        ),
        el("footer.footer", el("div.region-footer", RIGHTS)),
        head=_head(story),
    )  # fmt: skip


def elementor(story: Story) -> str:
    """WordPress laid out with Elementor's widgets."""

    def widget(kind: str, *children: str) -> str:
        return el(
            f"div.elementor-element.elementor-element-5d1.elementor-widget.elementor-widget-{kind}",
            el("div.elementor-widget-container", *children),
        )

    return document(
        el("div.elementor.elementor-location-header", widget("nav-menu", links(MENU, "ul.elementor-nav-menu"))),
        el(
            "div.elementor.elementor-location-single.post-512",
            el(
                "section.elementor-section.elementor-top-section",
                el("div.elementor-column", widget("theme-post-title", el("h1.elementor-heading-title", story.title)), widget("post-info", el("span.elementor-icon-list-text", "مارس 12, 2024")), widget("share-buttons", el("div.elementor-share-btn", "فيسبوك"), el("div.elementor-share-btn", "تويتر")), story.above, widget("theme-post-content", story.body)),
                el("div.elementor-column", widget("heading", el("h2.elementor-heading-title", "الأكثر قراءة")), widget("posts", cards("article.elementor-post", "h3.elementor-post__title", "div.elementor-post__excerpt"))),
            ),
        ),
        el("div.elementor.elementor-location-footer", widget("text-editor", ps(ABOUT)), widget("heading", RIGHTS)),
        head=_head(story),
    )  # fmt: skip


def blogger(story: Story) -> str:
    """Blogger, whose headline is an h3."""
    return document(
        el("div#header", el("h1.title", link(SITE))),
        el("div.tabs", links(MENU, "ul")),
        el(
            "div#main.main.section",
            el(
                "div.date-outer",
                el("h2.date-header", el("span", "الثلاثاء، 12 مارس 2024")),
                el(
                    "div.post.hentry.uncustomized-post-template",
                    el("h3.post-title.entry-title", story.title),
                    story.above,
                    el("div#post-body-812.post-body.entry-content", story.body),
                    el("div.post-footer", el("span.post-labels", "التسميات: ", link("المنارة"), ", ", link("التراث"))),
                ),
            ),
            el("div#comments.comments", el("h4", "هناك تعليقان (2):"), *(el("dd.comment-body", ps(what)) for _, what in COMMENTS)),
            el("div#blog-pager.blog-pager", link("رسالة أحدث"), link("رسالة أقدم"), link("الصفحة الرئيسية")),
        ),
        el("div#sidebar-right.sidebar.section", el("div.widget.PopularPosts", el("h2", "المشاركات الشائعة"), cards("div.item-content", "div.item-title", "div.item-snippet"))),
        el("div#footer", RIGHTS),
        head=_head(story),
    )  # fmt: skip


def aspnet(story: Story) -> str:
    """An ASP.NET site of old, laid out in tables, its headline in a span."""

    def row(*cells: str) -> str:
        return el("tr", *(el("td", cell, valign="top") for cell in cells))

    rail = el("table", *(row(link(title)) for title, _ in OTHERS))
    story_table = el(
        "table",
        row(el("span#ctl00_cphMain_lblTitle.NewsTitle", story.title)),
        row(el("span#ctl00_cphMain_lblDate.NewsDate", "12/03/2024 09:30 ص")),
        row(story.above),
        row(el("div#ctl00_cphMain_divBody.NewsBody", story.body)),
        row(link("طباعة", href="javascript:print()") + " | " + link("أرسل لصديق", href="javascript:send()")),
    )
    return document(
        el("form#aspnetForm", el("table", row(*(link(name) for name in MENU))), el("table", row(rail, story_table, el("table", row("أخبار أخرى"), row(cards("div", "b", "div", 3))))), el("table", row(RIGHTS)), method="post", action="News.aspx?id=512"),
        head=_head(story),
    )  # fmt: skip


def hashed(story: Story) -> str:
    """A React site: everything in divs with the names that a bundler gave."""
    return document(
        el(
            "div#__next",
            el("div.css-1x2ab", el("div.css-9kq1", *(link(name, "a.css-77f") for name in MENU))),
            el(
                "div.sc-bdVaJa.kRtqYx",
                el(
                    "div.sc-htpNat.dQwErt",
                    el("div.sc-ifAKCX", link("محليات")),
                    el("h1.sc-EHOje.bVcXzA", story.title),
                    el("div.sc-bZQynM", el("span", "12 مارس 2024 09:30")),
                    el("div.sc-gzVnrw", el("div.sc-hT", "مشاركة"), el("div.sc-hT", "نسخ الرابط")),
                    story.above,
                    el("div.sc-bxivhb.eFgHiJ", story.body),
                    el("div.sc-kAzzGY", link("المنارة"), link("التراث")),
                ),
                el("div.sc-cSHVUG", el("div.sc-kpOJdX", "الأكثر قراءة"), cards("div.sc-dxgOiQ", "div.sc-ckVGcZ", "div.sc-jKJlTe")),
            ),
            el("div.css-0f", el("div", ABOUT), el("div", RIGHTS)),
        ),
        head=_head(story),
    )  # fmt: skip


def tailwind(story: Story) -> str:
    """A site whose class names only style; its chrome is in English."""
    return document(
        el("header.sticky.top-0.bg-white", el("div.flex.gap-4", *(link(name, "a.text-sm.font-bold") for name in MENU_EN))),
        el(
            "main.max-w-screen-lg.mx-auto.px-4",
            el("div.flex.text-gray-500.text-xs", link("Home"), el("span.mx-1", "/"), link("محليات")),
            el("h1.text-3xl.font-bold.leading-tight", story.title),
            el("div.flex.items-center.text-sm.text-gray-500", el("time", "12 March 2024", datetime="2024-03-12T09:30:00Z"), el("span", "3 min read")),
            el("div.flex.space-x-2", el("button.rounded", "Share"), el("button.rounded", "Copy link")),
            story.above,
            el("div.mt-6.text-lg.leading-relaxed", story.body),
            el("div.grid.grid-cols-3.mt-10", el("h2.text-xl.col-span-3", "Related stories"), cards("div.rounded.shadow", "h3.font-bold", "p.text-sm.text-gray-600")),
            el("div.mt-10.border-t", el("h2.text-xl", "Comments"), *(el("div.py-4", el("div.font-bold", who), ps(what)) for who, what in COMMENTS)),
        ),
        el("footer.bg-gray-900.text-white", links(MENU_EN), el("p.text-xs", "© 2024 Al-Mina. All rights reserved.")),
        head=_head(story),
    )  # fmt: skip


CHROMES: tuple[Chrome, ...] = (
    wordpress,
    jannah,
    newspaper,
    jnews,
    drupal,
    elementor,
    blogger,
    aspnet,
    hashed,
    tailwind,
)


# --- pages of one outlet ------------------------------------------------------------------------------------------


def pages_of_one_outlet(chrome: Chrome) -> list[str]:
    """Four pages of one chrome that differ as an outlet's do: in the story, its shape, the rails, which rotate, the
    numbers in names, and with the names of a bundler, the same on all pages, beside those of the chrome."""
    told = [(TITLE, STORY), *STORIES]
    return [_one_page(chrome, n, told) for n in range(len(told))]


def _one_page(chrome: Chrome, n: int, told: list[tuple[str, list[str]]]) -> str:
    title, story = told[n]
    first, second, *others = story
    read_also = el("div.read-also", el("strong", "اقرأ أيضاً: "), link(OTHERS[n][0]))
    shapes = (
        ps(*story),
        ps(first, second) + el("h2", "تفاصيل أخرى") + ps(*others),
        ps(first) + read_also + ps(second, *others),
        ps(first) + el("figure", img("صورة الخبر"), el("figcaption", f"لقطة من المكان ({SITE})")) + ps(second, *others),
    )
    rail = [*OTHERS, *((other, text[0]) for other, text in told if other != title)]
    rail = rail[2 * n :] + rail[: 2 * n]
    kept, OTHERS[:] = OTHERS[:], rail[: len(OTHERS)]
    try:
        page = chrome(Story(shapes[n], title=title)).replace(f"<title>{TITLE}", f"<title>{title}")
    finally:
        OTHERS[:] = kept
    page = re.sub(r"(?<=[-=])(512|812)", lambda found: str(int(found[1]) + 37 * n), page)
    return re.sub(r'class="([^"]*)"', lambda found: f'class="{_hashed(found[1])} {found[1]}"', page)


def _hashed(names: str) -> str:
    """A name such as style libraries make of what they style."""
    return f"css-{hashlib.sha256(names.encode()).hexdigest()[:6]}"
