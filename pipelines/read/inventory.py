"""The folder of raw reports: what stands in it, in an order that does not depend on the machine.

Every entry ends as a file to read or as a reject with its reason; hidden entries (``.gitkeep``, ``.DS_Store``, the
partial uploads of rsync) and the sidecars of reports are no input. Links are followed only to files inside the folder.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.model import Reject
from pipelines.read.registry import is_sidecar, reader_of

#: Largest report read, in bytes. The longest real ones are under 1 MB; a file of 50 MB is no report.
LIMIT = 20 * 1024 * 1024
STAGE = "read"
#: How the reason begins where the operating system would not let a file be read.
UNREADABLE = "无法读取 (unreadable)"


class RawFolderError(ValueError):
    """The folder of raw reports is missing, is no folder, cannot be listed, or holds nothing."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to read: its path relative to the folder (POSIX), its size in bytes, its times in ns, its inode.

    `mtime_ns` is when its content changed, which a copying tool may set back; `ctime_ns` is when the file system last
    noted any change of it, which no tool sets. A file put in the place of another has another `inode`.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    inode: int = 0


@dataclass(frozen=True, slots=True)
class Inventory:
    """All entries of the folder in the order of their paths: files to read, and entries refused at sight."""

    root: Path
    files: tuple[RawFile, ...]
    rejects: tuple[Reject, ...]


def inventory(raw_root: Path) -> Inventory:
    """List the folder to any depth.

    Raises:
        RawFolderError: the folder is missing, unreadable or empty; one line naming it and the way out.
    """
    root = Path(raw_root)
    prove_folder(root)
    entries = tuple(_walk(root.resolve(), ()))
    if not entries:
        raise _empty(root)
    return Inventory(
        root=root,
        files=tuple(entry for entry in entries if isinstance(entry, RawFile)),
        rejects=tuple(entry for entry in entries if isinstance(entry, Reject)),
    )


def prove_folder(root: Path) -> None:
    """Look whether there is anything to list, at the cost of the first entry.

    Raises:
        RawFolderError: the folder is missing, unreadable or empty; one line naming it and the way out.
    """
    if not root.is_dir():
        raise RawFolderError(
            f"原始报告目录不存在 (no such folder of raw reports): {root}; create it and put .txt reports in"
        )
    try:
        os.scandir(root).close()
    except OSError as error:
        problem = f"{root}: {error.strerror or error}"
        raise RawFolderError(f"原始报告目录无法读取 (cannot list the folder of raw reports): {problem}") from error
    if next(_walk(root.resolve(), ()), None) is None:
        raise _empty(root)


def _empty(root: Path) -> RawFolderError:
    return RawFolderError(f"原始报告目录为空 (the folder of raw reports is empty): {root}; put .txt reports in")


def fingerprint(listed: Inventory) -> str:
    """SHA-256 (hex) over paths, sizes and times of change: differs when anything in the folder changed.

    The cursor of the sensor: it reads no file.
    """
    digest = hashlib.sha256()
    for file in listed.files:
        digest.update(f"{file.path}\0{file.size}\0{file.mtime_ns}\n".encode())
    for reject in listed.rejects:
        digest.update(f"{reject.path}\0{reject.reason}\n".encode())
    return digest.hexdigest()


def shown(name: str) -> str:
    r"""A file name fit for a table: bytes that are no UTF-8 as ``\xb9``.

    >>> shown("报告\udcb9.txt")
    '报告\\xb9.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk(root: Path, parts: tuple[str, ...]) -> Iterator[RawFile | Reject]:
    folder = root.joinpath(*parts)
    path = shown("/".join(parts))
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield Reject(path or ".", STAGE, f"目录无法读取 (unreadable folder): {error.strerror or error}")
        return
    for entry in entries:
        if entry.name.startswith(".") or is_sidecar(entry.name):
            continue
        yield from _entry(root, (*parts, entry.name), entry)


def _entry(root: Path, parts: tuple[str, ...], entry: os.DirEntry[str]) -> Iterator[RawFile | Reject]:
    name = "/".join(parts)
    path = shown(name)
    if entry.is_dir(follow_symlinks=False):
        if reader_of(entry.name) is not None:
            yield Reject(path, STAGE, "是目录而不是报告 (a folder where a report is expected; files in it are read)")
        yield from _walk(root, parts)
        return
    reason = _refusal(root, entry)
    if reason is None and path != name:
        reason = "文件名不是 UTF-8 (the file's name is not UTF-8; rename it)"
    if reason is None and reader_of(entry.name) is None:
        reason = no_reader(entry.name)
    if reason is not None:
        yield Reject(path, STAGE, reason)
        return
    status = entry.stat()
    yield RawFile(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _refusal(root: Path, entry: os.DirEntry[str]) -> str | None:
    """Why the entry is not even opened, or None."""
    try:
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if not target.is_relative_to(root):
                return "链接指向目录之外 (a link that leads out of the folder)"
            if target.is_dir():
                return "链接指向目录 (a link to a folder is not followed)"
        status = entry.stat()
    except (OSError, RuntimeError) as error:
        return f"{UNREADABLE}: {getattr(error, 'strerror', None) or error}"
    if not stat.S_ISREG(status.st_mode):
        return "不是普通文件 (not a regular file)"
    if status.st_size > LIMIT:
        return too_large(LIMIT)
    return None


def too_large(limit: int) -> str:
    """The reason for refusing a file of more than *limit* bytes.

    >>> too_large(20 * 1024 * 1024)
    '超过单份报告 20 MB 的上限 (larger than the limit of 20 MB for one report)'
    """
    size = f"{limit / 1024 / 1024:g} MB"
    return f"超过单份报告 {size} 的上限 (larger than the limit of {size} for one report)"


def no_reader(name: str) -> str:
    """The reason for refusing a file whose ending no reader claims.

    >>> no_reader("报告.pdf")
    '尚无 .pdf 的读取器 (no reader for .pdf yet)'
    """
    suffix = PurePosixPath(name).suffix.lower()
    if not suffix:
        return "没有扩展名 (no reader for a file without an ending)"
    return f"尚无 {suffix} 的读取器 (no reader for {suffix} yet)"
