"""Runs the press: `python -m benchmarks.press --help`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from benchmarks.press.articles import TROUBLES
from benchmarks.press.outlets import ROBOTS
from benchmarks.press.server import serve
from benchmarks.press.world import Press


def _robots(text: str | None) -> dict[int, str] | None:
    """«3=503,5=crawl-delay» as a mapping; an empty text: no outlet's robots.txt differs."""
    if text is None:
        return None
    dealt = dict(part.split("=", 1) for part in text.split(",") if "=" in part)
    if wrong := [kind for kind in dealt.values() if kind not in ROBOTS]:
        raise click.UsageError(f"--robots: no such kind: {wrong[0]}")
    return {int(number): kind for number, kind in dealt.items()}


@click.command()
@click.option("--outlets", default=40, show_default=True)
@click.option("--articles", default=5000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--troubles", default=",".join(TROUBLES), help="Those to deal, with commas; empty: none.  [default: all]")
@click.option("--every", default=4, show_default=True, help="One article in so many has a trouble.")
@click.option("--robots", help="robots.txt of outlets by number, such as 3=503,5=crawl-delay; empty: all alike.")
@click.option("--size", default=50_000, show_default=True, help="Characters of styles and scripts on a page.")
@click.option("--port", default=0, help="0: a free one.")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), default="press.jsonl", show_default=True)
@click.option("--outlet-files", type=click.Path(file_okay=False, path_type=Path), help="A folder to write them into.")
def main(
    outlets: int,
    articles: int,
    seed: int,
    troubles: str,
    every: int,
    robots: str | None,
    size: int,
    port: int,
    log: Path,
    outlet_files: Path | None,
) -> None:
    """Serve a simulated press on a loopback port; prints HOST:PORT when it is ready."""
    try:
        names = tuple(name for name in troubles.split(",") if name)
        world = Press(outlets, articles, seed, names, every, _robots(robots), size)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if outlet_files:
        world.write_outlets(outlet_files)
    asyncio.run(serve(world, port, log, lambda address: click.echo(address)))


if __name__ == "__main__":
    main()
