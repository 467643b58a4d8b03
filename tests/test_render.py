"""The renderings of an article, and that nothing in a page comes through them as anything but text."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaners import Article, clean_html
from cleaners.normal import normal_form
from crawlers import render

ARTICLE = Article(
    url="https://outlet.example/خبر?a=1&b=<2>",
    title="نهر يعود إلى مجراه",
    standfirst="بعد سنوات من الجفاف",
    authors=["هدى المصري", "وكالة الأنباء"],
    captions=["مشهد من ضفة النهر (أ.ف.ب)", "صياد على قاربه"],
    paragraphs=["عاد الماء إلى النهر.", "قال الأهالي إنهم سعداء.", "عاد الماء إلى النهر."],
)
HOSTILE = "قبل\x1b[31m\x1b]0;عنوان\x07 \x9b2J\u202eمقلوب\u202c\u2066\r\x00\x08بعد\u2028سطر\ud800"

text_of_pages = st.text(
    st.one_of(
        st.sampled_from("أبجد هوز  \\`*_{}[]()<>#+-.!|~=&:;\"'/1234567890\n"),
        st.characters(exclude_categories=()),
    ),
    max_size=40,
).map(normal_form)
filled = text_of_pages.filter(bool)


# --- plain ------------------------------------------------------------------------------------------------


def test_plain_leaves_nothing_that_a_terminal_obeys() -> None:
    assert render.plain(HOSTILE) == "قبل مقلوب بعد سطر\ufffd"


@given(st.text(st.characters(exclude_categories=())))
def test_plain_is_one_line_without_controls(text: str) -> None:
    plain = render.plain(text)
    assert len(plain.splitlines()) <= 1
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in plain)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", plain)
    assert render.plain(plain) == plain


@given(text_of_pages)
def test_plain_changes_nothing_in_ordinary_text(text: str) -> None:
    assert render.plain(text) == text


# --- text -------------------------------------------------------------------------------------------------


def test_text_is_title_standfirst_captions_paragraphs() -> None:
    assert render.text(ARTICLE).split("\n\n") == [
        "نهر يعود إلى مجراه",
        "بعد سنوات من الجفاف",
        "مشهد من ضفة النهر (أ.ف.ب)",
        "صياد على قاربه",
        "عاد الماء إلى النهر.",
        "قال الأهالي إنهم سعداء.",
        "عاد الماء إلى النهر.\n",  # the author's refrain
    ]


def test_text_has_each_field_once() -> None:
    article = Article(title="عنوان", standfirst="عنوان", captions=["صورة", "عنوان", "صورة"], paragraphs=["نص"])
    assert render.text(article) == "عنوان\n\nصورة\n\nنص\n"


def test_text_of_a_hostile_page() -> None:
    article = Article(title=HOSTILE, standfirst=HOSTILE + "١", captions=[HOSTILE + "٢"], paragraphs=[HOSTILE])
    assert re.fullmatch(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f]+", render.text(article))


# --- Markdown ---------------------------------------------------------------------------------------------

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def blocks_of(markdown: str) -> list[tuple[str, str]]:
    """The blocks that a Markdown reader finds: (what holds the text, the text); fails on any other markup."""
    found: list[tuple[str, str]] = []
    open_tags: list[str] = []
    for token in GITHUB.parse(markdown):
        if token.nesting == 1:
            open_tags.append(token.tag)
        elif token.nesting == -1:
            open_tags.pop()
        else:
            assert token.type == "inline", token
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "text_special", "strong_open", "strong_close"}, kinds
            found.append((">".join(open_tags), "".join(child.content for child in token.children)))
    return found


def test_markdown() -> None:
    assert render.markdown(ARTICLE) == (
        "# نهر يعود إلى مجراه\n\n**بعد سنوات من الجفاف**\n\nهدى المصري · وكالة الأنباء\n\n"
        "> مشهد من ضفة النهر (أ.ف.ب)\n\n> صياد على قاربه\n\n"
        "عاد الماء إلى النهر.\n\nقال الأهالي إنهم سعداء.\n\nعاد الماء إلى النهر.\n\n"
        "<https://outlet.example/خبر?a=1&b=%3C2%3E>\n"
    )


@given(title=filled, caption=filled, paragraphs=st.lists(filled, min_size=1, max_size=4))
def test_markdown_reads_back_as_the_same_text(title: str, caption: str, paragraphs: list[str]) -> None:
    article = Article(title=title, captions=[caption], paragraphs=paragraphs)
    assert blocks_of(render.markdown(article)) == [
        ("h1", title),
        ("blockquote>p", caption),
        *(("p", paragraph) for paragraph in paragraphs),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[اضغط](javascript:alert(1))",
        "![صورة](http://tracker.example/p.gif)",
        "&lt;b&gt; &#60;",
        "- قائمة",
        "+ قائمة",
        "1. أولاً",
        "1) أولاً",
        "# عنوان",
        "عنوان ##",
        "> اقتباس",
        "---",
        "===",
        "***",
        "```",
        "~~شطب~~",
        "| أ | ب |",
        "    شفرة",
        "<https://evil.example>",
        "سطر\\",
    ],
)
def test_markdown_in_a_page_is_text(text: str) -> None:
    text = normal_form(text)
    article = Article(title=text, standfirst="مقدمة", captions=[text], authors=[text], paragraphs=[text, text])
    kinds = [kind for kind, _ in blocks_of(render.markdown(article))]
    assert kinds == ["h1", "p", "p", "blockquote>p", "p", "p"]
    assert [found for _, found in blocks_of(render.markdown(article))] == [text, "مقدمة", *[text] * 4]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", None])
def test_markdown_links_to_no_other_address(url: str | None) -> None:
    assert "<" not in render.markdown(Article(url=url, title="عنوان", paragraphs=["نص"]))


# --- JSON -------------------------------------------------------------------------------------------------


def test_json_has_the_articles_dictionary_after_its_source() -> None:
    line = render.json_line(ARTICLE, "صفحة.html")
    assert json.loads(line) == {"source": "صفحة.html"} | ARTICLE.as_dict()
    assert line.startswith('{"source": "صفحة.html", "url": ')
    assert "نهر يعود إلى مجراه" in line


@given(st.text(st.characters(exclude_categories=())))
def test_json_is_one_line_of_utf8_that_reads_back(text: str) -> None:
    line = render.json_line(Article(title=text), text)
    assert len(line.splitlines()) == 1
    assert line.endswith("\n")
    line.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", line)
    # Two halves of a pair, escaped one after the other, are the pair.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(line)["title"] == whole


# --- explanation ------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>مخبز القرية</title></head>
<body><nav><ul><li><a href="/a">الرئيسية</a></li><li><a href="/b">محليات</a></li></ul></nav>
<article><h1>مخبز القرية يعود بعد عشرين عاماً</h1>
<p>أعاد شبان من القرية فتح المخبز القديم صباح السبت، بعدما جمعوا من الجيران ثمن الفرن الجديد وأجرة البنّاء.</p>
<p>ويقول صاحب الفكرة إن رائحة الخبز أعادت إلى الساحة زواراً لم يمروا بها منذ أن أُغلق المخبز قبل عشرين عاماً.</p>
<p>وينتج المخبز ثلاثمئة رغيف في اليوم، يوزع عُشرها على من لا يقدر على الشراء من دون أن يُسأل عن اسمه.</p>
</article><footer><p>جميع الحقوق محفوظة</p></footer></body></html>"""


