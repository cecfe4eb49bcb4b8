"""The bundle for Superset is current, holds together, and carries nothing of the machine it was made on."""

from __future__ import annotations

import io
import re
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from published_warehouse import publish_composed

from bi.superset.generate import BUNDLE, bundle
from bi.superset.pack import main, packed
from pipelines.load.comments import comments
from pipelines.load.query import opened

LOCK = BUNDLE.parent / "requirements.lock"


def sources(folder: str) -> dict[str, dict[str, Any]]:
    """The sources of one kind, by their names."""
    paths = sorted((BUNDLE / folder).rglob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


DATASETS = sources("datasets")
CHARTS = sources("charts")
DASHBOARDS = sources("dashboards")
DATASET_OF = {source["uuid"]: source for source in DATASETS.values()}


def columns_of(dataset: dict[str, Any]) -> set[str]:
    return {column["column_name"] for column in dataset["columns"]}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_composed(tmp_path_factory.mktemp("bi"))


def test_the_bundle_is_current() -> None:
    there = {path.relative_to(BUNDLE).as_posix(): path.read_text(encoding="utf-8") for path in BUNDLE.rglob("*.yaml")}
    assert there == bundle(), "run `python -m bi.superset.generate`"


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_asks_for_columns_that_are_there_and_its_metrics_can_be_computed(name: str, warehouse: Path) -> None:
    dataset = DATASETS[name]
    with opened(warehouse) as connection:
        asked = f"({dataset['sql']})" if dataset["sql"] else dataset["table_name"]
        found = connection.execute(f"describe select * from {asked}").fetchall()
        assert [(column["column_name"], column["type"]) for column in dataset["columns"]] == [row[:2] for row in found]
        for metric in dataset["metrics"]:
            connection.execute(f"select {metric['expression']} from {asked}").fetchall()


def test_columns_carry_the_words_of_the_warehouse(warehouse: Path) -> None:
    said = {table.name: {column.name: column for column in table.columns} for table in comments(warehouse)}
    for name, dataset in DATASETS.items():
        for column in dataset["columns"]:
            chinese, _, english = column["description"].partition(" / ")
            assert re.search(r"[一-鿿]", column["verbose_name"]) and english, (name, column)
            if own := said[name].get(column["column_name"]):
                assert (chinese, english) == (own.chinese, own.english)


def test_only_figures_that_may_be_summed_are_summed(warehouse: Path) -> None:
    """A sum over values is one of a single additive indicator, or it is nothing."""
    sums = [
        (name, metric) for name, dataset in DATASETS.items() for metric in dataset["metrics"]
        if re.search(r"\b(SUM|AVG)\((?:planned_|actual_)?value", metric["expression"])
    ]  # fmt: skip
    assert {(name, metric["metric_name"]) for name, metric in sums} == {
        ("mart_headline", "total"), ("mart_headline", "figure"), ("mart_panel", "total"),
    }  # fmt: skip
    with opened(warehouse) as connection:
        for name, metric in sums:
            asked = f"{metric['expression']} from ({DATASETS[name]['sql']}) where value is not null"
            by = "indicator_code, additive"
            rows = connection.execute(f"select {by}, count(*), {asked} group by {by}").fetchall()
            assert any(additive and count > 1 and total is not None for _, additive, count, total in rows)
            assert all(total is None for _, additive, count, total in rows if not additive and count > 1)
            assert connection.execute(f"select {asked}").fetchall() == [(None,)], "over several indicators"


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_refers_to_columns_and_metrics_that_are_there(name: str) -> None:
    chart = CHARTS[name]
    dataset = DATASET_OF[chart["dataset_uuid"]]
    columns, metrics = columns_of(dataset), {metric["metric_name"] for metric in dataset["metrics"]}
    assert set(asked_columns(chart["params"])) <= columns
    measured = set(asked_metrics(chart["params"]))
    assert measured <= metrics
    assert measured or chart["params"]["query_mode"] == "raw"


def asked_columns(params: dict[str, Any]) -> Iterator[str]:
    """Every column that the controls of a chart name."""
    for control in ("groupby", "groupbyRows", "groupbyColumns", "all_columns", "x_axis"):
        named = params.get(control, [])
        yield from [named] if isinstance(named, str) else named
    yield from (yaml.safe_load(order)[0] for order in params.get("order_by_cols", []))
    yield from (one["subject"] for one in params.get("adhoc_filters", []))
    yield from params.get("column_config", ())


def asked_metrics(params: dict[str, Any]) -> Iterator[str]:
    """Every metric that the controls of a chart name."""
    yield from params.get("metrics", [])
    yield from (params[control] for control in ("metric", "timeseries_limit_metric") if control in params)


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_shows_charts_of_the_bundle_within_its_twelve_columns(name: str) -> None:
    uuids = {chart["uuid"] for chart in CHARTS.values()}
    position = DASHBOARDS[name]["position"]
    rows = [place for place in position.values() if isinstance(place, dict) and place["type"] == "ROW"]
    assert position["GRID_ID"]["children"] == [row["id"] for row in rows]
    for row in rows:
        places = [position[child] for child in row["children"]]
        assert sum(place["meta"]["width"] for place in places) == 12
        assert all(place["meta"]["uuid"] in uuids for place in places if place["type"] == "CHART")


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_filter_reaches_every_chart_that_has_its_column_and_no_other(name: str) -> None:
    position = DASHBOARDS[name]["position"]
    dataset_of_chart = {chart["uuid"]: DATASET_OF[chart["dataset_uuid"]] for chart in CHARTS.values()}
    charts = {
        place["meta"]["chartId"]: columns_of(dataset_of_chart[place["meta"]["uuid"]])
        for place in position.values()
        if isinstance(place, dict) and place["type"] == "CHART"
    }
    filters = DASHBOARDS[name]["metadata"]["native_filter_configuration"]
    assert {"year", "province", "level", "function"} <= {one["targets"][0]["column"]["name"] for one in filters}
    for one in filters:
        (target,) = one["targets"]
        column = target["column"]["name"]
        assert column in columns_of(DATASET_OF[target["datasetUuid"]])
        assert set(one["scope"]["excluded"]) == {number for number, columns in charts.items() if column not in columns}
        assert len(one["scope"]["excluded"]) < len(charts)


def test_what_an_overview_begins_with_is_in_the_catalogue(warehouse: Path) -> None:
    with opened(warehouse) as connection:
        rows = connection.execute("select name_zh || ' ' || name_en from dim_indicator").fetchall()
    for one in DASHBOARDS["overview"]["metadata"]["native_filter_configuration"]:
        chosen = one["defaultDataMask"]["filterState"].get("value", [])
        assert set(chosen) <= {label for (label,) in rows}


def test_the_database_is_read_only_and_closed() -> None:
    (database,) = sources("databases").values()
    config = database["extra"]["engine_params"]["connect_args"]["config"]
    assert config["access_mode"] == "read_only"
    assert config["enable_external_access"] == "false" and config["lock_configuration"] == "true"
    assert not any(database[right] for right in ("allow_dml", "allow_ctas", "allow_cvas", "allow_csv_upload"))


def test_nothing_of_a_machine_and_no_secret_is_in_the_bundle() -> None:
    for path in BUNDLE.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?i)password|secret|token|encrypted", text), path
        assert not re.search(r"(?<![\w/<])/(?:home|root|work|tmp|usr|opt|etc|var|Users)\b", text), path
        assert not re.search(r"https?://|@[\w.]+", text), path


