"""Export tables and marts of the published warehouse: a folder with a Data Package, one file, or a workbook.

Rows are streamed, so memory stays bounded however large the warehouse is. They stand in the order of their columns from
left to right, and whatever carries a time carries that of the build, so that the same warehouse gives the same bytes.
Everything is written beside the target and renamed when it is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.export.errors import FilterRefused, MartUnknown, SheetNameTooLong, TextTooLong, TooManyRows
from pipelines.export.formats import Format, writer
from pipelines.export.package import DESCRIPTOR, ForeignKey, Resource, descriptor, license_name
from pipelines.export.targets import draft_of, drafted_file, drafted_folder, is_one_file, refuse_unfit
from pipelines.export.workbook import MOST_CHARACTERS, MOST_OF_A_NAME, MOST_ROWS, UNDATED, Workbook
from pipelines.load.comments import TableComment
from pipelines.load.errors import QueryRefused
from pipelines.load.keys import KEYS, REFERENCES
from pipelines.load.snapshot import Snapshot, snapshot

if TYPE_CHECKING:
    import polars as pl

#: What ends the short name of a column in its Chinese comment.
_AFTER_A_NAME = "，：；。"
_DICTIONARY = "数据字典"
_DICTIONARY_HEADINGS = {
    "sheet": "工作表 sheet", "heading": "标题 heading", "table": "表 table", "column": "列 column",
    "type": "类型 type", "chinese": "说明", "english": "meaning",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """One exported table: its name, its rows, and the file that holds it."""

    table: str
    rows: int
    file: Path


@dataclass(frozen=True, slots=True)
class _Part:
    """A table to export and the SELECT of its rows."""

    table: TableComment
    rows: str

    def schema(self, night: Snapshot) -> pl.Schema:
        """The names and types of the columns."""
        return night.frame(f"select * from ({self.rows}) limit 0").schema

    def frames(self, night: Snapshot) -> Iterator[pl.DataFrame]:
        """The rows in the order of their columns."""
        return night.ordered(self.rows, self.table.columns[0].name)


def export(
    warehouse: Path,
    format: Format,
    target: Path,
    marts: Sequence[str] = (),
    where: str | None = None,
    license: str | None = None,
    force: bool = False,
) -> tuple[Exported, ...]:
    """Write *marts* (all of them where none is named) as *format*; tables of the star may be named too.

    Excel makes one workbook. The other formats make a folder with one file a table and a ``datapackage.json``, or,
    for one table and a *target* with the ending of the format, that file alone. *where* is one SQL expression over the
    columns of each table. A folder that holds files of others is written into only with *force*.

    Raises:
        ExportError: a name, the condition, the target or the size is at fault; nothing was written.
        WarehouseError: there is no warehouse, or none that can be read.
    """
    target = target.resolve() if target.is_symlink() else target
    refuse_unfit(target, format, len(set(marts)), force)
    license = license_name(license) if license else None
    with draft_of(target) as draft, snapshot(warehouse, draft / "spill") as night:
        parts = tuple(_parts(night, marts, where))
        if format == "xlsx":
            return _workbook(night, parts, draft, target)
        if is_one_file(target, format):
            return _file(night, parts[0], format, draft, target)
        return _folder(night, parts, format, draft, target, where, license)


def _parts(night: Snapshot, marts: Sequence[str], where: str | None) -> Iterator[_Part]:
    """The chosen tables in the order in which they were named; a mistake in any is found before the first."""
    names = list(dict.fromkeys(marts)) or [name for name in night.tables if name.startswith("mart_")]
    for name in names:
        if name not in night.tables:
            raise MartUnknown(name, tuple(night.tables))
    for name in names:
        try:
            rows = night.filtered(name, where)
            if where is not None:
                night.number(f"select count(*) from ({rows})")
        except QueryRefused as error:
            raise FilterRefused(name, str(error)) from error
        yield _Part(night.tables[name], rows)


def _folder(
    night: Snapshot,
    parts: Sequence[_Part],
    format: Literal["csv", "parquet", "jsonl"],
    draft: Path,
    target: Path,
    where: str | None,
    license: str | None,
) -> tuple[Exported, ...]:
    folder = draft / "folder"
    folder.mkdir()
    selects = {part.table.name: part.rows for part in parts}
    resources = []
    for part in parts:
        file = folder / f"{part.table.name}.{format}"
        rows, size, digest = _written(night, part, format, file)
        primary = night.key_of(part.table.name, part.rows)
        foreign = tuple(_foreign_keys(night, part, selects))
        resources.append(Resource(part.table, file.name, format, rows, size, digest, primary, foreign))
    (folder / DESCRIPTOR).write_bytes(descriptor(resources, night.info(), where, license))
    drafted_folder(folder, target)
    return tuple(Exported(resource.table.name, resource.rows, target / resource.path) for resource in resources)


def _file(
    night: Snapshot, part: _Part, format: Literal["csv", "parquet", "jsonl"], draft: Path, target: Path
) -> tuple[Exported, ...]:
    file = draft / "file"
    rows, _, _ = _written(night, part, format, file)
    drafted_file(file, target)
    return (Exported(part.table.name, rows, target),)


def _written(
    night: Snapshot, part: _Part, format: Literal["csv", "parquet", "jsonl"], file: Path
) -> tuple[int, int, str]:
    """Write one table; its rows, its bytes and their SHA-256."""
    rows = 0
    with file.open("wb") as stream:
        out = writer(stream, format, part.schema(night))
        for frame in part.frames(night):
            out.write(frame)
            rows += frame.height
        out.close()
    with file.open("rb") as stream:
        return rows, file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def _foreign_keys(night: Snapshot, part: _Part, selects: Mapping[str, str]) -> Iterator[ForeignKey]:
    """Where columns point among the exported tables, as far as every value stands there."""
    for column in part.table.columns:
        for target in REFERENCES.get(column.name, ()):
            [key] = KEYS[target]
            if target not in selects or (target, key) == (part.table.name, column.name):
                continue
            if not night.number(
                f"""select exists (from ({part.rows}) as here where "{column.name}" is not null and not exists
                    (from ({selects[target]}) as there where there."{key}" = here."{column.name}"))"""
            ):
                yield ForeignKey(column.name, target, key)
                break


def _workbook(night: Snapshot, parts: Sequence[_Part], draft: Path, target: Path) -> tuple[Exported, ...]:
    names = sheet_names([part.table for part in parts])
    counts = {part.table.name: _fits(night, part, names[part.table.name]) for part in parts}
    file = draft / "workbook.xlsx"
    with file.open("wb") as stream, Workbook(stream, _dated(night.info().built_at), "法治政府建设年度报告数据") as book:
        for part in parts:
            _sheet(book, night, part, names[part.table.name])
        _dictionary(book, parts, names)
    drafted_file(file, target)
    return tuple(Exported(table, rows, target) for table, rows in counts.items())


def _fits(night: Snapshot, part: _Part, name: str) -> int:
    """The number of rows, where Excel can hold them, their texts and the name of their sheet."""
    if len(name) > MOST_OF_A_NAME:
        raise SheetNameTooLong(name, MOST_OF_A_NAME)
    texts = [column.name for column in part.table.columns if column.type.startswith("VARCHAR")]
    lengths = "".join(f', max(length("{column}"::varchar))' for column in texts)
    rows, *longest = night.frame(f"select count(*){lengths} from ({part.rows})").row(0)
    if rows > MOST_ROWS:
        raise TooManyRows(part.table.name, rows, MOST_ROWS)
    for column, length in zip(texts, longest, strict=True):
        if (length or 0) > MOST_CHARACTERS:
            raise TextTooLong(f"{part.table.name}.{column}", length, MOST_CHARACTERS)
    return int(rows)


def _sheet(book: Workbook, night: Snapshot, part: _Part, name: str) -> None:
    sheet = book.sheet(name, part.schema(night), headings(part.table))
    for frame in part.frames(night):
        sheet.write(frame)


def _dictionary(book: Workbook, parts: Sequence[_Part], names: Mapping[str, str]) -> None:
    """What every column of every sheet is, in a sheet of its own."""
    import polars as pl

    rows = [
        (names[table.name], headings(table)[column.name], table.name, column.name, column.type, column.chinese,
         column.english)
        for table in (part.table for part in parts)
        for column in table.columns
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_DICTIONARY_HEADINGS, pl.String), orient="row")
    book.sheet(_DICTIONARY, frame.schema, _DICTIONARY_HEADINGS).write(frame)


def sheet_names(tables: Sequence[TableComment]) -> dict[str, str]:
    """The name of the sheet of each table: its Chinese title where Excel allows it and no other has it."""
    titles = {table.name: table.chinese for table in tables}
    taken = [_DICTIONARY, *titles.values()]
    return {
        name: title if 0 < len(title) <= MOST_OF_A_NAME and taken.count(title) == 1 and title.isalnum() else name
        for name, title in titles.items()
    }


def headings(table: TableComment) -> dict[str, str]:
    """The Chinese headings of the columns, short where that tells them apart; the name where there is no comment.

    >>> from pipelines.load.comments import ColumnComment
    >>> columns = (ColumnComment("unit", "VARCHAR", "单位，不含万、亿", ""), ColumnComment("x", "VARCHAR", "", ""))
    >>> headings(TableComment("mart", "", "", "", columns))
    {'unit': '单位', 'x': 'x'}
    """
    short = {column.name: _short(column.chinese) or column.name for column in table.columns}
    shorts = list(short.values())
    return {
        column.name: short[column.name] if shorts.count(short[column.name]) == 1 else f"{column.chinese} {column.name}"
        for column in table.columns
    }


def _short(chinese: str) -> str:
    ends = [place for mark in _AFTER_A_NAME if (place := chinese.find(mark)) > 0]
    return chinese[: min(ends, default=len(chinese))]


def _dated(built_at: str) -> datetime:
    """The time of the build as Excel knows times: UTC, without a zone."""
    try:
        built = datetime.fromisoformat(built_at)
    except ValueError:
        return UNDATED
    return built.astimezone(UTC).replace(tzinfo=None) if built.tzinfo else built
