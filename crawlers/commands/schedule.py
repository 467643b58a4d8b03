"""ghirbal schedule: the outlets' own intervals, kept in the foreground."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from crawlers.commands.common import (
    ALARM,
    FAILED,
    HELD,
    INTERRUPTED,
    no_warc_option,
    outlets_of,
    own_option,
    private_option,
    store_option,
    warc_option,
)


@click.command(
    short_help="Crawl outlets by their intervals.",
    epilog="""\b
Examples:
  ghirbal schedule
  ghirbal schedule aawsat hespress --jobs 2 --store postgresql://crawler@db/ghirbal
  ghirbal schedule --once    # for cron and timers: what is due, then an end

\b
Exit status:
  0    told to end by SIGTERM; with --once: all crawls came to their end, or are another process's
  1    with --once: a crawl failed; or the store cannot be used, or an outlet file is broken
  2    wrong usage, such as an outlet that is not known
  130  interrupted; what was crawled until then is stored""",
)
@click.argument("outlets", nargs=-1, metavar="[OUTLET...]")
@click.option("--jobs", type=click.IntRange(min=1), default=4, show_default=True, metavar="N", help="Crawls at once.")
@click.option("--once", is_flag=True, help="Crawl those that are due, once, and end.")
@store_option
@warc_option
@no_warc_option
@own_option
@private_option
def schedule(
    outlets: tuple[str, ...],
    jobs: int,
    once: bool,
    store: str,
    warc: str,
    no_warc: bool,
    own: Path | None,
    allow_private: bool,
) -> int:
    """Crawl each OUTLET whenever its interval has passed; without names, all of which lists are known.

    Each crawl is a process of its own, `ghirbal crawl OUTLET`; what it says stands in the log behind the outlet's id.
    The interval stands in the outlet's file; without, it is an hour. The store remembers when an outlet was last
    crawled, so a schedule can be ended and started at any time, and several on one store share the outlets.
    """
    known = outlets_of(own, outlets)
    if known is None:
        return FAILED

    import logging

    from crawlers import schedule as scheduling
    from crawlers.store import StoreError, open_store

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%F %T")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    listed = [outlet for outlet in known.values() if outlet.has_lists]
    command = [sys.executable, "-P", "-m", "crawlers", "crawl", *(["--no-warc"] if no_warc else [])]
    command += ["--allow-private"] if allow_private else []
    env = os.environ | {"GHIRBAL_STORE": store, "GHIRBAL_WARC": warc, "GHIRBAL_OUTLETS": str(own or "")}
    try:
        opened = open_store(store)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    opened.patience = 0  # a crawl waits for the store; what is due must not
    chosen = [known[name] for name in dict.fromkeys(outlets)] or listed
    try:
        statuses = scheduling.keep(chosen, opened, command, env, jobs=jobs, once=once)
    except scheduling.Told as told:
        return INTERRUPTED if told.args[0] == signal.SIGINT else 0
    finally:
        opened.close()
    return FAILED if set(statuses.values()) - {0, ALARM, HELD} else 0
