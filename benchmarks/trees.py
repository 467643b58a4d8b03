"""What a tree and its walk cost, and what explaining removals does: the figures behind decisions in
docs/architecture.md. `python -m benchmarks.trees` prints them, of the cleaners as the repository has them; with
`PYTHONPATH=build/installed:.` and `-P`, of those that `make bench` has compiled."""

from __future__ import annotations

import time
from collections.abc import Callable

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from benchmarks.corpora import gold, gold_en
from cleaners import clean_html
from cleaners.blocks import walk
from cleaners.page import parse

ROUNDS = 5


def lxml_parse(page: bytes) -> etree._Element:
    return etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))


def lxml_walk(page: bytes) -> list[str]:
    texts: list[str] = []

    def visit(element: etree._Element) -> None:
        for text in (element.text, element.tail):
            if text:
                texts.append(text)
        for child in element:
            visit(child)

    visit(lxml_parse(page))
    return texts


def lexbor_walk(page: bytes) -> list[str]:
    root = LexborHTMLParser(page).root
    return [n.text_content or "" for n in root.traverse(include_text=True) if n.tag == "-text"] if root else []


TASKS: dict[str, Callable[[bytes], object]] = {
    "lxml, parse": lxml_parse,
    "lxml, parse and walk": lxml_walk,
    "lexbor, parse": LexborHTMLParser,
    "lexbor, parse and traversal": lexbor_walk,
    "blocks": lambda page: walk(parse(page)[0]),
    "article": lambda page: clean_html(page, outlet=None, opinions=False),
    "article with everything explained": lambda page: clean_html(page, outlet=None, opinions=False).removed,
}


def main() -> None:
    """Prints for each task the milliseconds a page, the best of `ROUNDS` rounds in processor time, and its ratio to
    lxml's parse."""
    pages = [page.body for corpus in (gold(), gold_en()) for page in corpus]
    if not pages:
        print("skipped: the measured pages are not here")
        return
    best = dict.fromkeys(TASKS, float("inf"))
    for _ in range(ROUNDS):
        for name, task in TASKS.items():
            start = time.process_time()
            for page in pages:
                task(page)
            best[name] = min(best[name], (time.process_time() - start) / len(pages) * 1000)
    for name, cost in best.items():
        print(f"{name:34} {cost:6.2f} ms  ÷ lxml {cost / best['lxml, parse']:.2f}")


if __name__ == "__main__":
    main()
