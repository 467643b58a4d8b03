"""Dates as the Arabic press prints them: read exactly, or not at all.

A text is turned into its shape, a letter for each word, number and sign: «الجمعة 24 نيسان / أبريل 2020 09:22
مساءً» is `wnm/myn:nP`. Regular expressions over that short string find the dates, times and zones in it, and
what they leave over tells whether the text is anything but a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed
from typing import Any, NamedTuple
from unicodedata import category
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cleaners.normal import match_form, normal_form

# Names by month: Egypt and Gulf, Levant and Iraq, Tunisia and Algeria, Morocco; English; French. `_` is a
# space. Spellings that `match_form` makes one are listed once.
_MONTHS = (
    "يناير كانون_الثاني كانون_ثاني كانون_ثان جانفي january jan janvier janv",
    "فبراير شباط فيفري february feb février fevrier févr fév",
    "مارس آذار march mar mars",
    "أبريل نيسان أفريل april apr avril avr",
    "مايو أيار ماي مايس may mai",
    "يونيو يونيه حزيران جوان june jun juin",
    "يوليو يوليه تموز جويلية يوليوز july jul juillet juil",
    "أغسطس آب أوت غشت august aug août aout",
    "سبتمبر أيلول شتنبر september sept sep septembre",
    "أكتوبر تشرين_الأول تشرين_أول october oct octobre",
    "نوفمبر تشرين_الثاني تشرين_ثاني تشرين_ثان نونبر november nov novembre",
    "ديسمبر كانون_الأول كانون_أول دجنبر december dec décembre decembre déc",
)
_HIJRI_MONTHS = (
    "محرم المحرم محرم_الحرام",
    "صفر صفر_الخير",
    "ربيع_الأول ربيع_أول",
    "ربيع_الآخر ربيع_الثاني ربيع_ثاني ربيع_آخر",
    "جمادى_الأولى جمادى_الأول جمادى_أولى جماد_الأول جماد_أول",
    "جمادى_الآخرة جمادى_الثانية جمادى_الآخر جمادى_الثاني جماد_الآخر جماد_الثاني جماد_ثاني",
    "رجب",
    "شعبان",
    "رمضان رمضان_المبارك",
    "شوال",
    "ذو_القعدة ذي_القعدة ذوالقعدة",
    "ذو_الحجة ذي_الحجة ذوالحجة",
)
_WEEKDAYS = (  # from Monday, as `date.weekday` counts
    "الاثنين monday mon lundi lun",
    "الثلاثاء الثلاثا tuesday tue tues mardi",
    "الأربعاء الأربعا wednesday wed mercredi mer",
    "الخميس thursday thu thurs thur jeudi jeu",
    "الجمعة friday fri vendredi ven",
    "السبت saturday sat samedi sam",
    "الأحد sunday sun dimanche dim",
)
_HALVES = {  # of the day; `_._` is a full stop between letters
    "a": "ص",
    "p": "م ميلادي ميلادية",  # after a year it is the era; «3 م» alone may be metres
    "A": "صباحا صباح فجرا ضحى قبل_الظهر منتصف_الليل بعد_منتصف_الليل am a_._m",
    "P": "مساء مساءا عصرا بعد_الظهر pm p_._m",
    "N": "ظهرا ظهر",
    "I": "ليلا قبل_منتصف_الليل",
}
_HOURS = {  # what a printed hour is in them; 24-hour times keep their «م»
    "": {h: h for h in range(24)},
    "A": {12: 0} | {h: h for h in range(12)},
    "P": {h: h + 12 for h in range(1, 12)} | {h: h for h in range(12, 24)},
    "N": {h: h + 12 for h in range(1, 4)} | {h: h for h in range(10, 16)},
    "I": {12: 0} | {h: h for h in (*range(6), *range(18, 24))} | {h: h + 12 for h in range(6, 12)},
}
_LABELS = {  # of publication, of a later change, of neither
    "L": "نشر نشرت النشر تم_النشر تم_نشر تم_نشره تم_نشرها تاريخ_النشر تاريخ_نشر وقت_النشر تاريخ_الإضافة "
    "أضيف أضيفت حرر حررت published posted created publié publiée publie",
    "U": "آخر_تحديث آخر_تعديل تم_التحديث تم_تحديثه تم_تعديله تحديث التحديث محدث محدثة حدث تاريخ_التحديث "
    "تاريخ_آخر_تحديث updated update last_updated last_update last_modified modified mis_à_jour modifié",
    "D": "تاريخ التاريخ بتاريخ تاريخ_الخبر الوقت date dated time",
}
_JOINTS = (
    "من في الموافق الموافق_ل الساعة عند_الساعة على_الساعة على بالتوقيت_المحلي بتوقيت_محلي التوقيت_المحلي "
    "واحد واحدة of at on the st nd rd th er le à de il"
)
_ZONES = {  # hours ahead of UTC, of abbreviations that mean one zone
    0: "gmt utc z غرينتش غرينيتش جرينتش جرينيتش ت_._غ ت_غ",
    1: "cet",
    2: "cest eet",
    3: "eest",
    4: "gst",
    -5: "est",
    -4: "edt",
    -8: "pst",
    -7: "pdt",
}
# After «بتوقيت». Not here are عمان, which is Amman and Oman, and القدس, which keeps two clocks.
_CLOCKS = {
    "UTC": "غرينتش غرينيتش جرينتش جرينيتش عالمي",
    "Asia/Riyadh": "مكة مكة_المكرمة السعودية الرياض المملكة",
    "Africa/Cairo": "القاهرة مصر",
    "Asia/Dubai": "أبوظبي أبو_ظبي الإمارات دبي",
    "Asia/Qatar": "الدوحة قطر",
    "Asia/Kuwait": "الكويت",
    "Asia/Bahrain": "المنامة البحرين",
    "Asia/Muscat": "مسقط سلطنة_عمان",
    "Asia/Aden": "صنعاء عدن اليمن",
    "Asia/Baghdad": "بغداد العراق",
    "Asia/Beirut": "بيروت لبنان",
    "Asia/Damascus": "دمشق سوريا سورية",
    "Asia/Amman": "الأردن",
    "Africa/Khartoum": "الخرطوم السودان",
    "Africa/Tripoli": "طرابلس ليبيا",
    "Africa/Tunis": "تونس",
    "Africa/Algiers": "الجزائر",
    "Africa/Casablanca": "الرباط المغرب الدار_البيضاء",
    "Europe/Istanbul": "إسطنبول أنقرة تركيا",
    "Asia/Tehran": "طهران إيران",
    "Europe/Moscow": "موسكو",
    "Europe/Paris": "باريس فرنسا",
    "Europe/London": "لندن",
    "America/New_York": "نيويورك واشنطن",
}
_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 604800
_UNITS = {  # seconds, and how many the word itself says, 0 for some; months and years have no fixed length
    (1, 1): "ثانية second",
    (1, 2): "ثانيتين",
    (1, 0): "ثوان ثواني seconds",
    (_MINUTE, 1): "دقيقة minute min",
    (_MINUTE, 2): "دقيقتين",
    (_MINUTE, 0): "دقائق minutes mins",
    (_HOUR, 1): "ساعة hour",
    (_HOUR, 2): "ساعتين",
    (_HOUR, 0): "ساعات hours",
    (_DAY, 1): "يوما day",
    (_DAY, 2): "يومين",
    (_DAY, 0): "أيام days",
    (_WEEK, 1): "أسبوع أسبوعا week",
    (_WEEK, 2): "أسبوعين",
    (_WEEK, 0): "أسابيع weeks",
    (0, 1): "شهر شهرا شهرين أشهر شهور سنة سنتين سنوات سنين عام عاما عامين أعوام لعام month months year years",
}
_NUMERALS = {
    3: "ثلاث ثلاثة",
    4: "أربع أربعة",
    5: "خمس خمسة",
    6: "ست ستة",
    7: "سبع سبعة",
    8: "ثمان ثماني ثمانية",
    9: "تسع تسعة",
    10: "عشر عشرة",
}
_DAYS_AGO = {1: "أمس البارحة yesterday", 2: "أول_أمس أول_من_أمس أمس_الأول قبل_أمس"}

_CLOCK, _UNKNOWN_CLOCK = "بتوقيت", object()


class _Unclear(ValueError):
    """The text contradicts itself or could mean two dates."""


def _entries() -> Iterator[tuple[str, str, Any]]:
    """Words, separated by spaces, with the letter that stands for them in a shape and their value."""
    for kind, names in ("m", _MONTHS), ("h", _HIJRI_MONTHS), ("w", _WEEKDAYS):
        for number, words in enumerate(names, kind != "w"):
            yield words, kind, number
    for kind, words in (_HALVES | _LABELS).items():
        yield words, kind, None
    for kind, table in (("u", _UNITS), ("k", _NUMERALS), ("d", _DAYS_AGO)):
        for value, words in table.items():
            yield words, kind, value
    for hours, words in _ZONES.items():
        yield words, "z", _fixed(hours, 0)
    for zone, words in _CLOCKS.items():
        for word in words.split():
            yield f"بتوقيت_{word} توقيت_{word} بالتوقيت_{word}", "z", UTC if zone == "UTC" else zone
    yield _JOINTS, "c", None
    yield "اليوم today", "s", 0
    yield "منذ قبل", "r", None
    yield "ago مضت", "G", None
    yield "الآن للتو منذ_لحظات قبل_لحظات", "q", None
    yield "يوم", "j", (_DAY, 1)  # «منذ يوم», and «يوم الخميس»
    yield "ه هجري هجرية للهجرة", "e", None
    yield "و", "&", None
    yield "إلى حتى to", "T", None
    yield "t", "t", None
    yield "h", "H", None


def _fixed(hours: int, minutes: int) -> tzinfo:
    return fixed(timedelta(hours=hours, minutes=minutes)) if hours or minutes else UTC


_WORDS = {
    match_form(word.replace("_", " ")): (kind, value) for words, kind, value in _entries() for word in words.split()
}
_LONGEST: dict[str, int] = {}  # by its first word, the number of words in the longest phrase
for _phrase in _WORDS:
    _first, *_others = _phrase.split()
    _LONGEST[_first] = max(1 + len(_others), _LONGEST.get(_first, 1))

_SIGNS = {sign: sign for sign in "/.:,-+"} | {"- ": "~", "،": ",", ";": ",", "؛": ",", "\\": "/"}
_SIGNS |= dict.fromkeys("([{«‹", "(") | dict.fromkeys(")]}»›", ")") | dict.fromkeys("|\"'“”’‘•·…*>", "|")
_DASH = re.compile("[‐-―−_]|(?<![ء-ي])ـ+(?![ء-ي])")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|-(?: |$)|\S")

# Over shapes. i and n are numbers of one and two digits, y is a year, o the four digits of an offset, x any
# other number; - is a dash before something, ~ one before a space.
_N = "[in]"
_JOINT = r"[c,./~uj-]{0,3}"
_MONTH = r"(?:m(?:[/(|,~-]{0,2}m[)|]?){0,2}|h)"
_NUMERIC = rf"(?:/{_N}/|\.{_N}\.|[~-]{_N}[~-])"
_DATE = re.compile(
    rf"(?<![in][:H]){_N}{_JOINT}{_MONTH}{_JOINT}y[pe]?"
    rf"|{_MONTH}{_JOINT}{_N}(?![:H]){_JOINT}y[pe]?"
    rf"|y{_JOINT}{_MONTH}{_JOINT}{_N}(?![:H])"
    rf"|(?<![in][:H]){_N}{_NUMERIC}y[pe]?"
    rf"|y{_NUMERIC}{_N}(?![:H])[pe]?"
)
_PARTIAL = re.compile(
    rf"(?<![in][:H]){_N}{_JOINT}{_MONTH}|{_MONTH}{_JOINT}{_N}(?![:H])|{_MONTH}{_JOINT}y|{_N}(?:/{_N}/|-{_N}-){_N}"
)
_CHAIN = re.compile(rf"(?:^|[^:Hino]){_N}[~/.&T-]$")  # a number before a date: a range («12-13 مايو 2020»)
_ZONE = re.compile(rf"z[(]?[+-](?:o|{_N}:n|{_N})|[+](?:o|{_N}:n)|(?<=n)-o|z")
_TIME = re.compile(
    rf"[aApPNI]?(?<![in])(?<![in]:){_N}[:H]n(?::n(?:[.,][inxyo])?)?[aApPNI]?|(?<![in][:.])(?:{_N}[APNI]|(?<=c){_N}[ap])"
)
_AGO = re.compile(
    "r[inxk]?[uj]c?(?:&?[inxk]?[uj]c?)*|[inxk][uj]G|d|q"
    "|(?:(?<=[wAPNILU])|(?<=[LU]:))s|s(?=,?w|[,c~|-]{0,3}[in][:H])"  # «اليوم» alone is a newspaper
)
_REST = re.compile(r"[# wcjLUDaApPNIet&/.:,~()|+-]*")  # what may stand around them in a line of nothing else

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?"
    r"|[0-9]{8}T[0-9]{4}([0-9]{2})?(Z|[+-][0-9]{4})?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_RELATIVE = ("منذ", "قبل", "أمس", "امس", "اليوم", "الآن", "الان", "للتو", "البارحة", "oday", "esterday")
_LINE = 120  # characters of the longest line that is looked at
_RAW = 400  # with the white space of its source
_YEARS = range(1900, 2101)
_HIJRI_YEARS = range(1343, 1501)  # those of the Umm al-Qura calendar


def parse(text: str, *, now: datetime | None = None, timezone: str | tzinfo | None = None) -> datetime | date | None:
    """The date of a short line or a metadata value: a `datetime`, a `date` where no time is said, or None.

    None for whatever is incomplete (no day, no year, a year of two digits), contradicts itself (double
    month names, weekday, Hijri date more than two days off) or names two dates of which no label says which
    is meant. Numeric dates are day first, or year first with four digits. A Hijri date alone is converted
    by the Umm al-Qura calendar.

    A zone in the text («GMT», «+0300», «بتوقيت مكة») makes the result aware; else `timezone`, an IANA name
    or a `tzinfo`, is attached where the text has a time; else the result is naive, as it is where the text
    names a clock that is not known. Relative dates («قبل ساعتين», «أمس») are read only when they are all
    that the text says and `now` is given: hours and less give a `datetime`, days and weeks a `date`, months
    and years None, for they are not exact. They are counted in the zone of `timezone`, else of `now`.

    Raises `zoneinfo.ZoneInfoNotFoundError` for a `timezone` that does not exist, `TypeError` when `text` is no str,
    nothing for any text.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}")
    zone = _zone(timezone) if isinstance(timezone, str) else timezone
    if len(text) > _RAW or len(text := normal_form(text)) > _LINE:
        return None
    try:
        if _ISO.fullmatch(text):
            return _iso(text, zone)
        line = _read(text)
        if days := _days(line):
            day, first, last = _chosen(line.shape, days)
            return _at(line, day, first, last, zone)
        return _ago(line, now, zone) if now and _only_date(line.shape) else None
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # what can be no name: it leads out of the folder of zones, or is too long
        raise ZoneInfoNotFoundError(f"No time zone found with key {name}") from error


