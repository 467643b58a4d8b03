"""The spiders: one an outlet, for `scrapy list`, `scrapy crawl`, scrapyd and whoever else asks Scrapy for them.

Scrapy's own loader looks for classes in modules and cannot know of the setting GHIRBAL_OUTLETS, a folder of outlet
files of one's own.
"""

from __future__ import annotations

from pathlib import Path

from scrapy import Request
from scrapy.settings import BaseSettings

from cleaners import outlets
from crawlers.spiders.outlets import OutletSpider


class OutletLoader:
    """What the setting SPIDER_LOADER_CLASS asks for. Raises `OutletError` when an outlet file cannot be used."""

    def __init__(self, own: Path | None) -> None:
        self.own = own
        self.outlets = outlets.load(own)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> OutletLoader:
        own = settings["GHIRBAL_OUTLETS"]
        return cls(Path(own) if own else None)

    def load(self, spider_name: str) -> type[OutletSpider]:
        """The spider class of an outlet. Raises `KeyError` when there is no such outlet."""
        outlet = self.outlets[spider_name]
        of_outlet = {"name": outlet.id, "outlet": outlet, "own": self.own, "__module__": OutletSpider.__module__}
        return type(outlet.id, (OutletSpider,), of_outlet)

    def list(self) -> list[str]:
        return sorted(self.outlets)

    def find_by_request(self, request: Request) -> list[str]:
        outlet = outlets.of_url(request.url, self.own)
        return [outlet.id] if outlet else []
