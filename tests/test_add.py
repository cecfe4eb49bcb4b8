"""`fazhi add`: what comes from outside gets into the raw folder whole, under its own name, or not at all."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipelines.read import additions
from pipelines.read.additions import AdditionError, Bounds, add
from pipelines.read.inventory import inventory

Fazhi = Callable[..., tuple[int, str, str]]
REPORT = "青溪县司法局2023年法治政府建设年度报告\n全年检查企业120家次。\n"
OTHER = "青溪县司法局2022年法治政府建设年度报告\n全年检查企业98家次。\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside"


def archive(place: Path, entries: dict[str, str | bytes], **more: int) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = more.get("mode", 0o644) << 16
            target.writestr(entry, content)
    return place


def standing(folder: Path) -> dict[str, str]:
    """Every file below a folder, hidden ones too, sidecars by name only."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): "" if path.suffix == ".yaml" else path.read_text("utf-8") for path in found
    }


def outcomes(source: Path, raw: Path, bounds: Bounds | None = None) -> list[tuple[str, str]]:
    return [(it.path, it.outcome) for it in add(source, raw, bounds=bounds)]


def refusals(source: Path, raw: Path) -> dict[str, str]:
    return {it.path: it.reason or "" for it in add(source, raw) if it.outcome == "refused"}


# What is taken --------------------------------------------------------------------------------------------------------


def test_a_file_is_copied_with_a_sidecar_that_says_where_it_came_from(raw: Path, outside: Path) -> None:
    (outside / "报告.txt").write_text(REPORT, encoding="utf-8")
    [taken] = add(outside / "报告.txt", raw, said="https://example.gov.cn/1", on="2026-01-05")
    assert (taken.path, taken.outcome) == ("报告.txt", "added")
    assert standing(raw) == {"报告.source.yaml": "", "报告.txt": REPORT}
    sidecar = yaml.safe_load((raw / "报告.source.yaml").read_text("utf-8"))
    assert (sidecar["file"], sidecar["source"], sidecar["size"]) == (
        "报告.txt",
        "https://example.gov.cn/1",
        len(REPORT.encode()),
    )
    assert len(sidecar["sha256"]) == 64 and str(sidecar["added_on"]) == "2026-01-05"
    assert [file.path for file in inventory(raw).files] == ["报告.txt"]


