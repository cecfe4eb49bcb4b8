"""Load the rule files, as strings and nothing but strings.

A YAML loader that turns ``010`` into 8, ``no`` into False or ``2023-01-05`` into a date would change what a lawyer
wrote; so every scalar stays the text that stands in the file (YAML 1.1's "base" schema).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parent
CODE = RULES.parent

#: The code that decides what a report yields: a change in any of it is a reason to read reports again.
READING = ("model.py", "rules", "read", "normalize", "extract", "validate/findings", "engine.py", "frames.py")


class RuleError(ValueError):
    """A rule file that cannot be used: the message names the file and the entry."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(f"规则文件有误 (broken rule file) {file}: {entry}: {problem}")
        self.file, self.entry, self.problem = file, entry, problem

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str, str]]:
        """What makes it again in another process: a worker's broken rule is told by its parent."""
        return RuleError, (self.file, self.entry, self.problem)


def load_yaml(name: str, root: Path = RULES) -> Any:
    """The content of the rule file *name* (a path under *root*), every scalar a string.

    >>> load_yaml("units.yaml") is not None
    True

    Raises:
        RuleError: the file is missing or is no YAML; the message names the file and the line.
    """
    path = root / name
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}" if mark else "syntax"
        raise RuleError(name, line, str(error.problem or error.context)) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(name, "file", str(error)) from error


def rule_files(folder: str, root: Path = RULES) -> tuple[str, ...]:
    """Names of the YAML files in *folder*, sorted, relative to *root*.

    >>> rule_files("indicators")[0].startswith("indicators/")
    True
    """
    return tuple(sorted(f"{folder}/{path.name}" for path in (root / folder).glob("*.yaml")))


def _reading_files() -> Iterator[Path]:
    for name in READING:
        place = CODE / name
        if place.is_dir():
            yield from (p for p in sorted(place.rglob("*")) if p.suffix in {".py", ".yaml", ".csv", ".tsv"})
        elif place.with_suffix(".py").is_file():
            yield place.with_suffix(".py")


@cache
def rules_fingerprint() -> str:
    """SHA-256 (hex) over every rule and every line of code that decides what a report yields.

    A report read under another fingerprint is read again.

    >>> len(rules_fingerprint())
    64
    """
    digest = hashlib.sha256()
    for path in _reading_files():
        digest.update(path.relative_to(CODE).as_posix().encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()
