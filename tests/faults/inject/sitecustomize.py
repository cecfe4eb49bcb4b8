"""Put a fault into a real process: with this folder on PYTHONPATH, Python loads this file when it starts.

The code under test knows nothing of it. Environment variables:

``FAULT``       ``module:function:moment:act``: when the module is imported, the function is wrapped so that the act
                happens ``before`` or ``after`` it. ``os:replace`` counts only where a candidate is swapped in.
``FAULT_CALL``  at which call of it, in this process; the first one if unset.
``FAULT_MARK``  a file that is made when the act happens. Where it is there already nothing happens any more, so that a
                fault strikes once, whatever process comes by.
``FAULT_CLOCK`` seconds by which the clock of this process is wrong.
``FAULT_LIMIT`` bytes beyond which no file can grow, as on a full disk.

Acts: ``kill`` this process at once; ``hang`` for ever; ``garble`` or ``delete`` the file that the function was given
first; ``misquote``: change what a fact quotes in that file, so that a check must fail.
"""

from __future__ import annotations

import datetime
import functools
import importlib.abc
import importlib.machinery
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_MODULE, _FUNCTION, _MOMENT, _ACT = (os.environ.get("FAULT") or ":::").split(":")
_CALL = int(os.environ.get("FAULT_CALL") or 1)
_CLOCK = int(os.environ.get("FAULT_CLOCK") or 0)
_calls = 0


def _strikes() -> bool:
    try:
        os.close(os.open(os.environ["FAULT_MARK"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def _act(arguments: Sequence[Any]) -> None:
    if not _strikes():
        return
    if _ACT == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif _ACT == "hang":
        while True:
            time.sleep(60)
    elif _ACT == "delete":
        os.unlink(arguments[0])
    elif _ACT == "garble":
        with open(arguments[0], "r+b") as file:
            file.write(os.urandom(4096))
    elif _ACT == "misquote":
        import duckdb

        with duckdb.connect(os.fspath(arguments[0])) as connection:
            connection.execute("update fact_quantity set quote = quote || '?'")
    else:
        raise ValueError(_ACT)


def _wrap(module: ModuleType) -> None:
    function = getattr(module, _FUNCTION)

    @functools.wraps(function)
    def broken(*arguments: Any, **named: Any) -> Any:
        global _calls
        due = module is not os or os.fspath(arguments[0]).endswith(".candidate")
        _calls += due
        if due and _calls == _CALL and _MOMENT == "before":
            _act(arguments)
        result = function(*arguments, **named)
        if due and _calls == _CALL and _MOMENT == "after":
            _act(arguments)
        return result

    setattr(module, _FUNCTION, broken)


class _Breaking(importlib.abc.Loader):
    """Loads a module as ever, and then breaks its function, before anyone can have taken it from there."""

    def __init__(self, loader: importlib.abc.Loader) -> None:
        self.loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        if module.__name__ == _MODULE:
            _wrap(module)
        if _CLOCK and module.__dict__.get("datetime") is datetime.datetime:
            module.datetime = _WrongDatetime  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loader, name)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _MODULE and not (_CLOCK and name.startswith("assets.")):
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _Breaking(spec.loader)
                return spec
        return None


class _WrongDatetime:
    """Stands for `datetime` in a module of ours: the class itself is C and cannot be put another clock in."""

    @staticmethod
    def now(zone: datetime.tzinfo | None = None) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(time.time(), zone)


def _set_clock(wrong_by: int) -> None:
    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + wrong_by
    time.time_ns = lambda: now_ns() + wrong_by * 10**9


if _MODULE == "os":
    _wrap(os)
if _MODULE or _CLOCK:
    sys.meta_path.insert(0, _Finder())
if _CLOCK:
    _set_clock(_CLOCK)
if limit := os.environ.get("FAULT_LIMIT"):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
