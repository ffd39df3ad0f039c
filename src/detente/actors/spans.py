"""Stretches of a text that are spoken for: a name found there is not looked for again."""

from __future__ import annotations

import bisect
from collections.abc import Iterable


class Spans:
    """Stretches [start, end) that do not overlap; asked by bisection, so that long texts cost no more a name."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans = sorted(spans)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing of ``[start, end)`` is taken."""
        at = bisect.bisect_left(self._spans, (end, end))
        return at == 0 or self._spans[at - 1][1] <= start

    def take(self, start: int, end: int) -> None:
        """Take a stretch that is free."""
        bisect.insort(self._spans, (start, end))

    def with_these(self, spans: Iterable[tuple[int, int]]) -> Spans:
        """These and others that are free."""
        return Spans([*self._spans, *spans])
