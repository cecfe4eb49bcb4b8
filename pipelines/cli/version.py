"""`fazhi version`."""

from __future__ import annotations


def version() -> None:
    """版本与规则指纹。The version and the fingerprint of the rules that decide a reading."""
    from importlib.metadata import version as installed

    from pipelines.rules.loader import rules_fingerprint

    print(f"fazhi {installed('fazhi')} · 规则 rules {rules_fingerprint()[:12]}")
