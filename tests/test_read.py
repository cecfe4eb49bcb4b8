"""Every entry of the raw folder ends as a report or as a reject with path, stage and reason."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from pipelines.model import Reject, Report
from pipelines.read.inventory import LIMIT, RawFolderError, fingerprint, inventory
from pipelines.read.reports import Reading, read_all, read_report

WORDS = "2023年法治政府建设年度报告\n检查企业120家次，罚款3万元。\n"


def read_folder(root: Path) -> Reading:
    return read_all(inventory(root))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "good.txt").write_text(WORDS, encoding="utf-8")
    return folder


def refusal(raw: Path, path: str) -> Reject:
    found = [reject for reject in read_folder(raw).rejects if reject.path == path]
    assert len(found) == 1 and found[0].stage == "read"
    return found[0]


def test_a_report_carries_where_it_came_from(raw: Path) -> None:
    data = WORDS.encode("gb18030")
    (raw / "2023" / "县").mkdir(parents=True)
    (raw / "2023" / "县" / "司法局.TXT").write_bytes(data)
    report = read_report("2023/县/司法局.TXT", raw)
    assert report == Report(
        report_id=hashlib.sha256(data).hexdigest(),
        document="司法局",
        path="2023/县/司法局.TXT",
        text=WORDS,
        encoding="gb18030",
        format="txt",
        size=len(data),
    )


def test_any_depth_in_an_order_that_the_machine_does_not_decide(raw: Path) -> None:
    for name in ["b/z.txt", "b/a/c/d/e.txt", "b.txt", "a.txt", "B.txt", "报告.txt"]:
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(WORDS + name, encoding="utf-8")
    paths = [report.path for report in read_folder(raw).reports]
    assert paths == ["B.txt", "a.txt", "b/a/c/d/e.txt", "b/z.txt", "b.txt", "good.txt", "报告.txt"]


def test_line_ends_and_spaces_are_untouched(raw: Path) -> None:
    text = "\u3000\u3000罚款３万元\r\n\r\n \t次\r"
    (raw / "good.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    report = read_report("good.txt", raw)
    assert isinstance(report, Report) and report.text == text


def test_the_same_bytes_twice_are_one_report_with_two_paths(raw: Path) -> None:
    (raw / "again").mkdir()
    shutil.copy(raw / "good.txt", raw / "again" / "copy.txt")
    reading = read_folder(raw)
    assert [report.path for report in reading.reports] == ["again/copy.txt"]
    assert list(reading.paths.values()) == [("again/copy.txt", "good.txt")]


def test_sidecars_and_hidden_entries_are_no_input(raw: Path) -> None:
    (raw / "good.source.yaml").write_text("url: x\n")
    (raw / ".gitkeep").touch()
    (raw / ".cache").mkdir()
    (raw / ".cache" / "x.txt").write_text(WORDS)
    reading = read_folder(raw)
    assert len(reading.reports) == 1 and not reading.rejects


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty file"),
        ("binary.txt", bytes(range(256)) * 8, "binary"),
        ("renamed.txt", b"%PDF-1.4 \xe2\xe3\xcf\xd3", "not text but PDF"),
        ("cut.txt", WORDS.encode()[:-3], "cut in the middle of a character"),
        ("cut-gbk.txt", WORDS.encode("gbk")[:-2], "cut in the middle of a character"),
        ("latin.txt", b"Report of 2023: 120 inspections\n", "no Chinese character"),
        ("blank.txt", b"\xef\xbb\xbf \r\n\t", "no Chinese character"),
        ("kana.txt", "ひらがな".encode(), "no Chinese character"),
        ("report.pdf", b"%PDF-1.4", "no reader for .pdf yet"),
        ("report", WORDS.encode(), "without an ending"),
        ("large.txt", b"\xe6\xb3\x95" * (LIMIT // 3 + 1), "larger than the limit of 20 MB"),
    ],
)
def test_bad_files_are_rejects(raw: Path, name: str, data: bytes, reason: str) -> None:
    (raw / name).write_bytes(data)
    assert reason in refusal(raw, name).reason


def test_a_huge_file_is_never_loaded(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (raw / "huge.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    monkeypatch.setattr("pipelines.read.reports._read_bounded", lambda *_: pytest.fail("opened"), raising=True)
    assert "larger than the limit" in refusal_of_listing(raw, "huge.txt")


def refusal_of_listing(raw: Path, path: str) -> str:
    return next(reject.reason for reject in inventory(raw).rejects if reject.path == path)


def test_a_file_that_grew_after_the_listing_is_read_to_the_limit_only(raw: Path) -> None:
    outcome = read_report("good.txt", raw, limit=10)
    assert isinstance(outcome, Reject) and "larger than the limit" in outcome.reason


def test_a_file_that_nobody_may_read(raw: Path) -> None:
    (raw / "closed.txt").write_text(WORDS)
    (raw / "closed.txt").chmod(0o000)
    assert "Permission denied" in refusal(raw, "closed.txt").reason


def test_a_folder_that_cannot_be_listed(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "closed").mkdir()
    list_folder = os.scandir

    def refuse(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return list_folder(folder)

    monkeypatch.setattr("pipelines.read.inventory.os.scandir", refuse)
    assert "unreadable folder" in refusal(raw, "closed").reason
    with pytest.raises(RawFolderError, match=r"cannot list the folder of raw reports\): .*closed: Permission denied"):
        inventory(raw / "closed")


def test_a_file_that_vanished_after_the_listing(raw: Path) -> None:
    outcome = read_report("gone.txt", raw)
    assert isinstance(outcome, Reject) and "No such file" in outcome.reason


def test_a_folder_named_like_a_report_is_a_reject_and_its_files_are_read(raw: Path) -> None:
    (raw / "x.txt").mkdir()
    (raw / "x.txt" / "inner.txt").write_text(WORDS + "内", encoding="utf-8")
    assert "a folder where a report is expected" in refusal(raw, "x.txt").reason
    assert "x.txt/inner.txt" in [report.path for report in read_folder(raw).reports]


def test_links(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(WORDS)
    (raw / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "dangling.txt").symlink_to(raw / "nowhere.txt")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "circle").symlink_to(raw, target_is_directory=True)
    (raw / "inside.txt").symlink_to(raw / "good.txt")
    reading = read_folder(raw)
    assert [reject.path for reject in reading.rejects] == ["circle", "dangling.txt", "loop.txt", "outside.txt"]
    assert list(reading.paths.values()) == [("good.txt", "inside.txt")]


def test_a_pipe_is_not_waited_for(raw: Path) -> None:
    os.mkfifo(raw / "pipe.txt")
    assert "not a regular file" in refusal(raw, "pipe.txt").reason
    outcome = read_report("pipe.txt", raw)
    assert isinstance(outcome, Reject)


def test_a_name_that_is_no_utf8_is_shown_in_escapes(raw: Path) -> None:
    Path(os.fsdecode(os.fsencode(raw) + b"/\xb1\xa8\xb8\xe6.txt")).write_text(WORDS)
    assert "not UTF-8" in refusal(raw, r"\xb1\xa8\xb8\xe6.txt").reason


def test_in_is_accepted_plus_rejected(raw: Path) -> None:
    (raw / "copy.txt").write_text(WORDS, encoding="utf-8")
    (raw / "empty.txt").touch()
    (raw / "folder").mkdir()
    (raw / "folder" / "scan.pdf").touch()
    (raw / "folder" / "binary.txt").write_bytes(b"\0\1\2" * 99)
    listed, reading = inventory(raw), read_folder(raw)
    accepted = sum(len(paths) for paths in reading.paths.values())
    assert len(listed.files) + len(listed.rejects) == accepted + len(reading.rejects) == 5


def test_a_missing_and_an_empty_folder_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RawFolderError, match="no such folder of raw reports") as missing:
        inventory(tmp_path / "nowhere")
    (tmp_path / ".gitkeep").touch()
    with pytest.raises(RawFolderError, match="is empty") as empty:
        inventory(tmp_path)
    assert all("\n" not in str(error.value) for error in (missing, empty))


def test_the_fingerprint_moves_with_the_folder_and_only_then(raw: Path) -> None:
    before = fingerprint(inventory(raw))
    assert fingerprint(inventory(raw)) == before
    (raw / "new.txt").write_text(WORDS)
    added = fingerprint(inventory(raw))
    os.utime(raw / "new.txt", ns=(1, 1))
    touched = fingerprint(inventory(raw))
    (raw / "new.txt").rename(raw / "renamed.txt")
    assert len({before, added, touched, fingerprint(inventory(raw))}) == 4
