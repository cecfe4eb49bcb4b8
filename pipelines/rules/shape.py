"""Say which rule file and which entry is at fault where a rule file has not the shape its reader expects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.rules.loader import RuleError


@contextmanager
def reading_rules(file: str) -> Iterator[None]:
    """Turn what a misshapen rule file breaks inside the block into a `RuleError` that names *file*.

    >>> with reading_rules("agencies.yaml"):
    ...     {"functions": {}}["organs"]
    Traceback (most recent call last):
    pipelines.rules.loader.RuleError: 规则文件有误 (broken rule file) agencies.yaml: organs: missing
    """
    try:
        yield
    except RuleError:
        raise
    except KeyError as error:
        raise RuleError(file, str(error.args[0]), "missing") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise RuleError(
            file, "shape", f"a list, a table or a number stands where another is expected ({error})"
        ) from error
