"""Prompts and lists inside or around the story that lead to other stories."""

from __future__ import annotations

import re

from cleaners import cues, datelines
from cleaners.body import box_of
from cleaners.dates import is_date_line
from cleaners.places import Block, Place
from cleaners.prose import asks, commas, ends_sentence, goes_on, is_cut, is_prose, weight
from cleaners.reading import Reading

_MAX_TEASER = 24
#: The rule that marks what stands with the title of another story.
IN_A_CARD = "in the card of another story"


def sieve(reading: Reading) -> None:
    """Marks headings such as «أخبار ذات صلة» with the list behind them, and «اقرأ أيضاً» with its title."""
    numbers = list(reading.numbers())
    body = [reading.blocks[n] for n in numbers]
    listed = {at for at, _, _ in reading.walked.deferred}  # lists that were left out
    boxes: dict[_Kind, int] = {}  # counted when first needed
    for n, node, place in reading.walked.deferred:
        if node.tag == "form" and reading.first < n <= reading.last:
            for block in _with_form(reading, n, box_of(place), boxes or _boxes(body, boxes)):
                block.mark("prompt", "beside a form")
    over = _only_titles(body) if reading.extracted else None
    skip = 0
    for at, n in enumerate(numbers):
        block = reading.blocks[n]
        if skip > at or not block.open:
            continue
        cue = cues.find(block)
        if cue is None or cue.group.follow not in ("list", "title"):
            if cue is None and _is_link(block):
                block.mark("related", "nothing but links")
                for other in _card(body, at, boxes):
                    other.mark("related", IN_A_CARD)
            continue
        if not _leads_away(block, cue) if cue.rest else ends_sentence(block.text) and block.words >= 4:
            continue
        teasers = _teasers(body, at + 1, cue, over)
        behind = numbers[at + 1] if at + 1 < len(numbers) else n
        elsewhere = n + 1 in listed or any(other.linked > 0.7 for other in reading.blocks[n + 1 : behind])
        if elsewhere and not any(map(_is_link, teasers)):
            teasers = []  # the list stands in a place that is not the story's; the story goes on
        if teasers and not reading.extracted:
            before = next((other for other in reversed(body[max(0, at - _LABEL) : at]) if other.linked <= 0.5), None)
            if before is not None:
                teasers = _bounded(teasers, block, before, body[at + 1])
        if not (cue.rest or teasers or elsewhere) and at + 1 < len(numbers) and cue.group.follow == "title":
            # «للمزيد» alone before running text says nothing.
            continue
        block.mark(cue.group.reason, f"cue «{cue.phrase}»")
        for teaser in teasers:
            teaser.mark(cue.group.reason, f"behind «{cue.phrase}»")
        if teasers and _is_link(teasers[-1]):
            for other in _card(body, at + len(teasers), boxes):
                other.mark("related", IN_A_CARD)
        skip = at + 1 + len(teasers)
    if reading.extracted and body and cues.is_begun(body[-1]):
        body[-1].mark("related", "a heading that the text's end cuts short")


def _bounded(teasers: list[Block], heading: Block, before: Block, behind: Block) -> list[Block]:
    """The teasers that share with their heading the element that it stands in with what is `behind` it, where what
    stands `before` it does not."""
    around: Place | None = heading.place
    while around is not None and not behind.place.stands_in(around):
        around = around.parent
    if around is None or before.place.stands_in(around):
        return teasers
    return [teaser for teaser in teasers if teaser.place.stands_in(around)]


def _is_link(block: Block) -> bool:
    """Whether the block is a link to another story, or several with their heading."""
    if block.linked > 0.8 and block.words >= 4 and not ends_sentence(block.text):
        bracketed = block.text[0] in "[(" and block.text[-1] in ")]"
        if bracketed or block.linked > 0.95 or _LABELLED.match(block.text):
            return True
    return (
        block.linked > 0.75
        and block.links >= 2
        and block.place.tag == "div"
        and block.words >= 3 * block.links
        and not ends_sentence(block.text)
    )


