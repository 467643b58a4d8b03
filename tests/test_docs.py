"""The documents: docs/architecture.md names every module, and what documents link to exists."""

import ast
import re
import subprocess
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from cleaners import Article

ROOT = Path(__file__).parent.parent
PACKAGES = ("cleaners", "crawlers", "benchmarks")
DOCUMENTS = sorted(path.name for path in ROOT.glob("*.md")) + sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def tree() -> dict[str, str]:
    """What the tree in docs/architecture.md names: paths (folders end in a slash), and what it says of each."""
    found = re.search(r"^```text\n(cleaners/.*?)^```$", read("docs/architecture.md"), re.DOTALL | re.MULTILINE)
    assert found, "docs/architecture.md has no tree"
    named: dict[str, str] = {}
    folders: list[str] = []
    for line in found[1].splitlines():
        entry = re.fullmatch(r"((?:  )*)(\S+) +(\S.*)", line)
        assert entry, f"not a line of the tree: {line!r}"
        depth = len(entry[1]) // 2
        folders[depth:] = [entry[2]]
        named["".join(folders)] = entry[3]
    return named


def test_every_module_is_in_the_tree() -> None:
    modules = {str(path.relative_to(ROOT)) for package in PACKAGES for path in ROOT.glob(f"{package}/**/*.py")}
    assert len(modules) > 40
    assert modules - tree().keys() == set()


def test_the_tree_names_nothing_else() -> None:
    assert [path for path in tree() if not (ROOT / path).exists()] == []


def test_the_way_of_a_page_names_what_exists() -> None:
    way = read("docs/architecture.md").partition("## The way of a page")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)\.(\w+)`", way)
    assert len(named) > 12
    missing = []
    for module, name in named:
        owner = Article if module == "Article" else import_module(f"cleaners.{module}")
        if not hasattr(owner, name) and not find_spec(f"cleaners.{module}.{name}"):
            missing.append(f"{module}.{name}")
    assert not missing


def test_cleaners_are_pure() -> None:
    """As docs/architecture.md says: they import neither crawlers nor Scrapy, and nothing imports the benchmarks."""
    wrong = []
    for package, forbidden in (("cleaners", {"crawlers", "scrapy", "benchmarks"}), ("crawlers", {"benchmarks"})):
        for path in ROOT.glob(f"{package}/**/*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                wrong += [f"{path.name}: {name}" for name in names if name.partition(".")[0] in forbidden]
    assert not wrong


def prose(path: Path) -> str:
    """A document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """What links lead to in a document: its headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(ROOT / document)):
        name, _, anchor = target.partition("#")
        path = (ROOT / document).parent / name if name else ROOT / document
        if re.match(r"\w+:", target):
            continue
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_exist(document: str) -> None:
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    targets = {line.split()[0] for line in helped.splitlines()}
    assert "run" in targets
    named = re.findall(r"(?:`|^    )make ([a-z-]+)", read(document), re.MULTILINE)
    assert set(named) <= targets
