"""The drafts of a report: each reading of a figure while its facts are being worked out, pass by pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.extract.frames import Frame
from pipelines.extract.indicators import Decision
from pipelines.extract.reach import Reach
from pipelines.extract.structure import Chapter, Structure
from pipelines.model import Measure, Status

#: What a decision rests on: the figure's own words, its whole, its parts, the list it goes on, or what it compares.
Source = Literal["own", "part", "parts", "list", "compared"]


@dataclass(slots=True)
class Draft:
    """A reading of a figure. `part_of` and `base` are positions among the drafts of the report.

    `ranked` are the indicators that the words in reach allow, best first; `member` is the member of the list before
    that a spread rate is about (满意率均为100%).
    """

    frame: Frame
    measure: Measure
    sign: int
    status: Status
    decision: Decision | None = None
    source: Source = "own"
    part_of: int | None = None
    base: int | None = None
    ranked: Sequence[Decision] = ()
    subject: str | None = None
    breakdown: str | None = None
    member: str | None = None

    @property
    def code(self) -> str | None:
        """The indicator, if any."""
        return self.decision.code if self.decision else None

    def take(self, decision: Decision | None, source: Source) -> None:
        """Rest on *decision*, which comes from *source*."""
        self.decision, self.source = decision, source


@dataclass(slots=True)
class Drafts:
    """All drafts of one report in the order of the text, with the text that they point into."""

    folded: str
    structure: Structure
    reach: Reach
    all: list[Draft]

    def __iter__(self) -> Iterator[Draft]:
        return iter(self.all)

    def __getitem__(self, position: int) -> Draft:
        return self.all[position]

    def __len__(self) -> int:
        return len(self.all)

    def chapter(self, draft: Draft) -> Chapter:
        """The chapter that *draft* stands in."""
        return self.structure.sentences[draft.frame.sentence].chapter

    def lead(self, draft: Draft) -> str:
        """The clause of *draft* up to its figure."""
        return draft.frame.lead(self.folded)

    def between(self, before: Draft, after: Draft) -> str:
        """The text between two figures."""
        return self.folded[before.frame.quantity.end : after.frame.quantity.start].strip()

    def replace_each(self, copies: Sequence[Sequence[Draft]]) -> None:
        """Put the *copies* of each draft in its place, with `part_of` and `base` renumbered to the first copy."""
        place, total = [], 0
        for several in copies:
            place.append(total)
            total += len(several)
        self.all = [
            replace(
                draft,
                part_of=None if draft.part_of is None else place[draft.part_of],
                base=None if draft.base is None else place[draft.base],
            )
            for several in copies
            for draft in several
        ]