# «شاهد: », «خبر ذو صلة: » before a linked title; «لمزيد من المعلومات: » is the story's.
_LABELLED = re.compile(r"(?!ل)(?:[ء-ي]{2,12} ?){1,3}[:|](?!.*https?:)")


#: An element as one of its kind: tag, names, depth.
_Kind = tuple[str, str, int]
_ANY = ("", "", 0)
_LEVELS = 4
#: A card has a label of so many words at most before its title, and as many blocks behind it.
_LABEL = 3
_TEASER_WORDS = 60


def _boxes(body: list[Block], boxes: dict[_Kind, int]) -> dict[_Kind, int]:
    """Counts how many paragraphs stand in elements of each kind, of the innermost ones; all of them under `_ANY`."""
    boxes[_ANY] = sum(map(is_prose, body))
    before: Block | None = None
    for block in body:
        # Behind a linked title it may be a teaser.
        teased = before is not None and before.linked > 0.7 and before.words > _LABEL
        before = block
        if is_prose(block) and not teased:
            for box in _around(block):
                kind = (box.tag, box.names, box.depth)
                boxes[kind] = boxes.get(kind, 0) + 1
    return boxes


def _around(block: Block) -> list[Place]:
    """The innermost elements around a block that may hold others."""
    return box_of(block.place).up(_LEVELS)


def _card(body: list[Block], at: int, boxes: dict[_Kind, int]) -> list[Block]:
    """The label and the teaser that share a small element with a linked title and with nothing else; `boxes` tells
    it from a part of the story that a link begins."""
    for box in _around(body[at])[:3]:
        first, last = at, at + 1
        while first > max(0, at - 2) and body[first - 1].words <= _LABEL and body[first - 1].place.stands_in(box):
            first -= 1
        while last < min(len(body), at + 1 + _LABEL) and body[last].place.stands_in(box):
            last += 1
        if last - first == 1:
            continue
        behind = body[at + 1 : last]
        if behind and max(block.words for block in behind) <= (2 * _LABEL if len(behind) > 1 else 0):
            return []  # a list of links
        if any(other.place.stands_in(box) for other in (*body[max(0, first - 1) : first], *body[last : last + 1])):
            return []
        texts = sum(map(is_prose, body[first:last]))
        if texts > 1 or sum(block.words for block in body[at + 1 : last]) > _TEASER_WORDS:
            return []
        if not boxes:
            _boxes(body, boxes)
        if boxes.get((box.tag, box.names, box.depth), 0) or boxes[_ANY] == texts:
            return []
        return [block for block in (*body[first:at], *body[at + 1 : last]) if block.open]
    return []


def _with_form(reading: Reading, n: int, box: Place, boxes: dict[_Kind, int]) -> list[Block]:
    """The few blocks that share a small element with a form that stands before block `n`, and with nothing else."""
    blocks = reading.blocks
    first = last = n
    while first > reading.first and n - first <= _LABEL and blocks[first - 1].place.stands_in(box):
        first -= 1
    while last < reading.last and last - n <= _LABEL and blocks[last].place.stands_in(box):
        last += 1
    found = blocks[first:last]
    texts = sum(map(is_prose, found))
    if max(n - first, last - n) > _LABEL or texts > 1 or sum(block.words for block in found) > _TEASER_WORDS:
        return []
    if boxes.get((box.tag, box.names, box.depth), 0) > texts or boxes[_ANY] == texts:
        return []
    return [block for block in found if block.open]


def box(body: list[Block], at: int) -> list[Block]:
    """The open blocks that share a block's innermost element with others, when they are few and most of the running
    text around them is not theirs."""
    for around in _around(body[at]):
        first, last = at, at + 1
        while first and at - first <= _NEAR and body[first - 1].place.stands_in(around):
            first -= 1
        while last < len(body) and last - at <= _NEAR and body[last].place.stands_in(around):
            last += 1
        if last - first > 1:
            beside = (*body[max(0, first - _NEAR) : first], *body[last : last + _NEAR])
            little = sum(map(weight, body[first:last])) <= _LITTLE * sum(map(weight, beside))
            alone = at - first <= _NEAR and last - at <= _NEAR
            return [b for b in body[first:last] if b is not body[at] and b.open] if alone and little else []
    return []


