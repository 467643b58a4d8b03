"""Pages and texts made to stop whoever reads them: read in linear time and memory, and without an exception.

Growth is told by ratios: four times as much may take eight times as long, where the square would take sixteen. Each
case runs in a process of its own that a deadline and a limit of memory end.
"""

from __future__ import annotations

import gc
import resource
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfoNotFoundError

import pytest

from cleaners import Article, clean_html, clean_text, dates
from cleaners.outlets import OutletError
from crawlers.deadline import forked
from fuzz.targets import check
from tests.hostile.pages import PAGES, PARAGRAPHS, STORY, TEXTS, TITLE, Make, page
from tests.hostile.patterns import patterns, traps

CASES: dict[str, tuple[Callable[..., Article], Make, int]] = {
    **{f"page: {name}": (clean_html, make, size) for name, (make, size) in PAGES.items()},
    **{f"text: {name}": (clean_text, make, size) for name, (make, size) in TEXTS.items()},
}
GROWTH = 4
MOST = 8  # the growth in time and memory that is linear still; the square would be 16
#: Less than this says nothing of growth, seconds and bytes: limits such as `SAFE_BYTES` let the square through below it.
LITTLE_TIME, LITTLE_MEMORY = 0.75, 50 << 20
SECONDS = 120.0


def cost(clean: Callable[..., Article], make: Make, size: int) -> tuple[float, int]:
    """Seconds of processor time and bytes of memory that a reading takes, with all that is looked for when asked."""
    document = make(size)
    gc.disable()
    before = resource.getrusage(resource.RUSAGE_SELF)
    article = clean(document, "https://outlet.example/news/slug")
    assert article.removed is not None
    assert article.next_page != ""
    after = resource.getrusage(resource.RUSAGE_SELF)
    check(article)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, (
        after.ru_maxrss - before.ru_maxrss
    ) * 1024


