"""A Superset of its own for the trial: in a temporary folder, on the loopback, gone when the trial ends."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

#: Seconds that Superset may take to answer after its start, on a busy machine.
PATIENCE = 180
USER = "fazhi"

_CONFIG = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = {metadata!r}
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {{"zh": {{"flag": "cn", "name": "简体中文"}}, "en": {{"flag": "us", "name": "English"}}}}
# Nothing is kept between two questions: a new night is seen at the next one.
CACHE_CONFIG = DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
"""


class SupersetFails(Exception):
    """Superset cannot be started; the message says why, in both languages."""


@dataclass(frozen=True, slots=True)
class Superset:
    """A running Superset: its address and its one user."""

    address: str
    user: str
    password: str


@contextmanager
def superset(environment: Path, folder: Path, port: int) -> Iterator[Superset]:
    """Start the Superset installed in *environment* with all its state in *folder*; stop it afterwards.

    Raises:
        SupersetFails: it is not installed, the port is taken, or it does not come up.
    """
    if not (environment / "bin" / "superset").exists():
        raise SupersetFails(
            f"未安装 Superset：{environment}，请运行 make bi-test (Superset is not installed: run make bi-test)"
        )
    _refuse_taken(port)
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "superset_config.py"
    metadata = f"sqlite:///{folder / 'superset.db'}"
    config.write_text(_CONFIG.format(secret=secrets.token_urlsafe(42), metadata=metadata), encoding="utf-8")
    variables = {
        **os.environ, "SUPERSET_CONFIG_PATH": str(config), "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    user = Superset(f"http://127.0.0.1:{port}", USER, secrets.token_urlsafe(12))
    named = ("--username", user.user, "--firstname", "Fazhi", "--lastname", "法治", "--email", "fazhi@example.org")
    programs = environment / "bin"
    log = folder / "superset.log"
    for command in (("db", "upgrade"), ("fab", "create-admin", *named, "--password", user.password), ("init",)):
        _run([str(programs / "superset"), *command], variables, log)
    serve = ["-w", "1", "-k", "gthread", "--threads", "4", "--timeout", "300", "-b", f"127.0.0.1:{port}"]
    with log.open("ab") as out:
        server = subprocess.Popen(
            [str(programs / "gunicorn"), *serve, "superset.app:create_app()"],
            env=variables, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(user.address, server, log)
        yield user
    finally:
        _stop(server)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SupersetFails(
                f"端口{port}不可用，请用 --port 另选 (port {port} cannot be used, choose another with --port):"
                f" {error.strerror}"
            ) from error


def _run(command: list[str], variables: Mapping[str, str], log: Path) -> None:
    with log.open("ab") as out:
        code = subprocess.run(command, env=variables, stdout=out, stderr=out).returncode
    if code:
        raise SupersetFails(f"superset {command[1]} 失败 (it failed): {_last_line(log)}")


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    door = build_opener(ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SupersetFails(f"Superset 未能启动 (Superset did not start): {_last_line(log)}")
        try:
            with door.open(f"{address}/health", timeout=10):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise SupersetFails(f"Superset 未在{PATIENCE}秒内应答 (no answer within {PATIENCE} s): {_last_line(log)}")


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else str(log)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and whatever it started: they are a process group of their own."""
    for end in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, end)
        except ProcessLookupError:
            break
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            continue
