"""The outputs in the documents come from commands that are run, never from a keyboard.

``python -m docs.render`` (``make docs``) runs every ``$ command`` of the ``console`` blocks of a document, and every
``python`` or ``sql`` block that a ``text`` block follows, and writes what they print into the document. A test renders
again and compares. Commands run in a folder of their own, without a warehouse to begin with; SQL asks the warehouse
that they built there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from docs.questions import ROWS, page

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/analysts.md", "docs/queries.md")
#: Documents of which more than the outputs is written by a program.
WRITTEN: dict[str, Callable[[], str]] = {"docs/queries.md": page}

_CONSOLE = re.compile(r"(?P<open>^```console\n)(?P<body>.*?)(?P<close>^```$)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(
    r"(?P<open>^```(?P<language>python|sql)\n(?P<code>.*?)^```\n+```text\n)(?P<body>.*?)(?P<close>^```$)",
    re.MULTILINE | re.DOTALL,
)


def rendered(document: str, folder: Path) -> str:
    """*document* with the output of its commands, run in *folder* in the order in which they stand."""
    blocks = sorted((*_CONSOLE.finditer(document), *_CODE.finditer(document)), key=lambda block: block.start())
    pieces, at = [], 0
    for block in blocks:
        pieces += [document[at : block.start()], block["open"], _printed(block, folder), block["close"]]
        at = block.end()
    return "".join((*pieces, document[at:]))


def _printed(block: re.Match[str], folder: Path) -> str:
    if block.re is _CONSOLE:
        return _console(block["body"], folder)
    return (_python if block["language"] == "python" else _sql)(block["code"], folder)


def without_outputs(document: str) -> str:
    """*document* as it is before it is rendered: commands and code without what they print."""
    emptied = _CODE.sub(r"\g<open>\g<close>", document)
    return _CONSOLE.sub(
        lambda block: block["open"] + "".join(f"$ {c}\n" for c in _commands(block["body"])) + block["close"], emptied
    )


def prepare(folder: Path) -> None:
    """Make *folder* look like a fresh clone to a command: reports and worked questions, and no warehouse yet."""
    for name in ("data", "sql"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)


def _console(body: str, folder: Path) -> str:
    """The block again, each command followed by what it prints."""
    return "".join(f"$ {command}\n{_output(_made(command), folder)}" for command in _commands(body))


def _made(command: str) -> str:
    """What `make` does beyond the command itself (creating the environment) has been done when a document is rendered.

    >>> _made("make run > /dev/null"), _made("fazhi version")
    ('fazhi run > /dev/null', 'fazhi version')
    """
    return re.sub(r"^make run\b", "fazhi run", command)


def _commands(body: str) -> list[str]:
    r"""The commands of a block; a command goes on over the lines that follow a ``\``.

    >>> _commands("$ fazhi version\nfazhi 0.1.0\n$ fazhi query \\\n    'select 1'\n 1\n")
    ['fazhi version', "fazhi query \\\n    'select 1'"]
    """
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", body, re.MULTILINE)


def _output(command: str, folder: Path) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stdout}")
    return _tidy(done.stdout)


def _python(code: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{code}\n{done.stderr}")
    return _tidy(done.stdout)


def _sql(code: str, folder: Path) -> str:
    """What `fazhi query` prints, in this process: a command for each question would cost a start each."""
    from pipelines.cli.query import query

    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        query(code, folder / "warehouse" / "fazhi.duckdb", limit=ROWS)
    return _tidy(printed.getvalue())


def _tidy(output: str) -> str:
    """Without the spaces at line ends and the empty lines around it."""
    lines = [line.rstrip() for line in output.splitlines()]
    tidy = "\n".join(lines).strip("\n")
    return f"{tidy}\n" if tidy else ""


def main() -> None:
    """Write the documents anew."""
    for name in DOCUMENTS:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder))
            path = ROOT / name
            document = WRITTEN[name]() if name in WRITTEN else path.read_text(encoding="utf-8")
            path.write_text(rendered(document, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
