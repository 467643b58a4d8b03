"""What stands between headline and story, and behind the story: bylines, dates, datelines; and, in a text, captions."""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborNode

from cleaners import cues, datelines
from cleaners.dates import is_date_line, parse
from cleaners.hints import hint_of, names_an_author
from cleaners.normal import match_form, normal_form
from cleaners.places import Block
from cleaners.prose import ends_sentence, is_prose
from cleaners.reading import Reading, fold
from cleaners.sieves import captions
from cleaners.titles import heading_of

#: Bylines and dates stand within this many blocks before the headline.
REACH = 12
# Some labels need their colon: «تحرير تقنيات» is a name.
_LABEL = re.compile(
    r"^(?:(?:(?:نشر|مرسلة|أرسلت?|أضيفت?|كتبت?) بواسطة|بقلم|كتبت|كتب|كتبه|كتبها|بواسطة|(?:تحرير )?من طرف"
    r"|(?:written |posted |published )?by|author)"
    r"\s*[:،,ـ–—_/\-]*\s+|"
    r"(?:بقلم|كتبت|كتب|كتابة|تحرير|إعداد|اعداد|ترجمة|تقرير|حوار|حاوره|حاورته|حاورها|حاورتها|متابعة|تحقيق|الكاتب|الكاتبة|المحرر|المؤلف|كاتب|نص|بواسطة|by)"
    r"\s*[:ـ–—_/\-]+\s*)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:(?:[أا] ?\. ?)?[أامد] ?\. ?)?(?!.*\b\d)[^؛.!؟:|»«()]{3,60}$"
)  # «د. سامي النجار», «أ.د. سامي النجار»
_UPDATED = re.compile(
    r"\W*(?:آخر |اخر )?(?:تم )?(?:ال)?(?:تحديث|تعديل|حُدّث|حدث)|\W*(?:last )?(?:updated?|modified)", re.IGNORECASE
)
_PARTS = re.compile(r"[،,/&]|\s[-–]\s")
# «كرم منصور وليلى سعد», but not «محمد أحمد وليد حسن».
_AND = re.compile(r"(?<=\S) و(?!ليد|ائل|سام|فاء|جدي|رد|هيب|لاء|سيم|حيد|ديع|صفي|يليام|هبة|جيه|ردة|سن)(?=\S{3,} \S)")


def sieve(reading: Reading) -> None:
    """Takes bylines and dates around the headline into their fields, and marks those inside the body."""
    title_at = reading.title_at()
    numbers = list(reading.numbers())
    first_prose = next((n for n in numbers if is_prose(reading.blocks[n])), reading.first)
    end = min(len(reading.blocks), max(first_prose, title_at + 1))
    # A lead may stand above the line of who wrote it and when.
    for n in [*range(title_at, end), *(n for n in numbers[:4] if n >= end and _has_hour(reading.blocks[n]))]:
        take_edge(reading, reading.blocks[n])
    reading.dates += [stamp for stamp, at in reading.walked.times if title_at <= at <= end]
    _take_above(reading, title_at)
    if not reading.authors:
        for text, at in reading.walked.authors:
            if title_at - REACH <= at <= reading.last:
                add_author(reading, name_in(normal_form(text)))
    if not reading.authors:
        for text, at in reading.walked.author_links:
            if title_at < at <= end and 1 <= text.count(" ") <= 3:
                add_author(reading, name_in(text))
    for n in reversed(numbers):
        block = reading.blocks[n]
        if block.open and (is_prose(block) or not take_edge(reading, block, behind=True)):
            break
    if numbers:
        _take_note(reading, numbers)
    if reading.extracted:
        _take_credited(reading, numbers)
    else:
        _take_bare_name(reading, numbers)
        if not _is_known(reading):
            _take_name_behind(reading)


