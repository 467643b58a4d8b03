"""Pages of one layout, and the rules that are found for it, each tried before it is taken."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.article import Article
from cleaners.drafting.seen import Seen
from cleaners.outlets import Rules

#: How many pages a draft is made from at least.
ENOUGH = 2
#: So many of the best selectors are tried by reading the pages.
TRIED = 6


class Layout:
    """Pages whose story stands in the same element, and their rules, with what speaks for each of them."""

    doubted: str | None = None  # the body's selector, where it is left out

    def __init__(self, pages: list[Seen], rules: Rules, of: int) -> None:
        self.pages = pages
        self.of = pages_of(of)
        self.evidence: dict[str, str] = {}  # by the rule's key, or reason and selector
        self.read: dict[Seen, Article] = {}
        self.take(rules)
        self.others: list[Seen] = []  # pages of no layout, which are read by these rules, too
        days = [day for page in pages if (day := page.day)]
        self.oldest = min(days, default=None)
        self.newest = max(days, default=None)

    def takes(self, rules: Rules, article_field: str | None = None) -> bool:
        """Takes the rules if the pages give no less by them: the same paragraphs as by the rules so far, and every
        field the same, or as the generic reading has it. `article_field` may be new where it was empty."""
        read = {page: page.read_by(rules) for page in (*self.pages, *self.others)}
        for page in read:
            generic, before, after = page.article, self.read.get(page, page.article), read[page]
            if not page.as_well(after.paragraphs, before.paragraphs, generic.paragraphs):
                return False
            for name in _KEPT:
                value = getattr(after, name)
                known = [getattr(generic, name), getattr(before, name)]
                if value not in known and not (name == article_field and not any(known)):
                    return False
        self.rules = rules
        self.read = read
        return True

    def take(self, rules: Rules) -> None:
        """Takes the rules whatever comes of it."""
        self.rules = rules
        self.read = {page: page.read_by(rules) for page in self.pages}


#: Fields that a rule must not change.
_KEPT = ("title", "standfirst", "authors", "published", "captions", "tags")


def grade(seen: Sequence[object]) -> str:
    """The grade of what some pages or addresses show: a person has not looked yet, so that it is never high."""
    return "medium" if len(seen) > 2 else "low"


def pages_of(count: int) -> str:
    return f"{count} pages" if count != 1 else "1 page"
