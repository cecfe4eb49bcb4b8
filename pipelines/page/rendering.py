"""How values look on a page: the templates, and what turns a cell of the warehouse into text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from pipelines.explain import visible
from pipelines.load.schema import SQL
from pipelines.page.labels import LANGUAGES, label, labels

FOLDER = Path(__file__).parent
LEVELS = ("national", "province", "prefecture", "county", "township")


@cache
def fingerprint() -> str:
    """Of everything that a page is made of but the warehouse: another version shows other pages."""
    digest = hashlib.sha256()
    for path in (*sorted(FOLDER.rglob("*.*")), *sorted((SQL / "page").glob("*.sql"))):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def rendered(template: str, request: Request, language: str, **context: Any) -> str:
    """A template with what every page needs: its request, its language, `say` for labels."""
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    return (
        templates()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            language=language,
            other_language=other,
            switch=with_values(request, lang=other),
            say=partial(label, language=language),
            version=fingerprint(),
            **context,
        )
    )


def with_values(request: Request, drop: Sequence[str] = (), **change: object) -> str:
    """The address of a request with some of its values changed; None and *drop* take them out."""
    kept = [
        (key, value)
        for key, value in request.query_params.multi_items()
        if value and key not in change and key not in (*drop, "lang")
    ]
    query = urlencode([*kept, *((key, value) for key, value in change.items() if value is not None)])
    return request.url.path + (f"?{query}" if query else "")


@cache
def templates() -> Environment:
    """The templates: everything is escaped, and a name that is missing is an error."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_shown,
    )
    environment.filters["number"] = number
    environment.filters["percent"] = percent
    environment.filters["cell"] = cell
    environment.globals |= {
        "zipped": zipped,
        "coded": coded,
        "named": named,
        "without": without,
        "name_of_code": name_of_code,
    }
    return environment


def zipped(values: Iterable[object] | None) -> list[tuple[object, object]]:
    """Values that are their own names, for a choice."""
    return [(value, value) for value in values or ()]


def coded(column: str, codes: Iterable[str] | None, language: str) -> list[tuple[str, str]]:
    """Codes with their names, for a choice; levels stand from the nation down."""
    ordered = sorted(codes or (), key=lambda code: LEVELS.index(code) if code in LEVELS else len(LEVELS))
    return [(code, name_of_code(column, code, language)) for code in ordered]


def name_of_code(column: str, code: str, language: str) -> str:
    """What a code of the warehouse is called; a code that has no label, as one of a new rule, is its own name.

    >>> name_of_code("level", "county", "en"), name_of_code("check_name", "brand_new", "en")
    ('County', 'brand_new')
    """
    wordings = labels().get(f"value.{column}.{code}")
    return code if wordings is None else wordings[LANGUAGES.index(language)]


def named(rows: Iterable[Mapping[str, Any]], language: str) -> list[tuple[object, object]]:
    """The indicators of *rows* with their names, for a choice."""
    return [(row["indicator_code"], row[f"name_{language}"]) for row in rows]


def without(request: Request, name: str, value: str) -> str:
    """The address of a request without one of its values."""
    kept = [pair for pair in request.query_params.multi_items() if pair != (name, value) and pair[1]]
    return request.url.path + "?" + urlencode(kept)


def number(value: Any) -> str:
    """A number with its thousands apart and no zeros at its end; exact whatever its size.

    >>> number(Decimal("15846600.000000")), number(Decimal("0.50")), number(1200), number(None)
    ('15,846,600', '0.5', '1,200', '')
    """
    if value is None:
        return ""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Any, places: int = 0) -> str:
    """A share from 0 to 1 in per cent.

    >>> percent(0.9231), percent(None)
    ('92%', '')
    """
    return "" if value is None else f"{value:.{places}%}"


def cell(value: Any) -> str:
    """Any cell as text.

    >>> cell(["3起", "4起"]), cell(True), cell(date(2024, 3, 14))
    ('3起、4起', '✓', '2024-03-14')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, list | tuple):
        return "、".join(map(cell, value))
    return visible(value.isoformat() if isinstance(value, date) else str(value))


def _shown(value: Any) -> Any:
    """What a template writes: nothing for None, and no control character of a report."""
    if value is None:
        return ""
    return visible(value) if type(value) is str else value
