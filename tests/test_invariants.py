"""What holds of every page: on all fixtures, as they are and disturbed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cleaners import Article, clean_html, clean_text
from cleaners.charset import decode
from cleaners.normal import normal_form
from crawlers.fixtures import load, select

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
