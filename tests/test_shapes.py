"""The shapes that articles come in, each tried in the chrome of every publishing system of `tests/pages.py`.

A shape is a function that returns what stands in the page and what must come out of it, entry by entry.
"""

# Sentences and markup are kept on one line.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cleaners import clean_html
from tests.pages import (
    CHROMES,
    OTHERS,
    STORIES,
    STORY,
    TITLE,
    Chrome,
    Story,
    cards,
    document,
    each,
    el,
    img,
    link,
    links,
    ps,
)

P1, P2, P3, P4, P5 = STORY


@dataclass
class Shape:
    """A body with what must come of it. `removed` maps a part of a removed block to its reason."""

    body: str
    above: str = ""
    head: str = ""
    title: str = TITLE
    paragraphs: list[str] = field(default_factory=lambda: list(STORY))
    standfirst: str | None = None
    captions: list[str] = field(default_factory=list)
    authors: list[str] | None = None  # where a shape is about them
    removed: dict[str, str] = field(default_factory=dict)


SHAPES: list[Callable[[], Shape]] = []


def shape(function: Callable[[], Shape]) -> Callable[[], Shape]:
    SHAPES.append(function)
    return function


# How paragraphs are marked up


@shape
def paragraphs() -> Shape:
    return Shape(ps(*STORY))


@shape
def lines_parted_by_br() -> Shape:
    return Shape("<br>\n".join(STORY))


@shape
def lines_parted_by_two_br() -> Shape:
    return Shape("<br /><br />".join(STORY))


@shape
def div_of_br_in_one_paragraph() -> Shape:
    return Shape(el("p", "<br><br>".join(STORY)))


@shape
def divs() -> Shape:
    return Shape(each("div", STORY))


@shape
def divs_of_spans() -> Shape:
    return Shape("".join(el("div", el("span", text, style="font-size:18px"), dir="rtl") for text in STORY))


@shape
def sections() -> Shape:
    return Shape("".join(el("section", text) for text in STORY))


@shape
def one_section_each_with_a_paragraph() -> Shape:
    return Shape("".join(el("section", ps(text)) for text in STORY))


@shape
def text_beside_paragraphs() -> Shape:
    return Shape(P1 + ps(P2) + P3 + ps(P4, P5))


@shape
def fonts_and_centers() -> Shape:
    return Shape("".join(el("font", text, size="4") + "<br><br>" for text in STORY))


@shape
def nested_layout_tables() -> Shape:
    cell = "".join(el("p", text) for text in STORY)
    table = el("table", el("tbody", el("tr", el("td", cell)), el("tr", el("td", "&nbsp;"))))
    return Shape(el("table", el("tbody", el("tr", el("td", table)))))


@shape
def layout_table_of_br() -> Shape:
    return Shape(el("table", el("tr", el("td", "<br><br>".join(STORY)))))


@shape
def data_table() -> Shape:
    rows = [("السنة", "الزوار", "التذاكر"), ("2010", "12 ألفاً", "مجاناً"), ("2024", "30 ألفاً", "دولاران")]
    table = el("table", el("tbody", *(el("tr", *(el("td", cell) for cell in row)) for row in rows)))
    return Shape(ps(P1, P2) + table + ps(P3, P4, P5), paragraphs=[P1, P2, *(" ".join(r) for r in rows), P3, P4, P5])


@shape
def data_table_of_paragraphs() -> Shape:
    rows = [("السنة", "الزوار"), ("2010", "12 ألفاً"), ("2024", "30 ألفاً")]
    table = el("table", el("tbody", *(el("tr", *(el("td", el("p", cell)) for cell in row)) for row in rows)))
    return Shape(ps(P1, P2) + table + ps(P3, P4, P5), paragraphs=[P1, P2, *(" ".join(r) for r in rows), P3, P4, P5])


@shape
def deep_wrappers() -> Shape:
    return Shape(el("div", el("div", el("div", el("div.inner", ps(*STORY))))))


@shape
def empty_paragraphs_and_clears() -> Shape:
    return Shape(el("p", "&nbsp;").join(ps(text) for text in STORY) + el("div.clear") + el("p", "<br>"))


# A body in parts


@shape
def parts_between_advertisements() -> Shape:
    ad = el("div.code-block.code-block-2", el("div.adv-title", "إعلان"), el("ins.adsbygoogle"))
    return Shape(
        el("div.part", ps(P1, P2)) + ad + el("div.part", ps(P3)) + ad + el("div.part", ps(P4, P5)),
        removed={"إعلان": "advertisement"},
    )


@shape
def parts_between_related_blocks() -> Shape:
    related = el("div.inline-related", el("h4", "مواضيع ذات صلة"), links(title for title, _ in OTHERS[:2]))
    return Shape(
        el("div.text-block", ps(P1, P2)) + related + el("div.text-block", ps(P3, P4)) + el("div.text-block", ps(P5)),
        removed={"مواضيع ذات صلة": "related", OTHERS[0][0]: "related", OTHERS[1][0]: "related"},
    )


WINNERS = ["2024: سامر الخطيب", "2023: إياد عمران", "2022: ماهر شقير", "2021: كريم الحلو", "2020: نادر صباغ"]
PRICES = ["عيار 24: 3500 جنيه", "عيار 21: 3060 جنيهاً", "عيار 18: 2625 جنيهاً", "الجنيه الذهب: 24480 جنيهاً"]


@shape
def list_in_a_part_of_its_own() -> Shape:
    winners = el("h3", el("strong", "الفائزون بالجائزة")) + el("ul", each("li", WINNERS))
    parts = [ps(P1), ps(P2, P3), ps(P4, P5), winners]
    return Shape(
        "".join(el("div.row", el("div.body-part", part)) for part in parts),
        paragraphs=[*STORY, "الفائزون بالجائزة", *WINNERS],
    )


@shape
def list_between_parts() -> Shape:
    parts = [ps(P1, P2), el("h2", "أسعار الذهب اليوم"), ps(*PRICES), ps(P3, P4, P5)]
    return Shape(
        "".join(el("div.text-part", part) for part in parts),
        paragraphs=[P1, P2, "أسعار الذهب اليوم", *PRICES, P3, P4, P5],
    )


@shape
def list_in_a_second_part() -> Shape:
    prices = el("h2", "أسعار الذهب اليوم") + each("p", PRICES)
    return Shape(
        el("section.chapter", ps(*STORY)) + el("section.chapter", prices),
        paragraphs=[*STORY, "أسعار الذهب اليوم", *PRICES],
    )


def wrapped(*parts: str) -> str:
    """Each part of a body in three elements of its own, as editors of blocks write them."""
    return "".join(el("div.unit", el("div.unit-in", el("div.unit-core", part))) for part in parts)


