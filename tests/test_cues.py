"""Cues: every phrase and pattern is found in its variants, removes where it is boilerplate, and leaves stories alone."""

from __future__ import annotations

import re

import pytest

from cleaners import clean_text, cues
from cleaners.article import REASONS
from cleaners.places import Block, Place

PLACE = Place("text", "", None)
LOADED = cues._load()
PHRASES = [(group, phrase) for group, phrases, _ in LOADED for phrase in phrases]
PATTERNS = [(group, pattern) for group, _, patterns in LOADED for pattern in patterns]


def block(text: str) -> Block:
    return Block(text, PLACE)


def variants(phrase: str) -> dict[str, str]:
    """Spellings of a phrase in match form that a page may show."""
    words = phrase.split(" ")
    return {
        "as it is": phrase,
        "hamza": " ".join("أ" + w[1:] if w.startswith("ا") and not w.startswith("ال") else w for w in words),
        "hamza below": " ".join("إ" + w[1:] if w.startswith("ا") and not w.startswith("ال") else w for w in words),
        "tanwin": re.sub(r"ا\b", "اً", phrase),
        "ta marbuta": re.sub(r"ه\b", "ة", phrase),
        "alif maqsura": re.sub(r"ي\b", "ى", phrase),
        "tatweel": re.sub(r"(?<=[بتجحخسشصضطظعغفقكلمنهي])(?=[بتجحخسشصضطظعغفقكلمنهي])", "ــ", phrase),
        "marks": re.sub(r"(?<=[ء-ي])(?=[ء-ي])", "\u064e", phrase),
        "decorated": f"▪ {phrase} :",
        "quoted": f"«{phrase}»",
        "capitals": phrase.upper() if phrase.isascii() else phrase,
    }


@pytest.mark.parametrize(("group", "phrase"), PHRASES, ids=[f"{g.file}-{p}" for g, p in PHRASES])
def test_phrase_is_found(group: cues.Group, phrase: str) -> None:
    for name, shown in variants(phrase).items():
        found = cues.find(block(shown))
        assert found is not None, name
        assert found.group.reason == group.reason, name
    if group.match == "start":
        found = cues.find(block(f"{phrase}: كلمة أخرى"))
        assert found is not None
        assert found.group.reason == group.reason


