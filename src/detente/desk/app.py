"""The application: pages, interface, static files, and what stands before them all."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

import detente
from detente.desk import api, pages, writing
from detente.desk.jobs import Jobs
from detente.desk.safety import Guard, Next
from detente.desk.state import Desk, Settings
from detente.errors import DetenteError
from detente.record.errors import UnknownItem

if TYPE_CHECKING:
    from detente.account import Accountant


def create_app(settings: Settings, coder: Accountant | None = None) -> FastAPI:
    """The desk over ``settings.record``; ``coder`` codes what is added (the usual one when it is needed).

    Raises:
        RecordError: the record cannot be opened.
    """
    desk = Desk(settings)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
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
    )
    app.state.desk, app.state.jobs = desk, Jobs(desk, coder)
    app.include_router(api.router, tags=["reading"])
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
        status = 404 if isinstance(error, UnknownItem) else 400
        if request.url.path.startswith("/api"):
            return JSONResponse({"detail": str(error)}, status_code=status)
        return pages.failed(request, status, str(error))

    app.middleware("http")(_tagged)
    app.middleware("http")(Guard(settings))
    return app


async def _tagged(request: Request, call_next: Next) -> Response:
    """An ETag that changes with the record, so that what is unchanged is not sent again."""
    if request.method != "GET" or not request.url.path.startswith("/api/") or "/jobs/" in request.url.path:
        return await call_next(request)
    version = await run_in_threadpool(request.app.state.desk.version)
    asked = f"{detente.__version__} {version} {request.url.path}?{request.url.query}"
    tag = f'"{hashlib.sha256(asked.encode()).hexdigest()[:24]}"'
    if tag in (request.headers.get("if-none-match") or ""):
        return Response(status_code=304, headers={"ETag": tag})
    response = await call_next(request)
    if response.status_code == 200:
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "no-cache"
    return response
