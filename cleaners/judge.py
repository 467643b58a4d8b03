"""How far a reading can be trusted, and what a page without an article is instead."""

from __future__ import annotations

import math
import re

from cleaners import cues
from cleaners.normal import match_form
from cleaners.places import Block, Place
from cleaners.prose import is_prose, weight
from cleaners.reading import Reading
from cleaners.sieves.related import IN_A_CARD
from cleaners.titles import heading_of

#: Weights of a logistic model of F1 ≥ 0.98, fitted on Arabic and English pages and rounded; `make eval` prints its AUC.
_WEIGHTS = {"together": 2.0, "alike": 1.5, "unlinked": 1.5, "near": 1.0, "long": 1.0, "size": 1.0}
_BIAS = -5.0


def confidence(reading: Reading) -> float:
    """From 0 to 1: how likely the paragraphs are the article and nothing else. 0 without paragraphs.

    What speaks for a reading: its paragraphs stand in one element and are alike in their own, hold few links and
    follow the headline; they are long, and there is much of them.
    """
    kept = list(reading.body())
    text = sum(len(b.text) for b in kept)
    if not text:
        return 0.0
    # Headings and lists stand elsewhere than paragraphs in any story.
    plain = [b.place for b in kept if b.place.tag != "li" and not heading_of(b)] or [b.place for b in kept]
    # Where other stories' teasers were among them, one may have stayed.
    plain += [b.place for b in reading.blocks[reading.first : reading.last] if b.rule == IN_A_CARD]
    prose = [len(b.text) for b in kept if is_prose(b)] or [0]
    between = sum(map(weight, reading.blocks[reading.title_at() : reading.first]))
    features = {
        "together": 1.0 / len({id(place.parent) for place in plain}),
        "alike": 1.0 / len({(place.tag, place.names) for place in plain}),
        "unlinked": max(0.0, 1.0 - 3.0 * sum(len(b.text) * b.linked for b in kept) / text),
        "near": 1.0 / (1.0 + between / 200.0),
        "long": min(1.0, sum(prose) / len(prose) / 400.0),
        "size": min(1.0, text / 6000.0),
    }
    return 1.0 / (1.0 + math.exp(-_BIAS - sum(_WEIGHTS[name] * value for name, value in features.items())))


#: A reading below this confidence is unsure. On the measured pages one in a hundred is (`make bench`).
UNSURE = 0.08
#: With less running text than this, in characters, there is nothing to be unsure of.
_TOO_LITTLE = 300


def is_unsure(reading: Reading) -> bool:
    """Whether second opinions should be asked: little confidence, on a page that has text to disagree about."""
    return confidence(reading) < UNSURE and sum(weight(b) for b in reading.blocks if not b.field) > _TOO_LITTLE


# In match form.
_ERROR = re.compile(
    r"(?:^|error:? |خطا:? (?:رقم )?)(?:40[34]|50[023]) ?(?:$|[|:–-]|error|bad|internal|service|خطا|عذرا)"
    r"|(?:page|file) not found|not found|access denied|forbidden|just a moment"
    r"|(?:الصفحه|الخبر|المقال|المحتوي|الرابط|الموضوع)[^.]{0,40}"
    r"(?:غير (?:موجود|متوفر|متاح)|لم يتم العثور|تم حذف|محذوف)"
    r"|(?:عذرا|عفوا)[^.]{0,30}(?:غير موجود|حدث خطا|لا يمكن)|لم يتم العثور علي"
)
_PAYWALL = re.compile(
    r"(?:هذا|هذه) (?:المحتوي|المقال|الماده|التقرير|الصفحه) (?:(?:متاح|مخصص|حصري)ه? )?(?:فقط )?(?:للمشتركين|للاعضاء)"
    r"|(?:محتوي|مقال) (?:مدفوع|للمشتركين)|للمشتركين فقط"
    r"|(?:اشترك|سجل)[^.]{0,40}(?:لمتابعه|لمواصله|لاكمال|لاستكمال|لقراءه) (?:قراءه )?(?:القراءه|المقال|بقيه|باقي|كامل)"
    r"|subscribe to (?:continue|read|unlock)|subscribers only|already a subscriber|to continue reading"
)
#: A teaser before a pay wall is shorter than this many characters; a longer text is an article all the same.
_TEASER = 900
_LIST_TITLES = 6
#: So many paragraphs on end are a column, however short its headline is.
_STORY = 3
# A headline of three words or fewer, or one that names what it lists.
_LISTING = re.compile(
    r"(?:\S+(?: \S+){0,2} ?)?$|(?:نتايج (?:ال)?بحث|(?:ال)?(?:وسم|وسوم|تصنيف|قسم|ارشيف|كاتب|كلمه دلاليه)\b"
    r"|search results|tag|category|archives?)"
)