def _take_above(reading: Reading, title_at: int) -> None:
    """Takes what stands above the headline. A date there may be the day of the visit: it comes after those under the
    headline, the nearest first, and above the menu it is none of the article's."""
    own, reading.dates = reading.dates, []
    places: list[int] = []
    for n in range(max(0, title_at - REACH), title_at):
        take_edge(reading, reading.blocks[n], above=True)
        places += [n] * (len(reading.dates) - len(places))
    if places:
        menus = (at for at, node, _ in reading.walked.deferred if places[0] < at <= title_at and _is_menu(node))
        menu = max(menus, default=0)
        own += [stamp for stamp, n in zip(reading.dates, places, strict=True) if n >= menu][::-1]
    reading.dates = own


def _is_menu(node: LexborNode) -> bool:
    """Whether an element that was left out is the site's menu, and not a trail or a pager of a few links."""
    return len(node.css("a")) >= _MENU and (
        node.tag == "nav" or hint_of((node.attributes.get("class") or "").lower()) == "navigation"
    )


_MENU = 6  # links


_NAME_PLACE = re.compile(r"(?:author|writer)[\w\-]{0,20}name")


def _take_name_behind(reading: Reading) -> None:
    """Takes the author from the box about them behind the story, which names the place of the name."""
    for block in reading.blocks[reading.last : reading.last + REACH]:
        if heading_of(block) == "h1":
            return  # another story's
        if (
            block.words <= 4
            and " " in block.text
            and _NAME_PLACE.search(block.place.names)
            and cues.find(block) is None
        ):
            add_author(reading, name_in(block.text))
            return
    for at, node, _ in reading.walked.deferred:
        if at == reading.last and _FOOT.search((node.attributes.get("class") or "").lower()):
            named = node.css_first(_FOOT_AUTHOR)
            if named is not None:
                add_author(reading, name_in(normal_form(named.text(deep=True) or "")))
            return


#: The foot of a story, as systems for blogs have it, and what in it names who posted it.
_FOOT = re.compile(r"(?:post|entry|article)[\-_]footer")
_FOOT_AUTHOR = ".post-author, .entry-author, .byline, [rel='author']"


def _take_note(reading: Reading, numbers: list[int]) -> None:
    """Marks the last line of a story when an asterisk begins it alone and it is no sentence: who the author is."""
    starred = [n for n in numbers if reading.blocks[n].text[:1] == "*" and reading.blocks[n].open]
    last = next((n for n in reversed(numbers) if reading.blocks[n].open), None)
    if starred != [last] or last is None:
        return
    block = reading.blocks[last]
    if 2 <= block.words <= 16 and not ends_sentence(block.text) and is_prose(reading.blocks[max(numbers[0], last - 1)]):
        block.mark("byline", "who the author is")


def _take_credited(reading: Reading, numbers: list[int]) -> None:
    """Takes the captions of a text, which only their credits betray."""
    for n in numbers:
        block = reading.blocks[n]
        if block.open and datelines.is_credited(block.text) and not is_prose(block):
            captions.take(reading, block)


