"""What is to be known of one load, none of it looked up here: the clock and the counts come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadInfo:
    """One load: when it was built (ISO 8601), under which rules, how many files came in, and which night it is.

    It stands in a table that may differ between two builds from the same reports; `table_hashes` leaves it out.
    """

    built_at: str
    rules_version: str
    files_in: int | None = None
    night: int = 1
