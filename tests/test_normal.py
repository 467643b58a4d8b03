"""Normal form, the matching copy, and words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.normal import match_form, normal_form, words

# Every kind of character that the module treats, beside letters of the scripts that news is written in.
ODDITIES = st.text(
    st.one_of(
        st.sampled_from(
            "ابتثيىةأإآؤئءكلمنهو \t\n\r\x85\xa0\xad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060"
            "\ufeff\x00\x07\x1f\u0640\u064b\u064e\u0651\u0653\u0654\u0670ﷺﷲﻻﺍﮐﹰﱞ٣۴5aÉe\u0301\u2028\u3000"
        ),
        st.characters(),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("  قال\n\t الوزير\u00a0: \u2009نعم\r\n", "قال الوزير : نعم"),
        ("\u200fالقاهرة\u200e - \u202bالخبر\u202c\u2067\u2069\ufeff", "القاهرة - الخبر"),
        ("نصف\u200bكلمة", "نصفكلمة"),
        ("مقا\u00adبلة", "مقابلة"),
        ("أول\u200b \u200b \u200fثان", "أول ثان"),
        ("أ\x00ب\x07ج\x1fد\x9f", "أبج د"),
        ("قبل\ud800 بعد", "قبل بعد"),
        # ZWNJ: between letters it stays, once; anywhere else it goes.
        ("می\u200cشود", "می\u200cشود"),
        ("مِ\u200cشود", "مِ\u200cشود"),
        ("می\u200c\u200c\u200cشود", "می\u200cشود"),
        ("\u200cكتاب\u200c، \u200c5\u200c", "كتاب، 5"),
        # Presentation forms are letters; signs stay signs.
        ("ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ", "السلام عليكم"),
        ("ﻻ ﻷ ﻹ ﻵ", "لا لأ لإ لآ"),
        ("ﮐﺘﺎﺏ", "کتاب"),
        ("ﱠ", "\u064e\u0651"),
        ("كتابﹰ", "كتابً"),
        ("محمد ﷺ", "محمد ﷺ"),
        ("عبد ﷲ", "عبد ﷲ"),
        ("﷽", "﷽"),
        ("﴿قل﴾ ۝", "﴿قل﴾ ۝"),
        # NFC, and never NFKC.
        ("ا\u0654ن", "أن"),
        ("Cafe\u0301", "Café"),
        ("½ … ² ﬁ", "½ … ² ﬁ"),
        ("٪١٢ ،؛؟ «…» “…” ’", "٪١٢ ،؛؟ «…» “…” ’"),
        ("أيضــــاً", "أيضــــاً"),
    ],
)
def test_normal_form(text, shown):
    assert normal_form(text) == shown


def test_normal_form_leaves_the_ordinary_alone():
    text = "أكّد الوزير، الثلاثاء، أنّ «العمل مستمرٌّ» على 63% من المشروع (المرحلة ٢)؛ فهل ينتهي في 2026؟"
    assert normal_form(text) == unicodedata.normalize("NFC", text)


@given(ODDITIES)
def test_normal_form_is_idempotent_and_clean(text):
    once = normal_form(text)
    assert normal_form(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())
    once.encode()  # no lone surrogate
    assert not set(once) & set("\u061c\u00ad\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2069\ufeff\x00")


@pytest.mark.parametrize("code", [c for c in [*range(0xFB50, 0xFDF0), *range(0xFE70, 0xFEFD)] if chr(c).isalpha()])
def test_every_presentation_form_becomes_the_letters_that_it_shows(code):
    shown = unicodedata.normalize("NFKC", chr(code)).replace(" ", "").replace("ـ", "")
    assert normal_form(f"ب{chr(code)}") == unicodedata.normalize("NFC", "ب" + (shown or "ـ"))


@pytest.mark.parametrize(
    "same",
    [
        ("اقرأ أيضاً", "إقرأ ايضًا", "اقرا أيضا", "اقـــرأ أيضــــــــًا", "ٱقرأ\u200f أَيْضاً"),
        ("على", "علي", "علی", "علے"),
        ("مسؤول", "مسوول"),
        ("جزئية", "جزييه", "جزئيه", "ﺟﺰﺋﻴﺔ", "جزئیہ"),
        ("كتاب", "کتاب"),
        ("١٢٣٤", "1234", "۱۲۳۴"),
        ("آخر الأخبار", "اخر الاخبار", "أخر الأخبار"),
        ("Read MORE", "read more", "ＲＥＡＤ more"),
        ("المزيد…", "المزيد..."),
        ("قال  ً قال", "قال قال"),
        ("صلى الله عليه وسلم", "ﷺ"),
    ],
)
def test_match_form_makes_variants_one(same):
    assert len({match_form(text) for text in same}) == 1


@pytest.mark.parametrize(("one", "other"), [("جزء", "جز"), ("سور", "ثور"), ("طارق", "تارق")])
def test_match_form_keeps_words_apart(one, other):
    assert match_form(one) != match_form(other)


@given(ODDITIES)
def test_match_form_holds_nothing_that_it_folds(text):
    folded = match_form(text)
    assert not set(folded) & set("أإآٱىةؤئکیےہ٠٩۰۹ـ\u064b\u064e\u0650\u0651\u0652\u0670\u200c\u200f\n\t")
    assert folded == " ".join(folded.split())


@given(ODDITIES)
def test_match_form_does_not_see_what_normal_form_changes(text):
    assert match_form(normal_form(text)) == match_form(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("قالَ «الوزيرُ»: نعم، 12.5%", ["قال", "الوزير", "نعم", "12", "5"]),
        ("أيضــــــًا", ["أيضا"]),
        ("ﺍﻟﺴﻼﻡ", ["السلام"]),
        ("\u200fنصف\u200b كلمة", ["نصف", "كلمة"]),
        ("محمد ﷺ", ["محمد", "صلى", "الله", "عليه", "وسلم"]),
        ("العرش.وأفادت", ["العرش", "وأفادت"]),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@given(ODDITIES)
def test_words_are_those_of_the_normal_form(text):
    assert words(normal_form(text)) == words(text)
