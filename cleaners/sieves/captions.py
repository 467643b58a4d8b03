"""Captions: each once in its field, every other copy removed."""

from __future__ import annotations

import re

from cleaners import cues, datelines
from cleaners.blocks import Image
from cleaners.body import OFF
from cleaners.dates import is_date_line
from cleaners.hints import names_an_author
from cleaners.places import Block
from cleaners.prose import ends_sentence
from cleaners.reading import Reading, fold

#: «(أ.ف.ب)», «(رويترز)», «(الشرق الأوسط)»: a source in brackets at the end, no full stop behind it.
CREDIT = re.compile(r"\([^()]{2,40}\)$|\((?:[^()]{0,30}\([^()]*\)[^()]{0,30})\)$")
_LABEL = re.compile(r"^(?:شرح|تعليق|وصف) (?:ال)?صور[ةه]\s*[:\-–]|^(?:الصورة|صورة)\s*:")
_MAX_WORDS = 60
_ABOVE = 3  # blocks: a picture and its caption may stand above the headline


def sieve(reading: Reading) -> None:
    """Takes the article's captions into their field and marks their repeats."""
    if reading.last == 0:
        return
    if not reading.extracted:
        _find(reading)
    # Folding every block would cost as much as the walk; a copy is about as long.
    sizes = {size for c in reading.captions.values() for size in range(len(c) - 12, len(c) + 13)}
    for block in reading.blocks[max(0, min(reading.title_at(), reading.first) - _ABOVE) : reading.last]:
        if len(block.text) in sizes and block.open and fold(block.text) in reading.captions:
            block.mark("repeated-caption", "equals a caption")


def _find(reading: Reading) -> None:
    """Takes the captions of a page, which its pictures and elements betray."""
    top = min(reading.title_at(), reading.first)
    start = max(0, top - _ABOVE)
    images = [image for image in reading.walked.images if start <= image.at <= reading.last]
    for image in images:
        if image.at >= top:
            _under_picture(reading, image)
    near = {n for image in images for n in range(image.at - 2, image.at + 4)}
    # Under the headline, what its name calls a caption may stand under a player.
    near.update(range(reading.title_at() + 1, reading.first))
    before: Block | None = None  # the caption right before, or a copy of one
    for n in range(start, reading.last):
        block = reading.blocks[n]
        if block.open and before is not None and _is_credit(block):
            if before.field:
                reading.captions[fold(before.text)] += " " + block.text
                block.field = "captions"
            else:
                block.mark("repeated-caption", "the credit of one")
            before = None
            continue
        if block.open and _is_caption(block, pictured=n in near):
            if block.words <= _BARE_CREDIT and _CREDIT_NAMES.search(block.place.names):
                block.mark("source", "a credit without a caption")
            else:
                take(reading, block)
        before = block if block.field == "captions" or block.reason == "repeated-caption" else None


def take(reading: Reading, block: Block) -> None:
    """Makes the block a caption, or marks it when the field or the title has it already."""
    folded = fold(block.text)
    if not folded:
        block.mark("template", "empty caption")
    elif folded in reading.captions:
        block.mark("repeated-caption", "equals a caption")
    elif folded == fold(reading.title or ""):
        block.mark("repeated-title", "a caption that equals the title")
    else:
        reading.captions[folded] = block.text
        block.field = "captions"


def _is_caption(block: Block, *, pictured: bool) -> bool:
    if block.words > _MAX_WORDS:
        return False
    opening = block.text[:24]
    if block.place.mark == "caption" or ((":" in opening or "-" in opening) and _LABEL.match(block.text)):
        return True
    place = block.place.inside
    if place is None or place.hint != "caption" or is_date_line(block.text):
        return False
    if (cue := cues.find(block)) is not None and cue.group.reason in ("source", "copyright", "control"):
        block.mark(cue.group.reason, f"cue «{cue.phrase}»")  # a credit or a label without a caption
        return False
    if cue is not None and cue.group.reason == "byline" and block.words <= _MOST_CREDIT:
        return False
    return (pictured or place.tag == "figcaption") and not _in_off(block)