def take_edge(reading: Reading, block: Block, *, above: bool = False, behind: bool = False) -> bool:
    """Takes one block at the edge of the story, before it, `above` its headline or `behind` it; says whether it was a
    byline or a date."""
    if not block.open or block.words > (16 if "|" not in block.text else 24) or block.text[-1] == "،":
        return False
    text = _ISSUE.sub("", block.text) if "العدد" in block.text else block.text
    dated = _HAS_DAY.search(text) is not None
    if dated:
        before, _, agency = text.rpartition(" ")
        if datelines.is_agency(agency):
            text = before  # «12 مارس 2025 م واس»
    if is_date_line(text) or ("|" in text and all(map(is_date_line, map(str.strip, text.split("|"))))):
        take_dates(reading, text)
        block.mark("date", "a date line")
        return True
    if dated and not (above or behind) and block.place.heading is None and _take_row(reading, text):
        block.mark("date", "a date in a row of labels")
        return True
    if dated and not behind and reading.dateline is None:
        city, _, day = text.partition(" ")
        if datelines.is_city(city) and is_date_line(day):
            reading.dateline = block.text
            reading.dates.append(day)
            block.field = "dateline"
            return True
    if dated and (parts := _byline_and_date(text)) is not None:
        byline, day = parts
        line = datelines.read(byline, reading.brands)
        name = line.author if line else name_in(byline)
        if name and (line or _LABEL.match(byline)):
            add_author(reading, name)
            reading.dates.append(day)
            block.mark("byline", "a byline with its date")
            return True
        if not line and not behind and _NAME_AND_DAY.match(text):
            reading.dates.append(day)
            if _is_bare_name(reading, byline):
                add_author(reading, byline)
            block.mark("date", "a label with its date")
            return True
    if take_byline(reading, block):
        return True
    if line := datelines.read(_HANDLE.sub("", block.text) if "@" in block.text else block.text, reading.brands):
        if line.author:
            add_author(reading, line.author)
            block.mark("byline", "place and name")
        elif line.brand and _is_credited(block):
            add_author(reading, line.brand)
            block.mark("byline", "an author's place")
        elif behind:
            block.mark("source", "a name behind the story")
        elif reading.dateline is None:
            reading.dateline = block.text
            block.field = "dateline"
        else:
            return False
        return True
    if dated and not behind and _has_hour(block) and cues.find(block) is None:
        reading.dates += _day_within(text)
        block.mark("date", "a line with its hour")
        return True
    for place in block.place.up(3):
        if names_an_author(place.names) and block.words <= 6 and not ends_sentence(block.text):
            if (cue := cues.find(block)) is not None and cue.group.reason != "source":
                block.mark(cue.group.reason, f"cue «{cue.phrase}»")
                return True
            if reading.authors and (datelines.is_city(block.text) or _ROLE.match(match_form(block.text))):
                block.mark("byline", "of the author")
                return True
            add_author(reading, name_in(block.text))
            block.mark("byline", "an author's place")
            return True
    return False


# What an author is, in match form: «باحث في سياسات المياه», «أستاذة جامعية».
_ROLE = re.compile(
    r"(?:كاتب|باحث|صحافي|صحفي|اعلامي|استاذ|اكاديمي|محلل|خبير|مراسل|محرر|مدون|شاعر|روايي|ناشط|محام|طبيب|مهندس|مستشار"
    r"|مدير|رييس|سفير|وزير|نايب|ناقد|مترجم|مخرج)(?:ه|يه)?\b"
)
_DAY = re.compile(r"(?:19|20)\d\d|[١٢][٠-٩]{3}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")


def take_dates(reading: Reading, text: str) -> None:
    """Takes the dates of a line: «نشر في: … | آخر تحديث: …» has two; an hour alone goes to the day before it."""
    parts = text.split("|")
    if sum(bool(_DAY.search(part)) for part in parts) > 1:
        for part in parts:
            take_dates(reading, part.strip())
    elif _UPDATED.match(text):
        reading.meta.modified.append(text)
        reading.meta.dated.append(text)
    elif not _DAY.search(text) and reading.dates and ":" in text and ":" not in reading.dates[-1]:
        reading.dates[-1] += " " + text.strip("| ")
    else:
        reading.dates.append(text)


# «العدد 11728», «رقم العدد [14962]»
_ISSUE = re.compile(r" ?[-|,،]? ?(?:رقم )?العدد ?:? ?[\[(]?\d+[\])]? ?")


def _take_row(reading: Reading, text: str) -> bool:
    """Takes the date of a line that begins with it, or has it between bars, and goes on with other labels: a section,
    a name, a count; says whether there was one."""
    if ends_sentence(text):
        return False
    parts = [part for part in _BARS.split(_GLUED.sub(" ", text)) if part]
    day = next((n for n, part in enumerate(parts) if _day_before(part)), None)
    if day is None:
        return False
    take_dates(reading, _day_before(parts[day]))
    for part in (*parts[:day], *parts[day + 1 :]):
        if is_date_line(part):
            take_dates(reading, part)
        elif _LABEL.match(part):
            add_author(reading, name_in(part))
        elif (line := datelines.read(part, reading.brands)) and line.author:
            add_author(reading, line.author)
    return True


