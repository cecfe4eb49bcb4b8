"""Files made durable: whole under their names or not there, also after a power cut."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

#: ioctl of Linux: share the blocks of one file with another (reflink), where the file system can.
_FICLONE = 0x40049409


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk, so that a power cut finds all of it or none."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file under a temporary name and rename it: readers see the old one or the whole new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(data)
        to_disk(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, by sharing its blocks where the file system can."""
    try:
        import fcntl

        with source.open("rb") as old, target.open("wb") as new:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
    except (ImportError, OSError):
        shutil.copyfile(source, target)


def link_or_copy(source: Path, target: Path) -> None:
    """Let *target* be *source* under another name; a copy where the file system has no links. *target* appears whole.

    Nothing happens where *target* is there already.
    """
    if target.exists():
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        try:
            os.link(source, draft)
        except OSError:
            copy_file(source, draft)
            to_disk(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
