"""A reading held against gold: each kind of mistake costs what it should, and is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.jsonl import OutputError
from pipelines.model import Extraction, Metadata, Quantity, Reference, Report
from pipelines.scoring import COMPARED_FIELDS, COMPARED_METADATA, Score, read_gold, score

TEXT = "2024年1月15日,检查企业27家。"
FACT = Quantity(
    14, 17, "27家", Decimal(27), unit="家", period="2023", indicator="enforcement.inspected_units", breakdown="企业"
)  # fmt: skip
DATE = Reference(0, 10, "2024年1月15日", "date", "2024-01-15")
WORDED = Quantity(12, 14, "两个", Decimal(2), unit="个")
GOLD = Extraction(Report("", "a", "a.txt", ""), Metadata(agency="某县司法局", report_year=2023), (FACT,), (DATE,))


def read_as(**changed: object) -> Score:
    """The score of a reading that differs from the gold in the fields *changed* of its extraction."""
    reading = replace(GOLD, **changed)  # type: ignore[arg-type]
    return score([GOLD], [reading])


def kinds(result: Score) -> list[str]:
    return [disagreement.what for disagreement in result.disagreements]


def test_the_gold_itself_is_wholly_right() -> None:
    result = read_as()
    assert (result.facts.f1, result.quantities.f1, result.references["date"].f1) == (1, 1, 1)
    assert sum(result.metadata.values(), Counter()) == Counter({True: len(COMPARED_METADATA)})
    assert result.disagreements == []


def test_a_report_that_was_not_read_is_wholly_missed() -> None:
    result = score([GOLD], [])
    assert (result.documents, result.facts.missed, result.quantities.missed, result.references["date"].missed) == (
        1,
    ) * 4
    assert result.metadata["agency"] == Counter({False: 1})


@pytest.mark.parametrize(
    ("changed", "cost"),
    [
        ({"value": Decimal(28)}, ["quantity.missed", "quantity.spurious", "fact.missed", "fact.spurious"]),
        ({"unit": "次"}, ["quantity.missed", "quantity.spurious", "fact.unit"]),
        ({"unit": "户"}, []),
        ({"indicator": None}, ["fact.missed"]),
        ({"indicator": "enforcement.inspections"}, ["fact.missed", "fact.spurious"]),
        ({"measure": "change"}, ["fact.missed", "fact.spurious"]),
        ({"status": "planned"}, ["fact.missed", "fact.spurious"]),
        ({"period": "2022"}, ["fact.missed", "fact.spurious"]),
        ({"period": "2023-08"}, ["fact.period"]),
        ({"bound": "at_least"}, ["fact.bound"]),
        ({"part_of": 3}, ["fact.part_of"]),
        ({"breakdown": None}, ["fact.breakdown"]),
        ({"breakdown": "生产企业"}, []),
        ({"start": 17, "end": 20}, ["quantity.missed", "quantity.spurious", "fact.missed", "fact.spurious"]),
    ],
)
def test_what_a_fact_states_wrongly(changed: dict[str, object], cost: list[str]) -> None:
    assert kinds(read_as(quantities=(replace(FACT, **changed),))) == cost  # type: ignore[arg-type]


def test_only_figures_with_digits_can_be_spurious_quantities() -> None:
    assert kinds(read_as(quantities=(FACT, WORDED))) == []
    assert kinds(read_as(quantities=(FACT, replace(WORDED, text="2个")))) == ["quantity.spurious"]


def test_each_fact_is_used_once() -> None:
    assert kinds(read_as(quantities=(FACT, FACT))) == ["fact.spurious"]


def test_references_count_by_kind_and_years_alone_count_nowhere() -> None:
    year = Reference(0, 5, "2024年", "date", "2024")
    assert kinds(read_as(references=(DATE, year))) == []
    assert kinds(read_as(references=(replace(DATE, normalized="2024-01-16"),))) == ["date.missed", "date.spurious"]


def test_digits_without_an_owner_are_counted_where_the_text_is_there() -> None:
    result = read_as(report=Report("00", "a", "a.txt", TEXT), references=())
    assert result.unaccounted == 3
    assert read_as(report=Report("00", "a", "a.txt", TEXT)).unaccounted == 0


def test_all_fields_are_counted_of_matched_facts() -> None:
    assert list(read_as().fields) == list(COMPARED_FIELDS)


def write_gold(folder: Path) -> None:
    fact = {"document": "a", "start": 14, "end": 17, "text": "27家", "value": "27", "unit": "家"}
    (folder / "documents.jsonl").write_text('{"document": "a", "report_year": 2023}\n', encoding="utf-8")
    (folder / "facts.jsonl").write_text(json.dumps(fact) + "\n", encoding="utf-8")
    (folder / "references.jsonl").write_text("", encoding="utf-8")


def test_gold_is_read_from_its_folder(tmp_path: Path) -> None:
    write_gold(tmp_path)
    (gold,) = read_gold(tmp_path)
    assert (gold.report.document, gold.metadata.report_year, gold.quantities[0].value) == ("a", 2023, Decimal(27))


@pytest.mark.parametrize("line", ["no json", "[]", '{"start": 1}'])
def test_broken_gold_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    write_gold(tmp_path)
    (tmp_path / "facts.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"facts\.jsonl:2: "):
        read_gold(tmp_path)


def test_the_command_prints_the_figures_and_each_disagreement(
    fazhi: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    write_gold(tmp_path)
    reading = tmp_path / "reading.jsonl"
    reading.write_text('{"document": "a"}\n', encoding="utf-8")
    code, out, _ = fazhi("score", tmp_path, reading, "--errors")
    assert code == 0
    assert "quantity.missed" in out and "metadata.report_year" in out
    assert any(line.split()[:5] == ["quantities", "(F1)", "0", "1", "0.0000"] for line in out.splitlines())
    assert fazhi("score", tmp_path / "none", reading)[0] == 2