def is_date_line(text: str) -> bool:
    """Whether `text` consists of nothing but dates and times with their labels, weekdays, zones and signs.

    True also of times and relative dates alone and of dates that lack a day or a year; never of a sentence
    that mentions a date.
    """
    if len(text) > _LINE or not (_DIGIT.search(text) or any(map(text.__contains__, _RELATIVE))):
        return False
    return _only_date(_read(text).shape)


class _Line(NamedTuple):
    """A text's shape, and for each of its letters the value: a number's digits, a month's number, a zone."""

    shape: str
    values: list[Any]

    def of(self, kinds: str, first: int, last: int) -> list[Any]:
        return [self.values[n] for n in range(first, last) if self.shape[n] in kinds]


class _Day(NamedTuple):
    day: date
    start: int  # in the shape
    end: int


def _read(text: str) -> _Line:
    tokens = _TOKEN.findall(match_form(_DASH.sub("-", text)))
    shape, values, n = "", [], 0
    while n < len(tokens):
        token, kind, value, taken = tokens[n], "?", None, 1
        if token.isdigit():
            kind, value = _number(token), token
        elif token in _SIGNS:
            kind = _SIGNS[token]
        elif token in _LONGEST:
            for size in range(min(_LONGEST[token], len(tokens) - n), 0, -1):
                if entry := _WORDS.get(" ".join(tokens[n : n + size])):
                    (kind, value), taken = entry, size
                    break
        if kind == "?":
            if token == _CLOCK and n + 1 < len(tokens) and tokens[n + 1].isalpha():
                kind, value, taken = "z", _UNKNOWN_CLOCK, 2
            elif category(token[0]) == "So":
                kind = "|"
        shape += kind
        values.append(value)
        n += taken
    return _Line(shape, values)


