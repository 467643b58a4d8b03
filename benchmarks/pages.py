"""The gold pages: every extractor on every page, and the tables of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks import measures
from benchmarks.corpora import Page
from benchmarks.peers import Extractor, Reading, attempt
from benchmarks.tables import Table, progress

OURS = "ghirbal"

#: F1 from which on a page counts as right when the confidence is judged.
RIGHT = 0.98


@dataclass
class Fields:
    """What of a page's fields is right. `day`, `captions` and `authors` are as in `measures`."""

    title: bool
    day: bool | None
    captions: bool
    authors: measures.Authors


@dataclass
class Scored:
    """One page as one extractor read it. `fields` is None where the gold says too little of them."""

    page: Page
    reading: Reading
    body: measures.Body
    fields: Fields | None


def score(read: Extractor, page: Page) -> Scored:
    """Read a page and measure all that its gold says of it."""
    got, gold = attempt(read, page.body, page.url), page.gold
    fields = None
    if "captions" in gold:
        fields = Fields(
            measures.same(got.title, gold["title"]),
            measures.day(got.published, gold["published"], gold.get("published_alt", ())),
            measures.captions(got.captions, got.paragraphs, gold["captions"], gold["body"]),
            measures.authors(got.authors, gold["authors"], gold.get("authors_meta", ())),
        )
    return Scored(page, got, measures.body(got.paragraphs, gold["body"], gold.get("body_alt")), fields)


def figures(scored: Sequence[Scored]) -> dict[str, float]:
    """The figures of a corpus: leaked and missed are lines a page, shares from 0 to 1, the others counts."""
    bodies = [s.body for s in scored]
    out = {
        "P": measures.mean(b.score.precision for b in bodies),
        "R": measures.mean(b.score.recall for b in bodies),
        "F1": measures.mean(b.score.f1 for b in bodies),
        "exact": measures.mean(b.exact for b in bodies),
        "leaked": measures.mean(len(b.leaked) for b in bodies),
        "missed": measures.mean(len(b.missed) for b in bodies),
        "repeated": float(sum(len(b.repeated) for b in bodies)),
    }
    fields = [s.fields for s in scored if s.fields]
    if fields:
        out |= {
            "title right": float(sum(f.title for f in fields)),
            "date right": float(sum(f.day is True for f in fields)),
            "date wrong": float(sum(f.day is False for f in fields)),
            "captions right": measures.mean(f.captions for f in fields),
            "authors right": measures.mean(f.authors.right for f in fields),
            "authors invented": float(sum(len(f.authors.invented) for f in fields)),
        }
    return out


def run_pages(extractors: dict[str, Extractor], pages: Sequence[Page], what: str) -> dict[str, list[Scored]]:
    """Every page read by every extractor, a page at a time."""
    out: dict[str, list[Scored]] = {name: [] for name in extractors}
    for page in progress(pages, what):
        for name, read in extractors.items():
            out[name].append(score(read, page))
    return out


def summary(name: str, title: str, by: dict[str, list[Scored]]) -> Table:
    """One row an extractor; a dash where it reads no such thing."""
    rows = []
    for who, scored in by.items():
        f = figures(scored)
        readings = [s.reading for s in scored]
        has_title, has_date = any(r.title for r in readings), any(r.published for r in readings)
        has_captions, has_authors = any(r.captions for r in readings), any(r.authors for r in readings)
        rows.append([
            who,
            *(f"{f[key]:.3f}" for key in ("P", "R", "F1")),
            *(f"{f[key]:.2f}" for key in ("leaked", "missed")),
            f"{f['repeated']:.0f}",
            f"{f['exact']:.0%}",
            f"{f['title right']:.0f}" if has_title else "–",
            f"{f['date right']:.0f}" if has_date else "–",
            f"{f['date wrong']:.0f}" if has_date else "–",
            f"{f['captions right']:.0%}" if has_captions else "–",
            f"{f['authors right']:.0%}" if has_authors else "–",
            f"{f['authors invented']:.0f}" if has_authors else "–",
        ])  # fmt: skip
    columns = ["", "P", "R", "F1", "leaked", "missed", "repeated", "exact", "title", "date ✓", "date ✗",
               "captions", "authors", "invented"]  # fmt: skip
    return Table(name, title, columns, rows)


def page_by_page(name: str, title: str, scored: Iterable[Scored]) -> Table:
    """One row a page: the figures, what of its fields is right, and how sure the reading was."""
    rows = []
    for s in scored:
        b, f, article = s.body, s.fields, s.reading.article
        if f is None:
            raise ValueError(f"{s.page.name}: the gold says nothing of the fields")
        rows.append([
            s.page.name,
            *(f"{x:.3f}" for x in b.score),
            *(str(len(x)) if x else "·" for x in (b.leaked, b.missed, b.repeated)),
            _mark(b.exact),
            _mark(f.title),
            "–" if f.day is None else _mark(f.day),
            _mark(f.captions),
            _mark(f.authors.right),
            f"{article.confidence:.2f}" if article else "error",
            article.method if article else (s.reading.error or ""),
        ])  # fmt: skip
    columns = ["", "P", "R", "F1", "leaked", "missed", "repeated", "exact", "title", "date", "captions",
               "authors", "confidence", "method"]  # fmt: skip
    return Table(name, title, columns, rows)


def english(by: dict[str, list[Scored]]) -> Table:
    """F1 only: the gold texts of this corpus hold leftovers, so that exactness says little."""
    rows = []
    for who, scored in by.items():
        f = figures(scored)
        rows.append([who, *(f"{f[key]:.3f}" for key in ("P", "R", "F1"))])
    return Table("gold-en", f"gold-en: {len(next(iter(by.values())))} English pages", ["", "P", "R", "F1"], rows)


def worst(by: dict[str, list[Scored]], count: int) -> Table:
    """The pages that we read worst, and the best that a peer made of them."""
    others = [name for name in by if name != OURS]
    rows = []
    for i, s in sorted(enumerate(by[OURS]), key=lambda pair: pair[1].body.score.f1)[:count]:
        best = max(others, key=lambda name: by[name][i].body.score.f1, default=None)
        rows.append([
            s.page.name,
            *(f"{x:.3f}" for x in s.body.score),
            str(len(s.body.leaked)),
            str(len(s.body.missed)),
            f"{s.reading.article.confidence:.2f}" if s.reading.article else "error",
            f"{by[best][i].body.score.f1:.3f} {best}" if best else "",
        ])  # fmt: skip
    columns = ["worst first", "P", "R", "F1", "leaked", "missed", "confidence", "best peer"]
    return Table("gold-en-worst", "gold-en, page by page", columns, rows)


def confidence(scored: Iterable[Scored]) -> float | None:
    """The AUC of our confidence against F1 ≥ 0.98."""
    return measures.auc((s.reading.article.confidence, s.body.score.f1 >= RIGHT) for s in scored if s.reading.article)


def _mark(right: bool) -> str:
    return "✓" if right else "✗"
