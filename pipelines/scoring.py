"""A reading held against gold made by careful readers: how much of it is right, and every place where it is not.

Gold is a folder of ``documents.jsonl`` (one row of metadata a report), ``facts.jsonl`` (one row a quantity or fact)
and ``references.jsonl``, each row with its `document` and otherwise as `pipelines.jsonl` writes it. A report that the
reading does not have counts as wholly missed.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pipelines.jsonl import METADATA, OutputError, from_json
from pipelines.model import Extraction, Metadata, Numeral, Quantity, Reference, ReferenceKind, Report

#: Measure words that count the same thing.
UNIT_FAMILIES = tuple(
    frozenset(words.split()) for words in ("人 名 位", "场 场次", "件 宗 起 例", "家 户", "条 则", "次 回")
)
COMPARED_METADATA = tuple(name for name in METADATA if name != "title")
COMPARED_FIELDS = ("bound", "period", "unit", "breakdown", "part_of")
REFERENCE_KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)
_DIGITS = re.compile(r"[0-9０-９]+")
#: A year alone may be written as a date or as a numeral of kind ``year``; neither is held against a reading.
_YEARS = re.compile(r"\d{4}(/\d{4})?")


@dataclass(slots=True)
class Tally:
    """How many were found rightly, found though they are not there, and missed.

    >>> tally = Tally(right=9, spurious=1, missed=3)
    >>> round(tally.precision, 2), round(tally.recall, 2), round(tally.f1, 4)
    (0.9, 0.75, 0.8182)
    """

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def of(self) -> int:
        """How many the gold has."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return self.right / max(1, self.right + self.spurious)

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / max(1, self.of)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.spurious + self.missed)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where reading and gold differ: what kind of difference, at which words, and both statements."""

    document: str
    what: str
    text: str
    gold: str
    read: str


@dataclass(slots=True)
class Score:
    """The figures. `metadata` and `fields` count right and wrong answers by name; `fields` only of matched facts."""

    documents: int = 0
    metadata: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    quantities: Tally = field(default_factory=Tally)
    facts: Tally = field(default_factory=Tally)
    fields: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    references: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in REFERENCE_KINDS})
    unaccounted: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)


def read_gold(folder: Path) -> tuple[Extraction, ...]:
    """The gold of a folder, one extraction a report, with texts and findings empty.

    Raises:
        OutputError: a file is missing or a row is not what `pipelines.jsonl` writes.
    """
    rows = {name: _by_document(folder / f"{name}.jsonl") for name in ("documents", "facts", "references")}
    return tuple(
        from_json(
            {
                "document": document,
                "metadata": metadata,
                "quantities": rows["facts"][document],
                "references": rows["references"][document],
            }
        )
        for document, (metadata, *_) in rows["documents"].items()
    )


def score(gold: Iterable[Extraction], read: Iterable[Extraction]) -> Score:
    """Hold *read* against *gold*, report by report. Digits are looked for only where *read* has the texts."""
    readings = {extraction.report.document: extraction for extraction in read}
    result = Score()
    for extraction in gold:
        document = extraction.report.document
        found = readings.get(document) or Extraction(Report("", document, "", ""), Metadata())
        result.documents += 1
        for disagreement in _compare(extraction, found, result):
            result.disagreements.append(disagreement)
    for extraction in readings.values():
        for text in unaccounted(extraction):
            result.unaccounted += 1
            result.disagreements.append(Disagreement(extraction.report.document, "digits.unaccounted", text, "", ""))
    return result


def unaccounted(extraction: Extraction) -> Iterator[str]:
    """The runs of Arabic digits in the text that no annotation covers wholly."""
    annotations: tuple[Quantity | Reference | Numeral, ...] = (
        *extraction.quantities, *extraction.references, *extraction.numerals,
    )  # fmt: skip
    owned = {place for item in annotations for place in range(item.start, item.end)}
    for run in _DIGITS.finditer(extraction.report.text):
        if not owned.issuperset(range(run.start(), run.end())):
            yield run.group()


def _compare(gold: Extraction, read: Extraction, result: Score) -> Iterator[Disagreement]:
    yield from _metadata(gold, read, result)
    yield from _quantities(gold, read, result.quantities)
    yield from _facts(gold, read, result)
    for kind in REFERENCE_KINDS:
        yield from _references(gold, read, kind, result.references[kind])


def _metadata(gold: Extraction, read: Extraction, result: Score) -> Iterator[Disagreement]:
    for name in COMPARED_METADATA:
        wanted, found = getattr(gold.metadata, name), getattr(read.metadata, name)
        result.metadata[name][wanted == found] += 1
        if wanted != found:
            yield Disagreement(gold.report.document, f"metadata.{name}", "", str(wanted), str(found))


def _quantities(gold: Extraction, read: Extraction, tally: Tally) -> Iterator[Disagreement]:
    """Figures by span, whatever they state: value and unit must agree."""
    document = gold.report.document
    free = {(it.start, it.end): it for it in read.quantities}
    for wanted in {(it.start, it.end): it for it in gold.quantities}.values():
        near = [span for span, it in free.items() if _overlap(it, wanted)]
        same = [span for span in near if free[span].value == wanted.value and same_unit(free[span].unit, wanted.unit)]
        if same:
            tally.right += 1
            del free[same[0]]
        else:
            tally.missed += 1
            instead = "; ".join(_said(free[span]) for span in near)
            yield Disagreement(document, "quantity.missed", wanted.text, _said(wanted), instead)
    for found in free.values():
        if _DIGITS.search(found.text):
            tally.spurious += 1
            yield Disagreement(document, "quantity.spurious", found.text, "", _said(found))


def _facts(gold: Extraction, read: Extraction, result: Score) -> Iterator[Disagreement]:
    document = gold.report.document
    pairs, free = _matched(gold, read)
    for wanted, best in pairs:
        if best:
            result.facts.right += 1
            yield from _fields(document, wanted, best, result)
        else:
            result.facts.missed += 1
            near = "; ".join(_said(it) for it in read.quantities if _overlap(it, wanted))
            yield Disagreement(document, "fact.missed", wanted.text, _said(wanted), near)
    for found in free:
        result.facts.spurious += 1
        yield Disagreement(document, "fact.spurious", found.text, "", _said(found))


def right_and_wrong(gold: Extraction, read: Extraction) -> tuple[list[Quantity], list[Quantity]]:
    """The facts of *read* that the gold has, and those that it has not."""
    pairs, free = _matched(gold, read)
    return [best for _, best in pairs if best], free


def _matched(gold: Extraction, read: Extraction) -> tuple[list[tuple[Quantity, Quantity | None]], list[Quantity]]:
    """Each fact of the gold with the one that states it, and the facts that are left; each is used once."""
    free = [it for it in read.quantities if it.indicator]
    pairs: list[tuple[Quantity, Quantity | None]] = []
    for wanted in (it for it in gold.quantities if it.indicator):
        hits = [it for it in free if _overlap(it, wanted) and _agree(it, wanted)]
        best = max(hits, key=lambda it: same_breakdown(it.breakdown, wanted.breakdown), default=None)
        if best:
            free.remove(best)
        pairs.append((wanted, best))
    return pairs, free


def _fields(document: str, gold: Quantity, read: Quantity, result: Score) -> Iterator[Disagreement]:
    for name in COMPARED_FIELDS:
        wanted, found = getattr(gold, name), getattr(read, name)
        right = {"unit": same_unit, "breakdown": same_breakdown}.get(name, _equal)(wanted, found)
        result.fields[name][right] += 1
        if not right:
            yield Disagreement(document, f"fact.{name}", gold.text, str(wanted), str(found))


def _references(gold: Extraction, read: Extraction, kind: ReferenceKind, tally: Tally) -> Iterator[Disagreement]:
    document = gold.report.document
    free = [it for it in read.references if it.kind == kind and not _YEARS.fullmatch(it.normalized or "")]
    for wanted in (it for it in gold.references if it.kind == kind):
        hit = next((it for it in free if _overlap(it, wanted) and it.normalized == wanted.normalized), None)
        if hit:
            free.remove(hit)
            tally.right += 1
        else:
            tally.missed += 1
            yield Disagreement(document, f"{kind}.missed", wanted.text, str(wanted.normalized), "")
    for found in free:
        tally.spurious += 1
        yield Disagreement(document, f"{kind}.spurious", found.text, "", str(found.normalized))


def _overlap(one: Quantity | Reference, other: Quantity | Reference) -> bool:
    return one.start < other.end and other.start < one.end


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether both state the same: the period by its year here, and to the letter among the fields."""
    same = ("indicator", "value", "measure", "status")
    return all(getattr(one, name) == getattr(other, name) for name in same) and _year(one) == _year(other)


