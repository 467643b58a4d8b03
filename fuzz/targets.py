"""What is fuzzed: each target takes bytes, and fails when something comes out that must not."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from cleaners import REASONS, WARNINGS, Article, clean_html, clean_text, dates, outlets
from cleaners.charset import decode
from cleaners.normal import normal_form
from crawlers import discovery

NOW = datetime(2026, 1, 16, 20, 12, tzinfo=UTC)
_FOLDER = Path(tempfile.mkdtemp(prefix="ghirbal-fuzz-"))


def html(data: bytes) -> None:
    article = clean_html(data, now=NOW, opinions=len(data) % 16 == 0)
    check(article)
    again = clean_html(decode(data)[0], now=NOW, opinions=len(data) % 16 == 0)
    again.charset = article.charset
    # Only of bytes it can be said that they were read doubtfully.
    again.warnings[:] = article.warnings[:] = [w for w in article.warnings if w != "charset-doubtful"]
    assert again.as_dict() == article.as_dict(), "bytes and text give different articles"


def text(data: bytes) -> None:
    article = clean_text(data.decode("utf-8", "surrogateescape"))
    check(article)
    again = clean_text(data.decode("utf-8", "surrogateescape"))
    assert again.as_dict() == article.as_dict(), "the same text gives different articles"


def check(article: Article) -> None:
    """What holds of every article."""
    json.dumps(article.as_dict(), ensure_ascii=False).encode()
    assert [b.text for b in article.blocks if b.open] == article.paragraphs, "open blocks are the paragraphs"
    assert not [b for b in article.blocks if b.reason and b.field], "a block has one fate"
    assert {r.reason for r in article.removed} <= set(REASONS)
    assert set(article.warnings) <= set(WARNINGS)
    assert all(p and p == normal_form(p) for p in article.paragraphs), "paragraphs are in normal form"
    assert 0 <= article.confidence <= 1


def day(data: bytes) -> None:
    line = data.decode("utf-8", "surrogateescape")
    found = dates.parse(line, now=NOW, timezone="Asia/Beirut")
    assert found is None or isinstance(found, date)
    dates.is_date_line(line)


def outlet(data: bytes) -> None:
    path = _FOLDER / "example.toml"
    path.write_bytes(data)
    errors: list[str] = []
    file = outlets._File(path, errors)
    if (table := file.toml(outlets._TOP)) is not None:
        outlets._read(file, table, [_FOLDER], {})
    assert all(len(error.splitlines()) == 1 for error in errors), errors


def addresses(data: bytes) -> None:
    found = discovery.read(data, "https://example.com/feed/")
    for entry in found.entries:
        assert discovery.address(entry.url) is not None


TARGETS: dict[str, Callable[[bytes], None]] = {
    "html": html,
    "text": text,
    "dates": day,
    "outlets": outlet,
    "lists": addresses,
}
