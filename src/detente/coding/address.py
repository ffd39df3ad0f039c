"""The address and the key of an endpoint: what is allowed, and how they are shown. No key is ever shown."""

from __future__ import annotations

import ipaddress
import logging
import os

import httpx

from detente.errors import ModelError

KEY = "DETENTE_MODEL_KEY"
ALLOW_HTTP = "DETENTE_MODEL_ALLOW_HTTP"


def completions(endpoint: str) -> httpx.URL:
    """Where chat completions are asked for under the base address ``endpoint``; a user name or password is dropped.

    Raises:
        ModelError: no http or https address, one with a query, or plain http to another machine without
            DETENTE_MODEL_ALLOW_HTTP=1.
    """
    try:
        url = httpx.URL(endpoint.strip())
    except (httpx.InvalidURL, ValueError, TypeError):
        raise ModelError("--model-endpoint is no valid address; write it as https://host/v1") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise ModelError("--model-endpoint is no http or https address; write it as https://host/v1")
    url = url.copy_with(username=None, password=None, fragment=None)
    if url.query:
        raise ModelError(f"{shown(url)} has a query, which is not sent; give the address alone, the key in {KEY}")
    if url.scheme == "http" and not _loopback(url.host) and os.environ.get(ALLOW_HTTP) != "1":
        raise ModelError(f"{shown(url)} is not encrypted; use https, or set {ALLOW_HTTP}=1 in a network of yours")
    base = url.path.rstrip("/").removesuffix("/chat/completions")
    return url.copy_with(path=base + "/chat/completions")


def shown(url: httpx.URL) -> str:
    """An address fit for messages and records: printable, short, without credentials, query and the usual ending."""
    plain = url.copy_with(username=None, password=None, query=None, fragment=None)
    text = str(plain).removesuffix("/chat/completions")
    return "".join(c for c in text if c.isprintable())[:160]


def _loopback(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def key() -> str | None:
    """The key in DETENTE_MODEL_KEY, if there is one.

    Raises:
        ModelError: it has characters that no header can carry; the message does not quote it.
    """
    told = os.environ.get(KEY, "").strip()
    if any(not "!" <= c <= "~" for c in told):
        raise ModelError(f"the key in {KEY} has spaces, line ends or letters beyond ASCII; set it to the bare key")
    return told or None


class Unlogged(logging.Filter):
    """Keeps a key out of the logs of the HTTP libraries, which tell a server's headers as they came; a server may
    repeat there what it was sent."""

    _LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may be logged."""
        return self._key not in record.getMessage()

    def begin(self) -> None:
        """Watch the libraries' loggers."""
        for name in self._LOGGERS:
            logging.getLogger(name).addFilter(self)

    def end(self) -> None:
        """Leave them as they were."""
        for name in self._LOGGERS:
            logging.getLogger(name).removeFilter(self)
