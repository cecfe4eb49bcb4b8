"""What can go wrong with a warehouse, each in one sentence that names the thing and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.validate.check_result import CheckResult


class WarehouseError(Exception):
    """Anything about the warehouse that a person can be told in one sentence."""


class WarehouseMissing(WarehouseError):
    """There is no published warehouse at the path."""

    def __init__(self, warehouse: Path) -> None:
        super().__init__(f"还没有数据仓库，请先运行 fazhi run (no warehouse yet, run `fazhi run` first): {warehouse}")
        self.warehouse = warehouse


class WarehouseUnreadable(WarehouseError):
    """The file at the path is no warehouse, or one that this version cannot read."""

    def __init__(self, warehouse: Path, problem: str) -> None:
        super().__init__(f"无法读取数据仓库 (cannot read the warehouse) {warehouse}: {problem}")
        self.warehouse = warehouse


class WarehouseOutdated(WarehouseError):
    """Another version built the warehouse, and what is asked for is not in it."""

    def __init__(self, warehouse: Path, problem: str) -> None:
        super().__init__(
            "数据仓库由另一版本的 fazhi 构建，请运行 fazhi run"
            f" (the warehouse was built by another version, run `fazhi run`) {warehouse}: {problem}"
        )
        self.warehouse = warehouse


class SqlFileBroken(WarehouseError):
    """A file below ``sql/`` that does not run: the message names the file and what DuckDB says of it."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"SQL 文件有误 (broken SQL file) {file}: {problem}")
        self.file = file


class QueryRefused(WarehouseError):
    """SQL that is wrong, that writes, or that reaches outside the warehouse."""


class QueryTooSlow(WarehouseError):
    """A question that DuckDB did not answer in the time that it was given."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"查询超过 {seconds:g} 秒，已停止；请缩小范围，或给更多时间"
            f" (the query took more than {seconds:g} s and was stopped; ask for less, or allow more time)"
        )
        self.seconds = seconds


class ChecksFailed(WarehouseError):
    """Blocking checks found offenders: the published warehouse stays as it was."""

    def __init__(self, failed: Sequence[CheckResult]) -> None:
        names = ", ".join(f"{result.check} ({result.offenders})" for result in failed)
        super().__init__(f"检查未通过，未发布，原数据仓库不变 (checks failed, nothing published): {names}")
        self.failed = tuple(failed)


class WarehouseBusy(WarehouseError):
    """Another writer holds the lock: whoever came second leaves (exit code 3)."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"数据仓库正被另一进程写入 (the warehouse is being written by another process): {holder}")
        self.holder = holder


class ShrinkRefused(WarehouseError):
    """So many reports would leave the warehouse that it looks like an unmounted folder and not like a purge."""

    def __init__(self, leaving: int, published: int) -> None:
        super().__init__(
            f"{published:,} 份报告中有 {leaving:,} 份将消失，未发布；若确需删除，请加 --allow-shrink"
            f" ({leaving:,} of {published:,} reports would vanish, nothing published;"
            " pass --allow-shrink if they are meant to go)"
        )
        self.leaving, self.published = leaving, published


class NightUnknown(WarehouseError):
    """A night whose published file is not kept (any longer); None is any night before the current one."""

    def __init__(self, night: int | None, kept: Sequence[int]) -> None:
        there = ", ".join(map(str, kept)) or "none"
        of = ("更早的", "an earlier night") if night is None else (f"第 {night} 夜的", f"night {night}")
        super().__init__(f"没有保存{of[0]}数据仓库 (no warehouse is kept of {of[1]}; kept: {there})")
        self.night = night
