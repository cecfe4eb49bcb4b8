"""What the fixture `fazhi` is, for the annotations of tests."""

from __future__ import annotations

from collections.abc import Callable

#: Takes the arguments of a command; gives its exit code, stdout and stderr.
Fazhi = Callable[..., tuple[int, str, str]]
