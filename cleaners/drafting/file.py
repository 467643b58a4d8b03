"""The drafted outlet file: what the pages say of the outlet, and each rule with the evidence for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from cleaners.drafting.addresses import Link, without_tracking
from cleaners.drafting.layout import Layout, pages_of
from cleaners.drafting.seen import Seen
from cleaners.normal import normal_form
from cleaners.outlets import Outlet, path_of


def named(host: str, seen: Sequence[Seen]) -> Outlet:
    """The outlet with its id, names and country, as far as the pages and the host say them."""
    declared = Counter(
        normal_form(node.attributes.get("content") or "")
        for page in seen
        for node in page.tree.css('meta[property="og:site_name"], meta[name="application-name"]')
    )
    names = [part for name, _ in declared.most_common() for part in _PARTED.split(name) if part]
    suffix = host.rpartition(".")[2].upper()
    return Outlet(
        id=next(part for part in host.split(".") if part not in ("arabic", "ar", "m")).replace("_", "-"),
        name=next((name for name in names if re.search("[ء-ي]", name)), names[0] if names else host),
        name_en=next((name for name in names if name.isascii()), host),
        hosts=(host,),
        country=suffix if suffix in _COUNTRIES else None,
    )


# The countries of the Arab League, whose suffixes name the country; others (.me, .tv, .co) are sold to all.
_COUNTRIES = frozenset("AE BH DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SY TN YE".split())
_PARTED = re.compile(r" [-–—|:•] ")


def feeds_of(host: str, seen: Sequence[Seen]) -> tuple[str, ...]:
    """The feeds that most of the pages name: not those of their comments."""
    found: Counter[str] = Counter()
    for page in seen:
        alternates = page.tree.css('link[rel="alternate"][type*="rss"], link[rel="alternate"][type*="atom"]')
        hrefs = {node.attributes.get("href") or "" for node in alternates}
        found.update({_absolute(href, page, host) for href in hrefs if "comment" not in href})
    return tuple(url for url, count in found.items() if url and count > len(seen) / 2)


def links_of(host: str, seen: Sequence[Seen]) -> list[Link]:
    """The addresses of the host that the pages link to."""
    length: dict[str, int] = {}
    pages: Counter[str] = Counter()
    for page in seen:
        on_page: set[str] = set()
        for node in page.tree.css("a[href]"):
            if url := _absolute(node.attributes.get("href") or "", page, host):
                length[url] = max(length.get(url, 0), len((node.text(deep=True) or "").split()))
                on_page.add(url)
        pages.update(on_page)
    return [Link(url, length[url], count) for url, count in pages.items()]


def _absolute(href: str, page: Seen, host: str) -> str:
    """A link's address without tracking; empty when it does not lead to a page of the host."""
    try:
        url = urljoin(page.url or f"https://{host}/", href.strip())
        parts = urlsplit(url)
        theirs = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or (theirs != host and not theirs.endswith("." + host)):
        return ""
    return without_tracking(url)


_EXAMPLES = 5


def as_toml(
    outlet: Outlet, layouts: Sequence[Layout], seen: Sequence[Seen], addresses: list[str], links: list[Link]
) -> str:
    """The outlet file, each rule with the evidence for it."""
    out = [
        f"# Drafted from {pages_of(len(seen))}. The comments say what speaks for each rule. Look at it, and put in",
        "# what only a person knows: the names, the country, the time zone of printed times (timezone), the sitemaps.",
        f"name = {_quoted(outlet.name)}",
        f"name_en = {_quoted(outlet.name_en)}",
        *([f"country = {_quoted(outlet.country)}"] if outlet.country else []),
        f"hosts = {_listed(outlet.hosts)}",
    ]
    if outlet.feeds:
        out += ["", "[discovery]   # as the pages name them", 'evidence = "medium"', f"feeds = {_listed(outlet.feeds)}"]
    if outlet.article is not None:
        sections = [link.url for link in sorted(links, key=lambda s: (-s.pages, len(s.url))) if link.is_section]
        caught = [url for url in sections if outlet.is_article(url)]
        reject = [url for url in sections if url not in caught and path_of(url) != "/"][:_EXAMPLES]
        out += ["", f"[article]   # the form of {len(addresses)} addresses"]
        if caught:
            out.append(f"# It matches {_quoted(caught[0])}, too, which is linked as sections are.")
        out.append(f"evidence = {_quoted(outlet.article_evidence)}")
        out.append(f"pattern = {_quoted(outlet.article.pattern)}")
        out.append(f"match = {_listed(addresses[:_EXAMPLES])}")
        if reject:
            out.append(f"reject = {_listed(reject)}")
    else:
        out += ["", "# No page says its address: the form of an article's address ([article]) is not known."]
    for layout in layouts:
        out += ["", *_toml_of(layout, seen)]
    left = len(seen) - sum(len(layout.pages) for layout in layouts)
    if left:
        out += [
            "",
            f"# On {left} of {pages_of(len(seen))} the story stands in no element that a selector tells from others.",
        ]
    return "\n".join(out) + "\n"


def _toml_of(layout: Layout, seen: Sequence[Seen]) -> Iterator[str]:
    rules = layout.rules
    yield "[[rules]]   # " + (
        "all pages" if len(layout.pages) == len(seen) else f"{len(layout.pages)} of {pages_of(len(seen))}"
    )
    if rules.since:
        yield f"since = {rules.since}   # the oldest of these pages"
    if rules.until:
        yield f"until = {rules.until}   # the newest of these pages"
    yield f"evidence = {_quoted(rules.evidence)}"
    if layout.doubted:
        yield f"# body = {_quoted(layout.doubted)}   # {layout.evidence['body']}"
    for key in ("title", "standfirst", "body", "author", "date", "caption", "tags"):
        if selectors := getattr(rules, key):
            yield f"{key} = {_quoted(selectors[0])}   # {layout.evidence[key]}"
    if rules.remove:
        yield "[rules.remove]"
    for reason, selectors in rules.remove.items():
        said = ", ".join(layout.evidence[f"{reason} {selector}"] for selector in selectors)
        yield f"{reason} = {_listed(selectors)}   # {said}"


def _quoted(text: str) -> str:
    """A text as TOML: as it is between single quotes where it holds what double quotes would have escaped."""
    if ('"' in text or "\\" in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def _listed(texts: Sequence[str]) -> str:
    line = "[" + ", ".join(map(_quoted, texts)) + "]"
    return line if len(line) <= 100 else "[\n" + "".join(f"    {_quoted(text)},\n" for text in texts) + "]"
