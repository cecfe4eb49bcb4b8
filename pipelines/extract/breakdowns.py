"""Subject and breakdown: the noun phrase that a figure measures, and the part or kind that it covers.

Both are the report's own words, cut from the figure's own ranges; an elliptical figure takes those of the one before.
What counts as the name of a kind is data (`rules/breakdowns.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipelines.extract.frames import Frame
from pipelines.extract.words import whole_words
from pipelines.rules.loader import load_yaml

LONGEST = 40
#: So far to the right of a figure its noun may reach.
WIDEST = 24
_LEAD = re.compile(
    r"^(?:[\s、,:;。)”和与及并还另又而的]|以及|其中|包括|包含|分别|全年|今年以来|截至目前|目前|年内|本年度?|当年|同时|先后|累计|共计?|合计|总计|"
    r"[一二三四五六七八九]是|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、]|20\d\d年度?|"
    r"(?:全|我|本)(?:省|市|县|区|州|局|厅|委|系统|镇|街道)|已经?|均|将|拟|计划|力争|共有|现有|组织|开展|进行|有|为|对|按照规定|依法|在)+"
)
_TRAIL = re.compile(
    r"(?:[\s、,:;。(“]|共计?|累计|合计|总计|达到|达|为(?<!行为)|是|约|近|超过|不少于|不低于|至少|分别|均|双双|都|各|计|总数|总量|了|等|到|至|也|仅|有|的|由|从|在|稳定|保持|全部|"
    r"提高|增加|上升|下降|减少|增至|降至|完成|平均|已|不足|第|就|占|先后|接近|每年|同比)+$"
)
#: The last characters of what trails: most phrases end in none of them.
_LAST = frozenset(
    "、,:;。(“共计达到为是约近过于少低别均双都各数量了等至也仅有的由从在定持部高加升降成已足第就占后年比"
)
#: Where the noun phrase on the right of a figure ends and what is done with it begins.
_DONE = re.compile(
    r"(?:进行|开展|实施|参加|参与|组织|举办|落实|予以|全部|均|已|被|入选|获评|获得|实现|接受|到|在|用于|升级|列入|纳入|,|。|;|、$|\n|\(|为(?<!行为)|逐一|悉数)"
)
_BEGINS_NOUN = re.compile(r"[一-鿿“《A-Za-z]")
_BEFORE_NOUN = re.compile(r"(?:以上|以下|以内|左右|之内|之间|不等|余)")
_CUT = re.compile(r"[、,;:。》”\s]等?|等(?=[一-鿿]{2})")
_WORD = re.compile(r"[^一-鿿A-Za-z]")


@dataclass(frozen=True, slots=True)
class _Policy:
    always: frozenset[str]
    never: frozenset[str]
    inherit: frozenset[str]
    verbs: dict[str, tuple[str, ...]]
    light: re.Pattern[str]
    generic: tuple[str, ...]
    base: dict[str, tuple[str, ...]]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, set(words)), key=lambda word: (-len(word), word))))


@cache
def _policy() -> _Policy:
    rules = load_yaml("breakdowns.yaml")
    generic = tuple(rules["generic"])
    return _Policy(
        frozenset(rules["always"]), frozenset(rules["never"]), frozenset(rules["inherit"]),
        {code: tuple(words) for code, words in rules["verbs"].items()},
        re.compile(f"^(?:{_pattern(rules['light']).pattern})+(?=[一-鿿“《A-Za-z]{{2}})"),
        generic,
        {code: tuple(words) for code, words in rules["base"].items()},
    )  # fmt: skip


@cache
def _base(code: str) -> re.Pattern[str]:
    """The words of an indicator that name no kind of it, compiled when a report first states it."""
    policy = _policy()
    return _pattern((*policy.generic, *policy.base.get(code, ())))


def clean(phrase: str) -> str | None:
    """A phrase without what leads into it and trails out of it, or None where nothing is left.

    >>> clean("全年累计组织开展安全宣传活动共")
    '安全宣传活动'
    """
    before = None
    phrase = phrase.strip()
    while phrase != before:
        before = phrase
        if lead := _LEAD.match(phrase):
            phrase = phrase[lead.end() :]
        if (phrase[-1:] in _LAST or phrase[-1:].isspace()) and (trail := _TRAIL.search(phrase)):
            phrase = phrase[: trail.start()]
    if phrase.count("“") > phrase.count("”"):
        phrase += "”"
    return _short(phrase) if len(_WORD.sub("", phrase)) > 1 else None


def _short(phrase: str) -> str:
    """The end of a long phrase, from the start of a word that a mark of punctuation shows."""
    while len(phrase) > LONGEST and (cut := _CUT.search(phrase)):
        phrase = phrase[cut.end() :]
    return phrase


def phrases(frame: Frame, folded: str) -> list[str]:
    """The noun phrases beside a figure that it may measure, the likeliest first."""
    found: list[str | None] = []
    if frame.cell:
        return [phrase for span in (frame.left, frame.item) if span and (phrase := clean(folded[slice(*span)]))]
    if frame.right[1] > frame.right[0]:
        right = folded[frame.right[0] : max(frame.right[1], frame.beyond[1])]
        if before := _BEFORE_NOUN.match(right):
            right = right[before.end() :]
        if _BEGINS_NOUN.match(right):
            end = _DONE.search(right, 1)
            found.append(clean(right[: end.start()] if end else whole_words(right, WIDEST)))
    item = folded[frame.item[0] : frame.item[1]] if frame.item else ""
    left = folded[frame.left[0] : frame.left[1]]
    found += [clean(item), clean(left)] if not frame.item else [clean(item)]
    return [phrase for phrase in found if phrase]


def _rest(code: str, phrase: str) -> int:
    """How many characters of *phrase* name a kind: those that are neither the indicator's own nor generic."""
    return len(_WORD.sub("", _base(code).sub("", phrase)))


def names_kind(code: str, phrase: str) -> bool:
    """Whether *phrase* names a part or kind of the indicator, and not just the indicator.

    >>> names_kind("safety.drills", "桌面推演"), names_kind("safety.drills", "应急演练")
    (True, False)
    """
    return _rest(code, phrase) > 1


def breakdown_of(code: str, found: list[str], is_part: bool, evidence: Iterable[str]) -> str | None:
    """The part or kind that a fact of *code* covers, from the *found* phrases, or None where it is the whole.

    >>> breakdown_of("safety.drills", ["桌面推演"], False, []), breakdown_of("safety.drills", ["演练"], False, [])
    ('桌面推演', None)
    """
    policy = _policy()
    if not found or (code in policy.never and not is_part):
        return None
    evidence = tuple(evidence)
    kinds = [phrase for phrase in found if names_kind(code, phrase)]
    telling = [phrase for phrase in kinds if any(word in phrase for word in evidence)]
    verbs = [verb for verb in policy.verbs.get(code, ()) if any(verb in phrase for phrase in found)]
    if verbs and not telling:
        return verbs[0]
    if telling or kinds:
        return policy.light.sub("", (telling or kinds)[0])
    whole = not _rest(code, found[0])
    return found[0] if (is_part and not whole) or (code in policy.always) else None


def inherits(code: str) -> bool:
    """Whether a fact of *code* that names no kind takes that of the figure before it."""
    return code in _policy().inherit
