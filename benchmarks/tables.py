"""Tables that are printed on the terminal and written into the docs, the same rows in both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table as RichTable

T = TypeVar("T")


@dataclass
class Table:
    """A table: `name` marks its place in the docs; the first column is text, the others are figures."""

    name: str
    title: str
    columns: list[str]
    rows: list[list[str]]

    def show(self, console: Console) -> None:
        table = RichTable(title=self.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for i, column in enumerate(self.columns):
            table.add_column(column, justify="right" if i else "left", no_wrap=True)
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        console.print()

    def markdown(self) -> str:
        rule = ["---", *("---:" for _ in self.columns[1:])]
        lines = ("| " + " | ".join(row) + " |" for row in (self.columns, rule, *self.rows))
        return f"**{self.title}**\n\n" + "\n".join(lines)


def write(path: Path, tables: Iterable[Table]) -> None:
    """Put each table between its marks `<!-- table NAME -->` and `<!-- end -->` in a document.

    Raises ValueError where the document has no such place: a table that is printed nowhere is a mistake.
    """
    text = path.read_text("utf-8")
    for table in tables:
        place = re.compile(rf"(<!-- table {re.escape(table.name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        new = f"\n{table.markdown()}\n\n"
        text, found = place.subn(lambda m, new=new: m[1] + new + m[2], text)
        if found != 1:
            raise ValueError(f"{path}: {found} places for the table {table.name!r}, must be 1")
    path.write_text(text, "utf-8")


def progress(items: Sequence[T], what: str) -> Iterable[T]:
    """The items, with a progress bar where standard error is a terminal."""
    err = Console(stderr=True)
    return track(items, description=what, console=err, transient=True, disable=not err.is_terminal)