def verdict(reading: Reading) -> None:
    """Warns of a page that holds no article, and takes its paragraphs back when what was found is none."""
    kept = list(reading.body())
    if _is_chrome(kept):
        for block in kept:
            block.mark("template", "the foot of the page")
        kept = []
    size = sum(len(b.text) for b in kept)
    if size < _TEASER and _is_paywalled(reading):
        _withdraw(reading, kept, "paywall")
    elif size < 400 and _is_error(reading, kept):
        _withdraw(reading, kept, "error-page")
    elif _is_listing(reading, kept):
        _withdraw(reading, kept, "listing")
    elif _is_consent(reading, kept) or _is_something_else(reading, kept):
        _withdraw(reading, kept, "no-article")
    if not any(True for _ in reading.body()):
        if not {"paywall", "error-page", "listing"} & {*reading.warnings} and _needs_script(reading):
            reading.warn("needs-script")
        reading.warn("no-article")
        return
    if size < 0.5 * len(reading.meta.text) or _left_out(reading) > 3.0 * size + 600.0:
        reading.warn("short-body")


def _is_something_else(reading: Reading, kept: list[Block]) -> bool:
    """Whether the page declares a text that it does not show, and what was found is another and a shorter one."""
    declared = reading.meta.text
    if not kept or not declared:
        return False
    return sum(len(b.text) for b in kept) < len(declared) and not any(b.text[:40] in declared for b in kept)


def _left_out(reading: Reading) -> float:
    """How much running text of the page stands behind the headline, in no place that says what else it is, and is not
    in the article: in characters."""
    behind = reading.title_at() + 1
    return sum(
        weight(block)
        for n, block in enumerate(reading.blocks[behind:], behind)
        if block.open and block.place.inside is None and not (reading.first <= n < reading.last and reading.inside[n])
    )


def _withdraw(reading: Reading, kept: list[Block], warning: str) -> None:
    reading.warn(warning)
    for block in kept:
        block.mark("template", f"no article: {warning}")


def _is_paywalled(reading: Reading) -> bool:
    if not reading.meta.free:
        return True
    return any(b.words <= 40 and not b.place.hidden and _says_paywall(b) for b in reading.blocks[reading.first :])


def _says_paywall(block: Block) -> bool:
    """Whether the block says so at once; a story about subscribers comes to it later."""
    found = _PAYWALL.search(match_form(block.text))
    return found is not None and (block.words <= 12 or found.start() <= 12)


def _is_error(reading: Reading, kept: list[Block]) -> bool:
    says = [
        reading.title or "",
        reading.walked.document_title or "",
        *(b.text for b in (kept[:3] or reading.blocks) if b.linked < 0.5),
    ]
    return not reading.meta.declared_article and any(_ERROR.search(match_form(t[:160])) for t in says)


def _is_listing(reading: Reading, kept: list[Block]) -> bool:
    """Whether the body is a list of linked titles with teasers, on a page that does not say it is an article."""
    if reading.meta.declared_article or reading.meta.kind == "article":
        return False
    blocks = reading.blocks
    titles = {n for n, b in enumerate(blocks) if b.linked > 0.7 and b.links <= 2 and b.words >= 4 and not cues.find(b)}
    if len(titles) < _LIST_TITLES:
        return False
    little = sum(len(b.text) for b in kept) < 2 * _TEASER
    if little and sum(map(is_prose, kept)) < _STORY and _LISTING.match(match_form(reading.title or "")):
        return True
    if not kept:
        headed = any(b.field == "title" and b.words >= 4 for b in blocks)
        texts = [n for n, b in enumerate(blocks) if b.open and is_prose(b)]
        return not headed and sum(bool(titles & {n - 1, n - 2, n - 3}) for n in texts) >= 0.6 * len(texts)
    prose = [n for n in reading.numbers() if is_prose(blocks[n])]
    if 1 <= len(prose) <= 3 and all(titles & {n - 1, n - 2} and blocks[n - 1].field != "title" for n in prose):
        return True
    within = sum(reading.first - 3 <= n < reading.last for n in titles)
    teasers = [n for n in prose if _is_teased(blocks, titles, n)]
    return within >= _LIST_TITLES and len(teasers) >= 0.6 * len(prose)


def _is_teased(blocks: list[Block], titles: set[int], n: int) -> bool:
    """Whether a linked title stands little before the text and has no teaser of its own."""
    for m in (n - 1, n - 2, n - 3):
        if m in titles:
            return True
        if m >= 0 and blocks[m].rule == IN_A_CARD:
            return False
    return False


def _is_chrome(kept: list[Block]) -> bool:
    """Whether all that was found is the foot of the page."""
    return bool(kept) and all(_stands_in_foot(block.place) for block in kept)


def _stands_in_foot(place: Place | None) -> bool:
    while place is not None and place.tag not in ("footer", "article", "main"):
        place = place.parent
    return place is not None and place.tag == "footer"


def _is_consent(reading: Reading, kept: list[Block]) -> bool:
    """Whether what was found begins with a text about cookies, and is short."""
    if not kept or sum(len(b.text) for b in kept) > _TEASER:
        return False
    opening = next((b for b in reading.blocks[reading.first : reading.last] if is_prose(b)), None)
    cue = cues.find(opening) if opening else None
    return cue is not None and cue.group.reason == "template" and cue.group.follow is None


def _needs_script(reading: Reading) -> bool:
    text = sum(len(b.text) for b in reading.blocks)
    return text < 600 and reading.walked.scripts > 0
