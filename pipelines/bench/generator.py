"""Generated reports, as many as wanted, each with the facts that it was made of: nobody said any of this.

Length, density of numbers, headers and headings are varied as those of real reports are. What a report must yield is
known by construction, so that the same reports measure speed and, in a test, that every figure is found. The same seed
and number give the same bytes on every machine.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.bench.headers import HEADERS, Facts
from pipelines.model import Bound, Report
from pipelines.normalize.regions import Region, all_regions, official_name
from pipelines.rules.loader import load_yaml

YEARS = range(2015, 2025)
#: Bodies with what their document numbers call them.
BODIES = {
    "司法局": "司", "应急管理局": "应急", "市场监督管理局": "市监", "生态环境局": "环", "交通运输局": "交",
    "农业农村局": "农", "教育局": "教", "水利局": "水", "卫生健康局": "卫健", "民政局": "民", "财政局": "财",
    "自然资源局": "自然资",
}  # fmt: skip
_TITLES = (
    "{agency}{year}年法治政府建设年度报告",
    "{agency}关于{year}年度法治政府建设情况的报告",
    "{agency}{year}年度推进法治政府建设工作情况报告",
    "{agency}{year}年法治政府建设工作总结",
)
_FIGURE = re.compile(r"\{([a-z_.-]+)\|([^|{}]+)\|(\d+)-(\d+)(\|余)?\}")
_NUMERALS = "一二三四五六七八九十"
#: Characters before a document number that are words and no place.
_WORDS = "和原日年月度件项份款条"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a generated report states: its span with its measure word, and what it means."""

    start: int
    end: int
    value: Decimal
    unit: str | None
    bound: Bound
    indicator: str | None


@dataclass(frozen=True, slots=True)
class Generated:
    """A report with all that it was made of."""

    report: Report
    facts: Facts
    figures: tuple[Figure, ...]


def generate(number: int, seed: int = 0) -> Generated:
    """Report *number* of a seed.

    >>> generate(7) == generate(7) != generate(7, seed=1)
    True
    >>> made = generate(7)
    >>> figure = made.figures[0]
    >>> made.report.text[figure.start : figure.end].startswith(tuple("0123456789"))
    True
    """
    draw = random.Random(f"{seed}/{number}")
    facts = _facts(draw)
    writer = _Writer(draw, facts)
    header = draw.choice(HEADERS)
    header(writer.write, draw, facts)
    _body(writer, draw)
    if draw.random() < 0.8:
        writer.write(f"\n{facts.agency}\n{facts.signed_in_words}\n")
    text = "".join(writer.pieces)
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = f"{number:07}"
    return Generated(Report(digest, name, f"{name}.txt", text), facts, tuple(writer.figures))


def generate_all(count: int, seed: int = 0) -> Iterator[Generated]:
    """The first *count* reports of a seed."""
    return (generate(number, seed) for number in range(count))


@cache
def _sentences() -> Any:
    return load_yaml("sentences.yaml", Path(__file__).parent)


@cache
def _counties() -> Sequence[Region]:
    """Counties and districts whose agencies' names say where they are.

    Names with a numeral (五台县) or that begin with a word (和田县) are left out: they are another question.
    """
    named: dict[str, list[Region]] = {}
    for region in all_regions():
        if region.level == "county" and not region.is_group and region.until is None and region.name[-1] in "县区市":
            named.setdefault(official_name(region), []).append(region)
    return [several[0] for name, several in named.items() if len(several) == 1 and _is_plain(name)]


def _is_plain(name: str) -> bool:
    return len(name) > 2 and name[0] not in _WORDS and not any(character in _NUMERALS for character in name)


