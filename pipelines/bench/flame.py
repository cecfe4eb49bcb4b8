"""A flame graph of where CPU time goes: samples of the stack on a timer, drawn as one SVG without scripts."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import FrameType
from zlib import crc32

Stack = tuple[str, ...]

#: Seconds of CPU between two samples.
EVERY = 0.002
WIDTH, HEIGHT, MARGIN = 1200, 17, 10
#: Boxes narrower than this many pixels are left out, names need about so many a character.
NARROWEST, CHARACTER = 0.6, 6.6
_PACKAGE = Path(__file__).parent.parent


def sample(work: Callable[[], object]) -> Counter[Stack]:
    """How often each stack of functions was seen while *work* ran in this thread, outermost first.

    Only functions of this project are told apart; what they call elsewhere counts as theirs.
    """
    seen: Counter[Stack] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        seen[_stack(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return seen


def _stack(frame: FrameType | None) -> Stack:
    names: list[str] = []
    while frame is not None:
        code = frame.f_code
        path = Path(code.co_filename)
        if _PACKAGE in path.parents and path.parent.name not in ("bench", "cli") and code.co_name[0] != "<":
            names.append(f"{path.stem}.{code.co_qualname}" if hasattr(code, "co_qualname") else code.co_name)
        frame = frame.f_back
    return tuple(reversed(names))


@dataclass(slots=True)
class _Box:
    samples: int = 0
    inner: dict[str, _Box] = field(default_factory=dict)


def draw(stacks: Counter[Stack], title: str) -> str:
    """The flame graph of *stacks* as SVG: a box is as wide as the share of samples in which its function was seen.

    >>> svg = draw(Counter({("scan", "read"): 3, ("facts",): 1}), "CPU")
    >>> "scan 75.0%" in svg, "<script" in svg
    (True, False)
    """
    root = _Box()
    for stack, count in stacks.items():
        box = root
        box.samples += count
        for name in stack:
            box = box.inner.setdefault(name, _Box())
            box.samples += count
    depth = max(map(len, stacks), default=0)
    height = (depth + 2) * HEIGHT + 2 * MARGIN
    boxes: list[str] = []
    _draw_inner(boxes, root, 0, MARGIN + 2.0 * HEIGHT, (WIDTH - 2 * MARGIN) / max(1, root.samples), root.samples)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="monospace" font-size="11">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<text x="{MARGIN}" y="{MARGIN + 12}" font-size="13">{escape(title)}</text>{"".join(boxes)}</svg>\n'
    )


def _draw_inner(boxes: list[str], box: _Box, before: int, y: float, scale: float, total: int) -> None:
    for name, inner in sorted(box.inner.items(), key=lambda item: (-item[1].samples, item[0])):
        x, width = MARGIN + before * scale, inner.samples * scale
        before += inner.samples
        if width < NARROWEST:
            continue
        share = f"{name} {100 * inner.samples / total:.1f}%"
        label = escape(name[: int(width / CHARACTER)]) if width > 4 * CHARACTER else ""
        colour = f"hsl({crc32(name.split('.')[0].encode()) % 360} 60% 78%)"
        boxes.append(
            f'<g><title>{escape(share)}</title><rect x="{x:.1f}" y="{y:.0f}" width="{max(width - 0.5, 0.5):.1f}" '
            f'height="{HEIGHT - 1}" fill="{colour}"/><text x="{x + 3:.1f}" y="{y + 12:.0f}">{label}</text></g>'
        )
        _draw_inner(boxes, inner, before - inner.samples, y + HEIGHT, scale, total)
