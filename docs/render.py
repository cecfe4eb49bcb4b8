"""The outputs in the documents come from commands that are run, never from a keyboard.

``python -m docs.render`` (``make docs``) runs every ``$ command`` of the ``console`` blocks of a document, and every
``python`` block that a ``text`` block follows, and writes what they print into the document. A test renders again and
compares. Commands run in a folder of their own, without a warehouse to begin with.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md",)

_CONSOLE = re.compile(r"(?P<open>^```console\n)(?P<body>.*?)(?P<close>^```$)", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(
    r"(?P<open>^```python\n(?P<code>.*?)^```\n+```text\n)(?P<body>.*?)(?P<close>^```$)", re.MULTILINE | re.DOTALL
)
#: What `make` does beyond the command itself (creating the environment) has been done when a document is rendered.
_MADE = {"make run": "fazhi run"}


def rendered(document: str, folder: Path) -> str:
    """*document* with the output of its commands, run in *folder* in the order in which they stand."""
    blocks = sorted((*_CONSOLE.finditer(document), *_PYTHON.finditer(document)), key=lambda block: block.start())
    pieces, at = [], 0
    for block in blocks:
        output = _python(block["code"], folder) if "code" in block.groupdict() else _console(block["body"], folder)
        pieces += [document[at : block.start()], block["open"], output, block["close"]]
        at = block.end()
    return "".join((*pieces, document[at:]))


def prepare(folder: Path) -> None:
    """Make *folder* look like a fresh clone to a command: reports and worked questions, and no warehouse yet."""
    for name in ("data", "sql"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)


def _console(body: str, folder: Path) -> str:
    """The block again, each command followed by what it prints."""
    return "".join(f"$ {command}\n{_output(_MADE.get(command, command), folder)}" for command in _commands(body))


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


def _tidy(output: str) -> str:
    """Without the spaces at line ends and the empty lines around it."""
    lines = [line.rstrip() for line in output.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def main() -> None:
    """Write the documents anew."""
    for name in DOCUMENTS:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder))
            path = ROOT / name
            path.write_text(rendered(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