def _number(digits: str) -> str:
    if len(digits) != 4:
        return {1: "i", 2: "n"}.get(len(digits), "x")
    return "o" if digits <= "1245" else "y"


def _only_date(shape: str) -> bool:
    if "?" in shape:
        return False
    for pattern in (_DATE, _PARTIAL, _ZONE, _AGO, _TIME):
        shape = pattern.sub(" " if pattern is _ZONE else "#", shape)
    return "#" in shape and _REST.fullmatch(shape) is not None


def _iso(stamp: str, zone: tzinfo | None) -> datetime | date | None:
    whole = datetime.fromisoformat(stamp.upper().replace(" ", "T", 1).replace(" ", ""))
    if whole.year not in _YEARS:
        return None
    if len(stamp) <= 10:
        return whole.date()
    if whole.replace(tzinfo=None) == datetime(1970, 1, 1):
        return None  # the clock's zero, which systems print for "never"
    return whole if whole.tzinfo else whole.replace(tzinfo=zone)


def _days(line: _Line) -> list[_Day]:
    """The dates that are written out: the Gregorian ones, else the Hijri ones, converted."""
    gregorian, hijri = [], []
    for found in _DATE.finditer(line.shape):
        if _CHAIN.search(line.shape[: found.start()]):
            raise _Unclear
        year, month, day, is_hijri = _parts(line, *found.span())
        if is_hijri:
            hijri.append(((year, month, day), *found.span()))
        else:
            gregorian.append(_Day(date(year, month, day), *found.span()))
    for found in _PARTIAL.finditer(_DATE.sub(_blank, line.shape)):
        # A second date whose year or day is left out: «12 مايو - 13 يونيو 2020».
        numbers = {int(n) for n in line.of("inmy", *found.span())}
        if "m" in found[0] and not any(numbers <= {d.day.day, d.day.month, d.day.year} for d in gregorian):
            raise _Unclear
    if not gregorian:
        return [_Day(_from_hijri(*ymd, strict=True), start, end) for ymd, start, end in hijri]
    for ymd, _, _ in hijri:
        near = _from_hijri(*ymd)
        if min(abs((d.day - near).days) for d in gregorian) > 2:
            raise _Unclear
    return gregorian


