"""Text in normal form, the copy of it that cues are matched on, and its words.

`normal_form` is what is put out: wording and punctuation as published, only the invisible set right.
`match_form` is never put out: in it, spellings that mean the same look the same. Both are called on every
block of every page, so each first asks one regular expression whether there is anything to do.
"""

from __future__ import annotations

import re
from unicodedata import combining, is_normalized, normalize

# Zero-width characters, direction marks and the soft hyphen. Not ZWNJ, which may stand between letters, nor
# the signs of category Cf that are seen, such as U+06DD around a verse number.
_INVISIBLE = "\xad\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
# Controls that are not white space, and halves of surrogate pairs, which no file can hold.
_CONTROL = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
_ODD_SPACE = "\x0b\x0c\x1c-\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ZWNJ = "\u200c"
# Letters and ligatures of letters in the shapes that old typesetting gave them. U+FDF0-FDFD are words and
# signs (ﷲ, ﷺ): they are published as signs and stay.
_FORMS = range(0xFB50, 0xFDF0), range(0xFE70, 0xFEFD)
_FORM = re.compile("[\ufb50-\ufdef\ufe70-\ufefc]")

_ODD = re.compile(f"[{_INVISIBLE}{_CONTROL}{_ODD_SPACE}{_ZWNJ}{_FORM.pattern[1:]}")
_UNSEEN = re.compile(f"[{_INVISIBLE}{_CONTROL}]+")
# The group is the one to keep: after a letter or its mark, before a letter.
_ANY_ZWNJ = re.compile(r"((?:(?<=[^\W\d_])|(?<=[\u064b-\u0652]))\u200c)\u200c*(?=[^\W\d_])|\u200c+")


def _letters() -> dict[int, str]:
    """Every presentation form with the letters it shows; a mark without the space or tatweel it stands on."""
    table = {}
    for code in (code for block in _FORMS for code in block):
        shown = normalize("NFKC", chr(code)).replace(" ", "")
        if shown != chr(code):
            table[code] = shown if len(shown) == 1 else shown.replace("ـ", "")
    return table


_LETTERS = _letters()


# Normalizing takes time with the square of the marks on one letter. UAX #15 lets a stream hold 30 (13, Stream-Safe
# Text Format); more are found in a text of this many characters at least.
_MARKS_ON_ONE = 30
_LONG = 2_000
_MANY_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MARKS_ON_ONE + 1},}}")


def stream_safe(text: str) -> str:
    """`text` with no more than 30 marks on one letter."""

    def first_marks(run: re.Match[str]) -> str:
        kept, marks = [], 0
        for c in run[0]:
            marks = marks + 1 if combining(c) else 0
            if marks <= _MARKS_ON_ONE:
                kept.append(c)
        return "".join(kept)

    return _MANY_MARKS.sub(first_marks, text)


def normal_form(text: str) -> str:
    """`text` as it is put out: white space collapsed and stripped, in NFC, the invisible removed.

    Removed are zero-width and direction marks, soft hyphens, control characters and lone surrogates, in a long text
    also what is more than 30 marks on one letter; a ZWNJ stays between two letters. Arabic presentation forms become
    letters, ligature signs such as ﷺ stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip(" ")
    if _ODD.search(text):
        # White space first: some controls are white space too.
        text = _UNSEEN.sub("", " ".join(text.split()))
        if _FORM.search(text):
            text = text.translate(_LETTERS)
        if _ZWNJ in text:
            text = _ANY_ZWNJ.sub(r"\1", text)
    if len(text) > _LONG:
        text = stream_safe(text)
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\xa0" in text:
        return " ".join(text.split())
    return text.strip(" ")


# What is folded in nearly every paragraph, and what in few. str.replace passes in 30 ns over a paragraph that
# lacks the letter; str.translate looks every letter up and takes three times as long as all of this.
_HARAKAT = "".join(map(chr, range(0x064B, 0x0653)))
_COMMON = (
    *zip("أإآىةؤئ", "اااي\u0647وي", strict=True),
    *((mark, "") for mark in _HARAKAT + "ـ"),
)
_RARE = (
    *zip("ٱکگیےېھہەۀۂۃ", "اككييي" + "\u0647" * 6, strict=True),
    *zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True),
    (_ZWNJ, ""),
)
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_RARE_MARKS = re.compile(f"[{_MARKS}]+")
# Anything but what the common replacements leave of an ordinary paragraph.
_UNFOLDED = re.compile("[^ -@\\[-`{-~\xab\xbbءا-غف-ي،؛؟‐-”]")


def match_form(text: str) -> str:
    """The copy of `text` that cues are matched on: never put out, and no longer in step with it by position.

    Normal form, then NFKC (ﷺ is spelt out), harakat and tatweel removed, Eastern digits as ASCII digits,
    casefolded. Letters that writers and keyboards mix up are one: أإآٱ as ا; ى ئ ی ے as ي; ؤ as و; ة and the
    heh's of other languages as ه; ک and گ as ك. The hamza alone (ء) stays, since it parts words; a ZWNJ goes.
    """
    if text.isascii():
        return normal_form(text).lower()
    if _ODD.search(text):
        text = normal_form(text)
    if len(text) > _LONG:
        text = stream_safe(text)
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", text)
    for old, new in _COMMON:
        text = text.replace(old, new)
    if _UNFOLDED.search(text):
        text = _RARE_MARKS.sub("", text)
        for old, new in _RARE:
            text = text.replace(old, new)
        text = text.casefold()
    # NFKC gives some signs a space to stand on, and a mark that stood alone leaves two.
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        return " ".join(text.split())
    return text.strip(" ")


_NO_WORD = re.compile(f"[{_MARKS}ـ]+")
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of `text` as measures count them: `\\w+` after NFKC, less harakat, tatweel and the unseen."""
    return _WORD.findall(_NO_WORD.sub("", normalize("NFKC", normal_form(text))))
