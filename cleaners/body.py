"""Which blocks are the article when no rule says: a reading of density, punctuation, links, names and places."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from cleaners import cues
from cleaners.blocks import LAYOUT
from cleaners.dates import is_date_line
from cleaners.places import Block, Place
from cleaners.prose import ends_sentence, is_prose, weight
from cleaners.reading import Reading, fold
from cleaners.titles import SUBHEADINGS, heading_of

# Elements that are one paragraph or a part of one; what holds them is a body's candidate.
_PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote span pre tbody thead table figure figcaption a b strong em i "
    "font small label time center".split()
)
_GOOD_NAMES = re.compile(
    r"schema-body|(?:article|entry|post|story|news|single|page|text|item|node|details?|main)[\-_]{0,2}"
    r"(?:body|content|contents|text|txt|copy|details?|detail|desc|description)"
    r"|(?:^|[\s_\-])(?:body|content|text|details|story|articlebody|fulltext|paragraphs?)(?:$|[\s_\-])|field-name-body|body-text|wysiwyg|rich-?text"
)
#: Hints that say a place is not the story.
OFF = frozenset(
    "navigation breadcrumb control comments related read-also prompt tags advertisement template byline embed".split()
)


@lru_cache(maxsize=8192)
def _is_good(names: str) -> bool:
    return bool(_GOOD_NAMES.search(names))


def box_of(place: Place) -> Place:
    """The nearest element around that may hold a whole body."""
    while place.tag in _PARAGRAPHS and place.parent is not None:
        place = place.parent
    return place


def find(reading: Reading) -> None:
    """Finds the body among the open blocks and bounds it in `reading`; without one the bounds stay empty.

    An outlet's rule is a hint: the element it selects is the body unless it holds next to nothing of what the
    generic reading finds.
    """
    _discount_cards(reading)
    _count_verse(reading)
    _overrule_hints(reading)
    densest = _densest(reading)
    ruled = next((place for place in reading.walked.places if place.mark == "body"), None)
    bound(reading, densest)
    if ruled is None:
        return
    generic = list(reading.numbers())
    found = (reading.first, reading.last, reading.inside, reading.standfirst)
    bound(reading, ruled)
    mass = sum(weight(reading.blocks[n]) for n in reading.numbers())
    if mass < CREDIBLE * sum(weight(reading.blocks[n]) for n in generic) or not mass:
        reading.first, reading.last, reading.inside, reading.standfirst = found
        reading.warn("rule-not-obeyed")
    else:
        reading.ruled = True


#: A rule's body is believed when it holds this share of the running text that the generic reading finds.
CREDIBLE = 0.4


def bound(reading: Reading, container: Place | None) -> None:
    """Bounds the body to what stands in the container and carries it on elsewhere."""
    blocks = reading.blocks
    reading.inside = [False] * len(blocks)
    reading.first = reading.last = 0
    if container is None or (container.inside is not None and container.inside.hint in OFF):
        return
    reading.inside = inside = _members(reading, _named(container))
    numbers = [n for n, block in enumerate(blocks) if inside[n] and block.open]
    if any(is_prose(blocks[n]) or weight(blocks[n]) > 0.5 * len(blocks[n].text) for n in numbers):
        reading.first, reading.last = numbers[0], numbers[-1] + 1
        _cut_at_title(reading)
        lead(reading)


def _named(container: Place) -> Place:
    """The element without names that others wrap is known by the wrapper with names, when that holds nothing else."""
    place = container
    while not place.names and place.parent is not None and place.parent.chars == container.chars:
        place = place.parent
    return place if place.names and place.tag not in ("html", "body", "main", "article") else container


def _cut_at_title(reading: Reading) -> None:
    """What stands before the headline inside of the body's element is not the story."""
    title_at = max((n for n, b in enumerate(reading.blocks[: reading.last]) if b.field == "title"), default=-1)
    if title_at <= reading.first:
        return
    before = sum(weight(b) for b in reading.blocks[reading.first : title_at])
    behind = sum(weight(b) for b in reading.blocks[title_at : reading.last])
    if before < behind * 0.3:
        reading.first = title_at + 1


