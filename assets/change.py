"""What a night finds changed: whether so much vanished that it must stop, and whether anything changed at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assets.resources import Night
from pipelines.load.warehouse import PublishedState, ShrinkRefused
from pipelines.model import Reject
from pipelines.read.inventory import UNREADABLE
from pipelines.read.memory import leaving

#: More than one report in so many may not vanish in one night unasked.
SHRINK = 10


def refuse_shrink(
    night: Night, published: PublishedState, paths: Mapping[str, Sequence[str]], rejects: Iterable[Reject]
) -> list[str]:
    """The first paths of the reports that leave the warehouse because their files are gone.

    A file that is there and is no report any longer is a reject, which never stops a night; one that cannot even be
    read counts as gone, for nothing is known of it.

    Raises:
        ShrinkRefused: they are more than a tenth, which is what an unmounted folder looks like, and nobody allowed it.
    """
    there = set(published.paths.values())
    here = [path for at in paths.values() for path in at]
    here += [reject.path for reject in rejects if not reject.reason.startswith(UNREADABLE)]
    gone = leaving(published.paths, here, paths)
    if not night.allow_shrink and len(gone) * SHRINK > len(there):
        night.note("refused", True)
        raise ShrinkRefused(len(gone), len(there))
    first_path = {report_id: path for path, report_id in sorted(published.paths.items(), reverse=True)}
    return sorted(first_path[report_id] for report_id in gone)


def is_quiet(
    published: PublishedState,
    rules_version: str,
    fresh: Sequence[str],
    paths: Mapping[str, Sequence[str]],
    rejects: Iterable[Reject],
) -> bool:
    """Whether the warehouse that this night would build says what the published one says.

    *fresh* are the reports that were extracted tonight and not rejected.
    """
    if fresh or not published.up_to_date or published.rules_version != rules_version:
        return False
    here = {path: report_id for report_id, at in paths.items() for path in at}
    refused = {(reject.path, reject.stage, reject.reason) for reject in rejects}
    return here == published.paths and refused == published.rejects