@shape
def wrapped_one_by_one() -> Shape:
    short = "نعم، عادت."
    table = el(
        "table", *(el("tr", el("td", year), el("td", count)) for year, count in (("2010", "12"), ("2024", "30")))
    )
    said = el("div.said", el("div", el("blockquote", "«لن نتركها تنطفئ»")))
    figures = el("div.figures", el("div", table))
    body = (
        wrapped(ps(P1), ps(short))
        + said
        + wrapped(ps(P2), ps("ضوء يوم الجمعة"))
        + figures
        + wrapped(*map(ps, STORY[2:]))
    )
    return Shape(
        body, paragraphs=[P1, short, "«لن نتركها تنطفئ»", P2, "ضوء يوم الجمعة", "2010 12", "2024 30", *STORY[2:]]
    )


@shape
def wrapped_with_prompts_between() -> Shape:
    also = el("div.also-box", el("div", "اقرأ أيضاً"), el("div", OTHERS[0][0]), el("div", OTHERS[1][0]))
    return Shape(wrapped(ps(P1), ps(P2)) + also + wrapped(*map(ps, STORY[2:])))


@shape
def parts_in_elements_without_names() -> Shape:
    """Several cards of paragraphs; what is next around a paragraph has no name."""
    sheets = ([P1, P2], [P3], [P4, P5])
    return Shape(
        "".join(el("div.sheet", *(el("div.item-s", el("div", ps(text))) for text in sheet)) for sheet in sheets)
    )


@shape
def parts_that_are_not_the_story() -> Shape:
    """Boxes of the same name behind the story: what they hold is said by a link or a phrase."""
    more = el("h3", "من أرشيف الموقع") + links(title for title, _ in OTHERS[:3])
    follow = el("h3", "تابعنا") + each("p", ["فيسبوك", "تويتر", "يوتيوب"])
    counts = each("span", ["123", "45"])
    return Shape(
        "".join(el("div.box", part) for part in (ps(P1, P2, P3), ps(P4, P5), counts, more, follow)),
        removed={OTHERS[0][0]: "related", "تابعنا": "prompt"},
    )


@shape
def doubled_for_mobile() -> Shape:
    return Shape(
        el("div.desktop-only", ps(*STORY)) + el("div.mobile-only", ps(*STORY), style="display:none"),
        removed=dict.fromkeys(STORY, "repeated-text"),
    )


@shape
def doubled_with_the_hidden_copy_first() -> Shape:
    return Shape(el("div.hidden-lg", ps(*STORY), style="display: none;") + el("div.visible-lg", ps(*STORY)))


@shape
def hidden_until_read_more() -> Shape:
    more = el("div#rest", ps(P3, P4, P5), style="display:none")
    return Shape(ps(P1, P2) + el("button.btn", "اقرأ المزيد") + more)


@shape
def collapsed_by_class() -> Shape:
    return Shape(el("div.load-more-content.collapsed", ps(*STORY)) + el("a.load-more", "عرض المزيد", href="#"))


@shape
def whole_body_hidden() -> Shape:
    return Shape(el("div#fullText", ps(*STORY), style="display:none"))


# The lead


@shape
def lead_goes_on_from_a_div() -> Shape:
    return Shape(ps(*STORY[1:]), above=el("div.lead", P1))


@shape
def lead_goes_on_from_an_h2() -> Shape:
    return Shape(ps(*STORY[1:]), above=el("h2", P1))


@shape
def lead_goes_on_from_a_strong_paragraph() -> Shape:
    return Shape(el("p", el("strong", P1)) + ps(*STORY[1:]))


@shape
def lead_as_h2_in_the_body() -> Shape:
    return Shape(el("h2", P1) + ps(*STORY[1:]))


SUMMARY = "بلدية الميناء تعيد فتح المنارة بعد ترميم كلف مليوني دولار، والأهالي يدفعون نصف الكلفة."


@shape
def summary_in_a_div() -> Shape:
    return Shape(ps(*STORY), above=el("div.sub-title", SUMMARY), standfirst=SUMMARY)


@shape
def summary_in_an_h2() -> Shape:
    return Shape(ps(*STORY), above=el("h2", SUMMARY), standfirst=SUMMARY)


@shape
def summary_in_a_paragraph_declared_as_description() -> Shape:
    head = f'<meta name="description" content="{SUMMARY}">'
    return Shape(ps(*STORY), above=el("p.excerpt", SUMMARY), head=head, standfirst=SUMMARY)


# Kinds of article


@shape
def live_blog() -> Shape:
    updates = [
        ("14:05", "وصلت أولى الحافلات التي تقل تلاميذ المدارس إلى ساحة المنارة."),
        ("14:40", "بدأ حفل الافتتاح بكلمة لرئيس البلدية سليم الحاج."),
        ("15:20", "أضيئت العدسة للمرة الأولى منذ أكثر من عشر سنوات وسط تصفيق الحاضرين."),
        ("16:00", "أعلن المنظمون أن عدد الزوار تجاوز ثلاثة آلاف في اليوم الأول."),
    ]
    body = "".join(
        el("div.live-entry", el("span.live-time", at), el("div.live-text", ps(text))) for at, text in updates
    )
    return Shape(
        ps(P1) + body, paragraphs=[P1, *(text for _, text in updates)], removed={at: "date" for at, _ in updates}
    )


@shape
def opinion() -> Shape:
    lines = [
        "ليست المنارة حجراً فقط، وليست ضوءاً يدور فوق الماء كي تهتدي به المراكب ثم ينسى.",
        "هي، لمن ولد هنا، أول ما يراه العائد وآخر ما يراه المسافر. فهل نلوم من يبكي حين يراها مضاءة؟",
        "أعرف بحاراً لم يخرج من بيته منذ أن انطفأت. قلت له: لماذا؟ قال: وماذا أفعل في العتمة؟",
        "لا أكتب هذا حنيناً إلى زمن لم يكن جميلاً كله؛ أكتبه لأن المدن التي لا تتذكر لا تبني.",
        "والسلام.",
    ]
    return Shape(ps(*lines), paragraphs=lines)


INTERVIEW = [
    ("متى بدأت العمل في المنارة؟", "بدأت عام 1961، وكان عمري تسعة عشر عاماً، وكان والدي حارسها قبلي."),
    ("وكيف كانت ليالي الشتاء؟", "طويلة وباردة. كنا نحمل الزيت على ظهورنا، مئة وأربعين درجة، مرتين كل ليلة."),
    ("هل خفت يوماً؟", "مرة واحدة."),
    ("ماذا تقول لمن يزورها اليوم؟", "أقول لهم أن يصعدوا على مهل، وأن ينظروا إلى البحر قبل أن ينظروا إلى هواتفهم."),
]
TALK = [line for pair in INTERVIEW for line in pair]


