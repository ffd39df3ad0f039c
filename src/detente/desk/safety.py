"""Who may ask what: hosts, tokens, writes from elsewhere, costly calls, and what a page may load."""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from threading import Lock
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from detente.desk.state import Settings

Next = Callable[[Request], Awaitable[Response]]

#: Nothing from elsewhere; scripts and styles are files of ours. The chart library sets styles while it runs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: A write carries this header, which a page from elsewhere cannot set without being asked first.
WRITE_HEADER = "x-detente"
COOKIE = "detente_token"
#: Bytes of a request's body.
LARGEST = 32 * 1024 * 1024


class Rates:
    """At most ``count`` calls in ``seconds`` from one client."""

    def __init__(self, count: int, seconds: float, most: int = 1000) -> None:
        self._count, self._seconds, self._most = count, seconds, most
        self._calls: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def allow(self, client: str, now: float | None = None) -> bool:
        """Whether another call may be made; it is counted if so."""
        at = time.monotonic() if now is None else now
        with self._lock:
            calls = [t for t in self._calls.get(client, ()) if at - t < self._seconds]
            allowed = len(calls) < self._count
            self._calls[client] = [*calls, at] if allowed else calls
            self._calls.move_to_end(client)
            while len(self._calls) > self._most:
                self._calls.popitem(last=False)
        return allowed


class Guard:
    """Passes a request on, or answers it; puts the safety headers on every answer."""

    def __init__(self, settings: Settings, costly: Rates | None = None) -> None:
        self._settings = settings
        self._costly = costly or Rates(60, 60.0)

    async def __call__(self, request: Request, call_next: Next) -> Response:
        response = self._refusal(request) or await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _refusal(self, request: Request) -> Response | None:
        if (request.headers.get("host") or "").rsplit(":", 1)[0].lower() not in self._settings.hosts:
            return _no(421, "this desk does not answer to that host name")
        token = self._settings.token
        if token is not None:
            given = request.query_params.get("token")
            if given is not None and _same(given, token):
                # out of the address as soon as it is known, so that it is not shared with a bookmark
                response = RedirectResponse(request.url.remove_query_params("token"), status_code=303)
                response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
                return response
            bearer = (request.headers.get("authorization") or "").removeprefix("Bearer ")
            if not _same(request.cookies.get(COOKIE) or bearer, token):
                return _no(401, "this desk needs its token: open the address that it printed when it started")
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return self._refused_write(request)
        if request.url.path.startswith(("/api/outlook", "/api/export")) and not self._costly.allow(_client(request)):
            return _no(429, "too many costly questions; wait a minute")
        return None

    def _refused_write(self, request: Request) -> Response | None:
        if self._settings.read_only:
            return _no(403, "this desk is open for reading only")
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return _no(403, "writes from another site are refused")
        if WRITE_HEADER not in request.headers:
            return _no(403, f"a write must carry the header {WRITE_HEADER}")
        length = request.headers.get("content-length")
        if length is None or not length.isdigit() or int(length) > LARGEST:
            return _no(413, f"a request may hold at most {LARGEST // 1024 // 1024} MB, and must say its length")
        if not self._costly.allow(_client(request)):
            return _no(429, "too many writes; wait a minute")
        return None


def _client(request: Request) -> str:
    return request.client.host if request.client else "?"


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _no(status: int, why: str) -> JSONResponse:
    return JSONResponse({"detail": why}, status_code=status)
