"""The Scrapy settings of tests: nothing waits, for the outlets stand on this machine."""

from crawlers.settings import *  # noqa: F403

DOWNLOAD_DELAY = 0
AUTOTHROTTLE_START_DELAY = 0
RETRY_BACKOFF = 0.1
CONTACT = "editor@ghirbal.example"
LOG_LEVEL = "WARNING"
