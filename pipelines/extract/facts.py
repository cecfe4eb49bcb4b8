"""From numbers to facts: measure, indicator, parts, periods and breakdowns of every quantity of a report.

The passes run in a fixed order over the same drafts: what a figure measures, what its own words say it is, which list
it goes on with, what it is a part of, what it compares, over what it is spread, what it is called.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.extract.comparisons import inherit_comparisons, share_measures
from pipelines.extract.confidence import basis_of, confidence_of
from pipelines.extract.decisions import carry_on, decide_levels, name_subjects, tie_parts
from pipelines.extract.drafts import Draft, Drafts
from pipelines.extract.frames import Frame, build_frames
from pipelines.extract.header import Header
from pipelines.extract.measures import measure_of, status_of
from pipelines.extract.naming import name_all
from pipelines.extract.periods import Periods
from pipelines.extract.reach import Reach
from pipelines.extract.scan import Scan
from pipelines.extract.spreading import second_facts, spread_rates
from pipelines.extract.structure import Structure, read_structure
from pipelines.model import Metadata, Quantity

PASSES = (
    share_measures, decide_levels, carry_on, tie_parts, name_subjects, inherit_comparisons, spread_rates, name_all,
)  # fmt: skip


def read_facts(raw: str, folded: str, header: Header, scan: Scan, metadata: Metadata) -> tuple[Quantity, ...]:
    """Every quantity of a report with all that it states, in the order of the text.

    *folded* is ``fold(raw)``; *scan* gives the spans, values and units. A numeral that states several facts (均, 各)
    comes once for each.
    """
    year = metadata.report_year
    structure = read_structure(folded, report_year=year)
    drafts = work_out(folded, structure, scan, year)
    sentences = [(sentence.start, sentence.end) for sentence in structure.sentences]
    periods = Periods(folded, sentences, scan.references, year)
    facts = [_quantity(drafts, draft, _period(periods, drafts, draft, year)) for draft in drafts]
    facts += [replace(facts[position], indicator=code) for position, code in second_facts(drafts)]
    return tuple(sorted(facts, key=lambda q: (q.start, q.end, q.indicator or "", q.breakdown or "")))


def work_out(folded: str, structure: Structure, scan: Scan, year: int | None = None) -> Drafts:
    """The drafts of all figures after every pass."""
    frames = build_frames(folded, structure, scan.quantities, scan.cells)
    drafts = Drafts(folded, structure, Reach(folded, structure), [_draft(folded, structure, f, year) for f in frames])
    for step in PASSES:
        step(drafts)
    return drafts


def _draft(folded: str, structure: Structure, frame: Frame, year: int | None) -> Draft:
    measure, sign = measure_of(frame, folded)
    chapter = structure.sentences[frame.sentence].chapter
    return Draft(frame, measure, sign, status_of(frame, chapter, folded, year))


def _period(periods: Periods, drafts: Drafts, draft: Draft, year: int | None) -> str | None:
    """The period of a figure: its column's year, what is said for it, else the year reported on or the coming one."""
    cell, quantity = draft.frame.cell, draft.frame.quantity
    if cell and cell.year:
        return str(cell.year)
    chapter = drafts.chapter(draft)
    if draft.status == "planned" and chapter.kind in ("plan", "mixed"):
        year = chapter.year or (year + 1 if year and not periods.rest else year)
        return periods.at(quantity.start, quantity.end, year, planned=True)
    return periods.at(quantity.start, quantity.end, year)


def _quantity(drafts: Drafts, draft: Draft, period: str | None) -> Quantity:
    quantity, decision = draft.frame.quantity, draft.decision
    falls = draft.sign < 0 and draft.measure in ("change", "change_rate")
    basis = basis_of(draft) if decision else ""
    return Quantity(
        quantity.start,
        quantity.end,
        quantity.text,
        -quantity.value if falls else quantity.value,
        quantity.value_max,
        quantity.unit,
        quantity.bound,
        measure=draft.measure,
        status=draft.status,
        period=period,
        indicator=draft.code,
        breakdown=draft.breakdown,
        subject=draft.subject,
        part_of=None if draft.part_of is None else drafts[draft.part_of].frame.quantity.start,
        rule=decision.line if decision else None,
        confidence=confidence_of(basis) if decision else None,
        evidence=(basis, *(word for word, _ in decision.evidence)) if decision else (),
    )
