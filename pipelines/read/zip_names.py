"""The name of an entry of a ZIP archive, which on Chinese systems is often in GBK and says nothing of it."""

from __future__ import annotations

import struct
import zipfile
import zlib

_UTF8 = 0x800
#: Info-ZIP Unicode Path: the name in UTF-8, with a checksum of the name that it stands for (APPNOTE.TXT, 4.6.9).
_UNICODE_PATH = 0x7075


def zip_name(entry: zipfile.ZipInfo) -> str | None:
    """The path of *entry* with ``/`` between its parts; None where the encoding of its name cannot be told.

    A name without the UTF-8 flag is in whatever its maker used: UTF-8 if it is valid UTF-8, else GB 18030, of which GBK
    and GB 2312 are parts.

    >>> entry = zipfile.ZipInfo("报告.txt".encode("gbk").decode("cp437"))
    >>> zip_name(entry)
    '报告.txt'
    """
    # zipfile cuts a name at a zero byte and hides what follows.
    name = getattr(entry, "orig_filename", entry.filename)
    if not entry.flag_bits & _UTF8:
        decoded = _decoded(name, entry.extra)
        if decoded is None:
            return None
        name = decoded
    return name.replace("\\", "/")


def _decoded(name: str, extra: bytes) -> str | None:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:  # made by this library and not read from an archive
        return name
    told = _unicode_path(raw, extra)
    if told is not None:
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[:5] == struct.pack("<BL", 1, zlib.crc32(raw)):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None
