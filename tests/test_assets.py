"""The night as Dagster assets: its graph, and what a run publishes, rejects and refuses to publish."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.definitions import defs
from assets.facts import report_frames
from assets.marts import MARTS
from assets.preview import table
from assets.run import ConfigurationError, materialize
from pipelines.engine import extract_report
from pipelines.load.checks import sql_checks
from pipelines.load.schema import sql_files
from pipelines.load.warehouse import WarehouseError, query, read_frames
from pipelines.model import Extraction, Report
from pipelines.rules.loader import RuleError
from pipelines.validate.expectations import expectations

GRAPH = Path(__file__).parent / "golden" / "asset_graph.txt"
FIRST = """安吉县司法局2023年法治政府建设年度报告

全年检查企业120家次，立案查处违法案件35件，罚款12.5万元。开展法治宣传活动46场次，发放宣传手册3000余份。

安吉县司法局
2024年1月15日
"""
SECOND = """平湖市应急管理局2022年法治政府建设工作报告

全年共检查企业342家次，发现安全隐患615项，已整改612项。举办培训班8期，培训人员560人次。

平湖市应急管理局
2023年2月3日
"""
THIRD = FIRST.replace("安吉县", "德清县").replace("120", "98").replace("35件", "17件")


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write(tmp_path / "raw", a=FIRST, b=SECOND)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "w.duckdb"


@pytest.fixture(scope="module")
def last_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("last_night")
    assert materialize(write(folder / "raw", a=FIRST, b=SECOND), folder / "w.duckdb").published
    return folder / "w.duckdb"


@pytest.fixture
def published(last_night: Path, warehouse: Path) -> Path:
    """A warehouse that last night published from what stands in *raw*."""
    warehouse.parent.mkdir()
    return Path(shutil.copy(last_night, warehouse))


# The graph ------------------------------------------------------------------------------------------------------------


def drawn_graph() -> str:
    """One line per asset, in the order of the walk: its group, its name and what it is made from."""
    graph = defs.resolve_asset_graph()
    lines = []
    for key in graph.toposorted_asset_keys:
        name = key.to_user_string()
        if name in MARTS:
            continue  # one more file in sql/marts is one more mart, and no news to the graph
        node = graph.get(key)
        parents = sorted({"mart_*" if p.to_user_string() in MARTS else p.to_user_string() for p in node.parent_keys})
        lines.append(f"{node.group_name}: {name} <- {', '.join(parents) or 'the raw folder'}")
    return "\n".join(lines) + "\n"


def test_the_asset_graph_is_the_one_drawn() -> None:
    assert drawn_graph() == GRAPH.read_text(encoding="utf-8")


def test_every_mart_is_an_asset_made_from_the_star() -> None:
    graph = defs.resolve_asset_graph()
    marts = {path.stem for path in sql_files("marts")}
    assert marts == {key.to_user_string() for key in graph.get_all_asset_keys() if key.path[0].startswith("mart_")}
    for mart in marts:
        node = next(graph.get(key) for key in graph.get_all_asset_keys() if key.path == [mart])
        assert [key.to_user_string() for key in node.parent_keys] == ["star"]
        assert (node.description or "").startswith("One row per")


def test_every_check_is_a_blocking_asset_check() -> None:
    graph = defs.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.asset_check_keys]
    assert all(node.blocking for node in nodes)
    drawn = {(node.key.asset_key.to_user_string(), node.key.name) for node in nodes}
    on_frames = {(one.table, one.check) for one in expectations()}
    assert drawn == on_frames | {("star", check.name) for check in sql_checks()}


def test_a_preview_cannot_be_broken_out_of() -> None:
    cell = table(pl.DataFrame({"quote": ["</td>|x\n| --- |" + "长" * 99]})).splitlines()[2]
    assert cell.count(" | ") == 0 and "<" not in cell and len(cell) < 60


# Runs -----------------------------------------------------------------------------------------------------------------


def test_a_night_publishes_what_it_read(raw: Path, warehouse: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    summary = materialize(raw, warehouse, on_event=lambda *event: heard.append(event))
    assert (summary.exit_code, summary.files_in, summary.loaded, summary.unchanged) == (0, 2, 2, 0)
    assert summary.rejects == () and summary.problem is None
    assert summary.table_rows["dim_report"] == 2
    assert summary.table_rows["fact_quantity"] >= 9
    assert summary.table_rows.keys() - summary.table_hashes.keys() == {"check_result", "load_info", "run"}
    assert {check.layer for check in summary.checks} == {"frame", "sql"}
    assert len(summary.checks) == len(expectations()) + len(sql_checks()) == summary.table_rows["check_result"]
    assert [stage for stage, done, total in heard if done == total] == [
        *("read", "extract", "validate", "load", "check", "publish")
    ]
    # Nothing is left beside the warehouse but its history: no frames, no candidate, no state of Dagster.
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["w.duckdb", "w.duckdb.history"]
    assert sorted(path.name for path in warehouse.parent.parent.iterdir()) == ["raw", "warehouse"]


def test_a_second_night_extracts_nothing_and_leaves_the_same_tables(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(raw, empty="")
    first = materialize(raw, warehouse)
    monkeypatch.setattr("pipelines.handover.extract_or_reject", lambda report: pytest.fail("extracted again"))
    second = materialize(raw, warehouse)
    assert (second.loaded, second.unchanged, second.published) == (0, 2, True)
    assert second.table_hashes == first.table_hashes
    assert second.rejects == first.rejects and second.findings == first.findings


def test_a_night_costs_what_changed_and_ends_as_if_built_anew(raw: Path, tmp_path: Path, published: Path) -> None:
    write(raw, c=THIRD)
    (raw / "b.txt").rename(raw / "renamed.txt")
    grown = materialize(raw, published)
    assert (grown.loaded, grown.unchanged) == (1, 2)
    (raw / "a.txt").unlink()
    refused = materialize(raw, published)
    assert refused.exit_code == 1 and refused.problem and "--allow-shrink" in refused.problem
    assert "ShrinkRefused" not in refused.problem
    shrunk = materialize(raw, published, allow_shrink=True)
    assert shrunk.vanished == ("a.txt",)
    assert (shrunk.loaded, shrunk.unchanged) == (0, 2)
    anew = materialize(raw, tmp_path / "anew" / "w.duckdb")
    assert (anew.loaded, anew.unchanged) == (2, 0)
    assert shrunk.table_hashes == anew.table_hashes


def test_bad_files_are_rejects_and_the_rest_is_loaded(raw: Path, warehouse: Path) -> None:
    write(raw, empty="", latin="Report 2023, 12 inspections")
    (raw / "copy.txt").write_bytes((raw / "a.txt").read_bytes())
    (raw / "binary.txt").write_bytes(bytes(range(256)))
    (raw / "cut.txt").write_bytes(FIRST.encode()[:-12])
    (raw / "huge.txt").open("wb").truncate(50 * 1024 * 1024)
    (raw / "x.txt").mkdir()
    summary = materialize(raw, warehouse)
    refused = ["binary.txt", "cut.txt", "empty.txt", "huge.txt", "latin.txt", "x.txt"]
    assert [reject.path for reject in summary.rejects] == refused
    assert all(reject.stage == "read" and reject.reason for reject in summary.rejects)
    assert summary.published and summary.loaded == 2 and summary.files_in == 9
    tables = read_frames(warehouse, ["reject", "report_path"])
    assert sorted(tables["reject"]["path"]) == refused
    assert sorted(tables["report_path"]["path"]) == ["a.txt", "b.txt", "copy.txt"]


def test_a_report_that_breaks_the_extraction_is_a_reject_for_each_of_its_paths(
    raw: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "copy.txt").write_bytes((raw / "a.txt").read_bytes())

    def broken(report: Report) -> Extraction:
        if report.text == FIRST:
            raise IndexError("no such clause")
        return extract_report(report)

    monkeypatch.setattr("pipelines.engine.extract_report", broken)
    monkeypatch.setattr("assets.reports.rules_fingerprint", lambda: "other rules")
    monkeypatch.setattr("assets.facts.rules_fingerprint", lambda: "other rules")
    monkeypatch.setattr("assets.star.rules_fingerprint", lambda: "other rules")
    summary = materialize(raw, published)
    assert [(reject.path, reject.stage) for reject in summary.rejects] == [
        ("a.txt", "extract"),
        ("copy.txt", "extract"),
    ]
    assert "IndexError: no such clause" in summary.rejects[0].reason
    assert summary.published and summary.loaded == 1


def spoil(monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, pl.DataFrame]], None]) -> None:
    def spoilt(*arguments: Any) -> dict[str, pl.DataFrame]:
        frames = report_frames(*arguments)
        change(frames)
        return frames

    monkeypatch.setattr("assets.facts.report_frames", spoilt)


def test_a_failed_check_of_the_frames_leaves_the_warehouse_as_it_was(
    raw: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(published)
    write(raw, c=THIRD)

    def double(frames: dict[str, pl.DataFrame]) -> None:
        frames["fact_quantity"] = pl.concat([frames["fact_quantity"]] * 2)

    spoil(monkeypatch, double)
    summary = materialize(raw, published)
    assert (summary.exit_code, summary.published) == (1, False)
    assert "fact_quantity_id_is_unique" in (summary.problem or "") and "\n" not in (summary.problem or "")
    assert digest(published) == before
    # It stopped before anything was loaded.
    assert sorted(path.name for path in published.parent.iterdir()) == ["w.duckdb", "w.duckdb.history"]


def test_a_failed_check_of_the_star_leaves_the_warehouse_as_it_was(
    raw: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(published)
    write(raw, c=THIRD)

    def misquote(frames: dict[str, pl.DataFrame]) -> None:
        frames["fact_quantity"] = frames["fact_quantity"].with_columns(quote=pl.lit("别的"))

    spoil(monkeypatch, misquote)
    summary = materialize(raw, published)
    assert (summary.exit_code, summary.published) == (1, False)
    failed = [check.check for check in summary.failed_checks if check.blocks]
    assert failed and all(name in (summary.problem or "") for name in failed)
    assert {check.layer for check in summary.failed_checks} == {"sql"}
    assert digest(published) == before
    monkeypatch.undo()
    assert materialize(raw, published).exit_code == 0


def test_strict_lets_no_reject_and_no_warning_through(raw: Path, published: Path) -> None:
    before = digest(published)
    write(raw, empty="")
    summary = materialize(raw, published, strict=True)
    assert summary.exit_code == 1 and "reject_is_empty" in (summary.problem or "")
    assert digest(published) == before
    assert materialize(raw, published).exit_code == 0


def test_a_warehouse_that_cannot_be_written_is_one_line(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match=r"cannot make the lock.*file/w\.duckdb"):
        materialize(raw, tmp_path / "file" / "w.duckdb")


def test_what_goes_wrong_while_loading_is_one_line(raw: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    write(raw, c=THIRD)
    monkeypatch.setattr("pipelines.load.candidate.copy_file", full)
    summary = materialize(raw, published)
    assert summary.exit_code == 1 and summary.problem and "No space left" in summary.problem
    assert "\n" not in summary.problem


def test_a_text_of_unknown_agency_and_year_is_loaded_too(tmp_path: Path, warehouse: Path) -> None:
    raw = write(tmp_path / "raw", novel="他一共走了三里路，买了两斤米，回到家里已经很晚了。")
    summary = materialize(raw, warehouse)
    assert summary.published and summary.table_rows["dim_agency"] == 0


def test_nothing_to_run_on(tmp_path: Path, raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="no such folder of raw reports"):
        materialize(tmp_path / "nowhere", warehouse)
    with pytest.raises(ConfigurationError, match="the warehouse is a folder"):
        materialize(raw, raw)

    def broken() -> None:
        raise RuleError("units.yaml", "line 3", "mapping values are not allowed here")

    monkeypatch.setattr("pipelines.engine.load_rules", broken)
    with pytest.raises(ConfigurationError, match=r"units\.yaml: line 3: mapping values"):
        materialize(raw, warehouse)
    assert not warehouse.parent.exists()


def test_an_analyst_reads_the_sentence_behind_a_fine(raw: Path, published: Path) -> None:
    sql = """select agency, year, value, quote, sentence from fact_indicator
             join dim_report using (report_id) where indicator_code = 'enforcement.fines'"""
    with query(published, sql) as answer:
        rows = list(answer.rows)
    assert [(agency, year, int(value), quote) for agency, year, value, quote, _ in rows] == [
        ("安吉县司法局", 2023, 125000, "12.5万元")
    ]
    assert rows[0][4].startswith("全年检查企业120家次")
