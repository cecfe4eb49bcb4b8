"""The questions of the page to the warehouse: ``sql/page/*.sql``, and the values that an address gives for them.

A question names its parameters (``$year``); each parameter has one reader here, whatever question uses it, so that a
value is checked before it is bound and an address means the same in every view and in its download.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pipelines.load.schema import sql_files
from pipelines.page.errors import ValueRefused

#: Agencies that one comparison holds, and characters of a search.
AGENCIES, WORDS = 12, 100

_PARAMETER = re.compile(r"\$([a-z_]+)")
#: A filter that may be left out stands at the end of its line.
_FILTER = re.compile(r"\(\$([a-z_]+) is null or (.*)\)$", re.MULTILINE)
_UNUSED = re.compile(r"\s+and true$", re.MULTILINE)
_HEADLINE = re.compile(r"-- (?P<zh>[^\n(]+)(?: \((?P<en>[^\n]+)\))?\n(?:--[^\n]*\n)*")


@dataclass(frozen=True, slots=True)
class Question:
    """One file of ``sql/page``: its name, what it asks in both languages, its SQL and the names of its parameters."""

    name: str
    zh: str
    en: str
    sql: str
    parameters: frozenset[str]

    def title(self, language: str) -> str:
        """What it asks, in one of the languages of the page."""
        return self.zh if language == "zh" else self.en


@cache
def questions() -> Mapping[str, Question]:
    """Every question of the page, by name."""
    found = {}
    for path in sql_files("page"):
        text = path.read_text(encoding="utf-8")
        head = _HEADLINE.match(text)
        if head is None:
            raise ValueError(f"{path.name}: the first line is not a question")
        sql = text[head.end() :].strip()
        found[path.stem] = Question(
            path.stem, head["zh"], head["en"] or head["zh"], sql, frozenset(_PARAMETER.findall(sql))
        )
    return MappingProxyType(found)


def values(question: Question, given: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The values of the parameters of *question* in the pairs of an address; None for what is not given.

    Raises:
        ValueRefused: a value cannot be meant.
    """
    return {name: READERS[name](name, [text for key, text in given if key == name]) for name in question.parameters}


def pasted(question: Question, parameters: Mapping[str, object]) -> str:
    r"""The SQL of *question* with its values written in, for a reader to copy; it is shown and never run by the page.

    A filter for which there is no value is left out.

    >>> pasted(Question("x", "", "", "from t\nwhere ($a is null or a = $a)\n  and ($b is null or b = $b)", frozenset()),
    ...        {"a": "1", "b": None})
    "from t\nwhere (a = '1')"
    >>> pasted(Question("x", "", "", "select $name, $year", frozenset()), {"name": "it's", "year": None})
    "select 'it''s', null"
    """
    asked = _FILTER.sub(lambda found: "true" if parameters.get(found[1]) is None else f"({found[2]})", question.sql)
    used = _UNUSED.sub("", asked)
    return _PARAMETER.sub(lambda found: _literal(parameters.get(found[1])), used)


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(name: str, given: Sequence[str]) -> str | None:
    text = given[-1].strip() if given else ""
    if len(text) > WORDS or "\0" in text:
        raise ValueRefused(name, text[:WORDS])
    return text or None


def _matching(pattern: str) -> Callable[[str, Sequence[str]], str | None]:
    shape = re.compile(pattern)

    def read(name: str, given: Sequence[str]) -> str | None:
        text = _text(name, given)
        if text is not None and not shape.fullmatch(text):
            raise ValueRefused(name, text)
        return text

    return read


def _year(name: str, given: Sequence[str]) -> int | None:
    text = _text(name, given)
    if text is None:
        return None
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise ValueRefused(name, text)
    return int(text)


def _many(name: str, given: Sequence[str]) -> list[str]:
    one = _matching(r"[0-9a-f]{4,64}")
    read = dict.fromkeys(text for text in (one(name, [item]) for item in given) if text)
    if len(read) > AGENCIES:
        raise ValueRefused(name, f"{len(read)} > {AGENCIES}")
    return list(read)


_key = _matching(r"[0-9a-f]{4,64}")

#: Parameter → what reads its value from an address.
READERS: Mapping[str, Callable[[str, Sequence[str]], object]] = MappingProxyType(
    {
        "agency": _key,
        "agencies": _many,
        "report": _key,
        "fact": _key,
        "code": _matching(r"[a-z_]+\.[a-z_]+"),
        "category": _matching(r"[a-z_]+"),
        "level": _matching(r"national|province|prefecture|county|township"),
        "severity": _matching(r"error|warning|info"),
        "check": _matching(r"[a-z_]+"),
        "function": _text,
        "province": _text,
        "q": _text,
        "year": _year,
    }
)
