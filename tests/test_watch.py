"""Polling a real server on loopback: politely, and nothing twice."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from detente.errors import DetenteError
from detente.ingest.polling import FeedState, Poller, addresses_in
from detente.ingest.sources import Found, Problem

STORY = "<p>Ghana and Togo opened a joint frontier post at Aflao on Thursday, the first of its kind on the coast.</p>"
PAGE = f"<html><head><title>A frontier post</title></head><body><article>{STORY * 3}</article></body></html>"


@dataclass
class Site:
    """What the server answers by path: (status, headers, body); and what it was asked."""

    answers: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def feed(self, *items: str) -> str:
        told = "".join(
            f"<item><title>{i}</title><link>{self.address}/{i}</link>"
            "<pubDate>Thu, 16 May 2019 08:00:00 GMT</pubDate><description>Short.</description></item>"
            for i in items
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Coast Wire</title>{told}</channel></rss>'


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            headers = {k.lower(): v for k, v in self.headers.items()}
            made.asked.append((self.path, headers))
            status, extra, body = made.answers.get(self.path, (404, {}, ""))
            if extra.get("ETag") and headers.get("if-none-match") == extra["ETag"]:
                status, body = 304, ""
            data = body.encode()
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            if "Content-Type" not in extra:
                self.send_header("Content-Type", "application/rss+xml" if "rss" in body[:60] else "text/html")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@dataclass
class Clock:
    """A clock that only sleeping moves."""

    time: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def poller(clock: Clock) -> Poller:
    return Poller(clock.now, clock.sleep, allow_private=True, chance=random.Random(1))


def feed_of(site: Site) -> FeedState:
    return FeedState(f"{site.address}/feed")


def test_new_items_are_read_and_known_ones_not(site: Site, poller: Poller) -> None:
    site.answers["/feed"] = (200, {}, site.feed("one", "two"))
    site.answers["/one"] = site.answers["/two"] = (200, {}, PAGE)
    polled = poller.poll(feed_of(site), {f"{site.address}/one"})
    assert site.paths() == ["/feed", "/two"]
    assert polled.links == (f"{site.address}/two",)
    [found] = polled.found
    assert isinstance(found, Found)
    assert str(found.article.published) == "2019-05-16"


def test_an_unchanged_feed_costs_a_question(site: Site, poller: Poller) -> None:
    site.answers["/feed"] = (200, {"ETag": '"v1"', "Last-Modified": "Thu, 16 May 2019 08:00:00 GMT"}, site.feed())
    first = poller.poll(feed_of(site), ()).state
    second = poller.poll(first, ()).state
    sent = site.asked[-1][1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "Thu, 16 May 2019 08:00:00 GMT")
    assert second.etag == '"v1"' and second.failures == 0
    assert sent["user-agent"].startswith("detente")


def test_failures_double_the_wait_and_retry_after_is_kept(site: Site, poller: Poller, clock: Clock) -> None:
    state, waits = feed_of(site), []
    site.answers["/feed"] = (500, {}, "")
    for _ in range(4):
        state = poller.poll(state, ()).state
        waits.append(state.next_due - clock.now())
    assert state.failures == 4
    assert all(1.3 < later / earlier < 3.0 for earlier, later in pairwise(waits))
    site.answers["/feed"] = (503, {"Retry-After": "500000"}, "")
    assert poller.poll(state, ()).state.next_due - clock.now() >= 500_000


def test_gone_and_moved(site: Site, poller: Poller) -> None:
    site.answers["/feed"] = (410, {}, "")
    assert poller.poll(feed_of(site), ()).state.gone
    site.answers["/feed"] = (301, {"Location": "/new"}, "")
    site.answers["/new"] = (200, {}, site.feed())
    polled = poller.poll(feed_of(site), ())
    assert polled.state.url == f"{site.address}/new" and polled.before == f"{site.address}/feed"
    site.answers["/feed"] = (302, {"Location": "/new"}, "")
    assert poller.poll(feed_of(site), ()).state.url == f"{site.address}/feed"


def test_robots_are_respected_for_feeds_and_pages(site: Site, clock: Clock) -> None:
    site.answers["/feed"] = (200, {}, site.feed("open", "private"))
    site.answers["/open"] = site.answers["/private"] = (200, {}, PAGE)
    site.answers["/robots.txt"] = (200, {}, "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    polled = Poller(clock.now, clock.sleep, allow_private=True).poll(feed_of(site), ())
    assert site.paths() == ["/feed", "/open"]
    assert max(clock.slept) == pytest.approx(7.0)
    assert [type(f) for f in polled.found] == [Found, Problem]
    site.answers["/robots.txt"] = (200, {}, "User-agent: *\nDisallow: /\n")
    site.asked.clear()
    refused = Poller(clock.now, clock.sleep, allow_private=True).poll(feed_of(site), ())
    assert site.paths() == [] and "robots.txt" in refused.found[0].message  # type: ignore[union-attr]


def test_broken_feeds_and_pages_cost_only_themselves(site: Site, poller: Poller) -> None:
    site.answers["/feed"] = (200, {}, site.feed("good", "bad") + "<broken")
    site.answers["/good"] = (200, {}, PAGE)
    polled = poller.poll(feed_of(site), ())
    assert [type(f) for f in polled.found] == [Found, Problem]
    assert polled.links == (f"{site.address}/good",)
    site.answers["/feed"] = (200, {}, "<html><body>no feed here</body></html>")
    assert poller.poll(feed_of(site), ()).state.failures == 1


def test_private_addresses_are_refused_unless_allowed(site: Site, clock: Clock) -> None:
    site.answers["/feed"] = (200, {}, site.feed())
    polled = Poller(clock.now, clock.sleep).poll(feed_of(site), ())
    assert "not public" in polled.found[0].message  # type: ignore[union-attr]


def test_watch_adds_once_and_remembers(site: Site, clock: Clock, poller: Poller, tmp_path: Path) -> None:
    from detente import Record
    from detente.api import accountant
    from detente.record.watching import due_in, poll_due

    site.answers["/feed"] = (301, {"Location": "/new"}, "")
    site.answers["/new"] = (200, {}, site.feed("one"))
    site.answers["/one"] = (200, {}, PAGE)
    addresses = [f"{site.address}/feed"]
    counts = []
    for _ in range(3):
        with Record.open(tmp_path / "r.duckdb") as record:
            counts += [d.added for _, d in poll_due(record.connection, addresses, poller, accountant(), print)]
            wait = due_in(record.connection, addresses, clock.now())
        clock.time += 1200
    assert counts == [1, 0]  # due at once, not after 20 minutes, again after 40
    assert wait is not None and 0 < wait <= 1800
    assert site.paths().count("/one") == 1 and site.paths().count("/feed") == 1


def test_a_list_of_feeds(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text("# ours\nhttps://a.example/rss  # daily\n\nhttps://a.example/rss\nhttp://b.example/atom\n")
    assert addresses_in(path) == ["https://a.example/rss", "http://b.example/atom"]
    path.write_text("ftp://a.example\n")
    with pytest.raises(DetenteError, match="line 1"):
        addresses_in(path)
