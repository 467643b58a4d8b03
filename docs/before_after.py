"""`make picture`: draws docs/before-after.png, a fixture page with what became of its blocks, and its article.

    python docs/before_after.py [FIXTURE]

FIXTURE is a folder below fixtures/, such as hespress/water-short. Headless Chromium lays the page out with its own
style; each text is painted in it as `Article.blocks` says. Nothing is fetched: pictures of the page are grey boxes.
Where Chromium or pngquant (which makes the picture a third as large) is not installed, it says so and draws nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from cleaners import Article, clean_html
from cleaners.blocks import SKIPPED
from crawlers.browser import BROWSERS
from crawlers.safe import markup

DOCS = Path(__file__).parent
FIXTURES = DOCS.parent / "fixtures"
PICTURE = DOCS / "before-after.png"
PAGE = "hespress/water-short"

WIDTH = 900  # CSS pixels, the width of a README
SHARPNESS = 2  # pixels a CSS pixel
PAGE_WIDTH, SCALE = 860, 0.6  # how wide the page is laid out, and how much smaller it is drawn

#: Reasons by what they have in common: their colour, and what the legend calls them.
FAMILIES = (
    ("#5b6b80", "the site around the story", "navigation breadcrumb control template copyright embed"),
    ("#c2410c", "other stories, also inside this one", "related read-also next-article"),
    ("#7e22ce", "share, follow, subscribe; advertisements", "prompt advertisement"),
    ("#a16207", "readers' comments", "comments"),
    ("#0f766e", "who, when, from where", "byline date tags source"),
    ("#be185d", "said before", "repeated-title repeated-caption repeated-text"),
)
COLOURS = {reason: colour for colour, _, reasons in FAMILIES for reason in reasons.split()}
KEPT, FIELD = "#15803d", "#1d4ed8"


def main(page: str = PAGE) -> int:
    """Draws the picture; returns the exit status."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    pngquant = shutil.which("pngquant")
    if browser is None or pngquant is None:
        missing = "Chromium" if browser is None else "pngquant"
        print(f"picture: skipped, {missing} is not installed (make system-packages)", file=sys.stderr)
        return 0
    folder = FIXTURES / page
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        html = (folder / "page.html").read_text(encoding="utf-8")
    except OSError as error:
        print(f"picture: {error.filename}: {(error.strerror or '').lower()}", file=sys.stderr)
        return 1
    article = clean_html(html, meta["url"])
    try:
        draw(browser, pngquant, sheet(html, article), PICTURE)
    except (RuntimeError, subprocess.SubprocessError) as error:
        print(f"picture: {page}: {error}", file=sys.stderr)
        return 1
    print(f"{PICTURE.relative_to(DOCS.parent)}: {PICTURE.stat().st_size // 1024} kB", file=sys.stderr)
    return 0


def draw(browser: str, pngquant: str, html: str, picture: Path) -> None:
    """Draws a document of HTML as high as it is. Raises `RuntimeError` with what the document says is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        document, drawn = Path(folder, "sheet.html"), Path(folder, "sheet.png")
        document.write_text(html, encoding="utf-8")
        options = [
            browser, "--headless=new", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder}/profile", f"--force-device-scale-factor={SHARPNESS}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium has no sandbox for root
        ]  # fmt: skip

        def run(*more: str) -> str:
            command = [*options, *more, document.as_uri()]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603
            return done.stdout

        said = re.search(r"<title>(.*?)</title>", run(f"--window-size={WIDTH},900", "--dump-dom"), re.DOTALL)
        if said is None or not said[1].isdigit():
            raise RuntimeError(said[1] if said else "Chromium gave no document")
        run(f"--window-size={WIDTH},{said[1]}", f"--screenshot={drawn}")
        small = [pngquant, "--force", "--nofs", "--output", picture, "128", drawn]
        subprocess.run(small, timeout=60, check=True)  # noqa: S603


def sheet(page: str, article: Article) -> str:
    """The document that is drawn: the page on the left, the article and the legend on the right.

    Its title becomes its height in CSS pixels, or what went wrong.
    """
    fates = [(block.text, block.reason or block.field or "kept") for block in article.blocks]
    colours = COLOURS | {fate: FIELD for _, fate in fates if fate not in COLOURS} | {"kept": KEPT}
    data = json.dumps(
        {"page": page, "fates": fates, "colours": colours, "skipped": sorted(SKIPPED), "scale": SCALE},
        ensure_ascii=False,
    ).replace("<", "\\u003c")
    removed = Counter(block.reason for block in article.blocks if block.reason)
    rows = "".join(
        f"<dt>{' '.join(_chip(reason, removed[reason]) for reason in reasons.split() if removed[reason])}</dt>"
        f"<dd>{what}</dd>"
        for _, what, reasons in FAMILIES
        if any(removed[reason] for reason in reasons.split())
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>not drawn</title><style>{STYLE}</style>
<main><section><h2>A page, as published</h2><div class="card" id="page"></div></section>
<section><h2>What is kept of it</h2><div class="card">{_article(article)}</div>
<h2>What is sieved off, and why</h2><div class="card"><dl>{rows}</dl>
<p>{len(article.paragraphs)} paragraphs kept, {removed.total()} blocks removed. Each removed block can be looked at,
with its reason and the rule that marked it.</p></div></section></main>
<script>const data = {data};{SCRIPT}</script></html>"""


def _chip(reason: str, number: int) -> str:
    return f'<code style="background:{COLOURS[reason]}">{reason} {number}</code>'


