"""Where the article begins and ends in a text that was extracted without its structure.

Without elements, three things tell the story from what stands around it: what a line says (cues), whether it reads
like prose, and what is repeated, since pages show their headline and captions more than once.
"""

from __future__ import annotations

import re
from collections import Counter

from cleaners import cues, datelines, titles
from cleaners.dates import is_date_line
from cleaners.normal import match_form
from cleaners.places import Block
from cleaners.prose import asks, commas, ends_sentence, goes_on, is_cut, is_prose, states
from cleaners.reading import Reading, fold
from cleaners.sieves import captions
from cleaners.sieves.captions import CREDIT
from cleaners.sieves.edges import add_author, take_byline, take_edge

_ADDRESS = re.compile(r"https?://\S{8,}|(?:%[0-9A-F]{2}){4}")
#: Headline, captions and the like stand within this many lines of the beginning.
_HEAD = 24


def bound(reading: Reading) -> None:
    """Finds the head of the text (headline, captions, standfirst, byline, dateline, dates), takes its fields, and
    bounds the story in `reading`; what comes behind the story is left to the sieves."""
    blocks = reading.blocks
    reading.inside = [True] * len(blocks)
    reading.last = len(blocks)
    for block in blocks:
        _mark_machinery(block)
    start = _story_start(blocks)
    _mark_addresses(blocks, start or 0)
    if start is None:
        # Nothing reads like prose: a list, a poem. Only its first line can be told apart.
        return
    reading.first = start
    _mark_menus(blocks[:start])
    _read_head(reading, [b for b in blocks[:start] if b.open])
    titles.mark_repeats(reading)


def _mark_machinery(block: Block) -> None:
    """Marks lines that are boilerplate wherever they stand. A day in digits looks like a counter."""
    cue = cues.find(block)
    if cue is None or cue.rest or cue.group.follow or cue.group.reason not in _MACHINERY or is_date_line(block.text):
        return
    block.mark(cue.group.reason, f"cue «{cue.phrase[:40]}»")


_MACHINERY = frozenset(("control", "advertisement", "navigation"))


def _mark_menus(head: list[Block]) -> None:
    """Marks what is no head: so many labels on end, and what stands before them, if a headline stands behind them."""
    run: list[Block] = []
    end = 0
    for n, block in enumerate(head):
        if block.words > _LABEL or cues.find(block) is not None or is_date_line(block.text):
            if block.open:
                run = []
            continue
        run.append(block)
        if len(run) >= _MENU:
            end = n + 1
            for label in run:
                label.mark("navigation", "a menu before the story")
    if any(b.open and b.words > _LABEL and _reads_like_title(b) for b in head[end:]):
        for block in head[:end]:
            block.mark("navigation", "before the menu")


#: A menu has this many lines or more, each of at most so many words.
_MENU, _LABEL = 8, 3


def _mark_addresses(blocks: list[Block], start: int) -> None:
    """Marks addresses before the story and behind it; one within it is what the story gives."""
    last = next((n for n in range(len(blocks) - 1, start, -1) if is_prose(blocks[n])), start)
    for n, block in enumerate(blocks):
        given = n > start and (n <= last or blocks[n - 1].text.endswith(":"))
        if not given and block.words <= 8 and _ADDRESS.search(block.text):
            block.mark("control", "an address")


def _runs_together(block: Block) -> bool:
    """Whether the line is a menu or a list of titles that lost its line ends: long, without a full stop, with hardly a
    comma or what joins the clauses of a sentence."""
    if block.words < 20 or ends_sentence(block.text) or commas(block.text) > block.words // 30:
        return False
    return len(_JOINTS.findall(match_form(block.text))) <= block.words // 40


# In match form.
_JOINTS = re.compile(
    r"\b(?:و?ف?(?:ان|انه|انها|انهم|اذ|حيث|كما|التي|الذي|الذين|قال|قالت|اضاف|اضافت|اكد|اوضح)|مشيرا|موكدا|وذلك|فيما|بينما|وقد|كان|كانت"
    r"|(?:ل|ب|من|عن|في|علي|الي)(?:ه|ها|هم|هما)|the|that|and|was)\b"
)


