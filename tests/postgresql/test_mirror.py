"""The mirror is the warehouse, whatever happened before, and readers see the one before or the one after."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy
from composed_reports import composed, emergency, market, unnamed
from conftest import other_database
from published_warehouse import publish_composed, publish_reports

from pipelines.load.comments import comments
from pipelines.load.warehouse import query
from pipelines.mirror.errors import MirrorError
from pipelines.mirror.mirror import Mirrored, mirror
from pipelines.mirror.tables import VIEWS
from pipelines.model import Extraction, Metadata


def hostile() -> Extraction:
    """A report whose text holds what a database may choke on, and an agency with a quote in its name."""
    text = "某县'法治'局\x00报告：处理\\N案件3件，\t「a,b」{c}。"
    metadata = Metadata(title="'; drop table x --", agency="某县'法治'局", adcode="420324", report_year=2021)
    return composed("县/it's.txt", text, metadata, [("3件", "3", {"unit": "件", "subject": "案件\x00"})])


REPORTS = (emergency(), emergency(2022, "8"), market(), unnamed(), hostile())
CHANGED = (emergency(), emergency(2022, "9.5"), market(), unnamed(), hostile())
#: The same files, of which other rules read one differently.
READ_AGAIN = (
    replace(REPORTS[0], quantities=(replace(REPORTS[0].quantities[0], confidence=0.5), *REPORTS[0].quantities[1:])),
    *REPORTS[1:],
)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Published once: the first night, one with a changed report, and one in which most reports are gone."""
    folder = tmp_path_factory.mktemp("nights")
    told = {"first": REPORTS, "changed": CHANGED, "fewer": REPORTS[:1], "read again": READ_AGAIN}
    for number, (name, reports) in enumerate(told.items(), 1):
        publish_reports(folder / f"{name}.duckdb", reports, night=number)
    return {name: folder / f"{name}.duckdb" for name in told}


@pytest.fixture
def warehouse(nights: dict[str, Path], tmp_path: Path) -> Path:
    """The first night."""
    return publish(nights, "first", tmp_path / "fazhi.duckdb")


def publish(nights: dict[str, Path], name: str, warehouse: Path) -> Path:
    """Swap a night in as publishing does."""
    shutil.copy(nights[name], warehouse.with_suffix(".tmp"))
    warehouse.with_suffix(".tmp").replace(warehouse)
    return warehouse


def of_warehouse(warehouse: Path, table: str) -> list[tuple[Any, ...]]:
    with query(warehouse, f'select * from "{table}"') as answer:
        return sorted((tuple(map(_cleaned, row)) for row in answer.rows), key=repr)


def of_mirror(database: str, table: str, warehouse: Path, schema: str = "fazhi") -> list[tuple[Any, ...]]:
    [names] = [[column.name for column in known.columns] for known in comments(warehouse) if known.name == table]
    columns = ", ".join(f'"{name}"' for name in names)
    return sorted(rows_of(database, f'select {columns} from "{schema}"."{table}"'), key=repr)


def _cleaned(value: Any) -> Any:
    return value.replace("\x00", "�") if isinstance(value, str) else value


