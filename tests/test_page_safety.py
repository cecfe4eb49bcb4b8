"""What a browser is told to refuse, what the server refuses, and what the command says when it cannot start."""

from __future__ import annotations

import hashlib
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from command_line import Fazhi
from published_warehouse import publish_composed
from starlette.testclient import TestClient

from pipelines.page.app import create_app
from pipelines.page.labels import FOLDER
from pipelines.page.vendor import FILES

PAGE = FOLDER.parent
VIEWS = ("/", "/indicator", "/agency", "/compare", "/findings", "/search?q=检查", "/sql", "/nowhere")
ECHARTS = "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(publish_composed(tmp_path_factory.mktemp("published")), hosts=["Fazhi.example"])
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("path", (*VIEWS, "/static/page.css"))
def test_every_answer_tells_the_browser_what_to_refuse(page: TestClient, path: str) -> None:
    headers = page.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", VIEWS)
def test_nothing_in_a_page_would_need_a_weaker_policy(page: TestClient, path: str) -> None:
    html = page.get(path).text
    assert not re.search(r"<[^>]*\s(style|on\w+)=", html)
    assert "<style" not in html and "javascript:" not in html
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert 'src="/static/' in attributes or 'type="application/json"' in attributes
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", html), "nothing comes from elsewhere"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "fazhi.example:80", "FAZHI.EXAMPLE"])
def test_names_of_this_server_are_answered(page: TestClient, host: str) -> None:
    assert page.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8000", "", "127.0.0.1.evil"])
def test_a_foreign_name_is_refused_whatever_it_points_to(page: TestClient, host: str) -> None:
    got = page.get("/", headers={"host": host})
    assert got.status_code == 421 and "--allow-host" in got.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_accepted(page: TestClient, method: str) -> None:
    for path in ("/", "/sql", "/static/page.css", "/nowhere"):
        assert page.request(method, path).status_code == 405


def test_head_is_get_without_its_body(page: TestClient) -> None:
    got = page.head("/findings")
    assert (got.status_code, got.content) == (200, b"") and int(got.headers["content-length"]) > 1000


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", "vendor/../../app.py"])
def test_no_file_is_served_but_those_of_the_page(page: TestClient, path: str) -> None:
    got = page.get("/static/" + path)
    assert got.status_code == 404 and "import" not in got.text


def test_a_defect_is_a_sentence_with_the_same_headers(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("pipelines.page.visit.Visit.table", broken)
    got = page.get("/findings?year=1999")
    assert got.status_code == 500
    assert "程序出错" in got.text and "secret" not in got.text and "content-security-policy" in got.headers


def test_what_is_vendored_is_what_was_published_with_its_licence() -> None:
    folder = PAGE / "static" / "vendor"
    assert {path.name for path in folder.iterdir()} == set(FILES.values())
    assert hashlib.sha256((folder / "echarts.common.min.js").read_bytes()).hexdigest() == ECHARTS
    assert "Apache License" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_our_script_needs_no_weaker_policy() -> None:
    script = (PAGE / "static" / "page.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|insertAdjacentHTML|https?://", script)
    assert 'renderMode: "richText"' in script, "a tooltip in HTML comes with inline styles"


def test_a_port_in_use_is_one_sentence(fazhi: Fazhi, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = fazhi("serve", "--warehouse", tmp_path / "none.duckdb", "--port", port)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and str(port) in err and "--port" in err


def test_an_address_of_another_machine_is_one_sentence(fazhi: Fazhi) -> None:
    code, _, err = fazhi("serve", "--host", "192.0.2.1", "--port", "0")
    assert code == 2 and len(err.splitlines()) == 1 and "192.0.2.1" in err


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "serve",
        "--warehouse",
        str(tmp_path / "none.duckdb"),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None and server.stderr is not None
        address = server.stdout.readline().split()[0]
        with pytest.raises(HTTPError) as answer:
            urlopen(address)
        server.send_signal(signal.SIGINT)
        assert (server.wait(), server.stderr.read()) == (130, "")
    assert answer.value.code == 503 and "server" not in {name.lower() for name in answer.value.headers}