def _parts(line: _Line, first: int, last: int) -> tuple[int, int, int, bool]:
    """Year, month, day of a match of `_DATE`, and whether they are Hijri."""
    [year] = map(int, line.of("y", first, last))
    numbers = [int(n) for n in line.of("in", first, last)]
    names, hijri_names = line.of("m", first, last), line.of("h", first, last)
    is_hijri = bool(hijri_names) or "e" in line.shape[first:last]
    if len(set(names)) > 1 or (names and is_hijri) or year not in (_HIJRI_YEARS if is_hijri else _YEARS):
        raise _Unclear
    if names or hijri_names:
        return year, (names or hijri_names)[0], numbers[0], is_hijri
    day, month = reversed(numbers) if line.shape[first] == "y" else numbers
    return year, month, day, is_hijri


def _from_hijri(year: int, month: int, day: int, strict: bool = False) -> date:
    """By the Umm al-Qura calendar; not `strict`, also the 30th of a month that has only 29 days in it."""
    from hijridate import Hijri

    if strict:
        Hijri(year, month, day)
    return Hijri(year, month, 1).to_gregorian() + timedelta(days=day - 1)


def _chosen(shape: str, days: list[_Day]) -> tuple[date, int, int]:
    """The date that is meant, and the part of the line that belongs to it.

    Of several dates it is the one labelled as published, else the one that is not labelled as updated.
    """
    if len({d.day for d in days}) == 1:
        return days[0].day, 0, len(shape)
    labels = [
        next((c for c in reversed(shape[before : found.start]) if c in "LU"), "")
        for before, found in zip([0, *(d.end for d in days)], days, strict=False)
    ]
    for choice in (("L",), ("L", "")):
        chosen = [d for d, label in zip(days, labels, strict=True) if label in choice]
        if len({d.day for d in chosen}) == 1:
            break
    else:
        raise _Unclear
    day, start, end = chosen[0]
    first = max((d.end for d in days if d.end <= start), default=0)
    last = min((d.start for d in days if d.start >= end), default=len(shape))
    label = re.compile("[LUD]").search(shape, end, last)
    return day, first, label.start() if label else last


