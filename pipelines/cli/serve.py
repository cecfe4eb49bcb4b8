"""`fazhi serve`: the page over the published warehouse."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import Warehouse

#: A host that means every address of the machine names none.
EVERYWHERE = ("0.0.0.0", "::")


def serve(
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="端口，0 为任一空闲端口。Port; 0 for a free one.")
    ] = 8000,
    host: Annotated[str, typer.Option(help="监听地址。Address to listen on.")] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="允许的主机名，可多次。Host name to answer to, repeatable.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="每次请求的查询秒数。Seconds of queries a request.")] = 10,
) -> None:
    """在浏览器中查看数据仓库。A page over the published warehouse, read-only; a night published later is seen at once.

    端口被占用,退出码 2。A port in use: exit code 2.
    """
    from pipelines.cli.console import show, stop

    listening = _listening(host, port)
    if listening is None:
        stop(f"端口 {port} 已被占用，请用 --port 换一个 (port {port} is in use, choose another with --port)")
    import uvicorn

    from pipelines.page.app import create_app

    names = [*(allow_host or ()), *(() if host in EVERYWHERE else (f"[{host}]" if ":" in host else host,))]
    app = create_app(warehouse, hosts=names, seconds=timeout)
    with listening:
        place = listening.getsockname()
        at = f"[{place[0]}]" if ":" in place[0] else place[0]
        show(f"http://{at}:{place[1]}/  (Ctrl+C 结束 to stop)")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket | None:
    """A socket bound to the address; None where another process has the port.

    Raises:
        OSError: the address is none of this machine, or the port is not for everyone.
    """
    import errno

    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    return listening
