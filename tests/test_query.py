"""Asking the warehouse: nothing writes, nothing but the warehouse is read, nothing runs without end."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from published_warehouse import publish_composed

from pipelines.load.errors import WarehouseUnreadable
from pipelines.load.schema import writing
from pipelines.load.warehouse import (
    QueryRefused,
    QueryTooSlow,
    WarehouseMissing,
    WarehouseOutdated,
    query,
    read_frames,
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_composed(tmp_path_factory.mktemp("published"))


def rows_of(warehouse: Path, sql: str, limit: int | None = None) -> list[tuple[Any, ...]]:
    with query(warehouse, sql, limit) as answer:
        return list(answer.rows)


def test_an_answer_names_its_columns_and_types(warehouse: Path) -> None:
    with query(warehouse, "select value, year, agency_name from mart_headline") as answer:
        assert answer.columns == ("value", "year", "agency_name")
        assert answer.types == ("DECIMAL(38,6)", "SMALLINT", "VARCHAR")


def test_rows_come_as_they_are_asked_for_and_no_more_than_the_limit(warehouse: Path) -> None:
    with query(warehouse, "select * from range(100000000)", limit=3) as answer:
        assert list(answer.rows) == [(0,), (1,), (2,)]
    assert len(rows_of(warehouse, "select * from range(2500)")) == 2500


def test_parameters_are_bound_by_name_and_never_pasted(warehouse: Path) -> None:
    sql = "select count(*) from mart_headline where agency_name = $agency and year = $year"
    for agency, count in (("临山县应急管理局", 6), ("' or 1 = 1 --", 0)):
        with query(warehouse, sql, parameters={"agency": agency, "year": 2023}) as answer:
            assert list(answer.rows) == [(count,)]


@pytest.mark.parametrize("parameters", [{}, {"agency": "a"}, {"year": 1, "agency": "a", "more": 1}])
def test_a_parameter_missing_or_too_many_is_refused(warehouse: Path, parameters: dict[str, object]) -> None:
    with (
        pytest.raises(QueryRefused, match="parameters"),
        query(warehouse, "select $agency, $year", parameters=parameters),
    ):
        pass


#: Work without end for every test: a sum over a billion billions.
ENDLESS = "select sum(a.range * b.range) from range(1000000000) a, range(1000000000) b"


def test_a_question_without_end_is_stopped_and_says_so(warehouse: Path) -> None:
    with pytest.raises(QueryTooSlow, match=r"0\.2 s"), query(warehouse, ENDLESS, timeout=0.2):
        pass


def test_rows_that_never_come_are_stopped_too(warehouse: Path) -> None:
    sql = "select a.range from range(1000000000) a, range(1000000000) b where hash(a.range * b.range + b.range) = 1"
    with pytest.raises(QueryTooSlow), query(warehouse, sql, timeout=0.2) as answer:
        list(answer.rows)


def test_a_slow_reader_is_no_slow_question(warehouse: Path) -> None:
    with query(warehouse, "select * from range(2500)", timeout=1) as answer:
        first = next(answer.rows)
        time.sleep(1.1)
        assert [first, *answer.rows] == [(number,) for number in range(2500)]


@pytest.mark.parametrize(
    "sql", ["from mart_headline", "select night from load_info", "select i.night from load_info i"]
)
def test_a_warehouse_of_another_version_says_so(tmp_path: Path, sql: str) -> None:
    old = tmp_path / "old.duckdb"
    with writing(old) as connection:
        connection.execute("create table load_info as select 'another' as load_version")
    with pytest.raises(WarehouseOutdated, match=r"another version, run `fazhi run`") as error:
        rows_of(old, sql)
    assert "old.duckdb" in str(error.value) and "\n" not in str(error.value)
    assert rows_of(old, "select load_version from load_info") == [("another",)]
    for wrong in ("selec 1", "from mart_headlin", "select nigh from load_info"):
        with pytest.raises(QueryRefused):
            rows_of(old, wrong)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into dim_year select * from dim_year",
        "update dim_report set title = null",
        "delete from finding",
        "drop table finding",
        "create table t (a int)",
        "create temp table t (a int)",
        "attach ':memory:' as other",
        "copy finding to 'finding.csv'",
        "export database 'folder'",
        "set threads = 1",
        "install httpfs",
        "load httpfs",
        "pragma database_list",
        "call pragma_version()",
        "begin",
        "vacuum",
        "checkpoint",
    ],
)
def test_what_does_not_only_read_is_refused_in_one_sentence(warehouse: Path, sql: str) -> None:
    before = warehouse.read_bytes()
    with pytest.raises(QueryRefused) as refused:
        rows_of(warehouse, sql)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 200
    assert warehouse.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{}')",
        "select * from read_text('{}')",
        "select * from '{}'",
        "select * from glob('/*')",
        "from read_parquet('{}')",
    ],
)
def test_a_query_reads_no_other_file(warehouse: Path, tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    with pytest.raises(QueryRefused):
        rows_of(warehouse, sql.format(secret))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "no SQL statement"),
        ("-- nothing", "no SQL statement"),
        ("select 1; select 2", "one statement at a time"),
        ("select 1; drop table finding", "one statement at a time"),
        ("selec 1", "syntax error"),
        ("select no_such from finding", "no_such"),
        ("select * from no_such", "no_such"),
        ("select 1 // 0", "SQL"),
    ],
)
def test_wrong_sql_is_said_in_one_sentence(warehouse: Path, sql: str, said: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        rows_of(warehouse, sql)
    assert said in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "sql",
    [
        "from dim_year limit 1",
        "select 1;",
        "with a as (select 1 as b) select b from a",
        "show tables",
        "describe dim_report",
        "summarize dim_year",
        "explain select * from finding",
        "pivot mart_headline on indicator_code using first(value) group by agency_name, year",
        "values (1)",
    ],
)
def test_whatever_only_reads_is_answered(warehouse: Path, sql: str) -> None:
    assert rows_of(warehouse, sql)


def test_a_missing_warehouse_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="fazhi run"):
        rows_of(tmp_path / "none.duckdb", "select 1")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    other.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseUnreadable, match=r"other\.duckdb") as error:
        rows_of(other, "select 1")
    assert "\n" not in str(error.value)
    with pytest.raises(WarehouseUnreadable):
        read_frames(other, ["dim_year"])


def test_tables_come_as_frames(warehouse: Path) -> None:
    frames = read_frames(warehouse, ["dim_year", "finding"])
    assert frames["finding"]["quotes"].to_list() == [["202011日"]] * 3
    with pytest.raises(WarehouseUnreadable, match="no_such"):
        read_frames(warehouse, ["no_such"])
