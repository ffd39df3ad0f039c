"""The application: pages, interface, static files, and what stands before them all."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import detente
from detente.desk import api, pages, words_api, writing
from detente.desk.jobs import Busy, Jobs
from detente.desk.safety import Guard
from detente.desk.state import Desk, Settings
from detente.errors import DetenteError
from detente.record.errors import UnknownItem

if TYPE_CHECKING:
    from detente.account import Accountant

_STATUS: dict[type[DetenteError], int] = {UnknownItem: 404, Busy: 429}
#: Requests that are worked on at once.
_THREADS = 120
#: To be kept by the browser, and asked about each time.
_CACHED = {"Cache-Control": "private, no-cache"}
#: What stands before every route may answer with these.
_REFUSALS: dict[int | str, dict[str, Any]] = {
    304: {"description": "As it was: the tag sent with `If-None-Match` still holds."},
    400: {"description": "What was asked cannot be answered; `detail` says why."},
    401: {"description": "The desk needs its token."},
    403: {"description": "Open for reading only, or asked from elsewhere."},
    404: {"description": "The record holds no such item."},
    413: {"description": "More than a request may hold."},
    421: {"description": "The desk does not answer to that host name."},
    429: {"description": "Too many costly questions or writes in a minute."},
}


def create_app(settings: Settings, coder: Accountant | None = None) -> FastAPI:
    """The desk over ``settings.record``; ``coder`` codes what is added (the usual one when it is needed).

    Raises:
        RecordError: the record cannot be opened.
    """
    desk = Desk(settings)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        # most of them wait, for the database or for figures that another computes
        current_default_thread_limiter().total_tokens = _THREADS
        yield
        app.state.jobs.close()
        desk.close()

    app = FastAPI(
        title="Détente",
        version=detente.__version__,
        summary="Relations between states, every figure walking back to a sentence",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=life,
        responses=_REFUSALS,
    )
    app.state.desk, app.state.jobs = desk, Jobs(desk, coder)
    app.include_router(api.router, tags=["reading"])
    app.include_router(words_api.router, tags=["reading"])
    app.include_router(writing.router, tags=["writing"])
    app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=str(files("detente.desk").joinpath("static"))), name="static")

    @app.get("/plotly.js", include_in_schema=False)
    def plotly() -> FileResponse:
        import plotly as library

        script = Path(library.__file__).parent / "package_data" / "plotly.min.js"
        return FileResponse(script, media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})

    @app.exception_handler(DetenteError)
    async def told(request: Request, error: DetenteError) -> Response:
        status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)
        return _failed(request, status, str(error))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        why = "there is no such page" if error.status_code == 404 and error.detail == "Not Found" else error.detail
        return _failed(request, error.status_code, why, error.headers)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, error: RequestValidationError) -> Response:
        # without what was sent: it may be anything, bytes that are no text too
        faults = [{"loc": fault["loc"], "msg": fault["msg"], "type": fault["type"]} for fault in error.errors()]
        if _program(request):
            return JSONResponse({"detail": faults}, status_code=422)
        return _failed(request, 422, "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in faults))

    app.add_middleware(Tags, desk=desk)
    app.add_middleware(Guard, settings=settings)
    return app


def _program(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/static/"))


def _failed(request: Request, status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer for a program or a page for a reader."""
    if _program(request):
        return JSONResponse({"detail": why}, status_code=status, headers=headers)
    page = pages.failed(request, status, why)
    page.headers.update(headers or {})
    return page


class Tags:
    """An ETag that changes with the record, so that what is unchanged is not sent again.

    Tags hold for one run of the desk: the next may have another record at the same address.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk, self._run = app, desk, secrets.token_hex(8)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith("/api/") or "/jobs/" in path:
            await self._app(scope, receive, send)
            return
        version = await run_in_threadpool(self._desk.version)
        asked = f"{self._run} {version} {path}?".encode("utf-8", "replace") + scope["query_string"]
        tag = f'"{hashlib.sha256(asked).hexdigest()[:24]}"'
        if tag in (Headers(scope=scope).get("if-none-match") or ""):
            await Response(status_code=304, headers={"ETag": tag, **_CACHED})(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).update({"ETag": tag, **_CACHED})
            await send(message)

        await self._app(scope, receive, tagged)
