"""Polling feeds politely: what changed is asked for, what failed is left alone for longer, what is refused is kept out.

A feed is asked with the ETag and the date of its last answer, so that an unchanged one costs a few bytes (RFC 9110).
A failure doubles the time to the next try, up to a day; Retry-After is kept to; 410 ends the polling, a lasting
redirect moves it. robots.txt (RFC 9309) is read for feeds and pages, once a day for each host, and between two requests
to one host there is a pause. Time and sleep are handed in, so that nothing here waits in a test.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from detente.errors import DetenteError
from detente.ingest.feeds import Item, is_feed, items_of
from detente.ingest.fetch import AGENT, Answer, ask
from detente.ingest.sources import Found, Problem, from_item, read_page

#: Seconds between two polls of a healthy feed, the longest time after failures, and between two requests to a host.
EVERY, LONGEST, PAUSE = 1800.0, 86_400.0, 2.0
#: Longest pause that a robots.txt may ask for; a page of a host that wants more waits for another day.
_PATIENCE = 60.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class FeedState:
    """What must be remembered of a feed between two polls; times are seconds since 1970."""

    url: str
    etag: str | None = None
    modified: str | None = None
    next_due: float = 0.0
    failures: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Polled:
    """One poll: the feed as it is to be remembered, what was found and what was not, and the links now known.

    ``before`` is the address it was known by until then.
    """

    before: str
    state: FeedState
    found: tuple[Found | Problem, ...] = ()
    links: tuple[str, ...] = ()


def addresses_in(path: Path) -> list[str]:
    """The addresses of a list of feeds: one a line, what follows # is a remark.

    Raises:
        DetenteError: the file cannot be read, or a line is no http or https address.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise DetenteError(f"{path} could not be read ({reason}); name a text file with one address a line") from None
    found = []
    for number, line in enumerate(lines, 1):
        address = line.split(" #")[0].strip() if not line.lstrip().startswith("#") else ""
        if not address:
            continue
        if not address.lower().startswith(("http://", "https://")):
            raise DetenteError(f"{path}, line {number}: {address[:80]!r} is no http or https address; mend the line")
        found.append(address)
    return list(dict.fromkeys(found))


@dataclass
class Poller:
    """Asks feeds and the pages behind their items; keeps robots.txt and the last request of each host."""

    now: Callable[[], float]
    sleep: Callable[[float], None]
    every: float = EVERY
    pause: float = PAUSE
    allow_private: bool = False
    chance: random.Random = field(default_factory=random.Random)
    _robots: dict[str, tuple[float, object | None]] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def poll(self, state: FeedState, known: Collection[str]) -> Polled:
        """Ask one feed and read its new items; ``known`` are links that need not be read again."""
        try:
            answer = self._ask(state.url, _conditions(state))
        except DetenteError as error:
            return Polled(state.url, self._failed(state), (Problem(state.url, str(error)),))
        if answer is None:
            refused = Problem(state.url, "robots.txt of its host asks programs not to read it; left alone for a day")
            return Polled(state.url, replace(state, next_due=self.now() + _DAY), (refused,))
        if answer.status == 304:
            return Polled(state.url, self._healthy(state, answer))
        if answer.status == 410:
            gone = Problem(state.url, "gone for good (410); no longer asked")
            return Polled(state.url, replace(state, gone=True), (gone,))
        if answer.page is None or not is_feed(answer.page.data):
            what = f"answered {answer.status}" if answer.page is None else "is no feed"
            return Polled(state.url, self._failed(state, answer), (Problem(state.url, f"{what}; tried again later"),))
        after = self._healthy(replace(state, url=answer.moved or state.url), answer)
        try:
            items = list(items_of(answer.page.data))
        except DetenteError as error:
            return Polled(state.url, self._failed(state, answer), (Problem(state.url, f"{error}; tried again later"),))
        found: list[Found | Problem] = []
        links: list[str] = []
        for item in items:
            link = item.link or f"{state.url}#{item.id}"
            if link in known or link in links:
                continue
            read = list(self._read(item, state.url))
            found += read
            if all(isinstance(r, Found) for r in read):
                links.append(link)
        return Polled(state.url, after, tuple(found), tuple(links))

    def _read(self, item: Item, feed: str) -> Iterator[Found | Problem]:
        if item.whole is not None or item.link is None:
            yield from from_item(item, feed)
            return
        try:
            answer = self._ask(item.link, {})
        except DetenteError as error:
            yield Problem(item.link, str(error))
            return
        if answer is None:
            yield Problem(item.link, "robots.txt of its host asks programs not to read it")
        elif answer.page is None:
            yield Problem(item.link, f"answered {answer.status}")
        else:
            yield from read_page(answer.page.data, answer.page.url, item)

    def _ask(self, url: str, headers: dict[str, str]) -> Answer | None:
        """The answer, after a pause if its host was asked lately; None where robots.txt forbids it."""
        host = urlsplit(url).netloc.lower()
        robots = self._rules(url, host)
        wait = self.pause
        if robots is not None:
            if not robots.can_fetch(url, AGENT):  # type: ignore[attr-defined]
                return None
            asked = robots.crawl_delay(AGENT)  # type: ignore[attr-defined]
            wait = max(wait, float(asked or 0.0))
            if wait > _PATIENCE:
                return None
        self._wait(host, wait)
        return ask(url, allow_private=self.allow_private, headers=headers)

    def _rules(self, url: str, host: str) -> object | None:
        """The host's robots.txt, read once a day; None where it has none. One that fails forbids (RFC 9309, 2.3)."""
        from protego import Protego

        known = self._robots.get(host)
        if known is not None and self.now() - known[0] < _DAY:
            return known[1]
        parts = urlsplit(url)
        rules: object | None = None
        self._wait(host, self.pause)
        try:
            answer = ask(f"{parts.scheme}://{parts.netloc}/robots.txt", allow_private=self.allow_private)
            if answer.page is not None:
                rules = Protego.parse(answer.page.data[:500_000].decode("utf-8", "replace"))
            elif answer.status >= 500:
                rules = Protego.parse("User-agent: *\nDisallow: /")
        except DetenteError:
            rules = None  # unreachable: the request itself will tell
        self._robots[host] = (self.now(), rules)
        return rules

    def _wait(self, host: str, pause: float) -> None:
        since = self.now() - self._asked.get(host, -1e9)
        if since < pause:
            self.sleep(pause - since)
        self._asked[host] = self.now()

    def _healthy(self, state: FeedState, answer: Answer) -> FeedState:
        return replace(
            state,
            etag=answer.headers.get("etag", state.etag),
            modified=answer.headers.get("last-modified", state.modified),
            next_due=self.now() + max(self.every, _retry(answer, self.now())),
            failures=0,
        )

    def _failed(self, state: FeedState, answer: Answer | None = None) -> FeedState:
        failures = state.failures + 1
        wait = min(self.every * 2.0 ** min(failures, 16), LONGEST) * self.chance.uniform(0.8, 1.2)
        if answer is not None:
            wait = max(wait, _retry(answer, self.now()))
        return replace(state, failures=failures, next_due=self.now() + wait)


def _conditions(state: FeedState) -> dict[str, str]:
    asked = {}
    if state.etag:
        asked["If-None-Match"] = state.etag
    if state.modified:
        asked["If-Modified-Since"] = state.modified
    return asked


def _retry(answer: Answer, now: float) -> float:
    """Seconds that Retry-After asks for, in either of its forms; at most a week."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), 7 * _DAY)
    try:
        moment = email.utils.parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return min(max(moment.timestamp() - now, 0.0), 7 * _DAY)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
