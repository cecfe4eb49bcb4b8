"""Plain text: the decoded bytes are the report, character for character, line ends included."""

from __future__ import annotations

from pipelines.read.encoding import Decoded, decode


def read_txt(data: bytes) -> Decoded:
    r"""The text of a .txt file.

    >>> read_txt("第一行\r\n第二行".encode()).text
    '第一行\r\n第二行'

    Raises:
        UndecodableError: the bytes are no text in a supported encoding.
    """
    return decode(data)