_CREDIT_NAMES = re.compile(r"credit|attribution|copyright|photographer|photo-?by")
_MOST_CREDIT = 8  # words
_BARE_CREDIT = 3  # words


def _is_credit(block: Block) -> bool:
    """Whether what stands behind a caption says whose the picture is: in brackets, or by its name and not as a line
    that pages have without a picture, too."""
    place = block.place.inside
    if block.words > _MOST_CREDIT or place is None or place.hint != "caption":
        return False
    if block.text[0] == "(" and block.text[-1] == ")":
        return True
    return bool(_CREDIT_NAMES.search(block.place.names)) and cues.find(block) is None


def _in_off(block: Block) -> bool:
    place = block.place.inside
    while place is not None:
        if place.hint in OFF:
            return True
        place = place.parent.inside if place.parent else None
    return False


def _under_picture(reading: Reading, image: Image) -> None:
    """The short block right behind a picture is its caption when it says what the picture's attributes say, or
    when nothing but it stands in the picture's element."""
    texts: list[str] | None = None
    for n in range(max(0, image.at - 1), min(len(reading.blocks), image.at + 2)):
        block = reading.blocks[n]
        if not block.open or block.words > _MAX_WORDS or block.linked > 0.5 or _in_off(block):
            continue
        if n >= image.at and (
            _alone_with(reading, n, image) or _is_credited(block, reading.brands) or _is_named_so(block, n - image.at)
        ):
            says_it = True
        elif image.texts and not ends_sentence(block.text):
            own = fold(block.text)
            texts = texts or [fold(text) for text in image.texts]
            says_it = bool(own) and any(own == t or (len(t) >= 12 and own.startswith(t)) for t in texts)
        else:
            says_it = False
        if says_it and not is_date_line(block.text) and not STAMPED.search(block.text) and not cues.find(block):
            if not _is_byline(block):
                take(reading, block)
            elif reading.first <= n < reading.last and reading.inside[n]:
                block.mark("byline", "under the author's picture")


def _is_byline(block: Block) -> bool:
    """Whether the picture that the block stands under is its author's."""
    place = block.place
    return names_an_author(place.names) or (place.parent is not None and names_an_author(place.parent.names))


#: The hour of a story, or how many have read it.
COUNTED = re.compile(r" ?\d[\d,.]{0,12} (?:قراءة|مشاهدة|زيارة|تعليق)$")
STAMPED = re.compile(rf"\d{{4}} (?:\D{{1,12}} )?\d{{1,2}}:\d\d|{COUNTED.pattern}")
_PICTURE_NAME = re.compile(r"(?:^|[\s_\-])(?:image|img|photo|foto|picture|pic)(?:$|[\s_\-\d])")


def _is_named_so(block: Block, behind: int) -> bool:
    """Whether the first block behind a picture stands in an element that is called a picture, and is no sentence."""
    names = block.place.names
    called_so = _PICTURE_NAME.search(names) is not None and "credit" not in names and "source" not in names
    return behind == 0 and called_so and not ends_sentence(block.text)


def _is_credited(block: Block, brands: frozenset[str]) -> bool:
    """Whether what stands under a picture is short and ends with a source of pictures in brackets: a known one, or the
    outlet."""
    if block.text[-1] != ")" or block.words > _MOST_ALONE:
        return False
    own = fold(block.text.rpartition("(")[2])
    return datelines.is_credited(block.text) or (len(own) >= 4 and any(own in brand for brand in brands))


def _alone_with(reading: Reading, n: int, image: Image) -> bool:
    """Whether block `n` is all the text of an element around the picture."""
    block = reading.blocks[n]
    if block.words > _MOST_ALONE or block.words < 2:
        return False
    around = block.place
    for _ in range(5):
        if around.tag in _PICTURE_BOXES and image.place.stands_in(around):
            neighbours = reading.blocks[max(0, n - 1) : n] + reading.blocks[n + 1 : n + 2]
            return not any(other.place.stands_in(around) for other in neighbours)
        if around.parent is None:
            break
        around = around.parent
    return False


_PICTURE_BOXES = frozenset(("div", "figure", "center", "a", "span", "picture", "table"))
#: No caption without a mark of its own is longer, in words.
_MOST_ALONE = 30
