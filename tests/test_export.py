"""An export is the warehouse in files: whole or not at all, the same bytes each time, with a true descriptor."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import polars as pl
import pytest
from composed_reports import composed, emergency, market, unnamed
from published_warehouse import publish_reports

from pipelines.export.errors import ExportError, FilterRefused, SheetNameTooLong, TextTooLong, TooManyRows
from pipelines.export.export import export, headings, sheet_names
from pipelines.export.text import unguarded
from pipelines.load.comments import TableComment, comments
from pipelines.load.warehouse import WarehouseMissing, query
from pipelines.model import Metadata

PROFILE = json.loads((Path(__file__).parent / "data_package_profile.json").read_text(encoding="utf-8"))
FOLDERS = ("csv", "jsonl", "parquet")
Fazhi = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "fazhi.duckdb"
    hostile = composed(
        "=1+1.txt",
        "=HYPERLINK报告：处理3件。",
        Metadata(title='=HYPERLINK("http://example.org")', agency="@县法治局", adcode="420324", report_year=2023),
        [("3件", "3", {"unit": "件", "subject": "+案件"})],
    )
    publish_reports(path, [emergency(), emergency(2022, "8"), market(), unnamed(), hostile])
    return path


@pytest.fixture(scope="module")
def tables(warehouse: Path) -> dict[str, TableComment]:
    return {table.name: table for table in comments(warehouse)}


def frame_of(warehouse: Path, sql: str) -> pl.DataFrame:
    from pipelines.load.query import read_rows

    return read_rows(warehouse, sql)


def marts(tables: dict[str, TableComment]) -> list[str]:
    return [name for name in tables if name.startswith("mart_")]


def left_behind(folder: Path) -> list[str]:
    """What lies in a folder beside the targets of a test."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# --- what is written is what is published --------------------------------------------------------------------------


def test_parquet_reads_back_as_every_mart(warehouse: Path, tables: dict[str, TableComment], tmp_path: Path) -> None:
    export(warehouse, "parquet", tmp_path / "out")
    assert {path.stem for path in (tmp_path / "out").glob("*.parquet")} == set(marts(tables))
    for mart in marts(tables):
        read = pl.read_parquet(tmp_path / "out" / f"{mart}.parquet")
        assert read.equals(frame_of(warehouse, f"select * from {mart} order by all")), mart


def test_csv_reads_back_as_every_table(warehouse: Path, tables: dict[str, TableComment], tmp_path: Path) -> None:
    export(warehouse, "csv", tmp_path / "out", tuple(tables))
    for table in tables:
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        with query(warehouse, f'select * from "{table}" order by all') as answer:
            assert tuple(header) == answer.columns
            assert [[unguarded(cell) for cell in row] for row in rows] == [
                [as_csv(value) for value in row] for row in answer.rows
            ], table


def as_csv(value: Any) -> str:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_json_lines_read_back_as_every_mart(warehouse: Path, tables: dict[str, TableComment], tmp_path: Path) -> None:
    export(warehouse, "jsonl", tmp_path / "out")
    for mart in marts(tables):
        lines = (tmp_path / "out" / f"{mart}.jsonl").read_text(encoding="utf-8").splitlines()
        with query(warehouse, f"select * from {mart} order by all") as answer:
            for line, row in zip(map(json.loads, lines), answer.rows, strict=True):
                assert tuple(line) == answer.columns
                for said, value in zip(line.values(), row, strict=True):
                    assert said == (as_csv(value) if isinstance(value, Decimal) else as_json(value))


def as_json(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str | list) else value.isoformat()


