"""Feeds and the record: what is due is polled, what is new is added, what was learnt is remembered."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from detente.account import Accountant
from detente.ingest.polling import FeedState, Polled, Poller
from detente.ingest.sources import Problem
from detente.record.adding import Added, Adder
from detente.record.store import rows, transaction

if TYPE_CHECKING:
    import duckdb


def states(connection: duckdb.DuckDBPyConnection, addresses: Sequence[str]) -> list[FeedState]:
    """The feeds of ``addresses`` as they are remembered, new ones as due at once, and those that moved by their new
    address."""
    held = {r["url"]: r for r in rows(connection, "select * from feeds")}
    moved = {r["what"]: r["said"] for r in rows(connection, "select * from notes where starts_with(what, 'moved:')")}
    found = []
    for address in addresses:
        url = moved.get(f"moved:{address}", address)
        row = held.get(url)
        found.append(FeedState(**row) if row else FeedState(url))
    return found


def due_in(connection: duckdb.DuckDBPyConnection, addresses: Sequence[str], now: float) -> float | None:
    """Seconds until the next feed is due; None when all are gone."""
    waits = [state.next_due - now for state in states(connection, addresses) if not state.gone]
    return max(min(waits), 0.0) if waits else None


def poll_due(
    connection: duckdb.DuckDBPyConnection,
    addresses: Sequence[str],
    poller: Poller,
    coder: Accountant,
    report: Callable[[str], None],
) -> Iterator[tuple[Polled, Added]]:
    """Poll the feeds that are due. Articles are written before the feed is remembered as read: a kill loses nothing."""
    for state in states(connection, addresses):
        if state.gone or state.next_due > poller.now():
            continue
        known = {r["link"] for r in rows(connection, "select link from seen_links")}
        polled = poller.poll(state, known)
        with Adder(connection, coder, report) as adder:
            for found in polled.found:
                if isinstance(found, Problem):
                    report(f"{found.origin}: {found.message}")
                else:
                    adder.add(found.key, found.article)
        _remember(connection, polled)
        yield polled, adder.done


def _remember(connection: duckdb.DuckDBPyConnection, polled: Polled) -> None:
    state = polled.state
    with transaction(connection):
        if polled.before != state.url:
            connection.execute("delete from feeds where url = ?", [polled.before])
            connection.execute("insert or replace into notes values (?, ?)", [f"moved:{polled.before}", state.url])
        values = list(dataclasses.asdict(state).values())
        connection.execute("insert or replace into feeds values (?, ?, ?, ?, ?, ?)", values)
        for link in polled.links:
            connection.execute("insert or ignore into seen_links values (?)", [link])
