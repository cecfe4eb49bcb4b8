"""Reports put into the raw folder: from a file, a folder or a ZIP archive that comes from outside and is not trusted.

Everything is written to a hidden folder inside the raw folder first and looked at there, so that nothing half-written
ever stands where a night would find it; then each report gets its name, which never takes the place of another file. No
number that an archive states about itself is believed: what counts are the bytes that come out.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Literal

import yaml

from pipelines.model import Reject
from pipelines.read.inventory import LIMIT, no_reader, too_large
from pipelines.read.registry import SIDECARS, is_sidecar, reader_of
from pipelines.read.reports import read_report
from pipelines.read.zip_names import zip_name

Outcome = Literal["added", "there", "refused"]

_CHUNK = 1 << 16
_STAGING = ".adding-"
_NAME_BYTES, _PATH_BYTES = 255, 3000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one addition may unpack: files, bytes of all files together, and bytes for each byte of an archive."""

    files: int = 20_000
    total: int = 1024**3
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of one file: its path below the raw folder, or its name outside where it was refused, and why."""

    path: str
    outcome: Outcome
    reason: str | None = None


class AdditionError(ValueError):
    """What was to be added cannot be taken at all: nothing was written."""


def add(
    source: Path, raw_root: Path, said: str | None = None, on: str | None = None, bounds: Bounds | None = None
) -> list[Addition]:
    """Copy the reports of *source* (a file, a folder, a ZIP archive) below *raw_root*, each with its sidecar.

    The sidecar is the one beside the report at its source, unless the origin is *said* here; it names the file, where
    it came from, its SHA-256, and the day *on* which it came. A report that is there already is left alone; a file of
    the same name with other bytes is never overwritten.

    Raises:
        AdditionError: *source* is missing, is no archive, or unpacks past the *bounds*; nothing was written.
    """
    allowed = bounds or Bounds()
    raw_root.mkdir(parents=True, exist_ok=True)
    with _staging(raw_root) as staging:
        staged, refused = _stage(source, staging, allowed)
        return sorted(
            [*refused, *(_take(one, raw_root, said, on) for one in staged if not is_sidecar(one.path))],
            key=lambda addition: addition.path,
        )


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that came out whole: where it waits, its path below the raw folder, where it came from."""

    place: Path
    path: str
    origin: str
    sidecar: Path | None = None


def _stage(source: Path, staging: Path, bounds: Bounds) -> tuple[list[_Staged], list[Addition]]:
    staged: list[_Staged] = []
    refused: list[Addition] = []
    budget = _Budget(bounds, None)
    if source.suffix.lower() == ".zip" and source.is_file() and not source.is_symlink():
        budget = _Budget(bounds, source.stat().st_size)
        offers = _of_archive(source, bounds)
    elif source.is_dir() and not source.is_symlink():
        offers = _of_folder(source)
    elif source.exists() or source.is_symlink():
        offers = iter([_of_file(source, source.name)])
    else:
        raise AdditionError(f"没有这个文件或目录 (no such file or folder): {source}")
    for number, (name, entry) in enumerate(offers):
        budget.count_file()
        reason = entry if isinstance(entry, str) else _unfit(name)
        if reason is None and not isinstance(entry, str):
            place = staging / f"{number:06}{PurePosixPath(name).suffix}"
            reason = _copy(entry, place, budget)
            if reason is None:
                staged.append(_Staged(place, unicodedata.normalize("NFC", name), f"{source.name}: {name}"))
        if reason is not None:
            refused.append(Addition(name, "refused", reason))
    sidecars = {one.path: one.place for one in staged if is_sidecar(one.path)}
    return [_Staged(o.place, o.path, o.origin, sidecars.get(_sidecar_of(o.path))) for o in staged], refused


class _Budget:
    """Counts what comes out, and stops when it is too much."""

    def __init__(self, bounds: Bounds, archive: int | None) -> None:
        self.bounds, self.archive = bounds, archive
        self.files = self.bytes = 0

    def count_file(self) -> None:
        self.files += 1
        if self.files > self.bounds.files:
            raise AdditionError(f"文件过多 (more than {self.bounds.files:,} files); nothing was added")

    def count(self, size: int) -> None:
        self.bytes += size
        if self.bytes > self.bounds.total:
            raise AdditionError(f"展开后过大 (more than {self.bounds.total:,} bytes); nothing was added")
        if self.archive is not None and self.bytes > max(LIMIT, self.archive * self.bounds.ratio):
            raise AdditionError(
                f"压缩比过高,疑似压缩炸弹 (unpacks to more than {self.bounds.ratio} times its size); nothing was added"
            )


class _Source:
    """Something that can be opened for reading its bytes once."""

    def __init__(self, opened: Callable[[], IO[bytes]]) -> None:
        self.open = opened


def _of_file(place: Path, name: str) -> tuple[str, _Source | str]:
    try:
        status = place.lstat()
    except OSError as error:
        return name, f"无法读取 (unreadable): {error.strerror or error}"
    if stat.S_ISLNK(status.st_mode):
        return name, "是链接 (a link)"
    if not stat.S_ISREG(status.st_mode):
        return name, "不是普通文件 (not a regular file)"
    return name, _Source(lambda: _open_file(place))


def _open_file(place: Path) -> IO[bytes]:
    # A file that was put there as a link, or a pipe, after it was looked at is not followed and not waited for.
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    return os.fdopen(descriptor, "rb")


def _of_folder(folder: Path) -> Iterator[tuple[str, _Source | str]]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in list(folders):
            if (Path(parent) / name).is_symlink():
                yield (Path(parent) / name).relative_to(folder).as_posix(), "是链接 (a link)"
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(files):
            if not name.startswith("."):
                place = Path(parent) / name
                yield _of_file(place, place.relative_to(folder).as_posix())


