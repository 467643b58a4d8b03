"""The compiled cleaners, as an installation has them, read as the modules that they are made of."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parent.parent
INSTALLED = ROOT / "build" / "installed"

READ_ALL = """
import copy, json, pickle, sys
from benchmarks import corpora, speed
from cleaners import blocks, clean_html, clean_text
print(json.dumps(blocks.__file__))
def told(article):
    blocks = [(b.text, b.reason, b.rule, b.field, b.linked, b.links, b.gap, b.place.tag, b.place.names) for b in article.blocks]
    return article.as_dict() | {"confidence": article.confidence, "blocks": blocks}
def articles():
    for page in speed.fixtures():
        for outlet in ("auto", None):
            yield page.name, clean_html(page.body, url=page.url, outlet=outlet)
    for page in corpora.gold() + corpora.gold_en():
        yield page.name, clean_html(page.body, url=page.url)
    for text in corpora.textmode() + corpora.documents():
        yield text.name, clean_text(text.text)
for name, article in articles():
    print(json.dumps([name, told(article)]))
page = speed.fixtures()[0]
article = clean_html(page.body, url=page.url)
for copied in (copy.deepcopy(article), pickle.loads(pickle.dumps(article))):
    assert told(copied) == told(article)
"""


def read_all(*path: Path) -> list[object]:
    """What a process that finds its modules in `path` says of all pages and texts: first where `blocks` is from."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))}
    run = subprocess.run([sys.executable, "-P", "-c", READ_ALL], env=environment, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.long
@pytest.mark.skipif(not which(os.environ.get("CC", "cc")), reason="there is no C compiler")
def test_compiled_cleaners_read_alike() -> None:
    subprocess.run(["make", "build/installed"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    built, *found = read_all(INSTALLED, ROOT)
    assert not str(built).endswith(".py"), "not compiled: `python setup.py bdist_wheel` says why"
    source, *expected = read_all(ROOT)
    assert source == str(ROOT / "cleaners" / "blocks.py")
    assert len(expected) > 100
    assert [name for (name, article), (_, other) in zip(found, expected, strict=True) if article != other] == []


def test_an_editable_installation_is_not_compiled() -> None:
    assert not list(ROOT.glob("cleaners/**/*.so"))
