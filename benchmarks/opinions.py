"""What second opinions change and cost when they are asked about every page, and in what ways they could be asked:
the figures behind a decision in docs/architecture.md. `python -m benchmarks.opinions` prints them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch

from benchmarks import measures
from benchmarks.corpora import Page, gold, gold_en
from benchmarks.tables import progress
from cleaners import clean_html, fallback, judge

_ask_trafilatura = fallback.ask_trafilatura

#: What of `cleaners.fallback` is replaced by what.
WAYS: dict[str, dict[str, Callable[..., str]]] = {
    "as shipped": {},
    "about the whole page": {"_pruned": lambda html, **_: html},
    "trafilatura in its slow setting": {"ask_trafilatura": lambda html, **_: _ask_trafilatura(html)},
}


def f1(page: Page, paragraphs: list[str]) -> float:
    return measures.body(paragraphs, page.gold["body"], page.gold.get("body_alt")).score.f1


def main() -> None:
    """Prints for each way the mean F1, on how many pages it makes the own reading better and worse, and the
    milliseconds that asking takes."""
    pages = gold() + gold_en()
    if not pages:
        print("skipped: the measured pages are not here")
        return
    own = [f1(page, clean_html(page.body, outlet=None, opinions=False).paragraphs) for page in pages]
    print(f"{'not asked':34} F1 {measures.mean(own):.4f}")
    for way, replaced in WAYS.items():
        spent = 0.0

        def vote(reading: object, html: str, vote: Callable[..., bool] = fallback.vote) -> bool:
            nonlocal spent
            start = time.process_time()
            changed = vote(reading, html)
            spent += time.process_time() - start
            return changed

        with ExitStack() as stack:
            stack.enter_context(patch.object(judge, "is_unsure", return_value=True))
            stack.enter_context(patch.object(fallback, "vote", vote))
            for name, other in replaced.items():
                stack.enter_context(patch.object(fallback, name, other))
            asked = [f1(page, clean_html(page.body, outlet=None).paragraphs) for page in progress(pages, way)]
        better, worse = (sum((b - a) * sign > 1e-9 for a, b in zip(own, asked, strict=True)) for sign in (1, -1))
        cost = 1000 * spent / len(pages)
        print(f"{way:34} F1 {measures.mean(asked):.4f}  {better:2} better {worse:2} worse  {cost:5.1f} ms a page")


if __name__ == "__main__":
    main()