def _discount_cards(reading: Reading) -> None:
    """Text right behind a linked title in the same small box is the teaser of another story."""
    blocks = reading.blocks
    size: dict[Place, int] = {}
    for block in blocks:
        box = box_of(block.place)
        size[box] = size.get(box, 0) + 1
    for title, block in pairwise(blocks):
        if title.linked > 0.7 and title.words >= 4 and weight(block):
            box = box_of(block.place)
            if (size[box] <= _CARD or heading_of(title)) and title.place.stands_in(box.parent or box):
                block.prose = weight(block) * 0.2


#: So many of the best elements are looked at closely.
_CANDIDATES = 12
#: A card of a list of stories holds this many blocks at most.
_CARD = 5
#: So many lines in a row, parted by <br> or alike, are verse or a list and not labels.
_VERSE = 4


def _count_verse(reading: Reading) -> None:
    """Lines of one element that <br> parts weigh as text, though none of them is a sentence."""
    verse: dict[Place, list[Block]] = {}
    for block, other in pairwise(reading.blocks):
        if other.gap or other.place is not block.place or block.place.inside is not None:
            continue
        lines = verse.setdefault(box_of(block.place), [])
        lines += [b for b in (block, other) if not b.linked and 2 <= b.words <= 14 and b not in lines[-1:]]
    for lines in verse.values():
        if len(lines) >= _VERSE:
            for line in lines:
                line.prose = max(weight(line), 0.6 * len(line.text))


def _overrule_hints(reading: Reading) -> None:
    """Drops the hint of every element that stands around the headline with text behind it, or around half of the
    page's running text: no list of related stories is that."""
    total = 0.0
    title: set[Place] = set()
    for block in reading.blocks:
        if block.field == "title":
            title.update(_ancestors(block.place))
        elif size := weight(block):
            total += size
            block.place.prose += size
    for place in reversed(reading.walked.places):
        if place.prose and place.parent is not None:
            place.parent.prose += place.prose
    at = reading.title_at()
    opening = next((b for b in reading.blocks[at:] if is_prose(b) and weight(b) > 60), None)
    for place in reading.walked.places:
        if place.hint is not None:
            own = place.prose
            most = own > total * 0.5 and (
                place.hint != "comments" or (opening is not None and opening.place.inside is place)
            )
            if most or (place in title and (own > total * 0.15 or place.hint == "related")):
                place.hint = None
        place.inside = place if place.hint else (place.parent.inside if place.parent else None)


def _densest(reading: Reading) -> Place | None:
    """The element that holds the most running text for its links."""
    places = reading.walked.places
    title_at = next((n for n, b in enumerate(reading.blocks) if b.field == "title"), None)
    declared = reading.meta.text
    summaries = [d[:60] for d in reading.meta.descriptions if len(d) > 40]
    around_title = _ancestors(reading.blocks[title_at].place) if title_at is not None else {}
    behind_title = 0.0
    title = reading.blocks[title_at].place if title_at is not None else None
    over = len(reading.blocks) if title is None or title.tag != "h1" else _next_headline(reading, title_at or 0, title)
    scored: dict[Place, None] = {}  # in page order: of two with the same score the first counts
    for n, block in enumerate(reading.blocks):
        place = block.place
        size = len(block.text)
        place.chars += size
        if block.linked:
            place.linked += size * block.linked
        score = weight(block)
        if not score or not block.open:
            continue
        if place.inside is not None:
            score *= 0.2 if place.inside.hint in OFF else 0.3
        if title_at is not None:
            # The story begins behind its headline, before anything else of its size does.
            if n < title_at:
                score *= 0.4
            else:
                score /= 1.0 + behind_title / 6000.0
                behind_title += score
        if place.hidden:
            score *= 0.6
        if n > over:
            score *= 0.02
        if declared and block.text[:50] in declared:
            score *= 2.0
        elif summaries and any(s in block.text for s in summaries):
            score *= 1.5
        box: Place | None = box_of(place)
        for share in (1.0, 0.5, 0.2):
            if box is None:
                break
            box.score += score * share
            scored[box] = None
            box = box.parent
    for place in reversed(places):
        if place.parent is not None and place.chars:
            place.parent.chars += place.chars
            place.parent.linked += place.linked
    best, top = None, 40.0
    for place in sorted(scored, key=lambda place: -place.score)[:_CANDIDATES]:
        if place.tag in ("html", "body") and best is not None and place.score < top * 2:
            continue
        score = place.score * (1.0 - place.linked / max(place.chars, 1.0))
        if place.names and _is_good(place.names):
            score *= 1.4
        elif place.names and _IS_LEAD.search(place.names):
            score *= 0.5  # the story stands beside it
        if around_title:
            score *= 0.5 + 0.5 * _closeness(place, around_title)
        if score > top:
            best, top = place, score
    return best


