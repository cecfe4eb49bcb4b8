"""Two published nights held against each other: facts gained, lost and changed, each with its quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipelines.load.errors import WarehouseMissing, WarehouseUnreadable
from pipelines.load.schema import CLOSED, first_line, quoted

#: What a fact states; two facts of one report are the same where all of it is.
_STATED = "place, indicator_code, measure, breakdown, value, value_max, unit, bound, status, period, subject, quote"
_SAME = "place, indicator_code, measure, breakdown"
_DIFFERENCE = f"""
with before_only as (
    select coalesce(later.path, dim_report.path) as place, fact.*
    from (from old.fact_indicator select * exclude (agency_id, year, rule, confidence, evidence)
          except from new.fact_indicator select * exclude (agency_id, year, rule, confidence, evidence)) as fact
    join old.dim_report as dim_report using (report_id)
    left join new.dim_report as later using (report_id)
),
after_only as (
    select dim_report.path as place, fact.*
    from (from new.fact_indicator select * exclude (agency_id, year, rule, confidence, evidence)
          except from old.fact_indicator select * exclude (agency_id, year, rule, confidence, evidence)) as fact
    join new.dim_report as dim_report using (report_id)
),
lost as (
    -- A report that was edited has other keys throughout; what it states as before is no difference.
    select *, row_number() over (partition by {_SAME} order by value, quote) as nth
    from (select {_STATED} from before_only except all select {_STATED} from after_only)
),
gained as (
    select *, row_number() over (partition by {_SAME} order by value, quote) as nth
    from (select {_STATED} from after_only except all select {_STATED} from before_only)
)
select case when lost.place is null then 'gained' when gained.place is null then 'lost' else 'changed' end as kind,
       coalesce(gained.place, lost.place) as path, coalesce(gained.indicator_code, lost.indicator_code) as indicator,
       lost.quote, gained.quote, lost.value, gained.value
from lost
full join gained
    on gained.place = lost.place and gained.indicator_code = lost.indicator_code and gained.measure = lost.measure
    and gained.breakdown is not distinct from lost.breakdown and gained.nth = lost.nth
order by path, indicator, kind, lost.value, gained.value, lost.quote, gained.quote
"""


@dataclass(frozen=True, slots=True)
class FactDifference:
    """A fact that only one night has (`gained`, `lost`), or that both have and state differently (`changed`)."""

    kind: str
    path: str
    indicator: str
    quote_before: str | None
    quote_after: str | None
    value_before: Decimal | None
    value_after: Decimal | None


def differences_of_nights(before: Path, after: Path) -> Sequence[FactDifference]:
    """The facts in which two warehouses differ, by path and indicator.

    A report is the same one at the same path, or with the same bytes wherever it stands.

    Raises:
        WarehouseMissing: one of the files is not there.
        WarehouseUnreadable: one of them is no warehouse of this kind.
    """
    import duckdb

    for file in (before, after):
        if not file.is_file():
            raise WarehouseMissing(file)
    connection = duckdb.connect(":memory:", config=dict(CLOSED))
    try:
        connection.execute(f"attach {quoted(before)} as old (read_only)")
        connection.execute(f"attach {quoted(after)} as new (read_only)")
        return [FactDifference(*row) for row in connection.execute(_DIFFERENCE).fetchall()]
    except duckdb.Error as error:
        raise WarehouseUnreadable(before, first_line(error)) from error
    finally:
        connection.close()
