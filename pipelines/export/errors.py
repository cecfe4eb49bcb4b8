"""What can go wrong with an export, each in one sentence that names the thing and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ExportError(Exception):
    """Anything about an export that a person can be told in one sentence."""


class TooManyRows(ExportError):
    """A sheet of Excel holds 1,048,576 rows, one of them its headings."""

    def __init__(self, mart: str, rows: int, most: int) -> None:
        super().__init__(
            f"{mart} 有 {rows:,} 行，Excel 每表至多 {most:,} 行；请用 --where 筛选，或导出为 parquet、csv"
            f" ({mart} has {rows:,} rows and a sheet of Excel holds {most:,}:"
            " narrow it with --where, or export to parquet or csv)"
        )


class TextTooLong(ExportError):
    """A cell of Excel holds 32,767 characters."""

    def __init__(self, place: str, characters: int, most: int) -> None:
        super().__init__(
            f"{place} 有 {characters:,} 字的文本，Excel 单元格至多 {most:,} 字；请导出为 parquet、csv 或 jsonl"
            f" ({place} holds a text of {characters:,} characters and a cell of Excel {most:,}:"
            " export to parquet, csv or jsonl)"
        )


class SheetNameTooLong(ExportError):
    """The name of a sheet of Excel has 31 characters."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(
            f"表名“{name}”有 {len(name)} 字，Excel 至多 {most} 字；请导出为 parquet、csv 或 jsonl"
            f' (the sheet name "{name}" has {len(name)} characters and Excel allows {most}:'
            " export to parquet, csv or jsonl)"
        )


class MartUnknown(ExportError):
    """A name that is no table or view of the warehouse."""

    def __init__(self, name: str, there: Sequence[str]) -> None:
        super().__init__(f"数据仓库里没有 {name} (no such table or view: {name}; there are: {', '.join(there)})")


class FilterRefused(ExportError):
    """A filter that is no expression over the columns of the mart."""

    def __init__(self, mart: str, problem: str) -> None:
        super().__init__(
            f"--where 须是 {mart} 的列上的一个条件 (--where must be one condition on columns of {mart}): {problem}"
        )


class TargetOccupied(ExportError):
    """The target holds files that no export wrote."""

    def __init__(self, target: Path) -> None:
        super().__init__(
            f"目录里有并非导出的文件，请换一处，或加 --force 写入其中 (the folder holds files that no export wrote:"
            f" choose another, or write into it with --force): {target}"
        )


class LicenseRefused(ExportError):
    """A licence that cannot be an identifier."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"许可证须写标识，如 CC-BY-4.0 (a licence is named by its identifier, such as CC-BY-4.0): {name!r}"
        )


class TargetUnfit(ExportError):
    """A target that does not fit what is to be written there."""
