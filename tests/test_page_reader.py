"""Reading on while nights are published: the newest one for each new desk, one night at a desk, nothing left open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.load.confined import confined
from pipelines.load.errors import QueryRefused, QueryTooSlow, WarehouseMissing, WarehouseUnreadable
from pipelines.load.reader import Reader
from pipelines.load.schema import writing

ENDLESS = "select count(*) from range(1000000000000) where hash(range) = 1"


@pytest.fixture
def publish(tmp_path: Path) -> Callable[[int], Path]:
    """Publish a file of one night, as the load does: a whole file under another name, then renamed."""

    def call(night: int) -> Path:
        draft, warehouse = tmp_path / "draft.duckdb", tmp_path / "fazhi.duckdb"
        with writing(draft) as connection:
            connection.execute(f"create table load_info as select {night} as night, 'x' as load_version")
        draft.replace(warehouse)
        return warehouse

    return call


def night_at(reader: Reader) -> int:
    with reader.desk() as desk:
        return int(desk.rows("select night from load_info").rows[0][0])


def test_a_new_night_is_seen_while_the_old_one_is_still_read(publish: Callable[[int], Path]) -> None:
    reader = Reader(publish(1))
    with reader.desk() as old:
        publish(2)
        assert night_at(reader) == 2
        assert old.rows("select night from load_info").rows == [(1,)]
    assert night_at(reader) == 2


def test_sixteen_threads_read_whole_nights_while_nights_are_published(publish: Callable[[int], Path]) -> None:
    reader = Reader(publish(1))
    nights: list[list[int]] = [[] for _ in range(16)]
    broken: list[object] = []
    over = threading.Event()

    def read(seen: list[int]) -> None:
        try:
            while not over.is_set() or len(seen) < 3:
                with reader.desk() as desk:
                    first, second = (desk.rows("select night from load_info").rows for _ in range(2))
                assert first == second
                seen.append(first[0][0])
        except Exception as error:
            broken.append(error)

    threads = [threading.Thread(target=read, args=(seen,)) for seen in nights]
    for thread in threads:
        thread.start()
    for night in range(2, 22):
        publish(night)
    over.set()
    for thread in threads:
        thread.join()
    assert not broken
    assert all(seen == sorted(seen) for seen in nights), "nobody goes back to an earlier night"
    assert night_at(reader) == 21


def test_the_file_of_an_old_night_is_closed_with_its_last_desk(publish: Callable[[int], Path]) -> None:
    reader = Reader(publish(1))
    with reader.desk() as old:
        publish(2)
        night_at(reader)
        assert files_without_a_name() == 1
        assert old.rows("select 1").rows == [(1,)]
    assert files_without_a_name() == 0


def files_without_a_name() -> int:
    """Warehouses that this process still has open though another file has taken their name."""
    count = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            name = str(descriptor.readlink())
            count += ".duckdb" in name and name.endswith("(deleted)")
    return count


@pytest.mark.parametrize("sql", ["select * from read_text('/etc/hostname')", "attach '/tmp/other.duckdb' as other"])
def test_a_desk_reaches_no_other_file(publish: Callable[[int], Path], sql: str) -> None:
    with Reader(publish(1)).desk() as desk, pytest.raises(QueryRefused):
        desk.rows(sql)


def test_a_desk_has_one_time_for_all_its_questions(publish: Callable[[int], Path]) -> None:
    with Reader(publish(1), seconds=0.2).desk() as desk:
        with pytest.raises(QueryTooSlow, match=r"0\.2 s"):
            desk.rows(ENDLESS)
        with pytest.raises(QueryTooSlow, match=r"0\.2 s"):
            desk.rows("select 1")


def test_a_connection_that_was_stopped_is_lent_again_whole(publish: Callable[[int], Path]) -> None:
    reader = Reader(publish(1), seconds=0.2)
    with reader.desk() as desk, pytest.raises(QueryTooSlow):
        desk.rows(ENDLESS)
    reader.seconds = 60
    assert night_at(reader) == 1


def test_what_is_no_warehouse_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing), Reader(tmp_path / "none.duckdb").desk():
        pass
    (tmp_path / "text.duckdb").write_text("no database " * 1000)
    with pytest.raises(WarehouseUnreadable), Reader(tmp_path / "text.duckdb").desk():
        pass


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select repeat('x', 2000000000), repeat('y', 2000000000) from range(10)", "memory|Memory"),
        ("select repeat('x', 1000000) from range(40)", "20 MB"),
        ("drop table load_info", "DROP"),
        ("select * from read_text('/etc/hostname')", "读数据仓库"),
    ],
)
def test_sql_of_a_stranger_is_ended_at_its_bounds(publish: Callable[[int], Path], sql: str, words: str) -> None:
    with pytest.raises(QueryRefused, match=words):
        confined(publish(1), sql, 50, 30, memory=1_500_000_000)


def test_sql_of_a_stranger_has_its_time(publish: Callable[[int], Path]) -> None:
    with pytest.raises(QueryTooSlow, match=r"0\.2 s"):
        confined(publish(1), ENDLESS, 50, 0.2)


def test_sql_of_a_stranger_gives_its_rows(publish: Callable[[int], Path]) -> None:
    found = confined(publish(3), "select night, [1, 2] as pair from load_info, range(9)", 4, 10)
    assert (found.columns, found.rows) == (("night", "pair"), [(3, [1, 2])] * 4)
