"""The one door to Great Expectations: frames in, small results out.

Great Expectations has no Polars data source, so each frame goes through pandas, and only the columns that a suite looks
at. Importing it costs seconds: it is imported on the first call. It runs in memory, draws no progress bars, writes no
file and sends nothing out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipelines.model import Severity
from pipelines.rules.loader import RuleError
from pipelines.validate.check_result import CheckResult
from pipelines.validate.expectations import FILE, Expectation, expectations

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SEVERITY: dict[Severity, str] = {"error": "critical", "warning": "warning", "info": "info"}
#: Offenders shown of each check.
_SHOWN = 3


def validate(frames: Mapping[str, pl.DataFrame], suite: Sequence[Expectation] | None = None) -> list[CheckResult]:
    """Hold the frames against their expectations (all of ``rules/expectations.yaml`` where *suite* is not given).

    One result per expectation, in the order of the suite. An expectation that cannot be worked out (a column or a
    table that is not there) is a failed check of severity ``error``, whatever its own severity.

    Raises:
        RuleError: an expectation that Great Expectations does not know, or with wrong arguments.
    """
    asked = expectations() if suite is None else suite
    results: dict[str, CheckResult] = {}
    for table in dict.fromkeys(one.table for one in asked):
        of_table = [one for one in asked if one.table == table]
        if table in frames:
            results |= {result.check: result for result in _validate_table(frames[table], of_table)}
        else:
            results |= {one.check: _unworkable(one, "no such frame") for one in of_table}
    return [results[one.check] for one in asked]


def _validate_table(frame: pl.DataFrame, suite: Sequence[Expectation]) -> Iterable[CheckResult]:
    gx = _great_expectations()
    rows = _for_pandas(frame, suite)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset(suite[0].table)
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": rows})
    asked = {one.check: one for one in suite}
    validation = batch.validate(
        gx.ExpectationSuite(name=suite[0].table, expectations=[_native(gx, one) for one in suite]),
        result_format={"result_format": "BASIC", "partial_unexpected_count": _SHOWN},
    )
    for outcome in validation.results:
        said = outcome.to_json_dict()
        yield _result(asked[said["expectation_config"]["meta"]["check"]], said)


def _great_expectations() -> Any:
    # Read once, at import: with it nothing about the use of the library leaves this machine.
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    import great_expectations.data_context.types.base

    return gx


def _native(gx: Any, one: Expectation) -> Any:
    """The expectation as an object of Great Expectations."""
    arguments: dict[str, Any] = dict(one.arguments)
    if one.where is not None:
        arguments |= {"row_condition": one.where, "condition_parser": "pandas"}
    if "column_A" in arguments:
        arguments |= {"ignore_row_if": "either_value_is_missing"}
    name = "".join(word.capitalize() for word in one.expectation.split("_"))
    kind = getattr(gx.expectations, name, None)
    if kind is None:
        raise RuleError(FILE, one.check, f"Great Expectations knows no {one.expectation}")
    try:
        return kind(**arguments, severity=_SEVERITY[one.severity], meta={"check": one.check})
    except (TypeError, ValueError) as error:
        raise RuleError(FILE, one.check, " ".join(str(error).split())) from error


def _for_pandas(frame: pl.DataFrame, suite: Sequence[Expectation]) -> pd.DataFrame:
    """The columns that the suite looks at, dates as ISO text and decimals as floats: for comparing, not for keeping."""
    import polars as pl

    used = {word for one in suite for word in _words(one)}
    # A frame without columns would have no rows to count.
    chosen = frame.select([name for name in frame.columns if name in used] or frame.columns[:1])
    plain = chosen.with_columns(pl.selectors.temporal().cast(pl.String), pl.selectors.decimal().cast(pl.Float64))
    return plain.sort(plain.columns).to_pandas()  # sorted, so that the offenders shown do not hang on the rows' order


def _words(one: Expectation) -> set[str]:
    columns = (value for key, value in one.arguments.items() if key in ("column", "column_A", "column_B"))
    listed = one.arguments.get("column_list", [])
    return {*columns, *listed, *re.findall(r"\w+", one.where or "")}


def _result(one: Expectation, said: Mapping[str, Any]) -> CheckResult:
    details = said["result"]
    if not said["success"] and not details:
        return _unworkable(one, _exception(said["exception_info"]))
    offenders, sample = 0, None
    if not said["success"]:
        rows_off = abs(details["observed_value"] - one.arguments["value"]) if "value" in one.arguments else 1
        offenders = int(details.get("unexpected_count") or rows_off or 1)
        sample = _sample(details)
    return CheckResult(one.check, one.table, "frame", one.severity, offenders, one.message, sample)


def _sample(details: Mapping[str, Any]) -> str:
    if "observed_value" in details:
        return str(details["observed_value"])
    return "; ".join(map(_shown, details.get("partial_unexpected_list", ())))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " … ".join(map(_shown, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas holds integers as floats where some are missing
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _exception(information: Mapping[str, Any]) -> str:
    nested = [value for value in information.values() if isinstance(value, dict)]
    message = (nested[0] if nested else information).get("exception_message")
    return " ".join(str(message or "it gave no result").split())


def _unworkable(one: Expectation, problem: str) -> CheckResult:
    return CheckResult(
        one.check, one.table, "frame", "error", 1, one.message, f"无法检验 (cannot be worked out): {problem}"
    )
