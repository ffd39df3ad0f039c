"""One page from an address, without letting the address lead anywhere it should not.

An address is hostile input: it may point into the own network, redirect there, resolve to another host
the second time, send without end or expand without end. So: http and https only; the name is resolved
once and the connection goes to the very address that was checked; each redirect is a new, checked
connection; one clock runs over everything; what is read and what it expands to are both bounded.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from detente.errors import FetchError, InputTooLarge, UnsupportedInput
from detente.transport import PoolTransport

_READABLE = frozenset(
    "text/html application/xhtml+xml text/plain application/xml text/xml application/rss+xml application/atom+xml "
    "application/rdf+xml".split()
) | {""}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
AGENT = "detente (reader of diplomatic news)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one fetch may cost: bytes of the page (expanded), seconds in all, redirects followed."""

    size: int = 20 * 1024 * 1024
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: its bytes (expanded), the last address and the charset of its header."""

    data: bytes
    url: str
    charset: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: ``page`` only with status 200, ``headers`` by lower-case name.

    ``moved`` is the new address where every redirect on the way was for good.
    """

    status: int
    headers: dict[str, str]
    page: Fetched | None
    moved: str | None


def fetch(url: str, *, allow_private: bool = False, bounds: Bounds = Bounds()) -> Fetched:
    """The page at ``url``.

    Raises ``FetchError`` (refused address, no answer, error status, too slow), ``InputTooLarge`` or
    ``UnsupportedInput`` (content that is no page, feed or text). ``allow_private`` admits addresses that are
    not public. Proxies named in the environment are not used: they would hide where a name leads.
    """
    answer = ask(url, allow_private=allow_private, bounds=bounds)
    if answer.page is None:
        raise FetchError(f"{_shown(_parsed(url))} answered {answer.status}; check the address")
    return answer.page


def ask(
    url: str, *, allow_private: bool = False, bounds: Bounds = Bounds(), headers: dict[str, str] | None = None
) -> Answer:
    """What the server of ``url`` answers to a request with further ``headers``, whatever its status.

    Raises as :func:`fetch` does, but for no status.
    """
    deadline = time.monotonic() + bounds.seconds
    transport = PoolTransport(_CheckedNetwork(allow_private, deadline), most=2)
    sent = {
        "User-Agent": AGENT,
        "Accept": "text/html,application/xml;q=0.9,text/plain;q=0.9,*/*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
    } | (headers or {})
    current, lasting = _parsed(url), True
    with httpx.Client(transport=transport, trust_env=False, headers=sent, timeout=bounds.seconds) as client:
        for _ in range(bounds.redirects + 1):
            try:
                with client.stream("GET", current) as response:
                    status = response.status_code
                    if status not in _REDIRECTS:
                        page = _page(response, bounds, deadline) if status == 200 else None
                        named = {k.lower(): v[:2000] for k, v in response.headers.items()}
                        moved = str(current) if lasting and current != _parsed(url) else None
                        return Answer(status, named, page, moved)
                    lasting = lasting and status in _FOR_GOOD
                    current = _next(response)
            except (httpx.TimeoutException, httpcore.TimeoutException):
                raise FetchError(
                    f"{_shown(current)} did not answer within {bounds.seconds:g} seconds; try again later"
                ) from None
            except (
                httpx.HTTPError,
                httpcore.NetworkError,
                httpcore.ProtocolError,
                httpx.InvalidURL,
                ssl.SSLError,
            ) as error:
                reason = " ".join(str(error).split())[:160] or type(error).__name__
                raise FetchError(f"{_shown(current)} could not be fetched ({reason}); check the address") from None
    raise FetchError(f"{_shown(_parsed(url))} redirects more than {bounds.redirects} times; name the last address")


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise FetchError(f"{url[:120]!r} is no valid address; write it as https://host/path") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise FetchError(f"{_shown(parsed)} is no http or https address; only those are fetched")
    if parsed.userinfo:
        raise FetchError(f"{_shown(parsed)} carries a user name or password; remove it from the address")
    return parsed.copy_with(fragment=None)


