"""An article as text, as Markdown, as a line of JSON, and as the explanation of every block of its page.

Whatever a page holds, nothing rendered here drives a terminal, reorders text around it, or is read as markup.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from crawlers.safe import link, plain, readable

if TYPE_CHECKING:
    from cleaners.article import Article
    from cleaners.places import Block


def counted(number: int, one: str, more: str | None = None) -> str:
    """A number with what it counts: `1 page`, `2,000 pages`."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


# --- text -------------------------------------------------------------------------------------------------


def text(article: Article) -> str:
    """Title, standfirst, captions and paragraphs, each once, with a blank line between."""
    head = dict.fromkeys(t for t in (article.title, article.standfirst, *article.captions) if t)
    return "\n\n".join(plain(t) for t in (*head, *article.paragraphs)) + "\n"


# --- Markdown ---------------------------------------------------------------------------------------------

# What CommonMark or GitHub read as markup anywhere in a line, and what they read so only at its beginning.
_INLINE = re.compile(r"[\\`*_\[\]<>~|#]|&(?=[#\w])")
_LEADING = re.compile(r"(?:[-+](?=\s|$|-)|=|:(?=-)|\d{1,9}(?=[.)](?:\s|$)))")


def markdown(article: Article) -> str:
    """Title as heading, standfirst in bold, authors and date, captions as quotations, paragraphs, address."""
    parts = []
    if article.title:
        parts.append("# " + markdown_text(article.title, within=True))
    if article.standfirst:
        parts.append(f"**{markdown_text(article.standfirst, within=True)}**")
    byline = [*article.authors, *([article.published.isoformat()] if article.published else [])]
    if byline:
        parts.append(markdown_text(" · ".join(byline)))
    parts += ["> " + markdown_text(caption) for caption in dict.fromkeys(article.captions)]
    parts += [markdown_text(paragraph) for paragraph in article.paragraphs]
    if address := link(readable(article.url or "")):
        parts.append(f"<{address}>")
    return "\n\n".join(parts) + "\n"


def markdown_text(text: str, *, within: bool = False) -> str:
    """`text` with what Markdown would read as markup escaped; `within` a line that something else begins."""
    text = plain(text).strip()
    escaped = _INLINE.sub(lambda found: "\\" + found[0], text)
    if leading := None if within else _LEADING.match(escaped):
        # A number is no punctuation: there the mark after it is escaped.
        at = leading.end() if leading[0].isdigit() else 0
        escaped = escaped[:at] + "\\" + escaped[at:]
    return escaped


# --- JSON -------------------------------------------------------------------------------------------------

# JSON allows them as they are, but readers of lines end one there, terminals obey them, UTF-8 has no halves. No text of
# an article has any; a name in a rule may.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def json_line(article: Article, source: str) -> str:
    """The article's dictionary on one line, after its `source` as it was named; Arabic stands as it is."""
    return on_one_line({"source": source} | article.as_dict())


def on_one_line(data: dict[str, Any]) -> str:
    """The dictionary as JSON on one line, with its line end."""
    line = json.dumps(data, ensure_ascii=False)
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


# --- explanation ------------------------------------------------------------------------------------------


def explain(article: Article, source: str, *, color: bool = False) -> str:
    """Every block of the page in page order, with what became of it; a summary at the end.

    What became of a block (`+` kept, `=` a field of the article, `-` removed, with reason and rule) stands on
    a line of its own, once for neighbours with the same fate; then a line for the text of each block, alone,
    so that a terminal that orders Arabic finds lines of one direction.
    """

    def paint(text: str, **style: str | bool) -> str:
        return click.style(text, **style) if color else text  # type: ignore[arg-type]

    said = [f"method {article.method}", f"confidence {article.confidence:.2f}"]
    if article.outlet:
        said.insert(0, f"outlet {article.outlet}")
    if article.charset:
        said.append(f"charset {article.charset.name} ({article.charset.reason})")
    out = [paint(plain(source), bold=True), plain(", ".join(said))]
    if article.warnings:
        out.append(paint("warnings: " + ", ".join(article.warnings), fg="yellow"))
    out.append("")
    for (mark, fg), blocks in groupby(article.blocks, key=verdict):
        texts = [plain(block.text) for block in blocks]
        out.append(paint(mark + (f"  ({len(texts)} blocks)" if len(texts) > 1 else ""), fg=fg))
        # Kept paragraphs are long; between removed lines a gap would only take room.
        out.append(("\n\n" if fg == "green" else "\n").join(paint(text, dim=fg == "red") for text in texts))
        out.append("")
    out.append(_summary(article))
    return "\n".join(out) + "\n"


def verdict(block: Block) -> tuple[str, str]:
    """What became of a block, and the colour that says so."""
    if block.reason:
        return plain(f"- {block.reason}" + (f"  {block.rule}" if block.rule else "")), "red"
    if block.field:
        return f"= {block.field}", "cyan"
    return "+ kept", "green"


def _summary(article: Article) -> str:
    fields = sum(1 for block in article.blocks if block.field and not block.reason)
    reasons = Counter(block.reason for block in article.blocks if block.reason)
    kept = len(article.blocks) - fields - reasons.total()
    removed = ", ".join(f"{reason} {n}" for reason, n in reasons.most_common())
    return f"{kept} kept, {fields} in fields, {reasons.total()} removed" + (f": {removed}" if removed else "")


# --- the forms by name ------------------------------------------------------------------------------------


class Form(NamedTuple):
    """A form of output: how an article of a source is rendered in it, and what parts several articles."""

    render: Callable[[Article, str, bool], str]  # article, source, whether in colour
    parting: str
    shows_no_article: bool  # whether a page without an article has something to show


_LINE = "\n" + "─" * 72 + "\n\n"
FORMS = {
    "text": Form(lambda article, source, color: text(article), _LINE, False),
    "markdown": Form(lambda article, source, color: markdown(article), "\n---\n\n", False),
    "json": Form(lambda article, source, color: json_line(article, source), "", True),
    "explain": Form(lambda article, source, color: explain(article, source, color=color), _LINE, True),
}
