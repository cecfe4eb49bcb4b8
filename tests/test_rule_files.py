"""A broken rule file is told with its name and its entry, and never read as something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.rules.indicators import catalogue, indicator_rules
from pipelines.rules.loader import RULES, RuleError

FINES = "enforcement.fines"
GOOD = {"code": FINES, "units": ["元"], "when": ["罚款"]}


@pytest.fixture
def fresh() -> Iterator[None]:
    """Rules read anew within a test, and again after it."""
    indicator_rules.cache_clear()
    catalogue.cache_clear()
    yield
    indicator_rules.cache_clear()
    catalogue.cache_clear()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ({"code": FINES}, "list of entries"),
        ([{"units": ["元"]}], "entry 1"),
        ([{**GOOD, "code": "enforcement.nothing"}], "enforcement.nothing"),
        ([{**GOOD, "whenever": ["罚款"]}], "whenever"),
        ([{**GOOD, "when": []}], FINES),
        ([{**GOOD, "when": "罚款"}], FINES),
        ([{**GOOD, "when": ["罚款 & "]}], FINES),
        ([{**GOOD, "when": ["(罚款|罚没"]}], "(罚款"),
        ([{**GOOD, "when": ["罚.*款"]}], "罚.*款"),
        ([{**GOOD, "unless": ["[退还"]}], "[退还"),
        ([GOOD, GOOD], FINES),
    ],
)
def test_a_broken_entry_is_named(entries: Any, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.rules.indicators.rule_files", lambda _: ("indicators/one.yaml",))
    monkeypatch.setattr("pipelines.rules.indicators.load_yaml", lambda _: entries)
    with pytest.raises(RuleError) as told:
        indicator_rules()
    assert named in str(told.value) and "indicators" in str(told.value)


@pytest.mark.usefixtures("fresh")
def test_a_good_entry_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.rules.indicators.rule_files", lambda _: ("indicators/one.yaml",))
    entry = {**GOOD, "when": ["! 罚款|党组(扩大)会 & ~执法"]}
    monkeypatch.setattr("pipelines.rules.indicators.load_yaml", lambda _: [entry])
    (rule,) = indicator_rules()
    (line,) = rule.lines
    assert line.decisive and [group.words for group in line.groups] == [("罚款", "党组(扩大)会"), ("执法",)]


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("row", ["junk,row", "a,b,c,d,e,f,g"])
def test_a_broken_row_of_the_catalogue_is_named(row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (RULES / "indicators.csv").read_text(encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(f"{whole}{row}\n", encoding="utf-8")
    monkeypatch.setattr("pipelines.rules.indicators.RULES", tmp_path)
    with pytest.raises(RuleError, match=r"indicators\.csv: line 126"):
        catalogue()
