"""How many pages a second the press serves: `python -m benchmarks.press.load`.

The press runs in its own process and is asked, by this one, for all of its articles over a few connections that
are kept alive, with as little work for each answer as Python allows. Where both share few processors the figure is
what the two can do together, so the press alone can do more.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import click

from benchmarks.press.running import running
from benchmarks.press.world import Press

_LENGTH = re.compile(rb"Content-Length: (\d+)")


@click.command()
@click.option("--connections", default=16, show_default=True)
@click.option("--rounds", default=4, show_default=True, help="How often every article is asked for.")
def main(connections: int, rounds: int) -> None:
    """Ask the press for all of its articles, and print how fast they came."""
    world = Press(troubles=())
    requests = [_request(article.url) for article in world.articles] * rounds
    with tempfile.TemporaryDirectory() as folder:
        started = monotonic()
        with running(world, Path(folder)) as press:
            ready = monotonic() - started
            seconds, size = asyncio.run(_ask(press.address, requests, connections))
    rate = len(requests) / seconds
    click.echo(f"{len(world.outlets)} outlets, {len(world.articles):,} articles, ready in {ready:.1f} s")
    click.echo(f"{rate:,.0f} pages/s over {connections} connections, {size / len(requests) / 1000:.0f} kB a page")


def _request(url: str) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()


async def _ask(address: str, requests: list[bytes], connections: int) -> tuple[float, int]:
    """Seconds that all requests took, and the bytes that came."""
    host, _, port = address.rpartition(":")
    waiting = iter(requests)
    started = monotonic()
    sizes = await asyncio.gather(*(_ask_in_turn(host, int(port), waiting) for _ in range(connections)))
    return monotonic() - started, sum(sizes)


async def _ask_in_turn(host: str, port: int, waiting: Iterator[bytes]) -> int:
    reader, writer = await asyncio.open_connection(host, port, limit=2**20)
    size = 0
    for request in waiting:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        assert length, head  # noqa: S101
        size += len(head) + len(await reader.readexactly(int(length[1])))
    writer.close()
    return size


if __name__ == "__main__":
    main()
