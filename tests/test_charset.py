"""Bytes read right whatever header and page say of them."""

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.charset import decode
from tests.deadline import soon

TITLE = "بلدية صور تفتتح سوقاً جديدة للأسماك عند الميناء القديم"
STORY = [
    "افتتحت البلدية، صباح اليوم، السوق الجديدة بعد ترميم عامين، بحضور عدد من الصيادين وأهالي المدينة.",
    "وقال رئيس جمعية الصيادين إن «المبنى القديم كان ضيقاً ولا يحفظ البضاعة»، مشيراً إلى أن التبريد يكفي 40 طناً.",
    "هل تكفي هذه الخطوة؟ يجيب أحد التجار: نحتاج أيضاً إلى طريق للشاحنات؛ فالزحام يبدأ قبل طلوع الضوء.",
]
PERSIAN = "شهرداري بندر بازار تازه اي براي ماهي فروشان گشود و گفت پژوهش ها ادامه دارد."
FRENCH = "Le marché a été rénové après deux années de travaux ; les pêcheurs, eux, veulent déjà une route. Ça va."
SPANISH = "El alcalde señaló que la inauguración del mercado será mañana según el año pasado. ¿Qué más dirá Íñigo?"
ENGLISH = "The “new” market isn’t open yet – the café next door is."
RUSSIAN = "Мэрия открыла новый рыбный рынок после двух лет ремонта, сообщил председатель общества рыбаков."


def page(*paragraphs: str, meta: str | None = None, title: str = TITLE) -> str:
    """A page with the markup, style and script that outweighs the text on real pages."""
    said = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    menu = "".join(f'<li class="menu-item menu-item-{n}"><a href="/section/{n}">{n}</a></li>' for n in range(40))
    text = "".join(f'<p class="story__text" style="margin:0">{p}</p>\n' for p in paragraphs)
    return (
        f"<!DOCTYPE html>\n<html><head>{said}<title>{title}</title><style>.a > b {{color:red}}</style>"
        f"<script>var config = {{a: 1 < 2, b: [1,2,3]}};</script></head>\n<body><ul>{menu}</ul>"
        f"<!-- story --><h1>{title}</h1><div id=story>{text}</div></body></html>"
    )


def writable(text: str, name: str) -> str:
    """`text` as a writer with this code page would have typed it."""
    if name == "iso-8859-6":
        text = text.translate(str.maketrans("«»“”–’", '""""-\''))
    assert text.encode(name).decode(name) == text
    return text


ENCODINGS = ["utf-8", "windows-1256", "iso-8859-6", "utf-16-le", "utf-16-be"]
SAID = [None, "utf-8", "windows-1256", "iso-8859-6", "windows-1252", "ISO-8859-1", "utf-16", "nonsense"]


@pytest.mark.parametrize("meta", SAID)
@pytest.mark.parametrize("header", SAID)
@pytest.mark.parametrize("name", ENCODINGS)
def test_arabic_pages_are_read_right_whatever_is_declared(name, header, meta):
    text = writable(page(*STORY, meta=meta), name)
    read, charset = decode(text.encode(name), header)
    assert read == text
    assert charset.name == name
    assert charset.reason
    assert not charset.doubtful


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("header", [None, "windows-1252", "windows-1256", "iso-8859-6", "utf-8"])
@pytest.mark.parametrize(
    "text",
    [
        page(title="بلدية صور تفتتح سوقاً جديدة"),
        page("سوق جديدة في المدينة القديمة.", title="خبر قصير"),
        STORY[0],
        TITLE,
        "<p>هل تكفي هذه الخطوة وحدها؟</p>",
        page(FRENCH.replace("ê", "e"), *STORY).replace("é", "e").replace("è", "e").replace("Ç", "C"),
    ],
)
def test_short_and_bare_texts(text, name, header):
    text = writable(text.replace("à", "a"), name)
    read, charset = decode(text.encode(name), header)
    assert read == text
    assert charset.name == name


def test_letters_that_both_code_pages_share_take_the_word_of_the_header():
    both = "خبر".encode("windows-1256")
    assert both == "خبر".encode("iso-8859-6")
    assert decode(both, "iso-8859-6")[1].name == "iso-8859-6"
    assert decode(both)[1].name == "windows-1256"
    assert decode(both)[0] == "خبر"


def test_persian_letters_of_windows_1256():
    text = page(PERSIAN)
    assert decode(text.encode("windows-1256"), "windows-1252") == decode(text.encode("windows-1256"), "windows-1256")
    assert decode(text.encode("windows-1256"))[0] == text


@pytest.mark.parametrize(
    "mark",
    [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE],
)
def test_byte_order_mark_comes_before_every_word(mark):
    name = {3: "utf-8", 2: "utf-16", 4: "utf-32"}[len(mark)]
    little = mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE)
    name += "" if name == "utf-8" else "-le" if little else "-be"
    read, charset = decode(mark + page(*STORY, meta="windows-1256").encode(name), "windows-1256")
    assert read == page(*STORY, meta="windows-1256")
    assert (charset.name, charset.reason, charset.doubtful) == (name, "byte-order-mark", False)


