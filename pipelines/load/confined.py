"""SQL of strangers in a process of its own, within bounds that DuckDB cannot overstep: seconds, memory, size.

DuckDB counts what its tables and joins hold, not the strings of one expression: ``repeat('x', 1000000000)`` over ten
rows ends a server. So a stranger's question is asked in a child that the system ends at the bounds, and the server
goes on.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from pipelines.load.errors import QueryRefused, QueryTooSlow, WarehouseError
from pipelines.load.reader import Rows

#: Bytes of address space of the child, and of the answer that it may give.
MEMORY, ANSWER = 3_000_000_000, 20_000_000
#: Seconds that the child may need beside those of the question: to start, and to hand over.
_GRACE = 3.0


def confined(warehouse: Path, sql: str, limit: int, seconds: float, memory: int = MEMORY) -> Rows:
    """At most *limit* rows of what *sql* asks of *warehouse*, within *seconds* and bytes of *memory* (address space).

    Raises:
        QueryRefused: as `query`; also where the question needs too much memory or its answer is too large.
        QueryTooSlow: not answered within *seconds*.
        WarehouseError: the warehouse is missing, outdated or unreadable.
    """
    asked = pickle.dumps((warehouse, sql, limit, seconds, memory))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.load.confined"],
            input=asked,
            capture_output=True,
            timeout=seconds + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueryTooSlow(seconds) from error
    if done.returncode or not done.stdout:
        raise QueryRefused("查询占用内存过多，已停止 (the query needs too much memory and was stopped)")
    answer = pickle.loads(done.stdout)
    if isinstance(answer, Rows):
        return answer
    kind, sentence = answer
    if kind == QueryTooSlow.__name__:
        raise QueryTooSlow(seconds)
    if kind == QueryRefused.__name__:
        raise QueryRefused(sentence)
    raise WarehouseError(sentence)


def _child() -> None:
    """What the child does: read the question from stdin, answer it on stdout."""
    import resource

    from pipelines.load.query import query

    warehouse, sql, limit, seconds, memory = pickle.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with query(warehouse, sql, limit, timeout=seconds) as answer:
            found: object = Rows(answer.columns, answer.types, list(answer.rows))
        said = pickle.dumps(found)
        if len(said) > ANSWER:
            raise QueryRefused(
                f"结果超过 {ANSWER // 1_000_000} MB，请少取一些"
                f" (the answer is larger than {ANSWER // 1_000_000} MB, ask for less)"
            )
    except WarehouseError as error:
        said = pickle.dumps((type(error).__name__, str(error)))
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    _child()