_NEAR = 8
_LITTLE = 0.5


def _leads_away(block: Block, cue: cues.Cue) -> bool:
    """Whether a block that begins with a cue and goes on is a prompt rather than a sentence of the story."""
    if block.linked >= 0.4:
        return True
    head = block.text.replace("ـ", "")[: len(cue.phrase) + 14]
    parted = any(mark in head for mark in (":", "|", "..", "…", "»", "–", " - ", "؟"))
    if ends_sentence(block.text) and block.text[-1] != "؟":
        return parted and block.words <= 20
    return parted or block.words <= 16 or not commas(block.text)


def _only_titles(body: list[Block]) -> int:
    """The place in the body of a text from which on every line may be a title."""
    for at in range(len(body) - 1, -1, -1):
        if not _may_be_title(body[at]) and cues.find(body[at]) is None:
            return at + 1
    return 0


#: No title is longer, in words, that ends as a sentence does.
_TITLE = 16


def _may_be_title(block: Block) -> bool:
    return block.words <= _TITLE and not goes_on(block) and not (commas(block.text) and ends_sentence(block.text))


def _ends_title(body: list[Block], at: int, first: int) -> bool:
    """Whether a line of a text that ends as a sentence does is the title of another story: a question that no
    paragraph answers. `first` is where the list begins."""
    asking = asks(body[at].text) and _may_be_title(body[at])
    return asking and (at == first or at + 1 == len(body) or is_teaser(body[at + 1]))


def _teasers(body: list[Block], first: int, cue: cues.Cue, over: int | None) -> list[Block]:
    """The blocks from `first` on, behind a heading, that are its list: titles, or cards of caption, title, teaser
    and byline. `over` is, in a text, the place from which on there are nothing but titles."""

    def is_title(at: int) -> bool:
        if over is None:
            return is_teaser(body[at])
        if goes_on(body[at]):
            return False
        listed = first > over and (at == first or cue.group.follow == "list")
        return listed or is_teaser(body[at]) or _ends_title(body, at, first)

    if cue.group.follow == "list":
        most = len(body)
    elif cue.rest:
        most = 0
    elif all(map(is_title, range(first, len(body)))):
        most = len(body)  # nothing of the story is left
    else:
        most = 1
    found: list[Block] = []
    cards = False
    for at in range(first, len(body)):
        block = body[at]
        if len(found) >= most and block.linked <= 0.7:
            break
        other = cues.find(block)
        dated = over is not None and is_date_line(block.text)
        if other is not None and other.group.reason not in ("related", "read-also") and not dated:
            break
        if other is None and not block.linked and block.place.heading and all(map(_is_link, found)) and found:
            break  # a subheading of the story behind linked titles
        if not (is_title(at) or other is not None):
            # In cards, prose behind a title is a teaser; behind a card's byline, or alone, the story goes on.
            in_card = cards and found and not is_card_byline(found[-1])
            in_card = in_card or any(map(is_card_byline, body[at + 1 : at + 3]))
            # Running text again, unless a text ends here and nobody knows how it would have gone on.
            cut = at == len(body) - 1 and not ends_sentence(block.text) and len(found) > 2
            if not (in_card or cut) or (over is not None and goes_on(block)):
                break
        cards = cards or is_card_byline(block) or (over is not None and datelines.is_credited(block.text))
        found.append(block)
    return found


def is_card_byline(block: Block) -> bool:
    """Whether the block closes a card: «الشرق الأوسط» (بروكسل)."""
    return block.words <= 7 and block.text.endswith(")") and datelines.read(block.text) is not None


def is_teaser(block: Block) -> bool:
    """Whether the block reads like the title of another story."""
    if block.linked > 0.7:
        return True
    if block.words > _MAX_TEASER:
        return False
    return is_cut(block.text) or not (ends_sentence(block.text) or is_prose(block))
