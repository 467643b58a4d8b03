"""Text of pages where something would obey it: a terminal, HTML, a link, the cell of a spreadsheet.

A page may say what it likes in its title, its address and its text. What is put out of it is text and nothing else.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote, unquote, urlsplit

_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|(?:\x1b\]|\x9d)[^\x00-\x1f\x7f-\x9f]{0,2000}(?:\x07|\x1b\\|\x9c)"  # window titles, links
)
# Controls, the two line separators of Unicode, and what embeds, overrides or isolates a direction.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` on one line, without anything that a terminal obeys or that reorders the text around it."""
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = _CONTROLS.sub(lambda found: " " if re.search(r"\s", found[0]) else "", text)
    return _SURROGATES.sub("\ufffd", text)


def markup(text: str) -> str:
    """`text` as HTML, for an element or an attribute in quotation marks: on one line, with nothing that is read as a
    tag or reorders the text around it."""
    return html.escape(plain(text))


# What no address needs as it is: white space, controls, marks of direction, and what ends an attribute, a link in
# Markdown or a line.
_UNSAFE_IN_LINK = re.compile(
    "[\\s\x00-\x20\x7f-\xa0\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff\"'<>\\\\^`{|}]"
)


def link(url: str | None) -> str | None:
    """The address as one that may be followed, its letters as letters and all else that is special percent-encoded.

    None for what is no http or https address of a host, and for one with a user name: `news.example@evil.example`
    looks like what it is not.
    """
    url = re.sub(r"[\t\r\n]", "", url or "").strip("".join(map(chr, range(33))))  # as browsers do
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or port == 0:
        return None
    return _UNSAFE_IN_LINK.sub(lambda found: quote(found[0].encode("utf-8", "replace"), safe=""), url)


def readable(url: str) -> str:
    """The address for human eyes: its percent-encoded letters as letters, but for what cannot be seen. It leads where
    `url` leads."""
    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", _letters, url)


def _letters(found: re.Match[str]) -> str:
    try:
        text = unquote(found[0], errors="strict")
    except UnicodeDecodeError:
        return found[0]
    return "".join(letter if letter.isprintable() else quote(letter) for letter in text)


# White space and invisible characters before it do not keep a spreadsheet from reading a formula.
_FORMULA = re.compile("[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def cell(text: str) -> str:
    """`text` for a spreadsheet's cell, with an apostrophe before what would be taken for a formula there
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return "'" + text if _FORMULA.match(text) else text
