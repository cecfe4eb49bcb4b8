"""Which file stands at a path: publishing puts another one there under the same name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.load.errors import WarehouseMissing


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file stands at a path: another one after each publishing, even under the same name."""

    device: int
    inode: int
    modified: int
    size: int

    def __str__(self) -> str:
        return f"{self.device:x}-{self.inode:x}-{self.modified:x}-{self.size:x}"


def identity(warehouse: Path) -> Identity:
    """The identity of the file at *warehouse*.

    Raises:
        WarehouseMissing: there is no file.
    """
    try:
        found = warehouse.stat()
    except OSError as error:
        raise WarehouseMissing(warehouse) from error
    return Identity(found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
