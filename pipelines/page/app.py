"""The application: which address shows which view, and what becomes of what goes wrong."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pipelines.export.errors import ExportError
from pipelines.load.errors import QueryRefused, QueryTooSlow, WarehouseError, WarehouseMissing
from pipelines.load.identity import Identity, identity
from pipelines.load.reader import Reader
from pipelines.page import search
from pipelines.page.cache import PageCache
from pipelines.page.errors import NotThere, PageError, ValueRefused
from pipelines.page.labels import LANGUAGES, label
from pipelines.page.rendering import fingerprint, rendered
from pipelines.page.routes import ROUTES, View
from pipelines.page.safety import Guard
from pipelines.page.visit import Visit

FOLDER = Path(__file__).parent
#: Bytes of pages kept, and views that may work at the same time; the others wait their turn.
CACHED, WORKING = 64_000_000, max(2, os.cpu_count() or 2)
#: How many of those that may take long may work at the same time; they must not hold up the others.
WORKING_LONG = 2
#: What is asked once, by one visitor: it would only push the pages of others out of the cache.
FILES = frozenset({"/sql", "/download"})
#: The cookie that remembers the language, for a year.
COOKIE, YEAR = "lang", 365 * 24 * 3600


def create_app(
    warehouse: Path, *, hosts: Iterable[str] = (), seconds: float = 10, memory: str = "2GB", cached: int = CACHED
) -> Guard:
    """The application over the published *warehouse*, which may be missing or be replaced at any time.

    *hosts* are the names that it answers to beside localhost; *seconds* is what the questions of one request may take,
    *memory* what DuckDB may hold, *cached* the bytes of pages kept.
    """
    reader = Reader(warehouse, seconds=seconds, memory=memory)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        reader.close()

    app = Starlette(
        routes=[
            Mount("/static", Static(directory=FOLDER / "static"), name="static"),
            *(Route(path, partial(_answer, view), name=view.__name__) for path, view in ROUTES),
        ],
        exception_handlers={HTTPException: _no_such_page, Exception: _defect},
        lifespan=lifespan,
    )
    app.state.reader = reader
    app.state.pages = PageCache(cached)
    app.state.short, app.state.long = CapacityLimiter(WORKING), CapacityLimiter(WORKING_LONG)
    return Guard(app, hosts)


class Static(StaticFiles):
    """Files of the page; one asked for with its fingerprint never changes under that address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = "public, max-age=31536000, immutable" if b"v=" in scope.get("query_string", b"") else "no-cache"
        response.headers["cache-control"] = kept
        return response


async def _answer(view: View, request: Request) -> Response:
    """The page that *view* shows: from the cache, as "not modified", or worked out in a thread."""
    language = _language(request)
    try:
        tag = _tag(identity(request.app.state.reader.warehouse), language)
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"etag": tag, "vary": "cookie"})
        where = (request.url.path, request.url.query)
        body = request.app.state.pages.get((tag, where))
        if body is None:
            work = partial(_worked_out, view, request, language)
            state = request.app.state
            lane = state.long if _long(request) else state.short
            response, tag = await run_sync(work, limiter=lane)
            if response.status_code == 200 and request.url.path not in FILES:
                request.app.state.pages.put((tag, where), bytes(response.body))
        else:
            response = HTMLResponse(body)
    except (PageError, WarehouseError, ExportError) as error:
        return _told(request, language, error)
    response.headers.setdefault("cache-control", "no-cache")
    response.headers.setdefault("vary", "cookie")
    if response.status_code == 200:
        response.headers.setdefault("etag", tag)
    return _remembering(request, language, response)


def _worked_out(view: View, request: Request, language: str) -> tuple[Response, str]:
    """The page and the tag of the night that it is of, which may have been published a moment ago."""
    with request.app.state.reader.desk() as desk:
        return view(Visit(request, language, desk)), _tag(desk.night, language)


def _long(request: Request) -> bool:
    """Whether an answer may take long: rows by the thousand, SQL of one's own, every sentence of the warehouse."""
    return request.url.path in FILES or request.query_params.get("kind") == search.LONG


def _tag(night: Identity, language: str) -> str:
    return f'"{night}-{fingerprint()}-{language}"'


def _language(request: Request) -> str:
    """The language that the address asks for, or that was asked for before, or Chinese."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _remembering(request: Request, language: str, response: Response) -> Response:
    if "lang" in request.query_params:
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax")
    return response


def _status(error: Exception) -> int:
    if isinstance(error, PageError):
        return error.status
    if isinstance(error, QueryTooSlow):
        return 504
    return 400 if isinstance(error, QueryRefused | ExportError) else 503


def _told(request: Request, language: str, error: Exception) -> Response:
    """A page with one sentence that names the thing, and the way out."""
    way = "/"
    if isinstance(error, NotThere):
        sentence = label(f"error.no_{error.kind}", language).format(error.name)
        way = {"indicator": "/indicator", "agency": "/agency"}.get(error.kind, "/search")
    elif isinstance(error, ValueRefused):
        sentence = label("error.value", language).format(error.parameter, error.value)
        way = request.url.path
    elif isinstance(error, WarehouseMissing):
        sentence = label("error.no_warehouse", language).format(error.warehouse)
    else:
        sentence = str(error)
    return _error_page(request, language, _status(error), sentence, way)


def _error_page(request: Request, language: str, status: int, sentence: str, way: str = "/") -> Response:
    body = rendered("error.html", request, language, status=status, sentence=sentence, way=way)
    return HTMLResponse(body, status_code=status, headers={"cache-control": "no-store"})


def _no_such_page(request: Request, error: Exception) -> Response:
    language = _language(request)
    status = error.status_code if isinstance(error, HTTPException) else 404
    key = "error.no_page" if status == 404 else "error.request"
    return _error_page(request, language, status, label(key, language).format(request.url.path))


def _defect(request: Request, error: Exception) -> Response:
    """An error that nobody foresaw: the server's log has its trace, the visitor a sentence."""
    language = _language(request)
    return _error_page(request, language, 500, label("error.defect", language))
