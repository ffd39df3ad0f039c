"""httpx over connections of our own making, which httpx's own transport cannot take.

Two parts of the program watch their connections: fetching an address (private networks are refused, the whole fetch
has a time) and asking a model behind an endpoint (every wait can be ended).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpcore
import httpx


class PoolTransport(httpx.BaseTransport):
    """An httpcore pool over ``network``; proxies of the environment are not used.

    Failures come as httpcore's exceptions.
    """

    def __init__(self, network: httpcore.NetworkBackend, *, most: int | None = None, kept: float | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=most,
            keepalive_expiry=kept,
            network_backend=network,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the response is read as it comes."""
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response.stream),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """End all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()