@shape
def interview_with_bold_questions() -> Shape:
    body = "".join(el("p", el("strong", ask)) + ps(answer) for ask, answer in INTERVIEW)
    return Shape(ps(P1) + body, paragraphs=[P1, *TALK])


@shape
def interview_with_headed_questions() -> Shape:
    body = "".join(el("h3", ask) + ps(answer) for ask, answer in INTERVIEW)
    return Shape(ps(P1) + body, paragraphs=[P1, *TALK])


@shape
def interview_parted_by_br() -> Shape:
    body = "".join(f"<b>{ask}</b><br>{answer}<br><br>" for ask, answer in INTERVIEW)
    return Shape(body, paragraphs=TALK)


STEPS = [
    "ارتداء حذاء مريح لصعود الدرج",
    "حجز التذكرة قبل يوم من الزيارة",
    "عدم لمس العدسة أو الزجاج",
    "مغادرة البرج قبل السادسة مساء",
]


@shape
def bulleted_list() -> Shape:
    body = ps(P1, "وتطلب البلدية من الزوار الالتزام بما يأتي:") + el("ul", each("li", STEPS)) + ps(P4, P5)
    return Shape(body, paragraphs=[P1, "وتطلب البلدية من الزوار الالتزام بما يأتي:", *STEPS, P4, P5])


@shape
def numbered_list_at_the_end() -> Shape:
    body = ps(P1, P2, "وفي ما يأتي تعليمات الزيارة:") + el("ol", each("li", STEPS))
    return Shape(body, paragraphs=[P1, P2, "وفي ما يأتي تعليمات الزيارة:", *STEPS])


@shape
def list_article() -> Shape:
    parts = [
        ("1- منارة الميناء", "بنيت قبل مئة وخمسين عاماً، ويبلغ ارتفاعها ثلاثين متراً فوق سطح البحر."),
        ("2- منارة الجزيرة", "تقوم على صخرة وسط الماء، ولا تصل إليها القوارب إلا في الصيف."),
        ("3- منارة الرأس", "أحدثها عهداً، وتعمل بالطاقة الشمسية منذ خمس سنوات."),
    ]
    body = ps(P1) + "".join(el("h2", head) + ps(text) for head, text in parts)
    return Shape(body, paragraphs=[P1, *(line for part in parts for line in part)])


@shape
def recipe() -> Shape:
    things = ["كيلوغرام من السمك الأبيض", "ثلاث حبات من الليمون", "رأس ثوم", "ملعقة كبيرة من الكمون", "زيت زيتون"]
    steps = [
        "ينظف السمك ويغسل بالماء والملح.",
        "يخلط الثوم مع الكمون وعصير الليمون والزيت.",
        "يخبز في فرن حار نصف ساعة ويقدم ساخناً.",
    ]
    lead = "يعد أهل الميناء هذا الطبق كل يوم جمعة، ويسمونه «صيادية الحارس» نسبة إلى حارس المنارة القديم."
    body = (
        ps(lead)
        + el("h3", "المقادير")
        + el("ul", each("li", things))
        + el("h3", "طريقة التحضير")
        + el("ol", each("li", steps))
    )
    return Shape(body, paragraphs=[lead, "المقادير", *things, "طريقة التحضير", *steps])


VERSES = [
    "يا ضوءها في آخر الليل",
    "يا صوت من غابوا ولم يعودوا",
    "كم مر تحتك من مراكب",
    "وكم بكت عند الوداع خدود",
    "يا ضوءها في آخر الليل",
    "خذني إلى البحر البعيد",
]


@shape
def poem() -> Shape:
    return Shape(el("p", "<br>".join(VERSES[:3])) + el("p", "<br>".join(VERSES[3:])), paragraphs=VERSES)


@shape
def poem_behind_a_lead() -> Shape:
    return Shape(ps(P1) + el("p", "<br>".join(VERSES)), paragraphs=[P1, *VERSES])


@shape
def two_sentences() -> Shape:
    lines = ["أغلق ميناء الصيد صباح اليوم بسبب ارتفاع الموج.", "ودعت البلدية الصيادين إلى ربط قواربهم جيداً."]
    return Shape(ps(*lines), paragraphs=lines)


@shape
def one_sentence() -> Shape:
    return Shape(ps(P1), paragraphs=[P1])


@shape
def long_read() -> Shape:
    heads = ["حارس من زمن الزيت", "ثلاث محاولات", "ضوء يوم الجمعة"]
    quote = "«لم أصدق أنني سأراها مضاءة مرة أخرى»"
    more = [f"{text} {other}" for text, (_, other) in zip(STORY, OTHERS, strict=False)]
    body = (
        ps(*more[:2])
        + el("h2", heads[0])
        + ps(more[2])
        + el("blockquote.pull", quote)
        + el("h2", heads[1])
        + ps(more[3])
        + el("h2", heads[2])
        + ps(more[4])
    )
    return Shape(body, paragraphs=[*more[:2], heads[0], more[2], quote, heads[1], more[3], heads[2], more[4]])


@shape
def table_of_figures() -> Shape:
    rows = [("2010", "12"), ("2017", "18,5"), ("2024", "30")]
    table = el("table", el("tbody", *(el("tr", *(el("td", cell) for cell in row)) for row in rows)))
    return Shape(ps(*STORY) + table, paragraphs=[*STORY, *(" ".join(row) for row in rows)])


@shape
def refrain_stays() -> Shape:
    lines = [P1, "إنها المنارة.", P2, "إنها المنارة.", P3]
    return Shape(ps(*lines), paragraphs=lines)


@shape
def quotation_of_the_story() -> Shape:
    said = "لن نتركها تنطفئ مرة أخرى، هذا وعد لكل من صعد درجها طفلاً ثم حمل أولاده إليها."
    return Shape(ps(P1, P2) + el("blockquote", ps(said)) + ps(P3, P4, P5), paragraphs=[P1, P2, said, P3, P4, P5])


# What stands inside the body and is not the story


@shape
def embedded_tweet() -> Shape:
    tweet = el(
        "blockquote.twitter-tweet",
        el(
            "p",
            "لحظة إضاءة المنارة اليوم، شكراً لكل من ساهم ",
            link("pic.twitter.com/Ab12Cd", href="https://t.co/x"),
            lang="ar",
        ),
        "&mdash; بلدية الميناء (@mina_city) ",
        link("March 12, 2024", href="https://twitter.com/mina_city/status/1"),
    )
    return Shape(
        ps(P1, P2) + tweet + ps(P3, P4, P5), removed={"لحظة إضاءة المنارة اليوم": "embed", "(@mina_city)": "embed"}
    )


