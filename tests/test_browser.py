"""Pages whose text comes by script, crawled in a real Chromium from a real server on the loopback address."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from scrapy.settings import Settings
from tests.test_crawl import HTML, QUICK, ROBOTS, ROOT, Crawl, articles, feed, place, serve, url  # noqa: F401

from crawlers import browser

needs_browser = pytest.mark.skipif(
    browser.executable(Settings({"CHROMIUM": os.environ.get("GHIRBAL_CHROMIUM")})) is None
    or find_spec("scrapy_playwright") is None,
    reason="Chromium or the extra render is not installed (./system-packages.sh chromium)",
)

HOST = "https://almithal.example"
OUTLET = f"""
name = "المثال"
name_en = "Al-Mithal"
hosts = ["almithal.example"]
render = true
[discovery]
feeds = ["{HOST}/feed"]
[article]
pattern = '^/news/\\d+$'
match = ["{HOST}/news/1234567"]
"""
TITLE = "قطار الجبل يعود إلى السير"
PARAGRAPHS = (
    "عاد قطار الجبل إلى السير صباح أمس بين محطة الساحل وقرى المرتفعات، بعد ثلاثة أعوام من توقفه بسبب انهيار "
    "جسر الوادي الكبير.",
    "وقال مدير المحطة إن الرحلة الأولى حملت مئة وعشرين راكباً، أكثرهم طلاب وباعة خضر اعتادوا النزول إلى "
    "السوق قبل طلوع الشمس.",
    "وتبلغ كلفة ترميم الجسر، بحسب البلدية، نصف ما قدّره المهندسون أول الأمر، لأن حجارة الجسر القديم أُعيدت إلى "
    "أماكنها بعد ترقيمها.",
)
STORY = (200, {"Content-Type": "application/json"}, json.dumps({"body": PARAGRAPHS}, ensure_ascii=False).encode())
WRITES = """
    const write = story => {
        document.querySelector("#story").innerHTML = story.body.map(text => `<p>${text}</p>`).join("");
    };
    setTimeout(() => fetch("/api/story.json").then(answer => answer.json()).then(write), 200);
"""


def shell(script: str = WRITES, more: str = "") -> tuple:
    """A page without its text, and the script that is to bring it."""
    html = (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{TITLE}</title>{more}</head><body>'
        f'<nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1><div id="story"></div></article>'
        f"<script>{script}</script></body></html>"
    )
    return 200, HTML, html.encode()


def site(page: tuple, number: int = 1, **more: tuple) -> dict:
    numbers = range(1234567, 1234567 + number)
    return {
        "/feed": feed(*(f"{HOST}/news/{n}" for n in numbers)),
        "/api/story.json": STORY,
        **{f"/news/{n}": page for n in numbers},
        **more,
    }


def command(outlet: str, server: str, **settings: object) -> list[str]:
    mapped = json.dumps({"almithal.example": server, "aawsat.com": server})
    settings = QUICK | {"HOST_MAP": mapped, "GHIRBAL_OUTLETS": "outlets", "RENDER_TIMEOUT": 20} | settings
    options = (part for key, value in settings.items() for part in ("-s", f"{key}={value}"))
    return [sys.executable, "-m", "scrapy", "crawl", outlet, *options]


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"SCRAPY_SETTINGS_MODULE": "crawlers.settings", "PYTHONPATH": str(ROOT)} | more


def write_outlet(folder: Path, outlet: str = OUTLET) -> None:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / "almithal.toml").write_text(outlet, encoding="utf-8")


def crawl(folder: Path, server: str, outlet: str = "almithal", **settings: object) -> Crawl:
    write_outlet(folder)
    done = subprocess.run(
        command(outlet, server, **settings),
        cwd=folder, env=environment(), capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    output = folder / "articles.jsonl"
    written = output.read_bytes() if output.exists() else b""
    return Crawl([json.loads(line) for line in written.splitlines()], done.stderr, written)


def said(done: Crawl) -> str:
    """The table at the crawl's end, as one line."""
    return " ".join(done.log.replace("│", " ").split())
