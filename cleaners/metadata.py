"""Headline, authors, dates, section, tags and language: from JSON-LD, meta elements and microdata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cleaners.blocks import Walked
from cleaners.normal import match_form, normal_form

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "BlogPosting LiveBlogPosting Report TechArticle ScholarlyArticle SocialMediaPosting Review "
    "AdvertiserContentArticle".split()
)


@dataclass(slots=True)
class Metadata:
    """What the page says of itself, as it says it (normal form), in order of trust."""

    headlines: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)  # dates that are not said to be that of publication
    modified: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    body: str | None = None  # the declared text, with its line ends
    text: str = ""  # the same on one line, in normal form
    language: str | None = None
    url: str | None = None
    kind: str | None = None  # og:type
    declared_article: bool = False
    free: bool = True  # schema.org isAccessibleForFree


_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "publish_date", "article.published", "cxenseparse:recs:publishtime", "parsely-pub-date", "og:pubdate",
    "published_time", "og:published_time", "dc.date.issued",
)  # fmt: skip
_DATED = (
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "sailthru.date",
    "datecreated",
    "article_date_original",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "article:modified",
)
_AUTHORS = (
    "author",
    "article:author_name",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "dcterms.creator",
)
_SECTIONS = (
    "article:section",
    "og:article:section",
    "section",
    "cxenseparse:recs:category",
    "parsely-section",
    "articlesection",
)


_KNOWN = frozenset(
    (
        *_PUBLISHED, *_DATED, *_MODIFIED, *_AUTHORS, *_SECTIONS, "og:title", "twitter:title", "headline", "title",
        "dc.title", "dcterms.title", "og:description", "description", "twitter:description", "article:tag", "keywords",
        "news_keywords", "og:site_name", "application-name", "apple-mobile-web-app-title", "og:type", "og:locale",
        "og:url",
    )
)  # fmt: skip


def gather(walked: Walked) -> Metadata:
    """Reads what the page declares. Values that are not text, and empty ones, are passed over."""
    out = Metadata()
    for data in walked.json_ld:
        for node in _nodes(data):
            _take_node(node, out)
    metas: dict[str, list[str]] = {}
    for name, content in walked.metas:
        if name in _KNOWN and (value := normal_form(unescape(content) if "&" in content else content)):
            metas.setdefault(name, []).append(value)

    def take(target: list[str], *names: str) -> None:
        for name in names:
            for value in metas.get(name, ()):
                _add(target, value)

    take(out.headlines, "og:title", "twitter:title", "headline", "title", "dc.title", "dcterms.title")
    if walked.document_title:
        _add(out.headlines, walked.document_title)
    take(out.descriptions, "og:description", "description", "twitter:description")
    for name in _AUTHORS:
        for value in metas.get(name, ()):
            if not value.startswith(("http", "/", "@")):
                _add(out.authors, value)
    take(out.published, *_PUBLISHED)
    take(out.dated, *_DATED)
    take(out.modified, *_MODIFIED)
    take(out.sections, *_SECTIONS)
    take(out.tags, "article:tag")
    for value in [*metas.get("news_keywords", ()), *metas.get("keywords", ())][:1]:
        for tag in re.split(r"[,،;]", value):
            _add(out.keywords, tag)
    take(out.site_names, "og:site_name", "application-name", "apple-mobile-web-app-title")
    out.kind = next(iter(metas.get("og:type", ())), None)
    out.language = walked.language or next(iter(metas.get("og:locale", ())), None)
    out.url = walked.canonical or next(iter(metas.get("og:url", ())), None)
    if any(name in ("article:published_time", "datepublished") for name in metas):
        out.declared_article = True
    return out


#: No page says more of one thing; each is looked for among the others.
_MOST = 500


def _add(target: list[str], value: Any) -> None:
    if (
        len(target) < _MOST
        and isinstance(value, str)
        and (text := normal_form(unescape(value) if "&" in value else value))
        and text not in target
    ):
        target.append(text)


def _nodes(data: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script, those of lists and graphs included, in order."""
    waiting: list[Any] = [_loads(data)]
    steps = 0
    while waiting and steps < 2000:
        steps += 1
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item[:500]
        elif isinstance(item, dict):
            yield item
            for name in (
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "itemListElement",
                "hasPart",
                "liveBlogUpdate",
            ):
                if isinstance(value := item.get(name), list | dict):
                    waiting.append(value)


