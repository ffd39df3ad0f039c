"""Fetching from a real server on loopback, and refusing what an address must not reach."""

# Examples stand on one line each, so that they can be read as they are.

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detente.errors import DetenteError, FetchError, InputTooLarge, UnsupportedInput
from detente.ingest import read_article
from detente.ingest.fetch import Bounds, fetch, is_public

PAGE = (
    "<html><head><title>Ghana and Togo open a joint frontier post</title></head><body><article>"
    "<h1>Ghana and Togo open a joint frontier post</h1>"
    "<p>Ghana and Togo opened a joint frontier post at Aflao on Thursday, the first of its kind on the coast.</p>"
    "<p>The two presidents cut the ribbon together – and then queued with everybody else.</p></article></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        page = PAGE.encode()
        if path == "/page":
            self.answer(page)
        elif path == "/latin":
            self.answer(
                PAGE.replace("–", "-").replace("queued", "défilé").encode("latin-1"),
                "text/html; charset=iso-8859-1",
            )
        elif path == "/gzip":
            self.answer(gzip.compress(page), Content_Encoding="gzip")
        elif path == "/deflate":
            self.answer(zlib.compress(page), Content_Encoding="deflate")
        elif path == "/damaged":
            self.answer(gzip.compress(page)[:40] + b"\xff" * 40, Content_Encoding="gzip")
        elif path == "/bomb":
            packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            block = b"\0" * 1_048_576
            self.answer(b"".join(packer.compress(block) for _ in range(200)) + packer.flush(), Content_Encoding="gzip")
        elif path == "/pdf":
            self.answer(b"%PDF-1.7 ...", "application/pdf")
        elif path == "/large":
            self.answer(b"x" * 3_000_000)
        elif path == "/endless":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"<p>More and more and more of it.</p>" * 1000)
            except OSError:
                pass
        elif path == "/drip":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.drip(b"x")
        elif path == "/dripping-headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self.drip(b"y")
        elif path == "/once":
            self.answer(b"", status=302, Location="/page")
        elif path == "/loop":
            self.answer(b"", status=302, Location="/loop")
        elif path == "/nowhere":
            self.answer(b"", status=302)
        elif path == "/to-file":
            self.answer(b"", status=302, Location="file:///etc/passwd")
        elif path == "/to-credentials":
            self.answer(b"", status=302, Location="http://user:secret@127.0.0.1/")
        else:
            self.answer(b"gone", status=404)

    def drip(self, byte: bytes) -> None:
        try:
            for _ in range(100):
                self.wfile.write(byte)
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients here hang up on purpose
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


def test_a_page_becomes_an_article(server: str) -> None:
    article = read_article(f"{server}/page", allow_private=True)
    assert article.title == "Ghana and Togo open a joint frontier post"
    assert article.body.startswith("Ghana and Togo opened a joint frontier post at Aflao on Thursday")
    assert article.body.endswith("– and then queued with everybody else.")
    assert article.source == f"{server}/page"


@pytest.mark.parametrize("path", ["gzip", "deflate", "once"])
def test_packed_and_redirected_pages_are_the_same_page(server: str, path: str) -> None:
    assert fetch(f"{server}/{path}", allow_private=True).data.decode() == PAGE


def test_the_charset_of_the_header_is_used(server: str) -> None:
    assert "défilé with everybody" in read_article(f"{server}/latin", allow_private=True).body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "127.1"])
def test_the_own_machine_is_refused(server: str, host: str) -> None:
    port = server.rsplit(":", 1)[1]
    with pytest.raises(FetchError):
        fetch(f"http://{host}:{port}/page", bounds=Bounds(seconds=5))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def addresses(*found: str) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in found]


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses("93.184.215.14", "10.0.0.7"))
    with pytest.raises(FetchError, match=r"news\.example leads to 10\.0\.0\.7, which is not public"):
        fetch("http://news.example/")


def test_the_checked_address_is_the_one_connected_to(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its answer cannot be asked twice: it is asked once a connection."""
    asked: list[str] = []

    def answer(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    port = server.rsplit(":", 1)[1]
    assert fetch(f"http://news.example:{port}/page", allow_private=True).data.decode() == PAGE
    assert asked.count("news.example") == 1


def test_a_redirect_inside_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop counts as public here; the second, to a private address, is checked afresh."""
    from detente.ingest import fetch as module

    real = module.is_public
    monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.1" or real(address))
    monkeypatch.setattr(
        Handler,
        "do_GET",
        lambda self: Handler.answer(self, b"", status=302, Location="http://192.168.0.1/admin"),
    )
    with pytest.raises(FetchError, match=r"192\.168\.0\.1, which is not public"):
        fetch(f"{server}/redirect")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "answered 404"),
        ("loop", "redirects more than 5 times"),
        ("nowhere", "redirects to nowhere"),
        ("to-file", "no http or https address"),
        ("to-credentials", "user name or password"),
        ("damaged", "damaged"),
    ],
)
def test_answers_that_are_no_page(server: str, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as caught:
        fetch(f"{server}/{path}", allow_private=True)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_content_that_is_no_page(server: str) -> None:
    with pytest.raises(UnsupportedInput, match="application/pdf"):
        fetch(f"{server}/pdf", allow_private=True)


@pytest.mark.parametrize("path", ["large", "endless", "bomb"])
def test_oversize_is_noticed_early(server: str, path: str) -> None:
    started = time.monotonic()
    with pytest.raises(InputTooLarge):
        fetch(f"{server}/{path}", allow_private=True, bounds=Bounds(size=2 * 1024 * 1024))
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("path", ["drip", "dripping-headers"])
def test_a_slow_server_gets_its_time_and_no_more(server: str, path: str) -> None:
    started = time.monotonic()
    with pytest.raises(FetchError, match="seconds"):
        fetch(f"{server}/{path}", allow_private=True, bounds=Bounds(seconds=1.0))
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "http://",
        "https://user:pass@example.org/",
        "http://[::1",
        "javascript:1",
    ],
)
def test_addresses_that_are_not_fetched(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert "pass@" not in str(caught.value)


def test_environment_proxies_are_not_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch(f"{server}/page", allow_private=True).data.decode() == PAGE


def test_unknown_name_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(DetenteError, match="Name or service not known"):
        fetch("http://no-such-host.example/")
