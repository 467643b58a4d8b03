"""The extracted texts: labelled ones line by line, and the documents to the letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console

from benchmarks import measures
from benchmarks.corpora import Text
from benchmarks.pages import OURS
from benchmarks.tables import Table

#: Faults that are printed of one field of a document.
MOST = 6


def textmode_figures(found: dict[str, measures.Lines]) -> dict[str, float]:
    """Body lines kept, share of body in what is kept, texts exactly right: shares from 0 to 1."""
    kept = sum(len(f.kept) for f in found.values())
    lost = sum(len(f.lost) for f in found.values())
    foreign = sum(len(f.leaked) + len(f.altered) for f in found.values())
    return {
        "kept": kept / (kept + lost) if kept + lost else 0.0,
        "body share": kept / (kept + foreign) if kept + foreign else 0.0,
        "exact": measures.mean(f.exact for f in found.values()),
    }


def run_textmode(texts: Sequence[Text], console: Console) -> tuple[Table, dict[str, float]]:
    """Clean every text; of those that are not exactly right print what was lost, leaked or altered."""
    from cleaners import clean_text

    found, titles, captions = {}, 0, 0
    for text in texts:
        article = clean_text(text.text, url=text.url)
        labelled = [(line["label"], line["text"]) for line in text.gold["lines"]]
        found[text.name] = measures.lines(article.paragraphs, labelled)
        title = next((line for label, line in labelled if label == "title"), None)
        titles += measures.same(article.title, title)
        captions += measures.captions(
            article.captions, [], [line for label, line in labelled if label == "caption"], []
        )
    for name, lines in found.items():
        if lines.exact:
            continue
        console.print(f"{name}  {len(lines.kept)} body lines kept", style="bold", highlight=False)
        for line in lines.lost:
            _say(console, "  lost     ", line, "red")
        for label, line in lines.leaked:
            _say(console, f"  leaked   {label}: ", line, "yellow")
        for line in lines.altered:
            _say(console, "  altered  ", line, "yellow")
    f = textmode_figures(found)
    rows = [
        ["body lines kept", f"{f['kept']:.1%}"],
        ["share of body in what is kept", f"{f['body share']:.1%}"],
        ["texts exactly right", f"{f['exact']:.1%}"],
        ["titles right", f"{titles} of {len(texts)}"],
        ["captions right", f"{captions} of {len(texts)}"],
    ]
    return Table("textmode", f"textmode: {len(texts)} extracted texts", ["", OURS], rows), f


def document_faults(text: Text) -> dict[str, list[str]]:
    """What differs from what must come out, by field; each fault is a line."""
    from cleaners import clean_text
    from cleaners.article import REASONS

    article, gold = clean_text(text.text), text.gold
    faults: dict[str, list[str]] = {}
    for field in ("title", "dateline"):
        got, want = getattr(article, field), gold[field]
        faults[field] = [] if got == want else [f"is {got!r}, must be {want!r}"]
    for field, got in (("captions", article.captions), ("body", article.paragraphs)):
        faults[field] = _difference(got, gold[field])
        if not faults[field] and list(got) != gold[field]:
            faults[field] = ["in another order"]
    lines = Counter(line.strip() for line in text.text.splitlines() if line.strip())
    lines -= Counter(gold["body"] + gold["captions"] + [x for x in (gold["title"], gold["dateline"]) if x])
    faults["removed"] = _difference([r.text for r in article.removed], lines.elements())
    faults["removed"] += [f"no reason: {r.reason!r}" for r in article.removed if r.reason not in REASONS]
    return faults


def _difference(got: Iterable[str], want: Iterable[str]) -> list[str]:
    ours, theirs = Counter(got), Counter(want)
    return [f"missing: {line}" for line in (theirs - ours).elements()] + [
        f"too much: {line}" for line in (ours - theirs).elements()
    ]


def run_documents(texts: Sequence[Text], console: Console) -> tuple[Table, dict[str, float]]:
    """Clean the documents; print every line that is not where it must be."""
    rows, exact = [], 0
    for text in texts:
        faults = document_faults(text)
        exact += not any(faults.values())
        rows.append([text.name, *("✓" if not f else f"{len(f)} ✗" for f in faults.values())])
        for field, lines in faults.items():
            for line in lines[:MOST]:
                _say(console, f"{text.name}  {field}: ", line, "red")
            if lines[MOST:]:
                console.print(f"{text.name}  {field}: and {len(lines) - MOST} more, see --show", style="red")
    columns = ["", "title", "dateline", "captions", "body", "removed"]
    return Table("documents", "documents: exact", columns, rows), {"exact": exact}


def _say(console: Console, label: str, line: str, style: str) -> None:
    """A label and a line of a page on one line. Arabic comes last: so terminals keep the label in place."""
    cut = line if len(line) <= 110 else line[:109] + "…"
    console.print(f"{label}{cut}", style=style, markup=False, no_wrap=True, crop=False)
