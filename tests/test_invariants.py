"""What holds of every page: on all fixtures, as they are and disturbed, and on pages made at random."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import fuzz.targets as fuzz
from cleaners import Article, clean_html, clean_text
from cleaners.blocks import SKIPPED
from cleaners.charset import decode
from cleaners.normal import normal_form
from cleaners.places import Block, Place
from cleaners.prose import is_prose
from crawlers.fixtures import load, select
from tests.generated import Node, odd_text, plausible, running, soup, texts, written

FOLDER = Path(__file__).parent.parent / "fixtures"
FIXTURES = {"/".join(path.parts[-2:]): path for path in select(FOLDER)}
RIGHT_TO_LEFT_MARK = "\u200f"


def page_of(name: str) -> tuple[str, str]:
    fixture = load(FIXTURES[name])
    return decode(fixture.pages[0], fixture.meta["charset"])[0], fixture.meta["url"]


def fields_of(article: Article) -> dict[str, Any]:
    """The article without what may differ: how its bytes were read."""
    return {key: value for key, value in article.as_dict().items() if key not in ("charset", "warnings")}


def texts_of(article: Article) -> list[str]:
    named = [article.title, article.standfirst, article.section, article.dateline]
    return [t for t in (*named, *article.authors, *article.tags, *article.captions, *article.paragraphs) if t]


@pytest.mark.parametrize("name", FIXTURES)
def test_each_block_has_one_fate(name: str) -> None:
    html, url = page_of(name)
    article = clean_html(html, url)
    kept = [b.text for b in article.blocks if not b.reason and not b.field]
    assert kept == article.paragraphs
    assert not [b.text for b in article.blocks if b.reason and b.field]
    assert [r.text for r in article.removed] == [b.text for b in article.blocks if b.reason]


@pytest.mark.parametrize("name", FIXTURES)
def test_what_is_put_out_is_in_normal_form(name: str) -> None:
    html, url = page_of(name)
    body = html.index("<body") if "<body" in html else 0
    marked = html[:body] + re.sub("([؀-ۿ]) (?=[؀-ۿ])", rf"\1{RIGHT_TO_LEFT_MARK} ", html[body:])
    article = clean_html(marked, url)
    assert [t for t in texts_of(article) if t != normal_form(t)] == []
    assert article.paragraphs == clean_html(html, url).paragraphs


@pytest.mark.parametrize("name", FIXTURES)
def test_scripts_comments_and_white_space_change_nothing(name: str) -> None:
    html, url = page_of(name)
    disturbed = re.sub(r"(</(?:p|div|h1|h2|ul|section)>)", r"\1<!-- note --><script>var x = '<p>';</script>\n\t ", html)
    assert fields_of(clean_html(disturbed, url)) == fields_of(clean_html(html, url))


@pytest.mark.parametrize("name", FIXTURES)
def test_bytes_and_text_give_the_same(name: str) -> None:
    html, url = page_of(name)
    assert fields_of(clean_html(html.encode("utf-8"), url, charset="utf-8")) == fields_of(clean_html(html, url))


@pytest.mark.parametrize("name", FIXTURES)
def test_cleaning_the_cleaned_loses_nothing(name: str) -> None:
    html, url = page_of(name)
    article = clean_html(html, url)
    again = clean_text("\n\n".join([article.title or "", *article.paragraphs]))
    lost = [p for p in article.paragraphs if p not in again.paragraphs]
    # The first line after a headline may be taken for its standfirst.
    assert lost in ([], [again.standfirst])


@pytest.mark.parametrize("wrong", [None, 7, ["<p>"]])
def test_other_types_are_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="must be"):
        clean_html(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="must be"):
        clean_text(wrong)  # type: ignore[arg-type]


# --- at random --------------------------------------------------------------------------------------------

# The same examples on every run, and no matter how long one takes.
steady = settings(deadline=None, derandomize=True, max_examples=40)
pages = st.one_of(plausible, soup.map(written), st.text(max_size=200), odd_text)


def letters(text: str) -> str:
    """The letters and digits of a text, whatever stands between them and however they are composed."""
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKD", normal_form(text))))


def text_of(html: str) -> str:
    """The text of a page that a reader sees, as the tree has it."""
    tree = LexborHTMLParser(html.encode("utf-8", "replace"))
    tree.strip_tags([*SKIPPED - {"-comment", "!doctype"}, "script", "title"])
    return tree.root.text(deep=True, separator=" ") if tree.root else ""


@steady
@given(pages)
def test_every_paragraph_is_in_the_pages_text(html: str) -> None:
    whole = letters(text_of(html))
    assert [p for p in clean_html(html).paragraphs if letters(p) not in whole] == []


@steady
@given(pages)
def test_every_block_of_a_page_is_kept_removed_or_a_field(html: str) -> None:
    article = clean_html(html)
    assert "".join(letters(block.text) for block in article.blocks) == letters(text_of(html))
    fuzz.check(article)


@steady
@given(texts)
def test_every_line_of_a_text_is_kept_removed_or_a_field(text: str) -> None:
    article = clean_text(text)
    assert [block.text for block in article.blocks] == [line for line in map(normal_form, text.splitlines()) if line]
    fuzz.check(article)


@steady
@given(running)
def test_cleaning_a_cleaned_story_loses_nothing(html: str) -> None:
    article = clean_html(html)
    again = clean_text("\n\n".join([article.title or "", *article.paragraphs]))
    # The first line after a headline may be taken for its standfirst.
    assert [p for p in article.paragraphs if p not in again.paragraphs] in ([], [again.title], [again.standfirst])


@steady
@given(st.one_of(plausible.map(clean_html), soup.map(written).map(clean_html), texts.map(clean_text)))
def test_cleaning_the_cleaned_loses_no_running_text(article: Article) -> None:
    """Lines that are none (a name, a label, a cue that stood inside of the story) are read by their neighbours, which
    are not the same without the page around them."""
    again = clean_text("\n\n".join([article.title or "", *article.paragraphs]))
    whole = letters(" ".join([again.title or "", again.standfirst or "", *again.captions, *again.paragraphs]))
    running = [p for p in article.paragraphs if is_prose(Block(p, Place("p", "", None)))]
    assert [p for p in running if letters(p) not in whole] == []


@steady
@given(
    soup, st.sampled_from(["\n\t ", "<!-- note -->", "<script>var x = '<p>';</script>", "\n<!-- a --> <!-- b -->\n"])
)
def test_the_order_of_attributes_and_what_stands_between_blocks_change_nothing(nodes: list[Node], between: str) -> None:
    html = written(nodes)
    assert fields_of(clean_html(written(nodes, reverse=True, between=between))) == fields_of(clean_html(html))


@steady
@given(pages)
def test_bytes_and_text_of_any_page_give_the_same(html: str) -> None:
    body = html.encode("utf-8", "replace")
    assert fields_of(clean_html(body)) == fields_of(clean_html(decode(body)[0]))


@steady
@given(st.binary(max_size=300))
def test_any_bytes_are_read(body: bytes) -> None:
    fuzz.html(body)
    fuzz.text(body)
