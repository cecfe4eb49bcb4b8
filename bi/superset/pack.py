"""Bring the bundle to a Superset: as an archive for the import button of its page, or through its REST API.

``python -m bi.superset.pack --warehouse FILE -o fazhi-superset.zip`` writes the archive;
``python -m bi.superset.pack --warehouse FILE --to https://superset.example --user NAME`` imports it, or brings what was
imported up to date. FILE is the warehouse as the machine on which Superset runs sees it.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import zipfile
from getpass import getpass
from pathlib import Path, PurePosixPath
from typing import Literal

from bi.superset.client import Client, SupersetRefuses
from bi.superset.generate import BUNDLE, WAREHOUSE
from pipelines.load.disk import write_whole

#: What an archive says it is: Superset's page imports dashboards and all they need, its API whole bundles.
Kind = Literal["Dashboard", "assets"]
#: Holds the password for ``--to``; without it one is asked for.
PASSWORD = "FAZHI_SUPERSET_PASSWORD"
#: The earliest moment an archive can name: the same sources give the same archive.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def packed(warehouse: str, kind: Kind) -> bytes:
    """The archive, with the database at *warehouse*, an absolute path on the machine on which Superset runs."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(BUNDLE.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            if path.parent.name == "databases":
                text = text.replace(f"duckdb:///{WAREHOUSE}", f"duckdb:///{warehouse}")
            if path.name == "metadata.yaml":
                text = text.replace("type: assets", f"type: {kind}")
            entry = zipfile.ZipInfo(f"fazhi/{path.relative_to(BUNDLE).as_posix()}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return held.getvalue()


def main() -> None:
    """Write or send the bundle; 2 and one sentence if that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m bi.superset.pack", description="Bring the bundle to a Superset.")
    parser.add_argument("--warehouse", required=True, help="absolute path of the warehouse where Superset runs")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("fazhi-superset.zip"), help="the archive (%(default)s)"
    )
    parser.add_argument("--to", metavar="URL", help="send it to this Superset instead")
    parser.add_argument("--user", default="admin", help="who may import there (%(default)s)")
    asked = parser.parse_args()
    # What follows a question mark would be read as options.
    if not PurePosixPath(asked.warehouse).is_absolute() or "?" in asked.warehouse:
        sys.exit(_say(f"请给出不含“?”的绝对路径：{asked.warehouse} (give an absolute path without a question mark)"))
    try:
        if asked.to:
            password = os.environ.get(PASSWORD) or getpass(f"口令 password of {asked.user}: ")
            Client(asked.to.rstrip("/"), asked.user, password).import_assets(packed(asked.warehouse, "assets"))
            print(f"已导入 imported: {asked.to}")
        else:
            write_whole(asked.output, packed(asked.warehouse, "Dashboard"))
            print(f"已打包 packed: {asked.output}")
    except SupersetRefuses as error:
        sys.exit(_say(str(error)))
    except OSError as error:
        sys.exit(_say(f"无法写入 {asked.output} (cannot write it): {error.strerror}"))


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
