"""Two readings held against each other: nothing that a fact states may change unseen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.differences import COMPARED, differences
from pipelines.model import Extraction, Metadata, Quantity, Report

FACT = Quantity(
    2, 6, "27家次", Decimal(27), None, "家次", period="2023", indicator="enforcement.inspections", rule="检查",
)  # fmt: skip
OTHER: dict[str, object] = {
    "indicator": "enforcement.cases_filed", "value": Decimal(28), "value_max": Decimal(30), "unit": "家",
    "bound": "at_least", "measure": "change", "status": "planned", "period": "2022", "breakdown": "矿山",
    "subject": "企业", "part_of": 0,
}  # fmt: skip


def reading(*facts: Quantity, document: str = "a") -> Extraction:
    return Extraction(Report("00", document, f"{document}.txt", ""), Metadata(), facts)


def test_equal_readings_have_no_differences() -> None:
    assert differences([reading(FACT)], [reading(replace(FACT, rule="另一规则", confidence=0.5))]) == ()


@pytest.mark.parametrize("field", COMPARED)
def test_each_field_of_a_fact_is_compared(field: str) -> None:
    changed = replace(FACT, **{field: OTHER[field]})  # type: ignore[arg-type]
    (difference,) = differences([reading(FACT)], [reading(changed)])
    assert difference.kind == "changed"
    assert difference.fields == ((field, getattr(FACT, field), OTHER[field]),)


def test_a_fact_of_one_reading_is_gained_or_lost() -> None:
    unclaimed = replace(FACT, indicator=None)
    assert [d.kind for d in differences([reading(unclaimed)], [reading(FACT)])] == ["gained"]
    assert [d.kind for d in differences([reading(FACT)], [reading(unclaimed)])] == ["lost"]
    assert [d.kind for d in differences([reading(FACT)], [])] == ["lost"]


def test_the_same_place_in_another_document_is_another_fact() -> None:
    found = differences([reading(FACT)], [reading(FACT, document="b")])
    assert [(d.document, d.kind) for d in found] == [("a", "lost"), ("b", "gained")]


def test_facts_of_one_figure_are_matched_by_indicator() -> None:
    second = replace(FACT, indicator="enforcement.cases_filed")
    assert differences([reading(FACT, second)], [reading(second, FACT)]) == ()
    assert [d.kind for d in differences([reading(FACT)], [reading(second, FACT)])] == ["gained"]
