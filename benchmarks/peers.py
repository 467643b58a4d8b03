"""Extractors behind one interface: a function from a page's bytes and address to a `Reading`.

Each peer runs as its documentation shows it and is told the language where it can be. What is not installed
is left out. All imports are late, so that each can be measured without the others.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from benchmarks.corpora import ROOT

if TYPE_CHECKING:
    from cleaners import Article


@dataclass
class Reading:
    """What an extractor found on a page: lines of text, and metadata if it reads any; dates in ISO 8601."""

    paragraphs: list[str] = field(default_factory=list)
    title: str | None = None
    published: str | None = None
    authors: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    article: Article | None = None  # all that is known of the page, from ourselves only
    error: str | None = None  # what it failed with: it found nothing then


def attempt(read: Extractor, body: bytes, url: str) -> Reading:
    """The reading of a page. An extractor that fails on it has found nothing, and that is told in `error`."""
    try:
        return read(body, url)
    except Exception as e:
        return Reading(error=f"{type(e).__name__}: {e}")


Extractor = Callable[[bytes, str], Reading]


@contextmanager
def _uncompiled() -> Iterator[None]:
    """Within it the cleaners are imported from the repository, beside those that are loaded."""
    loaded = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "cleaners"}
    sys.path.insert(0, str(ROOT))
    try:
        yield
    finally:
        sys.path.remove(str(ROOT))
        for name in [name for name in sys.modules if name.partition(".")[0] == "cleaners"]:
            del sys.modules[name]
        sys.modules.update(loaded)


def ghirbal(*, rules: bool = False, opinions: bool = True, compiled: bool = True) -> Extractor:
    """Ourselves: the generic reading or with outlet rules, with second opinions or all alone, as installed or the
    repository's modules, which are never `compiled`."""
    with nullcontext() if compiled else _uncompiled():
        from cleaners import clean_html

    def read(body: bytes, url: str) -> Reading:
        article = clean_html(body, url=url, outlet="auto" if rules else None, opinions=opinions)
        return Reading(
            article.paragraphs,
            article.title,
            article.published.isoformat() if article.published else None,
            article.authors,
            article.captions,
            article,
        )

    return read


def trafilatura(**settings: Any) -> Extractor:
    """trafilatura with metadata; `settings` are those of its `bare_extraction`."""
    from trafilatura import bare_extraction

    def read(body: bytes, url: str) -> Reading:
        found = bare_extraction(body, url=url, **({"with_metadata": True} | settings))
        if found is None:
            return Reading()
        authors = (found.author or "").split("; ") if found.author else []
        return Reading(_lines(found.text or ""), found.title, found.date, authors)

    return read


def readability() -> Extractor:
    """readability-lxml; its summary is HTML, its short title leaves the outlet's name out."""
    from readability import Document

    def read(body: bytes, url: str) -> Reading:
        page = Document(_decoded(body), url=url)
        return Reading(html_lines(page.summary(html_partial=True)), page.short_title() or None)

    return read


def resiliparse() -> Extractor:
    """resiliparse, main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(body: bytes, url: str) -> Reading:
        html = bytes_to_str(body, detect_encoding(body))
        return Reading(_lines(extract_plain_text(html, main_content=True, alt_texts=False)))

    return read


def goose3() -> Extractor:
    """goose3 with the stop words of the page's language."""
    from goose3 import Goose
    from goose3.text import StopWordsArabic

    arabic = Goose({"stopwords_class": StopWordsArabic, "target_language": "ar", "use_meta_language": False})
    other = Goose({"use_meta_language": False, "target_language": "en"})

    def read(body: bytes, url: str) -> Reading:
        html = _decoded(body)
        found = (arabic if _is_arabic(html) else other).extract(url=url, raw_html=html)
        date = found.publish_date or ""
        return Reading(
            _lines(found.cleaned_text),
            found.title or None,
            date if re.match(r"\d{4}-\d\d-\d\d", date) else None,
            list(found.authors),
        )

    return read


def newspaper4k() -> Extractor:
    """newspaper4k, told the language; keywords and summary, which its `nlp` step adds, are not asked for."""
    from newspaper import Article

    def read(body: bytes, url: str) -> Reading:
        html = _decoded(body)
        page = Article(url, language="ar" if _is_arabic(html) else "en", fetch_images=False)
        page.download(input_html=html)
        page.parse()
        date = page.publish_date
        return Reading(_lines(page.text), page.title or None, date.isoformat() if date else None, list(page.authors))

    return read


def justext() -> Extractor:
    """jusText with the stop words of the page's language."""
    from justext import get_stoplist
    from justext import justext as paragraphs_of

    stop = {name: get_stoplist(name) for name in ("Arabic", "English")}

    def read(body: bytes, url: str) -> Reading:
        html = _decoded(body)
        found = paragraphs_of(html, stop["Arabic" if _is_arabic(html) else "English"])
        return Reading([p.text for p in found if not p.is_boilerplate])

    return read


def boilerpy3() -> Extractor:
    """boilerpy3's article extractor."""
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)

    def read(body: bytes, url: str) -> Reading:
        found = extractor.get_doc(_decoded(body))
        return Reading(_lines(found.content), found.title or None)

    return read


#: Who the bench compares, by the name it is shown under: the package, and what makes the extractor.
PEERS: dict[str, tuple[str, Callable[[], Extractor]]] = {
    "trafilatura precision": ("trafilatura", lambda: trafilatura(favor_precision=True)),
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura recall": ("trafilatura", lambda: trafilatura(favor_recall=True)),
    "trafilatura fast": ("trafilatura", lambda: trafilatura(fast=True, with_metadata=False)),
    "trafilatura, no metadata": ("trafilatura", lambda: trafilatura(with_metadata=False)),
    "readability-lxml": ("readability-lxml", readability),
    "resiliparse": ("resiliparse", resiliparse),
    "goose3": ("goose3", goose3),
    "newspaper4k": ("newspaper4k", newspaper4k),
    "jusText": ("jusText", justext),
    "boilerpy3": ("boilerpy3", boilerpy3),
}


def release(name: str) -> str | None:
    """The version of a peer as installed, None where it is not."""
    try:
        return version(PEERS[name][0])
    except PackageNotFoundError:
        return None


def peers(names: Iterable[str] = PEERS) -> dict[str, Extractor]:
    """The extractors of `names` that are installed, in that order."""
    return {name: PEERS[name][1]() for name in names if release(name)}


_BLOCKS = frozenset(
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


def html_lines(html: str) -> list[str]:
    """The lines of an HTML fragment as a browser would break them: at block elements and `<br>`."""
    from lxml import etree
    from lxml import html as lxml_html

    if not html.strip():
        return []
    out = [""]
    for event, element in etree.iterwalk(lxml_html.fragment_fromstring(html, "div"), events=("start", "end")):
        starts = event == "start"
        if element.tag in _BLOCKS:
            out.append("")
        if isinstance(element.tag, str) and starts:
            out[-1] += element.text or ""
        elif not starts:
            out[-1] += element.tail or ""
    return _lines("\n".join(" ".join(line.split()) for line in out))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _decoded(body: bytes) -> str:
    """The page as a string, for those that take no bytes: as UTF-8, which all but a handful of pages are."""
    return body.decode("utf-8", "replace")


def _is_arabic(html: str) -> bool:
    return len(re.findall("[ء-ي]", html)) > 500
