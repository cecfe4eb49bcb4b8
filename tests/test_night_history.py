"""The last published files are kept, each can be gone back to, and every night is written down."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from composed_reports import emergency
from published_warehouse import publish_reports

from pipelines.load.history import file_of, history, keep, kept_files, next_number, prune, rollback
from pipelines.load.journal import journal, journal_path, write_line
from pipelines.load.published import night_of
from pipelines.load.warehouse import NightUnknown, history_path, query, table_hashes

Fazhi = Callable[..., tuple[int, str, str]]
NOW = "2026-02-01T02:00:00+00:00"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def night(warehouse: Path, fines: str) -> str:
    """One night that publishes a report with these fines; the digest of what it published."""
    number = next_number(warehouse)
    write_line(warehouse, {"night": number, "started_at": f"2026-01-{number:02}"})
    publish_reports(warehouse, [emergency(2023, fines)], number)
    write_line(warehouse, {"night": number, "outcome": "published", "publish_seconds": 0.5})
    return digest(warehouse)


def fines(warehouse: Path) -> list[str]:
    with query(warehouse, "select quote from fact_indicator where unit = '元'") as answer:
        return [quote for (quote,) in answer.rows]


def test_the_last_published_files_are_kept_byte_for_byte(warehouse: Path) -> None:
    published = [night(warehouse, f"{number}") for number in range(1, 11)]
    kept = kept_files(warehouse)
    assert list(kept) == [3, 4, 5, 6, 7, 8, 9] and night_of(warehouse) == 10
    assert [digest(path) for path in kept.values()] == published[2:9]
    assert file_of(warehouse, 10) == warehouse
    with pytest.raises(NightUnknown, match="kept: 3, 4, 5, 6, 7, 8, 9, 10"):
        file_of(warehouse, 2)


def test_a_rollback_publishes_the_night_before_and_is_itself_written_down(warehouse: Path) -> None:
    first, second = night(warehouse, "1"), night(warehouse, "2")
    assert rollback(warehouse, NOW) == 1
    assert digest(warehouse) == first and fines(warehouse) == ["1万元"]
    assert digest(file_of(warehouse, 2)) == second
    assert [(it.number, it.outcome, it.current) for it in history(warehouse)] == [
        (3, "rollback", False), (2, "published", False), (1, "published", True),
    ]  # fmt: skip
    assert rollback(warehouse, NOW, 2) == 2 and digest(warehouse) == second
    assert rollback(warehouse, NOW) == 1 and digest(warehouse) == first
    with pytest.raises(NightUnknown, match="an earlier night; kept: 1, 2"):
        rollback(warehouse, NOW)
    assert digest(warehouse) == first


def test_the_night_after_a_rollback_is_a_new_one_and_knows_them_all(warehouse: Path) -> None:
    night(warehouse, "1")
    night(warehouse, "2")
    rollback(warehouse, NOW, 1)
    night(warehouse, "4")
    assert night_of(warehouse) == 4 and fines(warehouse) == ["4万元"]
    with query(warehouse, "select night, outcome, publish_seconds from run order by night") as answer:
        assert list(answer.rows) == [
            (1, "published", 0.5), (2, "published", 0.5), (3, "rollback", None), (4, "published", None),
        ]  # fmt: skip


def test_a_reader_of_the_file_that_was_rolled_back_goes_on_reading(warehouse: Path) -> None:
    night(warehouse, "1")
    night(warehouse, "2")
    with query(warehouse, "select quote from fact_indicator where unit = '元'") as answer:
        rollback(warehouse, NOW)
        assert list(answer.rows) == [("2万元",)]


def test_a_deleted_warehouse_comes_back_from_what_is_kept(warehouse: Path) -> None:
    first = night(warehouse, "1")
    night(warehouse, "2")
    warehouse.unlink()
    assert rollback(warehouse, NOW) == 1
    assert digest(warehouse) == first


def test_files_are_kept_where_there_are_no_links(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    published = [night(warehouse, "1"), night(warehouse, "2")]
    assert digest(kept_files(warehouse)[1]) == published[0]
    rollback(warehouse, NOW)
    assert digest(warehouse) == published[0]


def test_keeping_twice_is_keeping_once_and_what_is_no_warehouse_is_not_kept(warehouse: Path) -> None:
    night(warehouse, "1")
    keep(warehouse)
    keep(warehouse)
    assert list(kept_files(warehouse)) == [1]
    warehouse.write_bytes(b"no warehouse")
    keep(warehouse)
    assert list(kept_files(warehouse)) == [1]


def test_what_a_killed_night_left_half_kept_is_cleared_and_never_counted(warehouse: Path) -> None:
    night(warehouse, "1")
    draft = history_path(warehouse) / ".000009.duckdb.77.tmp"
    draft.write_bytes(b"half")
    assert kept_files(warehouse) == {}
    prune(warehouse)
    assert not draft.exists()


# The journal ----------------------------------------------------------------------------------------------------------


def test_a_night_that_never_ended_shows_as_broken_off(warehouse: Path) -> None:
    night(warehouse, "1")
    write_line(warehouse, {"night": 2, "started_at": NOW})
    assert [line["outcome"] for line in journal(warehouse)] == ["published", "broken_off"]
    night(warehouse, "3")
    with query(warehouse, "select night, outcome from run order by night") as answer:
        assert list(answer.rows) == [(1, "published"), (2, "broken_off"), (3, "published")]


def test_a_night_killed_between_its_swap_and_its_last_line_was_published(warehouse: Path) -> None:
    night(warehouse, "1")
    lines = journal_path(warehouse).read_text("utf-8").splitlines(keepends=True)
    journal_path(warehouse).write_text("".join(lines[:-1]), encoding="utf-8")
    assert [it.outcome for it in history(warehouse)] == ["published"]
    night(warehouse, "2")
    with query(warehouse, "select night, outcome from run order by night") as answer:
        assert list(answer.rows) == [(1, "published"), (2, "published")]


@pytest.mark.parametrize("torn", ['{"night": 2, "star', "\x00\x00\x00", "[]", '{"night": "two"', "7"])
def test_a_line_cut_off_by_a_power_cut_is_passed_over(warehouse: Path, torn: str) -> None:
    night(warehouse, "1")
    with journal_path(warehouse).open("a", encoding="utf-8") as file:
        file.write(torn)
    write_line(warehouse, {"night": 2, "outcome": "failed"})
    assert [(line["night"], line["outcome"]) for line in journal(warehouse)] == [(1, "published"), (2, "failed")]


def test_no_number_is_given_twice_even_when_the_journal_is_lost(warehouse: Path) -> None:
    for fine in ("1", "2", "3"):
        night(warehouse, fine)
    rollback(warehouse, NOW, 1)
    journal_path(warehouse).unlink()
    assert next_number(warehouse) == 4
    assert [it.number for it in history(warehouse)] == [3, 2, 1]


def test_what_the_checks_of_a_refused_night_found_is_kept_with_the_next_published_one(warehouse: Path) -> None:
    night(warehouse, "1")
    failed = {
        "check": "fact_id_unique", "table": "fact_quantity", "layer": "sql", "severity": "error", "offenders": 7,
        "message": "甲 (A.)", "sample": "x=1", "scope": "changed",
    }  # fmt: skip
    write_line(warehouse, {"night": 2, "outcome": "refused", "failed_checks": [failed], "problem": "refused"})
    night(warehouse, "3")
    with query(warehouse, "select night, observed, expected, passed, scope from check_result where night = 2") as it:
        assert list(it.rows) == [(2, 7, 0, False, "changed")]
    with query(warehouse, "select outcome, errors, rows_off from mart_quality where night = 2") as it:
        assert list(it.rows) == [("refused", 1, 7)]


def test_the_tables_of_two_nights_with_the_same_reports_hash_the_same(warehouse: Path, tmp_path: Path) -> None:
    for fine in ("1", "2"):
        night(warehouse, fine)
    publish_reports(tmp_path / "fresh.duckdb", [emergency(2023, "2")], 1)
    assert table_hashes(warehouse) == table_hashes(tmp_path / "fresh.duckdb")


# The command line -----------------------------------------------------------------------------------------------------


def test_history_and_rollback_on_the_command_line(fazhi: Fazhi, warehouse: Path) -> None:
    first, _ = night(warehouse, "1"), night(warehouse, "2")
    assert fazhi("rollback", "--warehouse", warehouse)[0] == 0
    assert digest(warehouse) == first
    code, out, err = fazhi("history", "--warehouse", warehouse)
    assert (code, err) == (0, "")
    assert all(word in out for word in ("rollback", "published", "kept"))
    code, out, err = fazhi("rollback", "9", "--warehouse", warehouse)
    assert code == 2 and len(err.splitlines()) == 1 and "kept: 1, 2" in err


def test_history_of_nothing(fazhi: Fazhi, warehouse: Path) -> None:
    code, out, _ = fazhi("history", "--warehouse", warehouse)
    assert code == 0 and "no night yet" in out
