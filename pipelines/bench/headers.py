"""The headers of generated reports: the ways in which portals print what a report is, one function a way.

Each writes the header with its title; what it leaves unsaid is not among what the report must yield (`Facts.said`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

Write = Callable[[str], None]
Header = Callable[[Write, random.Random, "Facts"], None]


@dataclass(slots=True)
class Facts:
    """Who reports on which year, under which numbers; `said` are those of the numbers that the header says."""

    agency: str
    adcode: str
    year: int
    title: str
    letters: str
    serial: int
    index: str
    month: int
    day: int
    said: dict[str, str] = field(default_factory=dict)

    @property
    def published_on(self) -> str:
        """The day on which the portal put the report up, ISO 8601."""
        return f"{self.year + 1}-{self.month:02}-{self.day:02}"

    @property
    def signed_in_words(self) -> str:
        """The day under the report, as officials write it."""
        return f"{self.year + 1}年{self.month}月{self.day}日"

    @property
    def document_number(self) -> str:
        """The report's own 文号."""
        return f"{self.letters}〔{self.year + 1}〕{self.serial}号"

    def say(self, *names: str) -> list[str]:
        """The values of *names*, which the header says from now on."""
        values = [str(getattr(self, name)) for name in names]
        self.said |= {_METADATA.get(name, name): value for name, value in zip(names, values, strict=True)}
        return values


_METADATA = {"index": "index_number"}


def _lines(write: Write, draw: random.Random, facts: Facts) -> None:
    index, number, day = facts.say("index", "document_number", "published_on")
    write(f"索引号：{index}\n文号：{number}\n发布日期：{day}\n{facts.title}\n")


def _alternating(write: Write, draw: random.Random, facts: Facts) -> None:
    index, day = facts.say("index", "published_on")
    write(f"{facts.title}\n\n索引号\n{index}\n主题分类\n其他\n发布日期\n{day}\n发布机构\n{facts.agency}\n\n")


def _table(write: Write, draw: random.Random, facts: Facts) -> None:
    index, number, day = facts.say("index", "document_number", "published_on")
    write(f"| 索引号 | {index} | 发布机构 | {facts.agency} |\n| 文号 | {number} | 发布日期 | {day} |\n\n")
    write(f"{facts.title}\n\n")


def _bracketed(write: Write, draw: random.Random, facts: Facts) -> None:
    index, number, day = facts.say("index", "document_number", "published_on")
    write(f"[索引号] {index}\n[发文字号] {number}\n[发布机构] {facts.agency}\n[发布日期] {day}\n\n{facts.title}\n\n")


def _one_line(write: Write, draw: random.Random, facts: Facts) -> None:
    (day,) = facts.say("published_on")
    write(f"{facts.title}\n发布日期：{day}  来源：{facts.agency}  浏览次数：{draw.randint(10, 999)}\n")


def _breadcrumb(write: Write, draw: random.Random, facts: Facts) -> None:
    (day,) = facts.say("published_on")
    write(f"首页　>　政务公开　>　法治政府建设年度报告\n\n{facts.title}\n\n")
    write(f"来源：{facts.agency}　　发布时间：{day} 09:{draw.randint(10, 59)}\n\n")


def _wide(write: Write, draw: random.Random, facts: Facts) -> None:
    index, number, day = facts.say("index", "document_number", "published_on")
    write(f"索 引 号：{index}\n文　　号：{number}\n发布日期：{day}\n名　　称：{facts.title}\n\n{facts.title}\n\n")


def _letter(write: Write, draw: random.Random, facts: Facts) -> None:
    (number,) = facts.say("document_number")
    write(f"{facts.title}\n{number}\n\n县委全面依法治县委员会办公室：\n")


def _bare(write: Write, draw: random.Random, facts: Facts) -> None:
    write(f"{facts.title}\n\n")


HEADERS: tuple[Header, ...] = (
    _lines, _alternating, _table, _bracketed, _one_line, _breadcrumb, _wide, _letter, _bare,
)  # fmt: skip
