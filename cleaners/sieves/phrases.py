"""Lines that are boilerplate by what they say: controls, prompts, sources, tags, comments, consent."""

from __future__ import annotations

import re
from itertools import accumulate

from cleaners import cues, datelines
from cleaners.normal import match_form
from cleaners.places import Block
from cleaners.prose import ends_sentence, is_prose
from cleaners.reading import Reading
from cleaners.sieves import related
from cleaners.sieves.related import is_teaser

_HASHTAG = re.compile(r"# ?(\w+)")
_HASHTAGS = re.compile(r"^(?:# ?\w+[\s،,|]*)+$")


def sieve(reading: Reading) -> None:
    """Marks the lines of the body that a cue betrays; a heading of comments ends the article."""
    body = list(reading.body())
    last = _last_paragraph(body)
    before = [0, *accumulate(len(block.text) for block in body)]  # characters, by place
    for at, block in enumerate(body):
        if not block.open:
            continue
        if block.text[0] == "#" and _HASHTAGS.match(block.text):
            reading.tags += _HASHTAG.findall(block.text)
            block.mark("tags", "nothing but hashtags")
            continue
        cue = cues.find(block)
        if cue is not None and at == 0 and cue.group.reason == "source" and datelines.read(block.text):
            continue
        if cue is None or cue.group.follow in ("list", "title") or cue.group.reason == "byline":
            continue
        if cue.group.match == "start" and not believed(block, cue, at, last):
            continue
        if block.place.tag == "tr" and cue.group.reason in ("control", "date"):
            continue  # a row of figures
        block.mark(cue.group.reason, f"cue «{cue.phrase[:40]}»")
        if cue.group.follow == "tags":
            reading.tags += tags_in(block)
        if cue.group.follow == "box":
            for other in related.box(body, at):
                other.mark(cue.group.reason, f"beside «{cue.phrase[:40]}»")
        # The story is over where most of its text stands before.
        ended = before[at] > 0 and before[at] >= (before[-1] - before[at + 1]) * 0.5
        if cue.group.follow == "end" and ended:
            mark_source(body, at)
            for other in body[at + 1 :]:
                other.mark(cue.group.reason, f"behind «{cue.phrase[:40]}»")
            break
        if cue.group.follow == "tags" and reading.extracted and ended:
            # In a text nothing but the tags tells that the story is over.
            mark_source(body, at)
            for other in body[at + 1 :]:
                other.mark("tags" if other.words <= 4 else "next-article", f"behind «{cue.phrase}»")
            break
        if cue.group.follow == "tags" and not cue.rest:
            for at_tag in range(at + 1, len(body)):
                other = body[at_tag]
                if not is_teaser(other) or other.words > 6:
                    break
                reading.tags.append(other.text)
                other.mark("tags", f"behind «{cue.phrase}»")


def believed(block: Block, cue: cues.Cue, at: int, last: int) -> bool:
    """Whether a block that begins with a cue and goes on is what the cue says. `at` is its place in the body, `last`
    that of the last paragraph: before it a whole sentence is the story's own, unless it names what it prompts to."""
    reason = cue.group.reason
    sentence = ends_sentence(block.text)
    if reason == "tags":
        return not cue.rest or (not sentence and ":" in block.text[: len(cue.phrase) + 8])
    if reason == "breadcrumb":
        return at < 4 and not sentence
    if not sentence or block.words < 4 or reason == "embed":
        return True
    if reason in _PROMPTS:
        return bool(_MEDIA.search(match_form(block.text)))
    return at >= last


_PROMPTS = frozenset(("prompt", "advertisement"))
#: What prompts lead to, in match form.
_MEDIA = re.compile(
    r"واتس|فيس ?بوك|تويتر|منصه اكس|يوتيوب|انستغرام|انستجرام|تيليجرام|تلي?غرام|تليجرام|تيك توك|سناب|نبض|جوجل|غوغل|"
    r"تطبيق|موقعنا|قناتنا|صفحتنا|صفحاتنا|حسابنا|حساباتنا|نشرتنا|النشره|البريديه|بريدك|اشعارات|"
    r"whats|facebook|twitter|youtube|telegram|google|newsletter|inbox|e-?mail|\bapp\b"
)


def _last_paragraph(body: list[Block]) -> int:
    """The place in the body of the last paragraph that is running text and begins with no cue."""
    for at in range(len(body) - 1, -1, -1):
        if is_prose(body[at]) and cues.find(body[at]) is None:
            return at
    return -1


_PARTS = re.compile(r"[،,؛;|#•·]|\s[-–]\s")


def tags_in(block: Block) -> list[str]:
    """The tags in a line such as «الوسوم: المنارة، تراث»; none when nothing tells where one ends."""
    named = block.text.partition(":")[2].strip()
    parts = named.split() if block.links > 1 and block.links == len(named.split()) else _PARTS.split(named)
    if len(parts) == 1 and block.links != 1 and len(named.split()) > 3:
        return []
    return [part.strip(" .") for part in parts if part.strip(" .")]


def mark_source(body: list[Block], end: int) -> None:
    """Marks a word or two at the very end of the story, without a full stop: the name of who it is from."""
    for at in range(end - 1, -1, -1):
        block = body[at]
        if not block.open:
            continue
        if block.words <= 3 and not ends_sentence(block.text) and not block.text.endswith((":", "،")):
            block.mark("source", "a name behind the story")
        break
