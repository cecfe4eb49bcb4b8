"""The labels of a header block and their values: `索引号: …`, table cells, several pairs in one line.

The words stand in `rules/header.yaml`. A field is (kind, value, span of the value); the kind is what the label labels
(``index_number``, ``published_on``, ``publisher`` …), whatever the portal calls it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.model import Span
from pipelines.normalize.agencies import looks_like_agency
from pipelines.normalize.document_numbers import find_document_numbers, find_index_numbers
from pipelines.rules.loader import RuleError, load_yaml
from pipelines.rules.shape import reading_rules

#: No title is longer than this, nor any value of a header.
LONGEST_TITLE = 130
_SPACE = r"[ \t]{0,8}"
_INDEX = re.compile(r"[A-Z0-9][A-Z0-9-]{5,27}/(?:19|20)\d\d(?:\d\d)?-\d{3,7}")
DATE_TIME = re.compile(r"(?:19|20)\d\d[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?(?:\s{1,3}\d{1,2}:\d\d(?::\d\d)?)?")


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """The rule file, compiled: labels by what they label, and the words that are no part of a report."""

    kinds: dict[str, str]
    label: re.Pattern[str]
    strong: re.Pattern[str]
    tool: re.Pattern[str]
    breadcrumb: re.Pattern[str]
    footer: re.Pattern[str]
    title_noun: re.Pattern[str]
    report_noun: re.Pattern[str]
    told: re.Pattern[str]
    meeting: re.Pattern[str]
    counter: re.Pattern[str]


def _spaced(words: Any) -> str:
    """Alternatives, longest first, each with spaces allowed between its characters."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(_SPACE.join(map(re.escape, word)) for word in ordered)


@cache
@reading_rules("header.yaml")
def header_words() -> HeaderWords:
    """The words of `rules/header.yaml`.

    Raises:
        RuleError: the file is broken, or a label of `strong` labels nothing.
    """
    rules = load_yaml("header.yaml")
    kinds = {label: kind for kind, labels in rules["labels"].items() for label in labels}
    if stray := [label for label in rules["strong"] if label not in kinds]:
        raise RuleError("header.yaml", stray[0], "stands in strong but in no list of labels")
    tools = "|".join(sorted(map(re.escape, rules["tools"]), key=len, reverse=True))
    return HeaderWords(
        kinds,
        # 索引号: as well as [索引号] of the portals of Beijing and Chongqing.
        re.compile(rf"(?:\[[ \t]*)?(?P<label>{_spaced(kinds)})[ \t]*(?P<sep>:|\](?!:))"),
        re.compile(rf"(?P<label>{_spaced(rules['strong'])})(?P<sep>[ \t]*:|[ \t|]*\n|[ \t]+|[ \t]*\|)"),
        re.compile(rf"[ \t]*\[?[ \t]*(?:{tools})[ \t]*\]?(?=[ \t\n|\[\]]|$)"),
        re.compile(rf"[ \t]*(?:{_spaced(rules['breadcrumbs'])})[ \t]*:?|[ \t]*首页[ \t]*[>›»/]"),
        re.compile(rf"[ \t(]*(?:{'|'.join(map(re.escape, rules['footers']))})"),
        re.compile(rf"(?:{'|'.join(map(re.escape, rules['title_nouns']))})(?:\([^()]*\))?$"),
        re.compile("|".join(map(re.escape, rules["report_nouns"]))),
        _telling(rules),
        re.compile("|".join(map(re.escape, rules["meetings"]))),
        re.compile(rf"(?:{_spaced(rules['labels']['other'])})[ \t]*(?:[(\[\d]|$)"),
    )


def _telling(rules: Any) -> re.Pattern[str]:
    """What stands behind an agency that a news item lets tell of its report: 日前对外发布2022年…年度报告."""
    verbs = "|".join(map(re.escape, rules["told_by"]))
    nouns = "|".join(map(re.escape, [*rules["told_as"], "报告", "年报", "白皮书", "公报", "总结"]))
    return re.compile(
        rf"(?<=[局厅委部署会院府办门区市县省州旗心队关处镇乡道])(?:日前|近日|今[日天]|昨[日天]|\d{{1,2}}月?\d{{0,2}}日|正式|首次|对外|向社会|集中|公开){{0,3}}(?:{verbs})了?"
        rf"(?P<what>[^。\n,]{{0,50}}?(?:{nouns}))"
    )


def label_kind(text: str) -> str:
    """What the label *text*, spaces inside it or not, labels.

    >>> label_kind("索 引 号"), label_kind("发文机关")
    ('index_number', 'publisher')
    """
    return header_words().kinds[re.sub(r"\s+", "", text)]


Field = tuple[str, str, Span]

#: Kinds whose value is a day.
DATED = ("published_on", "updated_on", "signed_on")


def field_at(folded: str, kind: str, start: int, end: int) -> Field:
    """The field whose value is the stripped piece between *start* and *end*."""
    value = folded[start:end]
    left = start + len(value) - len(value.lstrip(" \t|"))
    right = max(left, start + len(value.rstrip(" \t|")))
    return kind, folded[left:right], Span(left, right)


def pairs_in_line(folded: str, start: int, end: int) -> list[Field]:
    """The `label: value` pairs of a line; a value reaches to the next label."""
    first = start + indent(folded, start, end)
    labels = [
        m
        for m in header_words().label.finditer(folded, start, end)
        if m.start() <= first or folded[m.start() - 1] in " \t|[](,;·:" or _stands_alone(m["label"])
    ]
    fields = []
    for number, match in enumerate(labels):
        stop = labels[number + 1].start() if number + 1 < len(labels) else end
        fields.append(field_at(folded, label_kind(match["label"]), match.end(), _value_end(folded, match.end(), stop)))
    return fields


