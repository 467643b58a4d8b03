"""The outlets of the press: who publishes, how their sites work, and their outlet files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.press import layouts

#: How an outlet's robots.txt may differ; all others forbid /reserved/.
ROBOTS = {
    "503": "cannot be had: nothing may be fetched",
    "404": "is not there: everything may be fetched",
    "crawl-delay": "asks for a pause",
    "named": "forbids everything, but for /reserved/ not to us",
}
CRAWL_DELAY = 0.3  # seconds

_NAMES = (
    "المرصاد almirsad", "الضفاف addifaf", "البيدر albaydar", "النواة annawah", "السارية assariya",
    "الميناء الجديد almina-aljadid", "القنديل alqandil", "المدار العربي almadar-alarabi", "الواحة alwaha-press",
    "صدى الساحل sada-alsahel", "الرواق arriwaq", "المنبر اليومي alminbar-alyawmi", "السنديان assindyan",
    "الأثير alathir", "بوابة الهضبة bawabat-alhadaba", "الشراع ashiraa", "المحراث almihrath",
    "نبض المدينة nabd-almadina", "الزاوية azzawiya", "الطليعة الحرة attalia-alhurra",
    "الفجر الساحلي alfajr-assahili", "القافلة alqafila-press", "الموجز almujaz-press",
    "الجسر العربي aljisr-alarabi", "المئذنة almidhana", "أصداء النيل asdaa-annil", "الريف arrif-press",
    "البرج alburj-press", "النخلة annakhla", "سهول sohoul", "المرآة almiraa", "الحقيبة alhaqiba", "الدفتر addaftar",
    "اليراع alyaraa", "المحطة almahatta", "الغدير alghadir-press", "الكثبان alkuthban", "البوصلة albawsala-press",
    "الرصيف arrasif", "المشكاة almishkat-press",
)  # fmt: skip
_ZONES = ("EG Africa/Cairo", "MA Africa/Casablanca", "SA Asia/Riyadh", "LB Asia/Beirut", "TN Africa/Tunis")
#: Forms of articles' addresses, with what they look like to an outlet file.
_FORMS = (
    ("/news/{id}", r"/news/\d{7}"),
    ("/article/{id}/{slug}", r"/article/\d{7}/[^/?]+"),
    ("/{slug}-{id}.html", r"/[^/?]+-\d{7}\.html"),
    ("/{day:%Y/%m/%d}/{id}/", r"/\d{4}/\d\d/\d\d/\d{7}/?"),
    ("/node/{id}", r"/node/\d{7}"),
    ("/story.php?id={id}&cat={cat}", r"/story\.php\?(?:.*&)?id=\d{7}(?:&.*)?"),
)
_PLANS = ("feed, news and index", "two feeds and sitemap", "atom and index", "index", "feeds", "sections")
_VALIDATORS = ("etag and date", "etag", "date", "")


@dataclass(frozen=True)
class Outlet:
    """A publisher of the press: what its outlet file says, and how its site works."""

    id: str
    number: int
    name: str
    host: str  # with www. where it has that
    second_host: str
    plan: str
    robots: str  # one of `ROBOTS`, or empty
    layout: str
    charset: str
    size: int  # characters of styles and scripts on its pages
    validators: str  # what conditional requests can go by: "etag and date", "etag", "date", or empty
    gzips: bool
    has_rules: bool
    has_pattern: bool
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    @property
    def form(self) -> str:
        return _FORMS[self.number % len(_FORMS)][0]

    @property
    def says_changes(self) -> bool:
        """Whether some list says when an article was changed."""
        return self.plan not in ("feeds", "sections")

    @property
    def crawl_delay(self) -> float:
        return CRAWL_DELAY if self.robots == "crawl-delay" else 0.0

    def toml(self, example: str) -> str:
        """The outlet file; `example` is the address of one of its articles."""
        country, zone = _ZONES[self.number % len(_ZONES)].split()
        lines = [
            f'name = "{self.name}"',
            f'name_en = "{self.id.replace("-", " ").title()}"',
            f'country = "{country}"',
            f'hosts = ["{self.host.removeprefix("www.")}", "{self.second_host}"]',
            f'timezone = "{zone}"',
            "",
            "[discovery]",
            'evidence = "high"',
            *(f"{key} = {_toml(urls)}" for key in ("feeds", "sitemaps", "sections") if (urls := getattr(self, key))),
        ]
        if self.has_pattern:
            own = _FORMS[self.number % len(_FORMS)][1]
            pattern = rf"^(?:/amp|/print|/reserved|/old|/older)?(?:{own}(?:\?.*)?|/show\?(?:.*&)?id=\d{{7}}(?:&.*)?)$"
            lines += ["", "[article]", 'evidence = "high"', f"pattern = '{pattern}'", f'match = ["{example}"]']
            lines += [f'reject = ["{self.url}/section/1"]']
        if self.has_rules:
            lines += ["", "[[rules]]", "since = 2020-01-01", 'evidence = "high"']
            lines += [f'body = "{layouts.LAYOUTS[self.layout].body}"']
        return "\n".join(lines) + "\n"


def _toml(urls: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{url}"' for url in urls) + "]"


def hosts(outlet: Outlet) -> tuple[str, ...]:
    """All hosts of an outlet, without `www.`."""
    host = outlet.host.removeprefix("www.")
    return host, f"amp.{host}", f"m.{host}", outlet.second_host


def deal(number: int, seed: int, size: int, robots: Mapping[int, str] | None) -> Outlet:
    """The outlet of a number; `size` and `robots` as `world.Press` has them."""
    random = Random(f"{seed}/outlet/{number}")
    turn, which = divmod(number, len(_NAMES))
    name, _, slug = _NAMES[which].rpartition(" ")
    if turn:
        name, slug = f"{name} {turn + 1}", f"{slug}-{turn + 1}"
    host = f"{'www.' if number % 2 else ''}{slug}.example"
    base, plan = f"https://{host}", _PLANS[number % len(_PLANS)]
    feeds: tuple[str, ...] = {
        "feed, news and index": ("/feed",),
        "two feeds and sitemap": ("/rss.xml", "/rss/latest.xml"),
        "atom and index": ("/atom.xml",),
        "feeds": ("/feed", "/feed/more"),
    }.get(plan, ())
    if number % 9 == 8 and plan != "sections":
        feeds += ("/feed/broken",)
    sitemaps: tuple[str, ...] = {
        "feed, news and index": ("/sitemap-news.xml", "/sitemap.xml"),
        "two feeds and sitemap": ("/sitemap.xml",),
        "atom and index": ("/sitemap_index.xml",),
        "index": ("/sitemap.xml",),
    }.get(plan, ())
    usual = {17: "503", 11: "404", 13: "named"}.get(number, "crawl-delay" if number % 8 == 3 else "")
    return Outlet(
        id=slug,
        number=number,
        name=name,
        host=host,
        second_host=f"{slug}-news.example",
        plan=plan,
        robots=usual if robots is None else robots.get(number, ""),
        layout=list(layouts.LAYOUTS)[number % len(layouts.LAYOUTS)],
        charset="windows-1256" if number % 10 == 9 else "utf-8",
        # Most pages are of about the average size, a few are small, a few very large.
        size=int(size * random.choice((0.35, 0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 3.0))),
        validators=_VALIDATORS[number // 2 % len(_VALIDATORS)],
        gzips=number % 4 == 1,
        has_rules=number % 3 == 1,
        has_pattern=number % 8 != 6,
        feeds=tuple(base + path for path in feeds),
        sitemaps=tuple(base + path for path in sitemaps),
        sections=tuple(f"{base}/section/{n}" for n in range(1, 5)) if plan == "sections" else (),
    )
