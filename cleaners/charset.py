"""Bytes to text. What header and page say is believed only where the bytes do not speak for themselves.

UTF-8 and UTF-16 show in the bytes. What is left is mostly a single-byte page; whether it is Arabic, and in
which of the two Arabic code pages, is told by its letters. The two agree from hamza to dad and differ after
it: in the wrong one frequent letters are rare, and Latin letters or stray marks stand inside Arabic words.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from math import log2

from cleaners.article import Charset

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ARABIC = ("windows-1256", "iso-8859-6")
_WESTERN = "windows-1252"

# What a header or a page may name: the legacy code pages of the web. Python knows other codecs that no page
# should reach (unicode_escape, zip).
_NAMEABLE = frozenset(
    {"utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc-jp", "cp866", "cp874", "koi8-r", "koi8-u"}
    | {"mac-roman", "mac-cyrillic"}
    | {f"windows-{page}" for page in range(1250, 1259)}
    | {f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
_LABEL = re.compile(r"[A-Za-z0-9][\w.:-]{1,39}", re.ASCII)

_HIGH = re.compile(rb"[\x80-\xff]")
_IN_LATIN = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
_OTHER_SCRIPT = "\u0370-\u06ff\u0e01-\u0e5b"  # those of single-byte code pages: Greek to Arabic, and Thai
_TWO_SCRIPTS = re.compile(f"[A-Za-z](?=[{_OTHER_SCRIPT}])|[{_OTHER_SCRIPT}](?=[A-Za-z])")

_SAMPLE = 20_000  # bytes of text: enough to judge by, whatever the size of the page
_LETTERS = 4_000  # bytes of it: enough to tell the Arabic code pages by
_RUN = re.compile(rb"[\x80-\xff][^<>\"'=]*")

# Letters of Arabic news in per cent, counted on articles of eleven outlets. A letter above 1.5 % counts for
# the reading, a rarer one against it.
_SHARES = {
    "ا": 16, "ل": 12, "ي": 7, "م": 6.5, "و": 5.5, "ت": 5, "ر": 5, "ة": 4.5, "ن": 4, "د": 3.5, "ب": 3, "ع": 3,
    "س": 2.5, "ف": 2.5, "ق": 2.2, "ه": 1.9, "ح": 1.8, "ج": 1.7, "ك": 1.7, "أ": 1.7, "ط": 1.1, "ص": 1, "إ": 1,
    "ش": 0.9, "خ": 0.9, "ى": 0.8, "ز": 0.7, "ض": 0.6, "ذ": 0.5, "ئ": 0.5, "ث": 0.4, "غ": 0.3, "ء": 0.3,
    "ظ": 0.15, "ؤ": 0.15, "آ": 0.1,
}  # fmt: skip
_WEIGHTS = {letter: log2(share / 1.5) for letter, share in _SHARES.items()}
_ARTICLE = re.compile("(?<![ء-ي])ال(?=[ء-ي])")
# What no Arabic word holds: a Latin letter, a mark on nothing, -un or -in before its end, a byte without
# meaning.
_LATIN = "A-Za-zÀ-ÿŒœƒ"
_ABSURD = re.compile(
    f"[{_LATIN}](?=[ء-ي])|[ء-ي](?=[{_LATIN}])|(?<![ء-ي\u064b-\u0652])[\u064b-\u0652]"
    "|[\u064c\u064d](?=[ء-ي])|[\ufffd\x80-\x9f]"
)
# Measured on Arabic sentences of 8 letters and more: 0.2 to 2 when read rightly, less when read wrongly (in
# 482 readings of 40 letters without exception, by 0.4 or more). French, Spanish, German, Turkish, Polish,
# Russian, Greek, Hebrew, Thai and CJK text read as Arabic scores below 0.
_IS_ARABIC = 0.2
_CLEAR = 0.2  # a lead over the other code page that needs no word for it
_FEW = 12  # letters: fewer prove nothing

_HEAD = 4096  # characters
# Few texts hold one of these; a picture or an archive, read as whatever charset, holds most of them again and again.
_CONTROLS = "".join(map(chr, {*range(0x20)} - {*map(ord, "\t\n\v\f\r\x1b")}))


def decode(body: bytes, declared: str | None = None) -> tuple[str, Charset]:
    """The text of a page's bytes, without byte order mark, and how it was read.

    `declared` is what the HTTP header said: a charset, or the whole Content-Type. `Charset.doubtful` says
    that bytes had to be replaced (by U+FFFD), or that the choice is not clear. Never raises; time is linear
    in `body`.
    """
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], marked, "byte-order-mark")
    if 0 in body[:4096] and (name := _wide(body)):
        return _read(body, name, "nul-bytes")
    try:
        return body.decode(), Charset("utf-8", "valid-utf-8")
    except UnicodeDecodeError:
        pass
    said, sample = list(_said(body, declared)), _sample(body)
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = _beyond_ascii(text) - broken
    # In a single-byte page hardly any two bytes happen to make a character of UTF-8.
    if whole >= 2 * broken or (whole >= broken and ("utf-8", "header") in said):
        return _read(body, "utf-8", "broken-utf-8")
    return _by_letters(body, sample, [(name, by) for name, by in said if name != "utf-8"])


def is_binary(text: str) -> bool:
    """Whether what was decoded is no text but a picture, an archive or the like."""
    head = text[:_HEAD]
    if "\x01" not in head and "\x02" not in head:  # as in every page
        return False
    found = [head.count(control) for control in _CONTROLS if control in head]
    return len(found) > len(_CONTROLS) // 2 and sum(found) > len(_CONTROLS)


def _read(body: bytes, name: str, reason: str, doubtful: bool = False) -> tuple[str, Charset]:
    try:
        return body.decode(name), Charset(name, reason, doubtful)
    except UnicodeDecodeError:
        return body.decode(name, "replace"), Charset(name, reason, doubtful=True)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: NUL is the high byte of every space and tag."""
    head = body[:4096]
    nul = [head[column::4].count(0) for column in range(4)]
    quarter = len(head) // 4
    if nul[2] + nul[3] > 1.9 * quarter and not nul[0]:
        return "utf-32-le"
    if nul[0] + nul[1] > 1.9 * quarter and not nul[3]:
        return "utf-32-be"
    even, odd = nul[0] + nul[2], nul[1] + nul[3]
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(name, "replace")
    # A file that is no text has NULs too; read as UTF-16 it gives unassigned and Chinese characters.
    readable = sum("\t" <= c <= "\u06ff" or "\u2010" <= c <= "\u203a" for c in text)
    return name if min(even, odd) * 10 <= max(even, odd) and readable > 0.8 * len(text) else None