def is_caption(block: Block) -> bool:
    """Whether the line reads like a caption with its credit."""
    return bool(CREDIT.search(block.text)) and block.words <= 60 and not ends_sentence(block.text)


def _reads_on(block: Block) -> bool:
    """Whether the line can be a paragraph of the story. A headline may end in a question or in a colon."""
    if not is_prose(block) or is_caption(block) or is_cut(block.text) or is_date_line(block.text):
        return False
    cue = cues.find(block)
    if _runs_together(block) or (cue is not None and cue.group.reason == "template"):
        return False
    return block.words >= 25 or states(block.text)


def _runs_on(block: Block, *, first: bool = False) -> bool:
    """Whether a line is a paragraph without its full stop. A headline may end in a colon, but in no comma."""
    if block.text[-1] in "،؛" and block.words >= 3:
        return True
    return is_prose(block) and block.words >= 14 and block.text[-1] in ("," if first else ":,")


def _leads(blocks: list[Block], n: int) -> bool:
    """Whether a line without its full stop is a paragraph because the next one goes on from it. The first line of a
    text may be its headline."""
    block = blocks[n]
    headed = any(b.open and b.words >= 4 for b in blocks[:n])
    if block.words < (_SHORT_LEAD if headed else _LONG_LEAD) or is_caption(block):
        return False
    if is_cut(block.text) or is_date_line(block.text) or block.text[-1] in ":؟!":
        return False
    behind = next((b for b in blocks[n + 1 : n + 4] if b.open), None)
    return behind is not None and goes_on(behind)


#: A line of so many words is rather a paragraph than a headline: where a headline stands before it and the next line
#: goes on from it, where others stand before it, and where none does.
_SHORT_LEAD, _LEAD, _LONG_LEAD = 10, 14, 18


def _story_start(blocks: list[Block]) -> int | None:
    """The number of the story's first line: behind the last repeat of a head line, at the first prose."""
    seen: dict[str, int] = {}
    start = None
    behind = 0
    twins = None  # lines of the head that came again behind a control: where all of them did, the story follows
    end = _last_clause(blocks)
    for n, block in enumerate(blocks[:_HEAD]):
        if not block.open:
            if block.reason == "control" and _twin_behind(blocks, n):
                if twins is not None and start is not None:
                    break  # the head of another article
                twins = 0
                start, behind = None, 0
            continue
        folded = fold(block.text)
        if folded in seen and _is_lead_again(blocks, seen[folded], n):
            start, behind = n, 1
            continue
        if n < end and folded in seen and len(folded) > 3 and _is_head_again(blocks, seen[folded], n, start):
            seen[folded] = n
            start, behind = None, 0
            twins = None if twins is None else twins + 1
            continue
        seen.setdefault(folded, n)
        if (
            _reads_on(block)
            or _runs_on(block, first=len(seen) == 1)
            or _leads(blocks, n)
            or _behind_dateline(blocks, n)
            or (twins is not None and twins > 1 and start is None and _may_begin(block, 5))
        ):
            if start is None:
                start = n
            behind += 1
        elif start is not None and goes_on(block):
            behind += 1
        if behind >= 3:
            break
    if start is None:
        after = _last_repeat(blocks, end)
        start = next((n for n, b in enumerate(blocks) if n >= after and b.open and _reads_on(b)), None)
        if start is None:
            start = _unended(blocks, after)
        if start is None and _is_cut_lead(blocks):
            start = len(blocks) - 1
        if start is None:
            return None
    return _behind_standfirst(blocks, _before_unended(blocks, start))


