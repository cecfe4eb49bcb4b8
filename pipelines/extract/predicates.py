"""The verbs with which an official says what was done (`rules/predicates.yaml`)."""

from __future__ import annotations

import re
from functools import cache

from pipelines.rules.loader import load_yaml

_ADVERBS = re.compile(r"^\s*(?:共|先后|累计|依法|已|另|并|其中|同时|还|均|共计|全年)*")


@cache
def predicate() -> re.Pattern[str]:
    """A pattern of every such verb, longest first."""
    words = load_yaml("predicates.yaml")["predicates"]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def opens_with_predicate(words: str) -> bool:
    """Whether a clause opens with a verb, so that its subject is that of the clause before it.

    >>> opens_with_predicate("共查处赌博案件12起"), opens_with_predicate("全县检查企业5家")
    (True, False)
    """
    return bool(predicate().match(_ADVERBS.sub("", words)))
