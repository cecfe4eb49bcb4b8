"""Untrusted text made safe to look at: nothing in it steers a terminal or reorders what stands beside it."""

from __future__ import annotations

#: Control characters of terminals and marks that reorder text; � shows that one stood there. The line and paragraph
#: separators of Unicode break a line, and a carriage return shows as nothing.
_CONTROL = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_REORDERING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = dict.fromkeys((*_CONTROL, *_REORDERING), "�") | {0x0D: "", 0x2028: "\n", 0x2029: "\n"}


def visible(text: str) -> str:
    r"""Text that is safe to show: a control character becomes �, and a carriage return nothing.

    >>> visible("罚款\x1b[31m3起\r\n")
    '罚款�[31m3起\n'
    """
    return text.translate(_UNSEEN)