def _of_archive(archive: Path, bounds: Bounds) -> Iterator[tuple[str, _Source | str]]:
    if archive.stat().st_size > bounds.total:
        raise AdditionError(f"压缩包过大 (an archive of more than {bounds.total:,} bytes): {archive}")
    try:
        opened = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise AdditionError(f"不是可读的 ZIP 文件 (no readable ZIP archive) {archive}: {error}") from error
    with opened:
        for entry in opened.infolist()[: bounds.files + 1]:
            name = zip_name(entry)
            if name is None:
                yield entry.filename, "文件名编码无法识别 (the encoding of its name is unknown)"
                continue
            hidden = any(
                part.startswith(".") or part == "__MACOSX" for part in name.split("/") if part not in (".", "..")
            )
            if name.endswith("/") or entry.is_dir() or hidden:
                continue
            yield name, _refusal(entry) or _Source(partial(opened.open, entry))


def _refusal(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "是链接 (a link)"
    if kind not in (0, stat.S_IFREG):
        return "不是普通文件 (not a regular file)"
    if entry.flag_bits & 0x1:
        return "已加密 (encrypted)"
    return None


def _unfit(name: str) -> str | None:
    """Why a path cannot stand below the raw folder, or None.

    >>> _unfit("../x.txt"), _unfit("浙江/x.txt")
    ('路径越出目录 (a path that leads out of the folder)', None)
    """
    parts = name.split("/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return "路径越出目录 (a path that leads out of the folder)"
    if not name or "" in parts or "." in parts or any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
        return "文件名不可用 (a name that cannot be used)"
    if max(len(part.encode()) for part in parts) > _NAME_BYTES or len(name.encode()) > _PATH_BYTES:
        return "文件名过长 (a name that is too long)"
    if any(part.startswith(".") for part in parts):
        return "是隐藏文件 (a hidden file)"
    if reader_of(name) is None and not is_sidecar(name):
        return no_reader(name)
    return None


def _copy(source: _Source, place: Path, budget: _Budget) -> str | None:
    """Write the bytes of *source* to *place*, on the disk; why that was not possible, or None."""
    size = 0
    try:
        with source.open() as opened, place.open("wb") as target:
            while chunk := opened.read(_CHUNK):
                size += len(chunk)
                budget.count(len(chunk))
                if size > LIMIT:
                    return too_large(LIMIT)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        return f"压缩内容已损坏 (damaged inside the archive): {' '.join(str(error).split())}"
    except OSError as error:
        if place.parent.is_dir() and isinstance(error.filename, str) and Path(error.filename) == place:
            raise
        return f"无法读取 (unreadable): {error.strerror or error}"
    return None


def _take(one: _Staged, raw_root: Path, said: str | None, on: str | None) -> Addition:
    outcome = read_report(one.place.name, one.place.parent)
    if isinstance(outcome, Reject):
        return Addition(one.path, "refused", outcome.reason)
    target = raw_root / one.path
    if _leads_out(target, raw_root):
        return Addition(
            one.path, "refused", "目录中的链接或文件挡住了路径 (a link or a file of the raw folder is in the way)"
        )
    if target.is_symlink() or target.exists():
        return _there(one, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The sidecar comes first: alone it is no input, while a report without it would be of unknown origin.
    sidecar = raw_root / _sidecar_of(one.path)
    if not sidecar.exists():
        given = one.sidecar.read_bytes() if one.sidecar is not None and said is None else None
        waiting = one.place.with_name(f"{one.place.name}.sidecar")
        waiting.write_bytes(given or _described(one, outcome.report_id, outcome.size, said, on))
        _name(waiting, sidecar)
    if not _name(one.place, target):
        return _there(one, target)
    return Addition(one.path, "added")


def _there(one: _Staged, target: Path) -> Addition:
    same = target.is_file() and not target.is_symlink() and _digest(target) == _digest(one.place)
    if same:
        return Addition(one.path, "there")
    return Addition(one.path, "refused", "同名文件已存在而内容不同 (another file of this name is there already)")


def _name(place: Path, target: Path) -> bool:
    """Give a waiting file its name in one step; False where the name is taken, by whomever."""
    try:
        os.link(place, target)
    except FileExistsError:
        return False
    except OSError:  # no links here: the best there is
        if target.exists():
            return False
        os.replace(place, target)
    return True


def _leads_out(target: Path, raw_root: Path) -> bool:
    root, parent = raw_root.resolve(), target.parent
    if not parent.resolve().is_relative_to(root):
        return True
    above = [*parent.relative_to(raw_root).parents, parent.relative_to(raw_root)]
    return any((raw_root / part).exists() and not (raw_root / part).is_dir() for part in above)


def _sidecar_of(path: str) -> str:
    return f"{path.removesuffix(PurePosixPath(path).suffix)}{SIDECARS[0]}"


def _described(one: _Staged, digest: str, size: int, said: str | None, on: str | None) -> bytes:
    known = {
        "file": PurePosixPath(one.path).name, "source": said, "added_from": one.origin, "added_on": on,
        "sha256": digest, "size": size,
    }  # fmt: skip
    text = yaml.safe_dump({k: v for k, v in known.items() if v is not None}, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8")


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _staging(raw_root: Path) -> Iterator[Path]:
    """A hidden folder below the raw folder; those that killed additions left are removed."""
    for left in raw_root.glob(f"{_STAGING}*"):
        if not _lives(left.name.removeprefix(_STAGING)):
            shutil.rmtree(left, ignore_errors=True)
    place = raw_root / f"{_STAGING}{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _lives(process: str) -> bool:
    with suppress(ValueError, OSError, OverflowError):
        os.kill(int(process), 0)
        return True
    return False
