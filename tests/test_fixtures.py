"""The saved pages in `fixtures/`: one test a page and field, against what a reader says is in the page."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import clean_html
from cleaners.article import REASONS, WARNINGS, Article

FIXTURES = Path(__file__).parent.parent / "fixtures"
PAGES = sorted(str(path.parent.relative_to(FIXTURES)) for path in FIXTURES.glob("*/*/page.html"))
FIELDS = (
    "url", "outlet", "title", "standfirst", "authors", "published", "modified", "section", "tags", "language",
    "dateline", "captions", "paragraphs", "warnings",
)  # fmt: skip


@cache
def load(page: str, name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / page / name).read_text(encoding="utf-8"))


@cache
def read(page: str) -> Article:
    meta = load(page, "meta.json")
    body = (FIXTURES / page / "page.html").read_bytes()
    now = datetime.fromisoformat(meta["fetched_at"])
    return clean_html(body, meta["url"], charset=meta["charset"], now=now)


def test_there_are_pages() -> None:
    assert len(PAGES) >= 15


@pytest.mark.parametrize(
    ("page", "field"), [pytest.param(page, field, id=f"{page}/{field}") for page in PAGES for field in FIELDS]
)
def test_field(page: str, field: str) -> None:
    assert read(page).as_dict(removed=False)[field] == load(page, "expected.json")[field]


@pytest.mark.parametrize("page", PAGES)
def test_removed(page: str) -> None:
    """Each trap is in `removed`, whole or as part of a block, with the reason that a reader gives."""
    removed = read(page).removed
    missing = [
        {**trap, "given": sorted({r.reason for r in removed if trap["text"] in r.text})}
        for trap in load(page, "expected.json")["removed_contains"]
        if not any(trap["text"] in r.text and trap["reason"] == r.reason for r in removed)
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_kept_or_removed(page: str) -> None:
    """No paragraph is both kept and removed, but for the copies that are removed as such."""
    kept = set(read(page).paragraphs)
    assert not [r for r in read(page).removed if r.text in kept and r.reason != "repeated-text"]


@pytest.mark.parametrize("page", PAGES)
def test_expectation_is_well_formed(page: str) -> None:
    """A slip in what was written by hand must not pass for a fault of the reading."""
    expected = load(page, "expected.json")
    assert set(expected) == {*FIELDS, "removed_contains"}
    assert {trap["reason"] for trap in expected["removed_contains"]} <= set(REASONS)
    assert set(expected["warnings"]) <= set(WARNINGS)
    assert expected["url"] == load(page, "meta.json")["url"]
    assert expected["outlet"] == page.partition("/")[0]
