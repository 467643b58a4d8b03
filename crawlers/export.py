"""Stored articles as JSON lines, CSV and Parquet: written as they are read, however many they are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.util import find_spec
from itertools import chain, islice
from typing import IO, Any, TextIO

from crawlers.render import on_one_line

#: The columns of CSV and Parquet, with their types; JSON lines hold the same keys.
COLUMNS = {
    "url": "text",
    "canonical": "text",
    "outlet": "text",
    "title": "text",
    "standfirst": "text",
    "authors": "texts",
    "published": "text",  # as the page says it: with or without time, with or without zone
    "modified": "text",
    "section": "text",
    "tags": "texts",
    "language": "text",
    "dateline": "text",
    "captions": "texts",
    "paragraphs": "texts",
    "text": "text",
    "charset": "text",
    "method": "text",
    "confidence": "float",
    "warnings": "texts",
    "final_url": "text",
    "status": "integer",
    "fetched_at": "day",
    "first_fetched_at": "day",
    "version": "integer",
}
FORMS = ("jsonl", "csv", "parquet")
_ROW_GROUP = 2000  # articles, which are held in memory; some 20 MB


class ExportError(Exception):
    """The form cannot be written. The message is one line and says what is missing."""


def form_of(name: str) -> str | None:
    """The form that a file's ending names, one of `FORMS`; None where it names none."""
    ending = name.lower().rpartition(".")[2]
    return ending if ending in FORMS else None


def check(form: str) -> None:
    """Raises `ExportError` where a package is missing."""
    if form == "parquet" and not find_spec("pyarrow"):
        raise ExportError("Parquet needs the package pyarrow: pip install 'ghirbal[parquet]'")


def write(contents: Iterable[dict[str, Any]], file: TextIO, form: str) -> int:
    """Writes articles, as `crawlers.store.find.contents` gives them, to a file; how many they were.

    Without articles nothing is written, no head either.
    """
    contents = iter(contents)
    first = next(contents, None)
    if first is None:
        return 0
    return _WRITERS[form](chain([first], contents), file)


def _json_lines(contents: Iterable[dict[str, Any]], file: TextIO) -> int:
    number = 0
    for content in contents:
        file.write(on_one_line(content))
        number += 1
    return number


# --- CSV --------------------------------------------------------------------------------------------------


def _csv(contents: Iterable[dict[str, Any]], file: TextIO) -> int:
    from crawlers.exporters import MARK, cell_of  # which loads Scrapy

    file.write(MARK)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    number = 0
    for content in contents:
        writer.writerow([cell_of(content.get(name)) for name in COLUMNS])
        number += 1
    return number


# --- Parquet ----------------------------------------------------------------------------------------------


def _parquet(contents: Iterable[dict[str, Any]], file: TextIO) -> int:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "float": pa.float64(),
        "integer": pa.int32(),
        "day": pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    days = [name for name, kind in COLUMNS.items() if kind == "day"]
    number = 0
    target: IO[bytes] = file.buffer
    with ParquetWriter(target, schema, compression="zstd") as writer:
        for rows in _batches(contents):
            for row in rows:
                row |= {name: datetime.fromisoformat(row[name]) for name in days if row.get(name)}
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            number += len(rows)
    return number


def _batches(contents: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    contents = iter(contents)
    while batch := list(islice(contents, _ROW_GROUP)):
        yield batch


_WRITERS = {"jsonl": _json_lines, "csv": _csv, "parquet": _parquet}