def test_the_raw_folder_may_be_named_from_where_one_stands(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (outside / "报告.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.chdir(outside)
    assert [one.outcome for one in add(Path("报告.txt"), Path("data/raw"))] == ["added"]


def test_a_folder_keeps_its_shape_and_the_sidecars_that_it_brings(raw: Path, outside: Path) -> None:
    (outside / "2023" / "浙江").mkdir(parents=True)
    (outside / "a.txt").write_text(OTHER, encoding="utf-8")
    (outside / "2023" / "浙江" / "b.txt").write_text(REPORT, encoding="utf-8")
    (outside / "2023" / "浙江" / "b.source.yaml").write_text("url: https://example.gov.cn/b\n")
    (outside / ".DS_Store").write_bytes(b"\0")
    assert outcomes(outside, raw) == [("2023/浙江/b.txt", "added"), ("a.txt", "added")]
    assert (raw / "2023" / "浙江" / "b.source.yaml").read_text() == "url: https://example.gov.cn/b\n"
    assert list(standing(raw)) == ["2023/浙江/b.source.yaml", "2023/浙江/b.txt", "a.source.yaml", "a.txt"]


def test_adding_twice_is_adding_once(raw: Path, outside: Path) -> None:
    (outside / "a.txt").write_text(REPORT, encoding="utf-8")
    assert outcomes(outside / "a.txt", raw) == [("a.txt", "added")]
    before = standing(raw)
    assert outcomes(outside / "a.txt", raw) == [("a.txt", "there")]
    assert outcomes(archive(outside / "z.zip", {"a.txt": REPORT}), raw) == [("a.txt", "there")]
    assert standing(raw) == before


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_chinese_names_of_an_archive_without_the_utf8_flag(raw: Path, outside: Path, encoding: str) -> None:
    place = archive(outside / "z.zip", {"x" * len("青溪县/报告.txt".encode(encoding)): REPORT})
    data = place.read_bytes()
    name = "青溪县/报告.txt".encode(encoding)
    place.write_bytes(data.replace(b"x" * len(name), name))
    assert outcomes(place, raw) == [("青溪县/报告.txt", "added")]


def test_windows_separators_and_names_with_the_utf8_flag(raw: Path, outside: Path) -> None:
    place = archive(outside / "z.zip", {"青溪县\\报告.txt": REPORT, "b/": "", "__MACOSX/._报告.txt": "x"})
    assert outcomes(place, raw) == [("青溪县/报告.txt", "added")]


# What is refused ------------------------------------------------------------------------------------------------------

ESCAPES = ("../x.txt", "a/../../x.txt", "/etc/x.txt", "C:\\x.txt", "c:x.txt", "\\\\host\\share\\x.txt", "..\\x.txt")


@pytest.mark.parametrize("name", ESCAPES)
def test_a_path_that_leads_out_is_refused_and_the_rest_is_taken(raw: Path, outside: Path, name: str) -> None:
    place = archive(outside / "z.zip", {name: OTHER, "good.txt": REPORT})
    before = {path for path in raw.parent.rglob("*") if raw not in path.parents and path != raw}
    found = dict(outcomes(place, raw))
    assert found.pop("good.txt") == "added" and list(found.values()) == ["refused"]
    assert list(standing(raw)) == ["good.source.yaml", "good.txt"]
    assert {path for path in raw.parent.rglob("*") if raw not in path.parents and path != raw} == before


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_of_an_archive_are_refused(raw: Path, outside: Path, mode: int) -> None:
    place = archive(outside / "z.zip", {"a.txt": "/etc/hostname"}, mode=mode | 0o777)
    assert list(refusals(place, raw)) == ["a.txt"] and standing(raw) == {}


def test_links_and_pipes_of_a_folder_are_refused_and_not_waited_for(raw: Path, outside: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(REPORT, encoding="utf-8")
    (outside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (outside / "up").symlink_to(tmp_path)
    os.mkfifo(outside / "pipe.txt")
    assert list(refusals(outside, raw)) == ["link.txt", "pipe.txt", "up"]
    assert list(refusals(outside / "link.txt", raw)) == ["link.txt"]
    assert standing(raw) == {}


def test_a_link_in_the_raw_folder_leads_nothing_out_of_it(raw: Path, outside: Path, tmp_path: Path) -> None:
    raw.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (raw / "sub").symlink_to(tmp_path / "elsewhere")
    (raw / "taken.txt").symlink_to(tmp_path / "elsewhere" / "x.txt")
    (raw / "file").write_text("no folder")
    place = archive(outside / "z.zip", {"sub/a.txt": REPORT, "taken.txt": REPORT, "file/b.txt": REPORT})
    assert list(refusals(place, raw)) == ["file/b.txt", "sub/a.txt", "taken.txt"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_another_file_of_the_same_name_is_never_overwritten(raw: Path, outside: Path) -> None:
    raw.mkdir()
    (raw / "a.txt").write_text(OTHER, encoding="utf-8")
    (outside / "a.txt").write_text(REPORT, encoding="utf-8")
    assert "another file" in refusals(outside / "a.txt", raw)["a.txt"]
    assert standing(raw) == {"a.txt": OTHER}


def test_two_entries_of_one_name_are_not_two_reports(raw: Path, outside: Path) -> None:
    place = outside / "z.zip"
    with zipfile.ZipFile(place, "w") as target, pytest.warns(UserWarning):
        target.writestr("a.txt", REPORT)
        target.writestr("a.txt", OTHER)
    assert sorted(outcome for _, outcome in outcomes(place, raw)) == ["added", "refused"]


def test_what_is_no_report_is_refused_with_the_reason(raw: Path, outside: Path) -> None:
    entries: dict[str, str | bytes] = {
        "a.pdf": b"%PDF", "empty.txt": "", "latin.txt": "no Chinese", "binary.txt": bytes(range(256)), "in.zip": b"PK",
        "noending": REPORT, "long" * 80 + ".txt": REPORT, "nul\x07.txt": REPORT,
    }  # fmt: skip
    found = refusals(archive(outside / "z.zip", entries), raw)
    assert len(found) == len(entries) and all(found.values())
    assert standing(raw) == {}


# Archives that are not what they say ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (Bounds(files=2, ratio=10**6), "more than 2 files"),
        (Bounds(total=5_000_000, ratio=10**6), "more than 5,000,000 bytes"),
        (Bounds(ratio=3), "3 times its size"),
    ],
)
def test_an_archive_that_unpacks_past_a_bound_adds_nothing_at_all(
    raw: Path, outside: Path, bounds: Bounds, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(additions, "LIMIT", 3_000_000)
    place = archive(outside / "z.zip", {f"{n}.txt": REPORT + "检" * 700_000 for n in range(3)})
    with pytest.raises(AdditionError, match=message):
        add(place, raw, bounds=bounds)
    assert standing(raw) == {}


def test_one_file_of_an_archive_that_is_too_large_is_refused_whatever_its_header_says(
    raw: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(additions, "LIMIT", 100_000)
    place = archive(outside / "z.zip", {"big.txt": "检" * 100_000, "good.txt": REPORT})
    data = place.read_bytes()
    size = (300_000).to_bytes(4, "little")
    assert data.count(size) == 2
    place.write_bytes(data.replace(size, (200).to_bytes(4, "little")))
    assert dict(outcomes(place, raw)) == {"big.txt": "refused", "good.txt": "added"}
    assert list(standing(raw)) == ["good.source.yaml", "good.txt"]


def test_damaged_and_encrypted_entries_are_refused_and_the_rest_is_taken(raw: Path, outside: Path) -> None:
    place = archive(outside / "z.zip", {"bad.txt": REPORT, "good.txt": REPORT})
    data = bytearray(place.read_bytes())
    data[data.index(b"bad.txt") + len("bad.txt") + 5] ^= 0xFF
    place.write_bytes(data)
    assert dict(outcomes(place, raw)) == {"bad.txt": "refused", "good.txt": "added"}
    flags = bytearray(archive(outside / "e.zip", {"secret.txt": REPORT}).read_bytes())
    flags[flags.index(b"PK\x01\x02") + 8] |= 1
    (outside / "e.zip").write_bytes(flags)
    assert "encrypted" in refusals(outside / "e.zip", raw)["secret.txt"]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_what_is_no_archive_is_one_line(raw: Path, outside: Path, content: bytes) -> None:
    (outside / "z.zip").write_bytes(content)
    with pytest.raises(AdditionError, match=r"no readable ZIP archive.*z\.zip"):
        add(outside / "z.zip", raw)
    with pytest.raises(AdditionError, match="no such file"):
        add(outside / "none", raw)
    assert standing(raw) == {}


def test_an_addition_that_breaks_off_leaves_nothing_that_a_night_would_read(
    raw: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (outside / "a.txt").write_text(REPORT, encoding="utf-8")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(additions, "_take", killed)
        add(outside, raw)
    assert standing(raw) == {}
    (raw / ".adding-999999999").mkdir()  # of a process that was killed
    (raw / ".adding-999999999" / "000000.txt").write_text("half")
    assert outcomes(outside, raw) == [("a.txt", "added")]
    assert list(standing(raw)) == ["a.source.yaml", "a.txt"]


# The command line -----------------------------------------------------------------------------------------------------


def test_add_on_the_command_line(fazhi: Fazhi, raw: Path, outside: Path) -> None:
    (outside / "a.txt").write_text(REPORT, encoding="utf-8")
    place = archive(outside / "z.zip", {"b.txt": OTHER, "../c.txt": OTHER})
    code, out, err = fazhi("add", outside / "a.txt", place, "--raw", raw, "--source", "门户 portal")
    assert code == 0 and "2 reports added" in out and "1 refused" in out
    assert err.startswith("../c.txt: ") and len(err.splitlines()) == 1
    assert "门户 portal" in (raw / "a.source.yaml").read_text("utf-8")
    assert fazhi("add", archive(outside / "y.zip", {"x.pdf": "x"}), "--raw", raw)[0] == 2
    assert fazhi("add", outside / "none", "--raw", raw)[0] == 2
