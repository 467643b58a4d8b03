"""Pages made at random, for what must hold of every page: from plausible ones down to soup."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from hypothesis import strategies as st

from tests.pages import CHROMES, OTHERS, STORIES, STORY, Story, cards, el, img, link, links

SENTENCES = [*STORY, *(text for _, texts in STORIES for text in texts)]
#: Lines that the sieves know, and such as look like them.
LINES = [
    "اقرأ أيضاً", "اقرأ أيضاً: موسم السردين يبدأ متأخراً", "شارك", "شارك هذا الخبر على فيسبوك", "كتب: سليم الحاج",
    "بيروت - سليم الحاج", "12 مارس 2024", "المصدر: وكالات", "الوسوم: المنارة، التراث", "تابعونا على تويتر",
    "المنارة القديمة (رويترز)", "الأكثر قراءة", "جميع الحقوق محفوظة", "تعليقات", "ماذا بعد؟", "أولاً: الترميم",
    "https://example.com/news/4711", "Read more", "By Salim Haj", "***", "-", "1.", "قال", "x",
]  # fmt: skip

#: Text without markup: letters of many kinds, with all that is invisible, broken, or no text.
odd_text = st.text(
    st.one_of(
        st.sampled_from(" \n\t\u00a0\u200c\u200f\u202e\u0640\u064b\u0301\ufeff\u2028\ufdfa\x00\x0b\x85،.؟:|-–«»()0١a"),
        st.characters(min_codepoint=0x20, max_codepoint=0x6FF),
        st.characters(),
    ),
    max_size=40,
)
words = st.one_of(st.sampled_from(SENTENCES), st.sampled_from(LINES), odd_text)
texts = st.lists(words, max_size=14).map("\n".join)

# --- plausible pages --------------------------------------------------------------------------------------

sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True).map(" ".join)


def _in(selector: str) -> Callable[[str], str]:
    return lambda text: el(selector, text)


parts = st.one_of(
    sentences.map(_in("p")),
    sentences.map(_in("p")),
    sentences.map(_in("div")),
    sentences.map(_in("blockquote")),
    sentences.map(lambda text: f"{text}<br><br>"),
    st.sampled_from(LINES).map(_in("p")),
    st.sampled_from(LINES).map(_in("h3")),
    st.sampled_from(LINES).map(_in("div.share")),
    st.sampled_from(OTHERS).map(lambda other: el("p", "اقرأ أيضاً: ", link(other[0]))),
    st.sampled_from(OTHERS).map(lambda other: el("figure", img(other[0]), el("figcaption", other[0]))),
    st.integers(2, 6).map(lambda count: links([title for title, _ in OTHERS[:count]])),
    st.integers(1, 4).map(lambda count: el("div.related", cards(count=count))),
    st.lists(st.sampled_from(LINES), min_size=2, max_size=4).map(
        lambda cells: el("table", el("tr", *(el("td", cell) for cell in cells)))
    ),
)
#: A chrome around a body of what bodies hold.
plausible = st.builds(
    lambda chrome, body: chrome(Story("\n".join(body))),
    st.sampled_from(CHROMES),
    st.lists(parts, min_size=1, max_size=12),
)

#: A chrome around paragraphs of running text, each of them once.
running = st.builds(
    lambda chrome, body: chrome(Story("\n".join(map(_in("p"), body)))),
    st.sampled_from(CHROMES),
    st.lists(st.sampled_from(SENTENCES), min_size=2, unique=True),
)

# --- soup -------------------------------------------------------------------------------------------------

Node = str | tuple[str, dict[str, str], list["Node"]]

TABLES = ("table", "tr", "td")
BLOCKS = "div p section article h1 h2 h3 ul ol li blockquote header footer nav aside figure figcaption".split()
TAGS = [
    *BLOCKS,
    *"a span b em i strong font small time label form button main details summary dl dt dd pre center".split(),
]
NAMES = (
    "post-content article-body entry-content related caption share menu breadcrumb tags author date comments widget "
    "title lead ads read-also footer-links x1 كلمة"
).split()


def _table(cells: list[list[Node]]) -> Node:
    return "table", {}, [("tr", {}, [("td", {}, cell) for cell in cells])]


attributes = st.dictionaries(
    st.sampled_from("class id itemprop href title style hidden datetime rel data-x lang".split()),
    st.one_of(
        st.lists(st.sampled_from(NAMES), max_size=2).map(" ".join),
        st.sampled_from(["articleBody", "author", "headline", "display:none", "/news/1", "2024-03-12", "tag", 'a"b>c']),
    ),
    max_size=3,
)
soup: st.SearchStrategy[list[Node]] = st.lists(
    st.recursive(
        words,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(TAGS), attributes, st.lists(inner, max_size=5)),
            st.lists(st.lists(inner, max_size=2), min_size=1, max_size=3).map(_table),
        ),
        max_leaves=25,
    ),
    max_size=6,
)


def written(nodes: list[Node], *, reverse: bool = False, between: str = "") -> str:
    """Nodes as HTML. `reverse` turns the order of attributes around; `between` is put around each block."""
    out = []
    for node in nodes:
        if isinstance(node, str):
            out.append(escape(node))
            continue
        tag, named, inner = node
        said = "".join(f' {name}="{escape(value)}"' for name, value in list(named.items())[:: -1 if reverse else 1])
        edge = between if tag in BLOCKS or tag in TABLES else ""
        out.append(f"{edge}<{tag}{said}>{written(inner, reverse=reverse, between=between)}</{tag}>{edge}")
    return "".join(out)
