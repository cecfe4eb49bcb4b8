"""The messenger: what reaches a webhook, and that nothing about it can harm a night or give its address away."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from assets.notify import LONGEST, Webhook, body, tell_failure, webhook

SECRET = "k-7f3a9c"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy this machine uses, its own address needs none."""
    monkeypatch.setenv("no_proxy", "*")


@contextmanager
def server(status: int = 200, answer: bytes = b"ok", **headers: str) -> Iterator[tuple[str, list[Any]]]:
    """A webhook on this machine; its address, with a secret in it, and what was posted."""
    posted: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((self.headers["Content-Type"], json.loads(sent)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/send?key={SECRET}", posted
        finally:
            listening.shutdown()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("slack", {"text": "第 3 夜失败: a &lt; b"}),
        ("wecom", {"msgtype": "text", "text": {"content": "第 3 夜失败: a < b"}}),
        ("feishu", {"msg_type": "text", "content": {"text": "第 3 夜失败: a < b"}}),
    ],
)
def test_a_failure_is_one_log_line_and_one_post(
    form: str, expected: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with server() as (address, posted):
        assert tell_failure("第 3 夜失败:\n  a < b", Webhook(address, form))
    assert posted == [("application/json; charset=utf-8", expected)]
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [("ERROR", "第 3 夜失败: a < b")]


def test_without_a_webhook_there_is_the_log_line(caplog: pytest.LogCaptureFixture) -> None:
    assert not tell_failure("失败", webhook({}))
    assert [record.getMessage() for record in caplog.records] == ["失败"]


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "wecom"),
        ("https://oapi.dingtalk.com/robot/send?access_token=t", "wecom"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/x", "feishu"),
        ("https://relay.example/qyapi.weixin.qq.com", "slack"),
    ],
)
def test_the_host_tells_the_form(address: str, form: str) -> None:
    hook = webhook({"FAZHI_WEBHOOK": f" {address}\n"})
    assert hook == Webhook(address, form)
    assert webhook({"FAZHI_WEBHOOK": address, "FAZHI_WEBHOOK_FORM": "wecom"}) == Webhook(address, "wecom")


def refused() -> str:
    """The address of a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/?key={SECRET}"


@pytest.mark.parametrize(
    "address",
    [f"ftp://127.0.0.1/{SECRET}", f"nonsense {SECRET}", f"http://[{SECRET}", f"http://a:{SECRET}/", refused()],
    ids=["scheme", "words", "bracket", "port", "refused"],
)
def test_a_webhook_that_cannot_be_reached_is_a_warning_without_its_address(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert not tell_failure("失败", webhook({"FAZHI_WEBHOOK": address}))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert SECRET not in caplog.text and "127.0.0.1" not in caplog.text


@pytest.mark.parametrize(
    ("status", "answer", "headers", "said"),
    [
        (500, b"", {}, "HTTP status 500"),
        (302, b"", {"Location": "http://127.0.0.1:1/"}, "HTTP status 302"),
        (200, '{"errcode": 93000, "errmsg": "无效"}'.encode(), {}, "refused with code 93000"),
        (200, b'{"code": 19001}', {}, "refused with code 19001"),
    ],
)
def test_a_webhook_that_refuses_is_a_warning(
    status: int, answer: bytes, headers: dict[str, str], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with server(status, answer, **headers) as (address, posted):
        assert not tell_failure("失败", Webhook(address))
    assert len(posted) == 1 and said in caplog.text and SECRET not in caplog.text


def test_an_unknown_form_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with server() as (address, posted):
        assert not tell_failure("失败", Webhook(address, "pigeon"))
    assert posted == [] and "slack, wecom or feishu" in caplog.text


@pytest.mark.parametrize("answer", ['{"errcode": 0, "errmsg": "ok"}', "[1]", "{}", '{"code": "x"}', "\ufffd"])
def test_what_is_no_refusal_is_success(answer: str) -> None:
    with server(200, answer.encode()) as (address, _):
        assert tell_failure("失败", Webhook(address))


def test_a_webhook_that_never_ends_its_answer_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not over.wait(0.05):  # each byte in time, and never an end
                    connection.sendall(b"X-More: x\r\n")

        thread = Thread(target=drip, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/?key={SECRET}"
        assert not tell_failure("失败", Webhook(address, patience=0.3))
        over.set()
        thread.join()
    assert "no answer within 0.3 s" in caplog.text and SECRET not in caplog.text


def test_a_long_message_is_cut_to_what_is_taken() -> None:
    text = body("法" * 3000, "wecom")["text"]["content"]
    assert len(text.encode()) <= LONGEST and text.endswith("法…")


def test_the_address_shows_in_no_representation() -> None:
    assert SECRET not in repr(Webhook(f"http://x/{SECRET}"))


def test_a_night_that_cron_started_posts_its_failure_too(
    fazhi: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server() as (address, posted):
        monkeypatch.setenv("FAZHI_WEBHOOK", address)
        code, _, said = fazhi("run", "--raw", tmp_path / "missing", "--warehouse", tmp_path / "w.duckdb")
    assert code == 2 and len(said.splitlines()) == 1
    assert [text["text"].startswith("fazhi run: ") and "missing" in text["text"] for _, text in posted] == [True]
