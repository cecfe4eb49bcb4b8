"""Run the SQL checks on a candidate: each returns the rows that break it, and no row means that it holds.

A check is one file of ``sql/checks``: its first lines are comments, ``-- severity: error`` (or warning),
``-- table: …`` and what holds, in Chinese and English; then comes one SELECT. A line ``-- scope: changed`` before what
holds says that each report stands for itself, so that a night need only look at the reports that it read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.load.candidate import BY_REPORT
from pipelines.load.errors import SqlFileBroken
from pipelines.load.runs import insert_result, tell_of_night
from pipelines.load.schema import first_line, sql_files, writing
from pipelines.load.scope import part_of_warehouse
from pipelines.model import Severity
from pipelines.validate.check_result import CheckResult

if TYPE_CHECKING:
    import duckdb

_HEAD = re.compile(
    r"-- severity: (?P<severity>error|warning)\n-- table: (?P<table>\w+)\n(?:-- scope: (?P<scope>changed)\n)?"
    r"-- (?P<message>[^\n]+)\n(?P<sql>.+)",
    re.DOTALL,
)
#: Characters of an offender that are kept as its sample.
_SAMPLE = 300


@dataclass(frozen=True, slots=True)
class SqlCheck:
    """A check in SQL: what it is called, which table it is about, how grave a break is, what holds, and the SELECT.

    `by_report` tells that it holds of the whole if it holds of every report by itself.
    """

    name: str
    table: str
    severity: Severity
    message: str
    sql: str
    by_report: bool = False


def sql_check(name: str, text: str) -> SqlCheck:
    """The check that the *text* of a file of ``sql/checks`` is.

    >>> sql_check("a", "-- severity: error\\n-- table: t\\n-- 甲 (A)\\nselect 1").message
    '甲 (A)'

    Raises:
        SqlFileBroken: the head of the file is not as it should be.
    """
    match = _HEAD.fullmatch(text)
    if match is None:
        raise SqlFileBroken(f"checks/{name}.sql", "缺少文件头 (the first lines must be severity, table and what holds)")
    severity: Severity = "error" if match["severity"] == "error" else "warning"
    return SqlCheck(
        name, match["table"], severity, match["message"].strip(), match["sql"].strip().rstrip(";"), bool(match["scope"])
    )


def sql_checks() -> tuple[SqlCheck, ...]:
    """Every check of ``sql/checks``, by name.

    >>> all(check.severity in ("error", "warning") for check in sql_checks())
    True
    """
    return tuple(sql_check(path.stem, path.read_text(encoding="utf-8")) for path in sql_files("checks"))


def run_check(connection: duckdb.DuckDBPyConnection, check: SqlCheck) -> CheckResult:
    """What *check* says of the tables as they stand.

    Raises:
        SqlFileBroken: its SELECT does not run.
    """
    import duckdb

    try:
        return _counted(connection, check)
    except duckdb.Error as error:
        raise SqlFileBroken(f"checks/{check.name}.sql", first_line(error)) from error


def _counted(connection: duckdb.DuckDBPyConnection, check: SqlCheck) -> CheckResult:
    [(count,)] = connection.execute(f"select count(*) from ({check.sql}\n)").fetchall()
    sample = None
    if count:
        cursor = connection.execute(f"select * from ({check.sql}\n) order by all limit 1")
        names = [column[0] for column in cursor.description or ()]
        [row] = cursor.fetchall()
        sample = ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))[:_SAMPLE]
    return CheckResult(check.name, check.table, "sql", check.severity, count, check.message, sample)


def check_candidate(
    candidate: Path,
    earlier: Iterable[CheckResult] = (),
    changed: Collection[str] | None = None,
    told: Mapping[str, object] | None = None,
) -> list[CheckResult]:
    """Run every check of ``sql/checks`` on *candidate* and keep the results, with *earlier* ones, in `check_result`.

    *earlier* are the results of the frame suites. Checks that hold report by report look at the reports in *changed*
    only, where it is given; all others look at the whole. *told* is what else is known of the night, for its row of
    `run`. Returns the results in the order of (layer, check, table). Nothing is raised for a failed check: `publish`
    refuses.
    """
    with writing(candidate) as connection:
        [(night,)] = connection.execute("select night from load_info").fetchall()
        results = [*earlier, *_results(connection, changed)]
        results.sort(key=lambda result: (result.layer, result.check, result.table))
        connection.execute("begin")
        connection.execute("delete from check_result where night = ?", [night])
        for result in results:
            insert_result(connection, night, result)
        tell_of_night(connection, night, told or {})
        connection.execute("commit")
    return results


def _results(connection: duckdb.DuckDBPyConnection, changed: Collection[str] | None) -> Iterator[CheckResult]:
    import polars as pl

    whole: list[SqlCheck] = []
    by_report: list[SqlCheck] = []
    for check in sql_checks():
        (by_report if check.by_report and changed is not None else whole).append(check)
    yield from (run_check(connection, check) for check in whole)
    if changed is None:
        return
    rows = pl.DataFrame({"report_id": sorted(changed)}, schema={"report_id": pl.String})
    connection.register("changed_rows", rows)
    connection.execute("create temp table changed_report as from changed_rows")
    connection.unregister("changed_rows")
    with part_of_warehouse(connection, dict.fromkeys(BY_REPORT, "report_id in (from temp.changed_report)")):
        yield from (replace(run_check(connection, check), scope="changed") for check in by_report)
    connection.execute("drop table temp.changed_report")
