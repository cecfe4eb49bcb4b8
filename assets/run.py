"""One night in this process: the job `nightly` with its own memory, for ``fazhi run``."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from assets.one_night import how_it_ended, one_night
from assets.quiet import QuietNight, quiet_night
from assets.summary import ConfigurationError, OnEvent, ReportFinding, RunSummary

if TYPE_CHECKING:
    import dagster as dg
    import polars as pl

    from assets.one_night import Framed
    from assets.resources import Night
    from pipelines.validate.check_result import CheckResult

__all__ = ["ConfigurationError", "RunSummary", "materialize"]

#: Findings that a summary brings; the warehouse holds them all.
FINDINGS = 1000
#: Dagster's own log is for its page; whoever called hears of the steps through *on_event* and of the end through the
#: summary.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def materialize(
    raw_root: Path,
    warehouse: Path,
    strict: bool = False,
    workers: int | None = None,
    on_event: OnEvent | None = None,
    allow_shrink: bool = False,
    kept: int | None = None,
) -> RunSummary:
    """Read *raw_root*, build the candidate of *warehouse*, check it and publish it.

    With *strict*, a reject or a failed check of severity ``warning`` keeps the warehouse from being published too.
    *workers* None means one process per core, *kept* None the usual number of published files to keep. More than a
    tenth of the reports vanish only with *allow_shrink*. All that is remembered stands at and beside *warehouse*.

    Raises:
        ConfigurationError: the raw folder is missing or empty, or a rule file is broken.
        WarehouseBusy: another night, or a rollback, is at work on this warehouse.
    """
    _prove_places(raw_root, warehouse)
    quiet = None if strict else quiet_night(raw_root, warehouse)
    if quiet is not None and (summary := _quiet_summary(quiet, warehouse)) is not None:
        return summary
    _prove_rules()
    import dagster as dg

    from assets.definitions import definitions
    from assets.resources import Night, silent
    from pipelines.load.history import KEPT

    night = Night(
        raw_root=str(raw_root.absolute()),
        warehouse=str(warehouse.absolute()),
        workers=workers or 0,
        strict=strict,
        allow_shrink=allow_shrink,
        kept=KEPT if kept is None else kept,
    )
    with one_night(night.warehouse_path) as framed:
        shutil.rmtree(night.handover_path, ignore_errors=True)
        try:
            with dg.DagsterInstance.ephemeral() as instance:
                job = definitions(night, on_event or silent, held=True).resolve_job_def("nightly")
                result = job.execute_in_process(run_config=_QUIET, instance=instance, raise_on_error=False)
            summary = _summary(night, warehouse, result, framed)
            framed.problem = summary.problem
        except BaseException as error:
            framed.problem = " ".join(f"{type(error).__name__}: {error}".split())
            raise
        finally:
            framed.line = how_it_ended(night)
    shutil.rmtree(night.handover_path, ignore_errors=True)
    return summary


def _prove_places(raw_root: Path, warehouse: Path) -> None:
    """What makes a run pointless is said before anything heavy is loaded."""
    from pipelines.read.inventory import RawFolderError, prove_folder

    try:
        prove_folder(raw_root)
    except RawFolderError as error:
        raise ConfigurationError(str(error)) from error
    if warehouse.is_dir():
        raise ConfigurationError(f"数据仓库应是文件而不是目录 (the warehouse is a folder, not a file): {warehouse}")


def _prove_rules() -> None:
    from pipelines.engine import load_rules, rule_error
    from pipelines.frames import dimension_rows
    from pipelines.rules.loader import RuleError
    from pipelines.validate.expectations import expectations

    try:
        expectations()
        load_rules()
        dimension_rows()
    except RuleError as error:
        raise ConfigurationError(str(error)) from error
    except Exception as error:  # a rule that breaks the code that uses it, in a way that code did not foresee
        raise ConfigurationError(str(rule_error(error))) from error


def _quiet_summary(quiet: QuietNight, warehouse: Path) -> RunSummary | None:
    """Note a quiet night in the journal; None where someone published another file in the meantime."""
    from pipelines.load.candidate import clear
    from pipelines.load.hashes import nightly_hashes, table_rows
    from pipelines.load.identity import identity
    from pipelines.load.places import candidate_path, handover_path
    from pipelines.load.warehouse import check_results

    with one_night(warehouse) as framed:
        if identity(warehouse) != quiet.published:
            framed.problem = "已发布的文件被替换 (the published file was replaced meanwhile)"
            return None
        shutil.rmtree(handover_path(warehouse), ignore_errors=True)
        clear(candidate_path(warehouse))
        rows = table_rows(warehouse)
        counts = {"quantities": "fact_quantity", "facts": "fact_indicator", "findings": "finding"}
        framed.line = quiet.line() | {name: rows[table] for name, table in counts.items()}
        return RunSummary(
            warehouse=warehouse,
            published=True,
            strict=False,
            files_in=quiet.files_in,
            loaded=0,
            unchanged=quiet.reports,
            rejects=quiet.rejects,
            findings=_findings(warehouse),
            checks=tuple(check_results(warehouse)),
            table_rows=rows,
            table_hashes=nightly_hashes(warehouse, sum(rows.values())),
            night=framed.number,
            changed=False,
            note=_note(framed),
        )


def _summary(night: Night, warehouse: Path, result: dg.ExecuteInProcessResult, framed: Framed) -> RunSummary:
    from pipelines.model import Reject

    checks, published = tuple(night.remembered_checks()), night.remembered_published()
    fresh, rejects = night.handed_over("dim_report"), night.handed_over("reject")
    told, listed = night.noted("told") or {}, night.noted("listed") or {}
    built = warehouse if result.success else night.built_path
    return RunSummary(
        warehouse=warehouse,
        published=result.success,
        strict=night.strict,
        files_in=listed.get("entries", 0),
        loaded=0 if fresh is None else _rows(fresh),
        unchanged=told.get("unchanged", 0),
        rejects=() if rejects is None else tuple(Reject(*row) for row in rejects.collect().iter_rows()),
        findings=_findings(built) if any(check.layer == "sql" for check in checks) else (),
        checks=checks,
        table_rows=published.rows,
        table_hashes=published.hashes,
        problem=None if result.success else _problem(night, checks, result),
        night=framed.number,
        changed=not night.is_quiet,
        vanished=tuple(night.noted("vanished") or ()),
        note=_note(framed),
    )


def _rows(frame: pl.LazyFrame) -> int:
    import polars as pl

    return int(frame.select(pl.len()).collect().item())


def _note(framed: Framed) -> str | None:
    if framed.dead is None:
        return None
    who = f"{framed.dead.pid} on {framed.dead.host}, since {framed.dead.since}"
    return f"接管了已终止进程留下的锁 (took over the lock of a process that died: {who})"


def _findings(built: Path) -> tuple[ReportFinding, ...]:
    from pipelines.load.query import read_rows
    from pipelines.model import Finding

    rows = read_rows(
        built,
        f"""
        select path, check_name, finding.severity, message, starts from finding join dim_report using (report_id)
        order by list_position(['error', 'warning', 'info'], finding.severity), path, starts, check_name, message
        limit {FINDINGS}
        """,
    )
    found = (
        ReportFinding(path, Finding(check, severity, message, tuple(starts)))
        for path, check, severity, message, starts in rows.iter_rows()
    )
    return tuple(sorted(found, key=lambda it: (it.path, it.finding.starts, it.finding.check, it.finding.message)))


def _problem(night: Night, checks: Iterable[CheckResult], result: dg.ExecuteInProcessResult) -> str:
    """Why nothing was published, in one line."""
    from assets.checks import blocking
    from pipelines.load.warehouse import ShrinkRefused

    blocked = blocking(checks, night.strict)
    if blocked:
        names = ", ".join(f"{check.check} ({check.offenders})" for check in blocked)
        return (
            f"检验未通过,未发布,原数据仓库不变 (checks failed, nothing published, the warehouse is as it was): {names}"
        )
    for event in result.all_events:
        if event.is_step_failure and (error := event.step_failure_data.error) is not None:
            while error.cause is not None:
                error = error.cause
            # Dagster writes the class, of a package of ours with its module, before what it says.
            message = " ".join(re.sub(rf"^[\w.]*\b{re.escape(error.cls_name or '')}: ", "", error.message).split())
            if error.cls_name == ShrinkRefused.__name__:
                return message
            return f"运行失败,未发布 (the run failed, nothing published): {event.step_key}: {message}"
    return "运行失败,未发布 (the run failed, nothing published)"
