"""The engine: one report through the whole reading, and many of them through an engine that maps.

`extract_report` is a pure function of a report. `Serial` and `Processes` map it over many; both give the outcomes in
the order of the reports and keep each report to itself: one that raises, or at which its worker dies or never ends,
becomes a reject of stage ``extract`` with the reason, and the rest goes on. Another engine is one more class with the
same `map`.
"""

from __future__ import annotations

import linecache
import os
import re
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Protocol

from pipelines.extract.facts import read_facts
from pipelines.extract.header import find_header
from pipelines.extract.metadata import read_metadata
from pipelines.extract.scan import scan
from pipelines.model import Extraction, Reject, Report
from pipelines.normalize.text import fold
from pipelines.rules.loader import RULES, RuleError, load_yaml
from pipelines.validate.findings import find

Outcome = Extraction | Reject
Batch = tuple[Report, ...]
Work = Callable[[Report], Outcome]

STAGE = "extract"
#: Reports sent to a worker at once: enough that sending them costs little, few enough that progress shows.
BATCH = 16
#: Seconds that a batch may take, whatever its size, before its worker is taken for hung.
PATIENCE = 60.0
#: Characters a second below which a worker is taken for hung: a hundredth of what it reads on a busy machine.
SLOWEST = 1000
#: Says something of every kind, so that reading it needs every rule.
_PROBE = """索引号：11330000/2024-00001  文号：某司发〔2024〕7号  发布日期：2024-01-15
某县司法局2023年法治政府建设年度报告
按照国发〔2021〕33号文件，2023年5月至11月检查企业12家次，其中危化企业5家、矿山7家，同比增长20%，罚款3万元。
2024年，计划培训三期。
某县司法局
2024年1月15日
"""
#: Below this many reports a second process costs more than it brings.
WORTH_A_PROCESS = 128


def extract_report(report: Report) -> Extraction:
    """All that one report yields: header → metadata → numbers → facts → findings.

    >>> extract_report(Report("0" * 64, "a", "a.txt", "全年共检查企业120家次。")).quantities[0].text
    '120家次'
    """
    raw, folded = report.text, fold(report.text)
    header = find_header(folded)
    metadata = read_metadata(raw, folded, header)
    scanned = scan(raw, folded, metadata.report_year)
    facts = read_facts(raw, folded, header, scanned, metadata)
    read = Extraction(report, metadata, facts, scanned.references, scanned.numerals)
    return Extraction(report, metadata, facts, scanned.references, scanned.numerals, find(read, folded))


def extract_or_reject(report: Report) -> Outcome:
    """`extract_report`, with whatever goes wrong as a reject.

    Raises:
        RuleError: the rules are broken, which is no fault of the report.
    """
    try:
        return extract_report(report)
    except RuleError:
        raise
    except Exception as error:
        return Reject(report.path, STAGE, f"提取失败 (extraction failed): {_in_one_line(error)}")


class Engine(Protocol):
    """Maps work over reports; the outcomes come in the order of the reports."""

    def map(self, work: Work, reports: Iterable[Report]) -> Iterator[Outcome]:
        """One outcome per report, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Serial:
    """One report after another in this process."""

    def map(self, work: Work, reports: Iterable[Report]) -> Iterator[Outcome]:
        """One outcome per report, in order."""
        return map(work, reports)


@dataclass(frozen=True, slots=True)
class Processes:
    """Batches of reports over local processes; a few batches per process are under way at a time, never all.

    *work* must be a function of a module, for it is sent by its name.
    """

    workers: int
    batch: int = BATCH
    patience: float = field(default=PATIENCE, repr=False)

    def map(self, work: Work, reports: Iterable[Report]) -> Iterator[Outcome]:
        """One outcome per report, in order."""
        under_way: deque[tuple[ProcessPoolExecutor, Future[list[Outcome]], Batch]] = deque()
        pool = _pool(self.workers)
        try:
            for batch in _batches(reports, self.batch):
                try:
                    future = pool.submit(_work_through, work, batch)
                except BrokenProcessPool:
                    _kill_workers(pool)
                    pool = _pool(self.workers)
                    future = pool.submit(_work_through, work, batch)
                under_way.append((pool, future, batch))
                if len(under_way) > 3 * self.workers:
                    yield from _outcomes(work, self.patience, *under_way.popleft())
            while under_way:
                yield from _outcomes(work, self.patience, *under_way.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def engine_for(workers: int | None, reports: int, guarded: bool = False) -> Engine:
    """The engine for so many reports; *workers* None means one per core.

    A *guarded* engine reads none of them in this process: a report that kills or holds up whoever reads it is a reject
    and not the end of the night.

    >>> engine_for(1, 10_000), engine_for(4, 5), engine_for(4, 10_000)
    (Serial(), Serial(), Processes(workers=4, batch=16))
    >>> engine_for(4, 5, guarded=True)
    Processes(workers=1, batch=16)
    """
    wanted = workers or os.cpu_count() or 1
    if reports < WORTH_A_PROCESS:
        wanted = 1
    return Serial() if wanted == 1 and not guarded else Processes(wanted)


def load_rules() -> None:
    """Load every rule now, so that a broken one is told once and before the first report is read.

    Raises:
        RuleError: names the rule file and the entry.
    """
    for path in sorted(RULES.rglob("*.yaml")):
        load_yaml(path.relative_to(RULES).as_posix(), RULES)
    try:
        extract_report(Report("0" * 64, "probe", "probe.txt", _PROBE))
    except RuleError:
        raise
    except Exception as error:
        raise rule_error(error) from error


def rule_error(error: Exception) -> RuleError:
    """What a rule broke, in a way that the code which uses it did not foresee, as a `RuleError`.

    The file is the one that the code in which it broke reads; where that cannot be told, all of them are meant.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        source = "".join(linecache.getlines(frame.filename))
        named = dict.fromkeys(re.findall(r"[\"']([\w/]+\.yaml)[\"']", source))
        if named:
            return RuleError(", ".join(named), "structure", _in_one_line(error))
    return RuleError("rules/", "structure", _in_one_line(error))