@shape
def embedded_instagram() -> Shape:
    post = el(
        "blockquote.instagram-media",
        el("div", link("View this post on Instagram", href="https://instagram.com/p/1")),
        ps(link("A post shared by بلدية الميناء (@mina_city)")),
    )
    return Shape(ps(P1, P2) + post + ps(P3, P4, P5), removed={"View this post on Instagram": "embed"})


@shape
def embedded_facebook() -> Shape:
    post = el(
        "div.fb-post",
        el(
            "blockquote.fb-xfbml-parse-ignore",
            ps("صور من حفل الافتتاح مساء أمس."),
            "Posted by ",
            link("بلدية الميناء"),
            " on ",
            link("Tuesday, March 12, 2024"),
        ),
    )
    return Shape(ps(P1, P2) + post + ps(P3, P4, P5), removed={"صور من حفل الافتتاح": "embed"})


@shape
def read_also_paragraph() -> Shape:
    return Shape(
        ps(P1, P2) + el("p", "اقرأ أيضاً: ", link(OTHERS[0][0])) + ps(P3, P4, P5), removed={OTHERS[0][0]: "read-also"}
    )


@shape
def read_also_div_with_link() -> Shape:
    return Shape(
        ps(P1, P2) + el("div", link(f"إقرأ أيضا.. {OTHERS[0][0]}")) + ps(P3, P4, P5),
        removed={OTHERS[0][0]: "read-also"},
    )


@shape
def read_also_bold_with_link() -> Shape:
    bold = el("p", el("strong", "اقرأ المزيد: ", link(OTHERS[1][0])))
    return Shape(ps(P1, P2) + bold + ps(P3, P4, P5), removed={OTHERS[1][0]: "read-also"})


@shape
def read_also_list() -> Shape:
    block = el("p", el("strong", "اقرأ أيضًا")) + links(title for title, _ in OTHERS[:3])
    return Shape(
        ps(P1, P2) + block + ps(P3, P4, P5),
        removed={"اقرأ أيضًا": "read-also", OTHERS[0][0]: "read-also", OTHERS[2][0]: "read-also"},
    )


@shape
def read_also_at_the_end() -> Shape:
    block = el("p", "قد يهمك أيضاً:") + "".join(el("p", link(title)) for title, _ in OTHERS[:3])
    return Shape(
        ps(*STORY) + block, removed={"قد يهمك أيضاً": "related", OTHERS[0][0]: "related", OTHERS[2][0]: "related"}
    )


@shape
def read_also_without_links() -> Shape:
    return Shape(ps(P1, P2, f"شاهد أيضاً: {OTHERS[2][0]}", P3, P4, P5), removed={OTHERS[2][0]: "read-also"})


@shape
def read_also_beside_text_in_br() -> Shape:
    also = f"<b>طالع أيضًا:</b> {link(OTHERS[3][0])}"
    return Shape("<br><br>".join([P1, P2, also, P3, P4, P5]), removed={OTHERS[3][0]: "read-also"})


@shape
def bare_links_in_the_body() -> Shape:
    """Other titles with no word before them."""
    return Shape(
        ps(P1, P2, link(OTHERS[0][0]), P3, el("strong", link(OTHERS[1][0])), P4, P5), removed={OTHERS[0][0]: "related"}
    )


@shape
def card_in_the_body() -> Shape:
    """The teaser of another story stands with its linked title, in an element of its own."""
    (title, teaser), (other, further) = OTHERS[:2]
    card = el("div.box-a", el("div.box-b", el("h5", link(title)), el("p", teaser)))
    labelled = el("div.box-c", el("div", "متابعة"), link(el("h4", other) + el("p", further)))
    return Shape(
        ps(P1, P2) + card + ps(P3) + labelled + ps(P4, P5),
        removed={teaser: "related", "متابعة": "related", further: "related"},
    )


@shape
def cards_in_the_body() -> Shape:
    """Two rows of cards, one with a heading."""
    row = cards("div.cell-a", "h4", "div.words", 3)
    headed = el("div.row-b", el("div", "موضوعات قد تعجبك"), cards("div.cell-b", "h4", "div.words", 2))
    return Shape(
        ps(P1, P2) + el("div.row-a", row) + ps(P3) + headed + ps(P4, P5),
        removed={text: "related" for _, text in OTHERS[:3]},
    )


@shape
def part_that_a_link_begins() -> Shape:
    """A part of the story begins with a link to another one: the text behind that is the story's."""
    parts = [ps(P1), el("div", link(OTHERS[0][0])) + ps(P2), ps(P3), ps(P4, P5)]
    return Shape("".join(el("div.piece", part) for part in parts), removed={OTHERS[0][0]: "related"})


@shape
def read_also_within_a_sentence() -> Shape:
    said = "وعلقت على الباب لوحة كتب عليها «اقرأ أيضاً ما كتبه الحراس في دفاترهم»، وتحتها صور من القرن الماضي."
    other = "اقرأ أيضاً كتاب الحراس، هكذا كان يقول لي أبي كلما سألته عن البحر، ثم يصمت طويلاً وينظر من النافذة."
    return Shape(ps(P1, said, P2, other, P3), paragraphs=[P1, said, P2, other, P3])


@shape
def story_links_stay() -> Shape:
    more = "لمزيد من المعلومات يمكن الاتصال بمكتب المنارة أو زيارة " + link("موقع البلدية") + "."
    kept = "لمزيد من المعلومات يمكن الاتصال بمكتب المنارة أو زيارة موقع البلدية."
    linked = P2.replace("سليم الحاج", link("سليم الحاج"))
    return Shape(ps(P1, linked, P3, more), paragraphs=[P1, P2, P3, kept])


@shape
def follow_prompts() -> Shape:
    prompts = [
        "تابعونا على " + link("فيسبوك") + " و" + link("تويتر"),
        "تابع أخبار الميناء عبر " + link("google news"),
        "للمزيد من الأخبار تابعوا قناتنا على واتساب " + link("من هنا"),
        "اشترك في قناتنا على تلغرام ليصلك كل جديد",
        "حمّل تطبيق صحيفة الميناء الآن",
    ]
    return Shape(
        ps(P1, P2, prompts[0], P3, prompts[3], P4, P5, prompts[1], prompts[2], prompts[4]),
        removed={
            "تابعونا على": "prompt",
            "google news": "prompt",
            "قناتنا على واتساب": "prompt",
            "تلغرام": "prompt",
            "حمّل تطبيق": "prompt",
        },
    )