def _shown(url: httpx.URL) -> str:
    """An address fit for a message: short, printable, without credentials or query."""
    text = str(url.copy_with(username=None, password=None, query=None, fragment=None)) if url.host else str(url)
    return "".join(c for c in text if c.isprintable())[:160]


def _next(response: httpx.Response) -> httpx.URL:
    location = response.headers.get("location", "")
    if not location:
        raise FetchError(f"{_shown(response.url)} redirects to nowhere; check the address")
    try:
        return _parsed(str(response.url.join(location)))
    except (httpx.InvalidURL, ValueError):
        raise FetchError(f"{_shown(response.url)} redirects to an invalid address; check the address") from None


def _page(response: httpx.Response, bounds: Bounds, deadline: float) -> Fetched:
    shown = _shown(response.url)
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _READABLE:
        raise UnsupportedInput(f"{shown} is {kind[:60]}, not a page or text; name a page")
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > bounds.size:
        raise _oversize(shown, bounds)
    encoding = response.headers.get("content-encoding", "").strip().lower()
    data = bytearray()
    for chunk in _expanded(response.iter_raw(65536), encoding, shown):
        data += chunk
        if len(data) > bounds.size:
            raise _oversize(shown, bounds)
        if time.monotonic() > deadline:
            raise FetchError(f"{shown} did not finish within {bounds.seconds:g} seconds; try again later")
    return Fetched(bytes(data), str(response.url), response.charset_encoding)


def _oversize(shown: str, bounds: Bounds) -> InputTooLarge:
    return InputTooLarge(f"{shown} has more than {bounds.size // 1_048_576} MiB; hand over the page's text alone")


def _expanded(chunks: Iterator[bytes], encoding: str, shown: str) -> Iterator[bytes]:
    """The chunks unpacked in steps of at most 1 MiB, so that a bomb is noticed before it fills memory."""
    if encoding in {"", "identity"}:
        yield from chunks
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise UnsupportedInput(
            f"{shown} came in encoding {encoding[:40]}, not asked for; save the page and name the file"
        )
    unpacker = zlib.decompressobj(47 if encoding != "deflate" else 15)
    first = True
    try:
        for chunk in chunks:
            if first and encoding == "deflate" and chunk and (chunk[0] & 0x0F) != 8:
                unpacker = zlib.decompressobj(-15)  # raw deflate, as some servers send it
            first = False
            pending = chunk
            while pending and not unpacker.eof:
                yield unpacker.decompress(pending, 1_048_576)
                pending = unpacker.unconsumed_tail
        yield unpacker.flush()
        if not first and not unpacker.eof:
            raise zlib.error("cut short")
    except zlib.error:
        raise FetchError(f"{shown} sent compressed bytes that are damaged; try again later") from None


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public Internet, also when wrapped into an IPv6 form."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """All addresses of ``host``, or a timeout: the system's resolver keeps no clock of ours."""
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            found.extend(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if failed:
        raise httpcore.ConnectError(f"the name {host[:100]} is not known: {failed[0].strerror or failed[0]}")
    if not found:
        raise httpcore.ConnectTimeout("the name was not resolved in time")
    return list(dict.fromkeys(found))


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to the address it has checked, never to a name, and keeps the deadline on every read."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port, self._deadline - time.monotonic())
        for address in addresses:
            if not self._allow_private and not is_public(address):
                raise FetchError(
                    f"{host[:100]} leads to {address}, which is not public; it is fetched only when allowed"
                )
        error: Exception = httpcore.ConnectError("no address")
        for address in addresses[:4]:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise httpcore.ConnectTimeout("out of time")
            try:
                stream = self._plain.connect_tcp(
                    address, port, timeout=left, local_address=local_address, socket_options=socket_options
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
        raise error

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.UnsupportedProtocol("unix sockets are not fetched from")

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, max(0.0, self._deadline - time.monotonic())))


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every step gets only the time that is left of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def _left(self, error: type[httpcore.TimeoutException]) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error("out of time")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._left(httpcore.ConnectTimeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
