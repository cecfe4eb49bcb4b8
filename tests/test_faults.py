"""A few of the faults that `make faults` tries, with real nights that are really killed, and readers meanwhile."""

from __future__ import annotations

import pytest
from faults.cases import FAULTS, Fault, Outcome, attempt
from faults.readers import read_through_publishes
from faults.trial import Template, make_template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_template(tmp_path_factory.mktemp("faults"), new=6)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.quick], ids=lambda fault: fault.name)
def test_what_is_published_stays_whole_and_the_next_night_heals(fault: Fault, template: Template) -> None:
    outcome = attempt(fault, template, template.folder / "trial")
    assert outcome == Outcome(outcome.published, lost=0, doubled=0)
    assert outcome.published in ("yesterday", "today")


def test_readers_meet_neither_a_lock_nor_half_a_night(template: Template) -> None:
    read = read_through_publishes(template, template.folder / "readers", readers=3, publishes=2)
    assert read.failures == []
    assert read.reads > 0 and 1 <= read.seen <= 3
