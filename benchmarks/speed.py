"""`make bench`: how fast pages are read, as ratios to the parse alone and to the peers, beside how well.

Machines are noisy and differ, so all run in one process, in turns; of each page the best of several rounds
counts, in processor time, and what is quoted are ratios.
"""

from __future__ import annotations

import gc
import json
import logging
import platform
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import click
from rich.console import Console

from benchmarks import corpora, measures, memory, picture, tables
from benchmarks.corpora import Page
from benchmarks.evaluate import DOCS, WITH_RULES
from benchmarks.pages import OURS, run_pages, summary
from benchmarks.peers import PEERS, Extractor, Reading, attempt, ghirbal, peers, release
from benchmarks.tables import Table, progress

PICTURE = DOCS.with_name("quality-speed.svg")
FIXTURES = corpora.ROOT / "fixtures"

PARSE = "lxml, parse alone"
OWN = "ghirbal, own reading"
PLAIN = "ghirbal, own reading, not compiled"
REFERENCE = "trafilatura"

Times = dict[str, list[float]]


def parse_alone() -> Extractor:
    """No reading at all: what it costs to have lxml's tree."""
    from lxml import etree

    def read(body: bytes, url: str) -> Reading:
        etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
        return Reading()

    return read


def time_all(extractors: dict[str, Extractor], pages: Sequence[Page], rounds: int) -> Times:
    """Seconds of processor time that each extractor takes for each page, the best of `rounds`."""
    best = {name: [float("inf")] * len(pages) for name in extractors}
    for name, read in extractors.items():  # once before it counts: late imports, caches
        for page in progress(pages, f"warming up: {name}"):
            error = attempt(read, page.body, page.url).error
            if error and name in (OURS, OWN, PLAIN, WITH_RULES):
                # What fails is fast: no figure of ours may come of that.
                raise click.ClickException(f"{name} failed on {page.name}: {error}")
    gc.freeze()
    # Each in its turn reads all pages, as it would in use. Page by page in turns, one would pay for the code
    # and data that its neighbour left in the processor's caches, another profit from what it keeps of a page.
    for n in range(rounds):
        for name, read in progress(list(extractors.items()), f"round {n + 1} of {rounds}"):
            gc.collect()  # nobody clears up after another
            for i, page in enumerate(pages):
                start = time.process_time()
                attempt(read, page.body, page.url)
                best[name][i] = min(best[name][i], time.process_time() - start)
    gc.unfreeze()
    return best


def speed_table(times: Times, quality: dict[str, dict[str, float]]) -> Table:
    """One row an extractor, fastest first: version, pages a second, F1, and its time as ratios."""
    everything = slice(None)
    rows = []
    for who in sorted(times, key=lambda who: sum(times[who])):
        f1 = quality.get(who, {})
        rows.append([
            who,
            (release(who) or "") if who in PEERS else "",
            *(f"{f1[name]:.3f}" if name in f1 else "–" for name in ("gold", "gold-en")),
            f"{len(times[who]) / sum(times[who]):.0f}",
            f"{ratio(times, REFERENCE, who, everything):.2f}",
            f"{ratio(times, who, PARSE, everything):.2f}",
        ])  # fmt: skip
    columns = ["", "version", "F1 gold", "F1 gold-en", "pages/s", "× trafilatura", "÷ lxml parse"]
    return Table("speed", f"Speed and quality on {len(times[PARSE])} pages, fastest first", columns, rows)


def ratio(times: Times, one: str, other: str, part: slice) -> float:
    """How many times as long `one` takes as `other`."""
    return sum(times[one][part]) / sum(times[other][part])


def asked(pages: Sequence[Page], *, rules: bool = False) -> float:
    """The share of pages on which second opinions were asked.

    The calls are counted: `Article.method` names what found the body, and on a page that has none it is `none`,
    whoever was asked before.
    """
    from cleaners import fallback

    read = ghirbal(rules=rules)
    with patch.object(fallback, "vote", wraps=fallback.vote) as vote:
        for page in pages:
            attempt(read, page.body, page.url)
    return vote.call_count / len(pages)


def fixtures() -> list[Page]:
    """The pages of the repository's fixtures: their outlets have rules."""
    found = []
    for path in sorted(FIXTURES.glob("*/*/page.html")):
        meta = json.loads(path.with_name("meta.json").read_text("utf-8"))
        name = f"{path.parent.parent.name}/{path.parent.name}"
        found.append(Page(name, meta["url"], path.read_bytes(), meta))
    return found


def is_compiled() -> bool:
    """Whether the cleaners that are measured are compiled, as `make bench` has them."""
    from cleaners import blocks

    return not (blocks.__file__ or "").endswith(".py")