def _next_headline(reading: Reading, title_at: int, title: Place) -> int:
    """The number of the headline behind the page's own that begins another story with running text: an h1 like it in
    every way, as endless scrolling appends them. The number of blocks without one."""
    blocks, told = reading.blocks, False
    for n in range(title_at + 1, len(blocks)):
        place = blocks[n].place
        if place.tag == "h1" and place.names == title.names and place.depth == title.depth and blocks[n].words >= 4:
            if told and blocks[n].open:
                return n
        elif not told and blocks[n].place.inside is None and is_prose(blocks[n]):
            told = True
    return len(blocks)


def _ancestors(place: Place | None) -> dict[Place, int]:
    """The element and all around it, with their depths."""
    found: dict[Place, int] = {}
    while place is not None:
        found[place] = place.depth
        place = place.parent
    return found


def _closeness(place: Place, around_title: dict[Place, int]) -> float:
    """How deep the nearest element around both the place and the headline lies, 0 to 1."""
    deepest = max(around_title.values())
    walk: Place | None = place
    while walk is not None and walk not in around_title:
        walk = walk.parent
    return around_title[walk] / deepest if walk is not None and deepest else 0.0


def _members(reading: Reading, container: Place) -> list[bool]:
    """For each block whether it belongs to the body: inside the container, or in a sibling like it, and not in
    a place that its names say is something else."""
    chosen = {container, *_kin(reading, container)}
    chosen.update(_lists(reading, chosen))
    # An element around half of the body's text is the body's, whatever its name says.
    mass: dict[Place, float] = {}
    total = 0.0
    for block in reading.blocks:
        if not block.open:
            continue
        size = weight(block)
        if not size:
            continue
        place: Place | None = block.place
        chain = []
        while place is not None and place not in chosen:
            chain.append(place)
            place = place.parent
        if place is None:
            continue
        total += size
        for link in chain:
            mass[link] = mass.get(link, 0.0) + size
    state: dict[Place, bool] = {}
    for place in reading.walked.places:
        if place in chosen:
            state[place] = True
        elif place.parent is None or not state.get(place.parent, False):
            state[place] = False
        elif place.hint in OFF:
            state[place] = mass.get(place, 0.0) > total * 0.5
        else:
            state[place] = True
    inside = [state.get(block.place, False) for block in reading.blocks]
    _fill_gaps(reading, chosen, inside)
    _take_ending(reading, container, inside)
    begins = next((n for n, is_in in enumerate(inside) if is_in), len(inside))
    for n, block in enumerate(reading.blocks[begins:], begins):
        # Running text beside the container in no element of its own.
        if block.place.tag == "p" and block.place.parent is container.parent and block.open and is_prose(block):
            inside[n] = True
    return inside


def _take_ending(reading: Reading, container: Place, inside: list[bool]) -> None:
    """Takes the short sentences right behind a body of which each paragraph stands in an element of its own, when they
    stand in elements like those."""
    if not container.names or not any(inside):
        return
    last = len(inside) - 1 - inside[::-1].index(True)
    for n, block in enumerate(reading.blocks[last + 1 : last + 1 + _ENDING], last + 1):
        box = box_of(block.place)
        like = (box.tag, _stable(box.names), box.depth) == (container.tag, _stable(container.names), container.depth)
        if not (like and block.open and not block.linked and ends_sentence(block.text)) or cues.find(block):
            break
        inside[n] = True


_ENDING = 3  # blocks


def _fill_gaps(reading: Reading, chosen: set[Place], inside: list[bool]) -> None:
    """Takes the subheadings between the parts of a body that stands in several elements, and the quotations, short
    lines and rows of figures where nothing there leads away."""
    if len(chosen) < 2:
        return
    blocks = reading.blocks
    numbers = [n for n, is_in in enumerate(inside) if is_in]
    for before, behind in pairwise(numbers):
        gap = [n for n in range(before + 1, behind) if blocks[n].open and not _is_beside(blocks[n])]
        if not gap:
            continue
        mine = [n for n in gap if blocks[n].place.inside is None and blocks[n].linked < 0.5]
        if len(mine) == len(gap) <= _GAP and not any(_is_foreign(blocks[n]) for n in gap):
            taken = gap
        else:
            taken = [n for n in mine if _is_marked_up(blocks[n].place)]
        for n in taken:
            inside[n] = True