def rows_of(database: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(sql).fetchall()  # type: ignore[call-overload]


def same(database: str, warehouse: Path, schema: str = "fazhi") -> None:
    """Every table and view holds what it holds in the warehouse, row for row."""
    for table in comments(warehouse):
        assert of_mirror(database, table.name, warehouse, schema) == of_warehouse(warehouse, table.name), table.name


def versions(database: str, table: str, column: str = "report_id") -> dict[str, set[str]]:
    """The transactions that wrote the rows of each part of a table."""
    found: dict[str, set[str]] = {}
    for key, xmin in rows_of(database, f"select {column}, xmin::text from fazhi.{table}"):
        found.setdefault(key, set()).add(xmin)
    return found


def test_every_table_and_view_is_there_row_for_row(database: str, warehouse: Path) -> None:
    done = mirror(warehouse, database)
    same(database, warehouse)
    assert done.reports == done.reports_changed == len(REPORTS)
    assert done.rows["fact_quantity"] == len(of_warehouse(warehouse, "fact_quantity")) > 20
    assert rows_of(database, "select title from fazhi.dim_report where report_year = 2021") == [("'; drop table x --",)]


def test_types_are_exact(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    kinds = dict(
        rows_of(
            database,
            "select relname || '.' || attname, format_type(atttypid, atttypmod) from pg_attribute"
            " join pg_class c on c.oid = attrelid where relnamespace = 'fazhi'::regnamespace and attnum > 0",
        )
    )
    assert kinds["fact_quantity.value"] == "numeric(38,6)"
    assert kinds["fact_quantity.year"] == "smallint"
    assert kinds["fact_quantity.period_start"] == "date"
    assert kinds["finding.starts"] == "integer[]"
    assert kinds["finding.quotes"] == "text[]"
    assert kinds["dim_indicator.additive"] == "boolean"
    assert kinds["fact_quantity.confidence"] == "double precision"
    assert kinds["mart_panel.value"] == "numeric(38,6)"


def test_every_table_and_column_is_commented(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    said = {
        (table, column): comment
        for table, column, comment in rows_of(
            database,
            "select c.relname, a.attname, col_description(c.oid, a.attnum) from pg_class c join pg_attribute a on"
            " a.attrelid = c.oid and a.attnum > 0 where c.relnamespace = 'fazhi'::regnamespace and relkind in ('r','v')"
            " union all select relname, '', obj_description(oid) from pg_class"
            " where relnamespace = 'fazhi'::regnamespace and relkind in ('r', 'v')",
        )
    }
    for table in comments(warehouse):
        assert said[table.name, ""] == f"{table.chinese} / {table.english}"
        for column in table.columns:
            assert said[table.name, column.name] == f"{column.chinese} / {column.english}", (table.name, column.name)


def test_psql_and_sqlalchemy_read_it(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    sql = "select agency_name, value from fazhi.mart_headline where indicator_code = 'enforcement.fines' order by 2"
    said = subprocess.run(
        ["psql", "-X", "-A", "-t", database, "-c", sql], capture_output=True, encoding="utf-8", check=True
    )
    assert "临山县市场监督管理局|30000.000000" in said.stdout.splitlines()
    engine = sqlalchemy.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert len(connection.execute(sqlalchemy.text(sql)).all()) == len(said.stdout.splitlines())
        inspector = sqlalchemy.inspect(connection)
        assert set(inspector.get_view_names("fazhi")) == set(VIEWS)
        tables = set(inspector.get_table_names("fazhi"))
        assert tables == {table.name for table in comments(warehouse)} - set(VIEWS) | {"mirror_part"}
        assert inspector.get_pk_constraint("mart_headline", "fazhi")["constrained_columns"] == [
            "agency_id", "year", "indicator_code",
        ]  # fmt: skip
        assert inspector.get_pk_constraint("fact_quantity", "fazhi")["constrained_columns"] == ["fact_id"]
        indexed = [index["column_names"] for index in inspector.get_indexes("fact_quantity", "fazhi")]
        assert ["report_id"] in indexed and ["indicator_code", "year"] in indexed
        assert inspector.get_table_comment("dim_agency", "fazhi")["text"].startswith("机构")
    engine.dispose()


def test_where_nothing_changed_nothing_is_written(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    before = {table.name: written(database, table.name) for table in comments(warehouse) if table.name not in VIEWS}
    done = mirror(warehouse, database)
    assert done.rows == {} and done.reports_changed == 0 and done.reports == len(REPORTS)
    assert before == {table: written(database, table) for table in before}


def written(database: str, table: str) -> list[tuple[Any, ...]]:
    """Where the rows of a table lie, and which transactions wrote them."""
    return rows_of(database, f"select ctid::text, xmin::text from fazhi.{table} order by 1")


def test_a_changed_night_touches_only_what_changed(database: str, nights: dict[str, Path], warehouse: Path) -> None:
    mirror(warehouse, database)
    facts, headlines = versions(database, "fact_quantity"), versions(database, "mart_panel_wide", "agency_id")
    dimension = written(database, "dim_region")
    publish(nights, "changed", warehouse)
    done = mirror(warehouse, database)
    same(database, warehouse)
    old, new = REPORTS[1].report.report_id, CHANGED[1].report.report_id
    after = versions(database, "fact_quantity")
    assert old not in after and new in after and done.reports_changed == 2
    assert {key: seen for key, seen in after.items() if key != new} == {
        key: seen for key, seen in facts.items() if key != old
    }
    agencies = versions(database, "mart_panel_wide", "agency_id")
    [touched] = [key for key, seen in agencies.items() if seen != headlines[key]]
    assert rows_of(database, f"select agency_name from fazhi.dim_agency where agency_id = '{touched}'") == [
        ("临山县应急管理局",)
    ]
    assert written(database, "dim_region") == dimension


def test_a_report_read_under_other_rules_is_replaced(database: str, nights: dict[str, Path], warehouse: Path) -> None:
    mirror(warehouse, database)
    publish(nights, "read again", warehouse)
    assert mirror(warehouse, database).reports_changed == 1
    same(database, warehouse)


def test_reports_that_vanished_go(database: str, nights: dict[str, Path], warehouse: Path) -> None:
    mirror(warehouse, database)
    publish(nights, "fewer", warehouse)
    done = mirror(warehouse, database)
    same(database, warehouse)
    assert done.reports_changed == 4 and done.reports == 1


def test_what_someone_dropped_is_made_again(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    with psycopg.connect(database) as connection:
        connection.execute("drop table fazhi.mart_peers, fazhi.dim_year, fazhi.finding cascade")
    assert not exists(database, "mart_panel")
    mirror(warehouse, database)
    same(database, warehouse)


def exists(database: str, relation: str) -> bool:
    return bool(rows_of(database, f"select 1 where to_regclass('fazhi.{relation}') is not null"))


def test_grants_stay_even_where_a_shape_changes(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    with psycopg.connect(database) as connection:
        connection.execute('create role "the reader" login')
        connection.execute('grant usage on schema fazhi to "the reader"')
        connection.execute('grant select on all tables in schema fazhi to "the reader"')
        # The shape of an earlier version: a column of another type, one too many, one too few.
        connection.execute("drop view fazhi.mart_panel, fazhi.mart_provenance")
        connection.execute("alter table fazhi.dim_report alter column report_year type integer")
        connection.execute("alter table fazhi.dim_report add column gone text")
        connection.execute("alter table fazhi.mart_trend drop column agrees, drop column fact_id")
        connection.execute("create view fazhi.mart_panel as select 1 as other")
        connection.execute('grant select on fazhi.mart_panel to "the reader"')
    try:
        with psycopg.connect(database) as connection:
            connection.execute("update fazhi.mirror_part set digest = 'of an earlier version'")
        mirror(warehouse, database)
        same(database, warehouse)
        assert rows_of(database, "select 1 where to_regclass('fazhi.mart_trend_fact_id') is not null") == [(1,)]
        reader = other_database(database, database_name(database), "the%20reader")
        for relation in ("dim_report", "mart_trend", "mart_panel"):
            assert rows_of(reader, f"select count(*) > 0 from fazhi.{relation}") == [(True,)]
        assert rows_of(database, "select 1 from pg_attribute where attname = 'gone' and not attisdropped") == []
    finally:
        with psycopg.connect(database) as connection:
            connection.execute('drop owned by "the reader"')
            connection.execute('drop role "the reader"')


def database_name(database: str) -> str:
    return database.partition("?")[0].rpartition("/")[2]


def test_tables_that_the_warehouse_has_no_longer_go_and_those_of_others_stay(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    with psycopg.connect(database) as connection:
        connection.execute("create table fazhi.mart_old (a integer)")
        connection.execute("insert into fazhi.mirror_part values ('relation', 'mart_old', '')")
        connection.execute("create table fazhi.notes (a integer)")
    mirror(warehouse, database)
    assert not exists(database, "mart_old") and exists(database, "notes")


# --- broken off, two at once -------------------------------------------------------------------------------------


@contextmanager
def held_up(database: str, warehouse: Path, table: str) -> Iterator[subprocess.Popen[str]]:
    """A mirror in a process of its own that has written some tables and waits for *table*."""
    with psycopg.connect(database) as blocker:
        blocker.execute(f"lock table fazhi.{table} in share mode")  # type: ignore[call-overload]
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", "mirror", database, "--warehouse", str(warehouse)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        waiting = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        )
        while rows_of(database, waiting) == [(0,)]:
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        yield process
        blocker.rollback()
    if process.poll() is None:
        process.kill()
        process.communicate()


def settled(database: str) -> None:
    """Wait until the server is through with whatever a dead client left."""
    running = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and backend_type = 'client backend'"
    )
    while rows_of(database, running) != [(0,)]:
        time.sleep(0.05)


def test_a_mirror_that_is_killed_leaves_the_old_one(database: str, nights: dict[str, Path], warehouse: Path) -> None:
    mirror(warehouse, database)
    publish(nights, "changed", warehouse)
    with held_up(database, warehouse, "mart_trend") as process:
        same(database, nights["first"])
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    settled(database)
    same(database, nights["first"])
    mirror(warehouse, database)
    same(database, warehouse)


def test_a_mirror_whose_connection_breaks_says_so(database: str, nights: dict[str, Path], warehouse: Path) -> None:
    mirror(warehouse, database)
    publish(nights, "changed", warehouse)
    with held_up(database, warehouse, "mart_trend") as process:
        rows_of(database, "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'")
        _, complaint = process.communicate()
    assert process.returncode == 2 and len(complaint.splitlines()) == 1
    assert "the mirror stays as it was" in complaint
    same(database, nights["first"])


def test_of_two_at_once_the_second_leaves_and_readers_see_the_old(
    database: str, nights: dict[str, Path], warehouse: Path, tmp_path: Path
) -> None:
    mirror(warehouse, database)
    publish(nights, "changed", warehouse)
    with held_up(database, warehouse, "mart_trend") as first:
        second = cli("mirror", database, "--warehouse", warehouse)
        assert second.returncode == 3 and "another process is writing the mirror" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        same(database, nights["first"])
        elsewhere = cli("mirror", database, "--warehouse", warehouse, "--schema", "elsewhere")
        assert elsewhere.returncode == 0, elsewhere.stderr
    # The lock of the table was let go: the first one may have been killed before it was through.
    assert first.returncode in (0, -signal.SIGKILL)
    settled(database)
    mirror(warehouse, database)
    same(database, warehouse)
    same(database, warehouse, "elsewhere")


# --- what goes wrong is one sentence -----------------------------------------------------------------------------


def cli(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def refused(warehouse: Path, url: str, said: str, *more: object) -> None:
    """The command ends with 2 and one line, which never shows the password."""
    done = cli("mirror", url, "--warehouse", warehouse, *more)
    assert done.returncode == 2, done
    assert said in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert "s3cr" not in done.stdout + done.stderr


def test_a_server_that_is_down(warehouse: Path) -> None:
    refused(warehouse, "postgresql://fazhi:s3cret@127.0.0.1:1/x", "Connection refused")


def test_a_wrong_password(database: str, warehouse: Path) -> None:
    tcp = f"postgresql://fazhi:s3cret@127.0.0.1:{os.environ['PGPORT']}/{database_name(database)}"
    refused(warehouse, tcp, "password authentication failed")
    refused(warehouse, tcp.replace("s3cret", "s3cr%zz"), "cannot connect to PostgreSQL")


def test_a_database_or_user_that_is_not_there(server: str, database: str, warehouse: Path) -> None:
    refused(warehouse, other_database(server, "nowhere"), "nowhere")
    refused(warehouse, other_database(database, database_name(database), "nobody:s3cret"), "nobody")


@pytest.mark.parametrize(
    "url", ["mysql://a:s3cret@b/c", "s3cret", "postgresql://", "postgresql://a:s3cret@b:port/c", "fazhi.duckdb"]
)
def test_what_is_no_address(warehouse: Path, url: str) -> None:
    refused(warehouse, url, "not an address")


def test_a_user_without_rights(database: str, nights: dict[str, Path], warehouse: Path) -> None:
    name = database_name(database)
    with psycopg.connect(database) as connection:
        connection.execute("create role guest login")
    try:
        guest = other_database(database, name, "guest")
        refused(warehouse, guest, "must be allowed to create the schema fazhi")
        mirror(warehouse, database)
        publish(nights, "changed", warehouse)
        refused(warehouse, guest, "must be allowed to create the schema fazhi")
    finally:
        with psycopg.connect(database) as connection:
            connection.execute("drop role guest")


def test_a_database_that_cannot_hold_chinese(server: str, warehouse: Path) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("create database latin encoding 'LATIN1' template template0")
    try:
        refused(warehouse, other_database(server, "latin"), "is in LATIN1")
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute("drop database latin")


def test_a_schema_with_tables_of_others_is_left_alone(database: str, warehouse: Path) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("create table public.dim_agency (mine text)")
        connection.execute("insert into public.dim_agency values ('mine')")
    refused(warehouse, database, "holds a dim_agency that no mirror made", "--schema", "public")
    assert rows_of(database, "select * from public.dim_agency") == [("mine",)]
    assert rows_of(database, "select 1 where to_regclass('public.mirror_part') is not null") == []


def test_what_others_built_upon_a_view_is_not_dropped(database: str, warehouse: Path) -> None:
    mirror(warehouse, database)
    with psycopg.connect(database) as connection:
        connection.execute("create view public.mine as select agency_name from fazhi.mart_panel")
        connection.execute("update fazhi.mirror_part set digest = 'x' where kind = 'relation' and key = 'mart_panel'")
    refused(warehouse, database, "depend on it")
    assert rows_of(database, "select count(*) > 0 from public.mine") == [(True,)]


def test_no_warehouse_yet(database: str, tmp_path: Path) -> None:
    refused(tmp_path / "none.duckdb", database, "fazhi run")
    with pytest.raises(MirrorError):
        mirror(tmp_path / "none.duckdb", "nothing")


def test_the_composed_warehouse_with_rejects_is_mirrored_by_the_command(database: str, tmp_path: Path) -> None:
    warehouse = publish_composed(tmp_path)
    done = cli("mirror", database, "--warehouse", warehouse)
    assert done.returncode == 0 and "5 of 5 reports replaced" in done.stdout, done.stderr
    same(database, warehouse)
    assert isinstance(mirror(warehouse, database), Mirrored)
