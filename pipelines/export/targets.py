"""Where an export goes: checked before anything is written, and whole under its name or not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import get_args

from pipelines.export.errors import TargetOccupied, TargetUnfit
from pipelines.export.formats import Format
from pipelines.export.package import DESCRIPTOR, files_of
from pipelines.load.disk import to_disk


def is_one_file(target: Path, format: Format) -> bool:
    """Whether *target* names a file of *format*.

    >>> is_one_file(Path("fines.csv"), "csv"), is_one_file(Path("open-data"), "csv")
    (True, False)
    """
    return target.suffix.lower() == f".{format}"


def refuse_unfit(target: Path, format: Format, chosen: int, force: bool) -> None:
    """Refuse a target that does not fit the format, or a folder that holds what no export wrote.

    Raises:
        TargetUnfit, TargetOccupied: with the way out.
    """
    if not target.parent.is_dir():
        raise TargetUnfit(f"上级目录不存在 (there is no such folder): {target.parent}")
    if format == "xlsx" and not is_one_file(target, format):
        raise TargetUnfit(f"Excel 文件名须以 .xlsx 结尾 (the name of a workbook ends in .xlsx): {target}")
    if target.suffix.lower().removeprefix(".") in set(get_args(Format)) - {format}:
        raise TargetUnfit(f"文件名是另一种格式的，与 --to {format} 不符 (the name is of another format): {target}")
    if is_one_file(target, format):
        if target.is_dir():
            raise TargetUnfit(f"已有同名目录 (there is a folder of that name): {target}")
        if format != "xlsx" and chosen != 1:
            raise TargetUnfit(
                f"单个文件只能装一张表，请用 --mart 指定一张，或给出目录"
                f" (one file holds one table: name it with --mart, or give a folder): {target}"
            )
    elif target.exists() and not target.is_dir():
        raise TargetUnfit(f"已有同名文件，此处应为目录 (there is a file of that name; give a folder): {target}")
    elif target.is_dir() and not force and not _is_ours(target):
        raise TargetOccupied(target)


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A folder beside *target* to write in, which goes with whatever is still in it."""
    draft = Path(mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def drafted_file(draft: Path, target: Path) -> None:
    """Let the whole *draft* take the place of *target*."""
    to_disk(draft)
    draft.replace(target)
    to_disk(target.parent)


def drafted_folder(draft: Path, target: Path) -> None:
    """Let the whole *draft* take the place of *target*.

    An earlier export goes as a whole. In a folder with files of others (which takes --force) they stay: the new files
    are put beside them, and those of an earlier export that are no longer exported go.
    """
    for file in draft.iterdir():
        to_disk(file)
    to_disk(draft)
    if not target.exists() or not any(target.iterdir()):
        draft.replace(target)
    elif _is_ours(target):
        earlier = draft.with_name("earlier")
        target.replace(earlier)
        try:
            draft.replace(target)
        except OSError:
            earlier.replace(target)
            raise
    else:
        _put_beside(draft, target)
    to_disk(target.parent)


def _put_beside(draft: Path, target: Path) -> None:
    stale = set(_listed(target) or ()) - {file.name for file in draft.iterdir()}
    for file in sorted(draft.iterdir(), key=lambda file: file.name == DESCRIPTOR):
        os.replace(file, target / file.name)
    for name in stale:
        (target / Path(name).name).unlink(missing_ok=True)


def _is_ours(folder: Path) -> bool:
    """Whether *folder* is empty or holds an earlier export and nothing else."""
    there, listed = {file.name for file in folder.iterdir()}, _listed(folder)
    return not there or (listed is not None and there <= {DESCRIPTOR, *listed})


def _listed(folder: Path) -> tuple[str, ...] | None:
    """The files that the export in *folder* lists, None where there is none."""
    try:
        return files_of((folder / DESCRIPTOR).read_bytes())
    except OSError:
        return None