def _day_before(part: str) -> str:
    """The date that the part begins with, before a few other words at most; empty without one."""
    if found := _IN_A_PAPER.match(part):
        part = found[1]
    words = part.split(" ")
    for n in range(len(words), max(0, len(words) - _BEHIND_A_DAY - 1), -1):
        if not _DIGIT.search(words[n - 1]):
            continue  # a day ends with a number
        day = " ".join(words[:n])
        if not _DAY.search(day):
            break
        if is_date_line(day) and parse(day) is not None:
            return day
    return ""


_DIGIT = re.compile(r"\d")
_BARS = re.compile(r" ?[|•·] ?| / ")
#: A day that runs into the next label of its row.
_GLUED = re.compile(r"(?<=\d)(?=[ء-ي]{3})")
#: «نشر في المساء يوم 23 - 11 - 2014»
_IN_A_PAPER = re.compile(r"(?:تم )?نشر (?:في|ب) ?(?:\S+ ){1,3}(?:يوم|بتاريخ) (.+)")
#: So many words may stand behind a day on its line.
_BEHIND_A_DAY = 4


def _has_hour(block: Block) -> bool:
    """Whether a line that is no sentence says the hour of a day, or how many have read it."""
    return block.words <= 24 and captions.STAMPED.search(block.text) is not None and not ends_sentence(block.text)


def _day_within(text: str) -> list[str]:
    """The date that a line ends with, before a count of its readers: «صوت الميناء 12 مارس 2024 09:30 298 قراءة»."""
    parts = captions.COUNTED.sub("", text).split(" ")
    ends = (" ".join(parts[n:]) for n in range(1, len(parts)))
    return [end for end in ends if is_date_line(end)][:1]


# «سامي الحداد — 6 مارس 2025»: a name or a section, a dash, and a day.
_NAME_AND_DAY = re.compile(r"^(?:[دم]\. ?)?[ء-ي\u064b-\u0652]{2,12}(?: [ء-ي\u064b-\u0652]{2,14}){1,2} [–—-] ")


def _is_bare_name(reading: Reading, text: str) -> bool:
    """Whether a few words alone are a person's name, for all that is known: no place, agency, outlet or section."""
    return (
        _BARE_NAME.match(text) is not None
        and not datelines.is_desk(text)
        and fold(text) not in reading.brands
        and not any(fold(text) == fold(section) for section in reading.meta.sections)
        and not datelines.is_city(text)
        and not datelines.is_agency(text)
    )


_HAS_DAY = re.compile(r"\d{4}|\d:\d\d")


def _byline_and_date(text: str) -> tuple[str, str] | None:
    """The parts of a line that names who wrote it and then when."""
    parts = text.split(" ")
    digits = next(n for n, part in enumerate(parts) if any(map(str.isdigit, part)))
    # A weekday, or a label and a weekday, may stand before the number.
    for n in range(max(2, digits - 3), min(digits + 1, len(parts) - 1)):
        if is_date_line(day := " ".join(parts[n:])):
            return " ".join(parts[:n]).strip(" -–|،"), day
    return None


def _take_bare_name(reading: Reading, numbers: list[int]) -> None:
    """Takes a name that stands alone before or behind the story as its byline, when no other is known."""
    opening = list(islice((reading.blocks[n] for n in numbers if reading.blocks[n].open), 3))
    if len(opening) < 3:
        return
    ending = list(islice((reading.blocks[n] for n in reversed(numbers) if reading.blocks[n].open), 2))
    for block, beside in (opening[:2], ending):
        if block.words > _MOST_IN_A_NAME:
            continue
        if _is_known(reading):
            own = fold(block.text)
            if is_prose(beside) and any(own == fold(name) for name in (*reading.authors, *reading.meta.authors)):
                block.mark("byline", "the author's name")
            continue
        is_name = block.place.tag in ("p", "div", "span") and _BARE_NAME.match(block.text)
        if (is_prose(beside) or ends_sentence(beside.text)) and is_name and cues.find(block) is None:
            add_author(reading, block.text)
            block.mark("byline", "a name beside the story")
            return


