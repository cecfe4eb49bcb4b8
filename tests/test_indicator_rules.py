"""Every indicator rule against its own evidence: examples that it must match, counter-examples that it must not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from pipelines.engine import extract_report
from pipelines.model import Quantity, Report
from pipelines.rules.indicators import catalogue, indicator_rules


def quantities(sentence: str) -> tuple[Quantity, ...]:
    """The figures of one sentence."""
    return extract_report(Report("0" * 64, "rule", "rule.txt", sentence)).quantities


def _examples() -> Iterator[tuple[str, str, str]]:
    for rule in indicator_rules():
        for example in rule.examples:
            sentence, _, value = example.rpartition("=>")
            yield rule.code, sentence.strip(), value.strip()


def _counter_examples() -> Iterator[tuple[str, str]]:
    for rule in indicator_rules():
        yield from ((rule.code, sentence) for sentence in rule.counter_examples)


@pytest.mark.parametrize(("code", "sentence", "value"), _examples())
def test_example_is_matched(code: str, sentence: str, value: str) -> None:
    found = {(q.indicator, q.value) for q in quantities(sentence)}
    assert (code, Decimal(value)) in found, found


@pytest.mark.parametrize(("code", "sentence"), _counter_examples())
def test_counter_example_is_left_alone(code: str, sentence: str) -> None:
    found = [(q.text, q.value) for q in quantities(sentence) if q.indicator == code]
    assert not found


def test_every_indicator_has_a_rule() -> None:
    assert {rule.code for rule in indicator_rules()} == set(catalogue())


def test_every_rule_shows_its_evidence() -> None:
    bare = [rule.code for rule in indicator_rules() if len(rule.examples) < 3 or not rule.counter_examples]
    assert not bare