def _said(body: bytes, declared: str | None) -> Iterator[tuple[str, str]]:
    """The charsets that header and page name, by WHATWG's reading of labels (latin-1 is windows-1252)."""
    from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

    if declared:
        label = declared.strip(" \t\"'")
        name = resolve_encoding(label) if _LABEL.fullmatch(label) else http_content_type_encoding(declared)
        if name and _named(name) in _NAMEABLE:
            yield _named(name), "header"
    if (name := html_body_declared_encoding(body)) and _named(name) in _NAMEABLE:
        yield _named(name), "page"


def _named(codec: str) -> str:
    """The web's name of a Python codec; Python knows both."""
    return codec.replace("_", "-").replace("cp125", "windows-125").replace("iso8859", "iso-8859")


def _by_letters(body: bytes, sample: bytes, said: list[tuple[str, str]]) -> tuple[str, Charset]:
    readings = {name: sample[:_LETTERS].decode(name, "replace") for name in _ARABIC}
    scores = {name: _score(reading) for name, reading in readings.items()}
    first, second = sorted(_ARABIC, key=scores.__getitem__, reverse=True)
    if scores[first] >= _IS_ARABIC:
        same = readings[first] == readings[second]
        clear = same or scores[first] - scores[second] >= _CLEAR
        doubtful = not clear or _beyond_ascii(readings[first]) < _FEW
        for name, by in said:
            if name in _ARABIC and (same or not clear):
                return _read(body, name, by, doubtful and not same)
        return _read(body, first, "letters", doubtful)
    for name, by in said:
        if _fits(sample, name):
            return _read(body, name, by)
    # Accented letters inside ASCII words: charset-normalizer takes most Western text for windows-1250.
    if 2 * len(_IN_LATIN.findall(sample)) > len(_HIGH.findall(sample)):
        return _read(body, _WESTERN, "letters", doubtful=True)
    return _read(body, _guess(sample) or _WESTERN, "charset-normalizer", doubtful=True)


def _fits(sample: bytes, name: str) -> bool:
    """Whether a charset that was named can be right: next to no undefined bytes, no word of two scripts."""
    text = sample.decode(name, "replace")
    return 20 * (text.count("\ufffd") + len(_TWO_SCRIPTS.findall(text))) <= _beyond_ascii(text)


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    return _named(match.encoding) if match else None


def _score(text: str) -> float:
    """How well `text` reads as Arabic, for each character that is not ASCII."""
    beyond = _beyond_ascii(text)
    letters = sum(text.count(letter) * weight for letter, weight in _WEIGHTS.items())
    return (letters + 2 * len(_ARTICLE.findall(text)) - 5 * len(_ABSURD.findall(text))) / beyond if beyond else 0.0


def _sample(body: bytes) -> bytes:
    """The first text of the page that is not ASCII, without markup: of elements and of attributes."""
    runs, size = [], 0
    for run in _RUN.finditer(body):
        runs.append(body[max(0, run.start() - 1) : run.end()])  # with the letter before it
        size += len(runs[-1])
        if size > _SAMPLE:
            break
    return b" ".join(runs)[:_SAMPLE]