def test_the_archive_names_the_warehouse_of_the_machine_it_is_for_and_is_the_same_each_time() -> None:
    data = packed("/srv/法治/fazhi.duckdb", "Dashboard")
    assert data == packed("/srv/法治/fazhi.duckdb", "Dashboard")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        database = yaml.safe_load(archive.read("fazhi/databases/fazhi.yaml"))
        assert yaml.safe_load(archive.read("fazhi/metadata.yaml"))["type"] == "Dashboard"
    assert {f"fazhi/{path}" for path in bundle()} == set(names)
    assert database["sqlalchemy_uri"] == "duckdb:////srv/法治/fazhi.duckdb"


@pytest.mark.parametrize("path", ["warehouse/fazhi.duckdb", "/srv/what?/fazhi.duckdb"])
def test_a_path_that_superset_would_misread_is_refused_in_a_sentence(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "fazhi.zip"
    monkeypatch.setattr("sys.argv", ["pack", "--warehouse", path, "-o", str(target)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2 and not target.exists()
    assert (
        capsys.readouterr().err == f"请给出不含“?”的绝对路径：{path} (give an absolute path without a question mark)\n"
    )


def test_a_superset_that_is_not_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:  # A port on which nobody listens.
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("FAZHI_SUPERSET_PASSWORD", "x")
        monkeypatch.setattr("sys.argv", ["pack", "--warehouse", "/srv/fazhi.duckdb", "--to", address])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"Superset 无应答 (no answer) {address}/api/v1/security/login: ") and said.count("\n") == 1


def test_superset_is_locked_with_every_hash_and_no_index() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert not re.search(r"://|^-|--(index|extra|find|trusted)|@ ", text, re.MULTILINE)
    locked = text.replace("\\\n", " ").splitlines()
    assert all(re.match(r"[\w.\[\],-]+==[^\s*]+ .*--hash=sha256:[0-9a-f]{64}", line) for line in locked if line.strip())
    pins = [line for line in LOCK.with_suffix(".in").read_text(encoding="utf-8").splitlines() if "==" in line]
    assert all(any(line.startswith(pin) for line in locked) for pin in pins) and len(pins) == 6