#: So many blocks may stand between two parts of a body and be the story's.
_GAP = 30


def _is_marked_up(place: Place) -> bool:
    """Whether what stands between two parts of the body is a subheading, a quotation or a row of figures."""
    return place.heading in SUBHEADINGS or place.tag == "tr" or bool(quotation(place))


def _is_foreign(block: Block) -> bool:
    """Whether a block between two parts of the body is none of the story by what it says or where it stands."""
    if block.place.tag == "tr":
        return False
    return cues.find(block) is not None or block.place.hidden or (is_prose(block) and quotation(block.place) is None)


def _is_beside(block: Block) -> bool:
    """Whether the block is a caption or the hour of a part: neither speaks for the story or against it."""
    if block.place.inside is not None and block.place.inside.hint == "caption":
        return True
    return block.place.tag != "tr" and is_date_line(block.text)


def quotation(place: Place) -> Place | None:
    """The element around a place that is a quotation by its tag or by its name."""
    for around in place.up(3):
        if around.tag == "blockquote" or ("quote" in around.names and _names_a_quotation(around.names)):
            return around
    return None


@lru_cache(maxsize=8192)
def _names_a_quotation(names: str) -> bool:
    return bool(_QUOTE.search(names))


_QUOTE = re.compile(r"(?:^|[\s_\-])(?:pull-?)?quotes?(?:$|[\s_\-])")


def _kin(reading: Reading, container: Place) -> list[Place]:
    """Elements near the container that carry the body on: like it in tag and names, with running text, in the same
    `article` if it stands in one, and before another headline."""
    top = container
    for _ in range(_KIN_REACH):
        if top.tag in ("article", "main", "body") or top.parent is None:
            break
        top = top.parent
    names = _stable(container.names)
    found: list[Place] = []
    seen: set[Place] = set()
    title = next((block.place for block in reading.blocks if block.field == "title"), None)
    behind = False
    for block in reading.blocks:
        if not block.open or not is_prose(block) or weight(block) < 0.5 * min(len(block.text), 1200):
            if behind and block.field != "title" and _is_headline(block, title, container):
                break
            continue
        if block.place.inside is not None and block.place.inside.hint in OFF:
            continue
        box: Place | None = block.place
        like = None
        while box is not None and box is not top and box not in seen:
            if box is container:
                like = None
                behind = True
                break
            if box.tag == container.tag and _stable(box.names) == names and (names or box.parent is container.parent):
                like = box
            box = box.parent
        if like is not None and box is top:
            seen.add(like)
            found.append(like)
    return found


def _is_headline(block: Block, title: Place | None, container: Place) -> bool:
    """Whether a heading behind the body's element is another story's headline: an h1, or one like the page's own."""
    place = block.place
    if place.heading == "h1":
        return True
    if title is None or place is title or place.heading is None or block.words < 4:
        return False
    return (
        place.tag == title.tag
        and place.depth == title.depth
        and place.names == title.names
        and bool(place.names)
        and not place.stands_in(container)
    )


def _lists(reading: Reading, chosen: set[Place]) -> list[Place]:
    """Elements like those of the body and right behind one of them that hold lines instead of running text: winners,
    prices, a table. Where the body has one element only, what is like it must say by a heading what it lists."""
    like = {(place.tag, place.names, place.depth) for place in chosen if place.names.strip() and place.names != LAYOUT}
    parts = [place for place in reading.walked.places if (place.tag, place.names, place.depth) in like]
    if len(parts) <= len(chosen):
        return []
    around = _around(chosen)
    part_of = {place: place for place in parts if place.stands_in(around)}
    for place in reading.walked.places:
        if place.parent in part_of:
            part_of.setdefault(place, part_of[place.parent])
    found: list[Place] = []
    run: list[Block] | None = None  # what stands behind an element of the body, in others like it
    for block in [*reading.blocks, None]:
        if block is not None and not (block.open and block.place.inside is None):
            continue
        part = part_of.get(block.place) if block is not None else None
        if block is not None and part is not None and run is not None and part not in chosen:
            if not part.linked and not part.hidden:
                run.append(block)
                continue
            part = None
        if run and _is_list(run) and (len(chosen) > 1 or heading_of(run[0])):
            found += dict.fromkeys(part_of[line.place] for line in run)
        run = [] if part in chosen else None
    return found