def machine() -> str:
    """The processor and the Python that the figures are from."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    return f"{model}, Python {platform.python_version()}"


@click.command()
@click.option("--rounds", default=5, show_default=True, help="Of how many the best counts.")
@click.option("--fast", is_flag=True, help="Only ourselves, the parse and trafilatura; no memory.")
@click.option("--write", is_flag=True, help="Put the tables and the picture into docs/.")
def main(rounds: int, fast: bool, write: bool) -> None:
    """Time the cleaners on ../shared and fixtures/, beside the peers."""
    if fast and write:
        raise click.UsageError("--write puts the whole run into the docs: leave out --fast")
    logging.disable(logging.CRITICAL)  # what the peers complain of is not ours to print
    warnings.simplefilter("ignore")
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 170)
    gold, english, ruled = corpora.gold(), corpora.gold_en(), fixtures()
    if write and not (gold and english):
        raise click.UsageError("--write puts the whole run into the docs: there is no ../shared to run on")
    if not is_compiled():
        console.print("the cleaners are not compiled: `make bench` measures them as they are installed")
    printed: list[Table] = []
    figures: list[list[str]] = []

    if gold and english:
        pages = gold + english
        sets = {"all": slice(None), "gold": slice(len(gold)), "gold-en": slice(len(gold), None)}
        own = {OURS: ghirbal(), OWN: ghirbal(opinions=False)}
        if is_compiled():
            own[PLAIN] = ghirbal(opinions=False, compiled=False)
        others = peers([REFERENCE] if fast else PEERS)
        times = time_all({PARSE: parse_alone()} | own | others, pages, rounds)
        by = run_pages(own | others, pages, "quality")
        quality = {
            who: {name: measures.mean(s.body.score.f1 for s in scored[sets[name]]) for name in sets}
            for who, scored in by.items()
        }
        printed.append(speed_table(times, quality))
        if not fast:
            arabic = {who: scored[sets["gold"]] for who, scored in by.items() if who != PLAIN}
            printed.append(summary("peers", f"gold: {len(gold)} Arabic pages, every extractor", arabic))
        for name, part in sets.items():
            for who, what in ((OWN, "own reading"), (PLAIN, "own reading, not compiled"), (OURS, "as shipped")):
                if who in times:
                    figures.append([f"{name}: {what} × trafilatura", f"{ratio(times, REFERENCE, who, part):.1f}"])
                    figures.append([f"{name}: {what} ÷ lxml parse", f"{ratio(times, who, PARSE, part):.2f}"])
        for name, part in sets.items():
            figures.append([f"{name}: pages that asked second opinions", f"{asked(pages[part]):.1%}"])
    else:
        console.print("skipped: speed on gold and gold-en, there is no ../shared beside the repository")
    if ruled:
        # As shipped, a page whose rules are not obeyed may ask second opinions: that is a cost of rules too.
        pairs = {
            "as shipped": (ghirbal(), ghirbal(rules=True)),
            "own reading": (ghirbal(opinions=False), ghirbal(rules=True, opinions=False)),
        }
        for who, (without, with_rules) in pairs.items():
            both = time_all({OURS: without, WITH_RULES: with_rules}, ruled, rounds)
            cost = ratio(both, WITH_RULES, OURS, slice(None))
            figures.append([f"{len(ruled)} fixtures: with outlet rules ÷ without, {who}", f"{cost:.2f}"])
        figures.append([f"{len(ruled)} fixtures: asked second opinions, with rules", f"{asked(ruled, rules=True):.1%}"])
    if gold and english and not fast:
        for who, opinions in (("as shipped", True), ("own reading", False)):
            what = f"memory growth over {memory.PAGES:,} pages after the first {memory.SETTLED:,}, {who}"
            figures.append([what, f"{memory.growth(opinions=opinions):.1f} MB"])

    printed.append(Table("figures", f"Speed: {machine()}", ["", "measured"], figures))
    for table in printed:
        table.show(console)
    if write:
        tables.write(DOCS, printed)
        _draw(times, quality, len(gold))


def _draw(times: Times, quality: dict[str, dict[str, float]], pages: int) -> None:
    points = [
        picture.Point(who, ratio(times, REFERENCE, who, slice(None)), f1["gold"], who == OURS)
        for who, f1 in quality.items()
        if who not in (OWN, PLAIN)
    ]
    across = "speed, as a multiple of trafilatura with metadata (logarithmic)"
    svg = picture.draw(points, "Quality against speed", across, f"mean F1 on {pages} Arabic pages")
    PICTURE.write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
