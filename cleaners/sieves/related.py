"""Prompts and lists inside or around the story that lead to other stories."""

from __future__ import annotations

from cleaners import cues, datelines
from cleaners.places import Block
from cleaners.prose import ends_sentence, is_cut, is_prose
from cleaners.reading import Reading

_MAX_TEASER = 24


def sieve(reading: Reading) -> None:
    """Marks headings such as «أخبار ذات صلة» with the list behind them, and «اقرأ أيضاً» with its title."""
    numbers = list(reading.numbers())
    body = [reading.blocks[n] for n in numbers]
    listed = {at for at, _, _ in reading.walked.deferred}  # lists that were left out
    skip = 0
    for at, n in enumerate(numbers):
        block = reading.blocks[n]
        if skip > at or not block.open:
            continue
        cue = cues.find(block)
        if cue is None or cue.group.follow not in ("list", "title"):
            if cue is None and _is_link(block):
                block.mark("related", "nothing but links")
            continue
        if not _leads_away(block, cue) if cue.rest else ends_sentence(block.text) and block.words >= 4:
            continue
        teasers = _teasers(body, at + 1, cue)
        if not (cue.rest or teasers or n + 1 in listed) and at + 1 < len(numbers) and cue.group.follow == "title":
            # «للمزيد» alone before running text says nothing.
            continue
        block.mark(cue.group.reason, f"cue «{cue.phrase}»")
        for teaser in teasers:
            teaser.mark(cue.group.reason, f"behind «{cue.phrase}»")
        skip = at + 1 + len(teasers)


def _is_link(block: Block) -> bool:
    """Whether the block is a link to another story, or several with their heading."""
    if block.linked > 0.95 and block.words >= 4 and not ends_sentence(block.text):
        return True
    return (
        block.linked > 0.75
        and block.links >= 2
        and block.place.tag == "div"
        and block.words >= 3 * block.links
        and not ends_sentence(block.text)
    )


def _leads_away(block: Block, cue: cues.Cue) -> bool:
    """Whether a block that begins with a cue and goes on is a prompt rather than a sentence of the story."""
    if block.linked >= 0.4:
        return True
    head = block.text[: len(cue.phrase) + 14]
    parted = any(mark in head for mark in (":", "|", "..", "…", "»", "–", " - ", "؟"))
    if ends_sentence(block.text):
        return parted and block.words <= 20
    return parted or block.words <= 16


def _teasers(body: list[Block], first: int, cue: cues.Cue) -> list[Block]:
    """The blocks from `first` on, behind a heading, that are its list: titles, or cards of caption, title, teaser
    and byline."""
    if cue.group.follow == "list":
        most = len(body)
    elif cue.rest:
        most = 0
    elif all(is_teaser(body[n]) for n in range(first, len(body))):
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
        if other is not None and other.group.reason not in ("related", "read-also"):
            break
        if not (is_teaser(block) or other is not None):
            # In cards, prose behind a title is a teaser; behind a card's byline, or alone, the story goes on.
            in_card = cards and found and not is_card_byline(found[-1])
            in_card = in_card or any(map(is_card_byline, body[at + 1 : at + 3]))
            # Running text again, unless a text ends here and nobody knows how it would have gone on.
            cut = at == len(body) - 1 and not ends_sentence(block.text) and len(found) > 2
            if not in_card and not cut:
                break
        cards = cards or is_card_byline(block)
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