_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_PAIR = re.compile(r'"(@type|headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\]|\\.){0,2000})"')


_DECODER = json.JSONDecoder(strict=False)  # line ends in texts are let pass


def _loads(data: str) -> Any:
    """Parses JSON-LD as pages have it: with comments around, raw line ends, trailing commas, or broken."""
    data = data.strip()
    if data[:1] not in "{[" or data[-1:] not in "}]":
        data = _COMMENT.sub("", data).strip().rstrip(";")
    try:
        return _DECODER.decode(data)
    except (ValueError, RecursionError):
        pass
    try:
        return _DECODER.decode(_TRAILING_COMMA.sub(r"\1", data))
    except (ValueError, RecursionError):
        pass
    # What can be read of a broken script: the plain pairs before it says another headline.
    found: dict[str, Any] = {}
    for name, value in _PAIR.findall(data):
        if name == "@type" and value not in ARTICLE_TYPES:
            continue
        try:
            found.setdefault(name, _DECODER.decode(f'"{value}"'))
        except ValueError:
            continue
    return found


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type", ())
    return {str(k).rpartition("/")[2] for k in (kinds if isinstance(kinds, list) else [kinds])}


def _take_node(node: dict[str, Any], out: Metadata) -> None:
    types = _types(node)
    if types & {"WebSite", "Organization", "NewsMediaOrganization"}:
        _add(out.site_names, node.get("name"))
    if not types & ARTICLE_TYPES:
        return
    if out.declared_article and not (types & {"LiveBlogPosting"}):
        # Teasers of other stories are marked up as articles too; the first one is the page's own.
        return
    out.declared_article = True
    _add(out.headlines, node.get("headline") or node.get("name"))
    _add(out.descriptions, node.get("description"))
    for person in _list(node.get("author")) or _list(node.get("creator")):
        name = person.get("name") if isinstance(person, dict) else person
        for one in _list(name):
            if isinstance(one, str) and not one.startswith(("http", "/")):
                _add(out.authors, one)
    _add(out.published, node.get("datePublished") or node.get("dateCreated"))
    _add(out.modified, node.get("dateModified"))
    for section in _list(node.get("articleSection")):
        _add(out.sections, section)
    for words in _list(node.get("keywords")):
        if isinstance(words, str):
            for tag in re.split(r"[,،;]", words):
                _add(out.tags, tag)
    for picture in _list(node.get("image")):
        if isinstance(picture, dict):
            _add(out.captions, picture.get("caption"))
    if isinstance(body := node.get("articleBody"), str) and len(body) > 80:
        out.body = unescape(body) if "&" in body else body
        out.text = normal_form(out.body)
    if str(node.get("isAccessibleForFree")).lower() == "false":
        out.free = False


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# What parts a headline from the outlet's name in a document title.
_SEPARATOR = re.compile(r" ?[|\-–—:»«•·/]+ ?")


_LONGEST_HEADLINE = 500  # characters


def without_site_name(headline: str, site_names: list[str], host: str | None = None) -> str:
    """The headline without the outlet's name before or after it."""
    if len(headline) > _LONGEST_HEADLINE:
        return headline
    known = {match_form(n) for n in site_names}
    cut = True
    while cut:
        cut = False
        parts = [(m.start(), m.end()) for m in _SEPARATOR.finditer(headline)]
        for start, end in reversed(parts):
            tail = match_form(headline[end:])
            if tail in known or (host and tail.replace(" ", "").replace("www.", "") == host.removeprefix("www.")):
                headline = headline[:start].strip()
                cut = True
                break
    for start, end in parts:
        if match_form(headline[:start]) in known:
            return headline[end:].strip()
    return headline
