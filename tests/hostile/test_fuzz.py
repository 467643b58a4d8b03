"""The inputs that fuzzing starts from, and those it has found: each target reads all of its own."""

from pathlib import Path

import pytest

from fuzz.targets import TARGETS

CORPUS = Path(__file__).parents[2] / "fuzz" / "corpus"
INPUTS = sorted(CORPUS.glob("*/*"))


def test_every_target_has_inputs() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_inputs_are_read(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())
