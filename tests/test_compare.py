"""Ghirbal, trafilatura and readability-lxml side by side: whose text is whose, and how it is shown."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners import clean_html
from cleaners.charset import decode
from cleaners.fallback import ask_readability, ask_trafilatura
from cleaners.normal import words
from cleaners.reading import fold
from crawlers import compare
from crawlers.compare import Comparison, found_in

ROOT = Path(__file__).parent.parent
GHIRBAL = Path(sys.executable).with_name("ghirbal")
PAGE = ROOT / "fixtures" / "hespress" / "weavers-society" / "page.html"
URL = json.loads(PAGE.with_name("meta.json").read_text(encoding="utf-8"))["url"]
PAGES = sorted((ROOT / "fixtures").glob("*/*/page.html"))
GOLD = sorted((ROOT / ".." / "shared" / "gold").glob("*.html"))

LONG = "عبرت القافلة الوادي قبل طلوع الشمس، ومعها عشرون جملاً محملة بالملح والتمر والصوف."
OTHER = "وقال الدليل إن الطريق إلى الواحة صار أقصر منذ أن حُفرت البئر الثالثة في الربيع."


# --- whose text is whose ----------------------------------------------------------------------------------


def kept(texts: list[str], lines: list[str]) -> list[bool]:
    return found_in(texts, lines)[0]


def test_a_text_is_found_without_regard_to_spaces_marks_and_spelling() -> None:
    assert kept([LONG], ["- " + LONG.replace("ً", "").replace("أ", "ا").replace("، ", " , ")]) == [True]
    assert kept([LONG], [OTHER]) == [False]


def test_a_text_may_stand_on_several_lines_and_a_line_hold_several_texts() -> None:
    half = len(LONG) // 2
    assert kept([LONG, OTHER], [LONG[:half], LONG[half:] + " " + OTHER]) == [True, True]


def test_a_short_text_is_no_word_of_a_story() -> None:
    assert kept(["الملح", LONG], [LONG]) == [False, True]
    assert kept(["الملح", LONG], ["الملح", LONG]) == [True, True]
    assert kept(["الملح", LONG], ["الملح " + LONG]) == [True, True]  # joined by the reader


def test_a_short_text_stands_between_its_neighbours() -> None:
    """A label of the menu is not the subheading of the same words."""
    assert kept(["القوافل", LONG, "القوافل", OTHER], [LONG, "القوافل", OTHER]) == [False, True, True, True]


def test_of_several_copies_as_many_are_found_as_there_are() -> None:
    assert kept([LONG, OTHER, LONG], [LONG, OTHER]) == [True, True, False]
    assert kept([LONG, OTHER, LONG], [OTHER, LONG]) == [False, True, True]
    assert kept([LONG, OTHER, LONG], [LONG, OTHER, LONG]) == [True, True, True]


def test_a_caption_in_the_words_of_a_paragraph_takes_nothing_from_it() -> None:
    assert kept([LONG[:40], LONG], [LONG]) == [False, True]
    assert kept([LONG[:40], LONG], [LONG[:40], LONG]) == [True, True]


def test_a_long_text_is_found_out_of_its_order() -> None:
    assert kept([LONG, OTHER], [OTHER, LONG]) == [True, True]


def test_what_holds_no_letter_is_found_nowhere() -> None:
    assert kept(["***", LONG], ["***", LONG]) == [False, True]
    assert kept([], [LONG]) == []
    assert kept([LONG], []) == [False]


def test_what_stands_in_no_text_is_named() -> None:
    assert found_in([LONG], [LONG, OTHER]) == ([True], [OTHER])
    assert found_in([LONG, OTHER], [LONG, LONG]) == ([True, False], [])  # a repeat is not foreign
    assert found_in([LONG + OTHER], [LONG]) == ([False], [])  # nor is a part
    assert found_in([LONG], [LONG + " زيادة من عنده"]) == ([True], [LONG + " زيادة من عنده"])


@pytest.mark.parametrize("path", PAGES + GOLD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_the_tools_put_out_stands_in_our_blocks(path: Path) -> None:
    """Nothing that a tool finds on a page has escaped our own walk over it."""
    html, _ = decode(path.read_bytes())
    article = clean_html(html, outlet=None)
    declared = fold("".join(re.findall(r'"articleBody"\s*:\s*"(.*?)"', html)).replace("\\n", " "))
    for ask in (ask_trafilatura, ask_readability):
        _, foreign = found_in([block.text for block in article.blocks], ask(html).splitlines())
        assert [line for line in foreign if fold(line) not in declared] == []


# --- a whole comparison -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare.compare(PAGE.read_bytes(), URL, outlet="auto", charset=None, now=None)


def test_ghirbal_keeps_its_paragraphs(compared: Comparison) -> None:
    ghirbal = compared.opinions[0]
    blocks = compared.article.blocks
    paragraphs = [block.text for block, is_kept in zip(blocks, ghirbal.kept, strict=True) if is_kept]
    assert paragraphs == compared.article.paragraphs == clean_html(PAGE.read_bytes(), URL).paragraphs
    assert ghirbal.words == len(words(compared.article.text))
    assert compared.article.method == "rules:hespress"


def test_the_others_keep_what_their_text_holds(compared: Comparison) -> None:
    html = PAGE.read_text(encoding="utf-8")
    texts = {
        "T": ask_trafilatura(html, precision=False),
        "P": ask_trafilatura(html, precision=True),
        "R": ask_readability(html),
    }
    for opinion in compared.opinions[1:]:
        text = texts[opinion.reader.mark]
        assert opinion.words == len(words(text))
        assert opinion.kept.count(True) >= 8
        for block, is_kept in zip(compared.article.blocks, opinion.kept, strict=True):
            if is_kept or len(fold(block.text)) >= 40:
                assert is_kept == (fold(block.text) in fold(text)), block.text
        assert opinion.foreign == []
        assert opinion.seconds > 0


def made(**kept_by: str) -> Comparison:
    """A comparison of a page of four blocks: a headline, two paragraphs, and a line that Ghirbal removed."""
    page = f"<title>قافلة الملح تعبر الوادي</title><h1>قافلة الملح تعبر الوادي</h1><p>{LONG}</p><p>{OTHER}</p><footer><p>جميع الحقوق محفوظة</p></footer>"
    article = clean_html(page, outlet=None)
    assert [bool(block.reason) for block in article.blocks] == [False, False, False, True]
    readers = {reader.mark: reader for reader in (compare.GHIRBAL, *compare.OTHERS)}
    opinions = [
        compare.Opinion(readers[mark], [kept == "x" for kept in blocks], [], 10, 2.0 if mark == "G" else 5.0)
        for mark, blocks in kept_by.items()
    ]
    return Comparison(article, opinions)


def test_figures() -> None:
    figures = made(G=".xx.", T=".x.x", P=".x..", R="xx.x")
    assert [figures.only(o) for o in figures.opinions] == [1, 0, 0, 1]
    # The third block is kept by Ghirbal alone, the last by both others in one setting at least.
    assert [figures.lacks(o) for o in figures.opinions] == [1, 0, 0, 0]
    assert [figures.ratio(o) for o in figures.opinions] == [1.0, 2.5, 2.5, 2.5]
    figures = made(G=".xx.", T="x...", P="xx..", R="xx..")
    assert [figures.lacks(o) for o in figures.opinions] == [0, 1, 0, 0]  # the headline is in a field


def test_lines_say_who_keeps_a_block() -> None:
    shown = compare.text(made(G=".xx.", T="xx.x", P=".x.x", R=".x.."), "صفحة.html").splitlines()
    assert shown[0] == "صفحة.html"
    at = {line: shown[n - 1] for n, line in enumerate(shown)}
    assert at["قافلة الملح تعبر الوادي"] == "· T · ·   = title"
    assert at[LONG] == "G T P R   + kept"
    assert at[OTHER] == "G · · ·   + kept"
    assert at["جميع الحقوق محفوظة"].startswith("· T P ·   - ")


def test_neighbours_with_one_fate_share_a_line_and_what_none_keeps_is_not_shown() -> None:
    shown = compare.text(made(G=".xx.", T=".xx.", P=".xx.", R=".xx."), "a.html").splitlines()
    assert shown[3:6] == ["G T P R   + kept  (2 blocks)", LONG, OTHER]
    assert "جميع الحقوق محفوظة" not in shown
    assert shown[-1] == "not shown: 2 blocks that none keeps"


def test_long_texts_are_shortened_at_a_word() -> None:
    long = " ".join(["كلمة"] * 40)
    assert compare._shortened(long) == " ".join(["كلمة"] * 22) + " …"
    assert compare._shortened("x" * 300) == "x" * 110 + " …"
    assert compare._shortened(LONG) == LONG


def test_nothing_of_a_page_drives_the_terminal() -> None:
    page = PAGE.read_text(encoding="utf-8").replace("ثمن عادل", "ثمن \x1b[2J\u202eعادل")
    result = compare.compare(page.encode(), None, outlet=None, charset=None, now=None)
    for rendered in (compare.text(result, "\x1b[5mاسم"), compare.json(result, "\x1b[5mاسم")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", rendered)


# --- the command ------------------------------------------------------------------------------------------


def ghirbal(*args: object, stdin: bytes = b"", **env: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        [GHIRBAL, "compare", *map(str, args)], input=stdin, capture_output=True, env=os.environ | env, timeout=60
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def without_times(shown: str) -> list[str]:
    return [re.sub(r" +[\d.]+$", "", line) for line in shown.splitlines()[1:]]


def test_command(tmp_path: Path) -> None:
    status, shown, said = ghirbal(PAGE)
    assert (status, said) == (0, "")
    lines = shown.splitlines()
    assert lines[0] == str(PAGE)
    assert "\x1b" not in shown
    at = {line: lines[n - 1] for n, line in enumerate(lines)}
    assert lines[3] == "G T P R   + kept  (2 blocks)"
    assert lines[4] == clean_html(PAGE.read_bytes()).paragraphs[0][: len(lines[4]) - 2] + " …"
    assert at["تابعونا على أخبار غوغل لمعرفة آخر المستجدات"].startswith("· T P R   - prompt")
    table = next(n for n, line in enumerate(lines) if line.split() == ["words", "only", "it", "lacks", "time"])
    assert [line.split()[0] for line in lines[table + 1 : table + 5]] == ["G", "T", "P", "R"]
    assert lines[table + 1].endswith(" 1.0")

    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(PAGE.read_bytes()))
    assert without_times(ghirbal(packed)[1]) == without_times(shown)
    assert without_times(ghirbal("-", stdin=PAGE.read_bytes())[1]) == without_times(shown)
    written = tmp_path / "out.txt"
    assert ghirbal(PAGE, "-o", written) == (0, "", "")
    assert without_times(written.read_text(encoding="utf-8")) == without_times(shown)


def test_command_in_json() -> None:
    status, shown, said = ghirbal(PAGE, "--url", URL, "--format", "json")
    found = json.loads(shown)
    assert (status, said, len(shown.splitlines())) == (0, "", 1)
    assert (found["source"], found["url"], found["method"]) == (str(PAGE), URL, "rules:hespress")
    assert found["readers"][0]["name"] == "Ghirbal"
    article = clean_html(PAGE.read_bytes(), URL)
    assert [b["text"] for b in found["blocks"] if "Ghirbal" in b["kept_by"]] == article.paragraphs
    assert [b["text"] for b in found["blocks"] if b["reason"]] == [r.text for r in article.removed]
    leaked = next(b for b in found["blocks"] if b["text"].startswith("تابعونا على أخبار"))
    assert leaked["kept_by"] == ["trafilatura", "trafilatura, favor_precision", "readability-lxml"]
    assert "تابعونا" in shown
    assert json.loads(ghirbal(PAGE, "--url", URL, "--no-rules", "--format", "json")[1])["method"] == "generic"


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["none.html"], 1, "ghirbal: none.html: no such file or directory"),
        (["-"], 1, "ghirbal: -: is extracted text; pages are compared"),
        (["http://127.0.0.1:9/"], 1, "ghirbal: http://127.0.0.1:9/: 127.0.0.1 is not a public address"),
        (["a.html", "--url", "aawsat.com"], 2, "ghirbal: --url: not an http or https address: aawsat.com"),
        ([], 2, "ghirbal: Missing argument 'SOURCE'"),
    ],
)
def test_errors_are_said_on_one_line(args: list[str], status: int, said: str) -> None:
    ran = ghirbal(*args, stdin="نص بلا وسوم".encode())
    assert ran[:2] == (status, "")
    assert ran[2].startswith(said)
    assert len(ran[2].splitlines()) == 1


def test_a_page_that_is_none_is_compared_too() -> None:
    status, shown, _ = ghirbal("-", stdin=b"<!doctype html><p></p>")
    assert status == 0
    assert "G Ghirbal                           0        0      0" in shown
