"""README.md: its examples are run, and what they print stands there; its figures are those of docs/benchmarks.md."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BENCHMARKS = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
LEFT_OUT = "…"


class Example(NamedTuple):
    """A command with the lines that it reads, and what the README shows of what it prints."""

    command: str
    shown: list[str]


def fenced(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def examples() -> Iterator[Example]:
    """The commands of console blocks: `$ ` begins one, `> ` goes on, the rest is what it prints."""
    for block in fenced("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *lines = part.splitlines()
            more = [line for line in lines if line.startswith("> ")]
            yield Example("\n".join([first, *(line[2:] for line in more)]), lines[len(more) :])


def shows(printed: list[str], shown: list[str]) -> bool:
    """Whether `shown` is `printed` but for what it leaves out: whole lines where «…» stands alone, and the rest of a
    line where it stands at its end."""
    if not shown:
        return not printed
    first, *rest = shown
    if first.strip() == LEFT_OUT:
        return any(shows(printed[n:], rest) for n in range(len(printed) + 1))
    if not printed:
        return False
    same = printed[0].startswith(first[:-1]) if first.endswith(LEFT_OUT) else printed[0] == first
    return same and shows(printed[1:], rest)


@pytest.mark.parametrize(
    ("printed", "shown", "right"),
    [
        ("a b c", "a b c", True),
        ("a b c", "a …", True),
        ("a b c", "… c", True),
        ("a b c", "a … b c", True),
        ("a bcd", "a b…", True),
        ("a b c", "a b", False),
        ("a b c", "b …", False),
        ("a b c", "a … d", False),
        ("a b", "a b c", False),
    ],
)
def test_comparison(printed: str, shown: str, right: bool) -> None:
    assert shows(printed.split(), shown.split()) is right


def test_there_are_examples() -> None:
    assert len(list(examples())) >= 4
    assert len(fenced("python")) == len(fenced("text")) == 1


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.command.splitlines()[0])
def test_command(example: Example) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", example.command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr
    assert shows(ran.stdout.splitlines(), example.shown), f"the README shows something else than:\n{ran.stdout}"


def test_python() -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", fenced("python")[0]],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ran.stderr == ""
    assert ran.stdout == fenced("text")[0]


# --- figures ----------------------------------------------------------------------------------------------

ROWS = ("ghirbal", "trafilatura precision", "trafilatura", "readability-lxml", "newspaper4k")


def rows_of(text: str) -> dict[str, dict[str, str]]:
    """A Markdown table as rows by their first cell, cells by their column."""
    lines = re.findall(r"^\|.*", text, re.MULTILINE)
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def benchmark(name: str) -> dict[str, dict[str, str]]:
    found = re.search(rf"<!-- table {name} -->(.*?)<!-- end -->", BENCHMARKS, re.DOTALL)
    assert found, f"docs/benchmarks.md has no table {name}"
    return rows_of(found[1])


def test_figures() -> None:
    """When docs/benchmarks.md was written anew, put what this says is right into the README."""
    peers, speed = benchmark("peers"), benchmark("speed")
    right = "".join(
        f"| {who} | {peers[who]['F1']} | {peers[who]['leaked']} | {peers[who]['exact']} "
        f"| {float(speed[who]['× trafilatura']):.1f} × |\n"
        for who in ROWS
    )
    found = re.search(r"^\|  \| F1 \|.*\n\|.*\n((?:\|.*\n)*)", README, re.MULTILINE)
    assert found, "the README has no table of figures"
    assert found[1] == right, f"the figures of docs/benchmarks.md are\n{right}"
