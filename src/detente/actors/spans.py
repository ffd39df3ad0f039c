"""Stretches of a text that are taken, none overlapping another: what is free is told in logarithmic time."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator


class Spans:
    """Disjoint (start, end) pairs in order. A text of a hundred thousand names must not cost billions of looks."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans = sorted(spans)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._spans)

    def free(self, start: int, end: int) -> bool:
        """Whether ``start:end`` overlaps none."""
        before = bisect.bisect_left(self._spans, (end,))
        return before == 0 or self._spans[before - 1][1] <= start

    def take(self, start: int, end: int) -> None:
        """Add a stretch that is free."""
        bisect.insort(self._spans, (start, end))
