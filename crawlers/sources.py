"""What the command line is given to clean: an address, a file, or what is piped into it, read into bytes."""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from cleaners.charset import decode, is_binary

MAX_BYTES = 64 * 1024 * 1024  # of a file, also unpacked

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?$", re.IGNORECASE)
_HTML_NAMES = frozenset((".html", ".htm", ".xhtml"))
_TEXT_NAMES = frozenset((".txt", ".text"))
# A tag that only pages have. Text may hold a "<" of its own.
_TAG = re.compile(
    rb"<(?:!doctype|!--|/?(?:html|head|body|meta|title|link|script|style|div|p|br|span|a|img|article|section|main"
    rb"|table|tr|td|h[1-6]|ul|ol|li|b|strong|em)[\s/>])",
    re.IGNORECASE,
)
_SNIFFED = 64 * 1024  # bytes
_SAMPLE = 4096  # bytes


class SourceError(Exception):
    """A source that could not be read. The message is one line and names the source and the cause."""


@dataclass(frozen=True)
class Source:
    """A source as read. `url` and `charset` are known of fetched pages only."""

    body: bytes
    is_text: bool  # text that was extracted already, not HTML
    url: str | None = None
    charset: str | None = None


def is_address(source: str) -> bool:
    """Whether a source is meant as an address and not as the name of a file."""
    return bool(_ADDRESS.match(source))


def read(source: str, *, allow_private: bool = False) -> Source:
    """Reads an address, a file (also gzipped) or, for `-`, standard input. Raises `SourceError`.

    `allow_private` lets addresses be reached that are not public.
    """
    if is_address(source):
        return _fetched(source, allow_private)
    try:
        if source == "-":
            body = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(source, "rb") as file:
                body = file.read(MAX_BYTES + 1)
        if body.startswith(b"\x1f\x8b"):
            with gzip.open(io.BytesIO(body)) as unpacked:
                body = unpacked.read(MAX_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise SourceError(f"{source}: broken gzip file") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        cause = (getattr(error, "strerror", None) or str(error)).lower()
        if _HOST.match(source) and PurePath(source).suffix.lower() not in (*_HTML_NAMES, *_TEXT_NAMES, ".gz"):
            cause += " (an address begins with https://)"
        raise SourceError(f"{source}: {cause}") from None
    if len(body) > MAX_BYTES:
        raise SourceError(f"{source}: larger than {MAX_BYTES // 1024 // 1024} MB")
    if is_binary(decode(body[:_SAMPLE])[0]):
        raise SourceError(f"{source}: neither HTML nor text")
    return Source(body, is_text=_is_text(source, body))


def _fetched(url: str, allow_private: bool) -> Source:
    from crawlers.fetch import FetchError, fetch

    try:
        page = fetch(url, allow_private=allow_private)
    except FetchError as error:
        raise SourceError(str(error)) from None
    is_text = page.content_type == "text/plain" or (page.content_type is None and _is_text(page.final_url, page.body))
    return Source(page.body, is_text, page.final_url, page.charset)


def _is_text(name: str, body: bytes) -> bool:
    """Whether a source is extracted text: its name says so, or neither its name nor its content says HTML."""
    path = PurePath(name)
    suffix = PurePath(path.stem).suffix if path.suffix.lower() == ".gz" else path.suffix
    if suffix.lower() in _TEXT_NAMES:
        return True
    if suffix.lower() in _HTML_NAMES:
        return False
    # Without NUL bytes UTF-16 shows its tags too.
    return not _TAG.search(body[:_SNIFFED].replace(b"\0", b""))
