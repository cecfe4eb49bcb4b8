"""The nights in a published file: the tables `run` and `check_result`, from the file before and from the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.load.journal import RUN_COLUMNS
from pipelines.load.schema import quoted
from pipelines.validate.check_result import CheckResult

if TYPE_CHECKING:
    import duckdb

#: Tables that tell of the nights and that a warehouse built anew takes over from the one before.
OF_NIGHTS = ("run", "check_result")
_COUNTS = """
    update run set
        quantities = (select count(*) from fact_quantity),
        facts = (select count(*) from fact_indicator),
        findings = (select count(*) from finding)
    where night = ?
"""


def take_over_nights(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Fill `run` and `check_result` of an empty warehouse from the published one, as far as it has them."""
    import duckdb

    if not warehouse.is_file():
        return
    try:
        connection.execute(f"attach {quoted(warehouse)} as before (read_only)")
    except duckdb.Error:
        return
    try:
        for table in OF_NIGHTS:
            with suppress(duckdb.Error):  # of another schema
                connection.execute(f"insert into {table} by name from before.{table}")
    finally:
        connection.execute("detach before")


def carry_nights(connection: duckdb.DuckDBPyConnection, night: int, lines: Sequence[Mapping[str, Any]] = ()) -> None:
    """Bring the table `run` up to this *night* by the *lines* of the journal, the last word on every night.

    Nights that the journal does not know stay as the file before had them. What the checks of nights that published
    nothing found comes along; the results of *night* itself come with `check_candidate`.
    """
    there = {number for (number,) in connection.execute("select night from run").fetchall()}
    latest = max(there, default=0)
    # A night that was killed after its swap never wrote its end; the file that it published did.
    cut_off = {line["night"] for line in lines if line["outcome"] == "broken_off" and line["night"] in there}
    known = [
        line
        for line in lines
        if line["night"] not in cut_off and (line["night"] >= latest or line["night"] not in there)
    ]
    connection.execute("begin")
    for line in known:
        connection.execute("delete from run where night = ?", [line["night"]])
    rows = [[{"started_at": "", **line}.get(column) for column in RUN_COLUMNS] for line in known]
    if not any(line["night"] == night for line in known):
        connection.execute("delete from run where night = ?", [night])
        built_at = connection.execute("select built_at, rules_version from load_info").fetchall()[0]
        rows.append([night, built_at[0], "published", built_at[1], *[None] * (len(RUN_COLUMNS) - 4)])
    marks = ", ".join("?" * len(RUN_COLUMNS))
    for row in rows:
        connection.execute(f"insert into run values ({marks})", row)
    connection.execute("delete from check_result where night >= ?", [night])
    for line in known:
        _carry_checks(connection, line)
    connection.execute("commit")


def _carry_checks(connection: duckdb.DuckDBPyConnection, line: Mapping[str, Any]) -> None:
    failed = line.get("failed_checks") or ()
    held = connection.execute("select count(*) from check_result where night = ?", [line["night"]]).fetchall()
    if held == [(0,)]:
        for result in failed:
            insert_result(connection, line["night"], CheckResult(**result))


def insert_result(connection: duckdb.DuckDBPyConnection, night: int, result: CheckResult) -> None:
    """One row of `check_result`."""
    connection.execute(
        "insert into check_result values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
        [
            night, result.layer, result.check, result.table, result.severity, result.passed, result.offenders,
            result.scope, result.message, result.sample,
        ],
    )  # fmt: skip


def tell_of_night(connection: duckdb.DuckDBPyConnection, night: int, line: Mapping[str, Any]) -> None:
    """Write into the row of *night* what is known of it when its candidate was checked, its counts included."""
    known = {name: line[name] for name in RUN_COLUMNS[1:] if line.get(name) is not None}
    if known:
        settings = ", ".join(f"{name} = ?" for name in known)
        connection.execute(f"update run set {settings} where night = ?", [*known.values(), night])
    connection.execute(_COUNTS, [night])
