"""The Scrapy settings: polite by default. `scrapy crawl OUTLET -s NAME=VALUE` overrides any of them.

Settings of our own:

CONTACT          where outlets can reach you, an address or a mail; stands in the user agent. Without it the
                 crawl says so and names only the program. Also GHIRBAL_CONTACT in the environment.
HOST_MAP         sends requests for outlets' hosts to a local server, see `crawlers.hosts`. Also
                 GHIRBAL_HOST_MAP in the environment.
ALLOW_PRIVATE    lets addresses be asked that are not public: one's own machine and network. Servers of HOST_MAP are
                 asked in any case.
GHIRBAL_OUTLETS  a folder of outlet files that join the shipped ones, see docs/outlet-files.md. Also in the environment.
STORE            the store: an SQLite file or a postgresql:// address. Also GHIRBAL_STORE in the environment.
STORE_PATIENCE   seconds that a store which went away is waited for.
WARC_DIR         the folder of the archive; empty keeps no pages. Also GHIRBAL_WARC in the environment.
LEASE_SECONDS    how long an outlet stays taken when the process that crawls it, on another machine, is gone.
CLEANING_WORKERS how many processes clean pages.
CLEANING_TIMEOUT seconds for the pages of one article; then they are given up.
CHROMIUM         the browser that renders pages of outlets with `render = true`: a path, or a program's name. Also
                 GHIRBAL_CHROMIUM in the environment. Without it what the system has, see `crawlers.browser`.
RENDER_TIMEOUT   seconds after which such a page is read as it stands, though it still asks for more.
MAX_SITEMAPS     how many sitemaps of an outlet's indexes are read, the newest first.
MAX_ARTICLE_PAGES
                 how many pages of one article are read and joined.
RETRY_BACKOFF    seconds to leave a host alone after a request's first failure; doubles with each further one.
RETRY_AFTER_MAX  seconds to wait at most when a host asks for it; who asks for more is not asked again.
"""

import os

from crawlers import deadline
from crawlers.store import PATIENCE
from crawlers.store.leases import SECONDS

BOT_NAME = "ghirbal"
SPIDER_LOADER_CLASS = "crawlers.spider_loader.OutletLoader"

CONTACT = os.environ.get("GHIRBAL_CONTACT", "")
HOST_MAP = os.environ.get("GHIRBAL_HOST_MAP", "")
ALLOW_PRIVATE = False
GHIRBAL_OUTLETS = os.environ.get("GHIRBAL_OUTLETS", "")
STORE = os.environ.get("GHIRBAL_STORE", "ghirbal.db")
STORE_PATIENCE = PATIENCE
WARC_DIR = os.environ.get("GHIRBAL_WARC", "warc")
LEASE_SECONDS = SECONDS
CLEANING_WORKERS = min(2, os.cpu_count() or 1)
CLEANING_TIMEOUT = deadline.SECONDS
CHROMIUM = os.environ.get("GHIRBAL_CHROMIUM", "")
RENDER_TIMEOUT = 60.0
MAX_SITEMAPS = 20
MAX_ARTICLE_PAGES = 10

# Politeness. An outlet's spider sends one request at a time, so that what its host asks for (Retry-After,
# Crawl-delay) is obeyed by the very next request: none is already on its way.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Ghirbal"  # the name that robots.txt knows us by, whatever stands behind it
ROBOTSTXT_PARSER = "crawlers.guard.ShortRobots"
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # Scrapy starts so many tasks for each page, and a page gives one article at most
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # a delay that an outlet asks for is kept, not kept on average
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 2
RETRY_BACKOFF = 2.0
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider says what was not read, and why
RETRY_AFTER_MAX = 300.0
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False  # behind a proxy, nobody could judge the peer; one of the environment is not asked for
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ar",
}

# Limits.
DOWNLOAD_MAXSIZE = 8 * 2**20  # bytes, as sent and as unpacked
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30  # seconds, from the connection to the last byte
REDIRECT_MAX_TIMES = 10
URLLENGTH_LIMIT = 8000  # an Arabic letter takes six characters, a headline in the address a thousand

# The store knows what was asked for; Scrapy's filter would only know of this run.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# The newest article first, as the spider asks for them; Scrapy's own queues are last in, first out.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DOWNLOAD_HANDLERS = {
    "http": "crawlers.hosts.MappedDownloadHandler",
    "https": "crawlers.hosts.MappedDownloadHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawlers.guard.AddressMiddleware": 50,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawlers.guard.UnpackingMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawlers.middlewares.RefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.middlewares.PoliteRetryMiddleware": 550,
    "crawlers.middlewares.ReadOnce": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.middlewares.PoliteRobotsMiddleware": 100,
    "crawlers.browser.RenderMiddleware": 10,  # the last to see a response
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawlers.middlewares.PoliteThrottle": 0,
    "crawlers.summary.Summary": 0,
    "scrapy.extensions.logstats.LogStats": None,  # the summary says how far it is, in articles
}
# Both would open a port through which whoever is on this machine can run code.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# What `-o` writes: letters as letters; see `crawlers.storage` for why lines stay whole.
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {"csv": "crawlers.exporters.CsvExporter"}
FEED_STORAGES = {"": "crawlers.storage.LineStorage", "file": "crawlers.storage.LineStorage"}

LOG_LEVEL = "INFO"
STATS_DUMP = False  # `crawlers.summary` says it in a table