def _year(quantity: Quantity) -> str:
    return (quantity.period or "")[:4]


def _equal(one: object, other: object) -> bool:
    return one == other


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two measure words count the same thing.

    >>> same_unit("件", "起"), same_unit("件", "家"), same_unit(None, None)
    (True, False, True)
    """
    return one == other or any(one in family and other in family for family in UNIT_FAMILIES)


def same_breakdown(one: str | None, other: str | None) -> bool:
    """Whether two wordings name the same part: one within the other, or half of the shorter one's characters shared.

    >>> same_breakdown("非煤矿山企业", "矿山"), same_breakdown("危化品", "烟花爆竹"), same_breakdown(None, "矿山")
    (True, False, False)
    """
    if not one or not other:
        return not one and not other
    shared = len(set(one) & set(other))
    return one in other or other in one or 2 * shared >= min(len(set(one)), len(set(other)))


def _said(quantity: Quantity) -> str:
    said = (quantity.value, quantity.unit, quantity.indicator, quantity.measure, quantity.period, quantity.status)
    return " ".join(str(item) for item in said if item is not None)


def _by_document(path: Path) -> defaultdict[str, list[dict[str, Any]]]:
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise OutputError(f"{path}: 无法读取 (cannot be read): {error.strerror or error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line)
            if row is None:
                raise OutputError(f"{path}:{number}: 不是带 document 的 JSON 对象 (no JSON object with a document)")
            rows[row["document"]].append(row)
    return rows


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("document"), str) else None
