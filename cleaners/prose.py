"""Whether a block reads like running text: the features that body and sieves decide by."""

from __future__ import annotations

from cleaners.normal import match_form
from cleaners.places import Block

#: What ends a sentence, with what may close behind it.
ENDS = frozenset(".!?؟۔。")
_CLOSERS = "»\"”'’)]}›"


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does («…» ends a cut title, not a sentence)."""
    text = text.rstrip(_CLOSERS + " ")
    return bool(text) and text[-1] in ENDS and not text.endswith(("...", ".."))


def states(text: str) -> bool:
    """Whether the text ends as a sentence does that neither asks nor exclaims; headlines may."""
    return ends_sentence(text) and text.rstrip(' »"”)')[-1] not in "!?؟"


def asks(text: str) -> bool:
    """Whether the text ends in a question mark or an exclamation mark, quotation marks aside."""
    return text.rstrip(' »"”').endswith(("؟", "?", "!"))


def is_cut(text: str) -> bool:
    """Whether the text was cut short, as teasers are."""
    return text.rstrip(' »"”)]').endswith(("…", "..."))


def commas(text: str) -> int:
    """Commas and semicolons, Arabic and ASCII."""
    return text.count("،") + text.count(",") + text.count("؛") + text.count(";")


def goes_on(block: Block) -> bool:
    """Whether the block opens as only a sentence does that goes on from the one before: «وقال», «كما», «من جهته»."""
    if block.words < 3:
        return False
    opening = match_form(block.text[:24])
    if opening[:1] != "و":
        return opening.startswith(_JOINTS)
    first = opening.partition(" ")[0]
    return first.isalpha() and first not in _WHOLE and not first.startswith(_BEGINNINGS)


# In match form, as are the words below.
_JOINTS = (
    *("كما ", "فيما ", "بينما ", "لكن ", "غير ان ", "الا ان ", "يذكر ان ", "يشار الي ان ", "جدير بالذكر "),
    *("من جهته", "من جهتها", "من جانبه", "من جانبها", "من جهه اخري", "من جانب اخر", "من ناحيته", "من ناحيه اخري"),
)
# Words whose own first letter is «و», whole and as what they begin with: headlines begin so too.
_WHOLE = frozenset(
    "وفاه وفاء وفات وفر وفره وفرت ولي والي وال وحد وحده وحدات وحدت وحدوي وعي ودع وجد وجدت وجده وجدي ويست "
    "وست ويل وول وتر وشم وعد وعدت وايل وايت".split()
)
_BEGINNINGS = tuple(
    "وزير وزار وزراء وزع وزن وفيات وفد وفود وفق وكال وكيل وكلاء وصول وصل وصف وصيه وصيت وقف وقع وقوع وقود "
    "وقت وقاي وضع وضوح وثيق وثاي وثق وليد وليام ولاد ولاي ولاء ولد والد وسط وساط وسايل وسيط وسام وسيم "
    "واشنط واقع واتس وادي واحد واحه وارسو وارد وافد وافق واصل واجه واجب وحش وحيد ورش ورق ورث ورد ورود "
    "وريث وعود وعكه وعاء وداع وديع وجه وجو وجبه وجبات وباء وباي ويكي ويلي ويلز وطن وطاه وظاي وظيف وهران "
    "ووهان وود وتير ومض وشاح وهج".split()
)


def is_prose(block: Block) -> bool:
    """Whether the block reads like a paragraph of running text rather than a headline, label or list entry."""
    if block.linked > 0.5:
        return False
    words = block.words
    if words >= 25:
        return True
    text = block.text
    if ends_sentence(text):
        return words >= 6
    return words >= 12 and commas(text) > 0


def weight(block: Block) -> float:
    """How much the block speaks for running text, in characters of prose; reckoned once a block."""
    if block.prose is None:
        block.prose = _weight(block)
    return block.prose


def _weight(block: Block) -> float:
    if block.linked > 0.5 or len(block.text) < 25:
        return 0.0
    size = min(len(block.text), 1200)
    if is_prose(block):
        return size * (1.0 - block.linked)
    return size * (0.25 if block.words >= 8 else 0.1)