def _before_unended(blocks: list[Block], start: int) -> int:
    """Moves the start before long lines that stand right before it, in a text whose paragraphs have no full stops."""
    long = [b for b in blocks[start : start + _HEAD] if b.words >= 12]
    if long and blocks[-1] is long[-1]:
        long.pop()  # a text may have been cut within its last line
    if not long or sum(ends_sentence(b.text) for b in long) * 3 > len(long):
        return start
    counts = Counter(fold(b.text) for b in blocks[:_HEAD])
    while start and counts[fold(blocks[start - 1].text)] == 1:
        before = blocks[start - 1]
        # The first line of a text may be its headline.
        least = _LEAD if is_prose(before) or any(b.open for b in blocks[: start - 1]) else _LONG_LEAD
        if not _may_begin(before, 5 if goes_on(before) else least):
            break
        start -= 1
    return start


def _is_cut_lead(blocks: list[Block]) -> bool:
    """Whether the last line of a text without prose is its lead, which the text's end cut short: a line or two that
    may be its head stand before it, and no list."""
    if not blocks or not _may_begin(blocks[-1], 8):
        return False
    head = [fold(b.text) for b in blocks[:-1] if b.open and b.words >= 4]
    return 1 <= len(set(head)) <= _LIST and fold(blocks[-1].text) not in head


def _may_begin(block: Block, words: int) -> bool:
    """Whether a line of so many words or more may be a paragraph that lacks its full stop."""
    if not block.open or block.words < words or is_caption(block) or is_date_line(block.text) or _ends_in_day(block):
        return False
    return cues.find(block) is None and datelines.read(block.text) is None


def _behind_dateline(blocks: list[Block], n: int) -> bool:
    """Whether a dateline stands right before line `n`: what follows it is the story."""
    if not n or not blocks[n - 1].open or not _may_begin(blocks[n], 8):
        return False
    line = datelines.read(blocks[n - 1].text)
    return line is not None and line.author is None and blocks[n - 1].text[-1] != ")"


def _is_clause(block: Block) -> bool:
    return is_prose(block) and not _runs_together(block)


def _heads_list(block: Block) -> bool:
    """Whether the line is a heading such as «آخر الأخبار», a prompt or a day, which a page may show twice."""
    cue = cues.find(block)
    if cue is not None and (cue.group.follow is not None or cue.group.reason == "prompt"):
        return True
    return is_date_line(block.text)


def _is_lead_again(blocks: list[Block], before: int, n: int) -> bool:
    """Whether line `n` is the story's lead, which stood above it as a standfirst."""
    block = blocks[n]
    if block.words < _LEAD or is_caption(block) or any(map(is_prose, blocks[before + 1 : n])):
        return False
    if n == before + 1 and not any(b.open and b.words >= 4 for b in blocks[:before]):
        return False  # a headline or a caption, twice
    return is_prose(block) or (block.words >= _LONG_LEAD and _leads(blocks, n))


def _is_head_again(blocks: list[Block], before: int, n: int, start: int | None) -> bool:
    """Whether line `n` shows a line of the head again, so that the story begins behind it."""
    if _heads_list(blocks[n]):
        return False
    if start is None or before < start:
        return True
    if before > start or blocks[n].words > 25:
        return False
    # A headline with a full stop was taken for the story's first line, unless another headline stands before it.
    again = fold(blocks[n].text)
    return not any(b.open and b.words >= 4 and not _runs_together(b) for b in blocks[:start]) and any(
        (_reads_on(b) or goes_on(b)) and fold(b.text) != again for b in blocks[n + 1 : n + 4]
    )


def _unended(blocks: list[Block], after: int) -> int | None:
    """The first line that may be prose in a text whose paragraphs have no full stops."""
    found = next((n for n, b in enumerate(blocks) if n >= after and b.open and _is_clause(b)), None)
    return found if found is not None or after >= len(blocks) or after > 6 else after or None


def _last_clause(blocks: list[Block]) -> int:
    """The number of the last line that may be a paragraph; what is shown again behind it is not the head."""
    behind = len(blocks)
    numbers = range(behind - 1, -1, -1)
    return next((n for n in numbers if is_prose(blocks[n]) or goes_on(blocks[n]) or blocks[n].words >= _LEAD), behind)