#: Lines that the patterns are for, with what each betrays.
SHOWN = {
    "byline": ["بقلم: سامي الحداد", "بقلم سامي الحداد", "مرسلة بواسطة سامي الحداد", "By Sami Haddad", "Author, سامي الحداد", "من طرف سامي الحداد", "نص: سامي الحداد", "Posted by Sami", "كتبت هدى سليم", "تصوير/ كمال فهمي"],
    "comments": [
        "0 تعليق", "12 تعليقات على «الميناء»", "التعليقات (3)", "الآراء الواردة هنا لا تعبر عن رأي الموقع",
        "ترحب إدارة الموقع بتعليقات القراء",
    ],
    "control": [
        "تقييم المستخدمون: كن أول المصوتين",
        "A- A+", "+ -", "3 دقائق للقراءة", "مدة القراءة: 4 دقائق", "عدد المشاهدات: 1,204", "القراءات: 55", "310 مشاهدة", "5 min read",
        "12 / 34", "طباعة | حفظ", "Jannah Theme License is not validated, Go to the theme options", "0% ...", "استمع إلى هذا المقال", "1.5x", "list 1 of 3", "هل كان هذا المقال مفيداً؟", "★★★★★", "(3 أصوات)", "قيّم هذا المقال", "تم قراءة هذا الموضوع 3272 مرة", "تخطى المدونات وواصل القراءةالمدونات", "تخطى الأكثر قراءة وواصل القراءة", "minutes read", "2 min read", "تم قراءته 1402 مرة", "إضافة تعليق | ارسل الخبر | طباعة",
    ],
    "copyright": [
        "Powered by Sahel", "تصميم وبرمجة شركة الساحل","© 2024 صحيفة الساحل", "© 2023 كل حقوق الموقع محفوظة", "© الساحل، كل حقوق النشر محفوظة له", "© رويترز"],
    "date": ["10:15 مساء", "09:10ت م", "توقيت القدس المحتلة 14:20", "آخر تحديث للصفحة 09:30 صباحا", "11:05 بتوقيت غرينتش", "2025-08-29T12:11+0000", "آخر تحديث: 3/5/2020 10:15 AM (المدينة)", "Published On 11 Feb 2026"],
    "embed": [
        "twitter.com/sahel/status/12", "pic.twitter.com/aBcD", "— سامي (@sami_h) April 17, 2025", "A post shared by Sami", "تمت مشاركة منشور بواسطة سامي",
        "View this post on Instagram", "عرض هذا المنشور على Instagram", "منشور تمت مشاركته بواسطة سامي",
    ],
    "breadcrumb": ["الرئيسية » اقتصاد", "أنت الآن تتصفح: الرئيسية > رياضة", "Home > News", "أنت هنا الرئيسية", "الصفحة الرئيسية / سياسة", "الأخبار > محليات"],
    "navigation": [
        "نشر في: محليات", "في: محليات", "1 2 3 التالي", "تصنيف: محليات","التالي: ميناء جديد", "رئيس التحرير: سامي الحداد", "الرئيسية أخبار محلية سياسة اقتصاد رياضة", "سياسة | اقتصاد | رياضة | ثقافة"],
    "prompt": [
        "تابعوا الساحل على", "لا تنسوا الإعجاب بالصفحة", "يمكنكم الاشتراك بقناتنا",
        "شارك على فيسبوك", "شارك على: فيسبوك تويتر واتساب", "فيسبوك تويتر واتساب", "Share on Facebook WhatsApp", "حمّل تطبيق الساحل واقرأ الأخبار قبل غيرك", "إذا كنت تعتقد أن المقال يحوي معلومات خاطئة", "ولا تنسى مشاركة الخبر مع أصدقائك", "يمكنك مشاركة الخبر",
        "اشتركوا في نشرتنا البريدية", "ليصلك أهم الأخبار أولا بأول", "تابعوا قناتنا على تلغرام", "تابعنا على فيسبوك", "حمل تطبيقنا", "التطبيق متوفر للهواتف",
        "حمل تطبيق الساحل من متجر جوجل", "Google Play | App Store", "متوفر على Google Play", "تحميل تطبيق الساحل", "انسخ الرابط المختصر", "رابط مختصر: https://example.org/1",
    ],
    "read-also": ["اقرأ أيضاً: سفينة في الميناء", "شاهدوا أيضا", "طالع كذلك", "موضوعات ذات صلة", "خبر ذو صلة", "مادة ذات صلة", "وللمزيد من الأخبار"],
    "related": [
        "مواضيع ذات صلة", "الأخبار المتعلقة", "الأكثر قراءة اليوم", "آخر الأخبار", "أهم العناوين", "مقالات قد تعجبك", "المزيد من الرياضة",
        "قد يهمك أيضــــاً", "وقد يعجبك أيضا", "مقالات ذات علاقة", "مقالات أخرى للكاتب", "مقالات الكاتب", "مواضيع ممكن أن تعجبك",
        "المزيد حول هذا الموضوع",
    ],
    "source": [
        "نقلا عن صحيفة الساحل", "تنشر هذه المادة بالتعاون مع شبكة الساحل", "س . ع", "(النهاية) س ع / م ن", "صدر الصورة، وكالة الساحل", "كاتب وباحث سياسي من المدينة", "* كاتب لبناني", "باحثة وكاتبة من تونس", "Credit: Sami Haddad", "شارك في التغطية: سامي الحداد", "إعداد سامي الحداد للنشرة العربية", "ر.ك/ ع.ج (أ ف ب، د ب أ)",
        "انتهى/ م ن", "انتهى 25", "انتهى/25ر", "ف ع/ س ن", "View on almaghribtoday.net", "المصدر: وكالات", "ومع: 11 مارس 2024", "المصادر / صحف", "مصدر الصورة: رويترز", "Source: AFP", "ر.ع/م.ن (د ب أ)",
    ],
    "template": [
        "درجة الحرارة 22", "ملخص بالذكاء الاصطناعي", "AI-generated summary", "لمشاهدة هذا الفيديو يرجى تفعيل جافا سكريبت",
        "نستخدم في موقعنا ملفات الارتباط", "هاتف: 0123456789", "البريد الإلكتروني: info@example.com", "info@example.com", "العنوان: المدينة، شارع البحر", "ص.ب: 120",
        "الفجر 04:32 الظهر 12:41", "دولار 3.65 يورو 3.92", "المدينة 24°", "الرجاء الانتظار...", "تم إنشاء هذا الملخص باستخدام الذكاء الاصطناعي",
    ],
}  # fmt: skip
EXAMPLES = [(reason, line) for reason, lines in SHOWN.items() for line in lines]