def _article(article: Article) -> str:
    """The article's fields, as they are named."""
    fields = (
        ("title", [article.title]),
        ("authors", article.authors),
        ("published", [article.published and article.published.isoformat()]),
        ("section", [article.section]),
        ("captions", article.captions),
        ("paragraphs", article.paragraphs),
    )
    return "".join(
        f'<div class="{name}"><code style="background:{KEPT if name == "paragraphs" else FIELD}">{name}</code>'
        + "".join(f'<p dir="auto">{markup(value)}</p>' for value in values if value)
        + "</div>"
        for name, values in fields
        if any(values)
    )


STYLE = f"""
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #f4f1ea; color: #1f2937; font: 13px/1.5 "Noto Sans", "DejaVu Sans", sans-serif; }}
main {{ display: flex; gap: 20px; width: {WIDTH}px; padding: 20px; }}
section {{ display: flex; flex-direction: column; flex: 1; min-width: 0; }}
section:first-child {{ flex: none; width: {PAGE_WIDTH * SCALE}px; }}
#page {{ flex: 1; position: relative; }}
#page::after {{ content: ""; position: absolute; inset: auto 0 0; height: 70px;
  background: linear-gradient(transparent, #fff); }}
h2 {{ font-size: 14px; margin: 0 2px 8px; color: #57534e; font-weight: 600; }} .card + h2 {{ margin-top: 18px; }}
.card {{ background: #fff; border: 1px solid #e2dccf; border-radius: 8px; overflow: hidden; }}
section:last-child .card {{ padding: 12px 14px; }}
iframe {{ position: absolute; border: 0; width: {PAGE_WIDTH}px; transform: scale({SCALE}); transform-origin: 0 0; }}
code {{ font: 600 11px/1.5 "DejaVu Sans Mono", monospace; color: #fff; padding: 1px 6px; border-radius: 4px;
  white-space: nowrap; display: inline-block; }}
[dir] {{ margin: 3px 0 10px; font: 15px/1.75 "Noto Naskh Arabic", serif; }}
.title p {{ font-weight: 700; font-size: 19px; line-height: 1.5; }} .paragraphs p + p {{ margin-top: 0; }}
.paragraphs p:last-child {{ margin-bottom: 0; }}
.published p {{ font: 12px/1.5 "DejaVu Sans Mono", monospace; }}
dl {{ margin: 0 0 8px; }} dd {{ margin: 2px 0 10px; color: #57534e; }} dt code {{ margin: 0 2px 3px 0; }}
dl + p {{ margin: 0; padding-top: 8px; border-top: 1px solid #e2dccf; }}
"""

#: Goes through the page's text beside the blocks, which stand in the same order, and paints each as its fate says.
SCRIPT = r"""
const squeezed = text => text.normalize("NFC").replace(/[\s\u00ad\u061c\u200b-\u200f\u2060\ufeff]+/gu, "");
const skipped = new Set(data.skipped.map(tag => tag.toUpperCase()).concat("SCRIPT"));

function texts(node) {
  if (node.nodeType === Node.TEXT_NODE) return squeezed(node.data) ? [node] : [];
  return skipped.has(node.nodeName) ? [] : [...node.childNodes].flatMap(texts);
}

async function blank(page) {
  const nothing = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 2'/>";
  for (const img of page.images) img.src = nothing;
  await Promise.all([...page.images].map(img => img.decode()));
}

function paint(page) {
  const style = page.createElement("style");
  style.textContent = `
    img { max-width: 100%; max-height: 60px; border-radius: 4px; background: #ddd7ca !important; }
    .fate { -webkit-box-decoration-break: clone; border-radius: 3px; padding: 1px 3px; }
    .fate.gone { text-decoration: line-through; color: #6b7280; }
    .fate > i { display: inline-block; direction: ltr; font: 600 17px/1.35 "DejaVu Sans Mono", monospace;
      color: #fff; border-radius: 5px; padding: 0 7px; margin-left: 8px; }`;
  page.head.append(style);
  let at = -1, left = "", said = "";
  for (const node of texts(page.body)) {
    const text = squeezed(node.data), fresh = left === "";
    if (fresh) left = squeezed(data.fates[++at]?.[0] ?? "");
    if (!left.startsWith(text)) throw `the page has «${text}» where the next block is «${left}»`;
    left = left.slice(text.length);
    const fate = data.fates[at][1], colour = data.colours[fate], span = page.createElement("span");
    span.className = fate === "kept" || colour === data.colours.title ? "fate" : "fate gone";
    span.style.backgroundColor = colour + "22";
    node.replaceWith(span);
    span.append(node);
    if (fresh && fate !== said) {
      const chip = page.createElement("i");
      chip.textContent = said = fate;
      chip.style.background = colour;
      span.prepend(chip);
    }
  }
  if (left || at + 1 < data.fates.length) throw `the page has no «${left || data.fates[at + 1][0]}»`;
}

const frame = document.createElement("iframe");
frame.sandbox = "allow-same-origin"; // the page is painted, its scripts do not run
frame.srcdoc = data.page;
frame.onload = async () => {
  const page = frame.contentDocument;
  try {
    paint(page);
    await blank(page);
    frame.style.height = page.documentElement.scrollHeight + "px";
    document.title = Math.ceil(document.querySelector("main").getBoundingClientRect().height);
  } catch (wrong) { document.title = wrong; }
};
document.getElementById("page").append(frame);
"""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
