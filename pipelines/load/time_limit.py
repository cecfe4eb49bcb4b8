"""Stop work that takes too long: a watch that runs while the work does, and calls once its seconds are used up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from types import TracebackType

#: Seconds between two calls: work that was between two steps at the first call hears the next.
_AGAIN = 0.1


class TimeLimit:
    """Seconds that pieces of work, each in a ``with``, may take together before *stop* is called.

    Time between the pieces is not counted: whoever reads an answer slowly is not a slow question. Without *seconds*
    it never stops anything.

    >>> watch, stopped = TimeLimit(0.01, lambda: stopped.set()), Event()
    >>> with watch:
    ...     stopped.wait()
    True
    """

    def __init__(self, seconds: float | None, stop: Callable[[], object]) -> None:
        self.seconds = seconds or 0.0
        self._left = seconds
        self._stop = stop
        self._done = Event()
        self._runner: Thread | None = None
        self._since = 0.0

    def __enter__(self) -> None:
        if self._left is None:
            return
        self._done = Event()
        self._since = monotonic()
        self._runner = Thread(target=self._run, args=(self._done, self._left), daemon=True)
        self._runner.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._left is None or self._runner is None:
            return
        self._done.set()
        self._runner.join()
        self._left = max(self._left - (monotonic() - self._since), 0.0)

    def _run(self, done: Event, left: float) -> None:
        wait = left
        while not done.wait(wait):
            self._stop()
            wait = _AGAIN
