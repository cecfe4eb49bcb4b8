"""What a mirror says before there is a server to talk to; tests/postgresql holds it against a real one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from published_warehouse import publish_composed

from pipelines.load.snapshot import snapshot
from pipelines.mirror.address import parse_address
from pipelines.mirror.tables import PARTS, VIEWS, mirrored, view_statement

Fazhi = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_composed(tmp_path_factory.mktemp("published"))


def test_every_table_has_its_part_and_its_types(warehouse: Path, tmp_path: Path) -> None:
    with snapshot(warehouse, tmp_path / "spill") as night:
        tables = {table.name: table for table in mirrored(night)}
        assert tables.keys() == night.tables.keys() - set(VIEWS)
    parts = {name: table.part for name, table in tables.items()}
    assert {parts[name] for name in ("dim_report", "fact_quantity", "finding", "mart_headline", "report_path")} == {
        "report"
    }
    assert {parts[name] for name in ("dim_agency", "mart_panel_wide", "mart_peers", "mart_trend")} == {"agency"}
    assert {parts[name] for name in ("dim_region", "run", "load_info", "mart_quality", "reject")} == {"table"}
    assert set(parts.values()) == set(PARTS)


def test_the_views_are_the_sql_of_the_marts() -> None:
    for view in VIEWS:
        statement = view_statement(view)
        assert statement.startswith(("select", "with")) and "comment on" not in statement and ";" not in statement


@pytest.mark.parametrize(
    ("url", "shown", "uri"),
    [
        ("postgresql://bi:p%40ss@db:5433/reports", "bi@db:5433/reports", "postgresql://bi:p%40ss@db:5433/reports?connect_timeout=10"),
        ("postgres://db/reports?connect_timeout=3", "db/reports", "postgresql://db/reports?connect_timeout=3"),
        ("postgresql:///reports", "/reports", "postgresql:///reports?connect_timeout=10"),
        ("postgresql://bi@/r?host=/run/pg&port=1", "bi@/run/pg/r", "postgresql://bi@/r?host=/run/pg&port=1&connect_timeout=10"),
        ("postgresql://[::1]:5432/r", "::1:5432/r", "postgresql://[::1]:5432/r?connect_timeout=10"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_its_password(url: str, shown: str, uri: str) -> None:
    address = parse_address(url)
    assert (address.shown, address.uri) == (shown, uri)
    assert "p%40ss" not in repr(address) and address.without_secrets("a p@ss word") in ("…", "a p@ss word")


@pytest.mark.parametrize("password", ["s3cret", "s3cr%zz", "a'b\"s3cret"])
def test_a_server_that_is_down_is_one_line_without_the_password(warehouse: Path, fazhi: Fazhi, password: str) -> None:
    url = f"postgresql://bi:{password}@127.0.0.1:1/reports"
    code, said, complaint = fazhi("mirror", url, "--warehouse", warehouse)
    assert (code, said) == (2, "") and len(complaint.splitlines()) == 1
    assert "cannot connect to PostgreSQL" in complaint and "s3cr" not in complaint


def test_a_driver_that_is_not_installed_is_named(
    warehouse: Path, fazhi: Fazhi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    code, _, complaint = fazhi("mirror", "postgresql://a@127.0.0.1:1/b", "--warehouse", warehouse)
    assert code == 2 and "extra bi" in complaint and len(complaint.splitlines()) == 1


def test_no_warehouse_yet(tmp_path: Path, fazhi: Fazhi) -> None:
    code, _, complaint = fazhi("mirror", "postgresql://a@127.0.0.1:1/b", "--warehouse", tmp_path / "none.duckdb")
    assert code == 2 and "fazhi run" in complaint
