"""The one doorway to jieba: the words of a phrase, so that none is cut through and its head can be named.

Numbers never go through it (jieba cuts 一点七八万亿 into 一点/七八万/亿). The tokens are those of ``jieba`` with its
hidden Markov model off; ``rjieba`` makes them faster, and a test holds the two against each other. The tokenizer is our
own: nobody else's words are added to it, and ours to nobody else's.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_HAN = re.compile(r"[一-鿿]")
#: Endings that are a measure or a quality rather than the thing that has it.
_LIGHT = frozenset(["数", "数量", "总数", "总量", "个数", "人数", "金额", "总额", "情况", "方面", "工作", "以上", "等"])


@cache
def _tokenizer() -> Any:
    import rjieba

    return rjieba.Jieba()


def cut(text: str) -> list[str]:
    """The words of *text*, in order; joined they are *text*.

    >>> cut("重点生产经营单位")
    ['重点', '生产', '经营', '单位']
    """
    return list(_tokenizer().cut(text, False))


def whole_words(text: str, limit: int) -> str:
    """The longest beginning of *text* with at most *limit* characters that ends with a word.

    >>> whole_words("重点生产经营单位", 5)
    '重点生产'
    """
    if len(text) <= limit:
        return text
    end = 0
    for word in cut(text):
        if end + len(word) > limit:
            break
        end += len(word)
    return text[:end] or text[:limit]


def head_of(phrase: str) -> str:
    """The noun that a Chinese noun phrase ends in: what is counted, without its attributes.

    >>> head_of("重点生产经营单位"), head_of("危险化学品经营许可证")
    ('单位', '许可证')
    """
    words = [word for word in cut(phrase.strip("“”《》()、, ")) if _HAN.search(word)]
    while len(words) > 1 and (words[-1] in _LIGHT or len(words[-1]) == 1):
        words.pop()
    return words[-1] if words else phrase
