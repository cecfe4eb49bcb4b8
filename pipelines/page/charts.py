"""What a chart shows, as data for ``static/page.js``; the same figures always stand in a table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.page.table import Row

Number = float | None


@dataclass(frozen=True, slots=True)
class Series:
    """One line or row of bars: its name and one value for each place of the axis, None for a gap."""

    name: str
    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind` is ``line`` or ``bar``; *label* is what a screen reader says of it."""

    kind: str
    label: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """For ``tojson``."""
        return asdict(self)


def years_between(rows: Iterable[Row]) -> tuple[int, ...]:
    """Every year from the first to the last of *rows*, so that a gap shows as a gap.

    >>> years_between([{"year": 2021}, {"year": 2018}])
    (2018, 2019, 2020, 2021)
    """
    found = {row["year"] for row in rows if row["year"] is not None}
    return tuple(range(min(found), max(found) + 1)) if found else ()


def over_years(name: str, rows: Sequence[Row], years: Sequence[int], column: str = "value") -> Series:
    """The series of one column, a value a year.

    >>> over_years("罚款", [{"year": 2020, "value": 3}], [2019, 2020])
    Series(name='罚款', values=(None, 3.0))
    """
    by_year = {row["year"]: row[column] for row in rows}
    return Series(name, tuple(_number(by_year.get(year)) for year in years))


def lines(label: str, rows: Sequence[Row], columns: Sequence[tuple[str, str]], unit: str = "") -> Chart | None:
    """A chart of columns over the years of *rows*; none where there is nothing to draw.

    *columns* are pairs of a name and the column that it stands for.
    """
    years = years_between(rows)
    series = tuple(over_years(name, rows, years, column) for name, column in columns)
    return Chart("line", label, tuple(map(str, years)), series, unit) if years else None


def bars(label: str, rows: Sequence[Row], place: str, unit: str = "") -> Chart | None:
    """A chart of the values of *rows*, a bar each, named by their column *place*."""
    if not rows:
        return None
    series = Series(label, tuple(_number(row["value"]) for row in rows))
    return Chart("bar", label, tuple(str(row[place]) for row in rows), (series,), unit)


def _number(value: Any) -> Number:
    return None if value is None else float(value)
