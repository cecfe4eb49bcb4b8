"""`fazhi run` and `fazhi query`: the job from the command line, and questions to what it built."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from pytest import MonkeyPatch

from assets.run import materialize
from assets.summary import RunSummary
from pipelines.model import Reject
from pipelines.validate.check_result import CheckResult

Fazhi = Callable[..., tuple[int, str, str]]

REPORT = "青溪县司法局2023年法治政府建设年度报告\n全年检查企业120家次,共罚款12.5万元。\n青溪县司法局\n2024年1月15日\n"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "empty.txt").touch()
    return folder


@pytest.fixture(scope="module")
def warehouse(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("warehouse") / "fazhi.duckdb"
    assert materialize(raw, target).published
    return target


def test_a_second_run_tells_that_nothing_was_read_again(fazhi: Fazhi, raw: Path, warehouse: Path) -> None:
    code, out, err = fazhi("run", "--raw", raw, "--warehouse", warehouse)
    assert (code, err) == (0, "")
    assert "2 files in" in out and "0 extracted" in out and "1 unchanged" in out and "1 rejected" in out
    assert "empty.txt" in out and "空文件" in out
    assert "fact_indicator" in out and "mart_headline" in out


@pytest.mark.parametrize("place", ["missing", "empty"])
def test_no_raw_reports_is_a_line_and_exit_2(fazhi: Fazhi, tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    target = tmp_path / "fazhi.duckdb"
    code, out, err = fazhi("run", "--raw", tmp_path / place, "--warehouse", target)
    assert (code, out) == (2, "")
    assert str(tmp_path / place) in err and len(err.splitlines()) == 1
    assert not target.exists()


def test_a_run_that_is_not_published_tells_why_and_exits_1(
    fazhi: Fazhi, tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    failed = CheckResult("fact_quotes", "fact_indicator", "sql", "error", 3, "A fact quotes its span.")
    summary = RunSummary(
        tmp_path / "fazhi.duckdb", published=False, strict=False, files_in=2, loaded=1, unchanged=0,
        rejects=(Reject("x.txt", "read", "空文件"),), checks=(failed,), problem="检查未通过,未发布",
    )  # fmt: skip
    monkeypatch.setattr("assets.run.materialize", lambda *_, **__: summary)
    code, out, err = fazhi("run")
    assert code == 1
    assert "fact_quotes" in out and "x.txt" in out
    assert err == "检查未通过,未发布\n"


def test_options_reach_the_job(fazhi: Fazhi, monkeypatch: MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def remember(raw: Path, warehouse: Path, **options: object) -> RunSummary:
        asked.update(options, raw=raw, warehouse=warehouse)
        return RunSummary(warehouse, published=False, strict=True, files_in=0, loaded=0, unchanged=0)

    monkeypatch.setattr("assets.run.materialize", remember)
    fazhi("run", "--raw", "in", "--warehouse", "out.duckdb", "--strict", "--workers", 3)
    assert asked == {
        "raw": Path("in"), "warehouse": Path("out.duckdb"), "strict": True, "workers": 3, "on_event": None,
        "allow_shrink": False,
    }  # fmt: skip


FINES = (
    "select value, unit, sentence, signed_on from fact_indicator join dim_report using (report_id) where unit = '元'"
)


def test_query_shows_a_table(fazhi: Fazhi, warehouse: Path) -> None:
    code, out, err = fazhi("query", FINES, "--warehouse", warehouse)
    assert (code, err) == (0, "")
    assert "125000" in out and "共罚款12.5万元" in out


def test_query_reads_a_file(fazhi: Fazhi, warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "fines.sql"
    file.write_text(f"-- 罚没金额 (fines)\n{FINES};\n", encoding="utf-8")
    assert fazhi("query", file, "--warehouse", warehouse) == fazhi("query", FINES, "--warehouse", warehouse)
    assert fazhi("query", tmp_path / "none.sql", "--warehouse", warehouse)[0] == 2


def test_query_writes_json_with_exact_numbers_as_strings(fazhi: Fazhi, warehouse: Path) -> None:
    _, out, _ = fazhi("query", FINES, "--warehouse", warehouse, "--format", "json")
    (row,) = json.loads(out)
    assert (row["value"], row["unit"], row["signed_on"]) == ("125000", "元", "2024-01-15")
    assert fazhi("query", "select 1 where false", "--warehouse", warehouse, "--format", "json")[1] == "[]\n"


def test_query_writes_csv(fazhi: Fazhi, warehouse: Path) -> None:
    _, out, _ = fazhi("query", FINES, "--warehouse", warehouse, "--format", "csv")
    (row,) = csv.DictReader(StringIO(out))
    assert (row["value"], row["unit"]) == ("125000", "元")


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_query_gives_no_more_rows_than_asked_for(fazhi: Fazhi, warehouse: Path, format: str) -> None:
    _, out, err = fazhi(
        "query", "select 'r' || i as n from range(9) t(i)", "--warehouse", warehouse, "--format", format, "--limit", 4
    )
    assert [f"r{n}" in out for n in range(9)] == [True] * 4 + [False] * 5
    assert "first 4 rows" in err and len(err.splitlines()) == 1


def test_query_says_nothing_where_all_rows_are_shown(fazhi: Fazhi, warehouse: Path) -> None:
    assert fazhi("query", "select * from range(4)", "--warehouse", warehouse, "--limit", 4)[2] == ""


def test_query_that_takes_too_long_is_stopped_in_one_line(fazhi: Fazhi, warehouse: Path) -> None:
    endless = "select sum(a.range * b.range) from range(1000000000) a, range(1000000000) b"
    code, out, err = fazhi("query", endless, "--warehouse", warehouse, "--timeout", 0.2)
    assert (code, out) == (2, "")
    assert "0.2 s" in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "sql", ["drop table fact_indicator", "select * from read_text('/etc/hostname')", "selec 1", "select 1; select 2"]
)
def test_query_refuses_in_one_line(fazhi: Fazhi, warehouse: Path, sql: str) -> None:
    code, out, err = fazhi("query", sql, "--warehouse", warehouse)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and "Traceback" not in err


def test_unclaimed_of_the_warehouse_is_that_of_the_reports(fazhi: Fazhi, raw: Path, warehouse: Path) -> None:
    assert fazhi("unclaimed", "--warehouse", warehouse)[1] == fazhi("unclaimed", raw / "a.txt")[1]
