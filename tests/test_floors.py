"""The evaluation gate: what falls is told, what rises is kept, other pages are not compared."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from benchmarks import corpora, gate
from benchmarks.evaluate import GATED, main

FLOORS = {"gold": {"pages": "abc", "floors": {"F1": 0.9, "leaked": 0.5}}}


def test_what_is_no_worse_passes():
    assert gate.check("gold", "abc", {"F1": 0.9, "leaked": 0.5, "exact": 0.1}, FLOORS) == []
    assert gate.check("textmode", "xyz", {"kept": 0.1}, FLOORS) == []


def test_what_is_worse_is_named():
    assert gate.check("gold", "abc", {"F1": 0.89, "leaked": 0.5}, FLOORS) == ["gold: F1 is 0.8900, below its floor 0.9"]
    assert gate.check("gold", "abc", {"F1": 0.95, "leaked": 0.6}, FLOORS) == [
        "gold: leaked is 0.6000, above its limit 0.5"
    ]


def test_a_figure_that_is_gone_is_a_fall():
    assert len(gate.check("gold", "abc", {"F1": None}, FLOORS)) == 2


@pytest.mark.parametrize("act", [gate.check, gate.raised])
def test_other_pages_are_refused(act):
    with pytest.raises(gate.OtherPages, match="gold: the floors were measured on other pages"):
        act("gold", "def", {"F1": 1.0, "leaked": 0.0}, FLOORS)


def test_update_raises_and_never_lowers():
    new = gate.raised("gold", "abc", {"F1": 0.95, "leaked": 0.7, "exact": 0.5}, FLOORS)
    assert new["gold"] == {"pages": "abc", "floors": {"F1": 0.95, "leaked": 0.5, "exact": 0.5}}
    assert gate.raised("gold", "abc", {"F1": 0.5, "leaked": 0.1}, FLOORS)["gold"]["floors"] == {
        "F1": 0.9,
        "leaked": 0.1,
    }
    assert FLOORS["gold"]["floors"] == {"F1": 0.9, "leaked": 0.5}


@pytest.mark.parametrize(("name", "figure"), [("F1", 2 / 3), ("F1", 1.0), ("leaked", 1 / 3), ("leaked", 0.0)])
def test_what_set_a_floor_passes_it(name, figure):
    floors = gate.raised("gold", "abc", {name: figure}, {})
    assert gate.check("gold", "abc", {name: figure}, floors) == []
    worse = figure + 0.001 if name in gate.AT_MOST else figure - 0.001
    assert gate.check("gold", "abc", {name: worse}, floors)


def test_the_floors_in_the_repository_are_of_known_figures():
    for corpus, kept in gate.load(gate.FLOORS).items():
        assert set(kept["floors"]) <= set(GATED[corpus])


def test_floors_were_measured_on_the_pages_that_are_here():
    floors = gate.load(gate.FLOORS)
    if not (corpora.SHARED / "gold").is_dir():
        pytest.skip("no ../shared: nothing to measure on")
    for corpus, items in (("gold", corpora.gold()), ("textmode", corpora.textmode())):
        if corpus in floors:
            assert floors[corpus]["pages"] == corpora.digest(items)


def test_without_the_pages_the_command_says_so_and_ends_well(monkeypatch, tmp_path):
    monkeypatch.setattr(corpora, "SHARED", tmp_path / "shared")
    ran = CliRunner().invoke(main, ["--fast"])
    assert ran.exit_code == 0
    assert ran.output.count("skipped: ") == 4


PAGE = """<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>عنوان</title></head><body>
<nav><a href="/">الرئيسية</a> <a href="/s">رياضة</a></nav>
<article><h1>بلدية تفتتح حديقة كبيرة وسط المدينة</h1>
<p>افتتحت البلدية، صباح الأحد، حديقة كبيرة وسط المدينة تتسع لآلاف الزوار، وتضم ملاعب ومكتبة صغيرة للأطفال.</p>
<p>وقال رئيس البلدية إن العمل في الحديقة استغرق عامين، وإن الدخول إليها سيكون مجانياً طوال أيام الأسبوع.</p>
<p>وأضاف أن خطة المدينة تشمل ثلاث حدائق أخرى، تبدأ أعمال أولاها في الربيع المقبل، بكلفة لم يعلن عنها.</p>
</article></body></html>"""


@pytest.fixture
def one_page(monkeypatch, tmp_path):
    """A corpus of one page beside a floors file of its own."""
    folder = tmp_path / "shared" / "gold"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text(PAGE, "utf-8")
    body = [line.removeprefix("<p>").removesuffix("</p>") for line in PAGE.splitlines() if line.startswith("<p>")]
    known = {"url": "https://a.example/1", "title": "بلدية تفتتح حديقة كبيرة وسط المدينة", "authors": [],
             "published": None, "captions": [], "body": body}  # fmt: skip
    (folder / "a.json").write_text(json.dumps(known), "utf-8")
    monkeypatch.setattr(corpora, "SHARED", tmp_path / "shared")
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    return folder


def run(*options):
    return CliRunner().invoke(main, ["--only", "gold", "--fast", *options])


def test_the_command_fails_when_a_figure_falls(one_page):
    assert run().exit_code == 0
    assert run("--update").exit_code == 0
    floors = gate.load(gate.FLOORS)
    assert floors["gold"]["floors"]["F1"] > 0.9
    assert run().exit_code == 0

    floors["gold"]["floors"]["F1"] = 1.5
    gate.save(floors, gate.FLOORS)
    fallen = run("--update")
    assert fallen.exit_code == 1
    assert "gold: F1 is" in fallen.output
    assert gate.load(gate.FLOORS)["gold"]["floors"]["F1"] == 1.5


def test_the_command_refuses_other_pages(one_page):
    run("--update")
    page = one_page / "a.html"
    page.write_text(page.read_text("utf-8").replace("الأحد", "الاثنين"), "utf-8")
    refused = run("--update")
    assert refused.exit_code == 1
    assert "measured on other pages" in refused.output
