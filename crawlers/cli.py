"""The command line. Each command loads what it needs when it runs: `ghirbal --help` loads next to nothing."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import click

from crawlers.commands.articles import articles
from crawlers.commands.clean import clean
from crawlers.commands.common import BROKEN_PIPE, FAILED, INTERRUPTED, complain
from crawlers.commands.compare import compare
from crawlers.commands.crawl import crawl
from crawlers.commands.fixtures import fixtures
from crawlers.commands.outlets import outlets
from crawlers.commands.reclean import reclean
from crawlers.commands.report import report
from crawlers.commands.schedule import schedule
from crawlers.files import cause_of


class _CommandLine(click.Group):
    """The group of commands, with errors on one line, and leaving in order when it is told to."""

    def main(self, args: Any = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        if not extra.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **extra)
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:  # whoever began this process has closed it
                setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115
        try:
            sys.exit(super().main(args, prog_name, standalone_mode=False, **extra) or 0)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            complain(_on_one_line(error))
            sys.exit(error.exit_code)
        except OSError as error:  # of help and version, which click writes by itself
            complain(": ".join(filter(None, (error.filename, cause_of(error)))))
            sys.exit(FAILED)

    def invoke(self, ctx: click.Context) -> Any:
        # Here, because click's own handling prints, and calls a closed pipe an error of ours.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # else what is half written would stay
        try:
            return super().invoke(ctx)
        except click.Abort:  # at a question
            sys.exit(INTERRUPTED)
        except KeyboardInterrupt as error:
            complain(": ".join(("interrupted", *map(str, error.args))))
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # What is left in the buffers has nowhere to go, and Python would say so at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(BROKEN_PIPE)
        finally:
            signal.signal(signal.SIGTERM, before)


def _on_one_line(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{message.rstrip('.')} (see {error.ctx.command_path} --help)"
    return message


@click.group(
    cls=_CommandLine,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  ghirbal clean https://aawsat.com/node/5320313",
)
@click.version_option(package_name="ghirbal", message="%(prog)s %(version)s")
def main() -> None:
    """Clean article text from Arabic news pages, and a record of what was sieved off."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


for command in (articles, clean, compare, crawl, fixtures, outlets, reclean, report, schedule):
    main.add_command(command)