def _at(line: _Line, day: date, first: int, last: int, zone: tzinfo | None) -> datetime | date:
    """`day` with the time and zone between `first` and `last`; without, when there is none or several."""
    if any(number != day.weekday() for number in line.of("w", first, last)):
        raise _Unclear
    shape = _DATE.sub(_blank, line.shape)
    clocks = {_clock(line, found) for found in _ZONE.finditer(shape)}
    shape = _ZONE.sub(_blank, shape)
    times = {_time(line, found) for found in _TIME.finditer(shape, first, last)}
    if len(times) > 1 and "U" in shape[:last]:  # the first of them may be of the publication
        times = {_time(line, found) for found in _TIME.finditer(shape, first, shape.index("U"))}
    if len(times) != 1 or len(clocks) > 1:
        return day
    for clock in clocks:
        zone = None if clock is _UNKNOWN_CLOCK else ZoneInfo(clock) if isinstance(clock, str) else clock
    return datetime.combine(day, times.pop(), zone)


def _time(line: _Line, found: re.Match[str]) -> time:
    hour, minute, second = [*map(int, line.of("in", *found.span())), 0, 0][:3]
    half = next((c.upper() for c in reversed(found[0]) if c in _HALVES), "")
    if hour not in _HOURS[half]:
        raise _Unclear
    return time(_HOURS[half][hour], minute, second)


