"""One picture, as SVG: how well each extractor reads against how fast it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 880, 540
LEFT, RIGHT, TOP, BOTTOM = 72, 36, 84, 64
FONT = 14


class Point(NamedTuple):
    """An extractor: its speed as a multiple of the reference's, its F1, and whether it is ours."""

    name: str
    speed: float
    quality: float
    ours: bool


def draw(points: Sequence[Point], title: str, across: str, up: str) -> str:
    """The picture as SVG text; the speed is on a logarithmic scale."""
    slowest, fastest = min(p.speed for p in points), max(p.speed for p in points)
    x_from, x_to = math.log10(slowest * 0.7), math.log10(fastest * 1.5)
    floor = math.floor(min(p.quality for p in points) * 20 - 0.2) / 20

    def x(speed: float) -> float:
        return LEFT + (math.log10(speed) - x_from) / (x_to - x_from) * (WIDTH - LEFT - RIGHT)

    def y(quality: float) -> float:
        return HEIGHT - BOTTOM - (quality - floor) / (1 - floor) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="{FONT}" fill="#333">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fff"/>',
        f'<text x="{LEFT}" y="36" font-size="19" font-weight="600" fill="#111">{escape(title)}</text>',
        f'<text x="{LEFT}" y="60" fill="#666">{escape(up)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 14}" fill="#666" text-anchor="end">{escape(across)}</text>',
    ]
    for step in range(round((1 - floor) * 20) + 1):
        quality = floor + step / 20
        at = round(y(quality), 1)
        parts += [
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}" stroke="#e6e6e6"/>',
            f'<text x="{LEFT - 10}" y="{at + 5}" text-anchor="end" fill="#666">{quality:.2f}</text>',
        ]
    for speed in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100):
        if x_from <= math.log10(speed) <= x_to:
            at, low = round(x(speed), 1), HEIGHT - BOTTOM
            parts += [
                f'<line x1="{at}" x2="{at}" y1="{TOP}" y2="{low}" stroke="#f0f0f0"/>',
                f'<text x="{at}" y="{low + 22}" text-anchor="middle" fill="#666">{speed:g}×</text>',
            ]
    taken = [(x(p.speed) - 8, y(p.quality) - 8, x(p.speed) + 8, y(p.quality) + 8) for p in points]
    for p in sorted(points, key=lambda p: not p.ours):
        colour, weight, radius = ("#b4441a", 600, 8) if p.ours else ("#47617d", 400, 6)
        box, anchor, at = _place(p.name, x(p.speed), y(p.quality), taken)
        taken.append(box)
        parts += [
            f'<circle cx="{x(p.speed):.1f}" cy="{y(p.quality):.1f}" r="{radius}" fill="{colour}"/>',
            f'<text x="{at:.1f}" y="{box[3] - 5:.1f}" text-anchor="{anchor}" fill="{colour}"'
            f' font-weight="{weight}">{escape(p.name)}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


Box = tuple[float, float, float, float]  # left, top, right, bottom


def _place(name: str, x: float, y: float, taken: Sequence[Box]) -> tuple[Box, str, float]:
    """Where a name stands by its point: its box, and the anchor and position of its text.

    Of the places beside, above and below the point it is the first that covers the least.
    """
    wide, high = len(name) * FONT * 0.55, FONT + 6
    places = [
        ("start", x + 13, y - high / 2),
        ("end", x - 13, y - high / 2),
        ("middle", x, y - 10 - high),
        ("middle", x, y + 10),
        ("start", x + 8, y - 8 - high),
        ("start", x + 8, y + 8),
        ("end", x - 8, y - 8 - high),
        ("end", x - 8, y + 8),
    ]
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}
    frame = (LEFT, TOP - 12, WIDTH - RIGHT + 20, HEIGHT - BOTTOM)

    def box(anchor: str, at: float, top: float) -> Box:
        left = at - wide * share[anchor]
        return left, top, left + wide, top + high

    def covers(place: tuple[str, float, float]) -> int:
        own = box(*place)
        return round(sum(_common(own, other) for other in taken) + wide * high - _common(own, frame))

    best = min(places, key=covers)
    return box(*best), best[0], best[1]


def _common(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
