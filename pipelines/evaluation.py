"""`make evaluate`: the figures of all gold, set by set and report by report, and what the confidences are worth.

The rules are frozen: nothing of them is learned here. What is learned are the confidences: from the reports that were
kept from those who wrote the rules, each report's tried without it (leave one out). Writes the rule file of confidences
and the document of figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.calibration import Judged, judge, learn, leave_one_out, reliability, write
from pipelines.engine import extract_report
from pipelines.model import Extraction
from pipelines.read.inventory import inventory
from pipelines.read.reports import read_all
from pipelines.rules.loader import RULES
from pipelines.scoring import Score, read_gold, score

SHARED = ("seeds", "more", "restated", "written")
README = Path("README.md")
GOLDEN = Path("tests/golden")
#: Composed reports that the rules were tried on while they were written.
COMPOSED = ("composed", "composed_b", "composed_c", "composed_d", "composed_e")
#: Composed reports whose text and errors the writers of the rules never saw.
UNSEEN = ("unseen", "unseen_b")


def gold_sets(shared: Path) -> Iterator[tuple[str, Path, Path]]:
    """Name, gold and reports of each set: those beside the project where they are, and the project's own."""
    for name in SHARED:
        if (shared / "gold" / name).is_dir():
            yield name, shared / "gold" / name, shared / "reports" / name
    for name in (*COMPOSED, *UNSEEN):
        yield name, GOLDEN / name / "gold", GOLDEN / name / "reports"


def readings(folder: Path) -> Iterator[Extraction]:
    """Every report of *folder*, extracted, in the order of their names."""
    return (extract_report(report) for report in read_all(inventory(folder)).reports)


def figures(name: str, result: Score) -> str:
    """One row of the table of figures."""
    metadata = sum((counts[True] for counts in result.metadata.values()), 0)
    asked = sum((counts.total() for counts in result.metadata.values()), 0)
    fields = " | ".join(
        f"{result.fields[field][True]}/{result.fields[field].total()}" for field in ("period", "part_of", "breakdown")
    )
    references = min((tally.f1 for tally in result.references.values() if tally.of), default=1.0)
    facts = result.facts
    return (
        f"| {name} | {result.documents} | {metadata}/{asked} | {result.quantities.f1:.4f} | {facts.f1:.4f} | "
        f"{facts.precision:.4f} | {facts.recall:.4f} | {fields} | {references:.4f} | {result.unaccounted} |"
    )


def evaluate(shared: Path, out: Path) -> None:
    """Write the figures of every set to *out* and the confidences learned from all of them to their rule file."""
    rows, reports = [], []
    judged: dict[str, list[Judged]] = {"shared": [], "composed": [], "unseen": []}
    together: tuple[list[Extraction], list[Extraction]] = ([], [])
    for name, gold_folder, folder in gold_sets(shared):
        gold, read = read_gold(gold_folder), tuple(readings(folder))
        rows.append(figures(name, score(gold, read)))
        kind = "shared" if name in SHARED else "unseen" if name in UNSEEN else "composed"
        if kind == "shared":
            together[0].extend(gold)
            together[1].extend(read)
        by_document = {extraction.report.document: extraction for extraction in read}
        for wanted in gold:
            found = by_document[wanted.report.document]
            reports.append(figures(f"{name} {wanted.report.document}", score((wanted,), (found,))))
            judged[kind] += judge(wanted, found)
    if judged["shared"]:
        rows.insert(len(SHARED), figures("the four together", score(*together)))
    shares = learn(judged["unseen"])
    write(shares, RULES / "confidence.yaml")
    seen = [(shares.get(fact.basis, 0.0), fact.right) for fact in (*judged["shared"], *judged["composed"])]
    left_out = leave_one_out(judged["unseen"]), leave_one_out(judged["shared"])
    out.write_text(document(rows, reports, *left_out, seen), encoding="utf-8")
    _tell(README, [HEAD, RULE, *rows])
    print("\n".join([HEAD, RULE, *rows]))


def _tell(readme: Path, table: list[str]) -> None:
    """Put the table of figures between its two marks in the README."""
    text = readme.read_text(encoding="utf-8")
    before, mark, rest = text.partition("<!-- figures: make evaluate -->\n")
    after = rest.partition("<!-- /figures -->")[2]
    readme.write_text(f"{before}{mark}{chr(10).join(table)}\n<!-- /figures -->{after}", encoding="utf-8")


HEAD = (
    "| set | reports | metadata | quantities F1 | facts F1 | precision | recall | period | part_of | breakdown | "
    "references F1 | digits unaccounted |"
)
RULE = "|" + " --- |" * 12


Promised = list[tuple[float, bool]]


def document(rows: list[str], reports: list[str], unseen: Promised, shared: Promised, seen: Promised) -> str:
    """The document of figures, in Markdown; *unseen*, *shared*, *seen* are what facts were promised and what held."""
    return "\n".join(
        [
            "# Figures on gold",
            "",
            "Written by `make evaluate`; not to be edited by hand. The references' figure is that of the worst kind.",
            "The writers of the rules read every set but those named unseen, whose texts and errors they never saw:",
            "what the rules hold stands in the former, what the next report may give in the latter.",
            "",
            HEAD,
            RULE,
            *rows,
            "",
            "## Confidence",
            "",
            "Learned from the unseen sets alone. For these, each report's facts are given what was learned without it:",
            "",
            *_bands(unseen),
            "",
            "The same on the shared sets: each report with what was learned from the other shared ones:",
            "",
            *_bands(shared),
            "",
            "All sets but the unseen, with what was learned from the unseen ones:",
            "",
            *_bands(seen),
            "",
            "## Report by report",
            "",
            HEAD.replace("set", "report", 1),
            RULE,
            *reports,
            "",
        ]
    )


def _bands(promised: Promised) -> list[str]:
    """The table of what was promised and what held, band by band."""
    sure = [right for share, right in promised if share >= 0.9]
    return [
        "| promised | facts | mean promise | right |",
        "| --- | --- | --- | --- |",
        *(f"| {band} | {n} | {promise:.3f} | {right:.3f} |" for band, n, promise, right in reliability(promised)),
        "",
        f"Of {len(sure)} facts given with 0.9 or more, {sum(sure) / max(1, len(sure)):.4f} are right.",
    ]


if __name__ == "__main__":
    evaluate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared"), Path("docs/evaluation.md"))
