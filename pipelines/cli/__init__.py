"""`fazhi` (法治): the command line, one command a file.

Exit codes: 0 done, 1 a blocking check failed and the published warehouse stays as it was, 2 the input, the
configuration or the usage is at fault, 3 another process is writing the warehouse. A module of a command imports
nothing heavy until the command runs, so that ``fazhi --help`` answers at once.
"""

from __future__ import annotations

import os
import sys

import typer

from pipelines.cli.add import add
from pipelines.cli.bench import bench
from pipelines.cli.console import complain
from pipelines.cli.diff import diff
from pipelines.cli.explain import explain
from pipelines.cli.export import export
from pipelines.cli.extract import extract
from pipelines.cli.history import history
from pipelines.cli.mirror import mirror
from pipelines.cli.query import query
from pipelines.cli.rollback import rollback
from pipelines.cli.run import run
from pipelines.cli.score import score
from pipelines.cli.serve import serve
from pipelines.cli.unclaimed import unclaimed
from pipelines.cli.version import version

#: The packages whose exceptions are sentences for the user; any other exception is a defect and shows its trace.
OURS = ("pipelines", "assets")

#: Exit code of whoever came second to a warehouse that is being written.
BUSY = 3

app = typer.Typer(
    name="fazhi",
    help="法治政府建设年度报告 → 数据仓库。Annual reports on rule-of-law government, read into a warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    run,
    serve,
    add,
    history,
    rollback,
    extract,
    explain,
    query,
    export,
    mirror,
    unclaimed,
    diff,
    score,
    bench,
    version,
):
    app.command()(command)


def main() -> None:
    """Run one command. A fault of the input or the configuration is one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        complain(f"{error.filename or 'fazhi'}: {error.strerror or error}")
        sys.exit(2)
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in OURS:
            raise
        complain(str(error))
        sys.exit(BUSY if type(error).__name__ == "WarehouseBusy" else 2)