def _is_list(lines: list[Block]) -> bool:
    return len(lines) >= _LINES and not any(is_prose(line) or cues.find(line) for line in lines)


def _around(places: set[Place]) -> Place:
    """The innermost element around some."""
    first, *others = places
    around = first.parent or first
    while around.parent is not None and not all(place.stands_in(around) for place in others):
        around = around.parent
    return around


_LINES = 3
_KIN_REACH = 5
_NUMBERS = re.compile(r"\d+")


def _stable(names: str) -> str:
    return _NUMBERS.sub("", names)


def lead(reading: Reading) -> None:
    """Takes running text between headline and body into the article: as its first paragraph when the story goes on
    from it, as the standfirst when the story begins anew."""
    blocks = reading.blocks
    title_at = next((n for n, b in enumerate(blocks[: reading.first]) if b.field == "title"), None)
    if title_at is None:
        return
    found = [n for n in range(title_at + 1, reading.first) if not reading.inside[n] and _can_lead(blocks[n])]
    if not found:
        _declared_lead(reading)
        return
    if len(found) > 3:
        return
    story = next((blocks[n] for n in reading.numbers() if is_prose(blocks[n])), None)
    if story is None:
        return
    if len(found) == 1 and not (_continues(blocks[found[0]], story) or _alike(blocks[found[0]].place, story.place)):
        reading.standfirst = found[0]
        return
    for n in found:
        reading.inside[n] = True
    for n in range(found[0], reading.first):
        reading.inside[n] = reading.inside[n] and n in found
    reading.first = found[0]


def _declared_lead(reading: Reading) -> None:
    """A heading that opens the body's element and is what the page declares as its description is the standfirst."""
    first = next(reading.numbers(), None)
    if first is None:
        return
    block = reading.blocks[first]
    if heading_of(block) is None or block.words < 6:
        return
    own = fold(block.text)
    if any(own == fold(said) for said in reading.meta.descriptions):
        reading.standfirst = first
        reading.inside[first] = False


def _alike(place: Place, other: Place) -> bool:
    """Whether two elements are of one kind by their names."""
    return place.tag == other.tag and bool(place.names) and place.names == other.names


def _can_lead(block: Block) -> bool:
    if not block.open or block.words < 4 or block.linked > 0.3 or block.place.hidden:
        return False
    if block.words < 8 and heading_of(block) != "h2" and not _leads(block.place):
        return False
    if block.place.inside is not None or block.place.tag == "li":
        return False
    if not is_prose(block) and (cues.find(block) is not None or _OF_THE_STORY.search(block.place.names)):
        return False
    return is_prose(block) or _leads(block.place) or heading_of(block) in SUBHEADINGS


def _leads(place: Place) -> bool:
    """Whether the place is that of a lead by its name, or by that of the element around it."""
    return bool(_LEAD_NAMES.search(place.names)) or (
        place.tag == "p" and place.parent is not None and bool(_LEAD_NAMES.search(place.parent.names))
    )


_IS_LEAD = re.compile(r"(?:^|[\s_\-])(?:chapo|lead|lede|standfirst|dek|excerpt|teaser)(?:$|[\s_\-])")
_LEAD_NAMES = re.compile(r"lead|lede|intro|summary|sub-?(?:title|head)|standfirst|excerpt|dek|chapo|teaser|brief|desc")
# What else stands under a headline, by its name.
_OF_THE_STORY = re.compile(r"date|time|author|byline|writer|source|caption|credit")
# How a second paragraph begins: «وأوضح», «كما», «فيما», «من جهته».
_GOES_ON = re.compile(
    r"^(?:و(?!زير|زار|كال|فد|لي |لاي|اشنطن|فاة|صل|قع|اصل|افق|ضع|جه|دع|رد|صف|ثق|جد|عد|حد|ثيق|رش)\w{2,}"
    r"|(?:كما|فيما|بينما|في حين|وفي|يذكر|يشار|وكان|أما|لكن|غير أن|إلا أن|ثم|إلى ذلك) |من جهت|من جانب)"
)


def _continues(first: Block, second: Block) -> bool:
    """Whether a paragraph goes on from the one before it rather than beginning the story anew."""
    return bool(_GOES_ON.match(second.text)) and ends_sentence(first.text)