@shape
def newsletter_box() -> Shape:
    box = el(
        "div.newsletter-box",
        el("h4", "النشرة البريدية"),
        ps("اشترك في نشرتنا ليصلك أهم ما كتبناه كل صباح، ويمكنك إلغاء الاشتراك في أي وقت."),
        el("form", '<input type="email">', el("button", "اشترك")),
    )
    return Shape(ps(P1, P2) + box + ps(P3, P4, P5), removed={"اشترك في نشرتنا": "prompt"})


@shape
def box_about_the_author_above() -> Shape:
    """Its name says that it is no story, but who wrote it stands there."""
    box = el("div.author-info", el("div.author-pic", img("كرم منصور")), el("h3.author-name", link("كرم منصور")))
    return Shape(ps(*STORY), above=box, authors=["كرم منصور"])


@shape
def card_of_the_author() -> Shape:
    card = el("div.writer-card", img("كرم منصور"), el("h5", "كرم منصور"), el("p", BIO))
    return Shape(ps(*STORY) + card, removed={BIO: "template"})


@shape
def labels_for_who_cannot_see() -> Shape:
    also = el(
        "ul.links-on", *(el("li", el("span.screen-reader-text", f"list {n} of 2"), link(OTHERS[n][0])) for n in (1, 2))
    )
    body = ps(P1, P2) + also + el("span.sr-only", "end of list") + ps(P3, P4, P5)
    return Shape(body, removed={"end of list": "control", OTHERS[1][0]: "related"})


@shape
def summary_by_a_machine() -> Shape:
    said = ["أعيد فتح المنارة بعد ترميم استمر ثلاث سنوات.", "الكلفة مليونا دولار، ونصفها تبرعات."]
    box = el("div.ai-summary", el("h4", "ملخص"), el("ul", each("li", said)))
    return Shape(box + ps(*STORY), removed={said[0]: "template"})


@shape
def newsletter_box_without_names() -> Shape:
    box = el(
        "div",
        el("div", "اشترك في نشرتنا البريدية"),
        el("div", "ليصلك أهم ما كتبناه كل صباح"),
        el("form", '<input type="email">', el("button", "اشترك")),
    )
    return Shape(ps(P1, P2) + box + ps(P3, P4, P5), removed={"اشترك في نشرتنا البريدية": "prompt"})


@shape
def words_beside_a_form() -> Shape:
    """Neither a name nor a phrase says what it is: its field and its button do."""
    told = "كل صباح، نكتب إليك أهم ما رآه مراسلونا على الشاطئ وفي القرى التي خلفه."
    box = el(
        "div.paper", el("h4", "لا يفوتك جديدنا"), ps(told), el("form", '<input type="email">', el("button", "نعم"))
    )
    return Shape(ps(P1, P2) + box + ps(P3, P4, P5), removed={told: "prompt"})


@shape
def form_between_paragraphs() -> Shape:
    return Shape(ps(P1, P2) + el("form", '<input name="q">', el("button", "بحث")) + ps(P3, P4, P5))


@shape
def share_bar_in_the_body() -> Shape:
    bar = el("div.post-share", el("span", "شارك:"), links(["فيسبوك", "تويتر", "واتساب"], "ul", "li"))
    return Shape(bar + ps(*STORY) + bar, removed={"فيسبوك": "prompt"})


@shape
def poll_in_the_body() -> Shape:
    poll = el("div.poll", el("h4", "هل ستزور المنارة؟"), el("label", "نعم"), el("label", "لا"), el("button", "صوت"))
    return Shape(ps(P1, P2, P3) + poll + ps(P4, P5))


# What ends the story


@shape
def source_line() -> Shape:
    return Shape(ps(*STORY, "المصدر: وكالة أنباء الساحل"), removed={"المصدر: وكالة أنباء الساحل": "source"})


@shape
def source_with_dash() -> Shape:
    return Shape(ps(*STORY) + el("div", el("b", "المصدر"), " - ", link("رويترز")), removed={"المصدر": "source"})


@shape
def who_the_author_is_behind_an_asterisk() -> Shape:
    note = "* أستاذ التاريخ البحري في جامعة الساحل"
    return Shape(ps(*STORY, note), removed={note: "byline"})


@shape
def footnote_behind_an_asterisk() -> Shape:
    note = "* بنيت المنارة الأولى من الخشب، واحترقت قبل أن يكتمل بناء الثانية."
    return Shape(ps(*STORY, note), paragraphs=[*STORY, note])


@shape
def agency_sign_off() -> Shape:
    return Shape(ps(*STORY, "--(بترا)"), removed={"--(بترا)": "source"})


@shape
def agency_in_brackets() -> Shape:
    return Shape(ps(*STORY, "(وام)"), removed={"(وام)": "source"})


@shape
def agency_with_initials() -> Shape:
    return Shape("<br>".join([*STORY, "ر.ع/م.ن (د ب أ)"]), removed={"(د ب أ)": "source"})


@shape
def tags_as_links() -> Shape:
    return Shape(
        ps(*STORY) + el("p", "الكلمات المفتاحية: ", link("المنارة"), " ", link("الميناء")),
        removed={"الكلمات المفتاحية": "tags"},
    )


@shape
def hashtags() -> Shape:
    return Shape(
        ps(*STORY) + el("p", link("#المنارة"), " ", link("#الميناء"), " ", link("#تراث")), removed={"#المنارة": "tags"}
    )


@shape
def copyright_line() -> Shape:
    return Shape(
        ps(*STORY, "جميع الحقوق محفوظة لصحيفة الميناء ولا يجوز إعادة النشر من دون إذن."),
        removed={"جميع الحقوق محفوظة لصحيفة": "copyright"},
    )


@shape
def syndication_note() -> Shape:
    note = "ملحوظة: مضمون هذا الخبر تم كتابته بواسطة صحيفة الساحل ولا يعبر عن وجهة نظر الموقع، وإنما تم نقله كما هو."
    return Shape(ps(*STORY, note), removed={"مضمون هذا الخبر": "source"})


BIO = "كرم منصور صحافي مقيم في الميناء، يكتب عن البحر والتراث منذ عام 2009، وصدرت له مجموعة قصصية بعنوان «رصيف»."


@shape
def author_biography() -> Shape:
    box = el("div.author-box", img("كرم منصور"), el("h4", "كرم منصور"), ps(BIO))
    return Shape(ps(*STORY) + box, removed={BIO: "template"})


@shape
def comments_in_the_body() -> Shape:
    block = el("h3", "التعليقات") + "".join(
        el("div", el("b", "زائر"), ps(text))
        for text in ("خبر جميل، نتمنى التوفيق للجميع في هذا العمل.", "متى يبدأ بيع التذاكر؟ أريد الحضور مع عائلتي.")
    )
    return Shape(ps(*STORY) + block, removed={"متى يبدأ بيع التذاكر": "comments"})


