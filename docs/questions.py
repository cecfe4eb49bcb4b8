"""`docs/queries.md`: every worked question of ``sql/queries`` with its SQL; `docs.render` adds the answers."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.load.schema import sql_files

OPENING = """# 分析问题示例 / Worked questions

{count} questions of analysts, each one file of [`sql/queries/`](../sql/queries), with its answer from the five reports
of this repository (at most {rows} rows of it). `python -m docs.render` writes this page; do not edit it. Five agencies
with one year each leave some questions without rows: the tests run every question against composed reports in which it
has an answer. What the columns mean stands in [the dictionary](dictionary.md), how to connect in
[the guide for analysts](analysts.md).

```console
$ make run > /dev/null
```

Any of them runs as `fazhi query sql/queries/NAME.sql`, with `--format csv` or `json` for other programs.

| question | file |
| --- | --- |
{contents}
"""
#: Rows of an answer that the page shows.
ROWS = 8
_QUESTION = re.compile(r"-- (?P<zh>.+？) \((?P<en>.+\?)\)")


def page() -> str:
    """The page without its answers."""
    files = sql_files("queries")
    contents = "\n".join(f"| [{_asked(path)[0]}](#{path.stem}) {_asked(path)[1]} | `{path.stem}` |" for path in files)
    opening = OPENING.format(count=len(files), rows=ROWS, contents=contents)
    return "\n".join((opening, *map(_section, files)))


def _section(path: Path) -> str:
    chinese, english = _asked(path)
    sql = path.read_text(encoding="utf-8").partition("\n")[2].strip()
    return (
        f'## <a id="{path.stem}"></a>{chinese}\n\n{english} `{path.stem}.sql`\n\n```sql\n{sql}\n```\n\n```text\n```\n'
    )


def _asked(path: Path) -> tuple[str, str]:
    """The question of a file in Chinese and in English."""
    with path.open(encoding="utf-8") as lines:
        asked = _QUESTION.match(lines.readline())
    if asked is None:
        raise SystemExit(f"{path.name}: the first line asks no question in Chinese and (English?)")
    return asked["zh"], asked["en"]
