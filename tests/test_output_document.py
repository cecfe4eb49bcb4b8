"""The description of the output names every key that is written, and no other."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from pipelines import model
from pipelines.jsonl import to_json

DOCUMENT = (Path(__file__).parent.parent / "docs/output.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL))
ROW = to_json(
    model.Extraction(
        model.Report("00", "a", "a.txt", "2023"),
        model.Metadata(),
        (model.Quantity(0, 4, "2023", Decimal(2023)),),
        (model.Reference(0, 4, "2023", "date", None, ("2023",)),),
        (model.Numeral(0, 4, "2023", "year"),),
        (model.Finding("parts_sum", "warning", "…", (0,)),),
    )
)


@pytest.mark.parametrize("section", [key for key in ROW if key != "document"])
def test_every_key_is_described(section: str) -> None:
    content = ROW[section]
    written = content if isinstance(content, dict) else content[0]
    assert re.findall(r"^\| `(\w+)` \|", SECTIONS[section], re.MULTILINE) == list(written)


@pytest.mark.parametrize(
    ("section", "choices"),
    [
        ("metadata", model.Level),
        ("quantities", model.Bound),
        ("quantities", model.Measure),
        ("quantities", model.Status),
        ("references", model.ReferenceKind),
        ("numerals", model.NumeralKind),
        ("findings", model.Severity),
    ],
)
def test_every_choice_is_described(section: str, choices: object) -> None:
    assert set(get_args(choices)) <= set(re.findall(r"`(\w+)`", SECTIONS[section]))
