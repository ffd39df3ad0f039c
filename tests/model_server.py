"""A real HTTP server on loopback that speaks as an OpenAI-compatible endpoint, well or badly, as a test wishes."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from detente.coding import address
from detente.coding.answers import open_answers
from detente.coding.endpoint import EndpointTypeModel, Patience
from detente.coding.plover import TYPES

LABELS = (*TYPES, "NONE")
TEXT = "Norway condemned Peru."
ITEM = (TEXT, (0, 6), (17, 21))
#: Quick, so that the tests are.
QUICK = Patience(connect=1.0, read=0.4, total=2.0, attempts=3, pause=0.01, longest=0.05, obeyed=2.0)


@dataclass
class Reply:
    """What the server sends: a status, bytes, further headers, after ``delay`` seconds."""

    data: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


def answer(**chances: float) -> dict[str, float]:
    """A whole answer: the ``chances`` given, 0 for the other labels."""
    return {label: chances.get(label, 0.0) for label in LABELS}


def says(content: Any) -> Reply:
    """A chat completion whose message is ``content`` (a string as it is, anything else as JSON)."""
    text = content if isinstance(content, str) else json.dumps(content)
    whole = {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": {"content": text}}]}
    return Reply(json.dumps(whole).encode())


@dataclass
class Server:
    """A running server: its base address and what it was asked."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    most_at_once: int = 0

    def sentences(self) -> list[str]:
        """The sentences it was asked about, in order of arrival."""
        return [json.loads(a["messages"][-1]["content"])["sentence"] for a in self.asked]


@contextlib.contextmanager
def serving(reply: Callable[[int, dict[str, Any]], Reply]) -> Iterator[Server]:
    """Serve with ``reply(number of the request from 0, its body)`` until the block ends."""
    lock = threading.Lock()
    at_once = 0

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            nonlocal at_once
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(server.asked)
                server.asked.append(body)
                server.headers.append({k.lower(): v for k, v in self.headers.items()})
                server.paths.append(self.path)
                at_once += 1
                server.most_at_once = max(server.most_at_once, at_once)
            try:
                told = reply(number, body)
                time.sleep(told.delay)
            finally:
                with lock:
                    at_once -= 1
            with contextlib.suppress(OSError):
                self.send_response(told.status)
                for name, value in {"Content-Length": str(len(told.data)), **told.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.data)

        def log_message(self, *words: Any) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.block_on_close = False
    http.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    server = Server(f"http://127.0.0.1:{http.server_address[1]}/v1")
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


GOOD = answer(ACCUSE=0.8, REJECT=0.1, NONE=0.1)


def items(count: int) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """So many different pairs."""
    return [(f"Norway condemned Peru {n} times.", (0, 6), (17, 21)) for n in range(count)]


def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no leave for plain http from the environment of the tests."""
    monkeypatch.delenv(address.KEY, raising=False)
    monkeypatch.delenv(address.ALLOW_HTTP, raising=False)


@contextlib.contextmanager
def opened(url: str, record: Path, lines: list[str] | None = None, patience: Patience = QUICK) -> Iterator[Any]:
    """A model on the server at ``url``; what it reports goes to ``lines``."""
    told = [] if lines is None else lines
    with (
        closing(open_answers(record)) as answers,
        closing(EndpointTypeModel(url, "m-1", answers, report=told.append, patience=patience)) as model,
    ):
        yield model


def in_turn(*replies: Reply) -> Callable[[int, dict[str, Any]], Reply]:
    """The replies one after the other, then the last one for ever."""
    return lambda number, body: replies[min(number, len(replies) - 1)]
