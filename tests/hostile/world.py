"""The command line and Scrapy in a small world: some numbers are the public network, and names resolve as told.

    python -m tests.hostile.world ghirbal clean http://news.example:8000/

The environment says which, as JSON in WORLD: `public` has the numbers; `names` has for each name the numbers it resolves to, one lookup after
the other (the last one stays); `timeout` is in seconds, for the command line's fetcher. Sockets are real. What was
looked up, and the largest resident size of the process in MB, is written to the file `report` at the end.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import socket
import sys
from pathlib import Path
from typing import Any

WORLD = json.loads(os.environ["WORLD"])
looked_up: list[list[str]] = []


def numbers(host: Any) -> Any:
    """What a host is to be looked up as: the next number of a name of this world, else the host itself."""
    name = host.decode() if isinstance(host, bytes) else host
    answers = WORLD["names"].get(name)
    if not answers:
        return host
    number = answers.pop(0) if len(answers) > 1 else answers[0]
    looked_up.append([name, number])
    return number


def report() -> None:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    said = {"looked_up": looked_up, "megabytes": int(kilobytes) / 1024}
    Path(WORLD["report"]).write_text(json.dumps(said), encoding="utf-8")


def main(program: str) -> None:
    getaddrinfo, gethostbyname = socket.getaddrinfo, socket.gethostbyname
    socket.getaddrinfo = lambda host, *rest, **more: getaddrinfo(numbers(host), *rest, **more)
    socket.gethostbyname = lambda host: gethostbyname(numbers(host))

    from crawlers import addresses

    is_public = addresses.is_public
    addresses.is_public = lambda address: address in WORLD["public"] or is_public(address)
    atexit.register(report)
    if program == "scrapy":
        from scrapy.cmdline import execute

        execute(sys.argv)
    from crawlers import cli, fetch

    fetch.fetch.__kwdefaults__["timeout"] = WORLD["timeout"]
    cli.main()


if __name__ == "__main__":
    del sys.argv[0]
    main(sys.argv[0])
