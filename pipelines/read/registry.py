"""Which reader reads which file: one line per format."""

from __future__ import annotations

from collections.abc import Callable
from os.path import splitext

from pipelines.read.encoding import Decoded
from pipelines.read.txt import read_txt

#: A reader takes the bytes of a file and gives its text, or raises `UndecodableError` with the reason.
Reader = Callable[[bytes], Decoded]

READERS: dict[str, Reader] = {
    ".txt": read_txt,
}

#: Files of these endings stand beside a report and describe it; they are no reports.
SIDECARS = (".source.yaml",)


def reader_of(name: str) -> Reader | None:
    """The reader for a file of this name, or None where no format claims its ending.

    >>> reader_of("2023/报告.TXT") is read_txt, reader_of("报告.pdf")
    (True, None)
    """
    return READERS.get(splitext(name)[1].lower())


def is_sidecar(name: str) -> bool:
    """Whether the file describes a report beside it.

    >>> is_sidecar("报告.source.yaml"), is_sidecar("报告.txt")
    (True, False)
    """
    return name.lower().endswith(SIDECARS)