def _clock(line: _Line, found: re.Match[str]) -> Any:
    """A zone: a `tzinfo`, an IANA name, or `_UNKNOWN_CLOCK`."""
    if found[0] == "z":
        return line.values[found.start()]
    digits = line.of("ino", *found.span())
    hours, minutes = (digits[0][:2], digits[0][2:]) if "o" in found[0] else [*digits, "0"][:2]
    sign = -1 if "-" in found[0] else 1
    return _fixed(sign * int(hours), sign * int(minutes))


def _ago(line: _Line, now: datetime, zone: tzinfo | None) -> datetime | date | None:
    """What a line that is a relative date means at `now`."""
    found = list(_AGO.finditer(line.shape))
    if len(found) != 1:
        return None
    if zone:
        now = now.astimezone(zone) if now.tzinfo else now.replace(tzinfo=zone)
    seconds, by_the_clock = _distance(line, found[0])
    if by_the_clock:
        return now - timedelta(seconds=seconds)
    return _at(line, now.date() - timedelta(seconds=seconds), 0, len(line.shape), now.tzinfo)


def _distance(line: _Line, found: re.Match[str]) -> tuple[int, bool]:
    """Seconds back, and whether now's clock counts (hours, minutes) or only its day (days, weeks)."""
    if found[0] == "q":
        return 0, True
    if found[0] in ("d", "s"):
        return line.values[found.start()] * _DAY, False
    total, count, smallest = 0, None, _WEEK
    for n in range(*found.span()):
        if line.shape[n] in "inxk":
            count = int(line.values[n])
        elif line.shape[n] in "uj":
            seconds, own = line.values[n]
            if not seconds or (count is None and not own):
                raise _Unclear
            total += seconds * (own if count is None else count)
            count, smallest = None, min(smallest, seconds)
    return total, smallest < _DAY


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
