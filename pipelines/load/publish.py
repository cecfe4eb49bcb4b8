"""Publish: swap the checked candidate in, in one step of the file system."""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.load.candidate import clear
from pipelines.load.disk import to_disk
from pipelines.load.errors import ChecksFailed, WarehouseError, WarehouseMissing
from pipelines.load.history import KEPT, keep, prune
from pipelines.load.schema import reading
from pipelines.validate.check_result import CheckResult


def publish(candidate: Path, warehouse: Path, kept: int = KEPT) -> None:
    """Swap *candidate* in as *warehouse* with one `os.replace`, if no blocking check failed.

    What was published before is kept under the number of its night, the last *kept* of them.

    A reader that has the old file open goes on reading it; whoever opens the path next reads the new one.

    Raises:
        WarehouseMissing: there is no candidate.
        ChecksFailed: an error-severity row in `check_result` did not pass; the published warehouse stays byte for byte
            as it was and the candidate stays for inspection until the next build.
        WarehouseError: the candidate was never checked.
    """
    results = check_results(candidate)
    if not any(result.layer == "sql" for result in results):
        raise WarehouseError(f"候选数据仓库尚未检查 (the candidate was never checked): {candidate}")
    failed = [result for result in results if result.blocks]
    if failed:
        raise ChecksFailed(failed)
    to_disk(candidate)
    keep(warehouse)
    # The log of someone who wrote into the published file belongs to that file and must not be replayed into this one.
    warehouse.with_name(f"{warehouse.name}.wal").unlink(missing_ok=True)
    os.replace(candidate, warehouse)
    to_disk(warehouse.parent)
    clear(candidate)
    prune(warehouse, kept)


def check_results(warehouse: Path) -> list[CheckResult]:
    """The results of the night that built a warehouse or a candidate, in the order of (layer, check, table).

    Raises:
        WarehouseMissing: there is no file.
    """
    if not warehouse.is_file():
        raise WarehouseMissing(warehouse)
    with reading(warehouse) as connection:
        rows = connection.execute(
            "select check_name, table_name, layer, severity, observed, message, sample, scope from check_result"
            " where night = (select night from load_info) order by all"
        ).fetchall()
    return sorted((CheckResult(*row) for row in rows), key=lambda result: (result.layer, result.check, result.table))
