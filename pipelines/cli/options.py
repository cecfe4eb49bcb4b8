"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Warehouse = Annotated[Path, typer.Option(metavar="FILE", help="数据仓库文件。Warehouse file.")]