def explained(*, color: bool) -> tuple[Article, str]:
    article = clean_html(PAGE, outlet=None)
    return article, render.explain(article, "صفحة.html", color=color)


def test_explain_shows_every_block_once_in_page_order() -> None:
    article, shown = explained(color=False)
    lines = [line for line in shown.split("\n") if line][2:-1]
    texts = [line for line in lines if not re.match(r"[-+=] ", line)]
    assert texts == [block.text for block in article.blocks]
    assert len(texts) >= 6


def test_explain_says_what_became_of_each_block() -> None:
    article, shown = explained(color=False)
    verdict, verdicts = "", {}
    for line in shown.split("\n"):
        if re.match(r"[-+=] ", line):
            verdict = line
        verdicts.setdefault(line, verdict)
    for paragraph in article.paragraphs:
        assert verdicts[paragraph].startswith("+ kept")
    assert verdicts[article.title] == "= title"
    for text, reason, rule in article.removed:
        assert verdicts[text].startswith(f"- {reason}  {rule}")
    assert {removal.text for removal in article.removed} >= {"الرئيسية", "جميع الحقوق محفوظة"}


def test_explain_sums_up() -> None:
    article, shown = explained(color=False)
    removed = len(article.removed)
    fields = len(article.blocks) - removed - len(article.paragraphs)
    assert shown.splitlines()[-1].startswith(f"3 kept, {fields} in fields, {removed} removed: ")
    assert shown.splitlines()[0] == "صفحة.html"
    assert shown.splitlines()[1].startswith(f"method {article.method}, confidence {article.confidence:.2f}")


def test_colour_changes_nothing_but_colour() -> None:
    _, grey = explained(color=False)
    _, coloured = explained(color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == grey
    assert "\x1b[32m+ kept" in coloured
    assert "\x1b[31m- " in coloured
    assert "\x1b" not in grey


def test_explain_of_a_hostile_page() -> None:
    page = PAGE.replace("مخبز القرية يعود", "\x1b[2J\x9b1A\u202eمخبز القرية يعود").replace(
        "<ul>", '<ul class="\x1b[5m">'
    )
    shown = render.explain(clean_html(page, outlet=None), "\x1b]0;x\x07اسم\nآخر")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert shown.startswith("اسم آخر\n")