def assert_linear(name: str, share: float) -> None:
    clean, make, most = CASES[name]
    size = max(1, int(most * share))

    def measured(size: int) -> tuple[float, int]:
        # Each in a process of its own, whose memory is as low as it was.
        with forked(partial(cost, clean, make), SECONDS) as call:
            return call(size)

    for _ in range(3):  # the machine may be busy with something else
        large, small = measured(size), measured(max(1, size // GROWTH))
        grows = large[0] > LITTLE_TIME and large[0] > MOST * small[0]
        swells = large[1] > LITTLE_MEMORY and large[1] > MOST * max(small[1], LITTLE_MEMORY // GROWTH)
        if not (grows or swells):
            return
    pytest.fail(
        f"{size}: {large[0]:.2f} s, {large[1] >> 20} MB; {size // GROWTH}: {small[0]:.2f} s, {small[1] >> 20} MB"
    )


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Loads what is loaded late, here and once: it is no page's time."""
    clean_html(PARAGRAPHS)
    clean_text("\n".join(STORY))
    import readability
    import trafilatura

    assert readability and trafilatura


@pytest.mark.parametrize("name", CASES)
def test_a_page_takes_linear_time_and_memory(name: str) -> None:
    assert_linear(name, 0.15)


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_ten_megabytes_take_linear_time_and_memory(name: str) -> None:
    assert_linear(name, 10)


def test_nothing_large_is_remembered_of_a_page() -> None:
    """What names of elements say is remembered, as pages of an outlet have the same; of long ones not the whole."""
    clean_html(page(f'<div class="story">{PARAGRAPHS}</div>'))
    tracemalloc.start()
    for n in range(20):
        names = " ".join((f"id-{n}", "x" * 500_000))
        clean_html(
            page(f'<div class="{names}" id="{names}"><p itemprop="{names}" style="{names}"></p>{PARAGRAPHS}</div>')
        )
    gc.collect()
    left, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left < 1_000_000


# --- what is kept in spite of it --------------------------------------------------------------------------

INTACT = [
    "nested, never closed", "nested, closed by others", "nested spans", "fonts reopened by each paragraph", "attributes",
    "attributes behind a quoted bracket", "misnested", "every tag unclosed", "opening brackets", "closing tags",
    "comments", "unclosed comments", "scripts", "tables", "entities", "NUL", "lone surrogates", "direction marks",
    "combining marks", "elements with names of their own", "meta elements", "JSON-LD, nested", "JSON-LD, a long number",
    "JSON-LD, authors", "forms", "prompts", "end tags in scripts",
]  # fmt: skip


@pytest.mark.parametrize("name", INTACT)
def test_the_story_is_kept(name: str) -> None:
    make, size = PAGES[name]
    article = clean_html(make(size // 10))
    assert [text for text in STORY if text not in article.paragraphs] == []


# --- charsets that are declared wrongly -------------------------------------------------------------------

LABELS = (
    "utf-8 utf-7 utf-16 utf-16le utf-16be utf-32 utf8mb4 unicode_escape raw_unicode_escape unicode-1-1-utf-7 ascii us-ascii "
    "latin-1 iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-6-i iso-8859-8 iso-8859-9 iso-8859-15 windows-1250 "
    "windows-1251 windows-1252 windows-1254 windows-1255 windows-1256 windows-1258 cp1256 cp437 cp720 cp864 koi8-r "
    "macintosh x-mac-arabic gb2312 gbk gb18030 big5 shift_jis euc-jp iso-2022-jp euc-kr iso-2022-kr hz-gb-2312 tis-620 "
    "asmo-708 rot13 base64 zip bz2 hex idna punycode undefined mbcs oem x-user-defined replacement none null 1256 arabic"
).split()


@pytest.mark.parametrize("label", [*LABELS, "", "x" * 10_000, "utf-8\0", "\ud800", "؟"])
@pytest.mark.parametrize("codec", ["utf-8", "windows-1256", "utf-16"])
def test_a_wrong_charset_is_not_believed(label: str, codec: str) -> None:
    said = page("", f'<meta charset="{label}">').encode(codec, "replace")
    assert clean_html(said, charset=label).paragraphs == STORY
    assert clean_html(said, charset=f"text/html; charset={label}").title == TITLE


# --- patterns ---------------------------------------------------------------------------------------------

PATTERNS = patterns()
#: Those that are only given as many characters, and take more than linear time for more.
BOUNDED = {"cleaners.datelines._PARTED": 70}
TRAPS = 300  # of a pattern; `long` tries all


def assert_linear_pattern(name: str, size: int, most: int | None) -> None:
    pattern, method = PATTERNS[name]
    size = BOUNDED.get(name, size)

    def seconds(trap: str | bytes) -> float:
        began = time.process_time()
        getattr(pattern, method)(trap)
        return time.process_time() - began

    def worst() -> str | bytes | None:
        every = sum(1 for _ in traps(pattern, size)) // most + 1 if most else 1
        for trap in islice(traps(pattern, size), 0, None, every):
            # The square takes four times as long for twice as much.
            if (took := seconds(trap)) > 0.02 and took > 3 * min(seconds(trap[: len(trap) // 2]) for _ in range(3)):
                return trap
        return None

    with forked(worst, SECONDS) as call:
        trap = call()
    assert trap is None, f"{method} of {pattern.pattern!r}: hangs on {trap[:40]!r} … {trap[-10:]!r}"


def test_patterns_are_found_where_they_are_held() -> None:
    assert {"cleaners.hints.NAME_HINTS[0][1]", "cleaners.cues._starts()", "crawlers.discovery._ROOT"} <= set(PATTERNS)
    assert any(name.startswith("cleaners.metadata, line ") for name in PATTERNS) or len(PATTERNS) > 120


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_can_be_hung(name: str) -> None:
    assert_linear_pattern(name, 4_000, TRAPS)


@pytest.mark.long
@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_can_be_hung_by_more(name: str) -> None:
    assert_linear_pattern(name, 20_000, None)


# --- usage errors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"body": None}, TypeError, "body must be bytes or str, not NoneType"),
        ({"body": bytearray(b"<p>")}, TypeError, "body must be bytes or str, not bytearray"),
        ({"url": 5}, TypeError, "url must be str or None, not int"),
        ({"url": b"https://example.com/"}, TypeError, "url must be str or None, not bytes"),
        ({"outlet": 5}, TypeError, "outlet must be Outlet or str or None, not int"),
        ({"outlet": "nowhere"}, OutletError, "no outlet 'nowhere'"),
        ({"charset": b"utf-8"}, TypeError, "charset must be str or None, not bytes"),
        ({"now": "today"}, TypeError, "now must be datetime or None, not str"),
        ({"now": date(2026, 1, 1)}, TypeError, "now must be datetime or None, not date"),
    ],
)
def test_wrong_usage_of_clean_html(arguments: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        clean_html(**{"body": "<p>", **arguments})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"text": b"x"}, TypeError, "text must be str, not bytes"),
        ({"url": 5}, TypeError, "url must be str or None, not int"),
        ({"outlet": 5}, TypeError, "outlet must be Outlet or str or None, not int"),
        ({"outlet": "nowhere"}, OutletError, "no outlet 'nowhere'"),
    ],
)
def test_wrong_usage_of_clean_text(arguments: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        clean_text(**{"text": "سطر", **arguments})  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["No/Where", "../../etc/passwd", "\0", "x" * 5_000, "/etc"])
def test_a_zone_that_does_not_exist(zone: str) -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        dates.parse("2026-01-01 10:00", timezone=zone)


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://[::1",
        "//",
        "\ud800",
        "http://\0/",
        "x" * 100_000,
        "http://a:b:c/",
        'http://a/\ud800\0"]*{,\\',
    ],
)
def test_no_address_is_wrong(url: str) -> None:
    article = clean_html(PARAGRAPHS, url)
    assert (article.url, article.next_page) == (url, None)
    assert clean_text("\n".join(STORY), url).url == url
