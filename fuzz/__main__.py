"""`make fuzz`: every target in turn, and a table of what was run and found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click

FOLDER = Path(__file__).parent
#: Inputs that reach something new stay here between runs, and those that fail.
FOUND = FOLDER.parent / ".fuzz"
TIMEOUT, MEMORY = 10, 2048  # seconds for one input, megabytes
LARGEST = 20_000  # bytes
_DONE = re.compile(r"^#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)
_LAST = re.compile(r"^#(\d+)\s+\S+\s+cov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)


@click.command()
@click.option("--seconds", type=click.IntRange(min=1), default=60, show_default=True, help="For all targets together.")
@click.argument("names", nargs=-1, metavar="[TARGET]...")
def main(seconds: int, names: tuple[str, ...]) -> None:
    """Fuzz the targets (all by default), starting from fuzz/corpus and from what earlier runs have found."""
    targets = sorted(path.name for path in (FOLDER / "corpus").iterdir())
    if unknown := set(names) - set(targets):
        raise click.UsageError(f"no target {', '.join(sorted(unknown))}; there are {', '.join(targets)}")
    chosen = names or targets
    failed = 0
    click.echo("| target | executions | coverage | features | inputs kept | failures |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in chosen:
        executions, coverage, features, inputs, failures = _run(name, max(1, seconds // len(chosen)))
        click.echo(f"| {name} | {executions} | {coverage} | {features} | {inputs} | {len(failures)} |")
        for path in failures:
            click.echo(f"fuzz: {name}: fails on {path}", err=True)
        failed += len(failures)
    sys.exit(1 if failed else 0)


def _run(name: str, seconds: int) -> tuple[str, str, str, str, list[Path]]:
    """Runs a target: executions, coverage, features, inputs kept, and the inputs that failed."""
    kept, failing = FOUND / name, FOUND / f"{name}-failures"
    for folder in (kept, failing):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(failing.iterdir())
    log = FOUND / f"{name}.log"
    with log.open("wb") as out:
        subprocess.run(
            [
                *(sys.executable, "-m", "fuzz.harness", name),
                *(f"-max_total_time={seconds}", f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY}"),
                *(f"-max_len={LARGEST}", f"-dict={FOLDER / 'dictionary.txt'}", f"-artifact_prefix={failing}/"),
                *(str(kept), str(FOLDER / "corpus" / name)),
            ],
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    figures = _DONE.findall(said) or _LAST.findall(said)
    if not figures:
        raise click.ClickException(f"{name}: the harness did not start, see {log}")
    return *figures[-1], sorted(set(failing.iterdir()) - before)


if __name__ == "__main__":
    main()
