"""Every run of Arabic digits gets an owner: a quantity, or a numeral that counts nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.extract import shapes
from pipelines.extract.bounds import bound_of
from pipelines.extract.measure_words import plain_unit
from pipelines.extract.tables import Cell
from pipelines.model import Bound, Numeral, NumeralKind, Quantity
from pipelines.normalize.numerals import parse_numeral, scaled

_DIGIT = re.compile(r"[0-9]")
_HAN = re.compile(f"[{shapes.HAN}]")
_SPACED_HAN = re.compile(rf"\s?[{shapes.HAN}]")
_YEAR = re.compile(shapes.YEAR)
_SCALE = re.compile(r"[百千万亿]+$")
_CELL_LABEL = re.compile(rf"[{shapes.HAN}A-Za-z(): |]{{2,24}}|[\d.,]+")
_CELL_LEFT = re.compile(rf"[{shapes.HAN}\d)][\s|]+$")
_SIGN = {"百": "%", "千": "‰"}
_HALF = Decimal("0.5")
#: Letters before a number that begin the name of a standard or a substance, never a count (PM2.5, GB18030).
_SUBSTANCES = ("PM", "ISO", "GB", "DB")


@dataclass(slots=True)
class ArabicReader:
    """Walks the digits of *text* (folded, what references and codes own masked) and gives each an owner.

    *titles* are the spans of 《…》, *cells* the numbers of tables by their start. `read` fills `quantities` and
    `numerals`, each in the order of the text.
    """

    raw: str
    text: str
    titles: list[tuple[int, int]]
    cells: Mapping[int, Cell]
    quantities: list[Quantity] = field(default_factory=list)
    numerals: list[Numeral] = field(default_factory=list)

    def read(self) -> None:
        """Own every run of Arabic digits."""
        place = 0
        while match := _DIGIT.search(self.text, place):
            place = max(self._own(match.start()), match.start() + 1)

    def in_title(self, place: int) -> bool:
        """Whether *place* is within 《…》."""
        before = bisect_right(self.titles, (place, len(self.text))) - 1
        return before >= 0 and place < self.titles[before][1]

    def _own(self, start: int) -> int:
        """Own the run of digits at *start*; give the place to go on from."""
        text = self.text
        if cell := self.cells.get(start):
            return self._cell(cell)
        previous = text[start - 1] if start else "\n"
        if previous in "“\"‘'" and (end := self._quoted_label(start)):
            return self._name(start, end, "name")
        if previous == "第" or (previous == " " and text[start - 2 : start - 1] == "第"):
            return self._ordinal(start)
        token = shapes.token().match(text, start)
        if self.in_title(start):
            return self._titled(start, token)
        if previous.isascii() and (end := self._after_letters(start, previous)):
            return end
        named = token is not None and token.lastgroup == "name" and token[0].count(".") == 1  # 4.15国家安全日
        if not named and (end := self._section_number(start, previous)):
            return end
        if token:
            return self._told_by_shape(token)
        if end := self._marker(start, previous):
            return end
        return self._measure(start)

    def _cell(self, cell: Cell) -> int:
        """Own a number of a table: a row's number, or a quantity in the unit that its heading or label gives."""
        if cell.order:
            return self._name(cell.start, cell.end, "list_marker")
        written = self.text[cell.start : cell.end]
        value = parse_numeral(written.rstrip("%"))
        unit, factor = ("%", 1) if written.endswith("%") else cell.unit or (None, 1)
        return self._add(cell.start, cell.end, None if value is None else scaled(value, factor), None, unit)

    def _told_by_shape(self, token: re.Match[str]) -> int:
        start, end = token.span()
        match token.lastgroup:
            case "merged":
                return self._add(start, end, Decimal(token[0]), None, None)
            case "time" if shapes.RATIO_LED.search(self._before(start)):
                ratio = shapes.RATIO.match(self.text, start)
                return self._name(start, ratio.end() if ratio else end, "other")
            case "year" | "time" | "name" | "ordinal" | "code" as kind:
                return self._name(start, end, kind)
            case _:
                return self._name(start, end, "other")

    def _titled(self, start: int, token: re.Match[str] | None) -> int:
        """Within 《…》 every number belongs to the name, a year being a year still."""
        if token and token.lastgroup == "year":
            return self._name(start, token.end(), "year")
        run = shapes.RUN.match(self.text, start)
        end = run.end() if run else start + 1
        return self._name(start, end, "year" if _YEAR.fullmatch(self.text, start, end) else "name")

    def _name(self, start: int, end: int, kind: NumeralKind) -> int:
        self.numerals.append(Numeral(start, end, self.raw[start:end], kind))
        return end

    def _before(self, place: int, length: int = 16) -> str:
        """The text before *place* on the same line."""
        return self.text[max(0, place - length, self.text.rfind("\n", 0, place) + 1) : place]

    # Names ----------------------------------------------------------------------------------------------------

    def _quoted_label(self, start: int) -> int | None:
        """The end of a label that begins with digits right after an opening quote, or None for running prose."""
        if label := shapes.LABEL.match(self.text, start):
            return label.end()
        quoted = shapes.SHORT_QUOTE.match(self.text, start)
        if not quoted:
            return None
        amount = shapes.quantity().match(self.text, start)
        counted = amount is not None and amount.end() == quoted.end() and amount["unit"]
        return None if counted else quoted.end()

    def _after_letters(self, start: int, previous: str) -> int | None:
        """The end of a name whose letters touch the digits (H7N9, N+1); None for GDP1200亿元 and where none do."""
        text = self.text
        joined = previous in "+-" and text[start - 2 : start - 1].isascii() and text[start - 2 : start - 1].isalpha()
        if not (previous.isalpha() or joined):
            return None
        begin = start
        while begin and text[begin - 1].isascii() and (text[begin - 1].isalnum() or text[begin - 1] in "-.+"):
            begin -= 1
        word = text[begin:start]
        amount = shapes.quantity().match(text, start)
        if len(word) > 1 and word.isalpha() and word not in _SUBSTANCES and amount and amount["unit"]:
            return None
        return self._letters(start, begin)

    def _letters(self, start: int, begin: int) -> int:
        owned = max(self.numerals[-1].end if self.numerals else 0, self.quantities[-1].end if self.quantities else 0)
        run = shapes.LETTERS.match(self.text, start)
        begin, end = max(begin, owned), run.end() if run else start + 1
        return self._name(begin, end, "code" if end - begin >= 15 else "name")

    def _section_number(self, start: int, previous: str) -> int | None:
        """The end of a heading's number at the head of a line: 1.1, 1.2.3."""
        if previous not in "\r\n\t " or self._before(start).strip():
            return None
        match = shapes.section_number().match(self.text, start)
        return self._name(start, match.end(), "list_marker") if match else None

    def _marker(self, start: int, previous: str) -> int | None:
        """The end of a list marker at *start*: 1. 1、 (1) 1)."""
        text = self.text
        if previous in "([" and (inner := shapes.MARKER_IN_BRACKETS.match(text, start)):
            return self._name(start - 1, inner.end() + 1, "list_marker")
        after_sentence = previous in shapes.AFTER_SENTENCE
        if after_sentence and (match := shapes.MARKER_AT_HEAD.match(text, start)):
            return self._name(start, match.end(), "list_marker")
        if not (match := shapes.MARKER.match(text, start)):
            return None
        last = text[match.end() - 1]
        if last == ")":
            marks = text.rfind("(", max(0, start - 60), start) <= text.rfind(")", max(0, start - 60), start)
        else:
            marks = previous not in "0123456789.-" if last == "." else after_sentence
        return self._name(start, match.end(), "list_marker") if marks else None

    # Ordinals and ranks ---------------------------------------------------------------------------------------

    def _ordinal(self, start: int) -> int:
        """第 and a number: a rank where a ranking is told, else an ordinal."""
        text = self.text
        run = shapes.RUN.match(text, start)
        end = run.end() if run else start + 1
        if several := shapes.ORDINAL_LIST.match(text, end):
            end = several.end()
        before, after = self._before(start), text[end : end + 1]
        told = shapes.ranked().search(before)
        if after == "名" or (after == "位" and told):
            return self._rank(start, end, end + 1)
        if told and not _SPACED_HAN.match(text, end):
            return self._rank(start, end, end)
        unit = shapes.ORDINAL_UNIT.match(text, end)
        return self._name(text.rindex("第", 0, start), unit.end() if unit else end, "ordinal")

    def _rank(self, start: int, end: int, unit_end: int) -> int:
        value = parse_numeral(self.text[start:end])
        if value is None:
            return self._name(start, end, "ordinal")
        unit = self.text[end:unit_end] or None
        self.quantities.append(Quantity(start, unit_end, self.raw[start:unit_end], value, unit=unit, measure="rank"))
        return unit_end

    # Quantities -----------------------------------------------------------------------------------------------

    def _measure(self, start: int) -> int:
        """Own a number that is a quantity unless what surrounds it speaks against it."""
        text = self.text
        if ratio := shapes.RATIO.match(text, start):
            return self._name(start, ratio.end(), "other")
        if (fraction := shapes.FRACTION.match(text, start)) and int(fraction[1]) < int(fraction[2]):
            return self._add(start, fraction.end(), parse_numeral(fraction[0]), None, None)
        match = shapes.quantity().match(text, start)
        if match is None:
            return self._name(start, start + 1, "other")
        if match["b"]:
            match = self._one_amount(match)
        before = self._before(start)
        if before.endswith((" ", ":", "(", "[", "共")) and shapes.page_counter().search(before):
            return self._name(start, match.end(), "other")
        if match["unit"]:
            return self._counted(match, before)
        following = text[match.end() : match.end() + 1]
        if not match["b"] and match["a"][-1].isdigit() and (unit := self._shared_unit(match.end())):
            return self._add(start, match.end(), parse_numeral(match["a"]), None, unit)
        if following.isascii() and following.isalpha():
            return self._letters(start, start)
        if match["a"].isdigit() and not match["b"]:
            return self._bare(match, before)
        if (led := shapes.led().search(before)) and led.lastgroup in ("name", "code"):
            return self._name(start, match.end(), "name" if led.lastgroup == "name" else "code")
        if "." in match["a"] and match["a"][-1].isdigit() and _HAN.match(following):
            return self._name(start, match.end(), "name")
        return self._add_match(match)

    def _counted(self, match: re.Match[str], before: str) -> int:
        """Own a number with a measure word: a quantity, if it is no day (5日前) and no hour (上午9点)."""
        start, end = match.span()
        if match["unit"] == "日" and self._is_day_of_month(match, before):
            return self._name(start, end, "other")
        if match["unit"] == "点" and shapes.clock().search(before):
            return self._name(start, end, "time")
        return self._add_match(match)

    def _is_day_of_month(self, match: re.Match[str], before: str) -> bool:
        """Whether 20日 is a day whose month is not said, rather than twenty days."""
        if match["b"] or not match["a"].isdigit() or int(match["a"]) > 31:
            return False
        return bool(shapes.DAY_OF_MONTH.search(before) or shapes.DAY_AFTER.match(self.text, match.end()))

    def _one_amount(self, match: re.Match[str]) -> re.Match[str]:
        """The first amount alone where the two are a change (由6个到3个) or have two units."""
        first = match["ua"]
        to = match["sep"].strip() in ("至", "到")
        changed = first and to and shapes.CHANGED_FROM.search(self._before(match.start()))
        if not changed and (not first or first == match["unit"]):
            return match
        return shapes.quantity().match(self.text, match.start(), match.start("sep")) or match

    def _bare(self, match: re.Match[str], before: str) -> int:
        """Own a number with no measure word."""
        text, (start, end), digits = self.text, match.span(), match["a"]
        if led := shapes.led().search(before):
            return self._led(start, end, led.lastgroup or "")
        if len(digits) >= 8:
            return self._name(start, end, "code")
        if text.startswith("日前", end):
            return self._name(start, end + 1, "other")
        measured = shapes.MEASURED.search(before)
        if _YEAR.fullmatch(digits) and not measured:
            return self._name(start, end, "year")
        after_han = before and _HAN.match(before[-1])
        numbers_row = text[end : end + 1] == " " and _HAN.match(text[end + 1 : end + 2])
        if numbers_row and not measured and not after_han and len(digits) <= 3:
            return self._name(start, end, "list_marker")
        if after_han or measured or self._is_cell(start, end, before) or _HAN.match(text[end : end + 1]):
            return self._add_match(match)
        return self._name(start, end, "other")

    def _led(self, start: int, end: int, kind: str) -> int:
        """Own a bare number after a label that says what it is."""
        if kind == "name" and (run := shapes.RUN.match(self.text, start)):
            return self._name(start, run.end(), "name")
        return self._name(start, end, "code" if kind == "code" else "ordinal" if kind == "ordinal" else "other")

    def _shared_unit(self, end: int) -> str | None:
        """The unit that a list of numbers gives once, after its last: 10、20、30家."""
        if self.text[end : end + 1] not in shapes.LIST_OF_NUMBERS:
            return None
        match = shapes.shared_unit().match(self.text, end)
        return plain_unit(match["unit"]) if match else None

    def _is_cell(self, start: int, end: int, before: str) -> bool:
        """Whether a bare number stands as a table's cell: between blanks in a row, or alone on a line after a label."""
        text = self.text
        if text[end : end + 1] not in ("", " ", "\t", "|", "\n", "\r") or (before and before[-1] not in " \t|"):
            return False
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
        if "页" in line:
            return False
        if line != text[start:end]:
            rest = text[end : line_start + len(line) + 1].lstrip(" \t|")
            return bool(_CELL_LEFT.search(text[line_start:start])) or rest[:1].isdigit()
        label = text[:line_start].rstrip()
        label = label[label.rfind("\n") + 1 :].strip()
        return bool(_CELL_LABEL.fullmatch(label)) and not shapes.portal_label().search(label)

    def _add_match(self, match: re.Match[str]) -> int:
        start, end = match.span()
        value, maximum = _amounts(match)
        if value is None:
            return self._name(start, end, "other")
        before = self._before(start, 4)
        if parts_per := shapes.PARTS_PER.search(before):
            return self._add(start - 3, end, value, maximum, _SIGN.get(parts_per[0][0]))
        if before.endswith("-") and shapes.NEGATIVE.search(before):
            start, value = start - 1, -value
        unit, vague = None, match["a"][-1] in "余多" or "余" in match["a"] or "多" in match["a"]
        if written := match["unit"]:
            unit = plain_unit(self.raw[match.start("unit") : match.end("unit")])
            vague = bool(vague or match["more"] or match["over"] or "个多" in written)
            value += _HALF if "半" in written else 0
        return self._add(start, end, value, maximum, unit, vague)

    def _add(
        self,
        start: int,
        end: int,
        value: Decimal | None,
        maximum: Decimal | None,
        unit: str | None,
        vague: bool = False,
    ) -> int:
        if value is None:
            return self._name(start, end, "other")
        bound: Bound = "at_least" if vague else bound_of(self.text, start, end, unit)
        self.quantities.append(Quantity(start, end, self.raw[start:end], value, maximum, unit, bound))
        return end


def _amounts(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """The value of a match, and of a range its upper end; a scale that only the second amount names holds for both."""
    first, second = match["a"], match["b"]
    value = parse_numeral(first)
    if second is None or value is None:
        return value, None
    scale = _SCALE.search(second)
    if scale and first[-1].isdigit() and not match["ua"]:
        value = parse_numeral(first + scale[0])
    return value, parse_numeral(second)
