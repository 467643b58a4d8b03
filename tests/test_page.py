"""Pages that would keep the parser busy for hours are read, and their text with them."""

import pytest

from cleaners.page import MAX_DEPTH, SAFE_BYTES, parse
from tests.deadline import soon

STORY = "عاد الصيادون إلى البحر صباح اليوم."

HOSTILE = {
    "nested": "<div>" * 100_000 + STORY + "</div>" * 100_000,
    "nested and never closed": "<div>" * 100_000 + STORY,
    "attributes in a page of common size": "<div " + " ".join(f"a{n:x}" for n in range(60_000)) + f">{STORY}</div>",
    "attributes without end": "<div " + " ".join(f"a{n}=1" for n in range(300_000)) + f">{STORY}</div>",
    "a link around each level": "<a><div>" * 50_000 + STORY,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_text_is_kept(name: str) -> None:
    with soon(3):
        tree, _, charset, cut = parse(HOSTILE[name])
    assert STORY in (tree.root.text(deep=True) if tree.root else "")
    assert (charset, cut) == (None, False)


def test_ordinary_depth_is_left_alone() -> None:
    page = "<div>" * (MAX_DEPTH - 10) + "<p class='deep'>x</p>" + "<i></i>" * 30_000
    assert parse(page)[0].css_first("p.deep") is not None


def test_long_scripts_are_left_alone() -> None:
    script = "<script>" + "var a = 1;" * (SAFE_BYTES // 5) + f"</script><p id='story' class='x'>{STORY}</p>"
    found = parse(script)[0].css_first("p#story.x")
    assert found is not None and found.text() == STORY
