"""One writer: the lock that a night, a rollback or a compaction holds on a warehouse.

The kernel keeps the lock (`flock`) and frees it when its holder dies, however it dies; what stands in the file only
tells people who holds it. So a lock of a dead process is no lock, whatever its file says, and no number of a process
that was given out again can keep a night waiting.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.load.errors import WarehouseBusy, WarehouseError
from pipelines.load.places import history_path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: process, host, the boot of that host, since when (ISO 8601), and what for."""

    pid: int
    host: str
    boot: str
    since: str
    purpose: str = "night"


def lock_path(warehouse: Path) -> Path:
    """The file of the lock of *warehouse*.

    >>> lock_path(Path("warehouse/fazhi.duckdb")).as_posix()
    'warehouse/fazhi.duckdb.history/lock'
    """
    return history_path(warehouse) / "lock"


@contextmanager
def writer_lock(warehouse: Path, since: str, purpose: str = "night") -> Iterator[Holder | None]:
    """Hold the lock of *warehouse*; yields the holder that died with it, or None after one that let go.

    Raises:
        WarehouseBusy: another process, or another part of this one, holds it; the message says who, since when.
        WarehouseError: the lock cannot be made.
    """
    place = lock_path(warehouse)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseError(f"无法建立锁文件 (cannot make the lock) {place}: {error.strerror or error}") from error
    held = _Descriptor(descriptor)
    try:
        _take(descriptor, place)
        dead = _holder(place)
        try:
            _write(descriptor, Holder(os.getpid(), platform.node(), _boot(), since, purpose))
            yield dead
        finally:
            _write(descriptor, None)
    finally:
        held.close()


class _Descriptor:
    """A descriptor that forked workers let go of: one that outlives the night must not go on holding its lock."""

    def __init__(self, number: int) -> None:
        self.number: int | None = number
        os.register_at_fork(after_in_child=self.close)

    def close(self) -> None:
        if self.number is not None:
            os.close(self.number)
            self.number = None


def _take(descriptor: int, place: Path) -> None:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WarehouseBusy(_described(_holder(place))) from error
    except OSError as error:
        raise WarehouseError(f"无法加锁 (cannot lock) {place}: {error.strerror or error}") from error


def _holder(place: Path) -> Holder | None:
    try:
        return Holder(**json.loads(place.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _described(holder: Holder | None) -> str:
    if holder is None:
        return "another process"
    return f"{holder.purpose}, process {holder.pid} on {holder.host}, since {holder.since}"


def _write(descriptor: int, holder: Holder | None) -> None:
    data = b"" if holder is None else json.dumps(asdict(holder), ensure_ascii=False).encode()
    os.pwrite(descriptor, data, 0)
    os.ftruncate(descriptor, len(data))


def _boot() -> str:
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""
