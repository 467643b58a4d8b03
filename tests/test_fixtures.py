"""The saved pages in `fixtures/`: one test a page and field, against what a reader says is in the page; and whether
they show the rules of the outlets."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from cleaners import outlets
from cleaners.article import REASONS, WARNINGS
from cleaners.outlets import Outlet, Rules
from cleaners.page import parse
from crawlers import fixtures
from crawlers.fixtures import FIELDS, Fixture

FOLDER = Path(__file__).parent.parent / "fixtures"
PAGES = ["/".join(path.parts[-2:]) for path in fixtures.select(FOLDER)]
KNOWN = ("high", "medium")  # evidence that obliges to show what is known


@cache
def load(page: str) -> Fixture:
    return fixtures.load(FOLDER / page)


def test_there_are_pages() -> None:
    assert len(PAGES) >= 15


@pytest.mark.parametrize(
    ("page", "field"),
    [pytest.param(page, field, id=f"{page}/{field}") for page in PAGES for field in ("sha256", *FIELDS)],
)
def test_field(page: str, field: str) -> None:
    """A page that was changed has another `sha256`: `ghirbal fixtures accept` records it."""
    assert load(page).result[field] == load(page).recorded.get(field, fixtures.NOT_RECORDED)


@pytest.mark.parametrize("page", PAGES)
def test_removed(page: str) -> None:
    """Each trap is in `removed`, whole or as part of a block, with the reason that a reader gives."""
    assert fixtures.differences(load(page), ["removed_contains"]) == []


@pytest.mark.parametrize("page", PAGES)
def test_kept_or_removed(page: str) -> None:
    """No paragraph is both kept and removed, but for the copies that are removed as such."""
    article = load(page).article
    kept = set(article.paragraphs)
    assert not [r for r in article.removed if r.text in kept and r.reason != "repeated-text"]


@pytest.mark.parametrize("page", PAGES)
def test_expectation_is_well_formed(page: str) -> None:
    """A slip in what was written by hand must not pass for a fault of the reading."""
    meta, expected = load(page).meta, load(page).expected
    assert set(expected) >= {*FIELDS, "removed_contains"}
    assert {trap["reason"] for trap in expected["removed_contains"]} <= set(REASONS)
    assert set(expected["warnings"]) <= set(WARNINGS)
    assert expected["url"] == meta["url"]
    assert expected["outlet"] == page.partition("/")[0]
    assert meta["markup"] in ("seen", "inferred")


# --- what outlets know is shown ---------------------------------------------------------------------------


def known(outlet: Outlet) -> list[Rules]:
    return [rules for rules in outlet.rules if rules.body and rules.evidence in KNOWN]


KNOWING = [pytest.param(outlet, id=outlet.id) for outlet in outlets.load().values() if known(outlet)]


@cache
def trees(outlet_id: str) -> list[LexborHTMLParser]:
    own = [load(page) for page in PAGES if page.startswith(f"{outlet_id}/")]
    return [parse(body, fixture.meta["charset"])[0] for fixture in own for body in fixture.pages]


@pytest.mark.parametrize("outlet", KNOWING)
def test_the_outlet_has_a_fixture(outlet: Outlet) -> None:
    """Each outlet whose body rule has medium or high evidence: a page shows what is known."""
    assert trees(outlet.id)


@pytest.mark.parametrize("outlet", KNOWING)
def test_each_selector_selects(outlet: Outlet) -> None:
    """Each selector with such evidence selects something in a fixture of the outlet. Rules that outlets share are
    shown by the fixtures of all of them."""
    idle = []
    for rules in known(outlet):
        sharing = [other.id for other in outlets.load().values() if rules in other.rules]
        pages = [tree for outlet_id in sharing for tree in trees(outlet_id)]
        idle += [
            f"{key} = {selector!r}"
            for key, selector in selectors(rules)
            if all(tree.css_first(selector) is None for tree in pages)
        ]
    assert idle == []


def selectors(rules: Rules) -> Iterator[tuple[str, str]]:
    """Every selector of the rules, after its key."""
    for key in ("title", "standfirst", "body", "author", "date", "caption", "section", "tags"):
        for selector in getattr(rules, key):
            yield key, selector
    for reason, listed in rules.remove.items():
        for selector in listed:
            yield f"remove.{reason}", selector
