"""What two nights state differently: facts gained, lost and changed, with their quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from composed_reports import emergency, market
from published_warehouse import publish_reports

from pipelines.load.errors import WarehouseUnreadable
from pipelines.load.nights import differences_of_nights
from pipelines.load.warehouse import WarehouseMissing
from pipelines.model import Extraction

Fazhi = Callable[..., tuple[int, str, str]]


def between(folder: Path, before: Sequence[Extraction], after: Sequence[Extraction]) -> list[tuple[object, ...]]:
    publish_reports(folder / "a.duckdb", before)
    publish_reports(folder / "b.duckdb", after)
    found = differences_of_nights(folder / "a.duckdb", folder / "b.duckdb")
    return [(it.kind, it.path, it.indicator, it.quote_before, it.quote_after) for it in found]


def test_the_same_night_differs_in_nothing(tmp_path: Path) -> None:
    assert between(tmp_path, [emergency(), market()], [market(), emergency()]) == []


def test_an_edited_report_differs_in_the_edited_figure_only(tmp_path: Path) -> None:
    found = between(tmp_path, [emergency(2023, "12.5"), market()], [emergency(2023, "99"), market()])
    assert found == [("changed", "县/应急2023.txt", "enforcement.fines", "12.5万元", "99万元")]


def test_a_new_report_gains_and_a_vanished_one_loses_all_its_facts(tmp_path: Path) -> None:
    gained = between(tmp_path, [market()], [market(), emergency()])
    lost = between(tmp_path, [market(), emergency()], [market()])
    assert {row[0] for row in gained} == {"gained"} and {row[0] for row in lost} == {"lost"}
    assert sorted((row[2], row[4]) for row in gained) == sorted((row[2], row[3]) for row in lost)
    assert ("gained", "县/应急2023.txt", "enforcement.fines", None, "12.5万元") in gained


def test_a_renamed_report_differs_in_nothing(tmp_path: Path) -> None:
    assert between(tmp_path, [emergency(path="old.txt")], [emergency(path="new.txt")]) == []


def test_files_that_cannot_be_compared_are_a_clear_error(tmp_path: Path) -> None:
    publish_reports(tmp_path / "a.duckdb", [market()])
    with pytest.raises(WarehouseMissing):
        differences_of_nights(tmp_path / "a.duckdb", tmp_path / "none.duckdb")
    (tmp_path / "b.duckdb").write_bytes(b"no warehouse")
    with pytest.raises(WarehouseUnreadable):
        differences_of_nights(tmp_path / "a.duckdb", tmp_path / "b.duckdb")


def test_nights_on_the_command_line(fazhi: Fazhi, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish_reports(warehouse, [emergency(2023, "12.5")], 1)
    publish_reports(warehouse, [emergency(2023, "99")], 2)
    code, out, err = fazhi("diff", "--nights", 1, 2, "--warehouse", warehouse)
    assert (code, err) == (0, "")
    assert "12.5万元" in out and "99万元" in out and out.endswith("0 gained, 0 lost, 1 changed\n")
    assert fazhi("diff", "--nights", 1, 7, "--warehouse", warehouse)[0] == 2
    code, out, err = fazhi("diff", "a.jsonl")
    assert code == 2 and "--nights" in err and len(err.splitlines()) == 1
