"""The faults: what is done to a night, and what must be so right after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from faults.trial import Disturbed, Site, Template, lost_and_doubled, prove_whole
from generated_reports import report_path

SIGKILL = -9
YEAR = 365 * 86400


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its name, how the disturbed night is run (it returns what must be published then), and whether it is
    quick to try, so that the tests do."""

    name: str
    disturb: Callable[[Site], Sequence[str]]
    quick: bool = False
    #: Whether the published file itself is what the fault took away.
    unpublished: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a trial: what was published after the disturbed night; rows lost and doubled after the next."""

    published: str
    lost: int
    doubled: int
    problem: str = ""
    left_over: list[str] = field(default_factory=list)


def attempt(fault: Fault, template: Template, folder: Path) -> Outcome:
    """One trial of a fault in a *folder* of its own, which is gone afterwards."""
    site = template.site(folder)
    published = "?"
    try:
        allowed = fault.disturb(site)
        published = "none" if fault.unpublished and not site.warehouse.exists() else prove_whole(site, template)
        if published not in allowed:
            raise Disturbed(f"{published} is published, and not {' or '.join(allowed)}")
        site.healed()
        lost, doubled = lost_and_doubled(template.undisturbed, site.warehouse)
        return Outcome(published, lost, doubled, left_over=site.left_over())
    except Disturbed as problem:
        return Outcome(published, 0, 0, str(problem))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _struck(at: str, code: int, allowed: Sequence[str], **more: str) -> Callable[[Site], Sequence[str]]:
    """A night in which a fault strikes *at* ``module:function:moment:act`` and which ends with *code*."""

    def disturb(site: Site) -> Sequence[str]:
        _night(site, {"FAULT": at, **more}, code)
        if not site.mark.exists():
            raise Disturbed(f"the fault never struck: {at}")
        return allowed

    return disturb


def _night(site: Site, fault: Mapping[str, str], code: int) -> None:
    ended = site.night(fault)
    if ended.code != code:
        raise Disturbed(f"the disturbed night ended with {ended.code} and not {code}: {ended.said[-600:]}")
    if "Traceback" in ended.said:
        raise Disturbed(f"the disturbed night showed a stack trace: {ended.said[-600:]}")


def _disk_full(share: float) -> Callable[[Site], Sequence[str]]:
    """No file can grow beyond a share of the warehouse, as if the disk were full."""

    def disturb(site: Site) -> Sequence[str]:
        _night(site, {"FAULT_LIMIT": str(int(site.warehouse.stat().st_size * share))}, 1)
        return ["yesterday"]

    return disturb


def _published_deleted(site: Site) -> Sequence[str]:
    site.warehouse.unlink()
    _night(site, {}, 0)
    return ["today"]


def _published_garbled(site: Site) -> Sequence[str]:
    with site.warehouse.open("r+b") as file:
        file.write(b"?" * 4096)
    _night(site, {}, 0)
    return ["today"]


def _rules_broken(site: Site) -> Sequence[str]:
    tree = site.folder / "tree"
    shutil.copytree(site.tree, tree)
    rules = tree / "pipelines" / "rules" / "units.yaml"
    good = rules.read_text(encoding="utf-8")
    rules.write_text(good[: len(good) // 2] + "\n]: {", encoding="utf-8")
    _night(Site(site.folder, site.raw, tree), {}, 2)
    rules.write_text(good, encoding="utf-8")
    return ["yesterday"]


def _clock(wrong_by: int) -> Callable[[Site], Sequence[str]]:
    def disturb(site: Site) -> Sequence[str]:
        _night(site, {"FAULT_CLOCK": str(wrong_by)}, 0)
        return ["today"]

    return disturb


def _clock_and_edit(site: Site) -> Sequence[str]:
    """A night with the clock a year ahead; then a file is edited and gets an old time; then it is put back."""
    raw = site.folder / "raw"
    shutil.copytree(site.raw, raw)
    at_home = Site(site.folder, raw, site.tree)
    _night(at_home, {"FAULT_CLOCK": str(YEAR)}, 0)
    edited = report_path(raw, 5)
    good = edited.read_bytes()
    edited.write_bytes(good.replace("检查企业".encode(), "检查商户".encode()))
    _night(at_home, {"FAULT_CLOCK": str(-YEAR)}, 0)
    edited.write_bytes(good)
    _night(at_home, {"FAULT_CLOCK": str(-2 * YEAR)}, 0)
    return ["today"]


_OLD, _NEW = ["yesterday"], ["today"]


def _killed(at: str, allowed: Sequence[str] = _OLD, call: int = 1) -> Callable[[Site], Sequence[str]]:
    return _struck(f"{at}:kill", SIGKILL, allowed, FAULT_CALL=str(call))


FAULTS = (
    Fault("kill -9 while reading", _killed("pipelines.read.reports:read_report:before", call=90)),
    Fault("kill -9 while extracting", _killed("pipelines.engine:_outcomes:before", call=3)),
    Fault(
        "kill -9 of a worker",
        _struck("pipelines.engine:extract_or_reject:before:kill", 0, _NEW, FAULT_CALL="3"),
        quick=True,
    ),
    Fault(
        "a worker that hangs",
        _struck("pipelines.engine:extract_or_reject:before:hang", 0, _NEW, FAULT_CALL="20"),
    ),
    Fault("kill -9 before the load", _killed("pipelines.load.candidate:build_candidate:before")),
    Fault("kill -9 in the load", _killed("pipelines.load.candidate:_bring_whole:before", call=2), quick=True),
    Fault("kill -9 in the marts", _killed("pipelines.load.marts:build_marts:after")),
    Fault("kill -9 in the frame checks", _killed("pipelines.validate.suites:validate:after")),
    Fault("kill -9 in the SQL checks", _killed("pipelines.load.checks:run_check:before", call=9)),
    Fault("kill -9 just before the swap", _killed("os:replace:before")),
    Fault("kill -9 just after the swap", _killed("os:replace:after", _NEW), quick=True),
    Fault("disk full while copying", _disk_full(0.5)),
    Fault("disk full while loading", _disk_full(1.1)),
    Fault("candidate unreadable", _struck("pipelines.load.checks:check_candidate:before:garble", 1, _OLD)),
    Fault("candidate deleted", _struck("pipelines.load.checks:check_candidate:before:delete", 1, _OLD)),
    Fault("published file deleted", _published_deleted),
    Fault("published file garbled", _published_garbled),
    Fault(
        "published file deleted in the night",
        _struck("pipelines.load.candidate:build_candidate:before:delete", 1, ["none"]),
        unpublished=True,
    ),
    Fault("a check that fails", _struck("pipelines.load.checks:check_candidate:before:misquote", 1, _OLD)),
    Fault("a rule file broken", _rules_broken),
    Fault("clock a year ahead", _clock(YEAR)),
    Fault("clock a year behind", _clock(-YEAR)),
    Fault("clock jumps while files change", _clock_and_edit),
)  # fmt: skip
