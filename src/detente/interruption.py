"""Ctrl-C and a plea to end: never in the middle of what is to be whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def put_off() -> Iterator[None]:
    """Let a Ctrl-C or SIGTERM that comes inside take effect at the end; a second one takes effect at once.

    A call into the database that is interrupted does not tell whether it was done, and a commit that has been made can
    still look like one that failed. Signals come to the main thread alone; in others there is nothing to put off.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    came: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        told = before[signal.Signals(number)]
        if came and callable(told):
            told(number, frame)
        came.append(number)

    changed = [number for number in _SIGNALS if callable(before[number])]
    for number in changed:
        signal.signal(number, remember)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, before[number])
        for first in came[:1]:
            told = before[signal.Signals(first)]
            if callable(told):
                told(first, None)