def _pool(workers: int) -> ProcessPoolExecutor:
    # Forked workers share the rules that are loaded already. They do nothing but read text, so the locks that threads
    # of Polars or Dagster may hold here are none of theirs. Elsewhere than on Linux the platform's way is the safe one.
    method = get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(workers, mp_context=method, initializer=_become_worker)


def _become_worker() -> None:
    """What a worker does first: forget the handlers of signals that it was forked with, and watch its parent.

    A pool that is broken ends its workers with SIGTERM and waits for them, so SIGTERM must end them; Ctrl-C is for the
    parent. A worker waits for work as long as any process holds the other end of its pipe, and its siblings do: the
    workers of a night that was killed would wait for ever.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _batches(reports: Iterable[Report], size: int) -> Iterator[Batch]:
    rest = iter(reports)
    while batch := tuple(islice(rest, size)):
        yield batch


def _work_through(work: Work, batch: Batch) -> list[Outcome]:
    return [work(report) for report in batch]


def _outcomes(
    work: Work, patience: float, pool: ProcessPoolExecutor, future: Future[list[Outcome]], batch: Batch
) -> list[Outcome]:
    try:
        return future.result(_enough(patience, batch))
    except (BrokenProcessPool, TimeoutError):
        _kill_workers(pool)
    return list(_one_by_one(work, patience, batch))


def _one_by_one(work: Work, patience: float, batch: Batch) -> Iterator[Outcome]:
    """A batch whose worker died or hung, report by report in a worker of its own, which shows the guilty one."""
    pool = _pool(1)
    try:
        for report in batch:
            try:
                yield from pool.submit(_work_through, work, (report,)).result(_enough(patience, (report,)))
                continue
            except BrokenProcessPool:
                _kill_workers(pool)
                reason = "提取进程被终止 (the worker died on this report)"
            except TimeoutError:
                _kill_workers(pool)
                reason = "提取进程没有响应 (the worker hung on this report)"
            yield Reject(report.path, STAGE, reason)
            pool.shutdown()
            pool = _pool(1)
    finally:
        pool.shutdown()


def _enough(patience: float, batch: Batch) -> float:
    """Seconds after which a batch is not waited for any longer."""
    return patience + sum(len(report.text) for report in batch) / SLOWEST


def _kill_workers(pool: ProcessPoolExecutor) -> None:
    """End the workers of a pool, which breaks it: what they had in hand is done again by others.

    A broken pool ends its workers with SIGTERM and waits for them. One that was forked a moment ago still has its
    parent's handler and may swallow that; nobody swallows SIGKILL.
    """
    # `kill_workers` is public from Python 3.14 on; before, there is no way but this.
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
    # Before Python 3.11.5 a broken pool waits for ever for what it is writing to its dead workers (gh-94777): with the
    # last reader closed, the write fails and ends. Later ones close it themselves, and twice would be a race.
    queue = getattr(pool, "_call_queue", None) if sys.version_info < (3, 11, 5) else None
    if queue is not None:
        queue._reader.close()


def _in_one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
