"""`detente watch`: feeds into the record."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.add import TheRecord
from detente.cli.options import KnowledgeOption, fail, say
from detente.errors import DetenteError


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS", help="A text file with the address of a feed a line.")],
    once: Annotated[bool, typer.Option("--once", help="Ask each feed that is due once, then stop.")] = False,
    every: Annotated[int, typer.Option("--every", min=1, help="Minutes between two polls of a feed.")] = 30,
    record: TheRecord = None,
    knowledge: KnowledgeOption = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses in private and loopback networks.")
    ] = False,
) -> None:
    """Poll feeds politely and add their new articles to the record, until it is stopped."""
    try:
        from detente.api import accountant
        from detente.ingest.polling import Poller, addresses_in
        from detente.record import Record
        from detente.record.watching import due_in, poll_due

        addresses = addresses_in(feeds)
        if not addresses:
            fail(f"{feeds} names no feed; write one address a line")
        coder = accountant(knowledge)
        poller = Poller(time.time, time.sleep, every=60.0 * every, allow_private=allow_private)
        while True:
            # the file is let go of between polls, so that others can read it
            with Record.open(record, wait=60.0) as store:
                for polled, done in poll_due(store.connection, addresses, poller, coder, say):
                    figures = dataclasses.asdict(done)
                    print(f"{polled.state.url}: {figures['added']} added, {figures['known']} known already", flush=True)
                wait = due_in(store.connection, addresses, time.time())
            if once:
                return
            if wait is None:
                fail("every feed is gone; nothing is left to watch")
            time.sleep(max(wait, 1.0))
    except DetenteError as error:
        fail(str(error))