@pytest.mark.parametrize(("group", "pattern"), PATTERNS, ids=[f"{g.file}-{n}" for n, (g, _) in enumerate(PATTERNS)])
def test_pattern_has_an_example(group: cues.Group, pattern: str) -> None:
    """A pattern that nothing is shown for would never be missed."""
    regular = re.compile(f"(?:{pattern})(?!\\w)")
    assert regular.groups == 0
    assert any(regular.match(cues.key(block(line))) for line in SHOWN[group.reason])


def test_what_may_begin_with_a_character_is_all_that_may() -> None:
    """Blocks are compared with what may begin with their first character: it finds what comparing with all would."""
    keys = [cues.key(block(line)) for line in (*(line for _, line in EXAMPLES), *(phrase for _, phrase in PHRASES))]
    for first in map(chr, [*range(0x20, 0x7F), 0xA9, *range(0x60C, 0x700)]):
        of_all, of_first = cues._starts(), cues._starts(first)
        for text in {first, *(first + key for key in keys), *(first + key[1:] for key in keys)}:
            expected = of_all and of_all.match(text)
            found = of_first and of_first.match(text)
            assert (found and (found[0], found.lastgroup)) == (expected and (expected[0], expected.lastgroup)), text


@pytest.mark.parametrize(("reason", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_example_is_found(reason: str, line: str) -> None:
    found = cues.find(block(line))
    assert found is not None
    assert found.group.reason == reason


STORY = [
    "بدأ مزارعو القرى الجبلية موسم قطاف الزيتون هذا الأسبوع، وسط توقعات بأن يزيد الإنتاج على ما كان عليه.",
    "وقال رئيس الجمعية التعاونية إن الأمطار التي هطلت في الربيع أنعشت الأشجار، وإن المعاصر جهزت لاستقبال الثمار.",
    "وأضاف أن سعر الصفيحة لن يتغير كثيرا، مشيرا إلى اتفاق بين المنتجين والتجار.",
]


@pytest.mark.parametrize(("reason", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_example_is_removed(reason: str, line: str) -> None:
    """Behind a story and before it; a menu or a breadcrumb stands before one only."""
    for text in [[line, *STORY], [*STORY, line]][: 1 if reason == "breadcrumb" else 2]:
        article = clean_text("\n".join(text))
        assert article.paragraphs == STORY
        assert [removal.text for removal in article.removed] == [line]


#: Sentences of a story that begin with a cue, or hold one.
STAY = """
المصدر الأول للدخل في القرية هو الزيتون.
المصدر: شجرة واحدة غرست قبل مئة عام، كما يقول أهل القرية.
المصادر: بئران في الشمال وعين واحدة في الجنوب، لا أكثر.
مصادر المياه في القرية ثلاث آبار.
شارك في الاجتماع وزراء الزراعة والمياه والبيئة.
شارك على مدى يومين مئتا باحث في أعمال المؤتمر.
مشاركة المزارعين في المعرض كانت كبيرة هذا العام.
تابع الفريق تدريباته على ملعب المدينة استعدادا للمباراة.
تابع أخبار الحرب من بيته في القرية البعيدة.
تابعوا أخبار أبنائهم عبر المذياع طوال الليل.
تابع النائب على تويتر ما يكتبه أهل دائرته كل صباح.
حمل المتظاهرون صورا نشرت على فيسبوك وهتفوا لساعات.
حمل تطبيق الاتفاق أعباء كثيرة على المزارعين.
انضم إلى مجموعة من المزارعين الذين يبيعون زيتهم في المدينة.
انضم إلينا في آخر الطريق رجل مسن يعرف الجبل.
اشترك في خدمة الري ثلاثون مزارعا في العام الأول.
كن أول من يزرع وآخر من يقطف، هكذا يقول المثل.
واتساب كان وسيلتهم الوحيدة للكلام مع أبنائهم.
كتب الروائي رسالة طويلة إلى صديقه القديم.
كتب الشاعر قصيدته.
تقرير: ثلث آبار القرية جف في عامين، والباقي مالح.
تصوير الأشجار من الجو كشف مرضا لم يره أحد.
إعداد الأرض للزراعة يحتاج إلى شهر كامل.
إعلان الحكومة عن موعد الانتخابات فاجأ الأحزاب كلها.
التعليقات التي أدلى بها الوزير أثارت جدلا واسعا.
التعليقات تعبر عن رأي أصحابها كما قال الوزير في لقائه.
لا توجد تعليقات رسمية حتى الآن على الحادث.
سيتم نشر التعليق الرسمي غدا، بحسب البلدية.
الآراء الواردة في الاجتماع تعبر عن قلق أهل القرية.
صوت البرلمان على الموازنة بعد جلسة طويلة.
صوت البرلمان.
الرئيسية في هذا الملف مسألة المياه التي لم تحل بعد.
وقال لمن حوله: اقرأ أيضاً ما كتبه الأولون عن الزيتون.
اقرأ أيضا، قال المعلم لتلميذه، ما كتبه الأولون عن هذه الشجرة وعن أهلها.
شاهد أيضا أهل القرية ضوءا في السماء تلك الليلة.
اطلع أيضا على سير العمل في السد الجديد خلال جولته.
للمزيد من الماء حفر المزارعون بئرا جديدة.
المزيد من الشاحنات في الطريق إلى القرية.
أهم الأخبار في القرية موسم القطاف.
آخر الأخبار من الجبهة تقول إن القتال توقف.
الأكثر قراءة بين الكتب كان كتابا عن الزيتون.
وقد يعجبك المكان لكنك لن تجد فيه ماء.
خاص هذا الطريق بالمزارعين وحدهم.
معا نبني القرية من جديد.
وام يعرفها أهل القرية كلهم.
رويترز نقلت عن المزارعين أنهم ينتظرون المطر.
بحث الجانبان سبل التعاون في مجال الزراعة.
أعلى شجرة في القرية عمرها ألف عام.
حفظ الزيت في البيت يحتاج إلى عناية.
تحميل الشاحنات يبدأ قبل طلوع الشمس.
القائمة ضمت عشرين اسما من أهل القرية.
نهاية القصة معروفة عند أهل القرية كلهم.
الزيارات المتبادلة
القراءات الأولية
حقوق النشر للمؤلف وحده، كما جاء في العقد.
لا يجوز إعادة نشر القوات في المنطقة، وفق الاتفاق.
المواضيع التي نوقشت كثيرة، منها الري والطرق.
علامات: وجه شاحب، ويد مجروحة، وصوت خافت لا يكاد يسمع.
وسم المزارعون أغنامهم قبل بداية الشتاء.
من نحن حتى نمنع الناس من الماء؟
رئيس التحرير كان يسكن هذا البيت قبل الحرب.
السابق: كان الناس يمشون. اليوم يركبون.
ظهرت المقالة في صحيفة محلية قبل عشرين عاما.
هذا المحتوى من الماء لا يكفي نصف القرية.
التدوينة التي كتبها الشاب أغضبت رئيس البلدية.
نستخدم ملفات كثيرة في عملنا، كما قال المحامي.
هاتف رئيس البلدية لا يرد منذ الصباح.
العنوان: بيت صغير قرب البئر، لا يعرفه إلا أهل القرية.
الفجر في القرية أجمل الأوقات، يقول الشيوخ.
دولار واحد لا يشتري شيئا هنا.
انتهى الموسم قبل موعده هذا العام.
أخبار ذات صلة بالزيتون كانت على الصفحة الأولى.
مقالات ذات صلة بالقرية، جمعها معلمها في كتاب، ضاعت في الحرب.
انقر للمشاركة في الحملة، هكذا كتب الشباب على جدران القرية.
المقال السابق عن الزيتون كتبه معلم القرية.
انتهى 25 مزارعا من القطاف قبل المطر.
الأخبار المنشورة على الصفحة الرسمية لوكالة الفضاء، وهي كثيرة، لم تذكر القرية.
نعرض لكم زوارنا الكرام زيت هذا العام، يقول صاحب المعصرة للسائحين.
كاتب لبناني كان يسكن هذا البيت قبل الحرب.
باحث من القرية وجد الحجر الأول.
من طرف القرية إلى طرفها يمشي الراعي ساعة كاملة.
شارك في إعداد الطعام رجال القرية ونساؤها.
تخطى المزارعون خلافاتهم وواصلوا قراءة الأرض كما كان آباؤهم يفعلون.
حمل تطبيق القانون القرية أعباء جديدة.
إذا كنت تعتقد أن المقال السابق عن الزيتون يكفي، فأنت لم تزر القرية.
لمشاهدة الوادي كله يصعد الزوار إلى السد.
ملخص القول إن الذكاء الاصطناعي لا يقطف الزيتون.
المزيد عن الزيتون في كتب الأولين.
ملخص المقال الذي كتبه المعلم معلق على باب المدرسة.
تم إعداد ملخص الخطة قبل الموسم بشهر واحد.
معلومات المقال قديمة، كما يقول أهل القرية.
إضافة تعليق واحد على العقد أخرت البيع سنة كاملة.
تم قراءته في مجلس القرية بصوت عال.
للاطلاع على العدد القديم من البئر نزل المزارعون بالحبال.
الأخبار المنشورة على الصفحة الرسمية لوكالة الزراعة تقول إن الموسم جيد.
انقر هنا لقراءة الخبر من مصدره، قال الفتى لجده وهو يريه الهاتف.
لقراءة المقال كله يحتاج أهل القرية إلى ساعتين كاملتين.
نص كتبه المعلم عن الذكاء وعن أهل القرية.
الرياضة والسياسة في القرية وجهان لعملة واحدة.
هل كان المقال مفيدا لأهل القرية؟ لا أحد يعلم.
نص: هكذا يسمي أهل القرية الورقة التي كتب عليها العهد.
كتبت بواسطة الفحم أسماء الأشجار على جدار المعصرة كلها.
تم قراءة هذا الموضوع في المجلس 3 مرات قبل إقراره.
مادة ذات صلة بالزيت كانت تباع في السوق، ثم منعت.
تنشر هذه المادة السامة بالتعاون مع الريح في كل الحقول.
تخطى الفتى خوفه وواصل القراءة حتى آخر الليل.
شارك على: هكذا كان ينادى أهل القرية عليا في الحصاد.
معلومات المقال القديم عن الزيتون كانت خاطئة.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", STAY)
def test_sentence_of_a_story_stays(sentence: str) -> None:
    for text in (
        [STORY[0], sentence, *STORY[1:]],
        [*STORY[:2], sentence, STORY[2]],
        ["مزارعو الجبال يبدأون قطاف الزيتون هذا الأسبوع", STORY[0], sentence, *STORY[1:]],
    ):
        assert sentence in clean_text("\n".join(text)).paragraphs


def test_every_reason_that_cues_give_is_shown() -> None:
    given = {group.reason for group, _, _ in LOADED}
    assert given <= set(REASONS)
    assert given - {"advertisement", "tags"} == set(SHOWN)  # those two have phrases only


def test_phrases_of_tags_and_advertisements() -> None:
    for line, reason in (("الوسوم: الزيتون، القرية", "tags"), ("إعلان", "advertisement")):
        article = clean_text("\n".join([*STORY, line]))
        assert article.paragraphs == STORY
        assert [(r.text, r.reason) for r in article.removed] == [(line, reason)]


def test_no_phrase_stands_twice() -> None:
    """`match_form` makes the variants one: none needs to be listed, and one phrase has one meaning."""
    seen: dict[tuple[str, str], cues.Group] = {}
    twice = []
    for group, phrase in PHRASES:
        if (phrase, group.match) in seen:
            twice.append(f"{phrase} ({seen[phrase, group.match].file}, {group.file})")
        seen[phrase, group.match] = group
    assert not twice