def _last_repeat(blocks: list[Block], end: int) -> int:
    """The number of the line behind the last line of the head, before line `end`, that was there before."""
    seen: dict[str, int] = {}
    last = 0
    for n, block in enumerate(blocks[: min(_HEAD, end)]):
        if not block.open:
            continue
        folded = fold(block.text)
        if folded in seen and len(folded) > 3 and _is_head_again(blocks, seen[folded], n, None):
            last = n + 1
        seen[folded] = n
    return last


def _twin_behind(blocks: list[Block], n: int) -> bool:
    """Whether a line before the control at `n` comes again right behind it."""
    before = {fold(b.text) for b in blocks[:n] if b.open}
    return any(b.open and fold(b.text) in before for b in blocks[n + 1 : n + 4])


def _behind_standfirst(blocks: list[Block], start: int) -> int:
    """Moves the start behind a standfirst: prose that a date or dateline parts from the story, or that the story's
    first paragraph says again."""
    open_ = [n for n in range(start, min(len(blocks), start + 4)) if blocks[n].open]
    if len(open_) >= 3 and open_[0] == start:
        second, third = blocks[open_[1]], blocks[open_[2]]
        parted = second.text[-1] != "،" and (is_date_line(second.text) or datelines.read(second.text) is not None)
        if parted and (_reads_on(third) or _runs_on(third) or _leads(blocks, open_[2]) or third is blocks[-1]):
            return open_[1]
    if len(open_) >= 2 and open_[0] == start:
        summary, opening = fold(blocks[start].text), fold(blocks[open_[1]].text)
        if len(summary) > 30 and summary in opening:
            return open_[1]
    return start


def _read_head(reading: Reading, head: list[Block]) -> None:
    """Gives every line before the story its field or its reason."""
    blocks = reading.blocks
    control = next((n for n, b in enumerate(blocks[: reading.first]) if b.reason == "control"), None)
    counts = Counter(fold(block.text) for block in head)
    rest: list[Block] = []
    for block in head:
        if not block.open:
            continue
        once = counts[fold(block.text)] == 1
        cue = cues.find(block)
        if is_date_line(block.text):
            reading.dates.append(block.text)
            block.mark("date", "a date line")
        elif cue is not None and cue.group.reason != "byline" and (cue.group.reason != "source" or block.words <= 8):
            if cue.group.reason == "source" and datelines.is_agency(block.text):
                add_author(reading, block.text.strip(" ()"))
            block.mark(cue.group.reason, f"cue «{cue.phrase[:40]}»")
        elif _runs_together(block) and once:
            block.mark("related", "titles run together")
        elif take_byline(reading, block):
            pass
        elif datelines.is_brand(block.text):
            block.mark("navigation", "the outlet's name")
        elif line := datelines.read(block.text) if once or not is_caption(block) else None:
            if line.author and ((line.brand and block.text[-1] == ")") or (":" in block.text and not once)):
                rest.append(block)  # whom a picture shows, and whose it is; a headline that names the place first
                continue
            if line.author:
                add_author(reading, line.author)
                block.mark("byline", "place and name")
            elif reading.dateline is None:
                reading.dateline = block.text
                block.field = "dateline"
            else:
                block.mark("date", "another dateline")
        else:
            rest.append(block)
    _take_title(reading, head, rest, counts)
    at = {id(block): n for n, block in enumerate(blocks[: reading.first])}
    rest = [b for b in rest if b.open]
    for block in rest:
        if reading.title and fold(block.text) == fold(reading.title):
            block.mark("repeated-title", "equals the title")
        elif is_caption(block) or counts[fold(block.text)] > 1:
            captions.take(reading, block)
        elif reading.title and _says_title(block, reading.title):
            block.mark("repeated-title", "the title, or a part of it")
        elif any(fold(block.text) == fold(author) for author in reading.authors):
            block.mark("byline", "the author again")
        elif reading.standfirst is None and (
            fold(block.text) == fold(blocks[reading.first].text)
            or block.text[0] in "-–•*"
            or (control is not None and at[id(block)] < control)
            or is_prose(block)
            or ends_sentence(block.text)
        ):
            reading.standfirst = at[id(block)]
        elif block is rest[-1] and _is_byline(reading, block):
            add_author(reading, block.text)
            block.mark("byline", "a name before the story")
        elif take_edge(reading, block):
            pass
        elif block.words >= 2:
            captions.take(reading, block)
        else:
            block.mark("navigation", "a label before the story")


