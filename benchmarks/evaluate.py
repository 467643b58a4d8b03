"""`make eval`: score what the cleaners read against what is right, beside trafilatura and readability-lxml.

Exits 1 when a figure of ours falls below its floor in `floors.json`.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks import corpora, gate, tables
from benchmarks.corpora import Page, Text
from benchmarks.pages import (
    OURS,
    RIGHT,
    Scored,
    confidence,
    english,
    figures,
    page_by_page,
    run_pages,
    summary,
    worst,
)
from benchmarks.peers import Extractor, ghirbal, peers
from benchmarks.tables import Table
from benchmarks.texts import run_documents, run_textmode

DOCS = corpora.ROOT / "docs" / "benchmarks.md"
WITH_RULES = "ghirbal, outlet rules"

#: How many of the English pages are named, worst first.
WORST = 12

#: The figures of ours that must not fall, by corpus.
GATED = {
    "gold": ("F1", "exact", "leaked", "repeated", "title right", "date right", "date wrong", "captions right",
             "authors right", "authors invented"),
    "gold-en": ("F1",),
    "textmode": ("kept", "body share", "exact"),
    "documents": ("exact",),
    "confidence": ("AUC",),
}  # fmt: skip


class Run:
    """One run: what is printed as it comes, and what the gate and the files need of it afterwards."""

    def __init__(self, console: Console, *, fast: bool) -> None:
        self.console = console
        self.fast = fast
        self.tables: list[Table] = []
        self.figures: dict[str, dict[str, float | None]] = {}
        self.digests: dict[str, str] = {}
        self.pages: dict[str, list[Scored]] = {}

    def put(self, table: Table) -> None:
        table.show(self.console)
        self.tables.append(table)

    def read(self, corpus: str, pages: Sequence[Page], *others: str, rules: bool = False) -> dict[str, list[Scored]]:
        """The pages read by ourselves, with rules too where asked, and by the others that are installed."""
        own: dict[str, Extractor] = {OURS: ghirbal()} | ({WITH_RULES: ghirbal(rules=True)} if rules else {})
        by = run_pages(own | ({} if self.fast else peers(others)), pages, corpus)
        self.pages[corpus] = by[OURS]
        self.measured(corpus, pages, figures(by[OURS]))
        return by

    def measured(self, corpus: str, items: Sequence[Page | Text], found: Mapping[str, float | None]) -> None:
        self.figures[corpus] = dict(found)
        self.digests[corpus] = corpora.digest(items)


def gold(run: Run, pages: Sequence[Page]) -> None:
    by = run.read("gold", pages, "trafilatura precision", "trafilatura", "readability-lxml", rules=True)
    run.put(page_by_page("gold-pages", "gold, page by page, without outlet rules", by[OURS]))
    ruled = [s for s in by[WITH_RULES] if s.reading.article and s.reading.article.outlet]
    if ruled:
        page_by_page("gold-rules", "gold, the pages of known outlets, with their rules", ruled).show(run.console)
    run.put(summary("gold", f"gold: {len(pages)} Arabic pages; leaked and missed are lines a page", by))


def gold_en(run: Run, pages: Sequence[Page]) -> None:
    settings = ("trafilatura precision", "trafilatura", "trafilatura recall", "trafilatura fast")
    by = run.read("gold-en", pages, *settings)
    worst(by, WORST).show(run.console)
    run.put(english(by))


def textmode(run: Run, texts: Sequence[Text]) -> None:
    table, found = run_textmode(texts, run.console)
    run.put(table)
    run.measured("textmode", texts, found)


def documents(run: Run, texts: Sequence[Text]) -> None:
    table, found = run_documents(texts, run.console)
    run.put(table)
    run.measured("documents", texts, found)


def sureness(run: Run) -> None:
    """How well our confidence tells right pages from wrong ones, over both corpora of pages."""
    scored = [s for corpus in run.pages.values() for s in corpus]
    area = confidence(scored)
    shown = "not defined: all are right or all wrong" if area is None else f"{area:.3f}"
    run.put(Table("confidence", "Confidence", ["", OURS], [[f"AUC against F1 ≥ {RIGHT}", shown]]))
    run.measured("confidence", [s.page for s in scored], {"AUC": area})


#: How each corpus is loaded and scored, in the order of printing.
CORPORA: dict[str, tuple[Callable[[], Sequence[Any]], Callable[[Run, Any], None]]] = {
    "gold": (corpora.gold, gold),
    "gold-en": (corpora.gold_en, gold_en),
    "textmode": (corpora.textmode, textmode),
    "documents": (corpora.documents, documents),
}


@click.command()
@click.option("--only", type=click.Choice(list(CORPORA)), help="One corpus.")
@click.option("--fast", is_flag=True, help="Without the peers.")
@click.option("--show", "shown", metavar="PAGE", help="One page or text: what is right, what came, and why.")
@click.option("--rules", is_flag=True, help="With --show: read with outlet rules.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures.")
@click.option("--update", is_flag=True, help="Raise the floors to these figures; none is ever lowered.")
@click.option("--write", is_flag=True, help="Put the tables into docs/benchmarks.md.")
def main(
    only: str | None,
    fast: bool,
    shown: str | None,
    rules: bool,
    json_file: Path | None,
    update: bool,
    write: bool,
) -> None:
    """Score the cleaners on ../shared, beside the peers."""
    if write and (only or fast):
        raise click.UsageError("--write puts the whole run into the docs: leave out --only and --fast")
    # The peers' complaints about dates and zones are not ours to print.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    # A log is no narrower than its longest line: 80 columns would cut the tables.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    if shown:
        from benchmarks.show import show

        return show(shown, console, rules=rules)

    run = Run(console, fast=fast)
    for name in [only] if only else CORPORA:
        load, measure = CORPORA[name]
        if items := load():
            measure(run, items)
        else:
            console.print(f"skipped: {name}, there is no {corpora.SHARED.name}/{name} beside the repository")
    if {"gold", "gold-en"} <= run.pages.keys():
        sureness(run)

    failed = [s for scored in run.pages.values() for s in scored if s.reading.error]
    for s in failed:
        console.print(f"error: {s.page.name}: {s.reading.error}", style="red", markup=False)
    if json_file:
        _write_json(json_file, run)
    if write:
        tables.write(DOCS, run.tables)
    fell = _gate(run, update=update)
    sys.exit(1 if fell or failed else 0)


def _gate(run: Run, *, update: bool) -> bool:
    """Compare with the floors, raise them where asked. Whether a figure fell or the pages are others."""
    floors, fell = gate.load(gate.FLOORS), False
    for corpus, found in run.figures.items():
        own, digest = {name: found[name] for name in GATED[corpus]}, run.digests[corpus]
        try:
            complaints = gate.check(corpus, digest, own, floors)
            if update:
                floors = gate.raised(corpus, digest, own, floors)
        except gate.OtherPages as e:
            complaints = [str(e)]
        for line in complaints:
            run.console.print(line, style="red", markup=False)
        fell |= bool(complaints)
    if update:
        gate.save(floors, gate.FLOORS)
    if run.figures and not fell:
        run.console.print("No figure is below its floor.", style="green")
    return fell


def _write_json(path: Path, run: Run) -> None:
    pages = {
        corpus: {
            s.page.name: {
                "f1": s.body.score.f1,
                "exact": s.body.exact,
                "leaked": s.body.leaked,
                "missed": s.body.missed,
                "repeated": s.body.repeated,
                "confidence": s.reading.article.confidence if s.reading.article else None,
                "method": s.reading.article.method if s.reading.article else None,
            }
            for s in scored
        }
        for corpus, scored in run.pages.items()
    }
    out = {"figures": run.figures, "digests": run.digests, "pages": pages}
    path.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
