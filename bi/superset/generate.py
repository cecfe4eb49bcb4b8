"""Write the bundle that Superset imports: `bi/superset/bundle`, from the comments of an empty warehouse.

``python -m bi.superset.generate`` writes it anew; a test keeps it current. The same warehouse gives the same bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bi.superset.charts import CHARTS, chart_source
from bi.superset.dashboards import dashboard_source, dashboards
from bi.superset.datasets import DATABASE, DATASETS, dataset_source
from bi.superset.identity import identity
from pipelines.dimensions import indicator_rows
from pipelines.frames import frames_of
from pipelines.load.comments import TableComment, comments
from pipelines.load.warehouse import LoadInfo, build_candidate

BUNDLE = Path(__file__).resolve().parent / "bundle"
#: Where the warehouse lies as seen from the folder in which Superset runs; `bi.superset.pack` puts in another place.
WAREHOUSE = "warehouse/fazhi.duckdb"
_HEAD = "# Written by `python -m bi.superset.generate`; do not edit.\n"


def bundle() -> dict[str, str]:
    """Every file of the bundle, by its path in it."""
    with TemporaryDirectory() as folder:
        empty = build_candidate(Path(folder) / "empty.duckdb", frames_of([], [], ""), LoadInfo("", ""))
        tables = {table.name: table for table in comments(empty)}
    return {path: _HEAD + _yaml(source) for path, source in sorted(_sources(tables).items())}


def write(folder: Path = BUNDLE) -> None:
    """Replace what stands in *folder* by the bundle."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in bundle().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _sources(tables: Mapping[str, TableComment]) -> dict[str, dict[str, Any]]:
    database = _database()
    sources = {"metadata.yaml": _METADATA, "databases/fazhi.yaml": database}
    columns: dict[str, set[str]] = {}
    for dataset in DATASETS:
        source = dataset_source(dataset, tables, database["uuid"])
        columns[dataset.mart] = {column["column_name"] for column in source["columns"]}
        sources[f"datasets/fazhi/{dataset.mart}.yaml"] = source
    for chart in CHARTS:
        sources[f"charts/{chart.key}.yaml"] = chart_source(chart)
    for dashboard in dashboards({row[0]: f"{row[1]} {row[2]}" for row in indicator_rows()}):
        sources[f"dashboards/{dashboard.key}.yaml"] = dashboard_source(dashboard, columns)
    return sources


#: A fixed moment: the bundle changes when what it says changes.
_METADATA = {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"}


def _database() -> dict[str, Any]:
    """The warehouse as a database of Superset: read-only, and closed to every other file."""
    config = {
        "access_mode": "read_only",
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "lock_configuration": "true",
    }
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": f"duckdb:///{WAREHOUSE}",
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {
            "allows_virtual_table_explore": True,
            "metadata_params": {},
            "engine_params": {"connect_args": {"config": config}},
        },
        "uuid": identity("database", "fazhi"),
        "version": "1.0.0",
    }


class _Readable(yaml.SafeDumper):
    """YAML in which words of several lines stand as they are."""


def _words(dumper: yaml.SafeDumper, words: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style="|" if "\n" in words else None)


_Readable.add_representer(str, _words)


def _yaml(source: object) -> str:
    return yaml.dump(source, allow_unicode=True, sort_keys=False, width=120, Dumper=_Readable)


if __name__ == "__main__":
    write()
