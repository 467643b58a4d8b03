"""The host map: requests for an outlet's hosts go to a local server, and nothing else notices.

    scrapy crawl aawsat -s HOST_MAP=127.0.0.1:8080
    scrapy crawl aawsat -s HOST_MAP='{"aawsat.com": "127.0.0.1:8080"}'

The first form maps every host, so that nothing leaves the machine; the second those that it names, with the
hosts below them. The server is asked in plain HTTP, over a real socket, with the outlet's host in the `Host`
header.

The map sits in the download handler, the last place before the socket. A resolver of one's own could change
neither the port nor https to http; a proxy would have to end TLS; a downloader middleware cannot change the
address of a request without starting it anew. Here every request passes, also those for robots.txt, and
everything above (robots rules, throttling by host, redirects, deduplication, rules, items) sees the outlet's
own addresses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.connections import GuardedHandler


def read_map(setting: str | Mapping[str, str]) -> dict[str, str]:
    """The map by host from the setting's value; the key "*" stands for all hosts.

    Raises `ValueError` when an address is not of the form HOST:PORT or the JSON cannot be read.
    """
    if isinstance(setting, str) and not setting.lstrip().startswith("{"):
        setting = {"*": setting.strip()} if setting.strip() else {}
    hosts = json.loads(setting) if isinstance(setting, str) else dict(setting)
    for address in hosts.values():
        host, _, port = str(address).rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f"HOST_MAP: not HOST:PORT: {address!r}")
    return hosts


def local_address(hosts: Mapping[str, str], host: str | None) -> str | None:
    """The HOST:PORT that stands for `host` in the map: its own, that of a host above it, or that of "*"."""
    name = host or ""
    while name:
        if name in hosts:
            return hosts[name]
        name = name.partition(".")[2]
    return hosts.get("*")


class MappedDownloadHandler(BaseDownloadHandler):
    """The handler for http and https, with the map of the setting HOST_MAP in front of the socket.

    A server of the map is asked wherever it is. All else must be public, unless the setting ALLOW_PRIVATE is true;
    the two never share a connection.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self.hosts = read_map(crawler.settings["HOST_MAP"] or "")
        self.mapped = GuardedHandler(crawler, public_only=False)
        self.network = GuardedHandler(crawler, public_only=not crawler.settings.getbool("ALLOW_PRIVATE"))

    async def download_request(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        address = local_address(self.hosts, parts.hostname)
        if address is None:
            return await self.network.download_request(request)
        local = request.replace(url=urlunsplit(("http", address, parts.path or "/", parts.query, "")))
        local.headers["Host"] = parts.netloc
        response = await self.mapped.download_request(local)
        request.meta["download_latency"] = local.meta["download_latency"]  # what the throttle goes by
        return response.replace(url=request.url)

    async def close(self) -> None:
        await self.mapped.close()
        await self.network.close()
