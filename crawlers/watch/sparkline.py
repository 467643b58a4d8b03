"""Small line charts as SVG, to stand in a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

WIDTH, HEIGHT, MARGIN = 120, 28, 3


def sparkline(values: Sequence[float | None], title: str, description: str, *, top: float | None = None) -> str:
    """An `<svg>` of values from 0 upwards, oldest first; None leaves a gap. Its last value is dotted.

    `top` is the value at the upper edge, by default the greatest. `title` and `description` are plain text, read out
    where the chart cannot be seen.
    """
    highest = top or max((value for value in values if value is not None), default=0) or 1
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)

    def point(n: int, value: float) -> str:
        return f"{MARGIN + n * step:.1f},{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / highest:.1f}"

    known = [(n, value) for n, value in enumerate(values) if value is not None]
    # What follows without a gap has one difference between its number and its place.
    pieces = [[point(*pair) for _, pair in group] for _, group in groupby(enumerate(known), lambda p: p[1][0] - p[0])]
    drawn = "".join(f'<polyline points="{" ".join(points)}"/>' for points in pieces if len(points) > 1)
    lonely = [points[0] for points in pieces if len(points) == 1]
    last = pieces[-1][-1:] if known and known[-1][0] == len(values) - 1 else []
    for place in dict.fromkeys([*lonely, *last]):
        x, y = place.split(",")
        drawn += f'<circle cx="{x}" cy="{y}" r="{2.2 if place in last else 1.2}"/>'
    return (
        f'<svg class="spark" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-label="{escape(f"{title}: {description}")}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{HEIGHT - MARGIN}" y2="{HEIGHT - MARGIN}"/>{drawn}</svg>'
    )
