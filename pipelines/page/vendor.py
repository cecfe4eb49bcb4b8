"""Fetch ECharts anew: ``make vendor``. What it brings is committed, so that nobody else needs npm.

The package comes through npm's own client, must have the pinned hash, and gives three files to ``static/vendor``.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "echarts@6.1.0"
#: SHA-512 of the package, as npm writes it in lock files.
INTEGRITY = "sha512-q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA=="
#: Lines and bars with legend and tooltip; the smaller bundle of the package has neither.
FILES = {
    "package/dist/echarts.common.min.js": "echarts.common.min.js",
    "package/LICENSE": "LICENSE",
    "package/NOTICE": "NOTICE",
    "package/licenses/LICENSE-d3": "LICENSE-d3",
}
FOLDER = Path(__file__).parent / "static" / "vendor"


def vendor() -> None:
    """Write the files of the package into `FOLDER`.

    Raises:
        SystemExit: the package is not the one that is pinned.
    """
    with TemporaryDirectory() as folder:
        said = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.PIPE)
        package = Path(folder) / said.stdout.decode().split()[-1]
        found = integrity(package.read_bytes())
        if found != INTEGRITY:
            raise SystemExit(f"{PACKAGE}: 校验和不符 (another hash than the pinned one): {found}")
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tarfile.open(package) as archive:
            for member, name in FILES.items():
                content = archive.extractfile(member)
                if content is None:
                    raise SystemExit(f"{PACKAGE}: 缺少文件 (a file is missing): {member}")
                (FOLDER / name).write_bytes(content.read())


def integrity(data: bytes) -> str:
    """The hash of *data* as npm writes it.

    >>> integrity(b"")[:20]
    'sha512-z4PhNX7vuL3xV'
    """
    return "sha512-" + b64encode(hashlib.sha512(data).digest()).decode()


if __name__ == "__main__":
    vendor()