@shape
def correction_stays() -> Shape:
    note = "تصحيح: ورد في نسخة سابقة أن الكلفة ثلاثة ملايين دولار، والصحيح مليونان."
    return Shape(ps(*STORY, note), paragraphs=[*STORY, note])


# Pictures and their captions

CAPTION = "المنارة القديمة كما تبدو من رصيف الصيادين"
CREDITED = "عمال يرممون الدرج الحجري داخل البرج (أ.ف.ب)"


@shape
def figure_with_figcaption() -> Shape:
    return Shape(ps(P1) + el("figure", img(CAPTION), el("figcaption", CAPTION)) + ps(*STORY[1:]), captions=[CAPTION])


@shape
def figure_above_the_body() -> Shape:
    return Shape(ps(*STORY), above=el("figure.main-image", img(), el("figcaption", CREDITED)), captions=[CREDITED])


@shape
def span_caption() -> Shape:
    return Shape(
        ps(*STORY), above=el("div.img-holder", img(CAPTION), el("span.img-caption", CAPTION)), captions=[CAPTION]
    )


@shape
def caption_under_a_player() -> Shape:
    player = el("div.player", el("iframe", src="/v/1")) + el("div._hero-caption", CAPTION)
    return Shape(ps(*STORY), above=player, captions=[CAPTION])


@shape
def caption_in_a_definition_list() -> Shape:
    figure = el("dl.spip_document", el("dt", img()), el("dd.spip_doc_descriptif", CREDITED))
    return Shape(ps(P1) + figure + ps(*STORY[1:]), captions=[CREDITED])


@shape
def caption_and_credit_in_elements_of_their_own() -> Shape:
    figure = el("div.figure", img(), el("div.figure-caption", CAPTION), el("div.figure-credit", "سامي الحداد"))
    return Shape(figure + ps(*STORY), captions=[f"{CAPTION} سامي الحداد"])


@shape
def credit_in_brackets_that_the_mobile_copy_shows_again() -> Shape:
    figure = el("figure", img(), el("figcaption", CAPTION, " ", el("span.credit", "(رويترز)")))
    return Shape(figure + el("div.mobile", figure) + ps(*STORY), captions=[f"{CAPTION} (رويترز)"])


@shape
def label_before_a_linked_title() -> Shape:
    line = el("p", "شاهد: ", link(OTHERS[0][0]))
    return Shape(ps(P1) + line + ps(*STORY[1:]), removed={OTHERS[0][0]: "related"})


@shape
def lead_and_text_in_elements_of_different_names() -> Shape:
    return Shape(el("div.chapo", P1) + el("div.texte", "<br><br>".join(STORY[1:])))


@shape
def credit_above_the_caption() -> Shape:
    credit, said = el("div.image-credit", "UN Photo"), el("div.image-caption", CAPTION)
    return Shape(el("div.hero", img(), credit, said) + ps(*STORY), captions=[CAPTION], removed={"UN Photo": "source"})


@shape
def pull_quote_of_a_paragraph() -> Shape:
    said = STORY[2].partition("،")[0]
    return Shape(
        ps(*STORY[:2]) + el("div.article-quote", el("p", said)) + ps(*STORY[2:]), removed={said: "repeated-text"}
    )


@shape
def quotation_that_no_paragraph_says() -> Shape:
    quote = el("div.article-quote", el("p", "البحر يعيد ما أخذ"))
    return Shape(ps(P1) + quote + ps(*STORY[1:]), paragraphs=[P1, "البحر يعيد ما أخذ", *STORY[1:]])


@shape
def link_in_brackets() -> Shape:
    title = OTHERS[0][0]
    return Shape(ps(P1) + el("p.interstitial", "[ ", link(title), " ]") + ps(*STORY[1:]), removed={title: "related"})


@shape
def subheading_behind_a_list_of_other_stories() -> Shape:
    box = el("div.irp", el("div.head", el("span", "اقرأ أيضاً")), links([title for title, _ in OTHERS[:3]]))
    body = ps(*STORY[:2]) + box + el("h3", "متحف الصيادين") + ps(*STORY[2:])
    return Shape(body, paragraphs=[*STORY[:2], "متحف الصيادين", *STORY[2:]])


@shape
def summary_of_a_machine() -> Shape:
    points = el("ul", each("li", ["المنارة تفتح أبوابها للزوار", "نصف الكلفة من التبرعات"]))
    note = el("p", "تم إنشاء هذا الملخص باستخدام الذكاء الاصطناعي وراجعه محرر.")
    return Shape(el("div.sum", el("h4", "ملخص الخبر"), points, note) + ps(*STORY), removed={"ملخص الخبر": "template"})


@shape
def standfirst_in_a_paragraph_of_a_named_element() -> Shape:
    said = "نصف الكلفة من تبرعات الأهالي"
    return Shape(ps(*STORY), above=el("div.sub-title", el("p", said)), standfirst=said)


@shape
def who_is_quoted_in_the_foot_of_the_quotation() -> Shape:
    quote = el("blockquote.inline-quote", "البحر يعيد ما أخذ", el("footer", "بحار متقاعد"))
    return Shape(ps(P1) + quote + ps(*STORY[1:]), paragraphs=[P1, "البحر يعيد ما أخذ", "بحار متقاعد", *STORY[1:]])


@shape
def wordpress_caption() -> Shape:
    figure = el(
        "div#attachment_9.wp-caption.aligncenter",
        link(img("منارة")),
        el("p#caption-attachment-9.wp-caption-text", CREDITED),
    )
    return Shape(ps(P1) + figure + ps(*STORY[1:]), captions=[CREDITED])


@shape
def caption_paragraph_equal_to_alt() -> Shape:
    return Shape(ps(P1) + el("p", img(CAPTION)) + el("p", CAPTION) + ps(*STORY[1:]), captions=[CAPTION])


@shape
def caption_under_the_picture_in_its_box() -> Shape:
    return Shape(el("div.pic", img(), el("div", CREDITED)) + ps(*STORY), captions=[CREDITED])


@shape
def caption_in_the_paragraph_of_the_picture() -> Shape:
    return Shape(ps(P1) + el("p", img(CAPTION), "<br>", el("em", CAPTION)) + ps(*STORY[1:]), captions=[CAPTION])


@shape
def credited_paragraph_under_the_picture() -> Shape:
    return Shape(ps(P1) + el("p", img()) + el("p", el("strong", CREDITED)) + ps(*STORY[1:]), captions=[CREDITED])


@shape
def caption_in_a_table_of_its_own() -> Shape:
    table = el("table", el("tr", el("td", img())), el("tr", el("td", CAPTION)), align="left")
    return Shape(table + ps(*STORY), captions=[CAPTION])


