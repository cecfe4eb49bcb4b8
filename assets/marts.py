"""The marts of the candidate, and the swap that publishes it."""

from collections.abc import Iterator

import dagster as dg

from assets.checks import seconds_told
from assets.preview import ROWS, described
from assets.resources import Night, Published, Stopwatch, Writer
from assets.star import star
from pipelines.load.hashes import nightly_hashes, table_rows
from pipelines.load.query import read_rows
from pipelines.load.schema import sql_files
from pipelines.load.warehouse import publish, query

#: Each mart with the first line of its SQL, which says what a row is.
MARTS = {path.stem: path.read_text(encoding="utf-8").partition("\n")[0].lstrip("- ") for path in sql_files("marts")}


@dg.multi_asset(
    name="describe_marts",
    specs=[
        dg.AssetSpec(mart, deps=[star], group_name="marts", kinds={"duckdb"}, description=first_line)
        for mart, first_line in MARTS.items()
    ],
)
def marts(night: Night) -> Iterator[dg.MaterializeResult[None]]:
    """数据集市 / The marts as they stand in the candidate, where they were built together with the star."""
    with query(night.built_path, "select view_name from duckdb_views() where not internal") as answer:
        views = {view for (view,) in answer.rows}
    for mart in MARTS:
        if mart in views:
            # Working out a view of all gaps for five of its rows would cost more than the night.
            yield dg.MaterializeResult(asset_key=mart, metadata={"view": dg.MetadataValue.bool(True)})
            continue
        with query(night.built_path, f"select count(*) from {mart}") as answer:
            [(rows,)] = answer.rows
        first = read_rows(night.built_path, f"select * from {mart} limit {ROWS}")
        yield dg.MaterializeResult(asset_key=mart, metadata=described(first, rows=rows))


@dg.asset(group_name="published", kinds={"duckdb"}, deps=[star, *MARTS])
def warehouse(night: Night, writer: Writer, tell: dg.ResourceParam[Stopwatch]) -> dg.MaterializeResult[None]:
    """已发布的数据仓库 / The candidate in the place of the published warehouse: one swap, and only after its checks.

    Where nothing changed, what is published stays as it is, byte for byte.
    """
    tell("publish", 0, 1)
    if not night.is_quiet:
        publish(night.candidate_path, night.warehouse_path, night.kept)
    rows = table_rows(night.warehouse_path)
    published = Published(rows, nightly_hashes(night.warehouse_path, sum(rows.values())))
    night.remember_published(published)
    tell("publish", 1, 1)
    counts = {"quantities": "fact_quantity", "facts": "fact_indicator", "findings": "finding"}
    told = {name: rows[table] for name, table in counts.items()} | seconds_told(tell)
    night.note("told", (night.noted("told") or {}) | told)
    counted = {
        name: dg.MetadataValue.int(published.rows[table])
        for name, table in {
            "reports": "dim_report",
            "facts": "fact_indicator",
            "rejects": "reject",
            "findings": "finding",
        }.items()
    }
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(night.warehouse_path)),
            "tables": dg.MetadataValue.md(published.as_markdown()),
            **counted,
            **{name: dg.MetadataValue.float(seconds) for name, seconds in seconds_told(tell).items()},
        }
    )