def test_a_workbook_has_a_sheet_a_mart_and_a_dictionary(
    warehouse: Path, tables: dict[str, TableComment], tmp_path: Path
) -> None:
    export(warehouse, "xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    names = sheet_names([tables[mart] for mart in marts(tables)])
    assert book.sheetnames == [*names.values(), "数据字典"] and "主要指标" in book.sheetnames
    for mart, sheet in names.items():
        head, *rows = book[sheet].iter_rows(values_only=True)
        assert list(head) == list(headings(tables[mart]).values()) and len(set(head)) == len(head)
        assert book[sheet].freeze_panes == "A2" and book[sheet].auto_filter.ref
        with query(warehouse, f"select * from {mart} order by all") as answer:
            for row, published in zip(rows, answer.rows, strict=True):
                assert [as_cell(value) for value in row] == [as_cell(value) for value in published], mart
    described = {(row[2], row[3]): row for row in book["数据字典"].iter_rows(min_row=2, values_only=True)}
    assert len(described) == sum(len(tables[mart].columns) for mart in marts(tables))
    assert described["mart_headline", "value"][:2] == ("主要指标", "数值")
    assert described["mart_headline", "value"][5:] == ("数值，基本单位", "Value in base units")


def as_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return float(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


def test_what_reports_say_is_never_a_formula(warehouse: Path, tmp_path: Path) -> None:
    export(warehouse, "xlsx", tmp_path / "out.xlsx", ("mart_provenance",))
    export(warehouse, "csv", tmp_path / "out.csv", ("mart_provenance",))
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["溯源"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert '=HYPERLINK("http://example.org")' in {cell.value for cell in cells}
    assert "'=HYPERLINK" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("format", [*FOLDERS, "xlsx"])
def test_the_same_warehouse_gives_the_same_bytes(warehouse: Path, tmp_path: Path, format: Any) -> None:
    names = [tmp_path / f"{number}.xlsx" if format == "xlsx" else tmp_path / number for number in ("a", "b")]
    for name in names:
        export(warehouse, format, name)
    one, other = ([name] if name.is_file() else sorted(name.iterdir()) for name in names)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_rows_taken_in_ranges_come_in_the_same_order(
    warehouse: Path, tables: dict[str, TableComment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.load.snapshot.SORTED", 3)
    chosen = ("fact_quantity", "mart_panel", "mart_unclaimed", "dim_report", "reject")
    export(warehouse, "parquet", tmp_path / "out", chosen)
    for table in chosen:
        read = pl.read_parquet(tmp_path / "out" / f"{table}.parquet")
        assert read.equals(frame_of(warehouse, f"select * from {table} order by all")), table


# --- the descriptor ------------------------------------------------------------------------------------------------


def described(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


@pytest.mark.parametrize("format", FOLDERS)
def test_the_descriptor_keeps_the_standard_and_is_true(warehouse: Path, tmp_path: Path, format: Any) -> None:
    chosen = (
        "dim_agency",
        "dim_year",
        "fact_quantity",
        "mart_headline",
        "mart_provenance",
        "mart_unclaimed",
        "finding",
    )
    export(warehouse, format, tmp_path / "out", chosen, license="CC-BY-4.0")
    package = described(tmp_path / "out")
    validator = jsonschema.validators.validator_for(PROFILE)
    assert [error.message for error in validator(PROFILE).iter_errors(package)] == []
    assert [resource["name"] for resource in package["resources"]] == list(chosen)
    for resource in package["resources"]:
        data = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data) and resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])
    assert package["created"] == "2026-01-01T02:00:00+00:00" and package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert package["sources"][0]["title"]


def test_keys_are_stated_where_they_hold(warehouse: Path, tmp_path: Path) -> None:
    chosen = ("dim_agency", "fact_quantity", "mart_headline", "mart_provenance", "report_path")
    export(warehouse, "csv", tmp_path / "out", chosen)
    schemas = {resource["name"]: resource["schema"] for resource in described(tmp_path / "out")["resources"]}
    assert schemas["mart_headline"]["primaryKey"] == ["agency_id", "year", "indicator_code"]
    assert schemas["fact_quantity"]["primaryKey"] == ["fact_id"] and "primaryKey" not in schemas["report_path"]
    assert schemas["mart_headline"]["foreignKeys"] == [
        {"fields": ["agency_id"], "reference": {"resource": "dim_agency", "fields": ["agency_id"]}},
        {"fields": ["fact_id"], "reference": {"resource": "fact_quantity", "fields": ["fact_id"]}},
    ]
    types = {field["name"]: field["type"] for field in schemas["fact_quantity"]["fields"]}
    assert (types["value"], types["year"], types["period_start"], types["quote"]) == (
        "number", "integer", "date", "string",
    )  # fmt: skip


def test_a_key_that_a_filter_breaks_is_not_stated(warehouse: Path, tmp_path: Path) -> None:
    export(warehouse, "csv", tmp_path / "out", ("dim_agency", "mart_headline"), where="agency_name like '%应急%'")
    [agencies, headlines] = described(tmp_path / "out")["resources"]
    assert agencies["rows"] == 1 and headlines["schema"]["foreignKeys"][0]["fields"] == ["agency_id"]
    export(
        warehouse,
        "csv",
        tmp_path / "two",
        ("dim_agency", "mart_headline"),
        where="function = '应急管理' or length(agency_id) > 0 and not exists (select 1)",
    )
    assert described(tmp_path / "two")["fazhi"]["where"].startswith("function")


# --- filters -------------------------------------------------------------------------------------------------------


def test_a_filter_chooses_rows(warehouse: Path, tmp_path: Path) -> None:
    [done] = export(
        warehouse, "parquet", tmp_path / "out", ("mart_headline",), where="indicator_code = 'enforcement.fines' -- 罚款"
    )
    read = pl.read_parquet(done.file)
    assert done.rows == read.height > 0 and set(read["indicator_code"]) == {"enforcement.fines"}


@pytest.mark.parametrize(
    "where",
    [
        "",
        "year = 2023 limit 1",
        "1=1) union all (select * from mart_headline where 1=1",
        "1=1; drop table finding",
        "1=1 from dim_report",
        "year = 2023 order by 1",
        "true, true",
        "no_such = 1",
        "year = 'x'",
        "exists (select 1 from read_csv('/etc/passwd'))",
        "(select content from read_text('/etc/passwd')) is not null",
        "(attach 'x.duckdb')",
    ],
)
def test_what_is_no_condition_is_refused_in_one_line(warehouse: Path, tmp_path: Path, fazhi: Fazhi, where: str) -> None:
    code, said, complaint = fazhi(
        "export", "--to", "csv", "-o", tmp_path / "out", "--mart", "mart_headline", "--where", where,
        "--warehouse", warehouse,
    )  # fmt: skip
    assert (code, said) == (2, "") and len(complaint.splitlines()) == 1 and "mart_headline" in complaint
    assert list(tmp_path.iterdir()) == []


def test_a_filter_must_fit_every_chosen_mart(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(FilterRefused, match="mart_quality"):
        export(warehouse, "csv", tmp_path / "out", ("mart_headline", "mart_quality"), where="year = 2023")
    assert list(tmp_path.iterdir()) == []


# --- targets -------------------------------------------------------------------------------------------------------


def test_one_table_goes_into_one_file(warehouse: Path, tmp_path: Path) -> None:
    [done] = export(warehouse, "csv", tmp_path / "fines.csv", ("mart_headline",))
    assert [path.name for path in tmp_path.iterdir()] == ["fines.csv"] and done.file == tmp_path / "fines.csv"


def test_an_earlier_export_is_replaced_as_a_whole(warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    export(warehouse, "csv", target)
    export(warehouse, "parquet", target, ("mart_headline",))
    assert sorted(path.name for path in target.iterdir()) == ["datapackage.json", "mart_headline.parquet"]
    assert left_behind(tmp_path) == []


def test_a_folder_of_others_is_left_alone_unless_forced(warehouse: Path, tmp_path: Path, fazhi: Fazhi) -> None:
    target = tmp_path / "out"
    export(warehouse, "csv", target)
    (target / "notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    code, _, complaint = fazhi("export", "--to", "csv", "-o", target, "--warehouse", warehouse)
    assert code == 2 and "--force" in complaint and len(complaint.splitlines()) == 1
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    code, _, _ = fazhi(
        "export", "--to", "jsonl", "-o", target, "--warehouse", warehouse, "--force", "--mart", "mart_headline"
    )
    assert code == 0
    assert sorted(path.name for path in target.iterdir()) == ["datapackage.json", "mart_headline.jsonl", "notes.txt"]
    assert (target / "notes.txt").read_text() == "mine"


def test_someone_elses_data_package_is_no_export_of_ours(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "a", "path": "a.csv"}]}')
    with pytest.raises(ExportError, match="--force"):
        export(warehouse, "csv", tmp_path)


@pytest.mark.parametrize(
    ("format", "target", "more", "said"),
    [
        ("xlsx", "out", (), ".xlsx"),
        ("csv", "out.csv", (), "--mart"),
        ("csv", "out.xlsx", ("--mart", "mart_headline"), "another format"),
        ("csv", "none/out", (), "no such folder"),
        ("csv", "taken", (), "give a folder"),
        ("csv", "out", ("--mart", "mart_none"), "mart_none"),
        ("csv", "out", ("--mart", 'x"; drop table finding; --'), "drop table"),
        ("csv", "out", ("--license", "all rights / reserved"), "CC-BY-4.0"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_written(
    warehouse: Path, tmp_path: Path, fazhi: Fazhi, format: str, target: str, more: tuple[str, ...], said: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    code, out, complaint = fazhi("export", "--to", format, "-o", tmp_path / target, "--warehouse", warehouse, *more)
    assert (code, out) == (2, "") and said in complaint and len(complaint.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_no_warehouse_yet(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="fazhi run"):
        export(tmp_path / "none.duckdb", "csv", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_what_was_there(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.export.text import CsvWriter

    target = tmp_path / "out"
    export(warehouse, "csv", target)
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    monkeypatch.setattr(CsvWriter, "close", _full)
    with pytest.raises(OSError, match="disk full"):
        export(warehouse, "csv", target, ("mart_headline",))
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before and left_behind(tmp_path) == []


def _full(_: object) -> None:
    raise OSError(28, "disk full")


# --- what Excel cannot hold ----------------------------------------------------------------------------------------


@pytest.fixture
def small_excel(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("pipelines.export.export.MOST_ROWS", 10)
    monkeypatch.setattr("pipelines.export.export.MOST_CHARACTERS", 80)
    yield


def test_the_limits_of_excel_are_told_before_anything_is_written(
    warehouse: Path, tmp_path: Path, small_excel: None
) -> None:
    with pytest.raises(TooManyRows, match=r"mart_panel .*--where"):
        export(warehouse, "xlsx", tmp_path / "out.xlsx", ("mart_panel",))
    with pytest.raises(TextTooLong, match=r"dim_report\.raw_text"):
        export(
            warehouse, "xlsx", tmp_path / "out.xlsx", ("dim_report",), where="report_year = 2023 and adcode = '420324'"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_is_named_in_chinese_where_excel_allows_it(tables: dict[str, TableComment]) -> None:
    def named(name: str, chinese: str) -> TableComment:
        return TableComment(name, "", chinese, "", ())

    assert sheet_names([named("mart_a", "趋势"), named("mart_b", "覆盖")]) == {"mart_a": "趋势", "mart_b": "覆盖"}
    assert sheet_names([named("mart_a", "趋势"), named("mart_b", "趋势")]) == {"mart_a": "mart_a", "mart_b": "mart_b"}
    assert sheet_names([named("mart_a", "长" * 32), named("mart_b", "面板（长表）:a/b")]) == {
        "mart_a": "mart_a", "mart_b": "mart_b",
    }  # fmt: skip


def test_a_sheet_whose_name_is_too_long_is_refused(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.export.export.MOST_OF_A_NAME", 3)
    with pytest.raises(SheetNameTooLong, match="mart_headline"):
        export(warehouse, "xlsx", tmp_path / "out.xlsx", ("mart_headline",))
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_what_it_wrote(warehouse: Path, tmp_path: Path, fazhi: Fazhi) -> None:
    code, said, _ = fazhi("export", "--to", "xlsx", "-o", tmp_path / "out.xlsx", "--warehouse", warehouse)
    assert code == 0 and "mart_headline" in said and (tmp_path / "out.xlsx").is_file()
    assert left_behind(tmp_path) == []
