"""Pack the bundle for Superset's import: ``python -m bi.superset.pack --warehouse FILE -o fazhi-superset.zip``.

The path of the warehouse is put in as the machine on which Superset runs sees it; nothing else depends on a machine.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path, PurePosixPath

from bi.superset.generate import BUNDLE, WAREHOUSE
from pipelines.load.disk import write_whole

#: The earliest moment an archive can name: the same sources give the same archive.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def packed(warehouse: str, bundle: Path = BUNDLE) -> bytes:
    """The archive, with the database at *warehouse*, an absolute path on the machine on which Superset runs."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            if path.parent.name == "databases":
                text = text.replace(f"duckdb:///{WAREHOUSE}", f"duckdb:///{warehouse}")
            entry = zipfile.ZipInfo(f"fazhi/{path.relative_to(bundle).as_posix()}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return held.getvalue()


def main() -> None:
    """Write the archive; 2 and one sentence if the path of the warehouse is not absolute."""
    parser = argparse.ArgumentParser(prog="python -m bi.superset.pack", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--warehouse", required=True, help="absolute path of the warehouse where Superset runs")
    parser.add_argument("-o", "--output", type=Path, default=Path("fazhi-superset.zip"))
    asked = parser.parse_args()
    # What follows a question mark would be read as options.
    if not PurePosixPath(asked.warehouse).is_absolute() or "?" in asked.warehouse:
        sys.exit(_say(f"请给出不含“?”的绝对路径：{asked.warehouse} (give an absolute path without a question mark)"))
    try:
        write_whole(asked.output, packed(asked.warehouse))
    except OSError as error:
        sys.exit(_say(f"无法写入 {asked.output} (cannot write it): {error.strerror}"))
    print(f"已打包 packed: {asked.output}")


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