def _stands_alone(label: str) -> bool:
    """Whether a label is one even where it touches the value before it (…报告索引号:…主题分类:…)."""
    plain = re.sub(r"\s+", "", label)
    return len(plain) >= 4 or header_words().kinds[plain] == "index_number"


def _value_end(folded: str, start: int, stop: int) -> int:
    """A value ends at a wide gap, a bracket of tools or a tool word behind it."""
    value = folded[start:stop]
    lead = len(value) - len(value.lstrip(" \t"))
    cut = re.search(
        r"[ \t]{3,}|[ \t]*[\[\]|]|[ \t]+(?:打印|分享|收藏|关闭|微信|微博|字号|字体|大[ \t]+中)", value[lead:]
    )
    return (
        start + lead + cut.start()
        if cut and not re.match(r"[ \t]*\[(?:19|20)\d\d", value[lead + cut.start() :])
        else stop
    )


def indent(folded: str, start: int, end: int) -> int:
    """How many characters of spaces, bullets and pipes the line begins with.

    >>> indent("  · 文号", 0, 6)
    4
    """
    line = folded[start:end]
    return len(line) - len(line.lstrip(" \t|·>"))


def _cells(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a table row cut by pipes or tabs, stripped, empty ones kept."""
    cells, left = [], start
    for match in re.finditer(r"[|\t]", folded[start:end]):
        cells.append((left, start + match.start()))
        left = start + match.end()
    cells.append((left, end))
    return cells


def whole_label(text: str) -> str | None:
    """The kind of a cell or line that is a label and nothing else."""
    return header_words().kinds.get(re.sub(r"[\s:]+", "", text))


def pairs_in_row(folded: str, start: int, end: int) -> list[Field]:
    """The fields of a table row: a cell with a label and the next, or both in one cell; a date may stand alone.

    >>> row = "| 索引号 | 011/2024-7 | 文号: | |"
    >>> [(kind, value) for kind, value, _ in pairs_in_row(row, 0, len(row))]
    [('index_number', '011/2024-7'), ('document_number', '')]
    >>> row = "2023-04-06 07:58 | 来源: 某某日报"
    >>> [(kind, value) for kind, value, _ in pairs_in_row(row, 0, len(row))]
    [('bare_date', '2023-04-06 07:58'), ('source', '某某日报')]
    """
    fields: list[Field] = []
    kind: str | None = None
    labelled = False
    for left, right in _cells(folded, start, end):
        cell = folded[left:right]
        own = whole_label(cell)
        labelled = labelled or kind is not None
        if own:
            kind = own
        elif pair := header_words().label.match(cell.lstrip(" \t")):
            at = left + len(cell) - len(cell.lstrip(" \t")) + pair.end()
            fields += source_and_date(folded, field_at(folded, label_kind(pair["label"]), at, right))
            kind, labelled = None, True
        elif kind:
            fields.append(field_at(folded, kind, left, right))
            kind = None
        elif unlabelled := value_kind(cell.strip()):
            fields.append(field_at(folded, unlabelled, left, right))
    return fields if labelled else []


def value_kind(value: str) -> str | None:
    """What a value without its label is, told by its shape alone.

    >>> value_kind("2024-01-05 08:30"), value_kind("溪应急〔2024〕3号"), value_kind("字体:大 中 小")
    ('bare_date', 'document_number', None)
    """
    if DATE_TIME.fullmatch(value):
        return "bare_date"
    if re.search(r"\d{3}", value):
        if _INDEX.fullmatch(value) or find_index_numbers(value):
            return "index_number"
        numbers = find_document_numbers(value)
        return "document_number" if numbers and numbers[0].text == value and numbers[0].normalized else None
    return "publisher" if not value.endswith(":") and looks_like_agency(value) else None


def is_row(line: str) -> bool:
    """Whether a line is cut into cells by pipes or tabs; a report run together behind them makes it none."""
    if "。" in line and not line.rstrip().endswith("|"):
        return False
    return line.count("|") >= 1 or line.count("\t") >= 1


def fits(kind: str, value: str) -> bool:
    """Whether *value* looks like a value of that kind."""
    if not value:
        return False
    if kind == "index_number":
        return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9/_.\- ]{4,48}", value))
    if kind == "document_number":
        return value in ("无", "-", "/") or (
            len(value) <= 45 and bool(find_document_numbers(value)) and "," not in value
        )
    if kind in DATED:
        return bool(DATE_TIME.match(value))
    if kind in ("publisher", "source"):
        return len(value) <= 40 and not re.search(r"[,。;:]", value)
    return len(value) <= LONGEST_TITLE and not re.search("[。;]", value)


def fits_after(folded: str, strong: re.Match[str], stop: int) -> bool:
    """Whether what follows a label without a colon can be its value: short, and of its shape where it has one."""
    rest = folded[strong.end() : stop]
    nxt = header_words().strong.search(rest)
    value = (rest[: nxt.start()] if nxt else rest).strip(" \t|")
    return (not value) or (fits(label_kind(strong["label"]), value) and (bool(nxt) or len(value) < 40))


def source_and_date(folded: str, field: Field) -> list[Field]:
    """来源: 水利部 2023-03-28 holds a source and a date."""
    kind, value, span = field
    date = DATE_TIME.search(value) if kind == "source" else None
    if date is None:
        return [field]
    cut = span.start + date.start()
    return [field_at(folded, kind, span.start, cut), field_at(folded, "bare_date", cut, span.start + date.end())]


def starts_label(line: str) -> bool:
    """Whether a line begins with a label.

    >>> starts_label("发布机构: 某县司法局"), starts_label("发布机构将于明日更新。")
    (True, False)
    """
    line = line.strip(" \t|·")
    return bool(header_words().label.match(line)) or whole_label(line) is not None
