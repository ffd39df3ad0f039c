"""Who may ask what: hosts, tokens, writes from elsewhere, costly calls, and what a page may load."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
import time
from collections import OrderedDict
from threading import Lock
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.desk.state import Settings

_log = logging.getLogger(__name__)

#: Nothing from elsewhere; scripts and styles are files of ours. The chart library sets styles while it runs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # asked about each time: scripts of one version must not meet pages of another, and shared caches hold nothing
    "Cache-Control": "private, no-cache",
}
#: A write carries this header, which a page from elsewhere cannot set without being asked first.
WRITE_HEADER = "x-detente"
COOKIE = "detente_token"
#: Bytes of a request's body.
LARGEST = 32 * 1024 * 1024
#: Reading that takes long: limited in number, and so many at once; the others wait without holding a thread.
_COSTLY, _AT_ONCE = ("/api/outlook", "/api/export", "/api/training"), 2


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
    """Passes a request on to ``app``, or answers it; puts the safety headers on every answer, errors too."""

    def __init__(self, app: ASGIApp, settings: Settings, costly: Rates | None = None) -> None:
        self._app, self._settings = app, settings
        self._costly = costly or Rates(60, 60.0)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        try:
            refusal = self._refusal(request)
            if refusal is not None:
                await refusal(scope, receive, guarded)
            elif request.url.path.startswith(_COSTLY):
                async with self._slots:
                    await self._app(scope, _bounded(receive), guarded)
            else:
                await self._app(scope, _bounded(receive), guarded)
        except _TooLong:
            if not begun:
                await _too_large()(scope, receive, guarded)
        except Exception:
            if begun:
                raise
            # answered here and not further out, so that also this answer has the headers
            _log.exception("no answer to %s %s", request.method, request.url.path)
            await _no(500, "the desk failed at this; its terminal says more, please report it")(scope, receive, guarded)

    def _refusal(self, request: Request) -> Response | None:
        host = request.headers.getlist("host")
        if len(host) != 1 or not self._known(_name(host[0])):
            return _no(421, "this desk does not answer to that host name")
        token = self._settings.token
        if token is not None:
            given = request.query_params.get("token")
            if given is not None and _same(given, token):
                # out of the address as soon as it is known, so that it is not shared with a bookmark
                response = RedirectResponse(request.url.remove_query_params("token"), status_code=303)
                # lax, not strict: a link to the desk in a letter must open; what writes asks for a header besides
                response.set_cookie(COOKIE, token, httponly=True, samesite="lax")
                return response
            bearer = (request.headers.get("authorization") or "").removeprefix("Bearer ")
            if not _same(request.cookies.get(COOKIE) or bearer, token):
                return _no(401, "this desk needs its token: open the address that it printed when it started")
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return self._refused_write(request)
        if (
            request.headers.get("sec-fetch-site") == "cross-site"
            and request.headers.get("sec-fetch-mode") != "navigate"
        ):
            return _no(403, "another site may link to this desk, not load from it")
        if request.url.path.startswith(_COSTLY) and not self._costly.allow(_client(request)):
            return _no(429, "too many costly questions; wait a minute")
        return None

    def _known(self, name: str) -> bool:
        return name in self._settings.hosts or (self._settings.numeric and _number(name))

    def _refused_write(self, request: Request) -> Response | None:
        if self._settings.read_only:
            return _no(403, "this desk is open for reading only")
        origin = request.headers.get("origin")
        if origin is not None and _place(origin) != request.headers.get("host"):
            return _no(403, "writes from another site are refused")
        if WRITE_HEADER not in request.headers:
            return _no(403, f"a write must carry the header {WRITE_HEADER}")
        length = request.headers.get("content-length")
        if length is None and (request.method != "DELETE" or "transfer-encoding" in request.headers):
            return _too_large()
        if length is not None and not (length.isascii() and length.isdigit() and len(length) < 12):
            return _too_large()
        if length is not None and int(length) > LARGEST:
            return _too_large()
        if not self._costly.allow(_client(request)):
            return _no(429, "too many writes; wait a minute")
        return None


class _TooLong(Exception):
    """The body is longer than its header said that it would be."""


def _bounded(receive: Receive) -> Receive:
    """What is received, up to the limit: a length may be a lie."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > LARGEST:
            raise _TooLong
        return message

    return counted


def _name(host: str) -> str:
    """A host header without its port; an address of version 6 keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isascii() and port.isdigit() else host).lower()


def _number(name: str) -> bool:
    """Whether a name is an address of version 4, or one of version 6 in its brackets."""
    try:
        return ipaddress.ip_address(name.removeprefix("[").removesuffix("]")).version == (6 if name[:1] == "[" else 4)
    except ValueError:
        return False


def _place(origin: str) -> str | None:
    """Host and port of an origin; None of what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _too_large() -> JSONResponse:
    return _no(413, f"a request may hold at most {LARGEST // 1024 // 1024} MB, and must say its length")


def _client(request: Request) -> str:
    return request.client.host if request.client else "?"


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _no(status: int, why: str) -> JSONResponse:
    return JSONResponse({"detail": why}, status_code=status)