_MOST_IN_A_NAME = 5  # words
# Two or three words of letters, the first without an article.
_BARE_NAME = re.compile(
    r"^(?!ال|و(?!فاء|ليد|سام|ائل|جدي|سيم|داد|هيب|رود|لاء|صال|ئام)|في |من |عن |إلى |على )"
    r"(?![ء-ي]+ ال[ء-ي]+ ال)"  # «مبنى المحكمة العليا»
    r"(?:[دم]\. ?)?[ء-ي\u064b-\u0652]{2,12}(?: [ء-ي\u064b-\u0652]{2,14}){1,2}$"
)


def _is_credited(block: Block) -> bool:
    """Whether the block stands where a page names its author or source."""
    return any(names_an_author(place.names) or "source" in place.names for place in block.place.up(3))


def take_byline(reading: Reading, block: Block) -> bool:
    """Takes a line such as «بقلم: فلان» into the authors; says whether it was one."""
    cue = cues.find(block)
    if cue is None or cue.group.reason != "byline" or ends_sentence(block.text):
        return False
    name = name_in(block.text)
    line = datelines.read(name, reading.brands)
    if not (_EDITED.match(block.text) and (block.text.startswith("تصوير") or _is_known(reading))):
        add_author(reading, (line.author if line else None) or name)
    block.mark("byline", f"cue «{cue.phrase}»")
    return True


# An account behind a name: «رنا عيتاني @rana».
_HANDLE = re.compile(r"(?<=[\u0600-\u06ff )]) ?@[A-Za-z0-9_.]{2,40}$")
# Who worked on another's story.
_EDITED = re.compile(r"(?:تحرير|مراجعة|تدقيق|ترجمة|تصوير)\s*[:ـ–—_/\-]")


def _is_known(reading: Reading) -> bool:
    """Whether the page names who wrote the story, and not itself only."""
    return bool(reading.authors) or any(
        fold(n) not in reading.brands and not is_nobody(n) for n in reading.meta.authors
    )


#: What stands before a name, and is none.
_LABELS = frozenset(
    map(
        fold,
        "بقلم كتب كتبت كتبه كتبها بواسطة تحرير إعداد ترجمة تقرير حوار متابعة تصوير الكاتب المؤلف المصدر المصادر "
        "by".split(),
    )
)


def name_in(text: str) -> str:
    """The name in a byline, without its label; empty when what is left is no name."""
    name = _LABEL.sub("", _HANDLE.sub("", text.strip(" |-–•*"))).strip(" :-–|,،•*")
    name = _FOLLOW.sub("", name)
    if _INITIALS.match(name):
        return "" if datelines.is_agency(name) else name
    return name if _NAME.match(name) and fold(name) not in _LABELS else ""


_FOLLOW = re.compile(r" (?:متابعة|تابعه?|follow)$", re.IGNORECASE)  # the button behind a name
_INITIALS = re.compile(r"^[ء-ي](?: ?\. ?[ء-ي]){1,2}$")  # «ق.م», as papers of Algeria sign


#: No article has more authors; each is compared with the others.
_MOST = 100


def add_author(reading: Reading, name: str) -> None:
    """Adds an author once, or each of several that a byline names."""
    for one in several(normal_form(name).removeprefix("من ")):
        if (
            one
            and not is_nobody(one)
            and len(reading.authors) < _MOST
            and all(fold(one) != fold(a) for a in reading.authors)
        ):
            reading.authors.append(one)


#: Accounts that publishing systems come with, and offices.
_NOBODY = frozenset(
    ("admin", "administrator", "editor", "webmaster", "super user", "superuser", "unknown", "المحرر", "المدير")
)


def is_nobody(name: str) -> bool:
    """Whether a name is that of an account or an office."""
    return name.lower() in _NOBODY


def several(name: str) -> list[str]:
    """The persons that a byline names: those that it parts, when each has a first and a last name."""
    for parting in (_PARTS, _AND):
        parts = [part.strip() for part in parting.split(name)]
        if len(parts) > 1 and all(" " in part for part in parts):
            return [person for part in parts for person in several(part)]
    return [name]
