"""The checks as asset checks: Great Expectations on the frames, SQL on the candidate. All of them block on an error.

Every check is declared blocking; what blocks is a result of severity ERROR, and whether an offence is one stands with
the check (`severity` in ``rules/expectations.yaml`` and in the head of each file of ``sql/checks``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import dagster as dg
import polars as pl

from assets.resources import Night, Stopwatch, Writer
from assets.star import FRAMES
from pipelines.handover import parts_in, reading_of
from pipelines.load.checks import sql_checks
from pipelines.load.warehouse import check_candidate, check_results
from pipelines.validate.check_result import CheckResult
from pipelines.validate.expectations import expectations
from pipelines.validate.suites import validate


@dg.multi_asset_check(
    name="frame_checks",
    specs=[
        dg.AssetCheckSpec(
            one.check, asset=one.table, description=one.message, blocking=True, additional_deps=["reports"]
        )
        for one in expectations()
    ],
    ins={"reports": dg.AssetIn(), **FRAMES},
)
def frame_checks(
    night: Night, tell: dg.ResourceParam[Stopwatch], reports: pl.DataFrame, **frames: pl.DataFrame | Path
) -> Iterator[dg.AssetCheckResult]:
    """数据框检验 / Great Expectations on the frames of the night, before anything is loaded.

    What an earlier night loaded was checked then; where nothing changed, its results stand.
    """
    tell("validate", 0, 1)
    if night.is_quiet:
        results = [result for result in check_results(night.warehouse_path) if result.layer == "frame"]
    else:
        results = validate_parts(frames)
    night.remember_checks(results)
    tell("validate", 1, 1)
    yield from (_asset_check(result, result.table, night.strict) for result in results)


def validate_parts(frames: Mapping[str, pl.DataFrame | Path]) -> list[CheckResult]:
    """Hold every part of every frame against its expectations; offenders of all parts count together."""
    whole = {name: frame for name, frame in frames.items() if isinstance(frame, pl.DataFrame)}
    parted = {name: parts_in(frame) for name, frame in frames.items() if isinstance(frame, Path)}
    by_part = [one for one in expectations() if one.table in parted]
    results = {
        result.check: result for result in validate(whole, [one for one in expectations() if one.table in whole])
    }
    for parts in zip(*parted.values(), strict=True):
        part = {name: pl.read_parquet(file) for name, file in zip(parted, parts, strict=True)}
        for result in validate(part, by_part):
            results[result.check] = _together(results.get(result.check, result), result)
    return [results[one.check] for one in expectations()]


def _together(one: CheckResult, other: CheckResult) -> CheckResult:
    if one is other:
        return one
    worse = max(one, other, key=lambda result: result.severity == "error")
    return replace(worse, offenders=one.offenders + other.offenders, sample=one.sample or other.sample)


@dg.multi_asset_check(
    name="star_checks",
    specs=[
        dg.AssetCheckSpec(one.name, asset="star", description=one.message, blocking=True, additional_deps=["reports"])
        for one in sql_checks()
    ],
    ins={"reports": dg.AssetIn()},
)
def star_checks(
    night: Night, writer: Writer, tell: dg.ResourceParam[Stopwatch], reports: pl.DataFrame
) -> Iterator[dg.AssetCheckResult]:
    """星型模型检验 / SQL on the candidate, star and marts, before it is published: each finds what breaks it."""
    tell("check", 0, 1)
    if night.is_quiet:
        results = check_results(night.warehouse_path)
    else:
        reading, kept = reading_of(reports), night.noted("kept")
        told = (night.noted("told") or {}) | seconds_told(tell)
        results = check_candidate(
            night.candidate_path, night.remembered_checks(), reading.fresh if kept else None, told
        )
    night.remember_checks(results)
    tell("check", 1, 1)
    yield from (_asset_check(result, "star", night.strict) for result in results if result.layer == "sql")


def seconds_told(tell: Stopwatch) -> dict[str, float]:
    """The seconds of each stage so far, under the names of the columns of `run`.

    >>> seconds_told(Stopwatch(lambda *_: None))
    {}
    """
    return {f"{stage}_seconds": seconds for stage, seconds in tell.seconds.items()}


def blocking(results: Iterable[CheckResult], strict: bool) -> list[CheckResult]:
    """The results that keep the candidate from being published."""
    return [one for one in results if one.blocks or (strict and one.severity == "warning" and not one.passed)]


def _asset_check(result: CheckResult, asset: str, strict: bool) -> dg.AssetCheckResult:
    blocks = result.severity == "error" or (strict and result.severity == "warning")
    metadata: dict[str, dg.MetadataValue] = {
        "offenders": dg.MetadataValue.int(result.offenders),
        "table": dg.MetadataValue.text(result.table),
    }
    if result.sample is not None:
        metadata["sample"] = dg.MetadataValue.text(result.sample)
    return dg.AssetCheckResult(
        passed=result.passed,
        asset_key=asset,
        check_name=result.check,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description=result.message,
        metadata=metadata,
    )
