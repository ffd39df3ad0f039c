"""An HTTP transport whose every wait ends: when the request's time is up, or when the program is told to stop.

httpx bounds each step of a request, so that a server which sends a byte now and then holds it for ever; and a thread
that waits for a server cannot be interrupted. Here a wait is cut into short ones, between which both are looked at.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from threading import Event, local
from typing import Any

import httpcore

from detente.transport import PoolTransport

#: Longest single wait, in seconds.
_SLICE = 0.25


class Clock:
    """The time that is left of the request of each thread; a request runs wholly in one."""

    def __init__(self, stopped: Event) -> None:
        self.stopped = stopped
        self._own = local()

    def start(self, seconds: float) -> None:
        """Give this thread's next request so many seconds in all."""
        self._own.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left to this thread's request; endless where none was started."""
        return float(getattr(self._own, "end", float("inf"))) - time.monotonic()

    def waited(self, timeout: float | None) -> Iterator[float]:
        """Short waits that make up ``timeout`` or what is left of the request; it ends when both are over.

        Raises:
            httpcore.ReadError: the program is to stop.
        """
        end = time.monotonic() + min(self.left(), timeout if timeout is not None else float("inf"))
        while (left := end - time.monotonic()) > 0:
            if self.stopped.is_set():
                raise httpcore.ReadError("stopped")
            yield min(left, _SLICE)


class WaitingTransport(PoolTransport):
    """A transport whose reads keep to ``clock``."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(_Network(clock), kept=5.0)


class _Network(httpcore.NetworkBackend):
    """The usual connections, with our streams over them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._clock.left()
        if left <= 0:
            raise httpcore.ConnectTimeout("out of time")
        stream = self._plain.connect_tcp(
            host,
            port,
            timeout=min(timeout, left) if timeout is not None else None,
            local_address=local_address,
            socket_options=socket_options,
        )
        return _Stream(stream, self._clock)

    def sleep(self, seconds: float) -> None:
        self._clock.stopped.wait(seconds)


class _Stream(httpcore.NetworkStream):
    """A stream that waits for bytes in short waits."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        for wait in self._clock.waited(timeout):
            try:
                return self._stream.read(max_bytes, wait)
            except httpcore.ReadTimeout:
                continue
        raise httpcore.ReadTimeout("out of time")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._clock.left()
        if left <= 0:
            raise httpcore.WriteTimeout("out of time")
        self._stream.write(buffer, min(timeout, left) if timeout is not None else None)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._clock.left()
        if left <= 0:
            raise httpcore.ConnectTimeout("out of time")
        wait = min(timeout, left) if timeout is not None else None
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, wait), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
