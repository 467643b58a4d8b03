"""The measures: each on texts small enough to be counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import measures

STORY = ["أعلن الوزير اليوم عن خطة جديدة للمياه.", "وقال إن العمل يبدأ في الربيع المقبل."]
RELATED = "اقرأ أيضاً قصة أخرى من مدينة بعيدة"


def test_what_is_right_scores_one_however_it_is_pointed():
    pointed = ["أَعلن الوزيـــر اليوم\u200f عن خطة جديدة للمياه", "وقال: إن العمل يبدأ في الربيع المقبل!"]
    body = measures.body(pointed, STORY)
    assert body.score == (1, 1, 1)
    assert body.exact
    assert not (body.leaked or body.missed or body.repeated)


def test_score_counts_word_4_grams_over_the_lines_run_together():
    # Three grams each: abcd and bcde are common, cdef and cdex are not.
    assert measures.score(["a b c", "d e x"], ["a b c d e f"]) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_score_counts_repeats():
    precision, recall, _ = measures.score(["a b c d", "a b c d"], ["a b c d"])
    assert recall == 1
    assert precision == pytest.approx(1 / 5)  # five grams, of which abcd twice, and it may come once


@pytest.mark.parametrize(
    ("got", "gold", "f1"),
    [
        ([], [], 1),
        ([], ["a b"], 0),
        (["a b"], [], 0),
        (["a b"], ["a b"], 1),
        (["a b"], ["a b c"], 0),
        (["…"], [], 1),
    ],
)
def test_score_of_empty_and_short_texts(got, gold, f1):
    assert measures.score(got, gold).f1 == f1


@given(st.lists(st.text("ابتث ", max_size=12), max_size=6), st.lists(st.text("ابتث ", max_size=12), max_size=6))
def test_score_turned_round_exchanges_precision_and_recall(got, gold):
    one, other = measures.score(got, gold), measures.score(gold, got)
    assert (one.precision, one.recall, one.f1) == (other.recall, other.precision, other.f1)
    assert 0 <= one.f1 <= 1
    assert measures.score(got, got) == (1, 1, 1)


def test_exactly_right_is_entry_by_entry():
    assert measures.exactly(STORY, STORY)
    assert not measures.exactly([" ".join(STORY)], STORY)
    assert not measures.exactly(STORY[::-1], STORY)
    assert not measures.exactly(STORY[:1], STORY)


def test_another_right_body_is_right_too():
    assert measures.body(["https://a.example/1"], [], ["https://a.example/1"]).exact
    assert measures.body([], [], ["https://a.example/1"]).exact
    assert not measures.body(["https://b.example/2"], [], ["https://a.example/1"]).exact


def test_leaked_and_missed_lines():
    body = measures.body([STORY[0], RELATED], STORY)
    assert body.leaked == [RELATED]
    assert body.missed == [STORY[1]]


def test_a_line_stands_where_half_its_grams_do_wherever_lines_end():
    assert measures.stands("a b c d e", ["x a b", "c d y"])  # a b c d of two grams: half
    assert not measures.stands("a b c d e f", ["x a b", "c d y"])  # one of three
    assert measures.stands("—", ["a"])


def test_a_short_line_stands_where_an_entry_begins_or_ends_with_it():
    assert measures.stands("تحقيق رسمي", ["تحقيق رسمي: قالت الشرطة إنها بدأت"])
    assert measures.stands("رياضة", ["رياضة"])
    assert not measures.stands("رياضة", ["قال إن رياضة المشي مفيدة"])


def test_repeated_lines_are_long_ones_that_came_before():
    assert measures.repeated([*STORY, STORY[0], "قال الوزير", "قال الوزير"]) == [STORY[0]]
    refrain = ["a b c d", "e f g h", "a b c d"]
    assert measures.repeated(refrain, refrain) == []
    assert measures.repeated([*refrain, "a b c d"], refrain) == ["a b c d"]


@pytest.mark.parametrize(
    ("got", "gold", "alternatives", "right"),
    [
        ("2020-12-25T01:59:50+02:00", "2020-12-25", [], True),
        ("2020-12-24T23:59:50+00:00", "2020-12-25T01:59:50+02:00", [], False),
        ("2013-08-03", "2013-08-28T14:00:00+04:00", ["2013-08-03"], True),
        (None, "2020-12-25", [], None),
        (None, None, [], True),
        ("2020-12-25", None, [], False),
    ],
)
def test_day(got, gold, alternatives, right):
    assert measures.day(got, gold, alternatives) is right


def test_titles_and_names_are_compared_as_words():
    assert measures.same("«خطة» جديدةٌ", "خطة جديدة")
    assert measures.same(None, "")
    assert not measures.same("خطة جديدة | صحيفة", "خطة جديدة")


def test_captions_come_once_and_not_in_the_text():
    caption = "الوزير في مكتبه صباح اليوم (أ.ف.ب)"
    assert measures.captions([caption], STORY, [caption], STORY)
    assert not measures.captions([], STORY, [caption], STORY)
    assert not measures.captions([caption, caption], STORY, [caption], STORY)
    assert not measures.captions([caption, "صورة أخرى"], STORY, [caption], STORY)
    assert not measures.captions([caption], [*STORY, caption], [caption], STORY)
    assert not measures.captions([caption], [STORY[0] + " " + caption, STORY[1]], [caption], STORY)


def test_a_caption_that_the_story_says_too_is_no_leak():
    assert measures.captions(["نعيمة عاكف"], ["رحلت نعيمة عاكف"], ["نعيمة عاكف"], ["رحلت نعيمة عاكف"])
    assert measures.captions(["نعيمة عاكف"], ["نعيمة عاكف"], ["نعيمة عاكف"], ["نعيمة عاكف"])


@pytest.mark.parametrize(
    ("got", "right", "invented"),
    [
        (["ضحى عرفة"], True, []),
        (["ضحى عرفة", "وكالة"], True, []),
        (["وكالة"], False, []),
        ([], False, []),
        (["ضحى عرفة", "ضحى عرفة"], False, []),
        (["ضحى عرفة", "كاتب آخر"], False, ["كاتب آخر"]),
    ],
)
def test_authors(got, right, invented):
    assert measures.authors(got, ["ضحى عرفة"], ["وكالة"]) == (right, invented)


LABELLED = [
    ("title", "عنوان القصة"),
    ("standfirst", "ملخص القصة"),
    ("body", "أول القصة"),
    ("body", "آخر القصة"),
    ("related", "قصة أخرى"),
]


def test_lines_that_are_all_where_they_must_be():
    found = measures.lines(["أول القصة", "آخر القصة"], LABELLED)
    assert found.exact
    assert found.kept == ["أول القصة", "آخر القصة"]
    assert measures.lines(["ملخص القصة", "أول القصة", "آخر القصة"], LABELLED).exact


def test_lines_lost_leaked_and_altered():
    found = measures.lines(["أول القصة", "قصة أخرى", "آخر"], LABELLED)
    assert found.lost == ["آخر القصة"]
    assert found.leaked == [("related", "قصة أخرى")]
    assert found.altered == ["آخر"]
    assert not found.exact


def test_a_paragraph_accounts_for_one_line():
    twice = [("body", "أول القصة"), ("next-article", "أول القصة")]
    assert measures.lines(["أول القصة"], twice).exact
    assert measures.lines(["أول القصة", "أول القصة"], twice).leaked == [("next-article", "أول القصة")]


def test_auc():
    assert measures.auc([(0.9, True), (0.8, True), (0.1, False)]) == 1
    assert measures.auc([(0.1, True), (0.9, False)]) == 0
    assert measures.auc([(0.5, True), (0.5, False)]) == 0.5
    assert measures.auc([(0.9, True), (0.2, True), (0.5, False)]) == 0.5
    assert measures.auc([(0.9, True)]) is None