def _facts(draw: random.Random) -> Facts:
    county = draw.choice(_counties())
    body = draw.choice(list(BODIES))
    year = draw.choice(YEARS)
    agency = official_name(county) + body
    return Facts(
        agency=agency,
        adcode=county.adcode,
        year=year,
        title=draw.choice(_TITLES).format(agency=agency, year=year),
        letters=county.name[0] + BODIES[body] + draw.choice("发字函"),
        serial=draw.randint(1, 120),
        index=f"{draw.randint(10**7, 10**8 - 1)}X/{year + 1}-{draw.randint(1, 99999):05}",
        month=draw.randint(1, 3),
        day=draw.randint(1, 28),
    )


class _Writer:
    """Writes a report piece by piece and remembers where its figures stand."""

    def __init__(self, draw: random.Random, facts: Facts) -> None:
        self.pieces: list[str] = []
        self.figures: list[Figure] = []
        self._draw, self._length = draw, 0
        self._words = {"{year}": str(facts.year), "{we}": "我局"}

    def write(self, text: str) -> None:
        """Add *text* as it is."""
        self.pieces.append(text)
        self._length += len(text)

    def say(self, sentence: str) -> None:
        """Add a sentence of the voice, its figures drawn."""
        for word, meaning in self._words.items():
            sentence = sentence.replace(word, meaning)
        place = 0
        for match in _FIGURE.finditer(sentence):
            self.write(sentence[place : match.start()])
            self._figure(match[1], match[2], int(match[3]), int(match[4]), bool(match[5]))
            place = match.end()
        self.write(sentence[place:])

    def _figure(self, indicator: str, unit: str, least: int, most: int, more: bool) -> None:
        written, value = _number(self._draw, unit, least, most)
        if unit == "万元":
            value, base = value * 10_000, "元"
        else:
            base = unit
        text = f"{written}{'余' if more else ''}{unit}"
        self.figures.append(
            Figure(
                self._length,
                self._length + len(text),
                value,
                base,
                "at_least" if more else "exact",
                None if indicator == "-" else indicator,
            )
        )
        self.write(text)


def _number(draw: random.Random, unit: str, least: int, most: int) -> tuple[str, Decimal]:
    """A number as reports write it, and its value."""
    number = draw.randint(least, most)
    if unit == "%":
        written = str(number) if number == most or draw.random() < 0.4 else f"{number}.{draw.randint(1, 9)}"
        return written, Decimal(written)
    if unit == "万元":
        written = f"{number}.{draw.randint(1, 99):02}".rstrip("0")
        return written, Decimal(written)
    if number >= 10_000 and draw.random() < 0.5:
        myriads = f"{number / 10_000:.1f}"
        return f"{myriads}万", Decimal(myriads) * 10_000
    return (f"{number:,}" if number >= 1000 and draw.random() < 0.2 else str(number)), Decimal(number)


def _body(writer: _Writer, draw: random.Random) -> None:
    voice = _sentences()
    writer.say(draw.choice(voice["opening"]) + "\n")
    writer.say(f"一、{draw.choice(voice['headings']['work'])}\n")
    sections = draw.sample(voice["sections"], draw.randint(5, len(voice["sections"])))
    in_lines = draw.random() < 0.5
    for number, section in enumerate(sections):
        heading = f"（{_NUMERALS[number]}）{draw.choice(section['headings'])}"
        writer.say(f"{heading}\n" if in_lines else f"{heading}。")
        _section(writer, draw, section, draw.sample(voice["prose"], draw.randint(2, 6)))
        writer.write("\n")
    for numeral, chapter in (("二", "problems"), ("三", "plans")):
        writer.say(f"{numeral}、{draw.choice(voice['headings'][chapter])}\n{draw.choice(voice[chapter])}\n")


def _section(writer: _Writer, draw: random.Random, section: Any, prose: Sequence[str]) -> None:
    """The sentences of a section with figures, prose among them."""
    every = section["sentences"]
    sentences = draw.sample(every, draw.randint(len(every) * 2 // 3, len(every)))
    said = [*sentences, *draw.sample(section["prose"], draw.randint(1, len(section["prose"]))), *prose]
    draw.shuffle(said)
    for sentence in said:
        writer.say(sentence)