@shape
def gallery_in_the_body() -> Shape:
    texts = [CAPTION, CREDITED, "بحارة متقاعدون في حفل الافتتاح"]
    slides = "".join(el("figure.gallery-item", img(text), el("figcaption.gallery-caption", text)) for text in texts)
    return Shape(ps(P1, P2) + el("div.gallery", slides) + ps(P3, P4, P5), captions=texts)


@shape
def caption_shown_twice() -> Shape:
    figure = el("figure", img(CAPTION), el("figcaption", CAPTION))
    return Shape(figure + ps(*STORY) + figure, captions=[CAPTION], removed={CAPTION: "repeated-caption"})


@shape
def caption_of_agency_block() -> Shape:
    figure = el("figure.wp-block-image", img(CAPTION), el("figcaption.wp-element-caption", f"{CAPTION} — رويترز"))
    return Shape(ps(P1) + figure + ps(*STORY[1:]), captions=[f"{CAPTION} — رويترز"])


# Heads inside the body's element


@shape
def byline_and_dateline_in_the_body() -> Shape:
    return Shape(ps("بقلم: كرم منصور", "الميناء - وكالات") + ps(*STORY), removed={"بقلم: كرم منصور": "byline"})


@shape
def labels_in_a_row() -> Shape:
    """Labels that only the style sheet parts: no white space stands between them."""
    row = el("div.top-row", el("span", "كرم منصور"), el("span", "نشر في 12 مارس 2024"), el("span", "3 دقائق للقراءة"))
    return Shape(
        row + ps(*STORY), authors=["كرم منصور"], removed={"نشر في 12 مارس 2024": "date", "3 دقائق للقراءة": "control"}
    )


@shape
def labels_in_a_row_of_lines() -> Shape:
    """Each on a line of the source."""
    labels = ("كرم منصور", "12 مارس 2024 - 09:30", "آخر تحديث 13 مارس 2024")
    row = el("div.top-row", "\n  ", *(el("span", label) + "\n  " for label in labels))
    return Shape(row + ps(*STORY), authors=["كرم منصور"], removed={"12 مارس 2024 - 09:30": "date"})


@shape
def words_cut_by_elements_with_names() -> Shape:
    """A paragraph as an editor left it: its words are cut in the middle by elements with names."""
    cut = [
        el("div", *(el(f"span.s{n}", text[at : at + 33]) for n, at in enumerate(range(0, len(text), 33))))
        for text in STORY
    ]
    return Shape("".join(cut))


@shape
def words_marked_in_a_row() -> Shape:
    """What an editor has marked is no row of labels, though nothing stands between the elements."""
    said = "<b>وقال</b><span> سليم</span><b> الحاج</b>"
    cut = '<span style="color:#000">إن المنا</span><span style="color:#111">رة تضاء مساء الجمعة.</span>'
    return Shape(
        each("div", [P1, said, cut, *STORY[1:]]),
        paragraphs=[P1, "وقال سليم الحاج", "إن المنارة تضاء مساء الجمعة.", *STORY[1:]],
    )


@shape
def link_to_the_authors_page() -> Shape:
    row = el("div.line-c", link("كرم منصور", href="/authors/karam-mansour"), el("div", "12 مارس 2024"))
    return Shape(ps(*STORY), above=row, authors=["كرم منصور"])


@shape
def label_of_a_byline_in_an_element_of_its_own() -> Shape:
    row = el("div.story-byline", el("span", "بقلم"), el("div.story-author", link("كرم منصور")))
    return Shape(ps(*STORY), above=row, authors=["كرم منصور"])


@shape
def name_of_the_author_behind_the_story() -> Shape:
    card = el("div.author-card", img("كرم منصور"), el("div.author-card__name", "كرم منصور"), el("p", BIO))
    return Shape(ps(*STORY) + card, authors=["كرم منصور"])


@shape
def place_and_day_and_agency() -> Shape:
    head = "الرياض 12 رمضان 1445 هـ الموافق 22 مارس 2024 م واس"
    return Shape("<br>".join([head, *STORY, "// انتهى //", "09:10ت م"]), removed={"09:10ت م": "date"})


@shape
def dateline_with_a_dash_behind_its_brackets() -> Shape:
    return Shape(ps("الميناء القديم (أ ف ب) -", *STORY))


@shape
def box_that_readers_may_skip() -> Shape:
    told = "نحكي لكم كل أسبوع قصة واحدة من قصص البحر، يرويها من عاشها ومن سمعها من أهله."
    heading = el("strong.promo", "بودكاست الميناء") + el("a.over", "تخطى البودكاست وواصل القراءة", href="#end")
    box = el("section.box-d", heading, el("p", told))
    return Shape(ps(P1, P2) + box + ps(P3, P4, P5), removed={told: "control"})


@shape
def title_again_in_the_body() -> Shape:
    return Shape(el("h2", TITLE) + ps(*STORY), removed={TITLE: "repeated-title"})


@shape
def dateline_in_the_first_paragraph() -> Shape:
    first = f"الميناء (رويترز) - {P1}"
    return Shape(ps(first, *STORY[1:]), paragraphs=[first, *STORY[1:]])


# Misleading names


@shape
def body_called_sidebar_content() -> Shape:
    return Shape(el("div.sidebar-content", ps(*STORY)))


@shape
def body_called_widget_text() -> Shape:
    return Shape(el("div.widget.widget-text.textwidget", ps(*STORY)))


@shape
def body_called_related() -> Shape:
    return Shape(el("div.news-related-content", ps(*STORY)))


@shape
def body_called_comments_enabled() -> Shape:
    return Shape(el("div.comments-enabled", ps(*STORY)))


@shape
def body_called_share_container() -> Shape:
    return Shape(el("div.social-share-wrapper", ps(*STORY)))


@shape
def body_called_popup() -> Shape:
    return Shape(el("div.modal-body.popup-content", ps(*STORY)))


# A second article


def _second(box: str, heading: str = "h2") -> str:
    title, text = OTHERS[3]
    return el(box, el(heading, title), el("div.time", "10 مارس 2024"), ps(text, *(t for _, t in OTHERS[:3])))


@shape
def second_article_in_the_body() -> Shape:
    return Shape(
        el("article.story-item", ps(*STORY)) + _second("article.story-item", "h1"),
        removed={OTHERS[3][0]: "next-article", OTHERS[0][1]: "next-article"},
    )


@shape
def second_article_with_h2() -> Shape:
    return Shape(
        el("article.story-item", ps(*STORY)) + _second("article.story-item"),
        removed={OTHERS[3][0]: "next-article", OTHERS[0][1]: "next-article"},
    )


#: What is not read rightly yet.
KNOWN = {
    ("poem", "aspnet"): "lines in a span that its name calls a caption have no weight",
    ("words_beside_a_form", "aspnet"): "a form within the form around the page is none to a parser",
}


