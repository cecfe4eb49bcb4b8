"""Work follows change: which files a night reads, by stat first and by their bytes only where stat differs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from pipelines.handover import TextParts, read_memory, texts_in, write_memory
from pipelines.model import Reject, Report
from pipelines.read.inventory import RawFile, inventory
from pipelines.read.memory import Known, Sorted, leaving, sort_files
from pipelines.read.reports import read_report

LATER = 4_000_000_000 * 1_000_000_000
"""A clock in ns so late that every file of a test has settled."""


class Nights:
    """A raw folder over several nights: what each night reads, takes and remembers."""

    def __init__(self, raw: Path, place: Path) -> None:
        self.raw, self.place = raw, place
        self.current: frozenset[str] = frozenset()
        self.read: list[str] = []
        self.taken: list[str] = []

    def write(self, path: str, text: str) -> None:
        (self.raw / path).parent.mkdir(parents=True, exist_ok=True)
        (self.raw / path).write_text(text, encoding="utf-8")

    def night(self, rules: str = "rules-1", at_ns: int = LATER) -> Sorted:
        self.read, self.taken = [], []

        def read(file: RawFile) -> Report | Reject:
            self.read.append(file.path)
            return read_report(file.path, self.raw)

        def take(report: Report) -> None:
            self.taken.append(report.path)

        memory = read_memory(self.place, rules)
        found = sort_files(inventory(self.raw), memory, self.current, read, take, at_ns)
        write_memory(self.place, found.known, rules)
        self.current = frozenset(found.paths)
        return found


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = Nights(tmp_path / "raw", tmp_path / "memory" / "files.parquet")
    made.write("a.txt", "检查3家")
    made.write("b/b.txt", "检查4家")
    made.write("empty.txt", "")
    made.night()
    return made


def test_a_file_that_did_not_change_is_not_even_read(nights: Nights) -> None:
    found = nights.night()
    assert (nights.read, nights.taken, found.fresh) == ([], [], ())
    assert [path for at in found.paths.values() for path in at] == ["a.txt", "b/b.txt"]
    assert [(reject.path, reject.reason) for reject in found.rejects] == [("empty.txt", "空文件 (empty file)")]


def test_a_file_that_was_only_touched_is_read_and_not_taken(nights: Nights) -> None:
    os.utime(nights.raw / "a.txt", ns=(1, 1))
    nights.night()
    assert (nights.read, nights.taken) == (["a.txt"], [])
    nights.night()
    assert nights.read == []


def test_a_new_and_a_changed_file_are_taken(nights: Nights) -> None:
    nights.write("a.txt", "检查5家")
    nights.write("c.txt", "检查6家")
    nights.night()
    assert nights.read == nights.taken == ["a.txt", "c.txt"]


def test_an_edit_that_keeps_size_and_time_is_seen(nights: Nights) -> None:
    before = (nights.raw / "a.txt").stat()
    nights.write("a.txt", "检查8家")
    os.utime(nights.raw / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (nights.raw / "a.txt").stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    nights.night()
    assert nights.taken == ["a.txt"]


def test_a_renamed_file_is_the_same_report(nights: Nights) -> None:
    (nights.raw / "a.txt").rename(nights.raw / "renamed.txt")
    found = nights.night()
    assert nights.taken == [] and ("renamed.txt",) in found.paths.values()


def test_the_same_bytes_in_two_places_are_one_report_with_two_paths(nights: Nights) -> None:
    shutil.copy(nights.raw / "a.txt", nights.raw / "z.txt")
    nights.write("new1.txt", "检查9家")
    nights.write("new2.txt", "检查9家")
    found = nights.night()
    assert nights.taken == ["new1.txt"]
    assert {("a.txt", "z.txt"), ("new1.txt", "new2.txt")} <= set(found.paths.values())


def test_files_that_changed_just_before_the_night_are_not_trusted_to_stat(nights: Nights) -> None:
    changed = (nights.raw / "a.txt").stat().st_ctime_ns
    everything = ["a.txt", "b/b.txt", "empty.txt"]
    # A moment after the change, and by a clock that went backwards since.
    for at_ns, read_again in ((changed + 1_000, everything), (changed - 10**15, everything), (LATER, [])):
        nights.night(at_ns=at_ns)
        nights.night(at_ns=LATER)
        assert nights.read == read_again


def test_under_other_rules_every_file_is_read_again(nights: Nights) -> None:
    nights.current = frozenset()
    nights.night("rules-2")
    assert nights.taken == ["a.txt", "b/b.txt"] and nights.read == ["a.txt", "b/b.txt", "empty.txt"]


def test_a_report_that_is_not_published_is_read_although_its_file_is_known(nights: Nights) -> None:
    nights.current = frozenset()
    nights.night()
    assert nights.read == nights.taken == ["a.txt", "b/b.txt"]


@pytest.mark.parametrize("content", [b"", b"no parquet", None])
def test_a_memory_that_is_lost_or_broken_costs_reading_and_nothing_else(nights: Nights, content: bytes | None) -> None:
    nights.place.unlink() if content is None else nights.place.write_bytes(content)
    found = nights.night()
    assert nights.read == ["a.txt", "b/b.txt", "empty.txt"] and found.fresh == ()


def test_a_file_that_could_not_be_read_tonight_is_tried_again(nights: Nights) -> None:
    os.chmod(nights.raw / "a.txt", 0)
    assert "a.txt" in [reject.path for reject in nights.night().rejects]
    nights.night()
    assert nights.read == ["a.txt"]
    os.chmod(nights.raw / "a.txt", 0o644)
    assert ("a.txt",) in nights.night().paths.values()


def known(path: str, report: str | None, reason: str | None = None) -> Known:
    return Known(RawFile(path, 1, 2, 3, 2**64 - 1), report, reason)


def test_memory_comes_back_as_it_was_written(tmp_path: Path) -> None:
    remembered = [known("a.txt", "1"), known("b.txt", None, "空文件")]
    write_memory(tmp_path / "m.parquet", remembered, "rules")
    assert read_memory(tmp_path / "m.parquet", "rules") == {one.file.path: one for one in remembered}
    assert read_memory(tmp_path / "m.parquet", "other rules") == {}


@pytest.mark.parametrize(
    ("now", "accepted", "gone"),
    [
        (["a", "b"], ["1", "2"], []),
        (["a"], ["1"], ["2"]),
        (["a", "c"], ["1", "2"], []),  # renamed
        (["a", "b"], ["1", "9"], []),  # edited
        (["c"], ["1"], ["2"]),  # one renamed, one gone
        ([], [], ["1", "2"]),
    ],
)
def test_what_leaves(now: Sequence[str], accepted: Iterable[str], gone: list[str]) -> None:
    assert leaving({"a": "1", "b": "2"}, now, dict.fromkeys(accepted)) == gone


def test_texts_are_handed_on_by_the_first_digit_of_their_key_and_none_is_lost(tmp_path: Path) -> None:
    keys = [f"{number * 7 % 16:x}{number:063}" for number in range(50)]
    texts = TextParts(tmp_path / "texts", size=2)
    for key in keys:
        texts.take(Report(key, "a", f"{key}.txt", f"检查{int(key[1:])}家"))
    texts.close()
    handed = [report.report_id for report in texts_in(tmp_path / "texts")]
    assert [key[0] for key in handed] == sorted(key[0] for key in keys)
    assert sorted(handed) == sorted(keys)
