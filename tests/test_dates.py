"""Arabic dates, exactly or not at all."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hijridate import Gregorian, Hijri
from hypothesis import given
from hypothesis import strategies as st

from cleaners.dates import is_date_line, parse
from tests.deadline import soon

NOW = datetime(2024, 5, 24, 15, 30, 12)  # a Friday
EGYPT = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()
LEVANT = [
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
]
MOROCCO = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split()
TUNISIA = "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split()
ENGLISH = "January February March April May June July August September October November December".split()
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
FAMILIES = [EGYPT, LEVANT, MOROCCO, TUNISIA, ENGLISH, FRENCH]
HIJRI = [
    *("محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة"),
    *("رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة"),
]
WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days, st.sampled_from(FAMILIES), st.sampled_from([None, EASTERN, PERSIAN]), st.booleans())
def test_every_date_in_every_family_of_names_comes_back(day, names, digits, with_weekday):
    name = names[day.month - 1]
    for text in (
        f"{day.day} {name} {day.year}",
        f"{day.day:02} {name}، {day.year}",
        f"{day.day} - {name} - {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name} {day.year} م",
    ):
        if with_weekday:
            text = f"{WEEKDAYS[day.weekday()]} {text}"
        if digits:
            text = text.translate(digits)
        assert parse(text) == day, text
        assert is_date_line(text), text


@given(days)
def test_every_double_name_comes_back_and_no_other_day_of_the_week(day):
    levant, egypt = LEVANT[day.month - 1], EGYPT[day.month - 1]
    for name in (f"{levant}/{egypt}", f"{egypt} ({levant})", f"{levant} / {egypt}", f"{levant} {egypt}"):
        assert parse(f"{day.day} {name} {day.year}") == day
        assert parse(f"{WEEKDAYS[day.weekday() - 1]} {day.day} {name} {day.year}") is None
    assert parse(f"{day.day} {levant}/{EGYPT[day.month % 12]} {day.year}") is None


@given(days)
def test_every_numeric_date_comes_back_day_first(day):
    for text in (
        *(f"{day.day}{sep}{day.month}{sep}{day.year}" for sep in "/-."),
        *(f"{day.year}{sep}{day.month:02}{sep}{day.day:02}" for sep in "/-."),
        day.isoformat(),
    ):
        assert parse(text) == day
        assert parse(text.translate(EASTERN)) == day


@given(st.dates(date(1930, 1, 1), date(2070, 12, 31)))
def test_every_hijri_date_comes_back(day):
    hijri = Gregorian.fromdate(day).to_hijri()
    text = f"{hijri.day} {HIJRI[hijri.month - 1]} {hijri.year} هـ"
    assert parse(text) == day
    assert parse(f"{hijri.day}/{hijri.month}/{hijri.year}هـ") == day
    assert parse(f"{text} - {day.day} {EGYPT[day.month - 1]} {day.year} م") == day
    near = day + timedelta(2)
    assert parse(f"{text} الموافق {near.day} {EGYPT[near.month - 1]} {near.year} م") == near
    far = day + timedelta(3)
    assert parse(f"{text} الموافق {far.day} {EGYPT[far.month - 1]} {far.year} م") is None


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 12, 31)))
def test_every_stamp_comes_back(moment):
    moment = moment.replace(microsecond=0)
    rfc = f"{ENGLISH[moment.month - 1][:3]} {moment.year} {moment:%H:%M:%S}"
    assert parse(moment.isoformat()) == moment
    assert parse(f"{moment.isoformat(' ')}Z") == moment.replace(tzinfo=UTC)
    assert parse(f"{moment:%a}, {moment.day:02} {rfc} GMT") == moment.replace(tzinfo=UTC)
    west = moment.replace(tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    assert parse(west.isoformat()) == west
    assert parse(f"{moment.day} {rfc} -0330") == west


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Spellings.
        ("٥ اذار ٢٠٢٠", date(2020, 3, 5)),
        ("5 اب 2020", date(2020, 8, 5)),
        ("5 أب 2020", date(2020, 8, 5)),
        ("5 اغسطس 2020", date(2020, 8, 5)),
        ("5 إبريل 2020", date(2020, 4, 5)),
        ("5 ابريل 2020", date(2020, 4, 5)),
        ("5 يونيه 2020", date(2020, 6, 5)),
        ("5 يولية 2020", date(2020, 7, 5)),
        ("5 مايس 2020", date(2020, 5, 5)),
        ("5 كانون ثاني 2020", date(2020, 1, 5)),
        ("5 تشرين أول 2020", date(2020, 10, 5)),
        ("5 مـــايو 2020", date(2020, 5, 5)),
        ("5 مايو2020", date(2020, 5, 5)),
        ("\u200f5 مايو\u00a02020\u200e", date(2020, 5, 5)),
        ("12ـ5ـ2020", date(2020, 5, 12)),
        ("12 ـ مايو ـ 2020", date(2020, 5, 12)),
        ("12\\5\\2020", date(2020, 5, 12)),
        ("5 من مايو 2020", date(2020, 5, 5)),
        ("1er juin 2020", date(2020, 6, 1)),
        ("June 5th, 2020", date(2020, 6, 5)),
        ("5 fevrier 2020", date(2020, 2, 5)),
        ("10-Nov-2000", date(2000, 11, 10)),
        ("2020 مايو 12", date(2020, 5, 12)),
        ("29 فبراير 2020", date(2020, 2, 29)),
        # Labels, places, weekdays.
        ("تاريخ النشر: 5 مايو 2020", date(2020, 5, 5)),
        ("نشر في 5 مايو 2020", date(2020, 5, 5)),
        ("تم نشره الثلاثاء 5 أيار / مايو 2020", date(2020, 5, 5)),
        ("آخر تحديث: 03/06/2020", date(2020, 6, 3)),
        ("التاريخ: 3-6-2020", date(2020, 6, 3)),
        ("28.10.2019", date(2019, 10, 28)),
        ("بيروت، 9 تشرين الأول 2009", date(2009, 10, 9)),
        ("Last update: 19-02-2018", date(2018, 2, 19)),
        ("الإثنين ٢٨ أكتوبر ٢٠١٩", date(2019, 10, 28)),
        # Hijri.
        ("12 رمضان 1445 هـ", date(2024, 3, 22)),
        ("الجمعة 12 رمضان 1445", date(2024, 3, 22)),
        ("14-09-1441 هـ", date(2020, 5, 7)),
        ("الأربعاء 14 رمضان 1441 هـ الموافق 6 مايو 2020 م", date(2020, 5, 6)),
        ("1 محرم 1446هـ", date(2024, 7, 7)),
        ("5 ذي الحجة 1441", Hijri(1441, 12, 5).to_gregorian()),
        # Two dates with labels.
        ("نشر في 12 مايو 2020، آخر تحديث 13 مايو 2020", date(2020, 5, 12)),
        ("آخر تحديث 13 مايو 2020، تاريخ النشر 12 مايو 2020", date(2020, 5, 12)),
        ("12 مايو 2020 | آخر تحديث: 13 مايو 2020", date(2020, 5, 12)),
        # The same date twice.
        ("2020-05-12 الثلاثاء 12 مايو 2020", date(2020, 5, 12)),
        # A time that cannot be told does not spoil the date.
        ("5 مايو 2020 10:30 (07:30 بتوقيت غرينتش)", date(2020, 5, 5)),
    ],
)
def test_dates(text, expected):
    found = parse(text, timezone="Asia/Beirut")
    assert found == expected
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("5 مايو 2020 - 12:09 م", 12, 9),
        ("5 مايو 2020 12:09 ص", 0, 9),
        ("5 مايو 2020 | 9:00 ص", 9, 0),
        ("5 مايو 2020 09:22 مساءً", 21, 22),
        ("9:25 صباحًا / 5 مايو، 2020", 9, 25),
        ("5 مايو 2020 الساعة 3:15 عصراً", 15, 15),
        ("5 مايو 2020 12:00 ظهراً", 12, 0),
        ("5 مايو 2020 1:30 ظهرا", 13, 30),
        ("5 مايو 2020 9:00 ليلاً", 21, 0),
        ("5 مايو 2020 12:30 ليلا", 0, 30),
        ("5 مايو 2020 2:00 ليلا", 2, 0),
        ("5 مايو 2020 12:00 منتصف الليل", 0, 0),
        ("5 مايو 2020 12:30 بعد منتصف الليل", 0, 30),
        ("5 مايو 2020 1:30 بعد منتصف الليل", 1, 30),
        ("5 مايو 2020 11:00 قبل منتصف الليل", 23, 0),
        ("5 مايو 2020 3:15 بعد الظهر", 15, 15),
        ("الساعة 12:09 م، 5 مايو 2020", 12, 9),
        ("الساعة: 17:27 05.05.2020", 17, 27),
        ("5 مايو 2020 13:45 م", 13, 45),
        ("5 مايو 2020 م 9:00 ص", 9, 0),
        ("5/5/2020 10:30 PM", 22, 30),
        ("5 May 2020 at 10:30 a.m.", 10, 30),
        ("5 mai 2020 à 14h30", 14, 30),
        ("٥ أيار ٢٠٢٠ | ٠٩:٣٠", 9, 30),
        ("التاريخ: 05-05-2020 الوقت: 10:30 ص", 10, 30),
        ("الثلاثاء 5 مايو 2020 الساعة 9 مساء", 21, 0),
        ("نشر في 5 مايو 2020 10:00، آخر تحديث 12:00", 10, 0),
        ("نشر في 5 مايو 2020 10:00 - آخر تحديث 6 مايو 2020 11:00", 10, 0),
        ("5 مايو 2020 بتوقيت تورنتو 10:30", 10, 30),
        ("2020-05-05 10:30", 10, 30),
        ("2020-05-05T10:30:00", 10, 30),
    ],
)
def test_times_are_naive_without_a_zone(text, hour, minute):
    assert parse(text) == datetime(2020, 5, 5, hour, minute)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("5 مايو 2020 10:30 GMT", 0),
        ("GMT 10:30 05.05.2020", 0),
        ("10:30 بتوقيت غرينتش - 5 مايو 2020", 0),
        ("5 مايو 2020 10:30 ت.غ", 0),
        ("5 مايو 2020 10:30 (GMT+0400)", 4),
        ("5 May 2020 | 10:30 UTC+3", 3),
        ("5 May 2020 10:30 GMT-03:00", -3),
        ("5 مايو 2020 10:30 بتوقيت مكة المكرمة", 3),
        ("5 مايو 2020 10:30 بتوقيت أبوظبي", 4),
        ("5 مايو 2020 10:30 بتوقيت القاهرة", 2),
        ("10:30 بتوقيت بيروت، 5 مايو 2020", 3),
        ("2020-05-05T10:30Z", 0),
        ("2020-05-05T10:30:00.000+03:00", 3),
        ("2020-05-05T10:30+0400", 4),
        ("2020-05-05T10:30:00-05", -5),
        ("2020-05-05 10:30:00 +0300", 3),
        ("2020-05-05 10:30:00 GST", 4),
        ("20200505T103000Z", 0),
        ("Tue, 05 May 2020 10:30:00 +0000", 0),
        ("Tue May 05 2020 10:30:00 GMT+0300 (Arabian Standard Time)", 3),
    ],
)
def test_zones_in_the_text_win_over_the_caller(text, hours):
    found = parse(text, timezone="Asia/Kolkata")
    assert found == datetime(2020, 5, 5, 10, 30, tzinfo=timezone(timedelta(hours=hours)))
    assert found.utcoffset() == timedelta(hours=hours)


def test_the_zone_of_the_caller_is_attached_to_times():
    found = parse("5 مايو 2020 10:30", timezone="Africa/Cairo")
    assert found.isoformat() == "2020-05-05T10:30:00+02:00"
    assert parse("5 مايو 2020 10:30", timezone=UTC) == datetime(2020, 5, 5, 10, 30, tzinfo=UTC)
    assert parse("2020-05-05T10:30", timezone="Asia/Riyadh") == datetime(2020, 5, 5, 7, 30, tzinfo=UTC)


def test_a_clock_that_is_not_known_is_not_the_caller_s():
    assert parse("5 مايو 2020 10:30 بتوقيت تورنتو", timezone="Africa/Cairo").tzinfo is None


def test_a_zone_that_does_not_exist_is_an_error():
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        parse("5 مايو 2020 10:30", timezone="Asia/Nowhere")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "كانون الثاني",
        # Incomplete.
        "12 مايو",
        "مايو 2020",
        "5/2020",
        "2020",
        "10:30",
        "الخميس",
        "03/06/20",
        "3-6-20",
        "12 رمضان",
        "20200512",
        # No such day or time.
        "31 فبراير 2020",
        "29 فبراير 2019",
        "10/28/2019",
        "2020-13-01",
        "2020-02-30T10:00:00Z",
        "30 رمضان 1444 هـ",
        "5 مايو 2020 25:30",
        "5 مايو 2020 17:30 ص",
        "5 مايو 2020 0:30 م",
        # Contradictions.
        "5 كانون الثاني/فبراير 2020",
        "1 نوفمبر (تشرين الأول) 2020",
        "الأربعاء 5 مايو 2020",
        "الخميس 12 رمضان 1445 هـ",
        "12 رمضان 1445 هـ - 29 مارس 2024 م",
        "12 رمضان 2024",
        "12 مايو 1441",
        "12 مايو 2020 هـ",
        # A numeric Hijri year without its mark could be Iranian.
        "12/09/1399",
        # Ambiguous.
        "12-13 مايو 2020",
        "من 12 إلى 13 مايو 2020",
        "من 12 مايو حتى 13 يونيو 2020",
        "12 و13 مايو 2020",
        "12 مايو - 13 يونيو 2020",
        "12 مايو 2020 - 13 مايو 2020",
        "2025-08-29 السبت 30 أغسطس 2025",
        "12 مايو 2020 وفي 13 يونيو من العام التالي",
        # Not a date.
        "0000-00-00 00:00:00",
        "-0001-11-30T00:00:00+00:00",
        "1970-01-01T00:00:00Z",
        "192.168.10.2020",
        "1.2.3.2020",
        "1584466061",
        "5 قتلى و12 جريحاً في 2020",
        # Longer than a date line.
        "5 مايو 2020 " + "كلمة " * 30,
        "5" * 10_000,
    ],
)
def test_nothing_is_guessed(text):
    assert parse(text, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("قبل ساعتين", timedelta(hours=2)),
        ("منذ 13 ساعة", timedelta(hours=13)),
        ("منذ ١٣ ساعة", timedelta(hours=13)),
        ("منذ 5 دقائق", timedelta(minutes=5)),
        ("قبل دقيقة", timedelta(minutes=1)),
        ("منذ ساعة واحدة", timedelta(hours=1)),
        ("قبل ثلاث ساعات", timedelta(hours=3)),
        ("منذ ساعة و20 دقيقة", timedelta(hours=1, minutes=20)),
        ("آخر تحديث: منذ 120 دقيقة", timedelta(hours=2)),
        ("3 hours ago", timedelta(hours=3)),
        ("الآن", timedelta(0)),
    ],
)
def test_hours_back_are_times(text, back):
    assert parse(text, now=NOW) == NOW - back
    assert parse(text) is None
    assert is_date_line(text)
    cairo = parse(text, now=NOW.replace(tzinfo=UTC), timezone="Africa/Cairo")
    assert cairo == NOW.replace(tzinfo=UTC) - back
    assert cairo.utcoffset() == timedelta(hours=3)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("أمس", 1),
        ("امس", 1),
        ("أمس الخميس", 1),
        ("أول أمس", 2),
        ("قبل يومين", 2),
        ("منذ يوم", 1),
        ("منذ 7 أيام", 7),
        ("منذ أسبوع", 7),
        ("منذ أسبوع واحد", 7),
        ("منذ 3 أسابيع", 21),
        ("اليوم الجمعة", 0),
    ],
)
def test_days_back_are_dates(text, back):
    found = parse(text, now=NOW)
    assert found == NOW.date() - timedelta(back)
    assert not isinstance(found, datetime)
    assert parse(text) is None
    assert is_date_line(text)


def test_days_back_with_a_time():
    assert parse("اليوم 10:30", now=NOW) == datetime(2024, 5, 24, 10, 30)
    assert parse("أمس الساعة 10:15 م", now=NOW) == datetime(2024, 5, 23, 22, 15)
    assert parse("اليوم 10:30", now=NOW, timezone="Asia/Riyadh") == datetime(
        2024, 5, 24, 10, 30, tzinfo=ZoneInfo("Asia/Riyadh")
    )


def test_the_day_is_that_of_the_zone():
    late = datetime(2024, 5, 24, 22, 30, tzinfo=UTC)
    assert parse("أمس", now=late) == date(2024, 5, 23)
    assert parse("أمس", now=late, timezone="Asia/Riyadh") == date(2024, 5, 24)


@pytest.mark.parametrize(
    "text",
    [
        "أمس الأحد",
        "منذ شهرين",
        "منذ سنة",
        "اليوم",
        "المغرب اليوم",
        "اليوم السابع",
        "انفجار قبل ساعتين",
        "قبل 56 عامًا",
        "منذ 99999999999999999999 يوم",
        "منذ 2011",
        "قبل",
        "منذ دقائق",
        "قبل ساعات",
        "منذ ساعة ودقائق",
        "منذ أيام",
    ],
)
def test_what_is_not_exactly_relative(text):
    assert parse(text, now=NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "الخميس ٢٩ مايو ٢٠٢٥",
        "٠٦:٤٠ بتوقيت غرينتش",
        "17:55 GMT",
        "تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً",
        "5 - مايو - 2025",
        "9:25 صباحًا / 19 فبراير، 2026",
        "آخر تحديث 20:01:41 بتوقيت أبوظبي",
        "10:30 بتوقيت تورنتو",
        "2020-10-07 12:09",
        "06.06.2023 | 22:00",
        "date 2025-08-29 السبت 30 أغسطس 2025",
        "(محدثة GMT 17:49 17.03.2020)",
        "الأربعاء 14 رمضان 1441 هـ الموافق 6 مايو 2020 م",
        "12 مايو",
        "03/06/20",
        "🕐 12 مايو 2020",
        "Published: 12 May 2020 at 10:30 AM",
        "منذ شهرين",
    ],
)
def test_date_lines(text):
    assert is_date_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "2020",
        "الخميس",
        "اليوم",
        "المغرب اليوم",
        "اليوم السابع",
        "3 م",
        "3 دقائق",
        "0 تعليق",
        "القراءة: 3 دقائق",
        "بيروت، 9 تشرين الأول 2009",
        "ثورة 25 يناير",
        "حدث ذلك في 12 مايو 2020.",
        "افتتح المعرض يوم الخميس 5 مارس 2020 عند الساعة 10:30",
        "قبل 56 عاماً مرت من هنا قافلة",
        "منذ 2011",
        "فاز الفريق 3-1",
        "من 5 إلى 9 مايو 2020",
        "12:30%",
        "خبر " * 60 + "12 مايو 2020",
    ],
)
def test_what_is_more_or_less_than_a_date_line(text):
    assert not is_date_line(text)


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "12",
                    "5",
                    "2020",
                    "1441",
                    "0300",
                    "99",
                    "مايو",
                    "آب",
                    "أغسطس",
                    "رمضان",
                    "هـ",
                    "م",
                    "ص",
                    "الخميس",
                ),
                *(
                    "نشر",
                    "آخر تحديث",
                    "منذ",
                    "قبل",
                    "ساعتين",
                    "يوم",
                    "ago",
                    "أمس",
                    "اليوم",
                    "بتوقيت",
                    "غرينتش",
                ),
                *("GMT", "+", "-", "- ", "/", ".", ":", "،", "(", ")", "|", "T", "Z", "و", "في", "كلمة", "ـ"),
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=25,
)


@given(st.one_of(st.text(), PIECES.map("".join), PIECES.map(" ".join)))
def test_no_text_raises(text):
    found = parse(text, now=NOW, timezone="Africa/Cairo")
    assert found is None or isinstance(found, date)
    assert is_date_line(text) in (True, False)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1/", "مايو ", "مايو/", "1 مايو ", "(", "10:30 ", "منذ 1 يوم ", "و", "- ", "z+", "ـ"]
)
def test_time_is_bounded(piece):
    with soon():
        for length in (100, 380, 100_000):
            text = (piece * length)[:length]
            parse(text, now=NOW)
            is_date_line(text)
