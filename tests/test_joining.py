"""The pages of an article joined to one."""

from copy import deepcopy
from datetime import date

import pytest

from cleaners import Article, clean_html
from cleaners.joining import join

PROSE = "خرج الصيادون قبل الفجر إلى المياه العميقة، وعادوا عند الظهر بشباك ثقيلة وحكايات لا تنتهي عن الموج والريح."
SITE = "https://outlet.example"


def pages(*paragraphs: list[str], **fields: object) -> Article:
    first, *rest = (Article(title="عنوان", paragraphs=list(each), confidence=0.9) for each in paragraphs)
    return join(first, rest)


def test_paragraphs_follow_each_other() -> None:
    joined = pages(["أ", "ب"], ["ج"], ["د", "ه"])
    assert joined.paragraphs == ["أ", "ب", "ج", "د", "ه"]
    assert joined.warnings == []
    assert joined.removed == []


def test_what_is_joined_stays_as_it_was() -> None:
    first, rest = Article(title="عنوان", paragraphs=["أ", "ب"], captions=["ص"]), [Article(paragraphs=["أ", "ج"])]
    before = deepcopy((first, rest))
    join(first, rest)
    assert (first, rest) == before
    assert join(first, []).paragraphs == ["أ", "ب"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([["مقدمة", "أ"], ["مقدمة", "ب"], ["مقدِّمة", "ج"]], ["مقدمة", "أ", "ب", "ج"]),
        ([["أ", "خاتمة"], ["ب", "خاتمة"], ["ج", "خاتمة"]], ["أ", "ب", "ج", "خاتمة"]),
        ([["م", "ن", "أ", "خ"], ["م", "ن", "ب", "خ"]], ["م", "ن", "أ", "ب", "خ"]),
        ([["أ", "ب"], ["ب", "ج"]], ["أ", "ب", "ج"]),  # the last of a page begins the next
        ([["أ", "ب"], ["أ", "ب"]], ["أ", "ب"]),  # the same page twice
        ([["أ", "لازمة", "ب"], ["ج", "لازمة", "د"]], ["أ", "لازمة", "ب", "ج", "لازمة", "د"]),  # a refrain
        ([["أ", "***", "ب"], ["***", "ج"]], ["أ", "***", "ب", "***", "ج"]),
        ([["أ"], ["عنوان", "ب"]], ["أ", "ب"]),
    ],
)
def test_what_pages_repeat_stands_once(given: list[list[str]], expected: list[str]) -> None:
    joined = pages(*given)
    assert joined.paragraphs == expected
    assert len(joined.removed) == sum(map(len, given)) - len(expected)
    assert {removal.reason for removal in joined.removed} <= {"repeated-text", "repeated-title"}


def test_fields_of_the_first_page_and_captions_of_all() -> None:
    first = Article(
        url=SITE + "/slug",
        title="عنوان",
        standfirst="مقدمة",
        published=date(2026, 1, 5),
        captions=["صورة أولى"],
        paragraphs=["أ"],
        confidence=0.9,
        warnings=["short-body", "date-ambiguous"],
    )
    second = Article(
        url=SITE + "/slug/2",
        title="عنوان - الصفحة 2",
        published=date(2026, 1, 6),
        authors=["ريم سالم"],
        tags=["بحر"],
        captions=["صورة أولى", "صورة ثانية"],
        paragraphs=["مقدمة", "صورة أولى", "ب"],
        confidence=0.4,
        warnings=["date-ambiguous", "charset-doubtful"],
    )
    joined = join(first, [second])
    assert (joined.url, joined.title, joined.standfirst) == (SITE + "/slug", "عنوان", "مقدمة")
    assert joined.published == date(2026, 1, 5)
    assert (joined.authors, joined.tags) == (["ريم سالم"], ["بحر"])
    assert joined.captions == ["صورة أولى", "صورة ثانية"]
    assert joined.paragraphs == ["أ", "ب"]
    assert [removal.reason for removal in joined.removed] == ["repeated-text", "repeated-caption"]
    assert joined.warnings == ["date-ambiguous", "charset-doubtful"]  # the whole is not short
    assert joined.confidence == 0.4


def test_a_page_without_paragraphs_is_lost_text() -> None:
    lost = Article(title="404", warnings=["no-article", "error-page"])
    joined = join(Article(title="عنوان", paragraphs=["أ"], warnings=["short-body"]), [Article(paragraphs=["ب"]), lost])
    assert joined.paragraphs == ["أ", "ب"]
    assert joined.warnings == ["short-body", "text-lost"]


def cleaned(body: str, title: str = "صيادو الشمال يعودون إلى البحر") -> Article:
    nav = '<nav><a href="/">الرئيسية</a> <a href="/x">رياضة</a></nav>'
    return clean_html(f"<title>{title}</title>{nav}<article><h1>{title}</h1>{body}</article>", SITE + "/slug", None)


THREE = [f"{PROSE[:-1]}، في اليوم {day}." for day in ("الأول", "الثاني", "الثالث")]


def test_blocks_of_all_pages_say_what_became_of_them() -> None:
    first = cleaned(f"<p>{THREE[0]}</p><p>{PROSE}</p>")
    rest = [cleaned(f"<p>{text}</p><p>{PROSE}</p>", "صيادو الشمال يعودون إلى البحر | 2") for text in THREE[1:]]
    joined = join(first, rest)
    assert joined.paragraphs == [*THREE, PROSE]
    assert len(joined.blocks) == sum(len(article.blocks) for article in (first, *rest))
    assert [block.text for block in joined.blocks if block.open] == joined.paragraphs
    assert [block.text for block in joined.blocks if block.field == "title"] == [first.title]
    reasons = [removal.reason for removal in joined.removed]
    assert reasons.count("repeated-title") == 2
    assert reasons.count("repeated-text") == 2
    assert reasons.count("navigation") == len(reasons) - 4
    assert joined.as_dict()["text"] == "\n\n".join(joined.paragraphs)


def test_a_headline_of_its_own_is_a_subheading() -> None:
    joined = join(cleaned(f"<p>{THREE[0]}</p>"), [cleaned(f"<p>{THREE[1]}</p>", "اليوم الثاني في عرض البحر المفتوح")])
    assert joined.paragraphs == [THREE[0], "اليوم الثاني في عرض البحر المفتوح", THREE[1]]
