"""The log of the press: one JSON object a line for every request, written when its answer is done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple


class Visit(NamedTuple):
    """A request and what became of it. Times are seconds of the machine's monotonic clock."""

    at: float  # when the request was there
    end: float  # when its answer was handed over, or the connection was gone
    step: int  # of the world's clock
    host: str  # as asked, in small letters, without port
    path: str  # as asked, with the query
    status: int
    kind: str  # of the resource, see `world.Resource`; "unknown" where nothing is
    article: str | None  # the canonical address of the article that the resource belongs to
    trouble: str
    conditional: bool  # whether the request asked for a page only if it changed
    completed: bool  # whether the answer was handed over whole
    retry_after: float  # seconds for which the answer asked to leave the host alone


def line(visit: Visit) -> str:
    """The visit as a line of the log."""
    return json.dumps(visit._asdict(), ensure_ascii=False) + "\n"


def read(path: Path) -> list[Visit]:
    """The visits of a log in the order in which the requests came; a last line that is not whole is left out."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return sorted(Visit(**json.loads(text)) for text in lines if text.endswith("\n"))