def cases() -> list:
    out = []
    for make in SHAPES:
        for chrome in CHROMES:
            why = KNOWN.get((make.__name__, chrome.__name__))
            marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
            out.append(pytest.param(make, chrome, id=f"{make.__name__}-{chrome.__name__}", marks=marks))
    return out


@pytest.mark.parametrize(("make", "chrome"), cases())
def test_shape(make: Callable[[], Shape], chrome: Chrome) -> None:
    wanted = make()
    article = clean_html(chrome(Story(wanted.body, wanted.above, wanted.head, wanted.title)), opinions=False)
    assert article.paragraphs == wanted.paragraphs
    assert article.title == wanted.title
    assert article.standfirst == wanted.standfirst
    assert article.captions == wanted.captions
    assert article.warnings == []
    if wanted.authors is not None:
        assert article.authors == wanted.authors
    for part, reason in wanted.removed.items():
        assert reason in {r.reason for r in article.removed if part in r.text}, part


def test_a_headline_like_the_first_begins_another_story() -> None:
    """Both stories stand in elements of the same names, as endless scrolling appends them."""
    (title, _), others = OTHERS[3], [text for _, text in OTHERS]
    told = [(TITLE, STORY), (title, others)]
    stories = (el("div.one-story", el("h2.the-title", said), el("div.the-text", ps(*text))) for said, text in told)
    article = clean_html(document(*stories, head=f'<meta property="og:title" content="{TITLE}">'), opinions=False)
    assert article.title == TITLE
    assert article.paragraphs == STORY
    assert {r.reason for r in article.removed if r.text in (title, *others)} == {"next-article"}


def test_a_line_under_a_picture_in_an_element_that_is_called_so() -> None:
    picture = el("div.article_image", img(TITLE)) + el("div.article_image.red", "الصيادون على الرصيف")
    page = el("div.story", el("h1", TITLE), picture, el("div", ps(*STORY)))
    article = clean_html(document(page), opinions=False)
    assert (article.captions, article.paragraphs) == (["الصيادون على الرصيف"], STORY)


def test_a_paragraph_in_an_element_that_is_called_a_picture_stays() -> None:
    page = el("div.story", el("h1", TITLE), img(TITLE), el("p.image", STORY[0]), ps(*STORY[1:]))
    article = clean_html(document(page), opinions=False)
    assert (article.captions, article.paragraphs) == ([], STORY)


def test_a_credit_in_a_span_is_no_part_of_the_last_word() -> None:
    figure = el("figure", img(""), el("figcaption", "الصيادون على الرصيف", el("span.block", "كرم منصور")))
    page = el("article", el("h1", TITLE), figure, el("div", ps(*STORY)))
    assert clean_html(document(page), opinions=False).captions == ["الصيادون على الرصيف كرم منصور"]


def test_a_paragraph_with_a_link_stays_whatever_others_say_of_it() -> None:
    """Second opinions are asked of a page of short paragraphs, each in an element of its own, between lists of links;
    they leave out what holds a link, and subheadings. A list's heading takes no more than its element."""
    told = [
        said
        for _, texts in STORIES
        for text in texts
        if len((said := text.split("،")[0].rstrip(".") + ".").split()) > 5
    ]
    linked = "وكان الطريق قد أغلق بعد العاصفة، بحسب " + link("تقرير نشرته مصلحة الموانئ في المدينة") + " أول العام."
    listed = el("section.b-3", el("strong", "قصص مقترحة"), links(t for t, _ in OTHERS), el("p", "قصص مقترحة نهاية"))

    subheading = "قبل عشر سنوات وأكثر"
    body = "".join(el("div.b-1", el("p.b-2", text)) + listed * (n % 3 == 1) for n, text in enumerate(told[:5]))
    body += el("div", el("h2", subheading)) + "".join(el("div.b-1", el("p.b-2", text)) for text in [linked, *told[5:]])
    head = f'<meta property="article:published_time" content="2024-03-12"><meta property="og:title" content="{TITLE}">'
    article = clean_html(document(el("main", el("h1", TITLE), listed, body), head=head))
    assert article.method == "generic+opinions"
    plain = linked.replace("</a>", "").partition("<a")[0] + linked.replace("</a>", "").partition(">")[2]
    assert article.paragraphs == [*told[:5], subheading, plain, *told[5:]]


def test_the_list_behind_a_heading_ends_with_their_element() -> None:
    listed = el("section", el("strong", "قصص مقترحة"), links(t for t, _ in OTHERS[:3]))
    page = el("main", el("h1", TITLE), ps(*STORY[:2]), listed, el("h2", "متحف للصيادين"), ps(*STORY[2:]))
    assert clean_html(document(page), opinions=False).paragraphs == [*STORY[:2], "متحف للصيادين", *STORY[2:]]


def test_short_sentences_behind_paragraphs_in_elements_of_their_own() -> None:
    told = [*STORY, "وللحديث بقية.", "رحم الله الفقيد."]
    blocks = "".join(el("div.block", el("div.inner", text)) for text in told)
    page = el("div.post", el("div.post-title", TITLE), blocks, el("div.block", el("div.label", "طالع المنصة")))
    assert clean_html(document(page), opinions=False).paragraphs == told


def test_table_between_paragraphs_in_elements_of_their_own() -> None:
    """Beside it stands a list of other stories, which leads away."""
    rows = "".join(el("tr", el("td", year), el("td", count)) for year, count in (("2023", "120"), ("2024", "340")))
    listed = el("section.b-3", el("strong", "قصص مقترحة"), links(t for t, _ in OTHERS[:3]))
    parts = [el("div.b-1", el("p.b-2", text)) for text in STORY[:3]]
    head = el(
        "main",
        el("div", el("h1", TITLE)),
        parts[0],
        el("div", el("h2", "عدد الزوار")),
        listed,
        el("table", rows),
        *parts[1:],
    )
    article = clean_html(document(head, *(links(t for t, _ in OTHERS) for _ in range(3))), opinions=False)
    assert article.paragraphs == [STORY[0], "عدد الزوار", "2023 120", "2024 340", *STORY[1:3]]


def test_a_long_story_behind_a_short_one_is_another() -> None:
    """As endless scrolling appends it, in elements of the same names."""
    title, others = OTHERS[3][0], [said for _, texts in STORIES for said in texts]
    stories = (
        el("article.item", el("header", el("h1.hl", head)), el("div.txt", ps(*told)))
        for head, told in ((TITLE, STORY[:1]), (title, others))
    )
    article = clean_html(document(*stories, head=f'<meta property="og:title" content="{TITLE}">'), opinions=False)
    assert (article.title, article.paragraphs) == (TITLE, STORY[:1])
