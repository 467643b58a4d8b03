"""What of requests and answers is refused on their way: addresses that are not public, bodies packed without an end,
rules without an end.

What the command line's fetcher refuses (`crawlers.fetch`), a spider's requests are refused too, whether a list, a
link or a redirect named the address. Here it is judged by what it says of itself, before anything is asked: 127.1,
2130706433, localhost, a user's name. What its host resolves to is judged in `crawlers.connections`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser

from crawlers.addresses import is_public_host
from crawlers.connections import PrivateAddress, Refused
from crawlers.hosts import local_address, read_map

MAX_ROBOTS = 512 * 1024  # bytes: https://www.rfc-editor.org/rfc/rfc9309#section-2.5 asks for 500 kibibytes at least
MAX_ENCODINGS = 5  # one around the other; urllib3, which the command line's fetcher uses, has the same limit


class Credentials(Refused):
    """An address with a user name or a password: whoever wrote it would have them sent on."""

    cause = "credentials"


class OtherHost(Refused):
    """An address on a host that is not one of the outlet's."""

    cause = "offsite"


class BrokenEncoding(Refused):
    """An answer that cannot be unpacked, or is packed more than `MAX_ENCODINGS` times."""

    cause = "encoding"


class ShortRobots(ProtegoRobotParser):
    """Scrapy's reading of robots.txt, of its first `MAX_ROBOTS` bytes."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> ShortRobots:
        if len(robotstxt_body) > MAX_ROBOTS:
            robotstxt_body = robotstxt_body[:MAX_ROBOTS].rpartition(b"\n")[0]  # half a rule is another rule
        return super().from_crawler(crawler, robotstxt_body)


class AddressMiddleware(OffsiteMiddleware):
    """Scrapy's filter of other hosts, which also refuses what is no public address by its spelling.

    It stands where Scrapy's stood, because a redirect from an outlet to a private address is both, and ought to be
    told from one to an advertiser.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressMiddleware:
        # Scrapy's filter also stands where requests are scheduled, and there drops them without a word to the spider.
        middleware = cls(crawler.stats)
        middleware.crawler = crawler
        middleware.allow_private = crawler.settings.getbool("ALLOW_PRIVATE")
        middleware.named = {
            host: to for host, to in read_map(crawler.settings["HOST_MAP"] or "").items() if host != "*"
        }
        crawler.signals.connect(middleware.spider_opened, signal=signals.spider_opened)
        return middleware

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if "@" in parts.netloc:
            raise Credentials(f"{host}: an address with a user name or password is not fetched")
        if not (self.allow_private or local_address(self.named, host) or is_public_host(host)):
            raise PrivateAddress(f"{host} is not a public address")
        try:
            super().process_request(request)
        except IgnoreRequest as error:
            raise OtherHost(str(error)) from None


class UnpackingMiddleware(HttpCompressionMiddleware):
    """Scrapy's unpacking of bodies, each layer of which has its limit, with a limit to the layers."""

    def process_response(self, request: Request, response: Response) -> Any:
        layers = sum(value.count(b",") + 1 for value in response.headers.getlist("Content-Encoding"))
        if layers > MAX_ENCODINGS:
            raise BrokenEncoding(f"{response.url} is packed {layers} times")
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            raise
        except Exception as error:  # each packer has its own
            raise BrokenEncoding(f"{response.url} cannot be unpacked: {error}") from error