@pytest.mark.parametrize("name", ["utf-32-le", "utf-32-be"])
def test_utf_32_without_a_mark(name):
    assert decode(page(*STORY).encode(name))[0] == page(*STORY)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_english_in_utf_16_is_not_taken_for_utf_8_with_nuls(name):
    assert decode(page(ENGLISH, title="Market").encode(name))[0] == page(ENGLISH, title="Market")


@pytest.mark.parametrize("said", [None, "utf-8", "windows-1256", "windows-1252"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b[:-1] + b"\xd9",  # cut within a letter
        lambda b: b.replace("صباح".encode(), "صباح".encode()[:-1]),  # a byte lost in the middle
        lambda b: b.replace("؛".encode(), b"\xd8", 1),
        lambda b: b.replace(b"</h1>", b"\x93\x94</h1>\xff"),
        lambda b: b.replace("،".encode(), b"\xa1"),  # commas of another code page throughout
    ],
)
def test_utf_8_with_broken_bytes_stays_utf_8(spoil, said):
    whole = page(*STORY)
    read, charset = decode(spoil(whole.encode()), said)
    assert (charset.name, charset.doubtful) == ("utf-8", True)
    assert "\ufffd" in read
    lost = set(re.findall(r"\w+", whole)) - set(re.findall(r"\w+", read))
    assert len(lost) <= 2


def test_short_truncated_utf_8():
    assert decode("خبر قصير".encode()[:-1])[0] == "خبر قصي\ufffd"
    assert decode("نص".encode()[:-1], "utf-8")[1].name == "utf-8"


@pytest.mark.parametrize("text", [FRENCH, SPANISH, ENGLISH])
@pytest.mark.parametrize("header", [None, "windows-1252", "ISO-8859-1", "latin1", "us-ascii", "iso-8859-6", "utf-8"])
def test_western_pages(text, header):
    read, charset = decode(page(text, title="Le marché").encode("windows-1252"), header)
    assert read == page(text, title="Le marché")
    # The quotation marks of the English page prove nothing, é speaks against every other code page.
    assert charset.name == "windows-1252"


def test_spanish_declared_as_arabic():
    text = page(SPANISH, title="El año")
    assert decode(text.encode("windows-1252"), "windows-1256")[0] == text


@pytest.mark.parametrize(
    "said", ["windows-1251", "text/html; charset=windows-1251", 'text/html;charset="Windows-1251"']
)
def test_other_languages_take_the_word_of_the_header(said):
    body = page(RUSSIAN, title="Рынок").encode("windows-1251")
    read, charset = decode(body, said)
    assert read == page(RUSSIAN, title="Рынок")
    assert (charset.name, charset.reason, charset.doubtful) == ("windows-1251", "header", False)


def test_other_languages_take_the_word_of_the_page():
    text = page(RUSSIAN, meta="windows-1251", title="Рынок")
    assert decode(text.encode("windows-1251"))[0] == text
    assert decode(text.encode("windows-1251"))[1].reason == "page"


def test_other_languages_undeclared_are_guessed_and_said_to_be():
    read, charset = decode(page(RUSSIAN, title="Рынок").encode("windows-1251"))
    assert read == page(RUSSIAN, title="Рынок")
    assert (charset.reason, charset.doubtful) == ("charset-normalizer", True)


@pytest.mark.parametrize(
    "label", ["zip", "unicode_escape", "utf-7", "rot13", "idna", "x" * 5000, "a\0b", "é", "", ";", "charset="]
)
def test_labels_that_no_page_should_reach(label):
    text = page(*STORY)
    assert decode(text.encode("windows-1256"), label)[0] == text
    read, _ = decode(page("Un café.", title="Café").encode("windows-1252"), label)
    assert "Un café." in read


@given(
    st.binary(max_size=200),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["utf-8", "gbk", "utf-16", "cp1256"])),
)
def test_any_bytes_give_text(body, declared):
    text, charset = decode(body, declared)
    text.encode()  # no lone surrogate
    codecs.lookup(charset.name)
    if "\ufffd" in text and "\ufffd".encode() not in body:
        assert charset.doubtful or charset.name.startswith("utf-16") or charset.name.startswith("utf-32")


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 3_000_000 + b"\xff",
        b">" * 3_000_000 + b"\xff",
        b"<a" * 1_500_000 + b"\xc7",
        b"\xc7\xe1" * 1_500_000,
        b"\xff" * 3_000_000,
        b"\0\xff" * 1_500_000,
        b"<meta " * 500_000 + b"\xff",
        b"<!--" * 700_000 + b"\xff",
    ],
    ids=["open", "close", "tags", "arabic", "ff", "nul", "meta", "comment"],
)
def test_time_is_bounded(body):
    with soon():
        decode(body)
