"""One page or text of the corpora, side by side: what is right, what came, and why a line is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import click
from rich.console import Console
from rich.text import Text as Styled

from benchmarks import corpora, measures
from benchmarks.corpora import Page, Text
from benchmarks.pages import score
from benchmarks.peers import ghirbal
from benchmarks.texts import document_faults
from cleaners import Article, clean_text
from cleaners.normal import words


def show(name: str, console: Console, *, rules: bool = False) -> None:
    """Print the page or text that `name` is the name of, or a part of. UsageError where that is not one."""
    items: list[Page | Text] = [
        *corpora.gold(),
        *corpora.gold_en(),
        *corpora.textmode(),
        *corpora.documents(),
    ]
    found = [i for i in items if i.name == name] or [i for i in items if name in i.name]
    if len(found) != 1:
        named = ", ".join(i.name for i in found[:8]) or "none"
        raise click.UsageError(f"--show {name}: must name one page, names {len(found)}: {named}")
    item = found[0]
    if isinstance(item, Page):
        _page(item, console, rules=rules)
    elif "lines" in item.gold:
        _labelled(item, console)
    else:
        _document(item, console)


def _page(page: Page, console: Console, *, rules: bool) -> None:
    s = score(ghirbal(rules=rules), page)
    got, gold, article = s.reading, page.gold, s.reading.article
    console.print(page.name, style="bold", markup=False)
    console.print(page.url, style="dim", markup=False)
    if article is None:
        console.print(got.error, style="red", markup=False)
        return
    console.print(
        f"F1 {s.body.score.f1:.3f}  leaked {len(s.body.leaked)}  missed {len(s.body.missed)}  "
        f"repeated {len(s.body.repeated)}  exact {s.body.exact}  confidence {article.confidence:.2f}  "
        f"{article.method}  warnings {', '.join(article.warnings) or 'none'}"
    )
    if s.fields:
        standfirst = measures.same(article.standfirst, gold["standfirst"])
        authors = f"{gold['authors']}, in the metadata {gold['authors_meta']}"
        _field(console, "title", s.fields.title, got.title, gold["title"])
        _field(console, "published", s.fields.day is True, got.published, gold["published"])
        _field(console, "captions", s.fields.captions, got.captions, gold["captions"])
        _field(console, "authors", s.fields.authors.right, got.authors, authors)
        _field(console, "standfirst", standfirst, article.standfirst, gold["standfirst"])
    console.print()
    _diff(console, got.paragraphs, gold["body"], article)


def _labelled(text: Text, console: Console) -> None:
    article = clean_text(text.text, url=text.url)
    console.print(text.name, style="bold")
    console.print(f"title     {article.title}", markup=False)
    console.print(f"captions  {article.captions}", markup=False)
    kept = [words(p) for p in article.paragraphs]
    for line in text.gold["lines"]:
        label, own = line["label"], words(line["text"])
        stays = own in kept
        style = None if label in measures.UNSCORED or stays == (label == "body") else "red"
        fate = "kept" if stays else _why(line["text"], article)
        console.print(f"{label:15} {fate:32} {line['text']}", style=style, markup=False, soft_wrap=True)


def _document(text: Text, console: Console) -> None:
    console.print(text.name, style="bold")
    for field, lines in document_faults(text).items():
        console.print(f"{field}: {'right' if not lines else ''}", style=None if lines else "green")
        for line in lines:
            console.print(f"  {line}", style="red", markup=False, soft_wrap=True)


def _field(console: Console, name: str, right: bool, got: object, gold: object) -> None:
    if right:
        console.print(f"✓ {name}  {got}", markup=False, soft_wrap=True)
    else:
        console.print(f"✗ {name}  {got}", style="red", markup=False, soft_wrap=True)
        console.print(f"  {'must be':{len(name)}}  {gold}", style="yellow", markup=False, soft_wrap=True)


def _diff(console: Console, got: Sequence[str], gold: Sequence[str], article: Article) -> None:
    """The lines in order: right ones, leaked (+), missed (−) with the reason, otherwise divided or worded."""
    ours, theirs = [tuple(words(p)) for p in got], [tuple(words(p)) for p in gold]
    for op, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if op == "equal":
            for line in gold[a:b]:
                console.print(f"  {_cut(line)}", style="dim", markup=False, soft_wrap=True)
            continue
        if b - a == d - c == 1 and measures.grams(theirs[a]) & measures.grams(ours[c]):
            console.print(_worded(gold[a], got[c]), soft_wrap=True)
            continue
        for line in gold[a:b]:
            missed = bool(measures.absent([line], got))
            label = f"− missed, {_why(line, article)}: " if missed else "− stands, but not as this entry: "
            console.print(label + _cut(line), style="red" if missed else "cyan", markup=False, soft_wrap=True)
        for line in got[c:d]:
            leaked = bool(measures.absent([line], gold))
            label = "+ leaked: " if leaked else "+ of the story, but not an entry: "
            console.print(label + _cut(line), style="yellow" if leaked else "cyan", markup=False, soft_wrap=True)


def _why(line: str, article: Article) -> str:
    """What became of a line by our account: the reason and rule of the block that holds it."""
    own = tuple(words(line))
    same = [b for b in article.blocks if tuple(words(b.text)) == own]
    around = same or [b for b in article.blocks if not measures.absent([line], [b.text])]
    for block in around:
        if block.reason:
            return f"{block.reason} ({block.rule or 'no rule'})"
    for field in ("title", "standfirst", "dateline"):
        if own and tuple(words(getattr(article, field) or "")) == own:
            return field
    if any(tuple(words(c)) == own for c in article.captions):
        return "caption"
    return "a block that is kept otherwise" if around else "in no block"


def _worded(gold: str, got: str) -> Styled:
    """One entry with other words: in red what must be there and is not, in yellow what must not."""
    out = Styled("~ ")
    a, b = gold.split(), got.split()
    for op, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            out.append(_shortened(a[i:j]) + " ", style="dim")
        else:
            out.append("".join(f"[-{w}-] " for w in a[i:j]), style="red")
            out.append("".join(f"[+{w}+] " for w in b[k:m]), style="yellow")
    return out


def _shortened(run: Iterable[str]) -> str:
    run = list(run)
    return " ".join(run if len(run) <= 8 else [*run[:4], "…", *run[-4:]])


def _cut(line: str) -> str:
    return line if len(line) <= 160 else line[:159] + "…"