def _says_title(block: Block, title: str) -> bool:
    """Whether a line of the head is most of the title, or the title behind the outlet's name."""
    own, whole = fold(block.text), fold(title)
    return (own in whole and len(own) * 2 >= len(whole)) or (whole in own and len(own) <= len(whole) + 24)


def _is_byline(reading: Reading, block: Block) -> bool:
    """Whether a line right before the story is its author's name. Whom the story names is shown in its picture."""
    if (
        reading.title is None
        or reading.authors
        or reading.dateline
        or not _LETTERS.match(block.text)
        or not datelines.is_person(block.text)
    ):
        return False
    said = {word.removeprefix("ال") for word in match_form(reading.title).split()}
    for n, word in enumerate(match_form(block.text).split()):
        # A first name may be that of somebody else.
        if (n or word.startswith("ال")) and len(word) > 3 and word.removeprefix("ال") in said:
            return False
    name = fold(block.text)
    return not any(name in fold(b.text) for b in reading.blocks[reading.first : reading.first + _HEAD])


def _reads_like_title(block: Block) -> bool:
    """Whether a line reads like a headline, which may ask, and behind which its hour may stand."""
    if block.words <= 20 and (asks(block.text) or _ends_in_day(block)):
        return not goes_on(block)
    return not (ends_sentence(block.text) or is_prose(block) or is_caption(block))


def _ends_in_day(block: Block) -> bool:
    """Whether the line ends with a date behind a comma, as headlines of some pages do."""
    _, comma, day = block.text.replace("،", ",").rpartition(",")
    return bool(comma) and is_date_line(day.strip())


#: So many titles before the story, or before its own title, are a list of other stories.
_LIST = 3


def _take_title(reading: Reading, head: list[Block], rest: list[Block], counts: Counter[str]) -> None:
    """Takes the line of the `head` that is shown again and reads like a headline, else the first that does of the
    `rest`, the lines without a field or a reason; what stands before it are labels of the page, or titles of other
    stories."""
    lone = [b for b in rest if counts[fold(b.text)] == 1]
    long = [b for b in lone if b.words >= 5 and _reads_like_title(b)]
    titles = [b for b in rest if counts[fold(b.text)] > 1 and not is_caption(b)]
    if long and titles and titles[0].words < 4 and rest.index(long[0]) < rest.index(titles[0]):
        titles = []  # a short line shown twice behind a headline is a caption
    if not titles and len(long) >= _LIST:
        # Behind titles of other stories the story's own has its day or its author under it.
        headed = any(b.reason == "related" for b in head[: head.index(long[0])])
        signed = any(b.reason in ("date", "byline") for b in head[head.index(long[-1]) + 1 :])
        if signed and (headed or len(long) >= 5):
            titles = long[-1:]
    if not titles and len(long) >= 5:
        for block in lone:
            block.mark("related", "a list of titles before the story")
        return
    short = [b for b in lone if b.words >= 4 and not (ends_sentence(b.text) or is_prose(b) or is_caption(b))]
    title = next(iter(titles or long or short), None)
    if title is None:
        return
    reading.title = title.text
    title.field = "title"
    before = [b for b in rest[: rest.index(title)] if not (is_prose(b) or is_caption(b))]
    listed = sum(b.words >= 4 for b in before) >= _LIST
    for block in before:
        if _says_title(block, title.text):
            block.mark("repeated-title", "the title, or a part of it")
        elif listed:
            block.mark("related", "a list of titles before the story")
        else:
            block.mark("navigation", "a label before the title")


#: A person's name: two to four words of letters only.
_LETTERS = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+){1,3}$")
